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
  /// The largest ratio by which the floor may exceed its minimum over `memory`: beyond that the
  /// window is taken to be filled with activity.
  public var maximumRise = 2.5
  /// Seconds for which a lower floor is remembered.
  public var memory = 300.0
  /// The floor is never taken below this, µV: a disconnected channel must not become sensitive.
  public var minimum = 0.05
  /// Seconds of even noise that show a change of its level.
  public var stepWindow = 4.0
  /// Smallest ratio of such a level to the floor that is followed.
  public var stepSmallest = 1.1
  /// Largest ratio of such a level to the floor that is followed.
  public var stepLargest = 4.0
  /// Largest spread of the blocks' RMS over that of even noise.
  public var stepEvenness = 1.4
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
  /// A discharge's edge is where it exceeds this share of its peak (and the noise).
  public var edgeShare = 0.05

  /// The defaults.
  public init() {}
}

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
  /// Smallest time between two discharges of a superposition, seconds.
  public var leastSeparation = 0.002
  /// Energy that a further discharge must explain, in noise variances.
  public var separateEnergy = 25.0
  /// Allowed gain of a discharge in a superposition.
  public var superposedLow = 0.6
  /// Allowed gain of a discharge in a superposition.
  public var superposedHigh = 1.5
  /// Share of a superposition's energy that may be left.
  public var superposedRest = 0.06
  /// Longest burst that is taken apart, seconds.
  public var superposedLongest = 0.12
  /// Discharges of one unit nearer than this are one event, a doublet or multiplet, seconds.
  public var doubletLongest = 0.01
  /// Seconds on each side of a steady unit's discharge that are taken out of the signal.
  public var removedReach = 0.02
  /// Most steady units that are taken out of one stretch, one after the other.
  public var steadyRounds = 4
  /// Periods without a discharge of a steady unit in which a hidden one is looked for.
  public var holePeriods = 1.5
  /// Periods after a discharge of a steady unit at which the next is due at the earliest.
  public var earliestPeriod = 0.5
  /// Periods after a discharge of a steady unit at which the next is due at the latest.
  public var latestPeriod = 1.5
  /// Periods beyond the ends of a steady train in which a further discharge belongs to it.
  public var extensionPeriods = 2.5
  /// Noise beyond which a sample counts no more when a discharge is looked for under another.
  public var robustLimit = 4.0
  /// Share of what a clean copy would explain that taking out a hidden discharge must explain.
  public var explainedShare = 0.4
  /// Energy of a template over the noise's variance from which hidden discharges are looked for.
  public var explainedEnergy = 40.0

  /// The defaults.
  public init() {}
}

