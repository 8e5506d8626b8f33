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
  /// Probability that a beat of a rhythm is missed.
  public var missProbability = 0.1
  /// Usual intervals from which one is two, with a beat missed between.
  public var missedRatio = 1.6
  /// Largest cost of a beat that is passed over, nats: that of one as strong as its neighbours is one.
  public var passedHighest = 1.5
  /// Usual intervals within which what follows is a part of the same beat.
  public var wholeCycle = 0.7
  /// Log-likelihood ratio of a rhythm over chance that a run needs, nats.
  public var evidence = 3.3
  /// Log-likelihood ratio an interval that a run needs, nats: the peaks of a smoothed envelope are
  /// somewhat regular by themselves, so many of them alone prove nothing.
  public var evidencePerInterval = 0.75
  /// Under this log-likelihood ratio a run must stand alone, nats.
  public var aloneEvidence = 10.0
  /// Periods without other beats before and after a run that stands alone.
  public var alonePeriods = 1.7
  /// Intervals of more than this many periods are pauses of a rhythm, which goes on after them.
  public var pausePeriods = 2.5
  /// Longest pause within a rhythm, seconds; what follows a longer one is a rhythm of its own.
  public var pauseLongest = 1.6
  /// What a pause costs a rhythm's log-likelihood ratio, nats: as much as a rhythm needs at least,
  /// so that chance beats before or after one are not joined to it.
  public var pauseCost = 3.3
  /// Logarithm of the ratio of every second beat to its neighbours from which they are two of one
  /// cycle.
  public var alternationRatio = 0.25
  /// That logarithm's mean over its standard error, so that chance does not halve a rhythm's rate.
  public var alternationT = 5.0
  /// The same where another muscle has half the rate at the same time.
  public var alternationPartnerT = 2.0
  /// Periods beside a rhythm within which a burst is not called a discharge of its own.
  public var doubtPeriods = 2.5
  /// Periods before and after a rhythm within which a burst is its own beat.
  public var ownPeriods = 1.6
  /// Periods beside a tremor within which a burst in step with it, no stronger than its beats there, is its
  /// own: where it swells and fades some beats stay in the noise.
  public var tailPeriods = 4.5
  /// Share of a period by which such a burst may be out of step.
  public var tailPhase = 0.2
  /// Beats at an end of a rhythm that tell how strong it is there.
  public var tailBeats = 3
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
  /// Highest rate of a rhythm of bursts that open the gate but do not stand out of an envelope, Hz.
  public var briefHighest = 12.0
  /// Range in which bursts may be single units that fire steadily, Hz.
  public var unitGuardLow = 6.0
  /// Upper end of that range, Hz.
  public var unitGuardHigh = 20.0
  /// Shortest rhythm in that range, without silence, that one muscle tells, seconds.
  public var unitGuardLength = 10.0
  /// Share of such a rhythm's beats that no unit and no contraction accounts for, from which it is a
  /// rhythm nevertheless, if one that the evidence does not settle.
  public var unaccountedShare = 0.6
  /// Largest share of its cycle that a burst fills.
  public var largestDuty = 0.55
  /// Rate at which the envelope is looked at for a rhythm without silence, Hz.
  public var envelopeRate = 200.0
  /// Shortest sustained activity that is looked at for a rhythm without silence, seconds.
  public var spectralShortest = 5.0
  /// Length from which the longest segments are used, seconds.
  public var spectralLong = 12.0
  /// Length from which the middle ones are, seconds.
  public var spectralMiddle = 5.0
  /// The longest segments, seconds: they tell a narrow peak from a wide one.
  public var longSegment = 4.0
  /// The middle segments, seconds: several must fit into the activity.
  public var middleSegment = 2.0
  /// The shortest segments, seconds.
  public var shortSegment = 1.5
  /// Lowest rate at which a spectral peak counts, Hz: below it effort wanders.
  public var spectralLowest = 2.5
  /// Height of the peak over the trend asked for in 3 s, dB.
  public var heightAt3 = 12.0
  /// Height of the peak over the trend asked for in 5 s, dB.
  public var heightAt5 = 9.0
  /// Height of the peak over the trend asked for in 10 s, dB.
  public var heightAt10 = 6.5
  /// Height of the peak over the trend asked for in 30 s, dB.
  public var heightAt30 = 5.0
  /// Share of a period on each side in which a cycle of a modulated rhythm has no higher value.
  public var cycleReach = 0.4
  /// Rate from which, in that range, a spectral peak alone does not count, Hz.
  public var guardedLow = 7.0
  /// Silences for each cycle of a spectral peak below which they are no beats of it and are bridged.
  public var silencesPerCycle = 0.5
  /// Standard deviation of the bell curve that smooths the envelope for that phase, seconds.
  public var phaseSmoothing = 0.19
  /// The step over which the phase's turn is taken, seconds.
  public var phaseStep = 0.25
  /// What tells one drive from units side by side where no silence is between the beats.
  public var swingWeights = SwingWeights()
  /// Rate under which a rhythm may be voluntary: it is named only with the marks of clonus, Hz.
  public var voluntarySlow = 3.5
  /// Length of bursts from which two muscles that share a slow rhythm may do so at will, seconds.
  public var voluntaryLongBurst = 0.075
  /// Nats that bursts by turns in another muscle take from clonus over tremor: a stretch reflex
  /// does not go back and forth between antagonists, so as much as any other mark of either.
  public var turnsNats = 2.5
  /// Largest relative difference of two muscles' frequencies in a shared rhythm.
  public var partnerFrequency = 0.1
  /// Share of the shorter of two rhythms that the other must overlap.
  public var partnerOverlap = 0.5
  /// Smallest phase locking (resultant length) of a shared rhythm.
  public var partnerLocking = 0.4
  /// Longest cycle between two muscles, in periods: beyond it a burst was missed.
  public var partnerCycle = 1.6
  /// Nats for a steady phase over one that wanders from which a steady unit is another muscle's tremor.
  public var followNats = 10.0
  /// Largest mean phase of a synchronous rhythm, degrees.
  public var synchronousPhase = 45.0
  /// Smallest mean phase of an alternating rhythm, degrees.
  public var alternatingPhase = 135.0

  /// The defaults.
  public init() {}
}

