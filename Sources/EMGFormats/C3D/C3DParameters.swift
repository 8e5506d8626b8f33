internal import EMGCore

/// The parameter section of a C3D file: named values in named groups.
///
/// Source: the C3D file format user guide (Motion Lab Systems).
struct C3DParameters {
  /// Whose numbers the file holds.
  enum Processor: Int {
    case intel = 84
    case dec = 85
    case mips = 86

    var isBig: Bool { self == .mips }

    /// A number of single precision; those of DEC have swapped halves and four times the size.
    func float(_ bytes: [UInt8], at i: Int) -> Double {
      guard self == .dec else {
        return NumberType.float32.value(bytes, at: i, isBig: isBig)
      }
      let swapped = [bytes[i + 2], bytes[i + 3], bytes[i], bytes[i + 1]]
      return NumberType.float32.value(swapped, at: 0) / 4
    }
  }

  /// One parameter.
  struct Value {
    /// −1 text, 1 bytes, 2 integers, 4 numbers of single precision.
    var type: Int
    var dimensions: [Int]
    var bytes: [UInt8]
    var processor: Processor

    /// All numbers; none of a text.
    var numbers: [Double] {
      switch type {
      case 1: bytes.map { Double($0) }
      case 2:
        stride(from: 0, to: bytes.count - 1, by: 2).map {
          NumberType.int16.value(bytes, at: $0, isBig: processor.isBig)
        }
      case 4: stride(from: 0, to: bytes.count - 3, by: 4).map { processor.float(bytes, at: $0) }
      default: []
      }
    }

    /// Numbers that count something: integers stand for 0 to 65535.
    var counts: [Double] {
      type == 2 ? numbers.map { $0 < 0 ? $0 + 65_536 : $0 } : numbers
    }

    /// All texts, of the width that the first dimension tells.
    var texts: [String] {
      guard type == -1 else { return [] }
      guard let width = dimensions.first, width > 0, dimensions.count > 1 else {
        return [FieldText.text(bytes[...])]
      }
      return stride(from: 0, to: bytes.count - width + 1, by: width).map {
        FieldText.text(bytes[$0..<$0 + width])
      }
    }
  }

  let processor: Processor
  private var values: [String: Value] = [:]

  private static let mostParameters = 20_000
  private static let blockSize = 512

  /// Reads the section.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - block: The section's first block of 512 bytes, from 1.
  /// - Throws: `FormatError` with the byte where it goes wrong.
  init(_ file: SeekableFile, block: Int) throws(FormatError) {
    var reader = FieldReader(file, at: (block - 1) * Self.blockSize)
    let head = try reader.bytes(4, "head of the parameters")
    guard let processor = Processor(rawValue: Int(head[3])) else {
      throw reader.failure(
        "processor", "expected 84 (Intel), 85 (DEC) or 86 (MIPS), found \(head[3])",
        at: reader.position - 1)
    }
    self.processor = processor
    reader.isBig = processor.isBig
    var groups: [Int: String] = [:]
    var loose: [(group: Int, name: String, value: Value)] = []
    var count = 0
    while true {
      let start = reader.position
      let length = abs(try reader.integer(Int8.self, "length of a name"))
      let identifier = try reader.integer(Int8.self, "number of a group")
      guard length > 0 else { break }
      count += 1
      guard count <= Self.mostParameters else {
        throw reader.failure("parameters", "expected at most \(Self.mostParameters), found more")
      }
      let name = try reader.text(length, "name of a parameter").uppercased()
      let place = reader.position
      let offset = try reader.integer(UInt16.self, "place of the next parameter")
      if identifier < 0 {
        groups[-identifier] = name
      } else {
        loose.append((identifier, name, try Self.value(&reader, processor, name)))
      }
      guard offset > 0 else { break }
      reader.position = place + offset
      guard reader.position > start else {
        throw reader.failure(
          "place of the next parameter", "expected a later byte, found an earlier")
      }
    }
    for (group, name, value) in loose {
      if let group = groups[group] { values["\(group):\(name)"] = value }
    }
  }

  private static func value(
    _ reader: inout FieldReader, _ processor: Processor, _ name: String
  ) throws(FormatError) -> Value {
    let at = reader.position
    let type = try reader.integer(Int8.self, "type of \(name)")
    guard [-1, 1, 2, 4].contains(type) else {
      throw reader.failure("type of \(name)", "expected -1, 1, 2 or 4, found \(type)", at: at)
    }
    let rank = try reader.integer(UInt8.self, "dimensions of \(name)")
    guard rank <= 7 else {
      throw reader.failure("dimensions of \(name)", "expected at most 7, found \(rank)")
    }
    var dimensions: [Int] = []
    var size = abs(type)
    for _ in 0..<rank {
      dimensions.append(try reader.integer(UInt8.self, "dimensions of \(name)"))
      size *= dimensions.last ?? 1
      // The place of the next parameter has 16 bits.
      guard size <= 65_535 else {
        throw reader.failure("size of \(name)", "expected at most 65535 bytes, found more")
      }
    }
    return Value(
      type: type, dimensions: dimensions, bytes: try reader.bytes(size, "values of \(name)"),
      processor: processor)
  }

  /// A parameter by `GROUP:NAME`.
  subscript(_ key: String) -> Value? { values[key] }

  /// The numbers of a parameter that goes on in `NAME2`, `NAME3` where it is long.
  func numbers(_ key: String) -> [Double] { continued(key).flatMap(\.numbers) }

  /// The texts of a parameter that goes on in `NAME2`, `NAME3` where it is long.
  func texts(_ key: String) -> [String] { continued(key).flatMap(\.texts) }

  private func continued(_ key: String) -> [Value] {
    var parts = values[key].map { [$0] } ?? []
    var n = 2
    while let more = values["\(key)\(n)"] {
      parts.append(more)
      n += 1
    }
    return parts
  }
}
