internal import EMGCore
internal import EMGSpectra

/// How a rhythm's frequency and amplitude go over time: measured, never judged.
///
/// The frequency of a cycle is one over the interval between two bursts; where a burst was missed,
/// the cycles between count as equal. Where more are missing, the rhythm paused.
struct RhythmCourse: Sendable {
  /// Frequency of the cycles, Hz over minutes.
  private var cycles = LineFit()
  /// Pauses, and the seconds by which their intervals exceed the usual one.
  private(set) var pauses = 0
  private(set) var paused = 0.0

  /// Measures bursts.
  ///
  /// - Parameters:
  ///   - times: When each burst is largest, ascending, seconds.
  ///   - pausePeriods: An interval of so many usual ones is a pause.
  init(of times: [Double], pausePeriods: Double) {
    let usual = median(zip(times, times.dropFirst()).map { $1 - $0 })
    guard usual > 0 else { return }
    for (a, b) in zip(times, times.dropFirst()) where b > a {
      let periods = (b - a) / usual
      if periods >= pausePeriods {
        pauses += 1
        paused += b - a - usual
      } else {
        cycles.add((a + b) / 120, max(1, periods.rounded()) / (b - a))
      }
    }
  }

  /// Standard deviation of the frequency, its drift with the standard error, and the pauses.
  var measures: [Measure] {
    var result: [Measure] = []
    if let deviation = cycles.deviation { result.append(Measure("frequency_sd_hz", deviation)) }
    if let drift = cycles.slope {
      result.append(Measure("frequency_drift_hz_per_min", drift.value))
      result.append(Measure("frequency_drift_se_hz_per_min", drift.error))
    }
    return result + [Measure("pauses", Double(pauses)), Measure("paused_s", paused)]
  }

  /// The spread of the bursts' amplitudes: their coefficient of variation, and how far the largest
  /// tenth lies above the smallest over their sum.
  static func modulation(of amplitudes: [Float], quantile share: Double) -> [Measure] {
    let sorted = amplitudes.map(Double.init).sorted()
    let n = Double(sorted.count)
    let mean = sorted.reduce(0, +) / max(1, n)
    guard n >= 2, mean > 0 else { return [] }
    let square = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    /// Linear between order statistics, as `numpy.quantile`.
    func quantile(_ p: Double) -> Double {
      let at = p * (n - 1)
      let low = Int(at)
      let high = min(sorted.count - 1, low + 1)
      return sorted[low] + (at - Double(low)) * (sorted[high] - sorted[low])
    }
    let (low, high) = (quantile(share), quantile(1 - share))
    return [
      Measure("amplitude_cv", (square / (n - 1)).squareRoot() / mean),
      Measure("amplitude_modulation", (high - low) / (high + low)),
    ]
  }

  /// Width at half power of the envelope's spectral peak at a rhythm, Hz.
  ///
  /// - Parameters:
  ///   - trace: The envelope, of two segments or more.
  ///   - frequency: The rhythm, Hz.
  ///   - rate: Values a second.
  ///   - segment: Length of a segment, seconds.
  /// - Returns: Nil where the envelope is too short or its peak does not fall to one half.
  static func halfWidth(
    of trace: EnvelopeTrace, at frequency: Double, rate: Double, segment: Double
  ) -> Double? {
    guard Double(trace.values.count) >= 2 * segment * rate,
      var welch = try? WelchSpectrum(
        segment: segment, detrending: .linear, rate: SampleRate(checked: rate))
    else { return nil }
    welch.add(trace.values[...])
    return welch.spectrum?.peaks(in: (frequency / 2)...(1.5 * frequency), prominence: 0)
      .first?.halfPowerWidth
  }
}
