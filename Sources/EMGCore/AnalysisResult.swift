/// A stretch that was left out of analysis, and why.
///
/// Positions are samples, half-open.
public struct Mask: Hashable, Sendable {
  /// First sample.
  public var onset: Int
  /// One past the last sample.
  public var end: Int
  /// Why.
  public var cause: ArtifactCause

  /// Makes a mask.
  ///
  /// - Parameters:
  ///   - onset: First sample.
  ///   - end: One past the last sample.
  ///   - cause: Why.
  public init(onset: Int, end: Int, cause: ArtifactCause) {
    self.onset = onset
    self.end = end
    self.cause = cause
  }
}

/// How good a channel's signal is.
public struct SignalQuality: Hashable, Sendable {
  /// Share of samples at the recorder's limits.
  public var clippedFraction: Double = 0
  /// The power line's measured frequency, or nil where no line stands out.
  public var mainsHz: Double?
  /// Power of the line and its harmonics over the rest of the band, dB; nil where unmeasured.
  public var mainsRatioDecibels: Double?
  /// Short names of what is poor, in snake case.
  public var flags: [String] = []

  /// Nothing measured.
  public init() {}
}

/// One channel after analysis.
public struct ChannelSummary: Hashable, Sendable {
  /// The channel's index in the recording.
  public var index: Int
  /// The channel as its file describes it, with the samples counted.
  public var channel: Channel
  /// Samples read, gaps not counted.
  public var sampleCount: Int = 0
  /// Whether the channel was analysed.
  public var isAnalysed: Bool = true
  /// The median noise floor's standard deviation, µV; nil where there was none to measure.
  public var noise: Double?
  /// Seconds of rest in which a fasciculation would have been counted.
  public var analysable: Double = 0
  /// Stretches left out.
  public var masks: [Mask] = []
  /// Signal quality.
  public var quality = SignalQuality()
  /// The trains of its motor units, by number; empty for the contacts of an array.
  public var units: [UnitTrain] = []

  /// Makes a summary with nothing measured.
  ///
  /// - Parameters:
  ///   - index: The channel's index in the recording.
  ///   - channel: The channel.
  public init(index: Int, channel: Channel) {
    self.index = index
    self.channel = channel
  }
}

/// All that an analysis found in a recording.
public struct AnalysisResult: Hashable, Sendable {
  /// The input's name as shown to the user (no folder).
  public var source: String
  /// SHA-256 of the input's bytes in hexadecimal, or nil where there are none.
  public var sha256: String?
  /// The header, with findings of reading and analysis.
  public var header: RecordingHeader
  /// Seconds from the first sample to the end of the last.
  public var duration: Double
  /// One entry a channel, in file order.
  public var channels: [ChannelSummary]
  /// All events by onset, then channel.
  public var events: [Event]
  /// The settings in force: flat key paths with JSON-ready values, in a fixed order.
  public var settings: [SettingValue]
  /// SHA-256 of the settings' canonical text.
  public var settingsSHA256: String

  /// Makes a result.
  ///
  /// - Parameters:
  ///   - source: The input's name.
  ///   - sha256: The hash of its bytes.
  ///   - header: The header.
  ///   - duration: Seconds.
  ///   - channels: One entry a channel.
  ///   - events: All events.
  ///   - settings: The settings in force.
  ///   - settingsSHA256: Their hash.
  public init(
    source: String, sha256: String?, header: RecordingHeader, duration: Double,
    channels: [ChannelSummary], events: [Event], settings: [SettingValue], settingsSHA256: String
  ) {
    self.source = source
    self.sha256 = sha256
    self.header = header
    self.duration = duration
    self.channels = channels
    self.events = events
    self.settings = settings
    self.settingsSHA256 = settingsSHA256
  }
}

/// One effective setting.
public struct SettingValue: Hashable, Sendable {
  /// A setting's value.
  public enum Value: Hashable, Sendable {
    /// A number.
    case number(Double)
    /// A whole number.
    case integer(Int)
    /// Yes or no.
    case flag(Bool)
    /// A choice or a name.
    case text(String)
    /// A list of numbers.
    case numbers([Double])
  }

  /// The key path as in JSON: `section.name`.
  public var key: String
  /// The value.
  public var value: Value

  /// Makes a setting's value.
  ///
  /// - Parameters:
  ///   - key: The key path: `section.name`.
  ///   - value: The value.
  public init(key: String, value: Value) {
    self.key = key
    self.value = value
  }
}
