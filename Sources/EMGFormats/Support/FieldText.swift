internal import EMGCore

/// Text and numbers of fixed fields in binary headers.
enum FieldText {
  /// The text of a field without padding: UTF-8 where it is valid, Latin-1 otherwise.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var field = bytes
    while let last = field.last, last == 0 || last == 32 || last == 9 || last == 10 || last == 13 {
      field.removeLast()
    }
    while let first = field.first, first == 0 || first == 32 || first == 9 { field.removeFirst() }
    return decoded(field)
  }

  /// Bytes as UTF-8 where valid, Latin-1 otherwise.
  static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// A finite decimal number, or nil.
  static func number(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty,
      let value = DecimalNumber.parse(bytes, bytes.indices, decimal: UInt8(ascii: ".")),
      value.isFinite
    else { return nil }
    return value
  }
}

extension FixedWidthInteger {
  /// The little-endian or big-endian integer at a place of a byte array.
  ///
  /// - Precondition: The bytes lie within the array.
  init(_ bytes: [UInt8], at offset: Int, isBig: Bool = false) {
    var value: Self = 0
    let count = Self.bitWidth / 8
    for k in 0..<count {
      let shift = 8 * (isBig ? count - 1 - k : k)
      value |= Self(truncatingIfNeeded: bytes[offset + k]) << Self(truncatingIfNeeded: shift)
    }
    self = value
  }
}

/// The signed 24-bit integer at a place of a byte array.
func int24(_ bytes: [UInt8], at offset: Int, isBig: Bool = false) -> Int32 {
  let (low, high) = isBig ? (bytes[offset + 2], bytes[offset]) : (bytes[offset], bytes[offset + 2])
  let word = UInt32(low) << 8 | UInt32(bytes[offset + 1]) << 16 | UInt32(high) << 24
  return Int32(bitPattern: word) >> 8
}
