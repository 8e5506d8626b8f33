/// How discharges that the sorter gave to several units are told to be one that fires steadily.
public struct SteadyPoolSettings: Hashable, Sendable {
  /// Correlation of two units' waveforms from which they are pooled.
  public var similarity = 0.85
  /// The same for a single discharge without a unit.
  public var looseSimilarity = 0.75
  /// Largest ratio of two pooled units' sizes.
  public var largestRatio = 2.0
  /// Fewest discharges of a pooled train.
  public var fewest = 12
  /// Nats for even over random firing that a pooled train needs.
  public var evidence = 12.0
  /// The same for each of its intervals.
  public var evidencePerInterval = 0.03
  /// Largest dead time of random firing over its mean interval.
  public var deadShare = 0.4
  /// Least standard deviation of random firing's intervals over their mean.
  public var randomVariation = 0.5
  /// Largest mean interval over the longest period: what is seldom seen tells nothing.
  public var sparsest = 2.0
  /// Nats that choosing the parameters costs.
  public var choice = 5.0
  /// Largest share of the intervals that have nothing to do with the train.
  public var strangers = 0.3
  /// Seconds without a discharge after which a train is another one.
  public var pause = 1.5
  /// Intervals shorter than this are a doublet's, seconds.
  public var doubletLongest = 0.02
  /// How near two discharges of one unit do not come, in mean intervals.
  public var refractoryReach = 0.5
  /// Largest share of the meetings expected by chance with which two trains are one unit's.
  public var refractoryShare = 0.3
  /// Fewest meetings expected by chance that tell so.
  public var refractoryFewest = 3.0
  /// Standard deviation of a train's intervals over their mean from which several units make it.
  public var severalVariation = 0.3

  /// The defaults.
  public init() {}
}
