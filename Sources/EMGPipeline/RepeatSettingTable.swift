internal import EMGDetection

extension SettingDescription {
  /// What is a multiplet of a unit that is not known.
  static let repeats: [SettingDescription] = [
    .integer(
      "units.repeat_most", \.detection.units.repeats.most, unit: "", 2...4,
      "Most copies of one potential in a burst that is a multiplet of a unit that is not known."),
    .number(
      "units.repeat_shortest_s", \.detection.units.repeats.shortest, unit: "s", 0.0005...0.1,
      "Shortest interval between two of them, seconds."),
    .number(
      "units.repeat_longest_s", \.detection.units.repeats.longest, unit: "s", 0.0005...0.1,
      "Longest interval between two of them, seconds."),
    .number(
      "units.repeat_length_s", \.detection.units.repeats.length, unit: "s", 0.002...0.05,
      "Longest potential, seconds."),
    .number(
      "units.repeat_span_s", \.detection.units.repeats.span, unit: "s", 0.005...0.2,
      "Longest burst that is looked at, seconds."),
    .number(
      "units.repeat_rest", \.detection.units.repeats.rest, unit: "", 0...1,
      "Share of the burst's energy that the copies may leave beside the noise: of multiplets on tuning seeds "
        + "half leave less, of bursts of several units one in eight."),
    .number(
      "units.repeat_gain", \.detection.units.repeats.gain, unit: "", 0.1...1,
      "Smallest copy over their mean, and the reverse of the largest."),
    .number(
      "units.repeat_edge", \.detection.units.repeats.edge, unit: "", 0...0.2,
      "Share of the burst's energy that lies before what is looked at, and after."),
    .number(
      "units.repeat_margin_s", \.detection.units.repeats.margin, unit: "s", 0...0.01,
      "What is looked at beside that, seconds."),
    .number(
      "units.repeat_ridge", \.detection.units.repeats.ridge, unit: "", 0.000001...1,
      "Added to the diagonal of the equations, over one copy's: what they leave open is then small."
    ),
    .integer(
      "units.repeat_refined", \.detection.units.repeats.refined, unit: "", 1...100,
      "Sets of intervals that are refined to parts of a sample."),
    .integer(
      "units.repeat_rounds", \.detection.units.repeats.rounds, unit: "", 1...100,
      "Rounds of that: times and gains, then the potential."),
    .number(
      "units.repeat_rate_hz", \.detection.units.repeats.highestRate, unit: "Hz", 500...30_000,
      "Rate above which samples are put together for it, samples a second."),
    .integer(
      "units.repeat_fewest", \.detection.units.repeats.fewest, unit: "", 0...100_000,
      "Fewest fasciculations of known units in a channel for multiplets to be looked for among its bursts."
    ),
    .number(
      "units.repeat_share", \.detection.units.repeats.share, unit: "", 0...10,
      "Most bursts of several units there over these: a muscle that jerks has bursts of few units "
        + "too."),
    .number(
      "units.repeat_apart_s", \.detection.units.repeats.apart, unit: "s", 0...60,
      "Shortest distance to another burst of several units, seconds: a rhythm's have others near."),
  ]
}
