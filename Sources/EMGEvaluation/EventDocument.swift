public import EMGCore
public import EMGSinks
public import Foundation

/// A piece of time, seconds from the first sample.
public struct Stretch: Hashable, Sendable {
  /// Where it begins, seconds.
  public var onset: Double
  /// Where it ends, seconds; never before the onset.
  public var end: Double

  /// Makes a stretch; an end before the onset counts as the onset.
  ///
  /// - Parameters:
  ///   - onset: Seconds.
  ///   - end: Seconds.
  public init(onset: Double, end: Double) {
    self.onset = onset
    self.end = max(onset, end)
  }

  /// Seconds.
  public var duration: Double { end - onset }

  /// The time that two stretches share, seconds.
  ///
  /// - Parameter other: Another stretch.
  /// - Returns: Zero where they do not meet.
  public func overlap(_ other: Stretch) -> Double {
    max(0, min(end, other.end) - max(onset, other.onset))
  }
}

/// An event as read from the contract's JSON: what scoring needs of it, in seconds.
public struct ScoredEvent: Hashable, Sendable {
  /// Its type.
  public var type: EventType
  /// The channel's name.
  public var channel: String
  /// From where to where.
  public var stretch: Stretch
  /// Largest deflections of a fasciculation's discharges, seconds.
  public var discharges: [Double] = []
  /// Where an artifact repeats, seconds.
  public var times: [Double] = []
  /// What made an artifact.
  public var cause: ArtifactCause?
  /// Cycles a second of a rhythm.
  public var frequency: Double?
  /// Peak-to-peak over noise.
  public var snr: Double?
  /// Probability that the type is right.
  public var confidence = 1.0
  /// Channels of an array that see it; empty where the channel is on its own.
  public var channels: [String] = []

  /// Makes an event.
  ///
  /// - Parameters:
  ///   - type: Its type.
  ///   - channel: The channel's name.
  ///   - stretch: From where to where.
  public init(_ type: EventType, channel: String, _ stretch: Stretch) {
    self.type = type
    self.channel = channel
    self.stretch = stretch
  }

  /// Seconds.
  public var onset: Double { stretch.onset }
  /// Seconds.
  public var end: Double { stretch.end }
  /// The time by which a point event is matched: its first discharge, or else its onset.
  public var time: Double { discharges.first ?? onset }
}

/// A result document of the contract, read back.
public struct EventDocument: Sendable {
  /// A channel as scoring needs it.
  public struct ChannelEntry: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Whether events were looked for.
    public var isAnalysed = true
    /// Where events were not looked for.
    public var masks: [Stretch] = []

