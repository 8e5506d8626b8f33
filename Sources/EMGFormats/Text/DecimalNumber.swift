internal import EMGKernels

/// Parses decimal numbers from bytes, correctly rounded.
///
/// Up to nineteen digits and a power of ten within reach are the kernel's; anything else goes
/// through the standard library, which rounds correctly.
enum DecimalNumber {
  /// The number in `bytes[range]`, or nil where it is none; `decimal` is the mark's byte.
  ///
  /// `nan`, `na`, `null` and an empty range give NaN.
  static func parse(_ bytes: borrowing [UInt8], _ range: Range<Int>, decimal: UInt8) -> Double? {
    var i = range.lowerBound
    var end = range.upperBound
    while i < end, bytes[i] == 32 || bytes[i] == 9 || bytes[i] == 34 { i += 1 }
    while end > i,
      bytes[end - 1] == 32 || bytes[end - 1] == 9 || bytes[end - 1] == 34
        || bytes[end - 1] == 13
    {
      end -= 1
    }
    guard i < end else { return .nan }
    let start = i
    var isNegative = false
    if bytes[i] == 45 || bytes[i] == 43 {
      isNegative = bytes[i] == 45
      i += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var sawDigit = false
    while i < end, bytes[i] &- 48 < 10 {
      sawDigit = true
      guard digits < 19 else {
        return slow(bytes, start..<end, decimal)
      }
      mantissa = mantissa &* 10 &+ UInt64(bytes[i] &- 48)
      if mantissa > 0 { digits += 1 }
      i += 1
    }
    if i < end, bytes[i] == decimal {
      i += 1
      while i < end, bytes[i] &- 48 < 10 {
        sawDigit = true
        guard digits < 19 else {
          return slow(bytes, start..<end, decimal)
        }
        mantissa = mantissa &* 10 &+ UInt64(bytes[i] &- 48)
        if mantissa > 0 { digits += 1 }
        exponent -= 1
        i += 1
      }
    }
    guard sawDigit else { return slow(bytes, start..<end, decimal) }
    if i < end, bytes[i] == 101 || bytes[i] == 69 {
      var j = i + 1
      var isDown = false
      if j < end, bytes[j] == 45 || bytes[j] == 43 {
        isDown = bytes[j] == 45
        j += 1
      }
      guard j < end else { return nil }
      var power = 0
      while j < end, bytes[j] &- 48 < 10 {
        power = min(10_000, power * 10 + Int(bytes[j] &- 48))
        j += 1
      }
      exponent += isDown ? -power : power
      i = j
    }
    guard i == end else { return nil }
    guard abs(exponent) <= decimalReach else { return slow(bytes, start..<end, decimal) }
    let value = EMGKernels.decimal(mantissa, exponent: exponent)
    return isNegative ? -value : value
  }

  private static func slow(
    _ bytes: borrowing [UInt8], _ range: Range<Int>, _ decimal: UInt8
  ) -> Double? {
    guard range.count <= 64 else { return nil }
    var text = ""
    for i in range {
      let byte = bytes[i]
      guard byte < 128 else { return nil }
      text.unicodeScalars.append(Unicode.Scalar(byte == decimal ? 46 : byte))
    }
    switch text.lowercased() {
    case "nan", "na", "n/a", "null", "none", "-", "--": return .nan
    case "inf", "+inf", "-inf", "infinity", "-infinity": return .nan
    default: break
    }
    guard text.utf8.allSatisfy({ $0 &- 48 < 10 || [43, 45, 46, 69, 101].contains($0) }) else {
      return nil
    }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }
}
