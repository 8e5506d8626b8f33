internal import EMGCore

/// A tagged element of a MATLAB level 5 file.
///
/// Source: MathWorks, "MAT-File Format", level 5.
struct MATElement {
  /// Types of elements that stand for more than numbers.
  enum Kind: Int {
    case matrix = 14
    case compressed = 15
  }

  let type: Int
  /// The bytes of its data.
  let data: Range<Int>
  /// The byte after its padding.
  let next: Int

  /// Reads the tag at the reader's place and leaves the reader at the data.
  init(_ reader: inout FieldReader, _ field: String) throws(FormatError) {
    let start = reader.position
    let word = try reader.integer(UInt32.self, "tag of \(field)")
    var size = word >> 16
    if size > 0 {
      // A small element has its size and up to four bytes of data within the tag.
      type = word & 0xFFFF
      guard size <= 4 else {
        throw reader.failure(
          "tag of \(field)", "expected at most 4 bytes, found \(size)", at: start)
      }
      data = reader.position..<reader.position + size
      next = start + 8
    } else {
      type = word
      size = try reader.integer(UInt32.self, "tag of \(field)")
      data = reader.position..<reader.position + size
      next =
        data.upperBound + (type == Kind.compressed.rawValue ? 0 : (8 - size % 8) % 8)
    }
    guard data.upperBound <= reader.end else {
      throw reader.failure(
        .truncated, field, "expected \(size) bytes, found \(reader.end - data.lowerBound)",
        at: start)
    }
  }

  /// How its numbers are stored; nil where it holds none.
  var number: NumberType? {
    switch type {
    case 1: .int8
    case 2: .uint8
    case 3: .int16
    case 4: .uint16
    case 5: .int32
    case 6: .uint32
    case 7: .float32
    case 9: .float64
    case 12: .int64
    case 13: .uint64
    default: nil
    }
  }

  /// The text of a character array's data.
  func text(_ file: SeekableFile, isBig: Bool, _ field: String) throws(FormatError) -> String {
    var reader = FieldReader(file, at: data.lowerBound, end: data.upperBound)
    let bytes = try reader.bytes(data.count, field)
    switch type {
    case 4, 17:
      let units = stride(from: 0, to: bytes.count - 1, by: 2).map {
        UInt16(bytes, at: $0, isBig: isBig)
      }
      return String(decoding: units, as: UTF16.self)
    default: return FieldText.decoded(bytes[...])
    }
  }
}
