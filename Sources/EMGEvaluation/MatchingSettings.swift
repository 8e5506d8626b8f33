/// When a detection counts as a true event, and what is asked for at all.
public struct MatchingSettings: Hashable, Sendable {
  /// Largest distance of a fasciculation's largest deflection, seconds.
  public var tolerance = 0.02
  /// The distances of the tolerance curve, seconds.
  public var tolerances = [0.005, 0.01, 0.02, 0.05]
  /// Smallest overlap over union of an interval event.
  public var overlap = 0.5
  /// The overlaps at which interval events are also scored.
  public var overlaps = [0.3, 0.5]
  /// Share of an event that events of the other side must cover where splits and joins are
  /// forgiven.
  public var coverage = 0.7
  /// Discharges nearer to an end of the recording are not asked for, seconds.
  public var edge = 0.05
  /// Reach of an artifact that repeats around each of its times, seconds: discharges within are
  /// not asked for.
  public var artifactReach = 0.02
  /// Time around every true event that is not quiet, seconds.
  public var quietGuard = 0.25
  /// Edges of the bins of peak-to-peak over noise; the last bin is open.
  public var snrEdges = [4.0, 6, 8, 10, 15]
  /// Count of equal bins of confidence.
  public var confidenceBins = 10

  /// The defaults.
  public init() {}
}
