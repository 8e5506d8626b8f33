internal import EMGCore

/// A numeric array of a MATLAB or HDF5 file and where its numbers stand.
struct MATArray {
  /// Where numbers stand.
  enum Place {
    /// Column by column in a file: the recording's, or what was unpacked of it.
    case bytes(SeekableFile, offset: Int, type: NumberType, isBig: Bool)
    #if HDF5
    /// In a data set, whose rows are the array's columns where it is reversed.
    case dataset(HDF5Object, rank: Int, isReversed: Bool)
    #endif
  }

  /// Variable and fields: `EMG.data`, `Data{1}`.
  var path: String
  var rows: Int
  var columns: Int
  var place: Place

  var count: Int { rows * columns }
}

/// What a file of arrays holds, as far as a recording needs it.
protocol ArrayContents {
  /// The largest arrays come first.
  var arrays: [MATArray] { get }
  /// Single numbers by path.
  var scalars: [String: Double] { get }
  /// Texts by the path of what holds them.
  var texts: [String: [String]] { get }
  var findings: [Finding] { get }
}

/// What a MATLAB level 5 file holds, as far as a recording needs it.
///
/// Source: MathWorks, "MAT-File Format", level 5.
struct MATContents: ArrayContents {
  /// The largest arrays come first.
  private(set) var arrays: [MATArray] = []
  /// Single numbers by path.
  private(set) var scalars: [String: Double] = [:]
  /// Texts by the path of what holds them.
  private(set) var texts: [String: [String]] = [:]
  private(set) var findings: [Finding] = []
  let isBig: Bool
  private var nodes = 0

  static let mark = Array("MATLAB 5.0 MAT-file".utf8)
  private static let headerBytes = 128
  /// Variables up to this size are looked into for rate, unit and names.
  private static let smallSize = 1 << 20
  private static let mostNodes = 100_000
  private static let deepest = 8
  private static let mostElements = 1 << 40
  private static let longestText = 1 << 16

  /// A variable of the file, packed or not.
  private struct Variable {
    var file: SeekableFile
    var element: MATElement
    var isPacked: Bool
    /// Bytes of the matrix.
    var size: Int
    var offset: Int
  }

  init(_ file: SeekableFile) throws(FormatError) {
    var reader = FieldReader(file, at: 126)
    let order = try reader.bytes(2, "byte order")
    guard order == Array("IM".utf8) || order == Array("MI".utf8) else {
      throw reader.failure("byte order", "expected IM or MI, found other bytes", at: 126)
    }
    isBig = order == Array("MI".utf8)
    reader.isBig = isBig
    reader.position = Self.headerBytes
    var variables: [Variable] = []
    while reader.position + 8 <= file.size {
      let start = reader.position
      let element: MATElement
      do {
        element = try MATElement(&reader, "variable \(variables.count + 1)")
      } catch  where error.code == .truncated && !variables.isEmpty {
        findings.append(
          Finding(
            code: "truncated", message: "the variable at byte \(start) is cut off; left out"))
        break
      }
      reader.position = element.next
      nodes += 1
      guard nodes <= Self.mostNodes else {
        throw reader.failure("variables", "expected at most \(Self.mostNodes), found more")
      }
      switch MATElement.Kind(rawValue: element.type) {
      case .matrix:
        variables.append(
          Variable(
            file: file, element: element, isPacked: false, size: element.data.count, offset: start))
      case .compressed:
        variables.append(
          Variable(
            file: file, element: element, isPacked: true,
            size: try Self.unpackedSize(file, element, isBig), offset: start))
      case nil: continue
      }
    }
    guard let largest = variables.indices.max(by: { variables[$0].size < variables[$1].size })
    else {
      throw reader.failure("variables", "expected one or more, found none")
    }
    for (n, variable) in variables.enumerated()
    where n == largest || variable.size <= Self.smallSize {
      try look(into: variable)
    }
    let others = variables.count { $0.size > Self.smallSize } - 1
    if variables[largest].size > Self.smallSize, others > 0 {
      findings.append(
        Finding(
          code: "other_variables",
          message: "\(others) more large variables of the file; only the largest is read"))
    }
    // Equal sizes keep the file's order.
    arrays = arrays.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map(\.element)
  }

