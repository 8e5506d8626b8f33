public import Foundation

/// Why documents could not be read or held against each other.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where and what.
  public var description: String

  /// Makes an error.
  ///
  /// - Parameter description: Where and what.
  public init(description: String) { self.description = description }
}

/// Reads a document of the contract, and says in one line what is wrong with another.
public enum DocumentDecoding {
  /// Decodes a value.
  ///
  /// - Parameters:
  ///   - type: What is wanted.
  ///   - json: The document.
  /// - Returns: The value.
  /// - Throws: ``DocumentError`` with the path of the key and what was expected there.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from json: Data
  ) throws(DocumentError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: json)
    } catch DecodingError.keyNotFound(let key, let context) {
      throw DocumentError(description: "expected the key \(path(context.codingPath + [key]))")
    } catch DecodingError.typeMismatch(_, let context) {
      throw DocumentError(description: "\(path(context.codingPath)): a value of the wrong type")
    } catch DecodingError.valueNotFound(_, let context) {
      throw DocumentError(
        description: "\(path(context.codingPath)): null where a value is expected")
    } catch {
      throw DocumentError(description: "expected a JSON document of events")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map(\.stringValue).joined(separator: ".")
  }
}
