internal import EMGDetection

extension SettingDescription {
  /// Every setting, in the order in which they are written and hashed.
  public static let all: [SettingDescription] = [
    conditioning, mains, noise, gate, segmentation, units, repeats, unitSearch, steadyPool, tail,
    rhythm,
    classification, sustained, clonus, voluntary, commonDrive, swing, artifacts, deflections,
    motion, confidence,
    cardiac,
    stimulation,
    grouping, array,
    measures, decomposition,
  ].flatMap(\.self)

  /// How sure an event is.
  private static let confidence: [SettingDescription] = [
    .number(
      "confidence.gate_odds", \.detection.confidence.gateOdds, unit: "", 0.01...100,
      "Confidence of a burst at the gate's threshold, as a logarithm of odds."),
    .number(
      "confidence.gate_growth", \.detection.confidence.gateGrowth, unit: "", 0.01...100,
      "Growth of that logarithm for each multiple of the threshold."),
    .number(
      "confidence.lone_odds", \.detection.confidence.loneOdds, unit: "", -20...20,
      "The same of a discharge of no unit at what the noise around it reaches."),
    .number(
      "confidence.weak_snr", \.detection.confidence.weakSNR, unit: "", 0.01...100,
      "Peak-to-peak over noise under which a burst's confidence is capped."),
    .number(
      "confidence.weak_cap", \.detection.confidence.weakCap, unit: "", 0...1,
      "That cap."),
    .number(
      "confidence.unclassified_cap", \.detection.confidence.unclassifiedCap, unit: "", 0...1,
      "Cap of what no rule decides."),
    .number(
      "confidence.artifact_scale", \.detection.confidence.artifactScale, unit: "", 0.001...100,
      "Excess of an artifact's sign over its limit, as a share of that, that adds one to its "
        + "logarithm of odds."),
    .number(
      "confidence.tail_scale", \.detection.confidence.tailScale, unit: "", 0.001...100,
      "Excess of what a pop's tail explains over its limit, as a share of what it may leave, that "
        + "does."),
    .number(
      "confidence.few_beats_cap", \.detection.confidence.fewBeatsCap, unit: "", 0...1,
      "Cap of a rhythm of fewer beats than are definite."),
    .number(
      "confidence.rhythm_scale_nats", \.detection.confidence.rhythmScale, unit: "nats", 0.01...100,
      "Evidence beyond its threshold that raises a rhythm's logarithm of odds by one, "
        + "nats."),
    .number(
      "confidence.clonus_growth", \.detection.confidence.clonusGrowth, unit: "", 0...100,
      "Growth of the logarithm of odds for each nat between clonus and tremor: their "
        + "marks were right more often than their nats say."),
    .number(
      "confidence.tonic_half_nats", \.detection.confidence.tonicHalf, unit: "nats", 0.01...1000,
      "Evidence at which a steady train is as often something else, nats."),
    .number(
      "confidence.tonic_growth", \.detection.confidence.tonicGrowth, unit: "", 0...100,
      "Growth of a steady train's logarithm of odds with the logarithm of its evidence."),
    .number(
      "confidence.contraction_start", \.detection.confidence.contractionStart, unit: "nats",
      -10...20, "Logarithm of the odds of a contraction at the level that one needs, nats."),
    .number(
      "confidence.brief_contraction_s", \.detection.confidence.briefContraction, unit: "s", 0...60,
      "Length under which a contraction may be a step of the noise, seconds."),
    .number(
      "confidence.brief_contraction_cap", \.detection.confidence.briefContractionCap, unit: "",
      0...1, "Cap of such a contraction."),
    .number(
      "confidence.swinging_cap", \.detection.confidence.swingingCap, unit: "", 0...1,
      "Cap of a contraction that swings as a tremor may."),
    .number(
      "confidence.rhythmic_half", \.detection.confidence.rhythmicHalf, unit: "", 0.01...1000,
      "Level of the beats, in noise, at which a rhythm that is neither clonus nor "
        + "tremor is as often groups of discharges or another thing."),
    .number(
      "confidence.rhythmic_growth", \.detection.confidence.rhythmicGrowth, unit: "", 0...100,
      "Growth of such a rhythm's logarithm of odds with the logarithm of that level."),
    .number(
      "confidence.rhythmic_neither_growth", \.detection.confidence.rhythmicNeitherGrowth, unit: "",
      0...100, "The same with the evidence that it is neither clonus nor tremor."),
    .number(
      "confidence.rhythmic_cap", \.detection.confidence.rhythmicCap, unit: "", 0...1,
      "Its largest confidence."),
    .number(
      "confidence.silence_odds", \.detection.confidence.silenceOdds, unit: "", -20...20,
      "Confidence of a silence within activity without anything left, as a logarithm of "
        + "odds."),
    .number(
      "confidence.silence_fall", \.detection.confidence.silenceFall, unit: "", 0...100,
      "Fall of that logarithm for each noise of activity that is left."),
    .number(
      "confidence.cramp", \.detection.confidence.cramp, unit: "", 0...1,
      "Largest confidence of a cramp, which is otherwise the probability that its evidence gives: 181 of "
        + "186 on tuning seeds were right."),
    .number(
      "confidence.burst_half", \.detection.confidence.burstHalf, unit: "", 0.01...10000,
      "Peak-to-peak over noise at which a burst of several units is as often something "
        + "else: weak ones are mostly groups of discharges, overlaps and pieces of cramps."),
    .number(
      "confidence.burst_growth", \.detection.confidence.burstGrowth, unit: "", 0...100,
      "Growth of such a burst's logarithm of odds with the logarithm of its size."),
    .number(
      "confidence.burst_floor", \.detection.confidence.burstFloor, unit: "", 0...1,
      "Its smallest confidence."),
    .number(
      "confidence.burst_cap", \.detection.confidence.burstCap, unit: "", 0...1,
      "Its largest confidence."),
    .number(
      "confidence.shared_burst", \.detection.confidence.sharedBurst, unit: "", 0...1,
      "Confidence of a burst that comes in several muscles at once, at the least."),
  ]

