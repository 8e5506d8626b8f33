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
    /// Length of the burst, seconds.
    var duration: Double
    /// Mean frequency of the conditioned burst, Hz.
    var meanFrequency: Double
  }

  func measures(of burst: Burst, in episode: Episode) -> Measures {
    let window = max(1, episode.samples(settings.stepWindow))
    let raw = episode.raw
    func mean(_ start: Int) -> Double? {
      guard start >= 0, start + window <= raw.count else { return nil }
      // Without what lies in the band, which activity beside the burst would bring in.
      var sum = 0.0
      for i in start..<(start + window) { sum += Double(raw[i] - episode.signal[i]) }
      return sum / Double(window)
    }
    let gap = burst.end - burst.onset
    func step(_ onset: Int) -> Double? {
      guard let before = mean(onset - window), let after = mean(onset + gap) else { return nil }
      guard let earlier = mean(onset - 2 * window), let later = mean(onset + gap + window) else {
        return abs(after - before)
      }
      // What the baseline would have done by itself, from its slope on both sides.
      let slope = (before - earlier + later - after) / (2 * Double(window))
      return abs(after - before - slope * Double(gap + window))
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
    let first = mean(max(0, low - window)) ?? Double(raw[low])
    let last = mean(min(raw.count - window, high)) ?? Double(raw[high - 1])
    var lowEnergy = 0.0
    var bandEnergy = 0.0
    for i in low..<high {
      let x = Double(episode.signal[i])
      let line = first + (last - first) * Double(i - low) / Double(high - low)
      let l = Double(raw[i]) - x - line
      lowEnergy += l * l
      bandEnergy += x * x
    }
    let usual = wander * wander * Double(high - low)
    let excess = max(0, lowEnergy - usual * settings.wanderMultiple)
    let total = excess + bandEnergy
    var slopes = 0.0
    var powers = 0.0
    for i in max(1, burst.onset)..<max(2, min(burst.end, episode.count)) {
      let x = Double(episode.signal[i])
      let d = x - Double(episode.signal[i - 1])
      slopes += d * d
      powers += x * x
    }
    return Measures(
      step: burst.peakToPeak > 0 ? own / burst.peakToPeak : 0,
      stepOverWander: own / max(wander, Double.leastNormalMagnitude),
      lowShare: total > 0 ? excess / total : 0,
      duration: burst.duration(episode.rate),
      meanFrequency: powers > 0
        ? (slopes / powers).squareRoot() * episode.rate / (2 * .pi) : 0)
  }

  /// The cause, or nil where it may be muscle.
  func cause(_ measures: Measures) -> ArtifactCause? {
    if measures.duration <= settings.popLongest, measures.step > settings.stepResidual,
      measures.stepOverWander > settings.wanderMultiple
    {
      return .electrodePop
    }
    return measures.lowShare > settings.lowFrequencyShare
      && measures.meanFrequency < settings.motionHighest ? .motion : nil
  }
}

extension ArtifactSettings {
  /// Whether an event is weak enough to be what the subtraction of a pop or a stimulus left.
  func mayBeRemains(_ event: Event) -> Bool {
    switch event.type {
    case .artifact, .unclassified: true
    case .fasciculation, .myoclonus: (event.measure("snr") ?? 0) < remainsSNR
    default: false
    }
  }
}
