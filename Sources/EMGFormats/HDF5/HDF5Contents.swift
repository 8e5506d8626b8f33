#if HDF5
internal import EMGCore

/// What an HDF5 file without a convention of signals holds, or a MATLAB 7.3 file, which is one.
///
/// Source: MathWorks names the form of level 7.3 "HDF5 based" and leaves it at that; the attribute
/// `MATLAB_class`, reversed dimensions, characters as 16-bit numbers and cells as references to what
/// stands under `#refs#` are as MATLAB writes them.
struct HDF5Contents: ArrayContents {
  private(set) var arrays: [MATArray] = []
  private(set) var scalars: [String: Double] = [:]
  private(set) var texts: [String: [String]] = [:]
  private(set) var findings: [Finding] = []
  private let isMATLAB: Bool
  private var nodes = 0

  private static let mostNodes = 20_000
  private static let deepest = 8
  private static let longestText = 4_096
  private static let mostTexts = 4_096
  /// More than so many numbers along one side are no recording.
  private static let mostElements = 1 << 40

  init(_ file: HDF5Object, isMATLAB: Bool) throws(FormatError) {
    self.isMATLAB = isMATLAB
    try look(into: file, depth: 0)
    arrays = arrays.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map(\.element)
    // Only what is read gets room for its chunks.
    if let first = arrays.first, case .dataset(let set, let rank, let isReversed) = first.place {
      arrays[0].place = .dataset(try set.cached(), rank: rank, isReversed: isReversed)
    }
  }

  private mutating func look(into object: HDF5Object, depth: Int) throws(FormatError) {
    nodes += 1
    guard nodes <= Self.mostNodes, depth <= Self.deepest else {
      throw object.failure(
        .unsupported, "objects",
        "expected at most \(Self.mostNodes), nested at most \(Self.deepest) deep, found more")
    }
    let attributes = object.attributes()
    for (name, numbers) in attributes.numbers where numbers.count == 1 && !isMATLAB {
      scalars[joined(object.path, name)] = numbers[0]
    }
    for (name, text) in attributes.texts where !isMATLAB {
      texts[joined(object.path, name), default: []].append(text.trimmed)
    }
    guard !object.isGroup else {
      for name in try object.names(atMost: Self.mostNodes) where !(isMATLAB && name == "#refs#") {
        if let inner = object[name] { try look(into: inner, depth: depth + 1) }
      }
      return
    }
    guard let shape = try object.shape() else { return }
    switch shape.kind {
    case .texts: texts[object.path, default: []] += try object.texts(atMost: Self.mostTexts)
    case .references:
      for inner in try object.references(atMost: Self.mostTexts) {
        try lookIntoCell(inner, of: object.path, depth: depth + 1)
      }
    case .numbers: try keep(object, shape, attributes.texts["MATLAB_class"], object.path)
    case .group, .other: break
    }
  }

  /// An element of a cell: its texts belong to the cell.
  private mutating func lookIntoCell(
    _ object: HDF5Object, of cell: String, depth: Int
  ) throws(FormatError) {
    guard object.isDataset, let shape = try object.shape(), shape.kind == .numbers else {
      if object.isGroup { try look(into: object, depth: depth) }
      return
    }
    let name = object.attributes().texts["MATLAB_class"]
    try keep(object, shape, name, name == "char" ? cell : object.path)
  }

  private mutating func keep(
    _ object: HDF5Object, _ shape: (rank: Int, rows: Int, columns: Int, kind: HDF5Object.Kind),
    _ matlabClass: String?, _ path: String
  ) throws(FormatError) {
    // MATLAB keeps the sizes of an empty array as its numbers.
    if isMATLAB, object.attributes().numbers["MATLAB_empty"] == [1] { return }
    guard shape.rows > 0, shape.columns > 0, shape.rows <= Self.mostElements / shape.columns else {
      return
    }
    if matlabClass == "char" {
      let numbers = try object.allNumbers(atMost: Self.longestText)
      // A row of characters is a column of the data set; the rows of a matrix are texts of a list.
      for row in 0..<shape.columns where numbers.count == shape.rows * shape.columns {
        let units = (0..<shape.rows).compactMap {
          UInt16(exactly: numbers[$0 * shape.columns + row])
        }
        texts[path, default: []].append(String(decoding: units, as: UTF16.self).trimmed)
      }
      return
    }
    if shape.rows * shape.columns == 1, let number = try object.allNumbers(atMost: 1).first {
      scalars[path] = number
    }
    let (rows, columns) = isMATLAB ? (shape.columns, shape.rows) : (shape.rows, shape.columns)
    arrays.append(
      MATArray(
        path: path, rows: rows, columns: columns,
        place: .dataset(object, rank: shape.rank, isReversed: isMATLAB)))
  }

  private func joined(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }
}
#endif