  /// The contacts of one array.
  private static let array: [SettingDescription] = [
    .flag(
      "array.is_array", \.detection.array.isArray,
      "Whether the analysed channels are the contacts of one array, in its "
        + "order."),
    .integer(
      "array.rows", \.detection.array.rows, unit: "", 0...1000,
      "Contacts in a column of a grid, in the order of the channels; 0 for a "
        + "line."),
    .number(
      "array.spacing_mm", \.detection.array.spacing, unit: "mm", 0...1000,
      "Distance between neighbouring contacts, mm; 0 where unknown."),
    .integer(
      "array.link_distance", \.detection.array.linkDistance, unit: "", 1...20000,
      "Contacts this many steps apart may see the same discharge at the same "
        + "time."),
    .number(
      "array.link_window_s", \.detection.array.linkWindow, unit: "s", 0.0002...0.2,
      "Seconds from one contact's deflection to the next one's in time: some "
        + "20 mm at 3 m/s."),
    .number(
      "array.link_overlap", \.detection.array.linkOverlap, unit: "", 0...1,
      "Share of the shorter of two events that the other must cover to be the "
        + "same."),
    .integer(
      "array.minimum_contacts", \.detection.array.minimumContacts, unit: "", 1...50,
      "Fewest contacts that must see a weak discharge."),
    .number(
      "array.lone_snr", \.detection.array.loneSNR, unit: "", 0.5...500,
      "Peak-to-peak over noise from which a discharge on one contact alone "
        + "counts."),
    .number(
      "array.lone_cap", \.detection.array.loneCap, unit: "", 0...1,
      "Cap of the confidence of a weak one on a single contact."),
  ]
}
