public import EMGCore

/// What two settings owe each other: each may lie in its own range, and the two still make no sense.
struct SettingRelation: Sendable {
  /// The setting that must be the smaller, or whose product with the other is held to a bound.
  var first: String
  /// The other.
  var second: String
  /// What must hold, in words that follow the first key.
  var words: String
  /// Whether it holds for two values.
  var holds: @Sendable (Double, Double) -> Bool

  private static func less(_ first: String, _ second: String, factor: Double = 1)
    -> SettingRelation
  {
    let words = factor == 1 ? "below" : "below 1/\(Int(factor)) of"
    return SettingRelation(first: first, second: second, words: words) { factor * $0 < $1 }
  }

  private static func notMore(_ first: String, _ second: String, factor: Double = 1)
    -> SettingRelation
  {
    let words = factor == 1 ? "at most" : "at most 1/\(Int(factor)) of"
    return SettingRelation(first: first, second: second, words: words) { factor * $0 <= $1 }
  }

  static let all: [SettingRelation] = [
    less("conditioning.high_pass_hz", "conditioning.low_pass_hz", factor: 2),
    less("conditioning.implausibly_low_uv", "conditioning.implausibly_high_uv"),
    notMore("mains.piece_s", "mains.window_s", factor: 8),
    less("mains.deviation_hz", "mains.neighbour_start_hz"),
    notMore("mains.persistence", "mains.presence"),
    notMore("noise.block_s", "noise.quiet_run_s"),
    less("noise.quiet_run_s", "noise.look_back_s"),
    notMore("noise.look_back_s", "noise.memory_s"),
    less("noise.step_smallest", "noise.step_largest"),
    notMore("segmentation.hop_s", "segmentation.envelope_window_s"),
    notMore("segmentation.envelope_window_s", "segmentation.smooth_window_s"),
    less("segmentation.merge_gap_s", "segmentation.episode_gap_s"),
    less("segmentation.episode_gap_s", "segmentation.episode_maximum_s"),
    less("units.maximum_shift_s", "units.window_s", factor: 2),
    less("units.maximum_shift_s", "units.long_window_s", factor: 2),
    less("rhythm.lowest_hz", "rhythm.highest_hz"),
    notMore("rhythm.minimum_bursts", "rhythm.definite_bursts"),
    notMore("rhythm.spectral_middle_s", "rhythm.spectral_long_s"),
    less("clonus.gradual_ratio", "clonus.abrupt_ratio"),
    less("voluntary.gradual_ratio", "voluntary.abrupt_ratio"),
    less("rhythm.unit_guard_low_hz", "rhythm.unit_guard_high_hz"),
    less("rhythm.synchronous_phase_deg", "rhythm.alternating_phase_deg"),
    SettingRelation(
      first: "rhythm.lowest_hz", second: "segmentation.episode_gap_s",
      words: "above the inverse of"
    ) { $0 * $1 > 1 },
    less("classification.discharge_minimum_s", "classification.discharge_maximum_s"),
    less("classification.discharge_maximum_s", "classification.burst_maximum_s"),
    notMore("classification.discharge_maximum_s", "classification.weak_discharge_maximum_s"),
    less("classification.weak_discharge_maximum_s", "classification.burst_maximum_s"),
    notMore("classification.burst_maximum_s", "classification.sustained_minimum_s"),
    less("classification.sustained_gap_s", "classification.sustained_minimum_s"),
    less("classification.tonic_lowest_hz", "classification.tonic_highest_hz"),
    less("classification.clonus_lowest_hz", "classification.clonus_highest_hz"),
    less("classification.silence_minimum_s", "classification.silence_maximum_s"),
    less("classification.silence_maximum_s", "segmentation.episode_gap_s"),
    less("cardiac.gain_low", "cardiac.gain_high"),
    less("cardiac.lowest_hz", "cardiac.highest_hz"),
    notMore("cardiac.minimum_beats", "cardiac.irregular_beats"),
    notMore("cardiac.reference_alike", "cardiac.reference_compared"),
    notMore("measures.trace_longest_s", "measures.trace_total_s"),
    less("measures.spectrum_window_s", "measures.slope_shortest_s"),
    less("measures.coherence_segment_s", "measures.trace_longest_s"),
  ]
}

extension AnalysisSettings {
  /// Holds each setting to its range and settings to each other.
  ///
  /// - Throws: `ConfigurationError` that names the setting, or both settings that contradict.
  public func validate() throws(ConfigurationError) {
    var copy = self
    var values: [String: Double] = [:]
    for description in SettingDescription.all {
      let value = description.get(self)
      try description.set(&copy, value: value)
      switch value {
      case .number(let number): values[description.key] = number
      case .integer(let number): values[description.key] = Double(number)
      default: break
      }
    }
    for relation in SettingRelation.all {
      guard let first = values[relation.first], let second = values[relation.second],
        !relation.holds(first, second)
      else { continue }
      throw ConfigurationError(
        key: relation.first,
        detail: "expected a value \(relation.words) \(relation.second) (\(second)),"
          + " found \(first)")
    }
  }
}
