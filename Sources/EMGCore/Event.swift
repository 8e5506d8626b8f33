/// The types of event of the contract, from least to most specific in no particular order.
public enum EventType: String, Codable, Hashable, Sendable, CaseIterable {
  /// One spontaneous discharge of a motor unit, or its doublet or multiplet.
  case fasciculation
  /// A sustained rhythm.
  case tremor
  /// A run of rhythmic bursts with silent troughs, from an abrupt start.
  case clonus
  /// Rhythm that the evidence cannot settle.
  case rhythmicBursting = "rhythmic_bursting"
  /// A brief multi-unit burst.
  case myoclonus
  /// A brief silence within tonic activity.
  case negativeMyoclonus = "negative_myoclonus"
  /// Steady firing of one or a few units.
  case tonicFiring = "tonic_firing"
  /// Sustained multi-unit activity.
  case contraction
  /// Sustained activity with a cramp's signature.
  case cramp
  /// Multiplet bursts.
  case groupedDischarge = "grouped_discharge"
  /// A response locked to a stimulus.
  case evoked
  /// Not muscle.
  case artifact
  /// Something is there, no rule decides.
  case unclassified
}

/// What made an artifact.
public enum ArtifactCause: String, Hashable, Sendable, CaseIterable {
  /// An electrical stimulus.
  case stimulation
  /// The heart.
  case ecg
  /// An electrode that loses and regains contact.
  case electrodePop = "electrode_pop"
  /// Movement of electrode or cable.
  case motion
  /// The power line.
  case mains
  /// The recorder's range exceeded.
  case saturation
  /// A constant value.
  case flatline
  /// Missing samples.
  case dropout
}

/// A named number, with its unit as the name's suffix.
public struct Measure: Hashable, Sendable {
  /// Snake case with the unit as suffix: `peak_to_peak_uv`.
  public var name: String
  /// The value; a non-finite one is written as null.
  public var value: Double

  /// Makes a measure.
  ///
  /// - Parameters:
  ///   - name: Snake case with the unit as suffix.
  ///   - value: The value.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// A rule that spoke for the event's type: its measured value and the threshold it was held to.
public struct Evidence: Hashable, Sendable {
  /// The rule's name in snake case.
  public var rule: String
  /// The measured value.
  public var value: Double
  /// The threshold.
  public var threshold: Double

  /// Makes a piece of evidence.
  ///
  /// - Parameters:
  ///   - rule: The rule's name in snake case.
  ///   - value: The measured value.
  ///   - threshold: The threshold.
  public init(_ rule: String, value: Double, threshold: Double) {
    self.rule = rule
    self.value = value
    self.threshold = threshold
  }
}

/// Keys that only some types of event have; nil or empty ones are not written.
public struct EventDetails: Hashable, Sendable {
  /// Fasciculation: each discharge's largest deflection, in samples of the channel's timeline.
  public var discharges: [Int] = []
  /// Rhythms: each burst's largest deflection, in samples.
  public var bursts: [Int] = []
  /// Rhythms: cycles a second.
  public var frequencyHz: Double?
  /// Tremor: `low`, `parkinsonian_range`, … a frequency band by number, never a disease.
  public var band: String?
  /// Rhythms in several muscles: `alternating`, `synchronous`, `intermediate`.
  public var pattern: String?
  /// Rhythms: names of the channels that share it.
  public var partners: [String]?
  /// Rhythms in several muscles: coherence with each partner.
  public var coherence: [PairMeasures] = []
  /// Contractions and cramps: activity in common with each channel that contracts meanwhile.
  public var coContraction: [PairMeasures] = []
  /// Clonus: relative change of burst amplitude a burst.
  public var amplitudeSlope: Double?
  /// Clonus: change of the interval between bursts, seconds a burst.
  public var intervalSlope: Double?
  /// Rhythmic bursting: probability by type name.
  public var probabilities: [Measure] = []
  /// Tonic firing: discharges a second.
  public var rateHz: Double?
  /// Tonic firing: coefficient of variation of the intervals.
  public var intervalCV: Double?
  /// Grouped discharge: count of groups.
  public var groups: Int?
  /// Evoked: seconds from stimulus to response.
  public var latency: Double?
  /// Artifact: what made it.
  public var cause: ArtifactCause?
  /// Artifact: where it repeats, in samples.
  public var times: [Int] = []
  /// A burst that may be one muscle's part of a jerk: its waveform, µV at the rate of analysis, until
  /// the other muscles are known; never written.
  public var waveform: [Float] = []
  /// Arrays: names of all channels that see the event.
  public var channels: [String]?

  /// No details.
  public init() {}
}

/// A stretch of one channel that was recognised as something.
///
/// Positions are samples of the channel's timeline, half-open; amplitudes are microvolts.
public struct Event: Hashable, Sendable {
  /// What it is.
  public var type: EventType
  /// The channel's index in the recording.
  public var channelIndex: Int
  /// Where the activity leaves the noise.
  public var onset: Int
  /// Where it returns.
  public var end: Int
  /// The calibrated probability that the type is right, 0 to 1.
  public var confidence: Double
  /// The noise floor's standard deviation there, in µV.
  public var noise: Double
  /// The amplitude that the gate asked for there, in µV.
  public var threshold: Double
  /// A unit's number within the channel, or nil.
  public var motorUnit: Int?
  /// Measures of the event, in a fixed order.
  public var features: [Measure]
  /// The rules that decided.
  public var evidence: [Evidence]
  /// Keys of its type.
  public var details: EventDetails

  /// Makes an event.
  ///
  /// - Parameters:
  ///   - type: What it is.
  ///   - channelIndex: The channel's index in the recording.
  ///   - onset: First sample.
  ///   - end: One past the last sample.
  ///   - confidence: 0 to 1.
  ///   - noise: Standard deviation of the noise, µV.
  ///   - threshold: The gate there, µV.
  public init(
    type: EventType, channelIndex: Int, onset: Int, end: Int, confidence: Double, noise: Double,
    threshold: Double
  ) {
    self.type = type
    self.channelIndex = channelIndex
    self.onset = onset
    self.end = end
    self.confidence = confidence
    self.noise = noise
    self.threshold = threshold
    self.motorUnit = nil
    self.features = []
    self.evidence = []
    self.details = EventDetails()
  }

  /// The value of a feature.
  ///
  /// - Parameter name: The feature's name.
  /// - Returns: Nil where the event has no such feature.
  public func measure(_ name: String) -> Double? { features.first { $0.name == name }?.value }

  /// Changes the value of a feature that the event has.
  ///
  /// - Parameters:
  ///   - name: The feature's name.
  ///   - value: The new value.
  public mutating func setMeasure(_ name: String, to value: Double) {
    guard let n = features.firstIndex(where: { $0.name == name }) else { return }
    features[n].value = value
  }
}
