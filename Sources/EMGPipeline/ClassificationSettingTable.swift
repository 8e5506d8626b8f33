internal import EMGDetection

extension SettingDescription {
  /// How discharges are told to be one motor unit's.
  static let units: [SettingDescription] = [
    .number(
      "units.window_s", \.detection.units.window, unit: "s", 0.002...0.2,
      "Length of the waveform that is compared, seconds."),
    .number(
      "units.maximum_shift_s", \.detection.units.maximumShift, unit: "s", 0.0001...0.02,
      "Largest shift tried when aligning, seconds."),
    .number(
      "units.gain_low", \.detection.units.gainLow, unit: "", 0.05...1,
      "Allowed gain between a discharge and its unit's template."),
    .number(
      "units.gain_high", \.detection.units.gainHigh, unit: "", 1...20,
      "Allowed gain between a discharge and its unit's template."),
    .number(
      "units.residual", \.detection.units.residual, unit: "", 0.1...100,
      "Largest residual per sample, in noise variances, of a member."),
    .number(
      "units.shape_jitter", \.detection.units.shapeJitter, unit: "", 0...1,
      "Share of the amplitude by which a unit's shape may vary from discharge to "
        + "discharge."),
    .number(
      "units.minimum_snr", \.detection.units.minimumSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise from which a discharge may found a unit."),
    .integer(
      "units.maximum_count", \.detection.units.maximumCount, unit: "", 2...2000,
      "Most units a channel."),
    .number(
      "units.removed_reach_s", \.detection.units.removedReach, unit: "s", 0.001...0.5,
      "Seconds on each side of a steady unit's discharge that are taken out of "
        + "the signal."),
    .number(
      "units.remains_share", \.detection.units.remainsShare, unit: "", 0...1,
      "RMS of sustained activity over the peak-to-peak of a steady unit that was taken out under "
        + "which it is what the unit's varying shape left."),
    .integer(
      "units.steady_rounds", \.detection.units.steadyRounds, unit: "", 1...100,
      "Most steady units that are taken out of one stretch, one after the "
        + "other."),
    .number(
      "units.hole_periods", \.detection.units.holePeriods, unit: "", 0.05...50,
      "Periods without a discharge of a steady unit in which a hidden one is "
        + "looked for."),
    .number(
      "units.earliest_period", \.detection.units.earliestPeriod, unit: "", 0.02...10,
      "Periods after a discharge of a steady unit at which the next is due at "
        + "the earliest."),
    .number(
      "units.latest_period", \.detection.units.latestPeriod, unit: "", 0.05...50,
      "Periods after a discharge of a steady unit at which the next is due at "
        + "the latest."),
    .number(
      "units.extension_periods", \.detection.units.extensionPeriods, unit: "", 0.1...50,
      "Periods beyond the ends of a steady train in which a further discharge "
        + "belongs to it."),
    .number(
      "units.explained_share", \.detection.units.explainedShare, unit: "", 0...1,
      "Share of a template's energy that taking out a hidden discharge must "
        + "explain."),
    .number(
      "units.explained_energy", \.detection.units.explainedEnergy, unit: "", 2...1000,
      "Energy of a template over the noise's variance from which hidden "
        + "discharges are looked for."),
    .integer(
      "units.confirmed_members", \.detection.units.confirmedMembers, unit: "", 1...50,
      "Members from which a unit's waveform is used to take superpositions "
        + "apart."),
    .integer(
      "units.most_superposed", \.detection.units.mostSuperposed, unit: "", 1...100,
      "Most discharges that are told apart in one superposition."),
    .number(
      "units.least_separation_s", \.detection.units.leastSeparation, unit: "s", 0.0001...0.05,
      "Smallest time between two discharges of a superposition, seconds."),
    .number(
      "units.separate_energy", \.detection.units.separateEnergy, unit: "", 1...500,
      "Energy that a further discharge must explain, in noise variances."),
    .number(
      "units.superposed_low", \.detection.units.superposedLow, unit: "", 0.02...20,
      "Allowed gain of a discharge in a superposition."),
    .number(
      "units.superposed_high", \.detection.units.superposedHigh, unit: "", 0.05...50,
      "Allowed gain of a discharge in a superposition."),
    .number(
      "units.superposed_rest", \.detection.units.superposedRest, unit: "", 0...1,
      "Share of a superposition's energy that may be left."),
    .number(
      "units.superposed_longest_s", \.detection.units.superposedLongest, unit: "s", 0.005...5,
      "Longest burst that is taken apart, seconds."),
    .number(
      "units.doublet_longest_s", \.detection.units.doubletLongest, unit: "s", 0.0005...0.2,
      "Discharges of one unit nearer than this are one event, a doublet or "
        + "multiplet, seconds."),
    .number(
      "units.robust_limit", \.detection.units.robustLimit, unit: "", 0.2...100,
      "Noise beyond which a sample counts no more when a discharge is looked "
        + "for under another."),
    .integer(
      "units.doublet_rarity", \.detection.units.doubletRarity, unit: "", 1...100,
      "A unit this many times as frequent as another is tried for the other's "
        + "being its doublet."),
    .integer(
      "units.hindsight_members", \.detection.units.hindsightMembers, unit: "", 0...1000,
      "Members up to which a unit's discharges are looked at again when more "
        + "units are known: the first ones may be doublets of a unit that is not "
        + "known alone yet."),
    .integer(
      "units.hindsight_count", \.detection.units.hindsightCount, unit: "", 0...100_000,
      "Most bursts of a channel that are kept for that; the older half is looked "
        + "at, and forgotten, when there are more. None are where zero."),
  ]

  /// Which pattern is called what.
  static let classification: [SettingDescription] = [
    .number(
      "classification.minimum_snr", \.detection.classification.minimumSNR, unit: "", 0.2...200,
      "Smallest peak-to-peak over noise of a reported discharge."),
    .number(
      "classification.discharge_minimum_s", \.detection.classification.dischargeMinimum, unit: "s",
      0.0001...0.1,
      "Shortest discharge, seconds."),
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
      "classification.burst_maximum_s", \.detection.classification.burstMaximum, unit: "s",
      0.01...5,
      "Longest burst, seconds; what lasts longer is sustained."),
    .number(
      "classification.sustained_minimum_s", \.detection.classification.sustainedMinimum, unit: "s",
      0.02...60,
      "Shortest sustained activity, seconds."),
    .number(
      "classification.sustained_level", \.detection.classification.sustainedLevel, unit: "",
      1...100,
      "Envelope over noise that sustained activity does not fall below."),
    .number(
      "classification.sustained_gap_s", \.detection.classification.sustainedGap, unit: "s",
      0.001...5,
      "Seconds below that level that do not end sustained activity."),
    .number(
      "classification.unit_similarity", \.detection.classification.unitSimilarity, unit: "", 0...1,
      "Similarity of successive discharges from which they are one unit's."),
    .number(
      "classification.long_unit_similarity", \.detection.classification.longUnitSimilarity,
      unit: "", 0...1,
      "The same for beats longer than a discharge, held together at their largest deflection."),
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
      "classification.crowd_rate_hz", \.detection.classification.crowdRate, unit: "Hz", 0.1...1000,
      "Bursts a second, irregular, from which discharges are weak contraction, not "
        + "fasciculations."),
    .number(
      "classification.crowd_window_s", \.detection.classification.crowdWindow, unit: "s",
      0.05...60,
      "Seconds over which crowdRate is counted."),
    .number(
      "classification.lasting_crowd_rate_hz", \.detection.classification.lastingCrowdRate,
      unit: "Hz", 0.1...1000,
      "The same over a longer time: spontaneous discharges of several units may crowd for a second, "
        + "not for seconds."),
    .number(
      "classification.lasting_crowd_window_s", \.detection.classification.lastingCrowdWindow,
      unit: "s", 0.05...60,
      "Seconds over which that is counted."),
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
      "classification.collision_window_s", \.detection.classification.collisionWindow, unit: "s",
      0...0.5,
      "Seconds within which the discharges of two steady units make one burst: half a potential's "
        + "length."),
    .number(
      "classification.collision_excess", \.detection.classification.collisionExcess, unit: "",
      0...1000,
      "Bursts over the expected count of such collisions up to which they are what those left."),
    .number(
      "classification.silence_minimum_s", \.detection.classification.silenceMinimum, unit: "s",
      0.01...5,
      "Shortest silence within sustained activity that is negative myoclonus, "
        + "seconds."),
    .number(
      "classification.silence_maximum_s", \.detection.classification.silenceMaximum, unit: "s",
      0.02...10,
      "Longest such silence, seconds."),
    .number(
      "classification.silence_flank_s", \.detection.classification.silenceFlank, unit: "s",
      0.02...5, "Seconds before and after it in which the muscle must be active."),
    .number(
      "classification.silence_flank_share", \.detection.classification.silenceFlankShare, unit: "",
      0...5,
      "Level there over the usual one of the activity at the least: where an effort begins or ends, its "
        + "few units leave gaps of their own."),
    .number(
      "classification.crowd_share", \.detection.classification.crowdShare, unit: "", 0...1,
      "Share of `crowdWindow` that discharges must fill to be a weak "
        + "contraction at a lower rate."),
    .number(
      "classification.contraction_reach_s", \.detection.classification.contractionReach, unit: "s",
      0.01...5,
      "Bursts nearer than this to a contraction belong to it, one after the "
        + "other, seconds: units that are recruited first and last fire alone."),
    .integer(
      "classification.contraction_units", \.detection.classification.contractionUnits, unit: "",
      1...100,
      "Steady units at a time from which it is a contraction."),
    .number(
      "classification.edge_guard_s", \.detection.classification.edgeGuard, unit: "s", 0.0005...0.2,
      "Bursts this near to the first or last sample are cut off and not "
        + "judged, seconds."),
    .number(
      "classification.manifold_snr", \.detection.classification.manifoldSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise from which a burst of a shape seen once may be "
        + "of several units."),
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
      "classification.core_minimum_snr", \.detection.classification.coreMinimumSNR, unit: "",
      0.5...200,
      "Peak-to-peak over noise from which `coreMinimum` is asked for."),
    .number(
      "classification.cramp_shortest_s", \.detection.classification.crampShortest, unit: "s",
      0.2...200,
      "Shortest cramp, seconds."),
    .integer(
      "classification.cramp_silences", \.detection.classification.crampSilences, unit: "", 1...100,
      "Fewest silences in which a cramp ends."),
    .number(
      "classification.cramp_end", \.detection.classification.crampEnd, unit: "", 0...1,
      "Share of a cramp's length in which they lie."),
    .number(
      "classification.cramp_share", \.detection.classification.crampShare, unit: "", 0...1,
      "Share of the silences that must lie there."),
    .number(
      "classification.cramp_level_window_s", \.detection.classification.crampLevelWindow, unit: "s",
      0.05...10, "Window of the level by which a cramp's fading is measured, seconds."),
    .number(
      "classification.cramp_usual_share", \.detection.classification.crampUsualShare, unit: "",
      0...1, "Quantile of that level that is the usual one."),
    .number(
      "classification.cramp_level", \.detection.classification.crampLevel, unit: "", 0...1,
      "Share of the usual level, as RMS, under which it fades."),
    .number(
      "classification.cramp_end_part", \.detection.classification.crampEndPart, unit: "",
      0.02...0.5, "Share of its length at its beginning and at its end that are compared."),
    .number(
      "classification.cramp_kurtosis_window_s", \.detection.classification.crampKurtosisWindow,
      unit: "s", 0.02...5,
      "Windows over which the kurtosis is taken, seconds: a ramp has its level, and so little of it, "
        + "in each."),
    .number(
      "classification.cramp_offset", \.detection.classification.crampOffset, unit: "", -100...100,
      "Evidence of a cramp that fades for a second, rises for a second, is as sparse at both ends and "
        + "whose envelope tells nothing, nats; fitted with the weights on tuning seeds of cramps and of efforts with steep and slow ramps."
    ),
    .number(
      "classification.cramp_fade_weight", \.detection.classification.crampFadeWeight, unit: "",
      -100...100,
      "Growth of that evidence with the logarithm of the seconds for which it fades."),
    .number(
      "classification.cramp_rise_weight", \.detection.classification.crampRiseWeight, unit: "",
      -100...100,
      "The same for the seconds for which it rises: a ramp at will falls as slowly as it rises."),
    .number(
      "classification.cramp_asymmetry_weight", \.detection.classification.crampAsymmetryWeight,
      unit: "", -100...100,
      "The same for the kurtosis of the end over that of the beginning: a ramp at will takes units on "
        + "as slowly as it sheds them, a cramp begins dense."),
    .number(
      "classification.cramp_first_weight", \.detection.classification.crampFirstWeight, unit: "",
      -100...100,
      "The same for the median frequency of the envelope of the beginning, over "
        + "`classification.cramp_frequency_hz`: a cramp's units begin at high rates."),
    .number(
      "classification.cramp_middle_weight", \.detection.classification.crampMiddleWeight, unit: "",
      -100...100, "The same for that of the middle."),
    .number(
      "classification.cramp_frequency_hz", \.detection.classification.crampFrequency, unit: "Hz",
      1...200, "Median frequency of the envelope that tells nothing, Hz."),
    .number(
      "classification.cramp_lowest_hz", \.detection.classification.crampLowest, unit: "Hz", 1...50,
      "Lowest frequency that counts there, Hz."),
    .number(
      "classification.cramp_highest_hz", \.detection.classification.crampHighest, unit: "Hz",
      10...200, "Highest frequency that counts there, Hz: the envelope's own window ends above it."),
    .number(
      "classification.cramp_envelope_window_s", \.detection.classification.crampEnvelopeWindow,
      unit: "s", 0.002...0.1, "Window of that envelope, seconds."),
    .number(
      "classification.cramp_segment_s", \.detection.classification.crampSegment, unit: "s", 0.5...5,
      "Segments of that spectrum, seconds."),
    .number(
      "classification.cramp_silence", \.detection.classification.crampSilence, unit: "", 0.05...5,
      "Envelope over noise that it is not seen to fall below."),
    .number(
      "classification.cramp_evidence", \.detection.classification.crampEvidence, unit: "",
      -100...100, "Evidence from which sustained activity is a cramp, nats."),
    .number(
      "classification.cramp_gap_s", \.detection.classification.crampGap, unit: "s", 0.02...20,
      "Longest pause before a further piece of a cramp, seconds."),
    .number(
      "classification.weak_unit_snr", \.detection.classification.weakUnitSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise under which a unit's discharges look unlike for "
        + "their noise."),
    .number(
      "classification.weak_unit_similarity", \.detection.classification.weakUnitSimilarity,
      unit: "", 0...1,
      "Similarity of successive discharges of such a unit."),
    .number(
      "classification.contraction_train_share", \.detection.classification.contractionTrainShare,
      unit: "", 0...1,
      "Share of a steady train that a contraction must cover to take it in."),
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
