public import Foundation

extension JSONValue {
  /// Reads JSON text with its keys in order, which Foundation's readers do not keep.
  ///
  /// - Parameter json: UTF-8 text of one value.
  /// - Throws: ``DocumentError`` with the byte where something else was expected.
  public init(json: Data) throws(DocumentError) {
    var reader = JSONReader(bytes: [UInt8](json))
    self = try reader.whole()
  }
}

/// A recursive-descent reader of RFC 8259.
private struct JSONReader {
  let bytes: [UInt8]
  var at = 0

  /// Deeper documents are refused rather than overflow the stack.
  static let depth = 64

  mutating func whole() throws(DocumentError) -> JSONValue {
    let value = try value(0)
    blanks()
    guard at == bytes.count else { throw expected("the end") }
    return value
  }

  private func expected(_ what: String) -> DocumentError {
    let found =
      at < bytes.count
      ? "'\(String(decoding: bytes[at..<min(bytes.count, at + 12)], as: UTF8.self))'" : "the end"
    return DocumentError(description: "byte \(at): expected \(what), found \(found)")
  }

  private mutating func blanks() {
    while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
  }

  private mutating func takes(_ character: Character) -> Bool {
    blanks()
    guard at < bytes.count, bytes[at] == character.asciiValue else { return false }
    at += 1
    return true
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(DocumentError) -> JSONValue
  {
    guard bytes[at...].starts(with: text.utf8) else { throw expected("a value") }
    at += text.utf8.count
    return value
  }

  private mutating func value(_ depth: Int) throws(DocumentError) -> JSONValue {
    blanks()
    guard at < bytes.count else { throw expected("a value") }
    guard depth < Self.depth else { throw expected("at most \(Self.depth) levels") }
    switch Character(UnicodeScalar(bytes[at])) {
    case "{": return try object(depth)
    case "[": return try list(depth)
    case "\"": return .text(try text())
    case "t": return try word("true", .flag(true))
    case "f": return try word("false", .flag(false))
    case "n": return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(_ depth: Int) throws(DocumentError) -> JSONValue {
    at += 1
    var pairs: [(String, JSONValue)] = []
    guard !takes("}") else { return .object([]) }
    repeat {
      blanks()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw expected("a key") }
      let key = try text()
      guard takes(":") else { throw expected("':'") }
      pairs.append((key, try value(depth + 1)))
    } while takes(",")
    guard takes("}") else { throw expected("',' or '}'") }
    return .object(pairs)
  }

  private mutating func list(_ depth: Int) throws(DocumentError) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    guard !takes("]") else { return .list([]) }
    repeat { values.append(try value(depth + 1)) } while takes(",")
    guard takes("]") else { throw expected("',' or ']'") }
    return .list(values)
  }

  private mutating func number() throws(DocumentError) -> JSONValue {
    let start = at
    while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let isWhole = digits.allSatisfy(\.isNumber)
    guard let first = digits.first, first.isNumber, !(first == "0" && isWhole && digits.count > 1),
      text.last?.isNumber == true, let number = Double(text), number.isFinite
    else {
      at = start
      throw expected("a value")
    }
    if isWhole, let whole = Int(text) { return .integer(whole) }
    return .number(number)
  }

  /// Strings go through Foundation, which knows escapes and surrogates.
  private mutating func text() throws(DocumentError) -> String {
    let start = at
    at += 1
    var isPlain = true
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      if bytes[at] == UInt8(ascii: "\\") {
        isPlain = false
        at += 1
      } else if bytes[at] < 0x20 {
        throw expected("text without control characters")
      }
      at += 1
    }
    guard at < bytes.count else { throw expected("'\"'") }
    at += 1
    if isPlain, let text = String(validating: bytes[(start + 1)..<(at - 1)], as: UTF8.self) {
      return text
    }
    guard let text = try? JSONDecoder().decode(String.self, from: Data(bytes[start..<at])) else {
      at = start
      throw expected("text")
    }
    return text
  }
}

extension JSONValue {
  /// The value under a key of an object.
  ///
  /// - Parameter key: The key.
  /// - Returns: Nil where there is none.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let pairs) = self else { return nil }
    return pairs.first { $0.0 == key }?.1
  }

  /// Puts a value under a key of an object, in its place or, where it is new, before another.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - value: The value; nil takes the key away.
  ///   - next: The key that a new one stands before; at the end where there is no such.
  public mutating func set(_ key: String, to value: JSONValue?, before next: String? = nil) {
    guard case .object(var pairs) = self else { return }
    let place = pairs.firstIndex { $0.0 == key }
    if let value {
      if let place {
        pairs[place].1 = value
      } else {
        let end = next.flatMap { next in pairs.firstIndex { $0.0 == next } } ?? pairs.count
        pairs.insert((key, value), at: end)
      }
    } else if let place {
      pairs.remove(at: place)
    }
    self = .object(pairs)
  }

  /// A number of either kind.
  public var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  /// Text.
  public var string: String? { if case .text(let text) = self { text } else { nil } }

  /// The values of a list.
  public var values: [JSONValue]? { if case .list(let values) = self { values } else { nil } }
}