/// How rhythm is recognised.
public struct RhythmSettings: Hashable, Sendable {
  /// Lowest rate of a rhythm, Hz.
  public var lowest = 0.9
  /// Highest rate of a rhythm, Hz.
  public var highest = 19.0
  /// Fewest bursts of a run.
  public var minimumBursts = 5
  /// Bursts from which a run is definite.
  public var definiteBursts = 8
  /// Spread of the logarithm of successive intervals' ratio in a rhythm.
  public var intervalSpread = 0.25
  /// Successive intervals that differ more than this (logarithm of ratio) end a run.
  public var intervalBreak = 0.6
  /// Log-likelihood ratio of a rhythm over chance that a run needs, nats.
  public var evidence = 3.3
  /// Log-likelihood ratio an interval that a run needs, nats: the peaks of a smoothed envelope are
  /// somewhat regular by themselves, so many of them alone prove nothing.
  public var evidencePerInterval = 0.75
  /// Under this log-likelihood ratio a run must stand alone, nats.
  public var aloneEvidence = 10.0
  /// Periods without other beats before and after a run that stands alone.
  public var alonePeriods = 1.7
  /// Periods beside a rhythm within which a burst is not called a discharge of its own.
  public var doubtPeriods = 2.5
  /// Periods before and after a rhythm within which a burst is its own beat.
  public var ownPeriods = 1.6
  /// Level between beats under which there is silence, in noise.
  public var silentTrough = 1.6
  /// Log-likelihood ratio that a run without silence needs, nats.
  public var modulatedEvidence = 12.0
  /// Largest level between beats over their peak level, without silence.
  public var modulatedDepth = 0.4
  /// Largest local variation (LV) of the intervals of a run.
  public var localVariation = 0.15
  /// Share of bursts outside the rhythm that a run may contain.
  public var outsiders = 0.34
  /// Range in which motor units fire steadily, Hz: a spectral peak alone does not count there.
  public var unitGuardLow = 7.0
  /// Upper end of that range, Hz.
  public var unitGuardHigh = 16.0
  /// Shortest rhythm in that range without silence between its beats, seconds.
  public var unitGuardLength = 10.0
  /// Largest local variation (LV) of a rhythm in that range: units fire less evenly.
  public var unitGuardVariation = 0.022
  /// Largest coefficient of variation of such a rhythm's intervals.
  public var unitGuardSpread = 0.15
  /// Largest share of its cycle that a burst fills.
  public var largestDuty = 0.55
  /// Rate at which the envelope is looked at for a rhythm without silence, Hz.
  public var envelopeRate = 200.0
  /// Shortest sustained activity that is looked at for a rhythm without silence, seconds.
  public var spectralShortest = 5.0
  /// Length from which segments of four seconds are used, seconds.
  public var spectralLong = 12.0
  /// Height of the peak over the trend asked for in 3 s, dB.
  public var heightAt3 = 12.0
  /// Height of the peak over the trend asked for in 5 s, dB.
  public var heightAt5 = 9.0
  /// Height of the peak over the trend asked for in 10 s, dB.
  public var heightAt10 = 6.5
  /// Height of the peak over the trend asked for in 30 s, dB.
  public var heightAt30 = 5.0
  /// Length from which a peak needs no other muscle at the rates of single units, seconds.
  public var guardedLength = 30.0
  /// Kurtosis of the signal up to which many units make it, so that a shorter stretch suffices.
  public var denseKurtosis = 7.0
  /// Height of a peak that needs no other muscle at the rates of single units, dB.
  public var guardedHeight = 12.0
  /// Largest half-power width of such a peak, Hz.
  public var guardedWidth = 1.25
  /// Rate under which a rhythm may be voluntary: it is named only with the marks of clonus, Hz.
  public var voluntarySlow = 3.5
  /// Rate under which a rhythm of long bursts may be voluntary, Hz.
  public var voluntaryHighest = 4.3
  /// Length of bursts from which they are long, seconds.
  public var voluntaryBurst = 0.055
  /// Length of bursts from which two muscles that share a slow rhythm may do so at will, seconds.
  public var voluntaryLongBurst = 0.075
  /// Largest relative difference of two muscles' frequencies in a shared rhythm.
  public var partnerFrequency = 0.1
  /// Share of the shorter of two rhythms that the other must overlap.
  public var partnerOverlap = 0.5
  /// Smallest phase locking (resultant length) of a shared rhythm.
  public var partnerLocking = 0.4
  /// Largest mean phase of a synchronous rhythm, degrees.
  public var synchronousPhase = 45.0
  /// Smallest mean phase of an alternating rhythm, degrees.
  public var alternatingPhase = 135.0

  /// The defaults.
  public init() {}
}

/// What speaks for clonus over tremor, in nats; negative weights speak for tremor.
public struct ClonusWeights: Hashable, Sendable {
  /// Before anything is seen: tremor is the more frequent, nats.
  public var prior = -0.5
  /// Silence between the beats, nats.
  public var silent = 0.6
  /// Activity between the beats, nats.
  public var notSilent = -2.5
  /// Periods beside a rhythm within which a burst is not called a discharge of its own.
  public var doubtPeriods = 2.5
  /// Level between beats under which there is silence, in noise.
  public var silentLevel = 2.0
  /// The same as a share of the beats' level.
  public var silentShare = 0.15
  /// An abrupt start, nats.
  public var abrupt = 0.8
  /// A gradual start, nats.
  public var gradual = -1.2
  /// The first beat over the median of those that follow from which a start is abrupt.
  public var abruptRatio = 0.75
  /// Amplitude that decays, nats.
  public var decays = 1.8
  /// Amplitude that lasts, nats.
  public var lasts = -1.0
  /// Change of the logarithm of amplitude over a run that is decay.
  public var decayChange = -0.4
  /// Its t value, in size.
  public var decayT = 2.2
  /// Intervals that grow, nats.
  public var slows = 0.8
  /// The t value of the intervals' slope from which they grow.
  public var slowingT = 2.5
  /// Each second of a run speaks for tremor by this many nats.
  public var perSecond = 0.06
  /// A run longer than any clonus, nats.
  public var tooLong = -4.0
  /// A rate that clonus does not have, nats.
  public var outOfBand = -5.0

