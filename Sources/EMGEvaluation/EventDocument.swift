public import EMGCore
public import Foundation

/// An event as read from the contract's JSON: what scoring needs of it, in seconds.
public struct ScoredEvent: Hashable, Sendable {
  /// Its type.
  public var type: EventType
  /// The channel's name.
  public var channel: String
  /// Seconds.
  public var onset: Double
  /// Seconds.
  public var end: Double
  /// Largest deflections of a fasciculation's discharges, seconds.
  public var discharges: [Double]
  /// Cycles a second of a rhythm.
  public var frequency: Double?
  /// Peak-to-peak over noise.
  public var snr: Double?
  /// Probability that the type is right.
  public var confidence: Double

  /// The time by which a point event is matched: its first discharge, or else its onset.
  public var time: Double { discharges.first ?? onset }
}

/// Why a document could not be read.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where and what.
  public var description: String
}

/// A result document of the contract, read back.
public struct EventDocument: Sendable {
  /// The recording's name.
  public var source: String
  /// Seconds.
  public var duration: Double
  /// Channels analysed.
  public var channels: [String]
  /// All events.
  public var events: [ScoredEvent]

  private struct Wire: Decodable {
    struct Channel: Decodable { var name: String }
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
      var frequency_hz: Double?
      var features: [String: Double?]?
    }
    var schema: String
    var schema_version: String
    var recording: Recording
    var events: [Event]
  }

  /// Reads a document.
  ///
  /// - Parameter json: As `myosift analyze` or `simulate` writes it.
  /// - Throws: ``DocumentError`` that says what is wrong.
  public init(json: Data) throws(DocumentError) {
    let wire: Wire
    do {
      wire = try JSONDecoder().decode(Wire.self, from: json)
    } catch DecodingError.keyNotFound(let key, let context) {
      let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      throw DocumentError(description: "expected the key \(path)")
    } catch DecodingError.typeMismatch(_, let context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw DocumentError(description: "\(path): a value of the wrong type")
    } catch {
      throw DocumentError(description: "expected a JSON document of events")
    }
    guard wire.schema == "myosift-events", wire.schema_version.hasPrefix("1.") else {
      throw DocumentError(
        description:
          "expected myosift-events version 1, found \(wire.schema) \(wire.schema_version)")
    }
    source = wire.recording.source
    duration = wire.recording.duration_s
    channels = wire.recording.channels.map(\.name)
    var events: [ScoredEvent] = []
    for (n, event) in wire.events.enumerated() {
      guard let type = EventType(rawValue: event.type) else {
        throw DocumentError(description: "events.\(n).type: no such type '\(event.type)'")
      }
      events.append(
        ScoredEvent(
          type: type, channel: event.channel, onset: event.onset_s,
          end: event.onset_s + event.duration_s, discharges: event.discharges_s ?? [],
          frequency: event.frequency_hz, snr: event.features?["snr"] ?? nil,
          confidence: event.confidence ?? 1))
    }
    self.events = events
  }
}
