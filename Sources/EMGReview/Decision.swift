public import EMGCore

/// What an event is known by: its label, place and time.
public struct EventMark: Codable, Hashable, Sendable {
  /// The event's type.
  public var type: EventType
  /// The channel's name.
  public var channel: String
  /// Seconds from the first sample.
  public var onset: Double
  /// Seconds.
  public var duration: Double

  /// Makes a mark.
  ///
  /// - Parameters:
  ///   - type: The event's type.
  ///   - channel: The channel's name.
  ///   - onset: Seconds from the first sample.
  ///   - duration: Seconds.
  public init(type: EventType, channel: String, onset: Double, duration: Double) {
    self.type = type
    self.channel = channel
    self.onset = onset
    self.duration = duration
  }

  /// Seconds.
  public var end: Double { onset + duration }

  private enum CodingKeys: String, CodingKey {
    case type, channel
    case onset = "onset_s"
    case duration = "duration_s"
  }
}

/// Something that a person did to an event.
public struct Decision: Codable, Hashable, Sendable {
  /// What can be done.
  public enum Action: String, Codable, Hashable, Sendable, CaseIterable {
    /// It is what it is called.
    case accept
    /// It is nothing.
    case reject
    /// It is something else.
    case relabel
    /// It is somewhere else.
    case move
    /// There is one that was not found.
    case add
    /// As if nothing had been decided.
    case clear
  }

  /// What was done.
  public var action: Action
  /// The event as the analysis found it or, where a person added it, as it was added.
  public var event: EventMark
  /// What it is now, of `relabel` and `move`.
  public var result: EventMark?
  /// Decisions of one number were made, and are undone, together.
  public var group: Int
  /// ISO 8601, UTC.
  public var time: String
  /// Who decided.
  public var reviewer: String

  /// Makes a decision.
  ///
  /// - Parameters:
  ///   - action: What was done.
  ///   - event: The event as it was found or added.
  ///   - result: What it is now.
  ///   - group: Its group.
  ///   - time: ISO 8601, UTC.
  ///   - reviewer: Who decided.
  public init(
    _ action: Action, _ event: EventMark, result: EventMark? = nil, group: Int, time: String,
    reviewer: String
  ) {
    self.action = action
    self.event = event
    self.result = result
    self.group = group
    self.time = time
    self.reviewer = reviewer
  }

  private enum CodingKeys: String, CodingKey {
    case action, event, result, group, time
    case reviewer = "reviewed_by"
  }
}

/// The sidecar: all decisions about a recording, in the order in which they were made.
public struct DecisionFile: Codable, Hashable, Sendable {
  /// Names the form.
  public var schema = "myosift-review"
  /// The form's version.
  public var version = "1.0.0"
  /// The recording's name.
  public var source: String
  /// SHA-256 of the recording's bytes; nil where it has none.
  public var sha256: String?
  /// In the order in which they were made.
  public var decisions: [Decision]

  /// Makes a sidecar.
  ///
  /// - Parameters:
  ///   - source: The recording's name.
  ///   - sha256: SHA-256 of its bytes.
  ///   - decisions: In the order in which they were made.
  public init(source: String, sha256: String?, decisions: [Decision] = []) {
    self.source = source
    self.sha256 = sha256
    self.decisions = decisions
  }

  private enum CodingKeys: String, CodingKey {
    case schema, source, sha256, decisions
    case version = "schema_version"
  }
}