  /// The defaults.
  public init() {}
}

/// Which pattern is called what.
public struct ClassificationSettings: Hashable, Sendable {
  /// Smallest peak-to-peak over noise of a reported discharge.
  public var minimumSNR = 6.0
  /// Shortest discharge, seconds.
  public var dischargeMinimum = 0.002
  /// Longest core (shortest stretch with nine tenths of the energy) of a single unit's discharge, seconds.
  public var dischargeMaximum = 0.022
  /// Shortest core of a clear discharge, seconds: what is briefer is no potential that has come
  /// through tissue, but a spike of the electronics.
  public var coreMinimum = 0.003
  /// Peak-to-peak over noise from which `coreMinimum` is asked for.
  public var coreMinimumSNR = 10.0
  /// Peak-to-peak over noise from which a long burst is named: a weak discharge and the noise beside
  /// it look like one.
  public var burstMinimumSNR = 12.0
  /// Peak-to-peak over noise from which a burst of a shape seen once may be of several units.
  public var manifoldSNR = 15.0
  /// Turns from which it is; one fewer suffices for a long core.
  public var manifoldTurns = 6
  /// Shortest core of such a burst, seconds.
  public var manifoldCore = 0.012
  /// Core from which one turn fewer suffices, seconds.
  public var manifoldLongCore = 0.018
  /// Longest burst, seconds; what lasts longer is sustained.
  public var burstMaximum = 0.25
  /// Shortest sustained activity, seconds.
  public var sustainedMinimum = 0.3
  /// Envelope over noise that sustained activity does not fall below.
  public var sustainedLevel = 1.8
  /// Seconds below that level that do not end sustained activity.
  public var sustainedGap = 0.05
  /// Similarity of successive discharges from which they are one unit's.
  public var unitSimilarity = 0.75
  /// Peak-to-peak over noise under which a unit's discharges look unlike for their noise.
  public var weakUnitSNR = 14.0
  /// Similarity of successive discharges of such a unit.
  public var weakUnitSimilarity = 0.3
  /// Largest logarithm of the ratio of a beat's size to its unit's, where its shape is odd.
  public var ownSize = 0.15
  /// Similarity of successive beats from which one unit dominates them.
  public var dominatedSimilarity = 0.62
  /// Largest LV of a steadily firing unit.
  public var tonicVariation = 0.35
  /// Log-likelihood ratio of regular over random firing that a steady train needs, nats.
  public var tonicEvidence = 7.0
  /// The same for brief beats of unlike shape, nats: several units may look regular by chance.
  public var briefEvidence = 14.0
  /// Lowest mean rate of a steadily firing unit, Hz.
  public var tonicLowest = 3.0
  /// Highest mean rate of a steadily firing unit, Hz.
  public var tonicHighest = 40.0
  /// Fewest discharges of a steady train.
  public var tonicMinimum = 5
  /// Lowest rate of clonus, Hz.
  public var clonusLowest = 3.0
  /// Highest rate of clonus, Hz.
  public var clonusHighest = 9.0
  /// Longest run that may be clonus, seconds.
  public var clonusLongest = 30.0
  /// What speaks for clonus over tremor.
  public var clonusWeights = ClonusWeights()
  /// Evidence for clonus over tremor (nats) beyond which the run is named, not `rhythmic_bursting`.
  public var decision = 0.5
  /// Bursts a second, irregular, from which discharges are weak contraction, not fasciculations.
  public var crowdRate = 14.0
  /// Seconds over which `crowdRate` is counted.
  public var crowdWindow = 1.0
  /// Share of `crowdWindow` that discharges must fill to be a weak contraction at a lower rate.
  public var crowdShare = 0.4
  /// Bursts nearer than this to a contraction belong to it, one after the other, seconds: units
  /// that are recruited first and last fire alone.
  public var contractionReach = 0.2
  /// Share of a steady train that a contraction must cover to take it in.
  public var contractionTrainShare = 0.25
  /// Steady units at a time from which it is a contraction.
  public var contractionUnits = 4
  /// Bursts this near to the first or last sample are cut off and not judged, seconds.
  public var edgeGuard = 0.01
  /// Shortest cramp, seconds.
  public var crampShortest = 6.0
  /// Longest pause before a further piece of a cramp, seconds.
  public var crampGap = 0.6
  /// Fewest silences in which a cramp ends.
  public var crampSilences = 3
  /// Share of a cramp's length in which they lie.
  public var crampEnd = 0.55
  /// Share of the silences that must lie there.
  public var crampShare = 0.8
  /// Shortest silence within sustained activity that is negative myoclonus, seconds.
  public var silenceMinimum = 0.05
  /// Longest such silence, seconds.
  public var silenceMaximum = 0.5

