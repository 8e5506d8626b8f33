public import EMGCore
public import EMGSinks
public import Foundation

/// A result document of the contract, read back with all that a report shows.
public struct SessionDocument: Sendable {
  /// A stretch that was left out of analysis.
  public struct MaskEntry: Hashable, Sendable {
    /// Seconds.
    public var onset: Double
    /// Seconds.
    public var duration: Double
    /// Why.
    public var cause: String
  }

  /// A channel.
  public struct ChannelEntry: Hashable, Sendable {
    /// Its place in the recording.
    public var index: Int
    /// Its name without the unit.
    public var name: String
    /// The unit of its samples.
    public var unit: String
    /// Samples a second.
    public var rate: Double
    /// Samples read.
    public var samples: Int
    /// Whether events were looked for.
    public var isAnalysed: Bool
    /// Standard deviation of the noise, µV.
    public var noise: Double?
    /// Seconds in which a fasciculation would have been counted.
    public var analysable: Double
    /// Stretches left out.
    public var masks: [MaskEntry]
    /// Share of samples at the recorder's limits.
    public var clippedFraction: Double?
    /// The power line's frequency, Hz.
    public var mains: Double?
    /// Its power over the rest, dB.
    public var mainsRatio: Double?
    /// What is poor.
    public var flags: [String]
    /// Its motor units, each as measures under the document's keys.
    public var units: [[String: Double]] = []
  }

  /// Measures that an event has together with another channel.
  public struct PairEntry: Hashable, Sendable {
    /// The other channel's name.
    public var channel: String
    /// Measures under the document's keys.
    public var measures: [String: Double]
  }

  /// An event.
  public struct EventEntry: Hashable, Sendable {
    /// Its type.
    public var type: EventType
    /// Its channel's place in the recording.
    public var channel: Int
    /// Seconds.
    public var onset: Double
    /// Seconds.
    public var duration: Double
    /// 0 to 1.
    public var confidence: Double
    /// The amplitude that the gate asked for there, µV.
    public var threshold: Double?
    /// The gate's score: how many times its threshold the event reached.
    public var gateScore: Double?
    /// A unit's number.
    public var unit: Int?
    /// Largest deflections, seconds.
    public var discharges: [Double]
    /// Bursts of a rhythm, seconds.
    public var bursts: [Double]
    /// Where an artifact repeats, seconds.
    public var times: [Double]
    /// Cycles a second.
    public var frequency: Double?
    /// `alternating`, `synchronous`, ….
    public var pattern: String?
    /// Names of channels that share a rhythm.
    public var partners: [String]
    /// What made an artifact.
    public var cause: String?
    /// Largest to smallest value, µV.
    public var peakToPeak: Double?
    /// Measures under the document's keys; those without a value are left out.
    public var measures: [String: Double] = [:]
    /// Coherence with each partner of a rhythm, and activity in common with other contractions.
    public var pairs: [PairEntry] = []

    /// Seconds.
    public var end: Double { onset + duration }
    /// The first discharge, or else the onset, seconds.
    public var time: Double { discharges.first ?? onset }
    /// Whether it lasts as a state in which single discharges are not counted.
    public var isSustained: Bool {
      switch type {
      case .tremor, .clonus, .rhythmicBursting, .contraction, .cramp, .groupedDischarge,
        .negativeMyoclonus, .myoclonus:
        true
      case .artifact: times.isEmpty
      default: false
      }
    }
    /// The amplitude in the gate's own measure, µV.
    public var gateAmplitude: Double? {
      guard let threshold, let gateScore else { return nil }
      return threshold * gateScore
    }
  }

  /// The recording's name.
  public var source: String
  /// Its format.
  public var format: String
  /// SHA-256 of its bytes.
  public var sha256: String?
  /// ISO 8601.
  public var startTime: String?
  /// Seconds.
  public var duration: Double
  /// All channels.
  public var channels: [ChannelEntry]
  /// Oddities, each a sentence.
  public var findings: [String]
  /// Name and version of the program that wrote the document.
  public var generator: String
  /// SHA-256 of the settings.
  public var settingsSHA256: String
  /// Key paths with values as text, sorted by section.
  public var settings: [(key: String, value: String)]
  /// All events.
  public var events: [EventEntry]

  /// A setting's number.
  ///
  /// - Parameter key: The key path.
  /// - Returns: Nil where the document does not state it.
  public func number(_ key: String) -> Double? {
    settings.first { $0.key == key }.flatMap { Double($0.value) }
  }

  /// Events of a channel by onset.
  ///
  /// - Parameter index: The channel's place in the recording.
  /// - Returns: Its events.
  public func events(of index: Int) -> [EventEntry] { events.filter { $0.channel == index } }

