/// How discharges are told to be one motor unit's.
public struct UnitSettings: Hashable, Sendable {
  /// Length of the waveform that is compared, seconds.
  public var window = 0.024
  /// Largest shift tried when aligning, seconds.
  public var maximumShift = 0.003
  /// Allowed gain between a discharge and its unit's template.
  public var gainLow = 0.7
  /// Allowed gain between a discharge and its unit's template.
  public var gainHigh = 1.4
  /// Largest residual per sample, in noise variances, of a member.
  public var residual = 1.7
  /// Share of the amplitude by which a unit's shape may vary from discharge to discharge.
  public var shapeJitter = 0.05
  /// Length of the waveform that is compared where it is too long for the usual window, seconds.
  public var longWindow = 0.05
  /// Longest core of a potential that is told by its return, seconds: slow, polyphasic, or seen through
  /// fat.
  public var longMaximum = 0.052
  /// Most such waveforms that are kept a channel; those seen once give way.
  public var longCount = 32
  /// Peak-to-peak over noise from which a discharge may found a unit.
  public var minimumSNR = 12.0
  /// Most units a channel.
  public var maximumCount = 64
  /// Members from which a unit's waveform is used to take superpositions apart.
  public var confirmedMembers = 2
  /// Most discharges that are told apart in one superposition.
  public var mostSuperposed = 4
  /// A unit this many times as frequent as another is tried for the other's being its doublet.
  public var doubletRarity = 3
  /// Latest discharges of a unit that are kept to tell whether they are the doublets of another one.
  public var recentMembers = 8
  /// Members up to which a unit's discharges are looked at again when more units are known.
  public var hindsightMembers = 6
  /// Most bursts of a channel that are kept for that.
  ///
  /// The older half is looked at, and forgotten, when there are more. None are kept where zero.
  public var hindsightCount = 512
  /// Smallest time between two discharges of a superposition, seconds.
  public var leastSeparation = 0.002
  /// Energy that a further discharge must explain, in noise variances.
  public var separateEnergy = 25.0
  /// Allowed gain of a discharge in a superposition.
  public var superposedLow = 0.6
  /// Allowed gain of a discharge in a superposition.
  public var superposedHigh = 1.5
  /// Share of a superposition's energy that may be left.
  public var superposedRest = 0.045
  /// Shortest interval of two discharges of which each lies over the other, seconds.
  public var overlapShortest = 0.0027
  /// Interval from which two discharges do not lie over each other, seconds.
  public var overlapLongest = 0.008
  /// Deviation of the logarithm of such a discharge's size over its unit's that counts one.
  public var overlapSpread = 0.3
  /// Share of the energy left beside the noise that counts one.
  public var overlapRest = 0.08
  /// Interval at which nothing is allowed yet, seconds.
  public var overlapStart = 0.002
  /// What each second beyond that allows.
  public var overlapGrowth = 1000.0
  /// Longest burst that is taken apart, seconds.
  public var superposedLongest = 0.12
  /// Discharges of one unit nearer than this are one event, a doublet or multiplet, seconds.
  public var doubletLongest = 0.01
  /// Shortest interval of the doublets that come to a waveform of their own, seconds.
  ///
  /// Motor neurons are refractory for about that long: what is nearer is one potential's peaks.
  public var doubletShortest = 0.003
  /// Seconds on each side of a steady unit's discharge that are taken out of the signal.
  public var removedReach = 0.02
  /// Share of that waveform at each end that is made to run out, so that its subtraction leaves no step.
  public var removedTaper = 0.1
  /// RMS of sustained activity over the peak-to-peak of a steady unit that was taken out under
  /// which it is what the unit's varying shape left.
  public var remainsShare = 0.0125
  /// Most steady units that are taken out of one stretch, one after the other.
  public var steadyRounds = 4
  /// Periods without a discharge of a steady unit in which a hidden one is looked for.
  public var holePeriods = 1.5
  /// Periods after a discharge of a steady unit at which the next is due at the earliest.
  public var earliestPeriod = 0.5
  /// Periods after a discharge of a steady unit before which no beat is looked for again.
  public var closestPeriod = 0.25
  /// Periods after a discharge of a steady unit at which the next is due at the latest.
  public var latestPeriod = 1.5
  /// Periods beyond the ends of a steady train in which a further discharge belongs to it.
  public var extensionPeriods = 2.5
  /// Largest misplacement of a steady unit's waveform between the samples, in periods of the band's end.
  public var misplacement = 0.08
  /// Noise beyond which a sample counts no more when a discharge is looked for under another.
  public var robustLimit = 4.0
  /// Share of what a clean copy would explain that taking out a hidden discharge must explain.
  public var explainedShare = 0.4
  /// Energy of a template over the noise's variance from which hidden discharges are looked for.
  public var explainedEnergy = 40.0
  /// Discharges on each side from which the size of a steady unit's discharge is expected.
  public var courseReach = 4
  /// Standard deviations of the noise by which the size of a single discharge may differ for it.
  public var sizeNoise = 3.0
  /// Size, over the unit's, under which what lies where a discharge was taken out is left of it.
  public var leftShare = 0.25
  /// Correlation that another unit's potential may have with a steady unit's.
  public var foreignSimilarity = 0.9
  /// What such a potential must leave, over what is allowed, where likeness alone makes a discharge the unit's.
  public var foreignExcess = 2.0
  /// Least standard deviation of a steady unit's intervals over their mean.
  public var leastVariation = 0.08
  /// Share of a steady unit's intervals that may be anything.
  public var oddShare = 0.02
  /// Discharges of other units that are expected in an interval of a steady unit.
  public var foreignRate = 0.03
  /// Discharges like a steady unit's but out of its time, over its own, up to which they are another's.
  public var untimelyShare = 0.1
  /// Share of the energy that the unit's waveform must explain of what follows one of its discharges as
  /// a doublet's second does.
  public var ownShare = 0.7
  /// Seconds beyond the ends of a steady train within which a burst of its waveform belongs to it.
  public var joinReach = 0.75
  /// Allowed gain of a discharge beside a steady train that is the unit's by its waveform.
  public var ownGainLow = 0.5
  /// Allowed gain of a discharge beside a steady train that is the unit's by its waveform.
  public var ownGainHigh = 1.6

  /// What is a multiplet of a unit that is not known.
  public var repeats = RepeatSettings()

  /// The defaults.
  public init() {}
}
