/// Why a file could not be written.
public struct WritingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure that callers tell apart.
  public enum Code: Hashable, Sendable {
    /// The file cannot be made.
    case cannotCreate
    /// The file cannot be written on, such as on a full disk.
    case inputOutput
    /// The format cannot hold what the recording has.
    case unsupported
  }

  /// The kind of failure.
  public var code: Code
  /// The message for a person: where, what was expected and what was found.
  public var description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
