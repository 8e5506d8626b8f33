internal import EMGDetection

extension SettingDescription {
  /// Which pattern is called what.
  static let classification: [SettingDescription] = [
    .number(
      "classification.minimum_snr", \.detection.classification.minimumSNR, unit: "", 0.2...200,
      "Smallest peak-to-peak over noise of a reported discharge."),
    .number(
      "classification.discharge_minimum_s", \.detection.classification.dischargeMinimum, unit: "s",
      0.0001...0.1,
      "Shortest discharge, seconds, as it stands out of the noise: a single fibre's beside a needle lasts "
        + "1 ms and more, of which half may be hidden; a unit's at the skin several."),
    .number(
      "classification.discharge_maximum_s", \.detection.classification.dischargeMaximum, unit: "s",
      0.001...0.2,
      "Longest core (shortest stretch with nine tenths of the energy) of a single unit's discharge, "
        + "seconds."),
    .number(
      "classification.weak_discharge_maximum_s",
      \.detection.classification.weakDischargeMaximum, unit: "s", 0.001...0.2,
      "The same for a burst too weak for several units (burst_minimum_snr), seconds: noise beside a "
        + "weak discharge counts into the stretch that holds its energy."),
    .number(
      "classification.weak_discharge_score", \.detection.classification.weakDischargeScore,
      unit: "", 0...100,
      "Gate score from which so long a weak burst may be a discharge: slow noise makes long ones that "
        + "hardly open the gate."),
    .number(
      "classification.jerk_onset_s", \.detection.classification.jerkOnset, unit: "s", 0...0.2,
      "Seconds within which brief bursts of several muscles, each of a waveform seen once, begin "
        + "together and are a jerk: a volley from the brain or the cord reaches them within some "
        + "15 to 30 ms. None are where zero."),
    .number(
      "classification.jerk_alike", \.detection.classification.jerkAlike, unit: "", 0...1,
      "Similarity of two channels' waveforms from which they see one source and no jerk."),
    .number(
      "classification.burst_maximum_s", \.detection.classification.burstMaximum, unit: "s",
      0.01...5,
      "Longest burst, seconds; what lasts longer is sustained."),
    .number(
      "classification.unit_similarity", \.detection.classification.unitSimilarity, unit: "", 0...1,
      "Similarity of successive discharges from which they are one unit's."),
    .number(
      "classification.long_unit_similarity", \.detection.classification.longUnitSimilarity,
      unit: "", 0...1,
      "The same for beats longer than a discharge, held together at their largest deflection, or of many turns."
    ),
    .number(
      "classification.long_unit_trough", \.detection.classification.longUnitTrough, unit: "", 0...1,
      "Level between such beats over that of the beats at the most: nothing else is active."),
    .number(
      "classification.dominated_similarity", \.detection.classification.dominatedSimilarity,
      unit: "", 0...1,
      "Similarity of successive beats from which one unit dominates them."),
    .number(
      "classification.tonic_variation", \.detection.classification.tonicVariation, unit: "", 0...1,
      "Largest LV of a steadily firing unit."),
    .number(
      "classification.tonic_evidence_nats", \.detection.classification.tonicEvidence, unit: "nats",
      0.2...200,
      "Log-likelihood ratio of regular over random firing that a steady train needs, "
        + "nats."),
    .number(
      "classification.brief_evidence_nats", \.detection.classification.briefEvidence, unit: "nats",
      0.5...500,
      "The same for brief beats of unlike shape, nats: several units may look regular "
        + "by chance."),
    .number(
      "classification.tonic_lowest_hz", \.detection.classification.tonicLowest, unit: "Hz",
      0.5...100,
      "Lowest mean rate of a steadily firing unit, Hz."),
    .number(
      "classification.tonic_highest_hz", \.detection.classification.tonicHighest, unit: "Hz",
      1...500,
      "Highest mean rate of a steadily firing unit, Hz."),
    .integer(
      "classification.tonic_minimum", \.detection.classification.tonicMinimum, unit: "", 3...1000,
      "Fewest discharges of a steady train."),
    .number(
      "classification.clonus_lowest_hz", \.detection.classification.clonusLowest, unit: "Hz",
      0.5...50,
      "Lowest rate of clonus, Hz."),
    .number(
      "classification.clonus_highest_hz", \.detection.classification.clonusHighest, unit: "Hz",
      1...50,
      "Highest rate of clonus, Hz."),
    .number(
      "classification.clonus_longest_s", \.detection.classification.clonusLongest, unit: "s",
      1...3600,
      "Longest run that may be clonus, seconds."),
    .number(
      "classification.decision_nats", \.detection.classification.decision, unit: "nats", 0.02...10,
      "Evidence for clonus over tremor (nats) beyond which the run is named, not "
        + "rhythmic_bursting."),
    .number(
      "classification.company_rate_hz", \.detection.classification.companyRate, unit: "Hz",
      0.1...1000,
      "Discharges a second beside a steadily firing unit from which they are further units of a "
        + "muscle not at rest."),
    .integer(
      "classification.company_count", \.detection.classification.companyCount, unit: "", 1...10000,
      "Fewest such discharges."),
    .number(
      "classification.company_ratio", \.detection.classification.companyRatio, unit: "", 0...1000,
      "Their rate over that without a steady unit, where that is known: fasciculations go on "
        + "without it."),
    .number(
      "classification.company_rest_s", \.detection.classification.companyRest, unit: "s", 0...600,
      "Seconds without a steady unit from which that is known."),
    .number(
      "classification.company_level", \.detection.classification.companyLevel, unit: "", 1...100,
      "Level over noise of what remains beside steady units, without single discharges, from which further "
        + "units fire there that do not stand out: beside one to three units it was 0.9 to 1.3 on tuning "
        + "seeds, beside contractions mostly 1.4 to 1.9."),
    .integer(
      "classification.company_units", \.detection.classification.companyUnits, unit: "", 1...100,
      "Fewest steady units beside which that is looked at: one may dominate a tremor, whose other units are "
        + "what remains."),
    .number(
      "classification.company_share", \.detection.classification.companyShare, unit: "", 0...1,
      "What of that is above the noise, over the largest unit's peak-to-peak, at the least: a unit's varying "
        + "shape leaves up to 0.023."),
    .number(
      "classification.together_share", \.detection.classification.togetherShare, unit: "", 0.01...1,
      "Share of a train that another event covers from which both are over the same stretch: one "
        + "contraction of several units, or one train found twice."),
    .number(
      "classification.recruitment_gap_s", \.detection.classification.recruitmentGap, unit: "s",
      0...2,
      "Seconds between a contraction and discharges beside it, and between these, up to which they are "
        + "of units recruited before it or released after it."),
    .integer(
      "classification.recruitment_count", \.detection.classification.recruitmentCount, unit: "",
      1...1000,
      "Fewest such discharges: fasciculations hardly come so many so near each other."),
    .number(
      "classification.recruitment_longest_s", \.detection.classification.recruitmentLongest,
      unit: "s", 0...60,
      "Longest train that is one of them, seconds."),
    .number(
      "classification.recruitment_reach_s", \.detection.classification.recruitmentReach, unit: "s",
      0...10,
      "Longest pause between a contraction and a discharge beside it that are one where the muscle does not "
        + "come to rest in between, seconds: the first units fire some times a second."),
    .number(
      "classification.recruitment_level", \.detection.classification.recruitmentLevel, unit: "",
      0...100,
      "Level of such a pause over noise at the least, in each part no longer than "
        + "`classification.recruitment_gap_s`: between fasciculations and contractions of tuning "
        + "seeds it was 0.85 to 1.05, between those of a contraction's first units mostly 1.9 to 4.9."
    ),
    .number(
      "classification.recruitment_margin_s", \.detection.classification.recruitmentMargin,
      unit: "s", 0...1,
      "Ends of such a pause that do not count for the edges of potentials in them, seconds; what is shorter "
        + "than three of them is none."),
    .number(
      "classification.collision_window_s", \.detection.classification.collisionWindow, unit: "s",
      0...0.5,
      "Seconds within which the discharges of two steady units make one burst: half a potential's "
        + "length."),
    .number(
      "classification.collision_excess", \.detection.classification.collisionExcess, unit: "",
      0...1000,
      "Bursts over the expected count of such collisions up to which they are what those left."),
    .number(
      "classification.edge_guard_s", \.detection.classification.edgeGuard, unit: "s", 0.0005...0.2,
      "Bursts this near to the first or last sample are cut off and not "
        + "judged, seconds."),
    .number(
      "classification.start_guard_s", \.detection.classification.startGuard, unit: "s",
      0.0005...2,
      "A burst that is largest within classification.edge_guard_s of a stretch's first sample and "
        + "over by then is what filters make of a start, seconds: a high-pass of 10 Hz rings as long."
    ),
    .number(
      "classification.manifold_snr", \.detection.classification.manifoldSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise from which a burst of a shape seen once may be "
        + "of several units."),
    .integer(
      "classification.burst_turns", \.detection.classification.burstTurns, unit: "", 0...100,
      "Fewest turns of a burst longer than a discharge that several units make: of simulated myoclonus 1 in "
        + "100 has fewer, of long potentials and what electrodes leave most have. Others are unclassified."
    ),
    .integer(
      "classification.simple_turns", \.detection.classification.simpleTurns, unit: "", 0...100,
      "Most turns of a burst longer than a discharge that may still be one, of up to "
        + "`classification.weak_discharge_maximum_s`."),
    .integer(
      "classification.manifold_turns", \.detection.classification.manifoldTurns, unit: "",
      1...200,
      "Turns from which it is; one fewer suffices for a long core."),
    .number(
      "classification.manifold_core_s", \.detection.classification.manifoldCore, unit: "s",
      0.0005...0.5,
      "Shortest core of such a burst, seconds."),
    .number(
      "classification.manifold_long_core_s", \.detection.classification.manifoldLongCore, unit: "s",
      0.0005...0.5,
      "Core from which one turn fewer suffices, seconds."),
    .number(
      "classification.core_minimum_s", \.detection.classification.coreMinimum, unit: "s",
      0.0001...0.1,
      "Shortest core of a clear discharge, seconds: what is briefer is no "
        + "potential that has come through tissue, but a spike of the electronics."),
    .number(
      "classification.known_core_minimum_s", \.detection.classification.knownCoreMinimum, unit: "s",
      0.0001...0.1,
      "The same of a waveform that came before, seconds: units right under the skin have short "
        + "potentials."),
    .number(
      "classification.core_minimum_snr", \.detection.classification.coreMinimumSNR, unit: "",
      0.5...200,
      "Peak-to-peak over noise from which `coreMinimum` is asked for."),
    .number(
      "classification.weak_unit_snr", \.detection.classification.weakUnitSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise under which a unit's discharges look unlike for "
        + "their noise."),
    .number(
      "classification.weak_unit_similarity", \.detection.classification.weakUnitSimilarity,
      unit: "", 0...1,
      "Similarity of successive discharges of such a unit."),
    .number(
      "classification.burst_minimum_snr", \.detection.classification.burstMinimumSNR, unit: "",
      0.5...500,
      "Peak-to-peak over noise from which a long burst is named: a weak "
        + "discharge and the noise beside it look like one."),
    .number(
      "classification.own_size", \.detection.classification.ownSize, unit: "", 0.005...5,
      "Largest logarithm of the ratio of a beat's size to its unit's, where "
        + "its shape is odd."),
  ]
}
