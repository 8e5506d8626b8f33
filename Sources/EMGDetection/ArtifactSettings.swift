/// How artifacts are recognised on the unfiltered signal.
public struct ArtifactSettings: Hashable, Sendable {
  /// Step of the baseline across an event over its peak-to-peak that makes it an electrode pop.
  public var stepResidual = 0.3
  /// Share of the step by which two such windows in a row must differ beside a heart, whose waves are
  /// slow.
  public var stepEdge = 0.6
  /// Share of that step which is there without the slopes on both sides.
  public var stepBare = 0.5
  /// Share of it which the baseline keeps in the next window, too.
  public var stepHeld = 0.25
  /// Share of it by which the baseline may have moved from one window to the next before.
  public var stepQuiet = 0.5
  /// Window on each side for the step, seconds.
  public var stepWindow = 0.02
  /// Time constants of a pop's tail that are tried, seconds; 0 stands for a step that stays.
  public var tailConstants: [Double] = [
    0.005, 0.01, 0.02, 0.03, 0.045, 0.065, 0.09, 0.13, 0.18, 0.26, 0.37, 0.52, 0.75, 1.1, 2, 0,
  ]
  /// Seconds after a step over which its tail is fitted.
  public var tailWindow = 0.25
  /// Share of a step by which samples may miss a tail before they count for less.
  public var tailTolerance = 0.03
  /// Longest time from the start of a pop to its tail, seconds.
  public var riseLongest = 0.012
  /// Squared deviations of the noise that each further sample of a rise must take off the misfit.
  public var riseCost = 4.0
  /// Share of a rounded pop's height by which the noise grows around it as well.
  public var roundedSpread = 0.05
  /// Seconds around a rounded pop for which it grows by that.
  public var roundedReach = 0.004
  /// Share of the power around a step that a pop's model must explain to be subtracted.
  public var popExplained = 0.9
  /// Time that the edge of a pop takes at the most, seconds.
  public var edgeWindow = 0.001
  /// Share of the largest deflection that an edge must cover, and that what precedes it leaves.
  public var edgeShare = 0.7
  /// Seconds after an edge over which a pop stays on its side.
  public var edgeHold = 0.005
  /// Mean deflection in that time over the edge's height.
  public var edgeHeld = 0.5
  /// Time constants of a tail over which it must be explained whatever stands out of it.
  public var tailStart = 2.0
  /// Share of a pop's height by which the noise grows around its step.
  public var popSpread = 0.01
  /// Seconds around a step for which it grows.
  public var popReach = 0.01
  /// Seconds around a pop in which further artifacts are its remains.
  public var popRemains = 0.04
  /// Longest burst that may be a pop, seconds.
  public var popLongest = 0.25
  /// Peak-to-peak over noise under which a discharge right at a pop or stimulus is its remains.
  public var remainsSNR = 12.0
  /// A step counts only if it is this many times the usual wander of the baseline.
  public var wanderMultiple = 4.0
  /// Mean frequency of the conditioned burst above which it is not motion, Hz.
  public var motionHighest = 32.0
  /// Share of the energy below the band, within the event's surroundings, that makes it motion.
  public var lowFrequencyShare = 0.8
  /// The same where the burst's spectrum falls as that of movement does.
  public var motionShare = 0.5
  /// Median frequency of the conditioned burst under which its spectrum falls so, Hz.
  public var motionMedian = 46.0
  /// Window of the spectrum, and the shortest burst that has one, seconds.
  public var motionWindow = 0.15
  /// Identical samples in a row, seconds, that are a flat line.
  public var flatlineMinimum = 0.02
  /// Identical extreme samples in a row that are clipping.
  public var clippedRun = 3
  /// Seconds of a channel without a stated range whose extremes tell of no limit yet.
  public var clippedSettling = 0.5
  /// Share of a long burst that may be masked.
  public var maskedShare = 0.5
  /// Seconds around a mask in which nothing is reported.
  public var guardTime = 0.05

  /// The defaults.
  public init() {}
}

