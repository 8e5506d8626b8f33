/// A discharge that was found inside a burst by its unit's waveform.
struct SuperposedDischarge: Hashable, Sendable {
  var unit: Int
  /// The middle of the unit's waveform, in the episode's samples.
  var position: Int
  var gain: Double
}

extension UnitSorter {
  /// Takes a burst apart into discharges of known units.
  ///
  /// One waveform is tried, then all pairs in closed form, then further ones on what remains.
  /// Source: two-copy fit by the correlations of signal and templates, after Lewicki (1998).
  ///
  /// - Parameters:
  ///   - burst: What is to be explained.
  ///   - episode: The stretch that holds it.
  ///   - least: Members from which a unit is looked for; that of a confirmed unit where nil.
  /// - Returns: The discharges by time; nil where known units do not explain the burst.
  func explain(
    _ burst: Burst, in episode: Episode, least: Int? = nil
  ) -> [SuperposedDischarge]? {
    let least = max(settings.confirmedMembers, least ?? 0)
    let known = templates.indices.filter { templates[$0].members >= least }
    guard !known.isEmpty else { return nil }
    let low = max(window, burst.onset - window / 4)
    let high = min(episode.count - window, burst.end + window / 4)
    guard low < high, high - low <= 4 * window + episode.samples(settings.superposedLongest) else {
      return nil
    }
    let start = low - window / 2
    let length = high - low + window
    var x = episode.signal[start..<(start + length)].map(Double.init)
    let total = x.reduce(0) { $0 + $1 * $1 }
    let variance = burst.sigma * burst.sigma
    var found: [SuperposedDischarge] = []
    var rest = total
    var jitter = 0.0
    func isExplained() -> Bool {
      rest <= settings.residual * Double(length) * variance + 4 * jitter
        + settings.superposedRest * total
    }
    while found.count < settings.mostSuperposed {
      let isFirst = found.isEmpty && settings.mostSuperposed > 1
      guard let step = best(x, known, pairs: isFirst, variance) else { break }
      for discharge in step {
        let template = templates[discharge.unit].waveform
        for i in 0..<window { x[discharge.position + i] -= discharge.gain * Double(template[i]) }
        jitter +=
          settings.shapeJitter * settings.shapeJitter * energy(template) * discharge.gain
          * discharge.gain
      }
      found += step.map {
        SuperposedDischarge(
          unit: $0.unit, position: start + $0.position + window / 2, gain: $0.gain)
      }
      rest = x.reduce(0) { $0 + $1 * $1 }
      if isExplained() { return found.sorted { $0.position < $1.position } }
    }
    return nil
  }

  private func energy(_ template: [Float]) -> Double {
    template.reduce(0.0) { $0 + Double($1) * Double($1) }
  }

  private func correlation(_ x: [Double], _ template: [Float]) -> [Double] {
    (0...(x.count - window)).map { p in
      var sum = 0.0
      for i in 0..<window { sum += x[p + i] * Double(template[i]) }
      return sum
    }
  }

  /// The one discharge, or the two, that explain most; positions are first samples.
  private func best(
    _ x: [Double], _ known: [Int], pairs: Bool, _ variance: Double
  ) -> [SuperposedDischarge]? {
    let allowed = settings.superposedLow...settings.superposedHigh
    let correlations = known.map { correlation(x, templates[$0].waveform) }
    let energies = known.map { energy(templates[$0].waveform) }
    var single: (explained: Double, found: [SuperposedDischarge]) = (0, [])
    for (k, unit) in known.enumerated() where energies[k] > 0 {
      for (p, c) in correlations[k].enumerated() {
        let gain = c / energies[k]
        guard allowed.contains(gain), c * gain > single.explained else { continue }
        single = (c * gain, [SuperposedDischarge(unit: unit, position: p, gain: gain)])
      }
    }
    guard single.explained >= settings.separateEnergy * variance else { return nil }
    guard pairs else { return single.found }
    let total = x.reduce(0) { $0 + $1 * $1 }
    let left = total - single.explained
    let jitter = 4 * settings.shapeJitter * settings.shapeJitter * single.explained
    if left <= settings.residual * Double(x.count) * variance + jitter { return single.found }
    var double = single
    for (k, unit) in known.enumerated() where energies[k] > 0 {
      for (m, other) in known.enumerated() where m >= k && energies[m] > 0 {
        let cross = crossCorrelation(templates[unit].waveform, templates[other].waveform)
        pair(
          (k, unit), (m, other), correlations, energies, cross, allowed, into: &double)
      }
    }
    let gained = double.explained - single.explained
    return gained >= settings.separateEnergy * variance + jitter ? double.found : single.found
  }

  /// Correlation of two waveforms, the second later by -window...window samples.
  private func crossCorrelation(_ a: [Float], _ b: [Float]) -> [Double] {
    (-window...window).map { lag in
      var sum = 0.0
      for i in max(0, lag)..<max(max(0, lag), min(window, window + lag)) {
        sum += Double(a[i]) * Double(b[i - lag])
      }
      return sum
    }
  }

  private func pair(
    _ first: (index: Int, unit: Int), _ second: (index: Int, unit: Int),
    _ correlations: [[Double]], _ energies: [Double], _ cross: [Double],
    _ allowed: ClosedRange<Double>,
    into best: inout (explained: Double, found: [SuperposedDischarge])
  ) {
    let ca = correlations[first.index]
    let cb = correlations[second.index]
    let ea = energies[first.index]
    let eb = energies[second.index]
    let isSame = first.index == second.index
    // Only places at which either waveform has a chance.
    let likelyA = ca.indices.filter { ca[$0] >= 0.3 * ea }
    let likelyB = cb.indices.filter { cb[$0] >= 0.3 * eb }
    for p in likelyA {
      for q in likelyB where isSame ? q - p >= separation : abs(q - p) >= separation {
        let lag = q - p
        let rho = abs(lag) <= window ? cross[lag + window] : 0
        let determinant = ea * eb - rho * rho
        guard determinant > 0.05 * ea * eb else { continue }
        let ga = (ca[p] * eb - cb[q] * rho) / determinant
        let gb = (cb[q] * ea - ca[p] * rho) / determinant
        guard allowed.contains(ga), allowed.contains(gb) else { continue }
        let explained = ga * ca[p] + gb * cb[q]
        guard explained > best.explained else { continue }
        best = (
          explained,
          [
            SuperposedDischarge(unit: first.unit, position: p, gain: ga),
            SuperposedDischarge(unit: second.unit, position: q, gain: gb),
          ]
        )
      }
    }
  }

  /// A burst for one discharge of a superposition, from its unit's waveform.
  func burst(of discharge: SuperposedDischarge, in whole: Burst, count: Int) -> Burst {
    let template = templates[discharge.unit].waveform
    let start = discharge.position - window / 2
    let scaled = template.map { Double($0) * discharge.gain }
    let limit = 2 * whole.sigma
    let top = scaled.indices.max { abs(scaled[$0]) < abs(scaled[$1]) } ?? window / 2
    let first = scaled.firstIndex { abs($0) > limit } ?? top
    let last = scaled.lastIndex { abs($0) > limit } ?? top
    func clamped(_ i: Int) -> Int { max(0, min(count - 1, start + i)) }
    var result = whole
    result.onset = clamped(first)
    result.end = max(result.onset + 1, clamped(last) + 1)
    result.peak = clamped(top)
    result.center = max(0, min(count - 1, discharge.position))
    result.peakToPeak = (scaled.max() ?? 0) - (scaled.min() ?? 0)
    result.core = min(whole.core, max(1, last - first + 1))
    return result
  }
}
