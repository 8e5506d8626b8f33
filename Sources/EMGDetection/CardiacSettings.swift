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
  /// Share of the average beat at each end that is made to run out, so that its subtraction leaves no step.
  public var taperShare = 0.1
  /// Most patterns by which beats may differ from the average one; zero for none.
  public var variationCount = 5
  /// Fewest beats for each such pattern.
  public var variationBeats = 15
  /// How large such a pattern usually is at the least where it is largest, over the noise.
  public var variationLevel = 1.0
  /// Usual differences at a sample up to which a beat's difference counts for the patterns, and usual sizes
  /// of a pattern that it has at the most.
  public var variationClip = 4.0
  /// Root mean square beside a beat over the noise up to which the beat tells how beats vary, and is fitted
  /// with what others tell.
  public var variationQuiet = 2.0
  /// Share of the average beat nearby by which a beat may always differ from what is taken out.
  public var variationJitter = 0.06
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
  /// Fewest discharges of a unit that tell whether it keeps its distance from the beats; zero for none.
  public var phaseMembers = 4
  /// Deviation from the usual distance up to which it is kept, seconds.
  public var phaseReach = 0.02
  /// Share of a unit's discharges that keep it, of a wave of the heart.
  public var phaseShare = 0.8
  /// Largest probability that so many keep it by chance.
  public var phaseChance = 1e-3
  /// Share of a beat's energy that lies within a unit's window, of a unit that is the heart.
  public var unitShare = 0.6
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

  /// What a pattern is by which beats differ.
  func variations(at rate: Double) -> WaveformVariations.Limits {
    .init(
      count: variationCount, copies: variationBeats, sharing: minimumBeats, level: variationLevel,
      clip: variationClip, quiet: variationQuiet, jitter: variationJitter,
      reach: sampleCount(smoothing / 2, at: rate))
  }

  /// The defaults.
  public init() {}
}
