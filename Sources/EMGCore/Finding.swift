/// An oddity in data or settings that did not stop the work: a warning as a value.
public struct Finding: Hashable, Sendable {
  /// A short name in snake case that programs can match, for example `time_jitter`.
  public var code: String
  /// One sentence for a person: what, where, expected, found.
  public var message: String
  /// The channel it concerns, or nil for the whole recording.
  public var channelIndex: Int?

  /// Makes a finding.
  ///
  /// - Parameters:
  ///   - code: A short name in snake case.
  ///   - message: One sentence for a person.
  ///   - channelIndex: The channel it concerns, or nil.
  public init(code: String, message: String, channelIndex: Int? = nil) {
    self.code = code
    self.message = message
    self.channelIndex = channelIndex
  }
}