/// How movement below the band is found.
public struct MotionSettings: Hashable, Sendable {
  /// Whether it is looked for.
  public var isOn = true
  /// Blocks over which the unfiltered signal is averaged, seconds.
  public var block = 0.02
  /// Window whose range is looked at, seconds: longer than a heart's period.
  public var window = 1.0
  /// Seconds before a window whose windows tell the usual range.
  public var usualBack = 30.0
  /// Seconds after it that do, too.
  public var usualAhead = 5.0
  /// Range over the usual one from which it is movement.
  public var overUsual = 4.0
  /// Range over the noise from which it is.
  public var level = 20.0
  /// Range over the conditioned signal's effective value in the same window from which it is.
  public var overBand = 4.0
  /// Share of the largest deflection at which an event begins and ends.
  public var edge = 0.1
  /// Longest time below that within one movement, seconds.
  public var pause = 0.4
  /// Shortest time spent beyond that, seconds.
  public var shortest = 0.1
  /// Confidence of such an event.
  public var confidence = 0.9

  /// The defaults.
  public init() {}
}

/// How the heart is found and taken out.
public struct CardiacSettings: Hashable, Sendable {
  /// Window of the moving mean that keeps the QRS complex and drops most of a discharge, seconds.
  public var smoothing = 0.012
  /// Window of the slow course that is taken off, seconds.
  public var baseline = 0.1
  /// A beat's deflection over the robust deviation of that band.
  public var peakThreshold = 5.0
  /// Seconds within which only the largest deflection counts.
  public var dominance = 0.12
  /// Seconds on each side of the deflection that are compared.
  public var compared = 0.06
  /// Similarity from which two deflections are one shape.
  public var similarity = 0.85
  /// Similarity from which a known beat is recognised anywhere.
  public var trackedSimilarity = 0.75
  /// Similarity from which it is recognised where one is due.
  public var dueSimilarity = 0.4
  /// Share of the interval by which a due beat may be early or late.
  public var dueShare = 0.25
  /// Smallest size of a beat over the average one; half of it for a beat that is removed.
  public var gainLow = 0.5
  /// Largest size of a beat over the average one.
  public var gainHigh = 2.0
  /// Most shapes that are told apart in search of the beat.
  public var maximumShapes = 12
  /// Fewest beats by which a heart is found.
  public var minimumBeats = 5
  /// Shortest stretch in which a heart is looked for, seconds.
  public var minimumLength = 3.0
  /// Lowest rate of a heart, Hz.
  public var lowest = 0.5
  /// Highest rate of a heart, Hz.
  public var highest = 3.5
  /// Spread of the logarithm of successive intervals' ratio in a heart's rhythm.
  public var intervalSpread = 0.12
  /// Successive intervals that differ more than this (logarithm of ratio) end a run of beats.
  public var intervalBreak = 0.5
  /// Log-likelihood ratio of a rhythm over chance that a heart needs, nats.
  public var evidence = 6.0
  /// Share of the like deflections that must lie in the rhythm.
  public var coverage = 0.6
  /// Share of a stretch that the beats must span, and of its due beats that must be there.
  public var span = 0.6
  /// Share of the energy of a heartbeat that lies in the band in which it is looked for.
  public var slowShare = 0.3
  /// Largest local variation (LV) of the intervals by which a heart is found.
  public var localVariation = 0.1
  /// Largest local variation (LV) of the intervals of a heart that is known.
  public var trackedVariation = 0.25
  /// Fewest beats by which an irregular heart is found.
  public var irregularBeats = 20
  /// Largest coefficient of variation of an irregular heart's intervals.
  public var irregularVariation = 0.45
  /// Shortest time between two beats of a heart, seconds.
  public var refractory = 0.2
  /// The same as a share of the usual interval.
  public var refractoryShare = 0.3
  /// Share of an irregular heart's intervals that may be shorter than that.
  public var nearShare = 0.03
  /// Seconds of a beat before its mark that are taken out.
  public var before = 0.12
  /// Seconds of a beat after its mark that are taken out.
  public var after = 0.16
  /// Share of a beat's samples, those at which beats differ least, that shows what activity coincides
  /// with them: the noise does not grow by that where they are taken out.
  public var unrelatedShare = 0.25
  /// Largest shift tried when beats are aligned, seconds.
  public var alignment = 0.008
  /// Longest pause between beats that one event spans, seconds.
  public var longestPause = 10.0
  /// Fewest beats of a shape of their own that make it the heart's second.
  public var ectopicBeats = 2
  /// Share of the deflections of that shape that must stand where a usual beat is missing.
  public var ectopicShare = 0.7
  /// Usual intervals between the beats around such a beat at the least.
  public var ectopicGap = 1.0
  /// Share of such a beat's energy in the band of the QRS complex at the least: it is wide.
  public var ectopicSlowShare = 0.8
  /// Peak of the conditioned beat over noise under which a heart is left alone.
  public var minimumLevel = 2.5
  /// Confidence of a heart that was found.
  public var confidence = 0.97
  /// Whether a channel of the electrocardiogram tells when the heart beats.
  public var usesReference = true
  /// Seconds of such a channel by which the height of its beats is taken; its beats are known three of
  /// them later.
  public var referenceWindow = 2.0
  /// Rate that such a channel is reduced to, Hz: it is never below.
  public var referenceRate = 500.0
  /// Windows before and after one whose beats are compared with its own.
  public var referenceContext = 2
  /// Beats before one that it is held to.
  public var referenceCompared = 5
  /// How many of them it must be alike, so that one chance is none.
  public var referenceAlike = 2
  /// Share of the energy of usual beats' slopes that a beat has at the least.
  public var referenceHeight = 0.2
  /// Window of the moving mean, taken twice, that leaves the QRS complex of such a channel, seconds.
  public var referenceSmoothing = 0.02
  /// Seconds before an episode whose beats tell, with the episode's own, whether it is a heart.
  public var referenceHistory = 20.0
  /// Share of those beats that must look like those before them.
  public var referenceTypical = 0.6
  /// Seconds to both sides of a beat in which it is looked for in other channels.
  public var referenceReach = 0.1
  /// Height of the median at the beats over its deviation by chance from which a channel sees them.
  public var referenceLevel = 5.0
  /// Seconds within which most beats that a channel has by itself must follow those of the reference.
  public var referenceJitter = 0.03

