internal import EMGDetection

extension SettingDescription {
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
      "Log-likelihood ratio of even firing with missed discharges over irregular firing, a Poisson "
        + "process with a dead time or a gamma process, that a pooled train needs."),
    .number(
      "steady_pool.evidence_per_interval_nats", \.detection.steadyPool.evidencePerInterval,
      unit: "nats", 0...5,
      "The same for each interval: many intervals that are hardly even are not steady firing. Other "
        + "irregular processes (log-normal, inverse normal, a rate that wanders) stay under 0.026 in "
        + "20 minutes at 2 to 6 discharges a second."),
    .number(
      "steady_pool.dead_share", \.detection.steadyPool.deadShare, unit: "", 0...0.9,
      "Largest dead time of random firing over its mean interval: a dead time near the mean would be "
        + "an even train by itself."),
    .number(
      "steady_pool.random_variation", \.detection.steadyPool.randomVariation, unit: "", 0.3...1,
      "Least standard deviation of random firing's intervals over their mean: steady units vary by "
        + "0.1 to 0.25."),
    .number(
      "steady_pool.sparsest", \.detection.steadyPool.sparsest, unit: "", 0.1...20,
      "Largest mean interval over the longest period of a steady unit: what is seldom seen tells "
        + "nothing."),
    .number(
      "steady_pool.choice_nats", \.detection.steadyPool.choice, unit: "nats", 0...50,
      "What choosing period, variation and missed share costs."),
    .number(
      "steady_pool.strangers", \.detection.steadyPool.strangers, unit: "", 0.0001...0.5,
      "Largest share of the intervals that have nothing to do with the train."),
    .number(
      "steady_pool.pause_s", \.detection.steadyPool.pause, unit: "s", 0.1...60,
      "Seconds without a discharge after which a train is another one."),
    .number(
      "steady_pool.doublet_longest_s", \.detection.steadyPool.doubletLongest, unit: "s",
      0.0005...0.2,
      "Intervals shorter than this are a doublet's and tell nothing of the rate."),
    .number(
      "steady_pool.refractory_reach", \.detection.steadyPool.refractoryReach, unit: "", 0.1...0.9,
      "How near two discharges of one steady unit do not come, in mean intervals."),
    .number(
      "steady_pool.refractory_share", \.detection.steadyPool.refractoryShare, unit: "", 0...1,
      "Two trains of one size are one unit's where their discharges come that near each other no more "
        + "often than this share of what chance would bring; 0 to go by waveforms alone."),
    .number(
      "steady_pool.refractory_fewest", \.detection.steadyPool.refractoryFewest, unit: "", 1...1000,
      "Meetings that chance would bring, under which no such thing is said."),
    .number(
      "steady_pool.several_variation", \.detection.steadyPool.severalVariation, unit: "", 0...10,
      "Standard deviation of a train's intervals over their mean from which several units that are alike make "
        + "it: a single unit's is under 0.25. What is left over it is none of another unit's discharges."
    ),
  ]
}
