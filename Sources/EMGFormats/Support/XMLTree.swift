internal import EMGCore

/// An element of a small XML document.
///
/// Source: XML 1.0, without document types. Foundation's parser is not used: it traps on names that
/// are no UTF-8.
final class XMLTree {
  let name: String
  fileprivate(set) var attributes: [String: String] = [:]
  fileprivate(set) var children: [XMLTree] = []
  fileprivate(set) var text = ""

  /// Deepest nesting and most elements of a document that is read.
  static let deepest = 64
  static let mostElements = 200_000

  fileprivate init(_ name: String) { self.name = name }

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The whole document: UTF-8, or Latin-1 where it is no UTF-8.
  ///   - location: Where it stands, for messages.
  ///   - field: What it is.
  /// - Returns: The outermost element.
  /// - Throws: `FormatError` where it is not well-formed, is too large, or has a document type,
  ///   whose entities could grow without bound or name other files.
  static func read(
    _ bytes: [UInt8], location: String, field: String
  ) throws(FormatError) -> XMLTree {
    var document = bytes
    while let last = document.last, last == 0 { document.removeLast() }
    if document.starts(with: [0xEF, 0xBB, 0xBF]) { document.removeFirst(3) }
    var scanner = XMLScanner(bytes: document, location: location, field: field)
    return try scanner.document()
  }

  /// The first child of a name.
  subscript(_ name: String) -> XMLTree? { children.first { $0.name == name } }

  /// The text of the first child of a name, trimmed; nil where it is missing or empty.
  func text(_ name: String) -> String? {
    let text = self[name]?.text.trimmed
    return text?.isEmpty ?? true ? nil : text
  }

  /// The number in the first child of a name.
  func number(_ name: String) -> Double? { text(name).flatMap(FieldText.number) }

  /// All elements of a name, at any depth, in document order.
  func all(_ name: String) -> [XMLTree] {
    children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
  }
}

/// Goes through the bytes of a document once.
private struct XMLScanner {
  let bytes: [UInt8]
  let location: String
  let field: String
  private var place = 0
  private var open: [XMLTree] = []
  private var root: XMLTree?
  private var count = 0

  init(bytes: [UInt8], location: String, field: String) {
    (self.bytes, self.location, self.field) = (bytes, location, field)
  }

  private func failure(_ expected: String) -> FormatError {
    let found = FieldText.decoded(bytes[min(place, bytes.count)..<min(place + 16, bytes.count)])
    return FormatError(
      .badField, field: field, location: location,
      detail: "expected \(expected) at byte \(place) of the XML, found '\(found)'")
  }

  mutating func document() throws(FormatError) -> XMLTree {
    while place < bytes.count {
      if bytes[place] != UInt8(ascii: "<") {
        try characters()
      } else if has("<?") {
        try skip(past: "?>")
      } else if has("<!--") {
        try skip(past: "-->")
      } else if has("<![CDATA[") {
        place += 9
        let start = place
        try skip(past: "]]>")
        open.last?.text += FieldText.decoded(bytes[start..<place - 3])
      } else if has("<!") {
        throw failure("XML without a document type")
      } else if has("</") {
        try endTag()
      } else {
        try startTag()
      }
    }
    guard open.isEmpty, let root else { throw failure("the end of '\(open.last?.name ?? "")'") }
    return root
  }

  private func has(_ mark: String) -> Bool { bytes[place...].starts(with: mark.utf8) }

  private mutating func skip(past mark: String) throws(FormatError) {
    let mark = Array(mark.utf8)
    while place + mark.count <= bytes.count {
      if bytes[place] == mark[0], bytes[place..<place + mark.count].elementsEqual(mark) {
        place += mark.count
        return
      }
      place += 1
    }
    throw failure(FieldText.decoded(mark[...]))
  }

  private mutating func characters() throws(FormatError) {
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "<") { place += 1 }
    let run = bytes[start..<place]
    guard let element = open.last else {
      guard run.allSatisfy({ $0 <= 32 }) else {
        place = start
        throw failure("an element")
      }
      return
    }
    element.text += try resolved(run)
  }

  private func isName(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (48...58).contains(byte) || (65...90).contains(byte)
      || (97...122).contains(byte) || [45, 46, 95].contains(byte)
  }

  private mutating func name() throws(FormatError) -> String {
    let start = place
    while place < bytes.count, isName(bytes[place]) { place += 1 }
    guard place > start else { throw failure("a name") }
    return FieldText.decoded(bytes[start..<place])
  }

  private mutating func skipBlanks() {
    while place < bytes.count, bytes[place] <= 32 { place += 1 }
  }

  private mutating func take(_ mark: Character) throws(FormatError) {
    guard place < bytes.count, bytes[place] == mark.asciiValue else { throw failure("'\(mark)'") }
    place += 1
  }

  private mutating func startTag() throws(FormatError) {
    place += 1
    let element = XMLTree(try name())
    count += 1
    guard open.count < XMLTree.deepest, count <= XMLTree.mostElements else {
      throw failure(
        "at most \(XMLTree.mostElements) elements, nested at most \(XMLTree.deepest) deep,")
    }
    guard root == nil || !open.isEmpty else { throw failure("one outermost element") }
    while true {
      skipBlanks()
      guard place < bytes.count else { throw failure("the end of a tag") }
      if bytes[place] == UInt8(ascii: ">") || bytes[place] == UInt8(ascii: "/") { break }
      let key = try name()
      skipBlanks()
      try take("=")
      skipBlanks()
      guard place < bytes.count, [34, 39].contains(bytes[place]) else { throw failure("a quote") }
      let quote = bytes[place]
      place += 1
      let start = place
      while place < bytes.count, bytes[place] != quote { place += 1 }
      guard place < bytes.count else { throw failure("the end of a value") }
      element.attributes[key] = try resolved(bytes[start..<place])
      place += 1
    }
    open.last?.children.append(element)
    if root == nil { root = element }
    if bytes[place] == UInt8(ascii: "/") { place += 1 } else { open.append(element) }
    try take(">")
  }

  private mutating func endTag() throws(FormatError) {
    place += 2
    let start = place
    let name = try name()
    guard open.popLast()?.name == name else {
      place = start
      throw failure("the end of an element that is open")
    }
    skipBlanks()
    try take(">")
  }

  /// Text with its references to characters resolved.
  private func resolved(_ run: ArraySlice<UInt8>) throws(FormatError) -> String {
    guard run.contains(UInt8(ascii: "&")) else { return FieldText.decoded(run) }
    var text = ""
    var rest = run
    while let mark = rest.firstIndex(of: UInt8(ascii: "&")) {
      text += FieldText.decoded(rest[rest.startIndex..<mark])
      // The longest reference is &#x10FFFF;.
      guard let end = rest[mark...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let character = Self.character(FieldText.decoded(rest[(mark + 1)..<end]))
      else { throw failure("a reference to a character before this place") }
      text.unicodeScalars.append(character)
      rest = rest[(end + 1)...]
    }
    return text + FieldText.decoded(rest)
  }

  private static func character(_ reference: String) -> Unicode.Scalar? {
    switch reference {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default: break
    }
    guard reference.hasPrefix("#") else { return nil }
    let digits = reference.dropFirst()
    let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return code.flatMap(Unicode.Scalar.init)
  }
}
