internal import EMGDetection

extension SettingDescription {
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
      "unit_search.ridge", \.detection.unitSearch.ridge, unit: "", 1e-6...1,
      "Share of the noise's power that is added to it at all frequencies, so that those outside of the "
        + "band are not amplified."),
  ]
}