  /// Reads a document.
  ///
  /// - Parameter json: As `myosift analyze` writes it.
  /// - Throws: `DocumentError` that says what is wrong.
  public init(json: Data) throws(DocumentError) {
    let wire = try DocumentDecoding.decode(SessionWire.self, from: json)
    guard wire.schema == "myosift-events", wire.schema_version.hasPrefix("1.") else {
      throw DocumentError(
        description:
          "expected myosift-events version 1, found \(wire.schema) \(wire.schema_version)")
    }
    let recording = wire.recording
    guard (0...1e9).contains(recording.duration_s) else {
      throw DocumentError(
        description: "recording.duration_s: expected 0 to 1e9 seconds,"
          + " found \(recording.duration_s)")
    }
    source = recording.source
    format = recording.format ?? "unknown"
    sha256 = recording.sha256
    startTime = recording.start_time
    duration = recording.duration_s
    findings = (recording.findings ?? []).map { "\($0.code): \($0.message)" }
    generator = "\(wire.generator?.name ?? "unknown") \(wire.generator?.version ?? "")"
    settingsSHA256 = wire.generator?.settings_sha256 ?? ""
    settings = Self.flat(wire.settings ?? [:], "").sorted { $0.key < $1.key }
    channels = []
    for (n, channel) in recording.channels.enumerated() {
      channels.append(try Self.channel(channel, n))
    }
    events = []
    events.reserveCapacity(wire.events.count)
    let places = Dictionary(channels.map { ($0.name, $0.index) }, uniquingKeysWith: { a, _ in a })
    let known = Set(channels.map(\.index))
    for summary in wire.summary?.channels ?? [] {
      guard let place = channels.firstIndex(where: { $0.name == summary.channel }) else { continue }
      channels[place].units = (summary.motor_units ?? []).map { $0.compactMapValues(\.self) }
    }
    for (n, event) in wire.events.enumerated() {
      events.append(try Self.event(event, n, places, known))
    }
    events.sort { ($0.onset, $0.channel) < ($1.onset, $1.channel) }
  }

  private static func channel(_ wire: SessionWire.Channel, _ n: Int) throws(DocumentError)
    -> ChannelEntry
  {
    let rate = wire.rate_hz ?? 0
    // What is faster was not analysed: it is only listed.
    guard rate.isFinite, rate >= 0, rate <= 1e6 || wire.analysed == false else {
      throw DocumentError(description: "recording.channels.\(n).rate_hz: found \(rate)")
    }
    for mask in wire.masks ?? [] where !mask.isSound {
      throw DocumentError(description: "recording.channels.\(n).masks: a stretch without an end")
    }
    return ChannelEntry(
      index: wire.index ?? n, name: wire.name, unit: wire.unit ?? "uV", rate: rate,
      samples: max(0, wire.samples ?? 0), isAnalysed: wire.analysed ?? true, noise: wire.noise_uv,
      analysable: min(1e9, max(0, wire.analysable_s ?? 0)),
      masks: (wire.masks ?? []).map {
        MaskEntry(onset: $0.onset_s, duration: $0.duration_s, cause: $0.cause ?? "unknown")
      }, clippedFraction: wire.quality?.clipped_fraction, mains: wire.quality?.mains_hz,
      mainsRatio: wire.quality?.mains_ratio_db, flags: wire.quality?.flags ?? [])
  }

  private static func event(
    _ wire: SessionWire.Event, _ n: Int, _ places: [String: Int], _ known: Set<Int>
  ) throws(DocumentError) -> EventEntry {
    guard let type = EventType(rawValue: wire.type) else {
      throw DocumentError(description: "events.\(n).type: no such type '\(wire.type)'")
    }
    guard (-1e9...1e9).contains(wire.onset_s), (0...1e9).contains(wire.duration_s) else {
      throw DocumentError(
        description: "events.\(n): expected a time and zero or more seconds,"
          + " found \(wire.onset_s) and \(wire.duration_s)")
    }
    guard let channel = wire.channel_index ?? places[wire.channel], known.contains(channel) else {
      throw DocumentError(description: "events.\(n).channel: no such channel '\(wire.channel)'")
    }
    return EventEntry(
      type: type, channel: channel, onset: wire.onset_s, duration: wire.duration_s,
      confidence: wire.confidence ?? 1, threshold: wire.threshold_uv,
      gateScore: (wire.evidence ?? []).first { $0.rule == "gate" }?.value ?? nil,
      unit: wire.motor_unit, discharges: times(wire.discharges_s), bursts: times(wire.bursts_s),
      times: times(wire.times_s), frequency: wire.frequency_hz, pattern: wire.pattern,
      partners: wire.partners ?? [], cause: wire.cause,
      peakToPeak: wire.features?["peak_to_peak_uv"] ?? nil,
      measures: (wire.features ?? [:]).compactMapValues(\.self),
      pairs: ((wire.coherence ?? []) + (wire.co_contraction ?? [])).map {
        PairEntry(channel: $0.channel, measures: $0.measures)
      })
  }

  private static func times(_ values: [Double]?) -> [Double] {
    (values ?? []).filter { abs($0) <= 1e9 }
  }

  private static func flat(_ values: [String: SessionWire.Setting], _ head: String) -> [(
    key: String, value: String
  )] {
    values.flatMap { key, value -> [(key: String, value: String)] in
      switch value {
      case .section(let inner): flat(inner, head + key + ".")
      case .text(let text): [(head + key, text)]
      }
    }
  }
}
