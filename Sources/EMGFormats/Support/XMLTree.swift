internal import EMGCore
internal import Foundation

#if canImport(FoundationXML)
internal import FoundationXML
#endif

/// An element of a small XML document.
final class XMLTree {
  let name: String
  let attributes: [String: String]
  private(set) var children: [XMLTree] = []
  private(set) var text = ""

  /// Deepest nesting and most elements of a document that is read.
  static let deepest = 64
  static let mostElements = 200_000

  private init(_ name: String, _ attributes: [String: String]) {
    (self.name, self.attributes) = (name, attributes)
  }

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The whole document, in UTF-8 unless it says otherwise.
  ///   - location: Where it stands, for messages.
  ///   - field: What it is.
  /// - Returns: The outermost element.
  /// - Throws: `FormatError` where it is not well-formed, is too large, or defines entities.
  static func read(
    _ bytes: [UInt8], location: String, field: String
  ) throws(FormatError) -> XMLTree {
    func failure(_ detail: String) -> FormatError {
      FormatError(.badField, field: field, location: location, detail: detail)
    }
    // Entities could grow without bound or name other files.
    guard !contains(bytes, "<!DOCTYPE"), !contains(bytes, "<!ENTITY") else {
      throw failure("expected XML without a document type, found one")
    }
    var document = bytes
    while let last = document.last, last == 0 { document.removeLast() }
    let parser = XMLParser(data: Data(document))
    let builder = Builder()
    parser.delegate = builder
    parser.shouldResolveExternalEntities = false
    let isRead = parser.parse()
    if builder.isTooLarge {
      throw failure(
        "expected at most \(mostElements) elements, nested at most \(deepest) deep, found more")
    }
    guard isRead, let root = builder.root else {
      throw failure("expected well-formed XML, found an error in line \(parser.lineNumber)")
    }
    return root
  }

  private static func contains(_ bytes: [UInt8], _ mark: String) -> Bool {
    let mark = Array(mark.utf8)
    guard bytes.count >= mark.count else { return false }
    for i in 0...bytes.count - mark.count where bytes[i] == mark[0] {
      if bytes[i..<i + mark.count].elementsEqual(mark) { return true }
    }
    return false
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

  private final class Builder: NSObject, XMLParserDelegate {
    var root: XMLTree?
    var isTooLarge = false
    private var open: [XMLTree] = []
    private var count = 0

    func parser(
      _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
      qualifiedName qName: String?, attributes attributeDict: [String: String]
    ) {
      count += 1
      if open.count >= XMLTree.deepest || count > XMLTree.mostElements {
        isTooLarge = true
        return parser.abortParsing()
      }
      let element = XMLTree(elementName, attributeDict)
      open.last?.children.append(element)
      if root == nil { root = element }
      open.append(element)
    }

    func parser(
      _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
      qualifiedName qName: String?
    ) {
      _ = open.popLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      open.last?.text += string
    }
  }
}