  /// The defaults.
  public init() {}
}

/// How artifacts are recognised on the unfiltered signal.
public struct ArtifactSettings: Hashable, Sendable {
  /// Step of the baseline across an event over its peak-to-peak that makes it an electrode pop.
  public var stepResidual = 0.3
  /// Window on each side for the step, seconds.
  public var stepWindow = 0.02
  /// Time constants of a pop's tail that are tried, seconds; 0 stands for a step that stays.
  public var tailConstants: [Double] = [
    0.005, 0.01, 0.02, 0.03, 0.045, 0.065, 0.09, 0.13, 0.18, 0.26, 0.37, 0.52, 0.75, 1.1, 2, 0,
  ]
  /// Seconds after a step over which its tail is fitted.
  public var tailWindow = 0.25
  /// Share of the power around a step that a pop's model must explain to be subtracted.
  public var popExplained = 0.9
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
  /// Identical samples in a row, seconds, that are a flat line.
  public var flatlineMinimum = 0.02
  /// Identical extreme samples in a row that are clipping.
  public var clippedRun = 3
  /// Share of a long burst that may be masked.
  public var maskedShare = 0.5
  /// Seconds around a mask in which nothing is reported.
  public var guardTime = 0.05

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
  /// Largest shift tried when beats are aligned, seconds.
  public var alignment = 0.008
  /// Longest pause between beats that one event spans, seconds.
  public var longestPause = 10.0
  /// Peak of the conditioned beat over noise under which a heart is left alone.
  public var minimumLevel = 2.5
  /// Confidence of a heart that was found.
  public var confidence = 0.97

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
  /// Smallest height of a response, in noise.
  public var responseLevel = 5.0
  /// Share of the average response that a single one must have.
  public var responseGain = 0.3
  /// Confidence of stimuli and responses.
  public var confidence = 0.97

  /// The defaults.
  public init() {}
}

/// How grouped discharges are recognised.
public struct GroupingSettings: Hashable, Sendable {
  /// Fewest discharges of a group.
  public var minimumDischarges = 3
  /// Fewest groups of a chain.
  public var minimumGroups = 3
  /// Lowest rate of one unit's discharges within a group, Hz.
  public var slowestInner = 9.0
  /// Longest train of a unit that may be one of several groups, seconds.
  public var longestGroup = 1.6
  /// Shortest pause between two groups, seconds.
  public var shortestPause = 0.2
  /// Longest pause between two groups, seconds.
  public var longestPause = 2.5
  /// Lowest rate of discharges that is looked for within one burst, Hz.
  public var innerLowest = 60.0
  /// Highest rate of discharges that is looked for within one burst, Hz.
  public var innerHighest = 260.0
  /// Similarity of a burst's waveform with itself after one interval.
  public var likeness = 0.6
  /// Share of the bursts during a chain of groups that must belong to them.
  public var share = 0.8
  /// Confidence of grouped discharges: what looks like groups is often something else.
  public var confidence = 0.5

  /// The defaults.
  public init() {}
}

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
  /// Peak-to-peak over noise under which a burst's confidence is capped.
  public var weakSNR = 10.0
  /// That cap.
  public var weakCap = 0.7
  /// Cap of what no rule decides.
  public var unclassifiedCap = 0.5
  /// Cap of a rhythm of fewer beats than are definite.
  public var fewBeatsCap = 0.75
  /// Evidence beyond its threshold that raises a rhythm's logarithm of odds by one, nats.
  public var rhythmScale = 3.0
  /// The same for a steady train, nats.
  public var tonicScale = 4.0
  /// Confidence of a cramp: one channel cannot tell it from effort for sure.
  public var cramp = 0.5
  /// Cap of a burst of several units: groups of discharges and pieces of cramps look like it.
  public var burstCap = 0.85
  /// Confidence of a silence within activity.
  public var silence = 0.9

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
  /// Rhythm.
  public var rhythm = RhythmSettings()
  /// Names.
  public var classification = ClassificationSettings()
  /// Artifacts.
  public var artifacts = ArtifactSettings()
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

  /// The defaults, for bipolar surface recordings.
  public init() {}
}