extension RhythmSettings {
  /// Whether motor units fire steadily at a rate, Hz.
  func isUnitRate(_ frequency: Double) -> Bool {
    frequency >= unitGuardLow && frequency <= unitGuardHigh
  }
}

/// What speaks for clonus over tremor, in nats; negative weights speak for tremor.
public struct ClonusWeights: Hashable, Sendable {
  /// Before anything is seen, nats.
  public var prior = 0.0
  /// Silence between the beats, nats.
  public var silent = 0.6
  /// Activity between the beats, nats.
  public var notSilent = -2.5
  /// Level between beats under which there is silence, in noise.
  public var silentLevel = 2.0
  /// The same as a share of the beats' level.
  public var silentShare = 0.15
  /// An abrupt start, nats.
  public var abrupt = 1.2
  /// A gradual start, nats.
  public var gradual = -1.2
  /// The first two beats over the median of those that follow from which a start is abrupt; between
  /// this and the next both weights share.
  public var abruptRatio = 0.8
  /// That ratio up to which a start is gradual.
  public var gradualRatio = 0.5
  /// Change of the logarithm of amplitude over a clonus, on average.
  public var decayChange = -1.0
  /// Its standard deviation between clonuses.
  public var decaySpread = 0.6
  /// Standard deviation of that change between tremors, whose mean is none.
  public var lastingSpread = 0.25
  /// Change of the intervals over a clonus, as a share of their mean, on average.
  public var slowingChange = 0.1
  /// Its standard deviation between clonuses.
  public var slowingSpread = 0.08
  /// Standard deviation of that change between tremors, whose mean is none.
  public var steadySpread = 0.04
  /// Share of clonuses that neither decay nor slow, for the stretch that keeps them up lasts.
  public var sustainedShare = 0.3
  /// By how much the ends of a tremor that swells and fades stand over its middle, in the logarithm
  /// of amplitude, on average.
  public var swellBow = -0.5
  /// Its standard deviation between such tremors.
  public var swellSpread = 0.3
  /// Share of tremors that swell and fade.
  public var swellShare = 0.5
  /// Standard deviation of that bow in other tremors and in clonus, whose mean is none.
  public var levelSpread = 0.15
  /// The most that each course of a run, and its bursts' duration, speak for or against clonus, nats.
  public var courseHighest = 2.5
  /// Duration of bursts that tells nothing, seconds.
  public var burstDuration = 0.05
  /// Growth with the logarithm of the bursts' duration over it for tremor, nats.
  public var longBurst = 1.5
  /// Local variation (LV) of the intervals that tells nothing.
  public var evenVariation = 0.006
  /// That below which a lower one tells no more.
  public var leastVariation = 0.001
  /// Growth with the logarithm of that variation over it for tremor, nats.
  public var uneven = 0.5
  /// Each second of a run speaks for tremor by this many nats.
  public var perSecond = 0.25
  /// A run longer than any clonus, nats.
  public var tooLong = -4.0
  /// Rate from which a rhythm is faster than nearly all clonus, Hz.
  public var fastRate = 8.0
  /// Such a rate, nats.
  public var fast = -1.5
  /// A rate that clonus does not have, nats.
  public var outOfBand = -5.0

