/// How grouped discharges are recognised.
public struct GroupingSettings: Hashable, Sendable {
  /// Fewest discharges of a group.
  public var minimumDischarges = 3
  /// Fewest groups of a chain.
  public var minimumGroups = 4
  /// Lowest rate of one unit's discharges within a group, Hz.
  public var slowestInner = 9.0
  /// Longest train of a unit that may be one of several groups, seconds.
  public var longestGroup = 1.6
  /// Shortest pause between two groups, seconds.
  public var shortestPause = 0.2
  /// Longest pause between two groups, seconds.
  public var longestPause = 3.5
  /// Lowest rate of discharges that is looked for within one burst, Hz.
  public var innerLowest = 60.0
  /// Highest rate of discharges that is looked for within one burst, Hz.
  public var innerHighest = 260.0
  /// Similarity of a burst's waveform with itself after one interval.
  public var likeness = 0.6
  /// Fewest inner intervals that a burst's core must be long: a doublet has one, and its potential.
  public var innerPeriods = 2.0
  /// Length of the waveform that is looked for in bursts that may be groups, seconds.
  public var copyWindow = 0.01
  /// Normalised correlation from which a stretch of a burst is a copy of that waveform.
  public var copyLikeness = 0.85
  /// Smallest copy, as a factor of the waveform.
  public var copyLow = 0.3
  /// Largest copy, as a factor of the waveform.
  public var copyHigh = 2.0
  /// Share of the bursts' energy, in the middle of them, that the copies must explain.
  public var explainedShare = 0.6
  /// Local variation (LV) of the intervals between copies within groups, at the most: waveforms of many
  /// units that look alike come at all intervals.
  public var evenVariation = 0.2
  /// Bursts from which the waveform is taken at the most.
  public var seededBursts = 4
  /// Waveforms that are tried from each of them at the most.
  public var seedsOfBurst = 3
  /// Bursts on which a waveform is tried at the most.
  public var testedBursts = 10
  /// Share of the bursts during a chain of groups that must belong to them.
  public var share = 0.8
  /// Fewest groups by themselves from which the rest of a chain follows.
  public var fewestProven = 3
  /// Share of a chain's bursts that must be groups by themselves, where the rest follows from them.
  public var provenShare = 0.3
  /// Share of the bursts of many units that look like a group by chance.
  public var chanceShare = 0.06
  /// How unlikely it must be that so many of a chain's bursts do so by chance, nats.
  public var chanceNats = 5.0
  /// Factor between the sizes of a burst and of the groups up to which it may be one of them.
  public var sizeFactor = 3.0
  /// Confidence of grouped discharges: 229 of 232 on the tuning seeds are right.
  public var confidence = 0.95

  /// The defaults.
  public init() {}
}
