internal import EMGDetection

extension SettingDescription {
  /// When a peak of no unit stands out of what a channel's noise reaches by itself.
  static let tail: [SettingDescription] = [
    .number(
      "tail.start", \.detection.tail.start, unit: "", 0.5...0.99,
      "Score from which peaks below the gate tell how the noise's tail falls off."),
    .number(
      "tail.gaussian_excess", \.detection.tail.gaussianExcess, unit: "", 0.001...0.5,
      "Mean logarithm of such a peak's score over that, up to the gate, in Gaussian noise: measured in "
        + "simulated noise of several colours."),
    .number(
      "tail.prior", \.detection.tail.prior, unit: "", 0...1000,
      "Peaks for which Gaussian noise counts beside those found: few of them tell little."),
    .number(
      "tail.false_per_minute", \.detection.tail.falsePerMinute, unit: "", 0.001...10,
      "Peaks of no unit a minute that the noise may reach."),
    .number(
      "tail.growth", \.detection.tail.growth, unit: "", 0...20,
      "Rise of the score that is asked for over the excess of that beyond one: real noise has movement and "
        + "interference in it, whose tail is heavier than that of the peaks below the gate."),
    .number(
      "tail.bias", \.detection.tail.bias, unit: "", 0.05...20,
      "What noise reaches over the extrapolation of the peaks below the gate, in Gaussian noise, whose tail "
        + "falls faster and faster."),
    .number(
      "tail.highest", \.detection.tail.highest, unit: "", 1...50,
      "Largest score that is asked for; 1 asks for nothing."),
    .number(
      "tail.likeness", \.detection.tail.likeness, unit: "", 0.3...1,
      "Correlation from which a large peak of the noise is like a unit."),
    .integer(
      "tail.most_peaks", \.detection.tail.mostPeaks, unit: "", 4...10_000,
      "Most large peaks of the noise that are kept to be compared with units."),
    .number(
      "tail.occasion_s", \.detection.tail.occasion, unit: "s", 0.01...10,
      "Seconds around a discharge in which there is no other where it speaks for its unit: parts of one "
        + "burst fit by chance more easily."),
    .number(
      "tail.chance", \.detection.tail.chance, unit: "", 1e-9...1,
      "Largest probability that so many peaks of the noise are like a unit as it has members, beyond which "
        + "it is no unit but what the band makes of noise."),
  ]

  /// How discharges too weak for the gate are found by their units' waveforms.
  static let unitSearch: [SettingDescription] = [
    .integer(
      "unit_search.most_places", \.detection.unitSearch.mostPlaces, unit: "", 0...100_000,
      "Most places of a channel below the gate that are kept until its units are known; the older half is "
        + "searched, and forgotten, when there are more. None are where zero."),
    .number(
      "unit_search.share", \.detection.unitSearch.share, unit: "", 0.3...1,
      "Score, over the gate's, from which a place is kept: a waveform of its own asks for a little less "
        + "than the gate's wavelets do."),
    .integer(
      "unit_search.members", \.detection.unitSearch.members, unit: "", 2...1000,
      "Fasciculations from which a unit is searched for: noise hardly gives so many that are alike."
    ),
    .number(
      "unit_search.similarity", \.detection.unitSearch.similarity, unit: "", 0.3...1,
      "Correlation of discharges too weak for a unit of their own from which they are one unit's."),
    .integer(
      "unit_search.most_loose", \.detection.unitSearch.mostLoose, unit: "", 4...10_000,
      "Most such discharges that are kept until there are enough; the older half of those without a unit "
        + "is forgotten when there are more."),
    .number(
      "unit_search.shift_s", \.detection.unitSearch.shift, unit: "s", 0.0005...0.05,
      "Seconds on each side of a place in which a waveform is tried."),
    .number(
      "unit_search.false_per_minute", \.detection.unitSearch.falsePerMinute, unit: "", 0.001...10,
      "False alarms a minute that the search may add."),
    .number(
      "unit_search.tail_start", \.detection.unitSearch.tailStart, unit: "", 2...6,
      "Smallest match that tells the tail of the noise, in its standard deviations."),
    .number(
      "unit_search.tail_prior", \.detection.unitSearch.tailPrior, unit: "", 0...1000,
      "Matches for which Gaussian noise counts beside those found."),
    .number(
      "unit_search.even_reach", \.detection.unitSearch.evenReach, unit: "", 0.01...1,
      "Deviation from the usual interval between a unit's discharges up to which one is even: by chance one "
        + "in ten is."),
    .number(
      "unit_search.even_share", \.detection.unitSearch.evenShare, unit: "", 0...1,
      "Share of even intervals beyond which a unit fires steadily, as a heart does, and is left as it is."
    ),
    .number(
      "unit_search.ridge", \.detection.unitSearch.ridge, unit: "", 1e-6...1,
      "Share of the noise's power that is added to it at all frequencies, so that those outside of the "
        + "band are not amplified."),
    .integer(
      "unit_search.rounds", \.detection.unitSearch.rounds, unit: "", 0...10,
      "Times that the waveforms are learned anew from the discharges that they found: the mean of more "
        + "holds less noise."),
    .number(
      "unit_search.quiet_reach_s", \.detection.unitSearch.quietReach, unit: "s", 0...0.05,
      "Seconds over which a waveform's power is held against that of the noise left in it: where it is no "
        + "more, the waveform is taken for nought. Nought leaves waveforms as they are."),
    .number(
      "unit_search.rest_spread", \.detection.unitSearch.restSpread, unit: "", 0...20,
      "Standard deviations of the noise's power over a waveform's length by which a discharge may leave "
        + "more than the noise's mean: that of noise in few frequencies varies."),
  ]

