/// What a channel is for.
public enum ChannelKind: String, Hashable, Sendable, CaseIterable {
  /// Muscle activity: analysed.
  case emg
  /// Heart activity: the cardiac reference.
  case ecg
  /// Triggers and stimulus marks.
  case trigger
  /// Movement: context of a tremor.
  case accelerometer
  /// A clock or a counter.
  case time
  /// Anything else: listed and left alone.
  case other
}

/// One channel as its file describes it.
public struct Channel: Hashable, Sendable {
  /// The name without its unit.
  public var name: String
  /// The unit of the samples that a source delivers.
  public var unit: PhysicalUnit
  /// What the channel is for.
  public var kind: ChannelKind
  /// The channel's own sampling rate.
  public var rate: SampleRate
  /// The count of samples where it is known beforehand (nil for streams).
  public var sampleCount: Int?
  /// The smallest step between two values, in `unit`, where the file states it.
  public var resolution: Double?
  /// The smallest and largest value that the recorder can give, in `unit`, where stated.
  public var limits: ClosedRange<Double>?
  /// The muscle that the electrodes lie over, where a description states it.
  public var targetMuscle: String?

  /// Makes a channel.
  ///
  /// - Parameters:
  ///   - name: The name without its unit.
  ///   - unit: The unit of the delivered samples.
  ///   - kind: What the channel is for.
  ///   - rate: The sampling rate.
  ///   - sampleCount: The count of samples where known.
  ///   - resolution: The smallest step, in `unit`.
  ///   - limits: The recorder's range, in `unit`.
  public init(
    name: String, unit: PhysicalUnit, kind: ChannelKind = .emg, rate: SampleRate,
    sampleCount: Int? = nil, resolution: Double? = nil, limits: ClosedRange<Double>? = nil
  ) {
    self.name = name
    self.unit = unit
    self.kind = kind
    self.rate = rate
    self.sampleCount = sampleCount
    self.resolution = resolution
    self.limits = limits
  }
}

/// A note that stands in the file, with its time.
public struct Annotation: Hashable, Sendable {
  /// Seconds from the first sample.
  public var onset: Double
  /// Seconds, or nil where the file gives none.
  public var duration: Double?
  /// The full text.
  public var text: String

  /// Makes an annotation.
  ///
  /// - Parameters:
  ///   - onset: Seconds from the first sample.
  ///   - duration: Seconds, or nil.
  ///   - text: The full text.
  public init(onset: Double, duration: Double?, text: String) {
    self.onset = onset
    self.duration = duration
    self.text = text
  }
}

/// What is known of a recording before its samples are read.
public struct RecordingHeader: Hashable, Sendable {
  /// The format's short name: `csv`, `raw`, `edf`, ….
  public var format: String
  /// ISO 8601, local and without a zone unless the file states one; nil where unknown.
  public var startTime: String?
  /// All channels, in file order.
  public var channels: [Channel]
  /// Notes that the file holds.
  public var annotations: [Annotation]
  /// What the file says of the patient, or nil; it goes into no output unless that is asked for.
  public var patient: String?
  /// The frequency of the mains where it was recorded, in hertz, where a description states it.
  public var mainsHertz: Double?
  /// Oddities met so far.
  public var findings: [Finding]

  /// Makes a header.
  ///
  /// - Parameters:
  ///   - format: The format's short name.
  ///   - startTime: ISO 8601, or nil.
  ///   - channels: All channels, in file order.
  ///   - annotations: Notes that the file holds.
  ///   - findings: Oddities met so far.
  public init(
    format: String, startTime: String? = nil, channels: [Channel],
    annotations: [Annotation] = [], findings: [Finding] = []
  ) {
    self.format = format
    self.startTime = startTime
    self.channels = channels
    self.annotations = annotations
    self.findings = findings
  }
}
