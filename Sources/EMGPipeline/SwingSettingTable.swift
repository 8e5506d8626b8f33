internal import EMGDetection

extension SettingDescription {
  /// What tells one drive from units that fire side by side in activity without silence: a logistic
  /// regression on simulated tremor and contractions of 10 to 22 s.
  static let swing: [SettingDescription] = [
    .number(
      "swing.prior_nats", \.detection.rhythm.swingWeights.prior, unit: "nats", -50...50,
      "Activity that swings without silence at the rates of rhythm.unit_guard_low_hz to "
        + "rhythm.unit_guard_high_hz, by a peak of no height whose phase is as below, nats; it is a "
        + "tremor where the sum is above zero. Fitted with the other weights on simulated contractions "
        + "of 4 to 40 units and on drives that swing by 30 to 60 %, and lowered by two nats: no "
        + "tremor in an hour of contractions is asked for."),
    .number(
      "swing.spread_rad", \.detection.rhythm.swingWeights.spread, unit: "rad", 0...4,
      "Spread of what the phase turns from step to step (rhythm.phase_step_s) that tells nothing, "
        + "radians."),
    .number(
      "swing.wandering_nats", \.detection.rhythm.swingWeights.wandering, unit: "nats/rad",
      -100...100,
      "Growth with the spread over it, nats a radian: units side by side make a phase that wanders."
    ),
    .number(
      "swing.coherence", \.detection.rhythm.swingWeights.coherence, unit: "", 0...1,
      "Coherence of the phase over two steps, weighted by amplitude, that tells nothing."),
    .number(
      "swing.coherent_nats", \.detection.rhythm.swingWeights.coherent, unit: "nats", -100...100,
      "Growth with the coherence over it, nats."),
    .number(
      "swing.margin_nats", \.detection.rhythm.swingWeights.margin, unit: "nats/dB", -10...10,
      "Growth with the peak's height over the next highest maximum, by segments of "
        + "rhythm.short_segment_s, nats a decibel: units of several rates make several."),
    .number(
      "swing.height_nats", \.detection.rhythm.swingWeights.height, unit: "nats/dB", -10...10,
      "Growth with the height of the peak of the envelope's logarithm, by the same segments, nats a "
        + "decibel."),
    .number(
      "swing.linear_nats", \.detection.rhythm.swingWeights.linear, unit: "nats/dB", -10...10,
      "Growth with the height of the peak of the envelope itself, nats a decibel: where it is the higher "
        + "one, few large units make it and what lies under them does not swing."),
  ]
}
