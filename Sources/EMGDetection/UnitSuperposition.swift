internal import RealModule

/// A discharge that was found inside a burst by its unit's waveform.
struct SuperposedDischarge: Hashable, Sendable {
  var unit: Int
  /// The middle of the unit's waveform, in the episode's samples.
  var position: Int
  /// The fraction of a sample by which it is later.
  var lag = 0.0
  var gain: Double

  /// When it is, in samples.
  var time: Double { Double(position) + lag }
}

extension UnitSorter {
  /// Takes a burst apart into discharges of known units.
  ///
  /// One waveform is tried, then all pairs in closed form, then further ones on what remains; each
  /// time all gains and times are fitted anew together, times to a fraction of a sample.
  /// Source: two-copy fit by the correlations of signal and templates, after Lewicki (1998).
  ///
  /// - Parameters:
  ///   - burst: What is to be explained.
  ///   - episode: The stretch that holds it.
  ///   - known: The units to look for; the confirmed ones where nil.
  ///   - alone: Units that may explain it whole, but are no part of it.
  /// - Returns: The discharges by time; nil where known units do not explain the burst.
  func explain(
    _ burst: Burst, in episode: Episode, by known: [Int]? = nil, alone: [Int] = []
  ) -> [SuperposedDischarge]? {
    let known = known ?? confirmed
    guard !known.isEmpty else { return nil }
    let low = max(window, burst.onset - window / 4)
    let high = min(episode.count - window, burst.end + window / 4)
    guard low < high, high - low <= 4 * window + episode.samples(settings.superposedLongest) else {
      return nil
    }
    let start = low - window / 2
    let length = high - low + window
    let x = episode.signal[start..<(start + length)].map(Double.init)
    return decompose(
      x, known, alone: alone, variance: burst.sigma * burst.sigma,
      rest: settings.superposedRest, most: settings.mostSuperposed
    )?.map {
      var discharge = $0
      discharge.position += start + window / 2
      return discharge
    }
  }

  /// The copies of known waveforms that make up a signal, by time; nil where they do not.
  ///
  /// - Parameters:
  ///   - original: The signal, µV.
  ///   - known: The units to look for.
  ///   - alone: Units that may be all of it, but are no part of it.
  ///   - variance: That of the noise in it, µV².
  ///   - share: Share of the signal's energy that may be left beside noise and jitter.
  ///   - most: Most copies.
  /// - Returns: The copies; positions are first samples of the waveform.
  func decompose(
    _ original: [Double], _ known: [Int], alone: [Int] = [], variance: Double,
    rest share: Double, most: Int
  ) -> [SuperposedDischarge]? {
    let total = energy(original)
    let allowed = settings.superposedLow...settings.superposedHigh
    let waveforms = templates.map(\.waveform)
    var x = original
    var found: [SuperposedDischarge] = []
    while found.count < most {
      let isFirst = found.isEmpty && most > 1
      guard let step = best(x, known, alone: found.isEmpty ? alone : [], pairs: isFirst, variance)
      else { break }
      // The first step was fitted to the whole signal already.
      let fitted = found.isEmpty ? step.fit : nil
      let fit = fitted ?? JointFit(of: found + step.found, waveforms, to: original)
      x = fit.rest
      found = fit.copies
      let jitter = found.reduce(0.0) {
        $0 + settings.shapeJitter * settings.shapeJitter * templates[$1.unit].fitted.energy
          * $1.gain * $1.gain
      }
      let rest = energy(x)
      let limit =
        settings.residual * Double(x.count) * variance + 4 * jitter
        + share * total
      if rest <= limit {
        found.sort { $0.time < $1.time }
        let isApart = zip(found, found.dropFirst()).allSatisfy {
          $0.unit != $1.unit || $1.time - $0.time >= Double(separation) - 0.5
        }
        let excess = (rest - Double(x.count) * variance) / total
        return isApart && found.allSatisfy { allowed.contains($0.gain) }
          && areDistinct(found, excess: excess) ? found : nil
      }
      if found.count == 1, alone.contains(found[0].unit) { return nil }
    }
    return nil
  }

  /// Whether discharges that lie over each other are more than one potential of a unit that is not known.
  ///
  /// Two copies with free gains and times explain many a waveform, the more the nearer they are. Real ones
  /// have the size of their units and leave little, in sum: `(ln g₁ / s)² + (ln g₂ / s)² + r / q` is no more
  /// than the interval allows, with s the spread of sizes, and r the share of the energy that is left
  /// beside the noise; and a motor neuron is refractory.
  ///
  /// - Parameters:
  ///   - found: The discharges by time.
  ///   - excess: The share of the energy that they leave beside the noise.
  /// - Returns: Whether they are.
  private func areDistinct(_ found: [SuperposedDischarge], excess: Double) -> Bool {
    let rate = Double(window) / settings.window
    return zip(found, found.dropFirst()).allSatisfy { first, second in
      let gap = (second.time - first.time) / rate
      guard gap < settings.overlapLongest else { return true }
      let sizes = [first, second].reduce(0.0) {
        let deviation = Double.log($1.gain) / settings.overlapSpread
        return $0 + deviation * deviation
      }
      return gap >= settings.overlapShortest
        && sizes + max(0, excess) / settings.overlapRest
          <= settings.overlapGrowth * (gap - settings.overlapStart)
    }
  }