    /// Makes a channel.
    ///
    /// - Parameter name: Its name.
    public init(name: String) { self.name = name }
  }

  /// The recording's name.
  public var source: String
  /// Seconds.
  public var duration: Double
  /// The recording's channels.
  public var channels: [ChannelEntry]
  /// All events.
  public var events: [ScoredEvent] = []

  private struct Wire: Decodable {
    struct Mask: Decodable {
      var onset_s: Double
      var duration_s: Double
    }
    struct Channel: Decodable {
      var name: String
      var analysed: Bool?
      var masks: [Mask]?
    }
    struct Recording: Decodable {
      var source: String
      var duration_s: Double
      var channels: [Channel]
    }
    struct Event: Decodable {
      var type: String
      var channel: String
      var onset_s: Double
      var duration_s: Double
      var confidence: Double?
      var discharges_s: [Double]?
      var times_s: [Double]?
      var cause: String?
      var frequency_hz: Double?
      var channels: [String]?
      var features: [String: Double?]?
    }
    var schema: String
    var schema_version: String
    var recording: Recording
    var events: [Event]
  }

  /// Makes a document.
  ///
  /// - Parameters:
  ///   - source: The recording's name.
  ///   - duration: Seconds.
  ///   - channels: Its channels.
  public init(source: String, duration: Double, channels: [ChannelEntry]) {
    self.source = source
    self.duration = duration
    self.channels = channels
  }

  /// Reads a document.
  ///
  /// - Parameter json: As `myosift analyze` or `simulate` writes it.
  /// - Throws: `DocumentError` that says what is wrong.
  public init(json: Data) throws(DocumentError) {
    let wire = try DocumentDecoding.decode(Wire.self, from: json)
    guard wire.schema == "myosift-events", wire.schema_version.hasPrefix("1.") else {
      throw DocumentError(
        description:
          "expected myosift-events version 1, found \(wire.schema) \(wire.schema_version)")
    }
    guard wire.recording.duration_s.isFinite, wire.recording.duration_s >= 0 else {
      throw DocumentError(
        description: "recording.duration_s: expected zero or more seconds,"
          + " found \(wire.recording.duration_s)")
    }
    source = wire.recording.source
    duration = wire.recording.duration_s
    channels = wire.recording.channels.map { channel in
      var entry = ChannelEntry(name: channel.name)
      entry.isAnalysed = channel.analysed ?? true
      entry.masks = (channel.masks ?? []).map {
        Stretch(onset: $0.onset_s, end: $0.onset_s + $0.duration_s)
      }
      return entry
    }
    for (n, event) in wire.events.enumerated() {
      guard let type = EventType(rawValue: event.type) else {
        throw DocumentError(description: "events.\(n).type: no such type '\(event.type)'")
      }
      guard event.onset_s.isFinite, event.duration_s.isFinite, event.duration_s >= 0 else {
        throw DocumentError(
          description: "events.\(n).duration_s: expected zero or more seconds,"
            + " found \(event.duration_s)")
      }
      var entry = ScoredEvent(
        type, channel: event.channel,
        Stretch(onset: event.onset_s, end: event.onset_s + event.duration_s))
      entry.discharges = event.discharges_s ?? []
      entry.times = event.times_s ?? []
      entry.cause = event.cause.flatMap(ArtifactCause.init(rawValue:))
      entry.frequency = event.frequency_hz
      entry.snr = event.features?["snr"] ?? nil
      entry.confidence = event.confidence ?? 1
      entry.channels = event.channels ?? []
      events.append(entry)
    }
  }
}

/// The truth of a recording and what was found in it.
public struct DocumentPair: Sendable {
  /// What happened.
  public var truth: EventDocument
  /// What was found.
  public var found: EventDocument

  /// Makes a pair by the caller's word that both are of one recording.
  ///
  /// - Parameters:
  ///   - truth: What happened.
  ///   - found: What was found.
  public init(truth: EventDocument, found: EventDocument) {
    self.truth = truth
    self.found = found
  }

  /// Pairs documents by their recordings' names.
  ///
  /// - Parameters:
  ///   - truth: One document a recording.
  ///   - found: One document for each of them, in any order.
  /// - Returns: Pairs in the order of the truth.
  /// - Throws: `DocumentError` where a name occurs twice or on one side only.
  public static func bySource(
    truth: [EventDocument], found: [EventDocument]
  ) throws(DocumentError) -> [DocumentPair] {
    let truths = try byName(truth, "truth")
    var rest = try byName(found, "events")
    var pairs: [DocumentPair] = []
    for document in truth where truths[document.source] != nil {
      guard let other = rest.removeValue(forKey: document.source) else {
        throw DocumentError(description: "no events of the recording '\(document.source)'")
      }
      pairs.append(DocumentPair(truth: document, found: other))
    }
    if let name = rest.keys.sorted().first {
      throw DocumentError(description: "no truth of the recording '\(name)'")
    }
    return pairs
  }

  private static func byName(
    _ documents: [EventDocument], _ side: String
  ) throws(DocumentError) -> [String: EventDocument] {
    var table: [String: EventDocument] = [:]
    for document in documents {
      guard table.updateValue(document, forKey: document.source) == nil else {
        throw DocumentError(description: "\(side): the recording '\(document.source)' occurs twice")
      }
    }
    return table
  }
}
