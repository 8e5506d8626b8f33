internal import EMGCore

/// How a number is stored in a binary format.
enum NumberType: Hashable, Sendable {
  case int8, uint8, int16, uint16, int24, uint24, int32, uint32, int64, uint64, float32, float64

  /// Bytes of a number.
  var byteCount: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int24, .uint24: 3
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// Whether the numbers are whole.
  var isInteger: Bool { self != .float32 && self != .float64 }

  /// The number at a place of a byte array.
  ///
  /// - Precondition: The bytes lie within the array.
  func value(_ bytes: [UInt8], at i: Int, isBig: Bool = false) -> Double {
    switch self {
    case .int8: Double(Int8(bitPattern: bytes[i]))
    case .uint8: Double(bytes[i])
    case .int16: Double(Int16(bytes, at: i, isBig: isBig))
    case .uint16: Double(UInt16(bytes, at: i, isBig: isBig))
    case .int24: Double(EMGFormats.int24(bytes, at: i, isBig: isBig))
    case .uint24: Double(EMGFormats.int24(bytes, at: i, isBig: isBig) & 0xFF_FFFF)
    case .int32: Double(Int32(bytes, at: i, isBig: isBig))
    case .uint32: Double(UInt32(bytes, at: i, isBig: isBig))
    case .int64: Double(Int64(bytes, at: i, isBig: isBig))
    case .uint64: Double(UInt64(bytes, at: i, isBig: isBig))
    case .float32: Double(Float(bitPattern: UInt32(bytes, at: i, isBig: isBig)))
    case .float64: Double(bitPattern: UInt64(bytes, at: i, isBig: isBig))
    }
  }
}

/// A sample of single precision; what is no finite number is a missing sample.
func sample(_ value: Double) -> Float {
  let rounded = Float(value)
  return rounded.isFinite ? rounded : .nan
}
