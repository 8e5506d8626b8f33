/// How the noise floor is followed.
public struct NoiseSettings: Hashable, Sendable {
  /// Length of the blocks whose RMS is ranked, seconds; short ones find silence between bursts.
  public var block = 0.02
  /// The quantile of block RMS values that is taken for noise; low, so that activity up to some
  /// 70 % of the time does not raise it.
  public var quantile = 0.2
  /// Seconds before a moment that speak for its noise.
  public var lookBack = 20.0
  /// Seconds after a moment that speak for its noise; also the delay of a live run.
  public var lookAhead = 10.0
  /// Seconds that are waited for at the start of a recording, so that activity in the first half
  /// minute is told from noise by the quiet after it; the delay of a live run's beginning.
  public var startAhead = 45.0
  /// The largest ratio by which the floor may exceed its minimum over `memory`: beyond that the
  /// window is taken to be filled with activity.
  public var maximumRise = 2.5
  /// Ratio to its minimum from which the floor rises only where its quiet blocks are even.
  public var riseUsual = 1.2
  /// Largest ratio of the level by more of the quiet blocks to that by fewer, each over what it is in
  /// noise, of such blocks.
  public var riseEvenness = 1.25
  /// The fewer quiet blocks that are compared, as a share of the quantile's.
  public var riseFewer = 0.5
  /// The more quiet blocks that are compared, as a share of the quantile's.
  public var riseMore = 1.5
  /// Seconds for which a lower floor is remembered.
  public var memory = 300.0
  /// The floor is never taken below this, µV: a disconnected channel must not become sensitive.
  public var minimum = 0.05
  /// Seconds of even noise that are a rest where activity fills nearly all of the window.
  public var rest = 3.0
  /// Smallest ratio of the level by the quiet blocks of the window to that of such a rest.
  public var restRatio = 3.0
  /// Seconds of even noise that show a change of its level.
  public var stepWindow = 4.0
  /// Smallest ratio of such a level to the floor that is followed.
  public var stepSmallest = 1.1
  /// Largest ratio of such a level to the floor that is followed.
  public var stepLargest = 4.0
  /// Largest spread of the blocks' RMS over that of even noise with the floor's spectrum.
  public var stepEvenness = 1.25
  /// Largest difference (root mean square) of the noise's autocorrelation to that of the floor.
  public var stepSpectrum = 0.08
  /// Largest difference of a frame's level to that of the even noise around it, logarithm.
  public var stepMatch = 0.4
  /// Length of the quiet runs from which the noise's autocorrelation is measured, seconds.
  public var quietRun = 0.1
  /// A quiet run counts where its RMS is at most this many times the floor.
  public var quietLimit = 1.35

  /// The defaults.
  public init() {}
}

/// When something rises out of the noise.
public struct GateSettings: Hashable, Sendable {
  /// Window of the moving RMS, seconds.
  public var rmsWindow = 0.008
  /// Probability that the moving RMS of noise exceeds its threshold at a given sample; the
  /// threshold follows from it and the noise's autocorrelation.
  public var rmsTail = 1.5e-6
  /// Scales of the Gaussian-derivative wavelets, seconds.
  public var waveletScales: [Double] = [0.0007, 0.0012, 0.002, 0.0033]
  /// Wavelet response over its own noise that opens the gate.
  public var waveletThreshold = 5.35
  /// Share of the noise's power that is white for the wavelets at the least.
  public var leastWhite = 0.0001
  /// False alarms a minute of quiet at which the gate is held by what the channel's noise shows.
  public var falsePerMinute = 0.1
  /// Length of the blocks whose largest score is looked at, seconds.
  public var calibrationBlock = 0.01
  /// Seconds around an open gate that do not count as quiet.
  public var calibrationGuard = 0.05
  /// Seconds after which quiet time counts for a third.
  public var calibrationMemory = 120.0
  /// Share of the quiet blocks above which the body ends: discharges may be among the rest.
  public var calibrationTail = 0.03
  /// Share of the quiet blocks above which the body begins.
  public var calibrationBody = 0.25
  /// The gate over the extrapolation of the body in Gaussian noise, measured in simulated noise of
  /// several colours.
  public var calibrationBias = 0.915
  /// Excess over that which chance gives.
  public var calibrationTolerance = 0.01
  /// Rise of the gate for each unit of excess beyond.
  public var calibrationGrowth = 5.0
  /// Fewest quiet blocks from which the gate may rise.
  public var calibrationMinimum = 1000.0
  /// Largest factor by which the gate rises.
  public var highestFactor = 1.6
  /// Seconds on each side of a discharge whose noise it must stand out of.
  public var localReach = 10.0
  /// Fewest quiet blocks there from which that is asked for.
  public var localMinimum = 500.0
  /// Share of what such noise reaches at the gate's false rate that a discharge must reach.
  public var localShare = 1.0
  /// Rise of the score that is asked for over the excess of that beyond one.
  public var localGrowth = 2.0
  /// Largest score that is asked for.
  public var localHighest = 1.6

  /// The defaults.
  public init() {}
}

/// How activity is cut into bursts.
public struct SegmentationSettings: Hashable, Sendable {
  /// Spacing of the envelope's samples, seconds.
  public var hop = 0.0025
  /// Window of the envelope (two cascaded moving means of half of it), seconds.
  public var envelopeWindow = 0.02
  /// Window of the smoother envelope for slow rhythms with structured bursts, seconds.
  public var smoothWindow = 0.06
  /// Window of the smoothest envelope, for slow rhythms of long bursts, seconds.
  public var slowWindow = 0.2
  /// Envelope over noise under which there is silence.
  public var silence = 1.5
  /// A valley separates two bursts where it falls below this share of the lower peak.
  public var valley = 0.5
  /// A beat's body is where the envelope stays above this share of its peak.
  public var bodyShare = 0.25
  /// Bursts nearer than this are one, seconds.
  public var mergeGap = 0.015
  /// Seconds without a gate opening that end an episode.
  public var episodeGap = 2.0
  /// The same where it ends with a group of openings, seconds: groups of discharges recur after some seconds.
  public var groupGap = 3.5
  /// Longest interval between openings of a group, seconds.
  public var groupInterval = 0.15
  /// Shortest group, seconds: a single discharge's and a heartbeat's openings are briefer.
  public var groupShortest = 0.1
  /// Longest group, seconds.
  public var groupLongest = 1.5
  /// Seconds after which an episode is closed at its widest gap.
  public var episodeMaximum = 60.0
  /// Noise above which a sample counts for a burst's energy and turns.
  public var clearOfNoise = 2.5
  /// Share of the largest deflection above which a further one counts as a turn.
  public var turnShare = 0.1
  /// Share of a burst's energy that its core holds.
  public var coreShare = 0.9
  /// How far around a coarse edge the change point is searched, seconds.
  public var edgeSearch = 0.03
  /// Level of the cumulative-sum rule at a burst's edge, in noise variances.
  ///
  /// That of a variance of four after the change. Source: Page (1954); Basseville, Nikiforov (1993),
  /// section 2.6.
  public var edgeLevel = 1.85
  /// A discharge's edge is where it exceeds this share of its peak (and the noise).
  public var edgeShare = 0.05

  /// The defaults.
  public init() {}
}