  /// The defaults.
  public init() {}
}

/// What speaks for one drive of many units over units that fire at such rates side by side, in nats.
public struct CommonDriveWeights: Hashable, Sendable {
  /// A run of the numbers below and no others between its beats, nats.
  public var prior = -0.5
  /// Coefficient of variation of the intervals that tells nothing.
  public var variation = 0.12
  /// That below which a lower one tells no more.
  public var leastVariation = 0.06
  /// Growth with the logarithm of the coefficient of variation over it, nats.
  public var uneven = -5.0
  /// Similarity of successive beats at their largest deflection that tells nothing.
  public var similarity = 0.5
  /// Growth with the similarity over it, nats.
  public var alike = -4.0
  /// Growth with the share of bursts that are outside the rhythm, nats.
  public var outsiders = -2.0
  /// Level between the beats over their peak level that tells nothing.
  public var depth = 0.2
  /// That below which a lower one tells no more.
  public var leastDepth = 0.02
  /// Growth with the logarithm of that level over it, nats.
  public var shallow = -1.5
  /// Beats from which more tell no more.
  public var beats = 30.0
  /// Growth with the logarithm of the beats over them, nats.
  public var few = 1.5

  /// The defaults.
  public init() {}
}

/// What speaks for a rhythm made at will over clonus and tremor, in nats.
public struct VoluntaryWeights: Hashable, Sendable {
  /// A rhythm of the rate and the bursts below that begins gradually, nats.
  public var prior = -3.5
  /// The rate that tells nothing, Hz.
  public var rate = 4.0
  /// Growth with the logarithm of that rate over the rhythm's, nats.
  public var slow = 6.4
  /// Duration of bursts that tells nothing, seconds.
  public var burst = 0.06
  /// Growth with the logarithm of the bursts' duration over it, nats.
  public var long = 4.1
  /// A start at full size, nats: a tremor swells.
  public var abrupt = 4.0
  /// The first two beats over the median of those that follow from which a start is at full size;
  /// between this and the next a part of it counts.
  public var abruptRatio = 0.8
  /// That ratio up to which a start is gradual.
  public var gradualRatio = 0.45
  /// Decay or slowing as clonus has them, nats.
  public var wanes = -1.6

  /// The defaults.
  public init() {}
}
