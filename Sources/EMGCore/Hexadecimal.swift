extension Sequence where Element == UInt8 {
  /// Two lower-case hexadecimal digits a byte, as hashes are written.
  public var hexadecimalText: String {
    let digits = Array("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
