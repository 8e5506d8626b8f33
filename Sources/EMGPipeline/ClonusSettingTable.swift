internal import EMGDetection

extension SettingDescription {
  /// What speaks for clonus over tremor.
  static let clonus: [SettingDescription] = [
    .number(
      "clonus.prior_nats", \.detection.classification.clonusWeights.prior, unit: "nats", -20...20,
      "Before anything is seen, nats; fitted with the weights of decay, of length and of evenness "
        + "on rhythms of four simulators."),
    .number(
      "clonus.silent_nats", \.detection.classification.clonusWeights.silent, unit: "nats", -20...20,
      "Silence between the beats, nats."),
    .number(
      "clonus.not_silent_nats", \.detection.classification.clonusWeights.notSilent, unit: "nats",
      -20...20,
      "Activity between the beats, nats."),
    .number(
      "clonus.silent_level", \.detection.classification.clonusWeights.silentLevel, unit: "", 0...20,
      "Level between beats under which there is silence, in noise."),
    .number(
      "clonus.silent_share", \.detection.classification.clonusWeights.silentShare, unit: "", 0...20,
      "The same as a share of the beats' level."),
    .number(
      "clonus.abrupt_nats", \.detection.classification.clonusWeights.abrupt, unit: "nats", -20...20,
      "An abrupt start, nats."),
    .number(
      "clonus.gradual_nats", \.detection.classification.clonusWeights.gradual, unit: "nats",
      -20...20,
      "A gradual start, nats."),
    .number(
      "clonus.abrupt_ratio", \.detection.classification.clonusWeights.abruptRatio, unit: "", 0...20,
      "The first two beats over the median of those that follow from which a start is abrupt; "
        + "between this and the next both weights share."),
    .number(
      "clonus.gradual_ratio", \.detection.classification.clonusWeights.gradualRatio, unit: "",
      0...20, "That ratio up to which a start is gradual."),
    .number(
      "clonus.decay_change", \.detection.classification.clonusWeights.decayChange, unit: "",
      -20...20,
      "Change of the logarithm of amplitude over a clonus, on average."),
    .number(
      "clonus.decay_spread", \.detection.classification.clonusWeights.decaySpread, unit: "",
      0.01...20,
      "Its standard deviation between clonuses."),
    .number(
      "clonus.lasting_spread", \.detection.classification.clonusWeights.lastingSpread, unit: "",
      0.01...20,
      "Standard deviation of that change between tremors, whose mean is none."),
    .number(
      "clonus.slowing_change", \.detection.classification.clonusWeights.slowingChange, unit: "",
      -5...5,
      "Change of the intervals over a clonus, as a share of their mean, on average."),
    .number(
      "clonus.slowing_spread", \.detection.classification.clonusWeights.slowingSpread, unit: "",
      0.001...5,
      "Its standard deviation between clonuses."),
    .number(
      "clonus.steady_spread", \.detection.classification.clonusWeights.steadySpread, unit: "",
      0.001...5,
      "Standard deviation of that change between tremors, whose mean is none."),
    .number(
      "clonus.sustained_share", \.detection.classification.clonusWeights.sustainedShare, unit: "",
      0...0.99,
      "Share of clonuses that neither decay nor slow, for the stretch that keeps them up lasts: the "
        + "lack of both speaks for tremor by its logarithm at most."),
    .number(
      "clonus.swell_bow", \.detection.classification.clonusWeights.swellBow, unit: "", -20...20,
      "By how much the ends of a tremor that swells and fades stand over its middle, in the logarithm of amplitude, on average."
    ),
    .number(
      "clonus.swell_spread", \.detection.classification.clonusWeights.swellSpread, unit: "",
      0.01...20,
      "Its standard deviation between such tremors."),
    .number(
      "clonus.swell_share", \.detection.classification.clonusWeights.swellShare, unit: "", 0...0.99,
      "Share of tremors that swell and fade."),
    .number(
      "clonus.level_spread", \.detection.classification.clonusWeights.levelSpread, unit: "",
      0.01...20,
      "Standard deviation of that bow in other tremors and in clonus, whose mean is none."),
    .number(
      "clonus.course_highest_nats", \.detection.classification.clonusWeights.courseHighest,
      unit: "nats", 0.1...50,
      "The most that each course of a run, and its bursts' duration, speak for or against clonus, nats: few runs are known."
    ),
    .number(
      "clonus.burst_s", \.detection.classification.clonusWeights.burstDuration, unit: "s",
      0.002...1,
      "Duration of bursts that tells nothing, seconds: a clonus' last 30 to 80 ms, a tremor's 50 to 150."
    ),
    .number(
      "clonus.long_burst_nats", \.detection.classification.clonusWeights.longBurst, unit: "nats",
      -20...20,
      "Growth with the logarithm of the bursts' duration over it for tremor, nats."),
    .number(
      "clonus.even_lv", \.detection.classification.clonusWeights.evenVariation, unit: "",
      0.0001...3,
      "Local variation (LV) of the intervals that tells nothing: a clonus' vary by some 3 % of their mean, most tremors' by more."
    ),
    .number(
      "clonus.least_lv", \.detection.classification.clonusWeights.leastVariation, unit: "",
      0.0001...3,
      "That below which a lower one tells no more: some milliseconds by which a burst's centre is placed."
    ),
    .number(
      "clonus.uneven_nats", \.detection.classification.clonusWeights.uneven, unit: "nats",
      -20...20,
      "Growth with the logarithm of that variation over it for tremor, nats: a reflex's loop keeps its time."
    ),
    .number(
      "clonus.per_second_nats", \.detection.classification.clonusWeights.perSecond, unit: "nats",
      -20...20,
      "Each second of a run speaks for tremor by this many nats."),
    .number(
      "clonus.too_long_nats", \.detection.classification.clonusWeights.tooLong, unit: "nats",
      -20...20,
      "A run longer than any clonus, nats."),
    .number(
      "clonus.fast_rate_hz", \.detection.classification.clonusWeights.fastRate, unit: "Hz", 1...100,
      "Rate from which a rhythm is faster than nearly all clonus, Hz: the ankle's has 5 to 8."),
    .number(
      "clonus.fast_nats", \.detection.classification.clonusWeights.fast, unit: "nats", -20...20,
      "Such a rate, nats."),
    .number(
      "clonus.out_of_band_nats", \.detection.classification.clonusWeights.outOfBand, unit: "nats",
      -20...20,
      "A rate that clonus does not have, nats."),
  ]

