/// A JSON value whose keys keep their order.
public enum JSONValue: Hashable, Sendable {
  /// `null`; also written for numbers that are not finite.
  case null
  /// `true` or `false`.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// A number, in the shortest text that reads back the same; whole ones without a fraction.
  case number(Double)
  /// Text.
  case text(String)
  /// A list.
  case list([JSONValue])
  /// Keys with values, in order.
  case object([(String, JSONValue)])

  /// Whether two values are written alike.
  public static func == (a: JSONValue, b: JSONValue) -> Bool { a.compactText == b.compactText }

  /// Hashes what is written.
  ///
  /// - Parameter hasher: The hasher to use.
  public func hash(into hasher: inout Hasher) { hasher.combine(compactText) }

  /// A number or null.
  ///
  /// - Parameter value: The number, or nil.
  /// - Returns: The value.
  public static func optional(_ value: Double?) -> JSONValue {
    value.map(JSONValue.number) ?? .null
  }

  /// Text or null.
  ///
  /// - Parameter value: The text, or nil.
  /// - Returns: The value.
  public static func optional(_ value: String?) -> JSONValue { value.map(JSONValue.text) ?? .null }

  /// A number with at most a count of decimals, which keeps times and measures short.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - decimals: Digits after the point.
  /// - Returns: The value.
  public static func rounded(_ value: Double, _ decimals: Int) -> JSONValue {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = value * scale
    guard abs(scaled) < 9e15 else { return .number(value) }
    return .number(scaled.rounded() / scale)
  }

  /// The text without blanks.
  public var compactText: String {
    var text: [UInt8] = []
    write(into: &text, indent: nil)
    return String(decoding: text, as: UTF8.self)
  }

  /// The text with a line for each key and each object of a list.
  public var indentedText: String {
    var text: [UInt8] = []
    write(into: &text, indent: 0)
    text.append("\n")
    return String(decoding: text, as: UTF8.self)
  }

  private var isFlat: Bool {
    switch self {
    case .list(let values): !values.contains { if case .object = $0 { true } else { false } }
    case .object(let pairs):
      pairs.allSatisfy { pair in
        switch pair.1 {
        case .object: false
        case .list(let values): values.isEmpty
        default: true
        }
      } && pairs.count <= 4
    default: true
    }
  }

  /// Writes the value, with lines of their own for the parts of what is not short.
  ///
  /// - Parameters:
  ///   - text: Grows by the value in UTF-8.
  ///   - indent: The depth at which the value stands, or nil for a single line.
  func write(into text: inout [UInt8], indent: Int?) {
    switch self {
    case .null: text.append("null")
    case .flag(let value): text.append(value ? "true" : "false")
    case .integer(let value): text.append(contentsOf: value.description.utf8)
    case .number(let value): text.append(contentsOf: Self.text(of: value).utf8)
    case .text(let value): Self.quote(value, into: &text)
    case .list(let values):
      let inner = isFlat ? nil : indent
      text.append("[")
      for (n, value) in values.enumerated() {
        Self.begin(n, inner, into: &text)
        value.write(into: &text, indent: inner.map { $0 + 1 })
      }
      if !values.isEmpty { Self.endLine(inner, into: &text) }
      text.append("]")
    case .object(let pairs): Self.write(pairs, isFlat: isFlat, into: &text, indent: indent)
    }
  }

  /// Writes keys with their values.
  static func write(
    _ pairs: [(String, JSONValue)], isFlat: Bool, into text: inout [UInt8], indent: Int?
  ) {
    let inner = isFlat ? nil : indent
    text.append("{")
    for (n, pair) in pairs.enumerated() {
      begin(n, inner, into: &text)
      quote(pair.0, into: &text)
      text.append(": ")
      pair.1.write(into: &text, indent: inner.map { $0 + 1 })
    }
    if !pairs.isEmpty { endLine(inner, into: &text) }
    text.append("}")
  }

  /// What stands before a part of a list or an object.
  private static func begin(_ number: Int, _ indent: Int?, into text: inout [UInt8]) {
    if number > 0 { text.append(indent == nil ? ", " : ",") }
    endLine(indent.map { $0 + 1 }, into: &text)
  }

  private static func endLine(_ indent: Int?, into text: inout [UInt8]) {
    guard let indent else { return }
    text.append(UInt8(ascii: "\n"))
    for _ in 0..<(2 * indent) { text.append(UInt8(ascii: " ")) }
  }

  /// The shortest decimal text of a finite number that reads back the same; `null` otherwise.
  ///
  /// - Parameter value: The number.
  /// - Returns: JSON text.
  public static func text(of value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded(), abs(value) < 1e15 { return Int(value).description }
    return value.description
  }

  static func quote(_ value: String, into text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    defer { text.append(UInt8(ascii: "\"")) }
    // Keys and most texts have nothing to escape.
    if value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      text.append(contentsOf: value.utf8)
      return
    }
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text.append("\\\"")
      case "\\": text.append("\\\\")
      case "\n": text.append("\\n")
      case "\r": text.append("\\r")
      case "\t": text.append("\\t")
      case "\u{2028}": text.append("\\u2028")
      case "\u{2029}": text.append("\\u2029")
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let hex = String(scalar.value, radix: 16)
          text.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8)
        } else {
          text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
      }
    }
  }
}

extension [UInt8] {
  /// Appends a text of the program's.
  @inline(__always)
  fileprivate mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }
}
