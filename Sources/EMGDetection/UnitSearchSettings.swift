/// How discharges too weak for the gate are found by the waveforms of their units.
public struct UnitSearchSettings: Hashable, Sendable {
  /// Most places of a channel that are kept until its units are known; none are where zero.
  ///
  /// The older half is searched, and forgotten, when there are more.
  public var mostPlaces = 512
  /// Score, over the gate's, from which a place is kept.
  public var share = 0.7
  /// Discharges from which a unit is searched for.
  public var members = 4
  /// Correlation of discharges too weak for a unit of their own from which they are one unit's.
  public var similarity = 0.75
  /// Most such discharges that are kept until there are enough.
  public var mostLoose = 256
  /// Seconds on each side of a place in which a waveform is tried.
  public var shift = 0.005
  /// False alarms a minute that the search may add.
  public var falsePerMinute = 0.2
  /// Smallest match that tells the tail of the noise, in its standard deviations.
  public var tailStart = 4.0
  /// Matches for which Gaussian noise counts beside those found.
  public var tailPrior = 10.0
  /// Scales of the tail beyond which a match tells no more of it.
  public var tailReach = 3.0
  /// Deviation from the usual interval between a unit's discharges up to which one is even.
  public var evenReach = 0.15
  /// Share of even intervals beyond which a unit fires steadily, as a heart does.
  public var evenShare = 0.5
  /// Share of the noise's power that is added to it at all frequencies, so that those outside of the
  /// band are not amplified.
  public var ridge = 0.01

  /// The defaults.
  public init() {}
}