  /// The one discharge, or the two, that explain most, and their fit where it was made; positions are
  /// first samples.
  private func best(
    _ x: [Double], _ known: [Int], alone others: [Int], pairs: Bool, _ variance: Double
  ) -> (found: [SuperposedDischarge], fit: JointFit?)? {
    let allowed = settings.superposedLow...settings.superposedHigh
    let correlations = known.map { slidingSums(x, templates[$0].fitted.values) }
    let energies = known.map { templates[$0].fitted.energy }
    var single: (explained: Double, found: [SuperposedDischarge]) = (0, [])
    func consider(_ unit: Int, _ correlation: [Double], _ energy: Double) {
      guard energy > 0 else { return }
      for (p, c) in correlation.enumerated() {
        let gain = c / energy
        guard allowed.contains(gain), c * gain > single.explained else { continue }
        single = (c * gain, [SuperposedDischarge(unit: unit, position: p, gain: gain)])
      }
    }
    for (k, unit) in known.enumerated() { consider(unit, correlations[k], energies[k]) }
    for unit in others {
      let waveform = templates[unit].fitted
      consider(unit, slidingSums(x, waveform.values), waveform.energy)
    }
    let isOne = single.explained >= settings.separateEnergy * variance
    guard pairs else { return isOne ? (single.found, nil) : nil }
    let waveforms = templates.map(\.waveform)
    let total = energy(x)
    let alone = isOne ? JointFit(of: single.found, waveforms, to: x) : nil
    let left = alone.map { energy($0.rest) } ?? total
    single.explained = max(single.explained, total - left)
    let jitter = 4 * settings.shapeJitter * settings.shapeJitter * single.explained
    if let alone, left <= settings.residual * Double(x.count) * variance + jitter {
      return (single.found, alone)
    }
    // Two may explain less than one on the grid and more between its points, and half a cycle apart
    // hide each other from one.
    let double = bestPair(x, known, correlations, energies)
    guard double.count > 1 else { return alone.map { (single.found, $0) } }
    let both = JointFit(of: double, waveforms, to: x)
    let gained = left - energy(both.rest)
    if gained >= settings.separateEnergy * variance + jitter { return (double, both) }
    return alone.map { (single.found, $0) }
  }

  /// The two discharges that explain most, in closed form on the grid; none where no gains are allowed.
  private func bestPair(
    _ x: [Double], _ known: [Int], _ correlations: [[Double]], _ energies: [Double]
  ) -> [SuperposedDischarge] {
    let allowed = settings.superposedLow...settings.superposedHigh
    var double: (explained: Double, found: [SuperposedDischarge]) = (0, [])
    for (k, unit) in known.enumerated() where energies[k] > 0 {
      for (m, other) in known.enumerated() where m >= k && energies[m] > 0 {
        let cross = crossCorrelation(
          templates[unit].fitted.values, templates[other].fitted.values)
        pair(
          (k, unit), (m, other), correlations, energies, cross, allowed, into: &double)
      }
    }
    return double.found
  }

  /// The best fit of two discharges of one unit to a signal; nil where there is none.
  func twice(_ unit: Int, in x: [Double]) -> JointFit? {
    let waveform = templates[unit].fitted
    let two = bestPair(x, [unit], [slidingSums(x, waveform.values)], [waveform.energy])
    guard two.count == 2 else { return nil }
    let fit = JointFit(of: two, templates.map(\.waveform), to: x)
    let gap = abs(fit.copies[1].time - fit.copies[0].time)
    let rate = Double(window) / settings.window
    let (shortest, longest) = (settings.doubletShortest * rate, settings.doubletLongest * rate)
    let allowed = settings.superposedLow...settings.superposedHigh
    return fit.copies.allSatisfy { allowed.contains($0.gain) }
      && gap >= shortest && gap <= longest + 0.5 ? fit : nil
  }

  /// Correlation of two waveforms, the second later by -window...window samples.
  private func crossCorrelation(_ a: [Double], _ b: [Double]) -> [Double] {
    // The first between zeros: what lies beside it adds nothing.
    let zeros = [Double](repeating: 0, count: window)
    return slidingSums(zeros + a + zeros, b)
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
    // Only places at which either waveform has a chance; half a cycle apart, two discharges of one
    // unit nearly cancel in their correlation.
    let least = isSame ? 0 : 0.3
    let likelyA = ca.indices.filter { ca[$0] > least * ea }
    let likelyB = cb.indices.filter { cb[$0] > least * eb }
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
