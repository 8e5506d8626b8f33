/// Numbers as plain decimal text, without an exponent.
enum DecimalText {
  /// The shortest text that reads back the same.
  ///
  /// - Parameter value: A finite number.
  /// - Returns: For example `0.00001`, never `1e-05`.
  static func shortest(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
    let text = "\(value)"
    guard let mark = text.firstIndex(of: "e"), let power = Int(text[text.index(after: mark)...])
    else { return text }
    var digits = text[..<mark].filter { $0 != "." && $0 != "-" }
    let sign = value < 0 ? "-" : ""
    let point =
      (text[..<mark].firstIndex(of: ".").map {
        text[..<$0].filter { $0 != "-" }.count
      } ?? digits.count) + power
    if digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    if point >= digits.count {
      return sign + digits + String(repeating: "0", count: point - digits.count)
    }
    let split = digits.index(digits.startIndex, offsetBy: point)
    return sign + digits[..<split] + "." + digits[split...]
  }

  /// A number in at most eight characters, not below (or not above) the value.
  ///
  /// - Parameters:
  ///   - value: A finite number.
  ///   - isUp: Whether the text may be larger than the value, else smaller.
  /// - Returns: Text with its number, or nil where eight characters do not suffice.
  static func outward(_ value: Double, isUp: Bool) -> (text: String, value: Double)? {
    let exact = shortest(value)
    if exact.utf8.count <= 8 { return (exact, value) }
    for decimals in stride(from: 7, through: 0, by: -1) {
      let scale = Self.powers[decimals]
      guard abs(value * scale) < 1e15 else { continue }
      var step = (value * scale).rounded(isUp ? .up : .down)
      // The product was rounded: the text must not come to lie inside.
      if isUp ? step / scale < value : step / scale > value { step += isUp ? 1 : -1 }
      let text = shortest(step / scale)
      if text.utf8.count <= 8 { return (text, step / scale) }
    }
    return nil
  }

  private static let powers = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]
}
