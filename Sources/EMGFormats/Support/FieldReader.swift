internal import EMGCore

/// Reads the fields of a binary header one after another; errors name the file, the byte, the field.
struct FieldReader {
  let file: SeekableFile
  /// The next byte.
  var position: Int
  /// Fields may not reach beyond this byte.
  let end: Int
  var isBig = false

  /// Begins at a byte.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - position: The first byte.
  ///   - end: The byte after the last; the file's end where nil.
  init(_ file: SeekableFile, at position: Int = 0, end: Int? = nil) {
    self.file = file
    self.position = position
    self.end = min(end ?? file.size, file.size)
  }

  /// An error at the last byte read.
  func failure(
    _ code: FormatError.Code, _ field: String, _ detail: String, at byte: Int? = nil
  ) -> FormatError {
    FormatError(
      code, field: field, location: "\(file.name), byte \(byte ?? position)", detail: detail)
  }

  /// An error of a field that holds what it may not hold.
  func failure(_ field: String, _ detail: String, at byte: Int? = nil) -> FormatError {
    failure(.badField, field, detail, at: byte)
  }

  /// The next bytes.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - field: What they are.
  /// - Returns: The bytes.
  /// - Throws: `FormatError` where they are not all there; nothing is allocated for those missing.
  mutating func bytes(_ count: Int, _ field: String) throws(FormatError) -> [UInt8] {
    guard count >= 0, count <= end - position else {
      throw failure(
        .truncated, field, "expected \(count) bytes, found \(max(0, end - position))")
    }
    var bytes: [UInt8] = []
    guard try file.read(count, at: position, into: &bytes) else {
      throw failure(.truncated, field, "expected \(count) bytes, found \(bytes.count)")
    }
    position += count
    return bytes
  }

  /// The next whole number.
  mutating func integer<Word: FixedWidthInteger>(
    _ type: Word.Type, _ field: String
  ) throws(FormatError) -> Int {
    let word = Word(try bytes(Word.bitWidth / 8, field), at: 0, isBig: isBig)
    guard let value = Int(exactly: word) else {
      throw failure(field, "expected a number of 63 bits, found \(word)")
    }
    return value
  }

  /// The next number of single precision.
  mutating func float(_ field: String) throws(FormatError) -> Double {
    NumberType.float32.value(try bytes(4, field), at: 0, isBig: isBig)
  }

  /// The next number of double precision.
  mutating func double(_ field: String) throws(FormatError) -> Double {
    NumberType.float64.value(try bytes(8, field), at: 0, isBig: isBig)
  }

  /// The next text, without padding.
  mutating func text(_ count: Int, _ field: String) throws(FormatError) -> String {
    FieldText.text(try bytes(count, field)[...])
  }

  /// Passes over bytes.
  mutating func skip(_ count: Int, _ field: String) throws(FormatError) {
    guard count >= 0, count <= end - position else {
      throw failure(
        .truncated, field, "expected \(count) bytes, found \(max(0, end - position))")
    }
    position += count
  }
}
