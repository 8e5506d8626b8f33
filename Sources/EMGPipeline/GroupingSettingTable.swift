internal import EMGDetection

extension SettingDescription {
  /// Groups of discharges.
  static let grouping: [SettingDescription] = [
    .integer(
      "grouping.minimum_discharges", \.detection.grouping.minimumDischarges, unit: "", 1...100,
      "Fewest discharges of a group."),
    .integer(
      "grouping.minimum_groups", \.detection.grouping.minimumGroups, unit: "", 1...100,
      "Fewest groups of a chain."),
    .number(
      "grouping.slowest_inner_hz", \.detection.grouping.slowestInner, unit: "Hz", 0.2...200,
      "Lowest rate of one unit's discharges within a group, Hz."),
    .number(
      "grouping.longest_group_s", \.detection.grouping.longestGroup, unit: "s", 0.05...50,
      "Longest train of a unit that may be one of several groups, seconds."),
    .number(
      "grouping.shortest_pause_s", \.detection.grouping.shortestPause, unit: "s", 0.01...5,
      "Shortest pause between two groups, seconds."),
    .number(
      "grouping.longest_pause_s", \.detection.grouping.longestPause, unit: "s", 0.1...50,
      "Longest pause between two groups, seconds."),
    .number(
      "grouping.inner_lowest_hz", \.detection.grouping.innerLowest, unit: "Hz", 2...2000,
      "Lowest rate of discharges that is looked for within one burst, Hz."),
    .number(
      "grouping.inner_highest_hz", \.detection.grouping.innerHighest, unit: "Hz", 10...10000,
      "Highest rate of discharges that is looked for within one burst, Hz."),
    .number(
      "grouping.likeness", \.detection.grouping.likeness, unit: "", 0...1,
      "Similarity of a burst's waveform with itself after one interval."),
    .number(
      "grouping.inner_periods", \.detection.grouping.innerPeriods, unit: "", 1...100,
      "Fewest inner intervals that a burst's core (the shortest stretch with nine tenths of its energy) "
        + "must be long for its inner rate to be told: a doublet has one, and its potential."),
    .number(
      "grouping.copy_window_s", \.detection.grouping.copyWindow, unit: "s", 0.002...0.1,
      "Length of the waveform that is looked for in bursts that may be groups, seconds."),
    .number(
      "grouping.copy_likeness", \.detection.grouping.copyLikeness, unit: "", 0...1,
      "Normalised correlation from which a stretch of a burst is a copy of that waveform."),
    .number(
      "grouping.copy_low", \.detection.grouping.copyLow, unit: "", 0.01...1,
      "Smallest copy, as a factor of the waveform."),
    .number(
      "grouping.copy_high", \.detection.grouping.copyHigh, unit: "", 1...100,
      "Largest copy, as a factor of the waveform."),
    .number(
      "grouping.explained_share", \.detection.grouping.explainedShare, unit: "", 0...1,
      "Share of the bursts' energy, in the middle of them, that the copies must explain."),
    .number(
      "grouping.even_lv", \.detection.grouping.evenVariation, unit: "", 0...3,
      "Local variation (LV) of the intervals between copies within groups, at the most: waveforms of "
        + "many units that look alike come at all intervals."),
    .integer(
      "grouping.seeded_bursts", \.detection.grouping.seededBursts, unit: "", 1...100,
      "Bursts from which the waveform is taken at the most."),
    .integer(
      "grouping.seeds_of_burst", \.detection.grouping.seedsOfBurst, unit: "", 1...100,
      "Waveforms that are tried from each of them at the most."),
    .integer(
      "grouping.tested_bursts", \.detection.grouping.testedBursts, unit: "", 2...1000,
      "Bursts on which a waveform is tried at the most."),
    .number(
      "grouping.share", \.detection.grouping.share, unit: "", 0...1,
      "Share of the bursts during a chain of groups that must belong to them."),
    .integer(
      "grouping.fewest_proven", \.detection.grouping.fewestProven, unit: "", 1...100,
      "Fewest groups by themselves from which the rest of a chain follows."),
    .number(
      "grouping.proven_share", \.detection.grouping.provenShare, unit: "", 0...1,
      "Share of a chain's bursts that must be groups by themselves, where the rest follows from them."
    ),
    .number(
      "grouping.chance_share", \.detection.grouping.chanceShare, unit: "", 0.0001...0.9,
      "Share of the bursts of many units that look like a group by chance: 3 to 5 % do in clonus, "
        + "tremor and myoclonus of a simulator, 0.2 % in tapping."),
    .number(
      "grouping.chance_nats", \.detection.grouping.chanceNats, unit: "nats", 0...100,
      "How unlikely it must be that so many of a chain's bursts do so by chance, nats."),
    .number(
      "grouping.size_factor", \.detection.grouping.sizeFactor, unit: "", 1...1000,
      "Factor between the peak-to-peak of a burst and that of a chain's groups up to which it may be "
        + "one of them."),
    .number(
      "grouping.confidence", \.detection.grouping.confidence, unit: "", 0...1,
      "Confidence of grouped discharges: 229 of 232 on the tuning seeds are right."),
  ]
}