  /// How discharges that were given to several units are told to be one that fires steadily.
  static let steadyPool: [SettingDescription] = [
    .number(
      "steady_pool.similarity", \.detection.steadyPool.similarity, unit: "", 0.3...1,
      "Correlation of two units' waveforms, noise allowed for, from which their discharges are "
        + "pooled: slow noise and drifting amplitude make several units of one."),
    .number(
      "steady_pool.loose_similarity", \.detection.steadyPool.looseSimilarity, unit: "", 0.3...1,
      "The same for a single discharge without a unit."),
    .number(
      "steady_pool.largest_ratio", \.detection.steadyPool.largestRatio, unit: "", 1...10,
      "Largest ratio of the sizes of what is pooled."),
    .integer(
      "steady_pool.fewest", \.detection.steadyPool.fewest, unit: "", 5...1000,
      "Fewest discharges of a pooled train."),
    .number(
      "steady_pool.evidence_nats", \.detection.steadyPool.evidence, unit: "nats", 0.5...500,
      "Log-likelihood ratio of even firing with missed discharges over random firing with a dead "
        + "time that a pooled train needs."),
    .number(
      "steady_pool.evidence_per_interval_nats", \.detection.steadyPool.evidencePerInterval,
      unit: "nats", 0...5,
      "The same for each interval: many intervals that are hardly even are not steady firing."),
    .number(
      "steady_pool.dead_share", \.detection.steadyPool.deadShare, unit: "", 0...0.9,
      "Largest dead time of random firing over its mean interval: a dead time near the mean would be "
        + "an even train by itself."),
    .number(
      "steady_pool.sparsest", \.detection.steadyPool.sparsest, unit: "", 0.1...20,
      "Largest mean interval over the longest period of a steady unit: what is seldom seen tells "
        + "nothing."),
    .number(
      "steady_pool.choice_nats", \.detection.steadyPool.choice, unit: "nats", 0...50,
      "What choosing period, variation and missed share costs."),
    .number(
      "steady_pool.strangers", \.detection.steadyPool.strangers, unit: "", 0.0001...0.5,
      "Share of the intervals that have nothing to do with the train."),
    .number(
      "steady_pool.pause_s", \.detection.steadyPool.pause, unit: "s", 0.1...60,
      "Seconds without a discharge after which a train is another one."),
    .number(
      "steady_pool.doublet_longest_s", \.detection.steadyPool.doubletLongest, unit: "s",
      0.0005...0.2,
      "Intervals shorter than this are a doublet's and tell nothing of the rate."),
  ]
}