  /// The defaults.
  public init() {}
}

/// How electrical stimuli and their responses are recognised.
public struct StimulationSettings: Hashable, Sendable {
  /// Step of the unfiltered signal between two samples over its robust deviation.
  public var jump = 10.0
  /// Share of the largest jumps from which jumps are looked at together, whatever their shape.
  public var largeShare = 0.3
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
  /// Seconds after a stimulus in which no other one begins.
  public var deadTime = 0.01
  /// Share of a stimulus' height that one sampling step covers at the least.
  public var sharpness = 0.3
  /// Similarity from which two stimuli have one shape.
  public var similarity = 0.9
  /// Most shapes that are told apart.
  public var maximumShapes = 8
  /// Fewest stimuli of a train.
  public var minimumCount = 5
  /// How far a stimulus may stand from its place on the clock's grid, seconds.
  public var clock = 0.0006
  /// Least evidence of a clock against the steadiest motor unit, nats.
  public var clockEvidence = 10.0
  /// What a cycle without a mark on the grid costs that evidence, nats.
  public var missedNats = 2.0
  /// Coefficient of variation of the intervals of the steadiest motor unit.
  public var steadiestUnit = 0.1
  /// Shortest interval of stimuli, seconds.
  public var shortestPeriod = 0.02
  /// Seconds before a stimulus that are taken out: the filter answers beforehand, too.
  public var before = 0.04
  /// Seconds after a stimulus that are taken out, its response included.
  public var after = 0.09
  /// Earliest response after a stimulus, seconds.
  public var earliest = 0.0015
  /// Turn of the average that is told from noise, in noise of the average.
  public var turn = 6.0
  /// Seconds on each side over which the average's slope is looked at.
  public var slope = 0.0005
  /// Share of its largest deflection at which a response begins.
  public var onsetShare = 0.05
  /// Smallest height of a response, in noise.
  public var responseLevel = 5.0
  /// Time constants of what a stimulus leaves in electrodes, seconds.
  public var tailConstants: [Double] = [0.0005, 0.0015, 0.005, 0.015, 0.05, 0.15]
  /// Corners of recorders' filters, whose answer to a stimulus runs out likewise, Hz.
  public var tailFrequencies: [Double] = [2, 10, 20, 500, 1000, 1500]
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

  /// The defaults.
  public init() {}
}
