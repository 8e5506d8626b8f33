internal import EMGDetection

extension SettingDescription {
  /// What sustained activity is, and its silences.
  static let sustained: [SettingDescription] = [
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
      "classification.silence_minimum_s", \.detection.classification.silenceMinimum, unit: "s",
      0.01...5,
      "Shortest silence within sustained activity that is negative myoclonus, "
        + "seconds."),
    .number(
      "classification.silence_share", \.detection.classification.silenceShare, unit: "", 0...1,
      "Level within such a silence over that of the activity, at the most, where that is above "
        + "classification.sustained_level: the filter carries a trace of strong activity into it."),
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
        + "whose envelope tells nothing, nats; fitted with the weights on tuning seeds of cramps and of "
        + "efforts with steep and slow ramps and slow releases."
    ),
    .number(
      "classification.cramp_fade_weight", \.detection.classification.crampFadeWeight, unit: "",
      -100...100,
      "Growth of that evidence with the logarithm of the seconds for which it fades."),
    .number(
      "classification.cramp_rise_weight", \.detection.classification.crampRiseWeight, unit: "",
      -100...100,
      "The same for the seconds for which it rises: a cramp builds up, an effort begins at once."),
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
      "classification.cramp_late_weight", \.detection.classification.crampLateWeight, unit: "",
      -100...100,
      "The same for the kurtosis of the last moments over that of the middle: a cramp's last units stand "
        + "apart, the interference of an effort is as dense to its end."),
    .number(
      "classification.cramp_middle_voluntary_weight",
      \.detection.classification.crampMiddleVoluntaryWeight, unit: "", -100...100,
      "The same for the share of the envelope's power at the rates of units at will in the middle, over "
        + "`classification.cramp_voluntary_share`."),
    .number(
      "classification.cramp_last_voluntary_weight",
      \.detection.classification.crampLastVoluntaryWeight, unit: "", -100...100,
      "The same for that of the last moments: the last unit of an effort fires slower than that of a "
        + "cramp."),
    .number(
      "classification.cramp_break_weight", \.detection.classification.crampBreakWeight, unit: "",
      -100...100,
      "Evidence that it is where it ends in pieces (`classification.cramp_silences`), nats: efforts of few "
        + "units that are released slowly do so now and then."),
    .number(
      "classification.cramp_peak_db", \.detection.classification.crampPeak, unit: "dB", 0...100,
      "Height of a rhythm's peak in the envelope's spectrum from which it is no cramp's: the pieces in which "
        + "cramps end have a rhythm by chance, of 6 to 11 dB in 20 of tuning seeds."),
    .number(
      "classification.cramp_fade_least_s", \.detection.classification.crampFade, unit: "s", 0...60,
      "Shortest fading of a cramp that does not end in pieces, seconds: what ends at once is an effort's end, "
        + "however fast its units fire. On tuning seeds of six simulators 12 of 671 cramps were faster."
    ),
    .number(
      "classification.cramp_last_s", \.detection.classification.crampLast, unit: "s", 1...20,
      "Length of the last moments, seconds."),
    .number(
      "classification.cramp_voluntary_lowest_hz",
      \.detection.classification.crampVoluntaryLowest, unit: "Hz", 3...50,
      "Lowest rate of units at will, Hz."),
    .number(
      "classification.cramp_voluntary_highest_hz",
      \.detection.classification.crampVoluntaryHighest, unit: "Hz", 5...100,
      "Highest rate of units at will, Hz."),
    .number(
      "classification.cramp_voluntary_share", \.detection.classification.crampVoluntaryShare,
      unit: "", 0.01...1,
      "Share of the envelope's power at these rates that tells nothing: that of noise."),
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
      "classification.cramp_pause_s", \.detection.classification.crampPause, unit: "s", 0...20,
      "Longest pause before a brief piece that comes back at the end of what is a cramp, seconds."),
    .number(
      "classification.cramp_piece_s", \.detection.classification.crampPiece, unit: "s", 0...60,
      "Longest such piece, seconds: what lasts longer is an activity of its own."),
    .number(
      "classification.contraction_train_share", \.detection.classification.contractionTrainShare,
      unit: "", 0...1,
      "Share of a steady train that a contraction must cover to take it in."),
  ]
}