  /// The size that the packed element's own tag promises.
  private static func unpackedSize(
    _ file: SeekableFile, _ element: MATElement, _ isBig: Bool
  ) throws(FormatError) -> Int {
    var tag: [UInt8] = []
    try Inflater(file, element.data, field: "compressed variable").readFully(8, into: &tag)
    guard UInt32(tag, at: 0, isBig: isBig) == UInt32(MATElement.Kind.matrix.rawValue) else {
      throw FormatError(
        .badField, field: "compressed variable",
        location: "\(file.name), byte \(element.data.lowerBound)",
        detail: "expected a matrix (14), found \(UInt32(tag, at: 0, isBig: isBig))")
    }
    return Int(UInt32(tag, at: 4, isBig: isBig))
  }

  private mutating func look(into variable: Variable) throws(FormatError) {
    var source = variable.file
    var range = variable.element.data
    if variable.isPacked {
      let size = variable.size
      source = try SeekableFile(name: variable.file.name) { append throws(FormatError) in
        let inflater = try Inflater(
          variable.file, variable.element.data, field: "compressed variable")
        var bytes: [UInt8] = []
        try inflater.readFully(8, into: &bytes)
        var left = size
        while left > 0 {
          bytes.removeAll(keepingCapacity: true)
          // What was cut off shows where its numbers are missing.
          guard try inflater.read(left, into: &bytes) > 0 else { break }
          try append(bytes)
          left -= bytes.count
        }
      }
      range = 0..<source.size
    }
    try look(source, range, path: "", depth: 0)
  }

  /// Looks into one matrix and what it holds.
  private mutating func look(
    _ file: SeekableFile, _ range: Range<Int>, path: String, depth: Int
  ) throws(FormatError) {
    // An empty matrix has no parts at all.
    guard !range.isEmpty else { return }
    var reader = FieldReader(file, at: range.lowerBound, end: range.upperBound)
    reader.isBig = isBig
    nodes += 1
    guard nodes <= Self.mostNodes, depth <= Self.deepest else {
      throw reader.failure(
        .unsupported, "arrays",
        "expected at most \(Self.mostNodes), nested at most \(Self.deepest) deep, found more")
    }
    let flags = try numbers(&reader, "array flags")
    let dimensions = try numbers(&reader, "dimensions")
    let nameElement = try MATElement(&reader, "name")
    guard nameElement.data.count <= Self.longestText, flags.count == 2,
      flags.allSatisfy({ (0...4_294_967_295).contains($0) })
    else {
      throw reader.failure("array flags", "expected two words and a short name, found others")
    }
    var name = try nameElement.text(file, isBig: isBig, "name")
    if name.isEmpty { name = path }
    reader.position = nameElement.next
    var total = 1.0
    for size in dimensions { total *= size }
    guard dimensions.count >= 2,
      dimensions.allSatisfy({ (0...Double(Self.mostElements)).contains($0) }),
      total <= Double(Self.mostElements)
    else {
      throw reader.failure(
        "dimensions of '\(name)'", "expected two or more of a sound array, found \(dimensions)")
    }
    let kind = Int(flags[0]) & 0xFF
    let isComplex = Int(flags[0]) & 0x800 != 0
    switch kind {
    case 6...15:
      guard !isComplex, dimensions.count == 2 else { return }
      let element = try MATElement(&reader, "numbers of '\(name)'")
      try keep(element, file, name, dimensions)
    case 4:
      let element = try MATElement(&reader, "text of '\(name)'")
      guard element.data.count <= Self.longestText else { return }
      keep(try element.text(file, isBig: isBig, "text of '\(name)'"), name, dimensions)
    case 1: try lookIntoAll(&reader, Int(total), [""], name, depth)
    case 2: try lookIntoAll(&reader, Int(total), try fields(&reader, name), name, depth)
    default: return
    }
  }

