internal import EMGCore
internal import EMGSpectra
internal import RealModule

/// Measures of two muscles that are active together: measured, never judged.
struct MusclePairs: Sendable {
  let settings: MeasureSettings

  /// Coherence of two rhythms' envelopes at their frequency.
  ///
  /// - Parameters:
  ///   - a: The envelope of the one.
  ///   - b: The envelope of the other, on the same grid.
  ///   - frequency: The rhythm, Hz.
  /// - Returns: Measures, or nil where the envelopes share too little time.
  func coherence(_ a: EnvelopeTrace, _ b: EnvelopeTrace, at frequency: Double) -> [Measure]? {
    let common = a.first..<a.end
    let shared = common.clamped(to: b.first..<b.end)
    guard
      let cross = try? crossSpectrum(
        of: Array(a.values(in: shared)), and: Array(b.values(in: shared)),
        segment: settings.coherenceSegment, rate: SampleRate(checked: settings.traceRate)),
      cross.effectiveSegments > 2
    else { return nil }
    let bin = Int((frequency / cross.resolution).rounded())
    guard bin > 0, bin < cross.coherence.count - 1 else { return nil }
    let phase = cross.phase[bin]
    return [
      Measure("frequency_hz", Double(bin) * cross.resolution),
      Measure("value", cross.coherence[bin]), Measure("limit_95", cross.limit(alpha: 0.05)),
      Measure("phase_deg", phase * 180 / .pi),
      Measure("phase_se_deg", cross.phaseError(bin) * 180 / .pi),
      Measure("delay_s", phase / (2 * .pi * Double(bin) * cross.resolution)),
      Measure("segments", cross.effectiveSegments),
      Measure("measured_s", Double(shared.count) / settings.traceRate),
    ]
  }

  /// How much of two muscles' activity is common, each over its own largest.
  ///
  /// - Parameters:
  ///   - a: The envelopes of the one.
  ///   - b: The envelopes of the other, on the same grid.
  ///   - peaks: The largest averaged envelope of each muscle, µV.
  /// - Returns: Measures, or nil where no averaged value is common.
  func common(
    _ a: EnvelopeTrace, _ b: [EnvelopeTrace], peaks: (a: Float, b: Float)
  ) -> [Measure]? {
    guard peaks.a > 0, peaks.b > 0 else { return nil }
    let width = Int((settings.coContractionWindow * settings.traceRate).rounded())
    var (lower, sum, product, count, time) = (0.0, 0.0, 0.0, 0.0, 0)
    for other in b {
      let shared = (a.first..<a.end).clamped(to: other.first..<other.end)
      let x = EnvelopeTrace.means(a.values(in: shared), width)
      let y = EnvelopeTrace.means(other.values(in: shared), width)
      time += shared.count
      for (x, y) in zip(x, y) {
        let (x, y) = (Double(x / peaks.a), Double(y / peaks.b))
        let (low, high) = (min(x, y), max(x, y))
        lower += low
        sum += x + y
        product += high > 0 ? low / high * (x + y) : 0
        count += 1
      }
    }
    guard count > 0, sum > 0 else { return nil }
    return [
      Measure("falconer_winter_percent", 200 * lower / sum),
      Measure("rudolph_index", product / count),
      Measure("measured_s", Double(time) / settings.traceRate),
    ]
  }
}
