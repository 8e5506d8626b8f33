internal import EMGDetection

extension SettingDescription {
  /// The heart.
  static let cardiac: [SettingDescription] = [
    .number(
      "cardiac.smoothing_s", \.detection.cardiac.smoothing, unit: "s", 0.0005...0.5,
      "Window of the moving mean that keeps the QRS complex and drops most of "
        + "a discharge, seconds."),
    .number(
      "cardiac.baseline_s", \.detection.cardiac.baseline, unit: "s", 0.005...2,
      "Window of the slow course that is taken off, seconds."),
    .number(
      "cardiac.peak_threshold", \.detection.cardiac.peakThreshold, unit: "", 0.2...100,
      "A beat's deflection over the robust deviation of that band."),
    .number(
      "cardiac.dominance_s", \.detection.cardiac.dominance, unit: "s", 0.005...5,
      "Seconds within which only the largest deflection counts."),
    .number(
      "cardiac.compared_s", \.detection.cardiac.compared, unit: "s", 0.002...2,
      "Seconds on each side of the deflection that are compared."),
    .number(
      "cardiac.similarity", \.detection.cardiac.similarity, unit: "", 0...1,
      "Similarity from which two deflections are one shape."),
    .number(
      "cardiac.tracked_similarity", \.detection.cardiac.trackedSimilarity, unit: "", 0...1,
      "Similarity from which a known beat is recognised anywhere."),
    .number(
      "cardiac.due_similarity", \.detection.cardiac.dueSimilarity, unit: "", 0...1,
      "Similarity from which it is recognised where one is due."),
    .number(
      "cardiac.due_share", \.detection.cardiac.dueShare, unit: "", 0...1,
      "Share of the interval by which a due beat may be early or late."),
    .number(
      "cardiac.gain_low", \.detection.cardiac.gainLow, unit: "", 0.02...10,
      "Smallest size of a beat over the average one; half of it for a beat "
        + "that is removed."),
    .number(
      "cardiac.gain_high", \.detection.cardiac.gainHigh, unit: "", 0.1...50,
      "Largest size of a beat over the average one."),
    .integer(
      "cardiac.maximum_shapes", \.detection.cardiac.maximumShapes, unit: "", 1...500,
      "Most shapes that are told apart in search of the beat."),
    .integer(
      "cardiac.minimum_beats", \.detection.cardiac.minimumBeats, unit: "", 1...100,
      "Fewest beats by which a heart is found."),
    .number(
      "cardiac.minimum_length_s", \.detection.cardiac.minimumLength, unit: "s", 0.1...100,
      "Shortest stretch in which a heart is looked for, seconds."),
    .number(
      "cardiac.lowest_hz", \.detection.cardiac.lowest, unit: "Hz", 0.02...10,
      "Lowest rate of a heart, Hz."),
    .number(
      "cardiac.highest_hz", \.detection.cardiac.highest, unit: "Hz", 0.1...100,
      "Highest rate of a heart, Hz."),
    .number(
      "cardiac.interval_spread", \.detection.cardiac.intervalSpread, unit: "", 0.005...5,
      "Spread of the logarithm of successive intervals' ratio in a heart's "
        + "rhythm."),
    .number(
      "cardiac.interval_break", \.detection.cardiac.intervalBreak, unit: "", 0.02...10,
      "Successive intervals that differ more than this (logarithm of ratio) "
        + "end a run of beats."),
    .number(
      "cardiac.evidence_nats", \.detection.cardiac.evidence, unit: "nats", 0.2...200,
      "Log-likelihood ratio of a rhythm over chance that a heart needs, nats."),
    .number(
      "cardiac.coverage", \.detection.cardiac.coverage, unit: "", 0...1,
      "Share of the like deflections that must lie in the rhythm."),
    .number(
      "cardiac.span", \.detection.cardiac.span, unit: "", 0...1,
      "Share of a stretch that the beats must span, and of its due beats that "
        + "must be there."),
    .number(
      "cardiac.unrelated_share", \.detection.cardiac.unrelatedShare, unit: "", 0...1,
      "Share of a beat's samples, those at which beats differ least, that shows what activity coincides "
        + "with them: the noise does not grow by that where they are taken out."),
    .number(
      "cardiac.taper_share", \.detection.cardiac.taperShare, unit: "", 0...0.4,
      "Share of the average beat at each end that is made to run out, so that its "
        + "subtraction leaves no step."),
    .number(
      "cardiac.slow_share", \.detection.cardiac.slowShare, unit: "", 0...1,
      "Share of the energy of a heartbeat that lies in the band in which it is "
        + "looked for."),
    .number(
      "cardiac.local_variation", \.detection.cardiac.localVariation, unit: "", 0...1,
      "Largest local variation (LV) of the intervals by which a heart is "
        + "found."),
    .number(
      "cardiac.tracked_variation", \.detection.cardiac.trackedVariation, unit: "", 0...1,
      "Largest local variation (LV) of the intervals of a heart that is known."),
    .integer(
      "cardiac.irregular_beats", \.detection.cardiac.irregularBeats, unit: "", 1...500,
      "Fewest beats by which an irregular heart is found."),
    .number(
      "cardiac.irregular_variation", \.detection.cardiac.irregularVariation, unit: "", 0.02...10,
      "Largest coefficient of variation of an irregular heart's intervals."),
    .number(
      "cardiac.refractory_s", \.detection.cardiac.refractory, unit: "s", 0.01...5,
      "Shortest time between two beats of a heart, seconds."),
    .number(
      "cardiac.refractory_share", \.detection.cardiac.refractoryShare, unit: "", 0...1,
      "The same as a share of the usual interval."),
    .number(
      "cardiac.near_share", \.detection.cardiac.nearShare, unit: "", 0...1,
      "Share of an irregular heart's intervals that may be shorter than that."),
    .number(
      "cardiac.before_s", \.detection.cardiac.before, unit: "s", 0.005...5,
      "Seconds of a beat before its mark that are taken out."),
    .number(
      "cardiac.after_s", \.detection.cardiac.after, unit: "s", 0.005...5,
      "Seconds of a beat after its mark that are taken out."),
    .integer(
      "cardiac.variation_count", \.detection.cardiac.variationCount, unit: "", 0...20,
      "Most patterns by which beats may differ from the average one, as breathing turns the heart's axis; "
        + "they are taken out with it. Zero for none."),
    .integer(
      "cardiac.variation_beats", \.detection.cardiac.variationBeats, unit: "", 2...1000,
      "Fewest beats for each such pattern, so that no beat has one of its own."),
    .number(
      "cardiac.variation_level", \.detection.cardiac.variationLevel, unit: "", 0...100,
      "How large such a pattern usually is at the least where it is largest, over the noise: smaller ones "
        + "would take more of a discharge than of a beat."),
    .number(
      "cardiac.variation_clip", \.detection.cardiac.variationClip, unit: "", 0.5...100,
      "Usual differences at a sample up to which a beat's difference counts for the patterns: what "
        + "coincides with a beat makes none. No pattern is more times its usual size in a beat."),
    .number(
      "cardiac.variation_quiet", \.detection.cardiac.variationQuiet, unit: "", 0.5...100,
      "Root mean square beside a beat, where the average is small, over the noise up to which the beat tells "
        + "how beats vary, and is fitted so: a muscle's activity does not, and is not."),
    .number(
      "cardiac.variation_jitter", \.detection.cardiac.variationJitter, unit: "", 0...1,
      "Share of the average beat within half the smoothing window by which a beat may always differ from "
        + "what is taken out: the noise there is no less."),
    .number(
      "cardiac.alignment_s", \.detection.cardiac.alignment, unit: "s", 0.0002...0.2,
      "Largest shift tried when beats are aligned, seconds."),
    .number(
      "cardiac.longest_pause_s", \.detection.cardiac.longestPause, unit: "s", 0.5...200,
      "Longest pause between beats that one event spans, seconds."),
    .integer(
      "cardiac.ectopic_beats", \.detection.cardiac.ectopicBeats, unit: "", 2...1000,
      "Fewest beats of a shape of their own that make it the heart's second."),
    .number(
      "cardiac.ectopic_share", \.detection.cardiac.ectopicShare, unit: "", 0...1,
      "Share of the deflections of that shape that must stand where a usual beat is missing."),
    .number(
      "cardiac.ectopic_gap", \.detection.cardiac.ectopicGap, unit: "", 0...10,
      "Usual intervals between the beats around such a beat at the least."),
    .number(
      "cardiac.ectopic_slow_share", \.detection.cardiac.ectopicSlowShare, unit: "", 0...1,
      "Share of such a beat's energy in the band of the QRS complex at the least: it is wide."),
    .number(
      "cardiac.minimum_level", \.detection.cardiac.minimumLevel, unit: "", 0.1...50,
      "Peak of the conditioned beat over noise under which a heart is left "
        + "alone."),
    .integer(
      "cardiac.phase_members", \.detection.cardiac.phaseMembers, unit: "", 0...100_000,
      "Fewest discharges of a unit that tell whether it keeps its distance from the heart's beats: a wave of "
        + "the heart does, and is no unit. Zero asks none."),
    .number(
      "cardiac.phase_reach_s", \.detection.cardiac.phaseReach, unit: "s", 0.001...0.5,
      "Deviation from the usual distance up to which it is kept: a P wave's from the QRS complex varies by "
        + "some 10 ms."),
    .number(
      "cardiac.phase_share", \.detection.cardiac.phaseShare, unit: "", 0...1,
      "Share of a unit's discharges that keep that distance, of a wave of the heart."),
    .number(
      "cardiac.phase_chance", \.detection.cardiac.phaseChance, unit: "", 1e-12...1,
      "Largest probability that so many of a unit's discharges keep it by chance (Poisson)."),
    .number(
      "cardiac.unit_share", \.detection.cardiac.unitShare, unit: "", 0...1,
      "Share of the average beat's energy within a unit's window from which a unit of that waveform is the "
        + "heart, as it beat before it was known."),
    .number(
      "cardiac.confidence", \.detection.cardiac.confidence, unit: "", 0...1,
      "Confidence of a heart that was found."),
    .flag(
      "cardiac.uses_reference", \.detection.cardiac.usesReference,
      "Whether a channel of the electrocardiogram tells when the heart beats; it is believed only "
        + "where its beats come as a heart's do and look alike, and of other channels only what is "
        + "locked to them is taken for the heart."),
    .number(
      "cardiac.reference_window_s", \.detection.cardiac.referenceWindow, unit: "s", 1...10,
      "Seconds of that channel by which the height of its beats is taken, as long as the slowest heart's "
        + "interval; its beats are known when the windows after it are."),
    .number(
      "cardiac.reference_smoothing_s", \.detection.cardiac.referenceSmoothing, unit: "s",
      0.001...0.1,
      "Window of the moving mean, taken twice, that leaves the QRS complex of such a channel, seconds: "
        + "a period of the power line."),
    .number(
      "cardiac.reference_rate_hz", \.detection.cardiac.referenceRate, unit: "Hz", 200...10000,
      "Rate that such a channel is reduced to, Hz: it is never below, and holds the QRS complex."),
    .integer(
      "cardiac.reference_context", \.detection.cardiac.referenceContext, unit: "", 1...10,
      "Windows before and after one whose beats are compared with its own."),
    .integer(
      "cardiac.reference_compared", \.detection.cardiac.referenceCompared, unit: "", 1...100,
      "Beats before one that it is held to."),
    .integer(
      "cardiac.reference_alike", \.detection.cardiac.referenceAlike, unit: "", 1...100,
      "How many of them it must be alike, so that one chance is none."),
    .number(
      "cardiac.reference_height", \.detection.cardiac.referenceHeight, unit: "", 0.01...1,
      "Share of the energy of usual beats' slopes that a beat has at the least: a T wave has less."),
    .number(
      "cardiac.reference_history_s", \.detection.cardiac.referenceHistory, unit: "s", 2...120,
      "Seconds before an episode whose beats tell, with the episode's own, whether it is a heart."),
    .number(
      "cardiac.reference_typical", \.detection.cardiac.referenceTypical, unit: "", 0...1,
      "Share of those beats that must look like those before them: noise of an open lead does not."),
    .number(
      "cardiac.reference_reach_s", \.detection.cardiac.referenceReach, unit: "s", 0.01...0.5,
      "Seconds to both sides of a beat in which it is looked for in other channels."),
    .number(
      "cardiac.reference_level", \.detection.cardiac.referenceLevel, unit: "", 1...100,
      "Height of the median at the beats over its deviation by chance from which a channel sees them."
    ),
    .number(
      "cardiac.reference_jitter_s", \.detection.cardiac.referenceJitter, unit: "s", 0.001...0.5,
      "Seconds within which most beats that a channel has by itself must follow those of the "
        + "reference, at whatever distance: recorders may have clocks of their own."),
  ]
}
