internal import EMGDetection

extension SettingDescription {
  /// How what was found is measured; none of it decides what an event is.
  static let measures: [SettingDescription] = [
    .number(
      "measures.refractory_s", \.detection.measures.refractory, unit: "s", 0...0.1,
      "Refractory constant of LvR, seconds: 5 ms after Shinomoto et al. (2009)."),
    .integer(
      "measures.fewest_intervals", \.detection.measures.fewestIntervals, unit: "", 2...10000,
      "Fewest intervals of a unit whose irregularity is told: fewer scatter too much to mean "
        + "anything."),
    .number(
      "measures.spectrum_window_s", \.detection.measures.spectrumWindow, unit: "s", 0.05...10,
      "Length of a short-time spectrum, seconds: half a second is stationary in a sustained "
        + "contraction."),
    .number(
      "measures.spectrum_level", \.detection.measures.spectrumLevel, unit: "", 0...100,
      "Least RMS of a short-time spectrum's samples, in noise: below, the noise's own spectrum "
        + "tells."),
    .number(
      "measures.slope_shortest_s", \.detection.measures.slopeShortest, unit: "s", 1...3600,
      "Shortest activity whose spectral slopes are measured, seconds: ten spectra."),
    .integer(
      "measures.fewest_bursts", \.detection.measures.fewestBursts, unit: "", 3...10000,
      "Fewest bursts of a rhythm whose frequency and amplitude are measured over time."),
    .number(
      "measures.pause_periods", \.detection.measures.pausePeriods, unit: "", 1.5...100,
      "An interval of this many usual ones or more is a pause; less, and a burst was missed."),
    .number(
      "measures.missed_amplitude", \.detection.measures.missedAmplitude, unit: "", 0.01...10,
      "Mean rectified signal over that of the neighbouring bursts from which a burst is there "
        + "though the list of bursts passes over it."),
    .number(
      "measures.missed_periods", \.detection.measures.missedPeriods, unit: "", 1...10,
      "Usual intervals beyond which a burst may have been passed over."),
    .number(
      "measures.missed_reach", \.detection.measures.missedReach, unit: "", 0...0.5,
      "Share of the period by which such a burst may be off its place."),
    .number(
      "measures.missed_least", \.detection.measures.missedLeast, unit: "", 0...1,
      "Periods that are left from such a burst to the next one at the least."),
    .number(
      "measures.modulation_quantile", \.detection.measures.modulationQuantile, unit: "", 0...0.49,
      "Quantile of the bursts' amplitudes at either end that their modulation is told by: "
        + "single bursts do not decide it."),
    .number(
      "measures.width_segment_s", \.detection.measures.widthSegment, unit: "s", 0.5...60,
      "Length of the segments whose spectrum gives a rhythm's half-width, seconds; their taper "
        + "alone is 1.44 over it wide."),
    .number(
      "measures.trace_rate_hz", \.detection.measures.traceRate, unit: "Hz", 50...400,
      "Values a second of the envelopes that are kept to compare muscles, Hz."),
    .number(
      "measures.trace_longest_s", \.detection.measures.traceLongest, unit: "s", 5...36000,
      "Longest stretch of one event whose envelope is kept, seconds."),
    .number(
      "measures.trace_total_s", \.detection.measures.traceTotal, unit: "s", 5...360000,
      "Envelope kept of one channel in all, seconds: bounds the memory of long recordings."),
    .integer(
      "measures.most_channels", \.detection.measures.mostChannels, unit: "", 1...1000,
      "Most channels that are compared with each other."),
    .number(
      "measures.coherence_segment_s", \.detection.measures.coherenceSegment, unit: "s", 0.25...30,
      "Length of the segments of a coherence, seconds; they overlap by one half."),
    .number(
      "measures.co_contraction_window_s", \.detection.measures.coContractionWindow, unit: "s",
      0.01...10, "Window over which the envelopes of a co-contraction are averaged, seconds."),
    .number(
      "measures.movement_rate_hz", \.detection.measures.movementRate, unit: "Hz", 50...10000,
      "Rate that an accelerometer is reduced to, Hz: it is never below, and holds all rhythms."),
    .number(
      "measures.movement_shortest_s", \.detection.measures.movementShortest, unit: "s", 0.5...60,
      "Shortest stretch of a rhythm that an accelerometer is held to, seconds."),
    .number(
      "measures.movement_lowest_hz", \.detection.measures.movementLowest, unit: "Hz", 0.2...10,
      "Lowest frequency of an accelerometer's power, Hz: slower ones are posture and voluntary "
        + "movement."),
    .number(
      "measures.movement_highest_hz", \.detection.measures.movementHighest, unit: "Hz", 10...50,
      "Highest frequency of it, Hz: no limb follows faster rhythms."),
    .number(
      "measures.movement_half_width_hz", \.detection.measures.movementHalfWidth, unit: "Hz",
      0.1...5, "Hertz to both sides of a rhythm's frequency that count as its own."),
    .number(
      "measures.movement_gap_s", \.detection.measures.movementGap, unit: "s", 0...3600,
      "Longest gap of an accelerometer over which what lies before it is kept, seconds: "
        + "bounds memory."),
  ]
}
