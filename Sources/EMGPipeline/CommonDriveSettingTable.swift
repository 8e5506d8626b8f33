internal import EMGDetection

extension SettingDescription {
  /// What speaks for one drive of many units over units that fire at such rates side by side: a
  /// logistic regression on tuning seeds of four simulators.
  static let commonDrive: [SettingDescription] = [
    .number(
      "common_drive.prior_nats", \.detection.classification.driveWeights.prior, unit: "nats",
      -20...20,
      "A run at the rates of rhythm.unit_guard_low_hz to rhythm.unit_guard_high_hz that has the numbers below and no bursts outside the rhythm, nats; it is a rhythm where the sum is above zero. Fitted with the other weights on rhythms and contractions of four simulators."
    ),
    .number(
      "common_drive.variation", \.detection.classification.driveWeights.variation, unit: "",
      0.01...1,
      "Coefficient of variation of the intervals that tells nothing: units have 0.1 to 0.25."),
    .number(
      "common_drive.least_variation", \.detection.classification.driveWeights.leastVariation,
      unit: "", 0.001...1,
      "That below which a lower one tells no more."),
    .number(
      "common_drive.uneven_nats", \.detection.classification.driveWeights.uneven, unit: "nats",
      -50...50,
      "Growth with the logarithm of the coefficient of variation over it, nats."),
    .number(
      "common_drive.similarity", \.detection.classification.driveWeights.similarity, unit: "",
      0...1,
      "Similarity of successive beats at their largest deflection that tells nothing."),
    .number(
      "common_drive.alike_nats", \.detection.classification.driveWeights.alike, unit: "nats",
      -50...50,
      "Growth with the similarity over it, nats: one unit dominates."),
    .number(
      "common_drive.outsiders_nats", \.detection.classification.driveWeights.outsiders,
      unit: "nats", -50...50,
      "Growth with the share of bursts that are outside the rhythm, nats: other units fire at other times."
    ),
    .number(
      "common_drive.depth", \.detection.classification.driveWeights.depth, unit: "", 0.001...1,
      "Level between the beats over their peak level that tells nothing."),
    .number(
      "common_drive.least_depth", \.detection.classification.driveWeights.leastDepth, unit: "",
      0.001...1,
      "That below which a lower one tells no more."),
    .number(
      "common_drive.shallow_nats", \.detection.classification.driveWeights.shallow, unit: "nats",
      -50...50,
      "Growth with the logarithm of that level over it, nats: units that fire side by side leave little silence."
    ),
    .number(
      "common_drive.beats", \.detection.classification.driveWeights.beats, unit: "", 1...1000,
      "Beats from which more tell no more."),
    .number(
      "common_drive.few_nats", \.detection.classification.driveWeights.few, unit: "nats", -50...50,
      "Growth with the logarithm of the beats over them, nats: a few may be even by chance."),
  ]
}
