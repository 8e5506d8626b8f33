internal import EMGDetection

extension SettingDescription {
  /// What a rhythm is.
  static let rhythm: [SettingDescription] = [
    .number(
      "rhythm.lowest_hz", \.detection.rhythm.lowest, unit: "Hz", 0.2...50,
      "Lowest rate of a rhythm, Hz."),
    .number(
      "rhythm.highest_hz", \.detection.rhythm.highest, unit: "Hz", 1...50,
      "Highest rate of a rhythm, Hz."),
    .integer(
      "rhythm.minimum_bursts", \.detection.rhythm.minimumBursts, unit: "", 3...100,
      "Fewest bursts of a run."),
    .integer(
      "rhythm.definite_bursts", \.detection.rhythm.definiteBursts, unit: "", 3...1000,
      "Bursts from which a run is definite."),
    .number(
      "rhythm.interval_spread", \.detection.rhythm.intervalSpread, unit: "", 0.01...1,
      "Spread of the logarithm of successive intervals' ratio in a rhythm."),
    .number(
      "rhythm.interval_break", \.detection.rhythm.intervalBreak, unit: "", 0.05...3,
      "Successive intervals that differ more than this (logarithm of ratio) end a "
        + "run."),
    .number(
      "rhythm.miss_probability", \.detection.rhythm.missProbability, unit: "", 0.0001...0.5,
      "Probability that a beat of a rhythm is missed: of a weak one every tenth stays in the noise."
    ),
    .number(
      "rhythm.missed_ratio", \.detection.rhythm.missedRatio, unit: "", 1.2...2,
      "Usual intervals from which one is two, with a beat missed between."),
    .number(
      "rhythm.passed_highest", \.detection.rhythm.passedHighest, unit: "nats", 0...20,
      "Largest cost of a beat that is passed over, nats: that of one as strong as its neighbours is one."
    ),
    .number(
      "rhythm.whole_cycle", \.detection.rhythm.wholeCycle, unit: "", 0.1...1,
      "Usual intervals within which what follows is a part of the same beat."),
    .number(
      "rhythm.evidence_nats", \.detection.rhythm.evidence, unit: "nats", 0.1...100,
      "Log-likelihood ratio of a rhythm over chance that a run needs, nats."),
    .number(
      "rhythm.evidence_per_interval_nats", \.detection.rhythm.evidencePerInterval, unit: "nats",
      0...10,
      "Log-likelihood ratio an interval that a run needs, nats: the peaks of a "
        + "smoothed envelope are somewhat regular by themselves, so many of them alone "
        + "prove nothing."),
    .number(
      "rhythm.alone_evidence_nats", \.detection.rhythm.aloneEvidence, unit: "nats", 0.5...200,
      "Under this log-likelihood ratio a run must stand alone, nats."),
    .number(
      "rhythm.alone_periods", \.detection.rhythm.alonePeriods, unit: "", 0...100,
      "Periods without other beats before and after a run that stands alone."),
    .number(
      "rhythm.pause_periods", \.detection.rhythm.pausePeriods, unit: "", 2.2...20,
      "Intervals of more than this many periods are pauses of a rhythm, which goes on after them."),
    .number(
      "rhythm.pause_longest_s", \.detection.rhythm.pauseLongest, unit: "s", 0...2,
      "Longest pause within a rhythm, seconds; what follows a longer one is a rhythm of its own."),
    .number(
      "rhythm.pause_cost_nats", \.detection.rhythm.pauseCost, unit: "nats", 0...100,
      "What a pause costs a rhythm's log-likelihood ratio, nats: as much as a rhythm needs at "
        + "least, so that chance beats before or after one are not joined to it."),
    .number(
      "rhythm.alternation_ratio", \.detection.rhythm.alternationRatio, unit: "", 0...5,
      "Logarithm of the ratio of every second beat to its neighbours from which they are two of "
        + "one cycle."),
    .number(
      "rhythm.alternation_t", \.detection.rhythm.alternationT, unit: "", 0...1000,
      "That logarithm's mean over its standard error, so that chance does not halve a rhythm's "
        + "rate."),
    .number(
      "rhythm.alternation_partner_t", \.detection.rhythm.alternationPartnerT, unit: "", 0...1000,
      "The same where another muscle has half the rate at the same time."),
    .number(
      "rhythm.doubt_periods", \.detection.rhythm.doubtPeriods, unit: "", 0...20,
      "Periods beside a rhythm within which a burst is not called a discharge of its own."),
    .number(
      "rhythm.silent_trough", \.detection.rhythm.silentTrough, unit: "", 0.5...20,
      "Level between beats under which there is silence, in noise."),
    .number(
      "rhythm.modulated_evidence_nats", \.detection.rhythm.modulatedEvidence, unit: "nats",
      0.5...500,
      "Log-likelihood ratio that a run without silence needs, nats."),
    .number(
      "rhythm.modulated_depth", \.detection.rhythm.modulatedDepth, unit: "", 0...1,
      "Largest level between beats over their peak level, without silence."),
    .number(
      "rhythm.local_variation", \.detection.rhythm.localVariation, unit: "", 0...1,
      "Largest local variation (LV) of the intervals of a run."),
    .number(
      "rhythm.outsiders", \.detection.rhythm.outsiders, unit: "", 0...1,
      "Share of bursts outside the rhythm that a run may contain."),
    .number(
      "rhythm.brief_highest_hz", \.detection.rhythm.briefHighest, unit: "Hz", 0...100,
      "Highest rate of a rhythm of bursts that open the gate, yet are too brief to stand out of an envelope, "
        + "as where few units fire in each beat of a clonus: faster ones leave envelopes, and single units "
        + "fire so. Zero looks for none."),
    .number(
      "rhythm.unit_guard_low_hz", \.detection.rhythm.unitGuardLow, unit: "Hz", 0.5...100,
      "Range in which bursts may be single units that fire steadily, Hz: they must have what one drive "
        + "of many units makes."),
    .number(
      "rhythm.unit_guard_high_hz", \.detection.rhythm.unitGuardHigh, unit: "Hz", 0.5...100,
      "Upper end of that range, Hz."),
    .number(
      "rhythm.unit_guard_length_s", \.detection.rhythm.unitGuardLength, unit: "s", 0.1...3600,
      "Shortest rhythm in that range, of no bursts, that one muscle tells, seconds."),
    .number(
      "rhythm.turns_nats", \.detection.rhythm.turnsNats, unit: "nats", 0...100,
      "Nats that bursts by turns in another muscle take from clonus over tremor: a stretch reflex "
        + "does not go back and forth between antagonists."),
    .number(
      "rhythm.partner_frequency", \.detection.rhythm.partnerFrequency, unit: "", 0.001...1,
      "Largest relative difference of two muscles' frequencies in a shared rhythm."),
    .number(
      "rhythm.partner_overlap", \.detection.rhythm.partnerOverlap, unit: "", 0...1,
      "Share of the shorter of two rhythms that the other must overlap."),
    .number(
      "rhythm.partner_locking", \.detection.rhythm.partnerLocking, unit: "", 0...1,
      "Smallest phase locking (resultant length) of a shared rhythm."),
    .number(
      "rhythm.partner_cycle", \.detection.rhythm.partnerCycle, unit: "", 1...10,
      "Longest cycle over which the phase of two muscles is measured, in periods: beyond "
        + "it a burst was missed."),
    .number(
      "rhythm.follow_nats", \.detection.rhythm.followNats, unit: "nats", 0...1000,
      "Nats for a steady phase over one that wanders from which a steady unit's discharges keep time "
        + "with another muscle's tremor, and are tremor too. Of 84,000 simulated pairs of a tremor "
        + "and a unit of its rate that fires for itself, 5 to 40 s long, one has more."),
    .number(
      "rhythm.synchronous_phase_deg", \.detection.rhythm.synchronousPhase, unit: "deg", 0...180,
      "Largest mean phase of a synchronous rhythm, degrees."),
    .number(
      "rhythm.alternating_phase_deg", \.detection.rhythm.alternatingPhase, unit: "deg", 0...180,
      "Smallest mean phase of an alternating rhythm, degrees."),
    .number(
      "rhythm.largest_duty", \.detection.rhythm.largestDuty, unit: "", 0...1,
      "Largest share of its cycle that a burst fills."),
    .number(
      "rhythm.own_periods", \.detection.rhythm.ownPeriods, unit: "", 0.05...50,
      "Periods before and after a rhythm within which a burst is its own beat."),
    .number(
      "rhythm.tail_periods", \.detection.rhythm.tailPeriods, unit: "", 0...20,
      "Periods beside a tremor within which a burst in step with it, no stronger than its last beats, is "
        + "its own: where a tremor swells and fades some beats stay in the noise. Zero takes none "
        + "beyond rhythm.own_periods."),
    .number(
      "rhythm.tail_phase", \.detection.rhythm.tailPhase, unit: "", 0...0.5,
      "Share of a period by which such a burst may be out of step."),
    .integer(
      "rhythm.tail_beats", \.detection.rhythm.tailBeats, unit: "", 1...50,
      "Beats at an end of a rhythm that tell how strong it is there: stronger bursts beyond are none of its own."
    ),
    .number(
      "rhythm.envelope_rate_hz", \.detection.rhythm.envelopeRate, unit: "Hz", 10...5000,
      "Rate at which the envelope is looked at for a rhythm without silence, "
        + "Hz."),
    .number(
      "rhythm.spectral_shortest_s", \.detection.rhythm.spectralShortest, unit: "s", 0.2...100,
      "Shortest sustained activity that is looked at for a rhythm without "
        + "silence, seconds."),
    .number(
      "rhythm.spectral_long_s", \.detection.rhythm.spectralLong, unit: "s", 0.5...500,
      "Length from which rhythm.long_segment_s is used, seconds."),
    .number(
      "rhythm.spectral_middle_s", \.detection.rhythm.spectralMiddle, unit: "s", 0.5...500,
      "Length from which rhythm.middle_segment_s is used, seconds; under it rhythm.short_segment_s."
    ),
    .number(
      "rhythm.long_segment_s", \.detection.rhythm.longSegment, unit: "s", 0.5...60,
      "Segments of the envelope's spectrum in long activity, seconds: they tell a narrow peak from a "
        + "wide one."),
    .number(
      "rhythm.middle_segment_s", \.detection.rhythm.middleSegment, unit: "s", 0.5...60,
      "The same in activity of middle length, seconds: several must fit into it."),
    .number(
      "rhythm.short_segment_s", \.detection.rhythm.shortSegment, unit: "s", 0.5...60,
      "The same in brief activity, seconds."),
    .number(
      "rhythm.spectral_lowest_hz", \.detection.rhythm.spectralLowest, unit: "Hz", 0.2...50,
      "Lowest rate at which a peak of that spectrum counts, Hz: below it effort wanders."),
    .number(
      "rhythm.height_at3", \.detection.rhythm.heightAt3, unit: "", 0.5...500,
      "Height of the peak over the trend asked for in 3 s, dB."),
    .number(
      "rhythm.height_at5", \.detection.rhythm.heightAt5, unit: "", 0.2...200,
      "Height of the peak over the trend asked for in 5 s, dB."),
    .number(
      "rhythm.height_at10", \.detection.rhythm.heightAt10, unit: "", 0.2...200,
      "Height of the peak over the trend asked for in 10 s, dB."),
    .number(
      "rhythm.height_at30", \.detection.rhythm.heightAt30, unit: "", 0.2...100,
      "Height of the peak over the trend asked for in 30 s, dB."),
    .number(
      "rhythm.cycle_reach", \.detection.rhythm.cycleReach, unit: "", 0.05...1,
      "Share of a period on each side in which a cycle of a modulated rhythm has no higher value."),
    .number(
      "rhythm.guarded_low_hz", \.detection.rhythm.guardedLow, unit: "Hz", 0.5...100,
      "Rate from which, in the range of rhythm.unit_guard_low_hz, a spectral peak alone does not count, Hz: "
        + "slower units leave silence between their discharges."),
    .number(
      "rhythm.silences_per_cycle", \.detection.rhythm.silencesPerCycle, unit: "", 0...2,
      "Silences for each cycle of a spectral peak below which they are no beats of it and are "
        + "bridged: the harmonics of evenly spaced silences look like a rhythm."),
    .number(
      "rhythm.phase_smoothing_s", \.detection.rhythm.phaseSmoothing, unit: "s", 0.02...2,
      "Standard deviation of the bell curve that smooths the envelope for that phase, seconds: "
        + "a band of one hertz."),
    .number(
      "rhythm.phase_step_s", \.detection.rhythm.phaseStep, unit: "s", 0.02...2,
      "The step over which the phase's turn is taken, seconds."),
    .number(
      "rhythm.voluntary_slow_hz", \.detection.rhythm.voluntarySlow, unit: "Hz", 0.1...100,
      "Rate under which a rhythm may be voluntary: it is named only with the "
        + "marks of clonus, Hz."),
    .number(
      "rhythm.voluntary_long_burst_s", \.detection.rhythm.voluntaryLongBurst, unit: "s", 0.002...2,
      "Length of bursts from which two muscles that share a slow rhythm may do "
        + "so at will, seconds."),
    .number(
      "rhythm.unaccounted_share", \.detection.rhythm.unaccountedShare, unit: "", 0...10,
      "Share of the beats of a rhythm that was refused at those rates which no unit and no "
        + "contraction accounts for, from which it is rhythmic_bursting: they are too even for "
        + "discharges of their own."),
  ]
}