  /// What speaks for a rhythm made at will over clonus and tremor; fitted on one-muscle rhythms of three
  /// simulators.
  static let voluntary: [SettingDescription] = [
    .number(
      "voluntary.prior_nats", \.detection.classification.voluntaryWeights.prior, unit: "nats",
      -20...20,
      "A rhythm of voluntary.rate_hz and bursts of voluntary.burst_s that begins gradually, nats; "
        + "fitted with the other weights on one-muscle rhythms of three simulators."),
    .number(
      "voluntary.rate_hz", \.detection.classification.voluntaryWeights.rate, unit: "Hz", 0.5...20,
      "The rate that tells nothing, Hz."),
    .number(
      "voluntary.slow_nats", \.detection.classification.voluntaryWeights.slow, unit: "nats",
      -50...50,
      "Growth with the logarithm of that rate over the rhythm's, nats: people move at will more "
        + "slowly than a tremor."),
    .number(
      "voluntary.burst_s", \.detection.classification.voluntaryWeights.burst, unit: "s", 0.005...1,
      "Duration of bursts that tells nothing, seconds."),
    .number(
      "voluntary.long_nats", \.detection.classification.voluntaryWeights.long, unit: "nats",
      -50...50,
      "Growth with the logarithm of the bursts' duration over it, nats: a burst of a movement lasts."
    ),
    .number(
      "voluntary.abrupt_nats", \.detection.classification.voluntaryWeights.abrupt, unit: "nats",
      -20...20,
      "A start at full size, nats: a tremor swells."),
    .number(
      "voluntary.abrupt_ratio", \.detection.classification.voluntaryWeights.abruptRatio, unit: "",
      0...20,
      "The first two beats over the median of those that follow from which a start is at full size; "
        + "between this and the next a part of it counts."),
    .number(
      "voluntary.gradual_ratio", \.detection.classification.voluntaryWeights.gradualRatio, unit: "",
      0...20, "That ratio up to which a start is gradual."),
    .number(
      "voluntary.wanes_nats", \.detection.classification.voluntaryWeights.wanes, unit: "nats",
      -20...20,
      "Decay or slowing as clonus has them, nats."),
  ]
}