  private mutating func lookIntoAll(
    _ reader: inout FieldReader, _ count: Int, _ fields: [String], _ name: String, _ depth: Int
  ) throws(FormatError) {
    for n in 0..<count {
      // What was cut off is missing.
      guard reader.position < reader.end else { return }
      for field in fields {
        let element = try MATElement(&reader, "element of '\(name)'")
        guard element.type == MATElement.Kind.matrix.rawValue else {
          throw reader.failure("element of '\(name)'", "expected a matrix, found \(element.type)")
        }
        let index = field.isEmpty || count > 1 ? "{\(n + 1)}" : ""
        try look(
          reader.file, element.data, path: name + index + (field.isEmpty ? "" : ".\(field)"),
          depth: depth + 1)
        reader.position = min(element.next, reader.end)
      }
    }
  }

  /// The names of a structure's fields.
  private func fields(_ reader: inout FieldReader, _ name: String) throws(FormatError) -> [String] {
    let stated = try numbers(&reader, "length of field names of '\(name)'").first ?? 0
    let element = try MATElement(&reader, "field names of '\(name)'")
    guard (1...1024).contains(stated), element.data.count <= Self.smallSize else {
      throw reader.failure("field names of '\(name)'", "expected 1 to 1024 bytes, found \(stated)")
    }
    let width = Int(stated)
    reader.position = element.data.lowerBound
    let bytes = try reader.bytes(element.data.count, "field names of '\(name)'")
    reader.position = element.next
    return stride(from: 0, to: bytes.count - width + 1, by: width).map { start in
      FieldText.decoded(bytes[start..<start + width].prefix { $0 != 0 })
    }
  }

  /// A few numbers that stand next.
  private func numbers(
    _ reader: inout FieldReader, _ field: String
  ) throws(FormatError) -> [Double] {
    let element = try MATElement(&reader, field)
    guard let type = element.number, element.data.count <= 1024 else {
      throw reader.failure(
        field, "expected a few numbers, found an element of type \(element.type)")
    }
    reader.position = element.data.lowerBound
    let bytes = try reader.bytes(element.data.count, field)
    reader.position = min(element.next, reader.end)
    return stride(from: 0, to: bytes.count - type.byteCount + 1, by: type.byteCount).map {
      type.value(bytes, at: $0, isBig: isBig)
    }
  }

  private mutating func keep(
    _ element: MATElement, _ file: SeekableFile, _ name: String, _ dimensions: [Double]
  ) throws(FormatError) {
    let (rows, columns) = (Int(dimensions[0]), Int(dimensions[1]))
    guard rows * columns > 0 else { return }
    guard let type = element.number, element.data.count >= rows * columns * type.byteCount else {
      throw FormatError(
        .inconsistent, field: "numbers of '\(name)'",
        location: "\(file.name), byte \(element.data.lowerBound)",
        detail: "expected \(rows) × \(columns), found \(element.data.count) bytes of type"
          + " \(element.type)")
    }
    if rows * columns == 1 {
      var reader = FieldReader(file, at: element.data.lowerBound)
      scalars[name] = type.value(try reader.bytes(type.byteCount, name), at: 0, isBig: isBig)
    }
    arrays.append(
      MATArray(
        path: name, rows: rows, columns: columns,
        place: .bytes(file, offset: element.data.lowerBound, type: type, isBig: isBig)))
  }

  /// A row of characters is a text; the rows of a matrix of characters are texts of a list.
  private mutating func keep(_ text: String, _ name: String, _ dimensions: [Double]) {
    let rows = Int(dimensions[0])
    let holder =
      name.last == "}" ? String(name[..<(name.lastIndex(of: "{") ?? name.endIndex)]) : name
    if rows <= 1 {
      texts[holder, default: []].append(text.trimmed)
      return
    }
    let characters = Array(text)
    guard characters.count % rows == 0 else { return }
    for row in 0..<rows {
      let line = stride(from: row, to: characters.count, by: rows).map { characters[$0] }
      texts[holder, default: []].append(String(line).trimmed)
    }
  }
}
