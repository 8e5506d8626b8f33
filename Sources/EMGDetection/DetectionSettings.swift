/// The contacts of an electrode array, and what of theirs is one event.
public struct ArraySettings: Hashable, Sendable {
  /// Whether the analysed channels are the contacts of one array, in its order.
  public var isArray = false
  /// Contacts in a column of a grid, in the order of the channels; 0 for a line.
  public var rows = 0
  /// Distance between neighbouring contacts, mm; 0 where unknown.
  public var spacing = 0.0
  /// Contacts this many steps apart may see the same discharge at the same time.
  public var linkDistance = 1000
  /// Seconds from one contact's deflection to the next one's in time: some 20 mm at 3 m/s.
  public var linkWindow = 0.007
  /// Share of the shorter of two events that the other must cover to be the same.
  public var linkOverlap = 0.5
  /// Fewest contacts that must see a weak discharge.
  public var minimumContacts = 2
  /// Peak-to-peak over noise from which a discharge on one contact alone counts.
  public var loneSNR = 12.0
  /// Cap of the confidence of a weak one on a single contact.
  public var loneCap = 0.4

  /// The defaults.
  public init() {}
}

/// How confidence grows with the evidence, and where it is capped.
public struct ConfidenceSettings: Hashable, Sendable {
  /// Confidence of a burst at the gate's threshold, as a logarithm of odds.
  public var gateOdds = 1.0
  /// Growth of that logarithm for each multiple of the threshold.
  public var gateGrowth = 6.0
  /// The same of a discharge of no unit at what the noise around it reaches.
  public var loneOdds = 0.0
  /// Peak-to-peak over noise under which a burst's confidence is capped.
  public var weakSNR = 10.0
  /// That cap.
  public var weakCap = 0.7
  /// Cap of what no rule decides.
  public var unclassifiedCap = 0.5
  /// Excess of an artifact's sign over its limit, as a share of that, that adds one to its logarithm of
  /// odds.
  public var artifactScale = 0.2
  /// Excess of what a pop's tail explains over its limit, as a share of what it may leave, that does.
  public var tailScale = 0.5
  /// Cap of a rhythm of fewer beats than are definite.
  public var fewBeatsCap = 0.85
  /// Evidence beyond its threshold that raises a rhythm's logarithm of odds by one, nats.
  public var rhythmScale = 2.0
  /// Growth of the logarithm of odds for each nat between clonus and tremor: the marks by which they
  /// are told apart are weighed with care, and were right more often than their nats say.
  public var clonusGrowth = 2.0
  /// Evidence at which a steady train is as often something else, nats.
  public var tonicHalf = 11.5
  /// Growth of a steady train's logarithm of odds with the logarithm of its evidence.
  public var tonicGrowth = 1.7
  /// Largest confidence of a cramp, which is otherwise the probability that its evidence gives.
  public var cramp = 0.97
  /// Peak-to-peak over noise at which a burst of several units is as often something else: weak
  /// ones are mostly groups of discharges, overlaps and pieces of cramps.
  public var burstHalf = 33.0
  /// Growth of such a burst's logarithm of odds with the logarithm of its size.
  public var burstGrowth = 5.0
  /// Its smallest confidence.
  public var burstFloor = 0.1
  /// Its largest confidence.
  public var burstCap = 0.98
  /// Confidence of a burst that comes in several muscles at once, at the least.
  public var sharedBurst = 0.95
  /// Logarithm of the odds of a contraction at the level that one needs.
  public var contractionStart = 1.5
  /// Length under which a contraction may be a step of the noise, seconds.
  public var briefContraction = 2.2
  /// Cap of such a contraction.
  public var briefContractionCap = 0.6
  /// Cap of a contraction that swings as a tremor may.
  public var swingingCap = 0.65
  /// Level of the beats, in noise, at which a rhythm that is neither clonus nor tremor is as often
  /// groups of discharges or another thing.
  public var rhythmicHalf = 7.0
  /// Growth of such a rhythm's logarithm of odds with the logarithm of that level.
  public var rhythmicGrowth = 6.0
  /// The same with the evidence that it is neither clonus nor tremor.
  public var rhythmicNeitherGrowth = 2.0
  /// Its largest confidence.
  public var rhythmicCap = 0.97
  /// Confidence of a silence within activity without anything left, as a logarithm of odds.
  public var silenceOdds = 5.0
  /// Fall of that logarithm for each noise of activity that is left.
  public var silenceFall = 0.85

  /// The defaults.
  public init() {}
}

/// All numbers that shape detection and classification.
public struct DetectionSettings: Hashable, Sendable {
  /// The noise floor.
  public var noise = NoiseSettings()
  /// The gate.
  public var gate = GateSettings()
  /// Bursts.
  public var segmentation = SegmentationSettings()
  /// Motor units.
  public var units = UnitSettings()
  /// The search for weak discharges of known units.
  public var unitSearch = UnitSearchSettings()
  /// The noise's own peaks.
  public var tail = NoiseTailSettings()
  /// Steadily firing units that the sorter made several of.
  public var steadyPool = SteadyPoolSettings()
  /// Rhythm.
  public var rhythm = RhythmSettings()
  /// Names.
  public var classification = ClassificationSettings()
  /// Artifacts.
  public var artifacts = ArtifactSettings()
  /// Movement below the band.
  public var motion = MotionSettings()
  /// The heart.
  public var cardiac = CardiacSettings()
  /// Electrical stimulation.
  public var stimulation = StimulationSettings()
  /// Grouped discharges.
  public var grouping = GroupingSettings()
  /// The electrode array.
  public var array = ArraySettings()
  /// Confidence.
  public var confidence = ConfidenceSettings()
  /// Measures of what was found.
  public var measures = MeasureSettings()

  /// The defaults, for bipolar surface recordings.
  public init() {}

  /// Whether so many channels are muscles that are compared with each other.
  ///
  /// - Parameter count: Analysed channels.
  /// - Returns: No for an array's contacts, and for more than are compared.
  public func comparesMuscles(_ count: Int) -> Bool {
    !array.isArray && count <= measures.mostChannels
  }
}
