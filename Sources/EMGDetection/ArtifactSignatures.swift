internal import EMGCore

/// Signs on the unfiltered signal that a burst is not muscle.
struct ArtifactSignatures: Sendable {
  let settings: ArtifactSettings

  /// What a burst looks like without the high-pass.
  struct Measures: Hashable, Sendable {
    /// Step of the baseline over the burst's peak-to-peak.
    var step: Double
    /// The same step over what the baseline does anyway in the neighbourhood.
    var stepOverWander: Double
    /// Share of the energy that lies below the band.
    var lowShare: Double
  }

  /// A step counts only if it is this many times the usual wander of the baseline.
  private static let wanderMultiple = 4.0

  func measures(of burst: Burst, in episode: Episode) -> Measures {
    let window = max(1, episode.samples(settings.stepWindow))
    let raw = episode.raw
    func mean(_ start: Int) -> Double? {
      guard start >= 0, start + window <= raw.count else { return nil }
      return raw[start..<(start + window)].reduce(0.0) { $0 + Double($1) } / Double(window)
    }
    let gap = burst.end - burst.onset
    func step(_ onset: Int) -> Double? {
      guard let before = mean(onset - window), let after = mean(onset + gap) else { return nil }
      return abs(after - before)
    }
    let own = step(burst.onset) ?? 0
    // The wander: the same step at places before and after that do not touch the burst.
    let stride = gap + 2 * window
    let others = (1...6).flatMap { k in
      [step(burst.onset - k * stride), step(burst.onset + k * stride)]
    }.compactMap(\.self).sorted()
    let wander = others.isEmpty ? 0 : others[others.count / 2]

    // Energy below the band against energy in it, the former without the wander before.
    let reach = episode.samples(0.05)
    let low = max(0, burst.onset - reach)
    let high = min(raw.count, burst.end + reach)
    let mid = (mean(max(0, low - window)) ?? Double(raw[low]))
    var lowEnergy = 0.0
    var bandEnergy = 0.0
    for i in low..<high {
      let x = Double(episode.signal[i])
      let l = Double(raw[i]) - x - mid
      lowEnergy += l * l
      bandEnergy += x * x
    }
    let usual = wander * wander * Double(high - low)
    let excess = max(0, lowEnergy - usual * Self.wanderMultiple)
    let total = excess + bandEnergy
    return Measures(
      step: burst.peakToPeak > 0 ? own / burst.peakToPeak : 0,
      stepOverWander: own / max(wander, Double.leastNormalMagnitude),
      lowShare: total > 0 ? excess / total : 0)
  }

  /// The cause, or nil where it may be muscle.
  func cause(_ measures: Measures) -> ArtifactCause? {
    if measures.step > settings.stepResidual, measures.stepOverWander > Self.wanderMultiple {
      return .electrodePop
    }
    return measures.lowShare > settings.lowFrequencyShare ? .motion : nil
  }
}
