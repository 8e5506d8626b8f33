/// How electrical stimuli and their responses are recognised.
public struct StimulationSettings: Hashable, Sendable {
  /// Step of the unfiltered signal between two samples over its robust deviation.
  public var jump = 10.0
  /// Share of the largest jumps from which jumps are looked at together, whatever their shape.
  public var largeShare = 0.3
  /// Quantile of the jumps that stands for the largest ones: a few pops are larger.
  public var largeQuantile = 0.8
  /// Share of the power around a stimulus that the train's median must explain.
  public var alikeShare = 0.6
  /// Most jumps between two stimuli, as responses make them.
  public var mostBetween = 1
  /// Share of the places between the stimuli of a train that must have jumps to be stimuli, too.
  public var betweenShare = 0.5
  /// Stimuli in a row that sampling may hide at the ends of a train.
  public var mostMissed = 4
  /// Seconds around a stimulus in which no muscle can be told from its remains.
  public var blank = 0.004
  /// Length of a stimulus, seconds.
  public var pulse = 0.002
  /// Samples that a recorder's low-pass makes of a stimulus at the least, at whatever rate.
  public var pulseSamples = 4
  /// Seconds after a stimulus in which no other one begins.
  public var deadTime = 0.01
  /// Samples in which that low-pass may ring on: no other stimulus begins within them.
  public var ringingSamples = 12
  /// Share of a stimulus' height that one sampling step covers at the least.
  public var sharpness = 0.3
  /// Similarity from which two stimuli have one shape.
  public var similarity = 0.9
  /// Largest factor between the sizes of two stimuli of one shape, either way.
  public var shapeGain = 1.6
  /// Most shapes that are told apart.
  public var maximumShapes = 8
  /// Fewest stimuli of a train.
  public var minimumCount = 5
  /// How far a stimulus may stand from its place on the clock's grid, seconds.
  public var clock = 0.0006
  /// How far a mark may stand from the grid of a known train to complete it, in such distances.
  public var clockReach = 1.5
  /// Least evidence of a clock against the steadiest motor unit, nats.
  public var clockEvidence = 10.0
  /// What a cycle without a mark on the grid costs that evidence, nats.
  public var missedNats = 2.0
  /// Coefficient of variation of the intervals of the steadiest motor unit.
  public var steadiestUnit = 0.1
  /// Fewest stimuli of a train that keeps no clock, as where chance delays each.
  public var unevenCount = 8
  /// Seconds within which such stimuli jump: no muscle does.
  public var unevenRise = 0.0005
  /// Share of their height that they jump within it.
  public var unevenSharpness = 0.6
  /// Their least height over noise.
  public var unevenSNR = 50.0
  /// Largest coefficient of variation of their heights: pops vary.
  public var unevenVariation = 0.3
  /// Where samples are farther apart than that, the largest distance of samples at which one step is asked for.
  public var unevenCoarseRise = 0.001
  /// Share of their height that they jump within that step.
  public var unevenCoarseSharpness = 0.8
  /// Share of the steep jumps that are of their size, and of these that have their shape.
  public var unevenOneSize = 0.8
  /// Share of all jumps of their size that are as steep.
  public var unevenShare = 0.5
  /// What is left of them after the length of a stimulus, over their height, at the most.
  public var unevenTail = 0.4
  /// Shortest median interval of stimuli that keep no clock, seconds.
  public var unevenInterval = 0.2
  /// Largest local variation of their intervals.
  public var unevenLocalVariation = 0.5
  /// Parts of a sample at which a stimulus that keeps no clock may stand.
  public var unevenPhases = 4
  /// Most jumps of a recording that are kept for stimuli which come seldom.
  public var seldomMost = 500
  /// Seconds without a stimulus after which another train begins.
  public var seldomPause = 60.0
  /// Shortest interval of stimuli, seconds.
  public var shortestPeriod = 0.02
  /// Seconds before a stimulus that are taken out: the filter answers beforehand, too.
  public var before = 0.04
  /// Seconds after a stimulus that are taken out, its response included.
  public var after = 0.09
  /// Share of the average stimulus at each end that is made to run out, so that its subtraction leaves no step.
  public var taperShare = 0.1
  /// Earliest response after a stimulus, seconds.
  public var earliest = 0.0015
  /// Turn of the average that is told from noise, in noise of the average.
  public var turn = 6.0
  /// Seconds on each side over which the average's slope is looked at.
  public var slope = 0.0005
  /// Share of its largest deflection at which a response begins.
  public var onsetShare = 0.05
  /// Share of its height above which a response lasts.
  public var endShare = 0.05
  /// Smallest height of a response, in noise.
  public var responseLevel = 5.0
  /// Time constants of what a stimulus leaves in electrodes, seconds.
  public var tailConstants: [Double] = [0.0005, 0.0015, 0.005, 0.015, 0.05, 0.15]
  /// Corners of recorders' filters, whose answer to a stimulus runs out likewise, Hz.
  public var tailFrequencies: [Double] = [2, 10, 20, 500, 1000, 1500]
  /// Corners of low-passes against aliasing, as shares of the sampling rate.
  public var tailShares: [Double] = [0.3, 0.35, 0.4, 0.45]
  /// Damping of their poles, as shares of the critical one: the steeper, the longer they ring.
  public var tailDampings: [Double] = [0.15, 0.06]
  /// Ridge of the fit of such a tail, over the power of one of its modes.
  public var tailRidge = 0.001
  /// Share of a stimulus' height that a response has beyond its tail.
  public var tailShare = 0.01
  /// Share of the average response that a single one must have.
  public var responseGain = 0.3
  /// Share of a steady train, or of a rhythm's beats, that must lie within a train of stimuli, or right
  /// at them, to be what their subtraction left.
  public var remainsShare = 0.8
  /// Largest number of stimuli to a discharge of such a steady train.
  public var remainsDivisor = 5
  /// How far the stimuli's rate may be from a whole multiple of the train's, as a share.
  public var remainsTolerance = 0.02
  /// Whether marks of trigger channels tell where stimuli may stand.
  public var usesTriggers = true
  /// Whether a mark of a trigger channel is a fall instead of a rise.
  public var triggerFalls = false
  /// Step of a trigger channel over the mean of its steps before that makes a mark.
  public var triggerJump = 10.0
  /// How far a stimulus may stand from its trigger, seconds.
  public var triggerReach = 0.01
  /// Share of the marks within an episode that must have a stimulus.
  public var triggerShare = 0.5
  /// Confidence of stimuli and responses.
  public var confidence = 0.97

  /// Longest latency of a response that does not come each time, seconds.
  public var lateLongest = 0.08
  /// Width of the range in which such latencies lie, seconds.
  public var lateWidth = 0.012
  /// Largest probability that so many events have like latencies by chance.
  public var lateChance = 0.001

  /// The defaults.
  public init() {}
}
