/// Why a recording could not be read.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure that callers tell apart.
  public enum Code: Hashable, Sendable {
    /// The bytes are of another format.
    case notThisFormat
    /// The data end before what the header promises.
    case truncated
    /// A field holds what it may not hold.
    case badField
    /// The file is sound but uses what is not supported.
    case unsupported
    /// Two fields contradict each other.
    case inconsistent
    /// A needed fact is neither in the file nor given: rate, unit, layout.
    case missingFact
    /// The file cannot be opened or found.
    case unreadable
    /// Reading failed while under way.
    case inputOutput
  }

  /// The kind of failure.
  public var code: Code
  /// Where: a file, `line 12`, `byte 256`; empty where the whole input is meant.
  public var location: String
  /// Which field or fact: `sampling rate`, `number of data records`.
  public var field: String
  /// What was expected and what was found.
  public var detail: String

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - code: The kind of failure.
  ///   - field: Which field or fact.
  ///   - location: A file, a line or a byte; may be empty.
  ///   - detail: What was expected and what was found.
  public init(_ code: Code, field: String, location: String = "", detail: String) {
    self.code = code
    self.location = location
    self.field = field
    self.detail = detail
  }

  /// The message for a person: where, field, expected and found.
  public var description: String {
    (location.isEmpty ? "" : "\(location): ") + "\(field): \(detail)"
  }
}

/// A setting that may not be as it is.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The setting's key path as written in JSON, for example `noise.window_s`.
  public var key: String
  /// What was expected and what was found.
  public var detail: String

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - key: The setting's key path as written in JSON.
  ///   - detail: What was expected and what was found.
  public init(key: String, detail: String) {
    self.key = key
    self.detail = detail
  }

  /// The message for a person.
  public var description: String { "setting \(key): \(detail)" }
}
