internal import EMGKernels
internal import RealModule

/// A burst that is one potential two or three times: the multiplet of a unit that is not known.
///
/// The potential and its times are fitted to the burst together: for each set of intervals the potential of
/// a limited length that explains most is a linear least-squares problem, whose equations are Toeplitz; the
/// best sets are then refined by turns, times and gains by Gauss and Newton's steps, the potential by the
/// mean of what each copy leaves of the burst. Several units together leave more than one unit does.
struct RepeatedPotential: Sendable {
  /// One of its copies.
  struct Copy: Hashable, Sendable {
    /// The first sample of the potential, with its fraction.
    var start: Double
    var gain: Double
  }

  /// By time.
  private(set) var copies: [Copy]
  /// The potential, µV.
  private(set) var potential: [Double]
  /// Share of the burst's energy that they leave beside the noise.
  private(set) var excess: Double

  /// Fits a burst; nil is given where it is too long or too short.
  ///
  /// - Parameters:
  ///   - burst: The burst.
  ///   - episode: The stretch that holds it.
  ///   - rules: Lengths and intervals.
  ///   - rate: Samples a second.
  init?(of burst: Burst, in episode: Episode, _ rules: RepeatSettings, rate: Double) {
    // Needles are looked at with fewer samples a second: the shapes of some ten milliseconds tell.
    let factor = max(1, Int(rate / rules.highestRate))
    let rate = rate / Double(factor)
    let range = Self.body(of: burst, in: episode, rules, factor)
    let x = Self.reduced(episode.signal[range], by: factor)
    let total = energy(x)
    guard total > 0, Double(x.count) <= rules.span * rate else { return nil }
    let noise = Double(x.count) * burst.sigma * burst.sigma / Double(factor)
    var best: (rest: Double, copies: [Copy], potential: [Double])?
    for count in 2...max(2, rules.most) {
      for start in Self.starts(x, count: count, rules, rate: rate) {
        guard let fit = Self.refined(start, in: x, rules) else { continue }
        if best.map({ fit.rest < $0.rest }) ?? true { best = fit }
      }
      // Fewer copies are likelier where they are enough.
      if let best, best.rest - noise <= rules.rest * total { break }
    }
    guard let best else { return nil }
    excess = (best.rest - noise) / total
    copies = best.copies.map {
      Copy(start: Double(range.lowerBound) + $0.start * Double(factor), gain: $0.gain)
    }
    potential = best.potential.flatMap { [Double](repeating: $0, count: factor) }
  }

  /// The stretch that holds nearly all of a burst's energy.
  private static func body(
    of burst: Burst, in episode: Episode, _ rules: RepeatSettings, _ factor: Int
  ) -> Range<Int> {
    let margin = episode.samples(rules.margin)
    let whole = max(0, burst.onset - margin)..<min(episode.count, burst.end + margin)
    let total = energy(episode.signal[whole].map(Double.init))
    var (low, high) = (whole.lowerBound, whole.upperBound)
    var sum = 0.0
    var first: Int?
    for i in whole {
      sum += Double(episode.signal[i]) * Double(episode.signal[i])
      if first == nil, sum > rules.edge * total { first = i }
      if sum >= (1 - rules.edge) * total {
        high = min(whole.upperBound, i + 1 + margin)
        break
      }
    }
    low = max(whole.lowerBound, (first ?? low) - margin)
    return low..<max(low + factor, high)
  }

  /// Means of so many samples each.
  private static func reduced(_ signal: ArraySlice<Float>, by factor: Int) -> [Double] {
    guard factor > 1 else { return signal.map(Double.init) }
    return stride(from: signal.startIndex, to: signal.endIndex - factor + 1, by: factor).map { i in
      signal[i..<(i + factor)].reduce(0.0) { $0 + Double($1) } / Double(factor)
    }
  }

  /// Where copies of one potential may lie: for the best sets of intervals, the copies and the potential.
  private static func starts(
    _ x: [Double], count: Int, _ rules: RepeatSettings, rate: Double
  ) -> [(offsets: [Int], potential: [Double])] {
    let shortest = max(1, Int((rules.shortest * rate).rounded()))
    let longest = max(shortest, Int((rules.longest * rate).rounded()))
    let length = Int((rules.length * rate).rounded())
    let total = energy(x)
    var found: [(rest: Double, offsets: [Int], potential: [Double])] = []
    func look(_ lags: [Int]) {
      let last = lags[lags.count - 1]
      let own = min(length, x.count - last)
      guard own > shortest / 2, own > 1 else { return }
      var column = [Double](repeating: 0, count: own)
      for (n, a) in lags.enumerated() {
        for b in lags[n...] where b - a < own { column[b - a] += 1 }
      }
      for first in stride(from: 0, through: x.count - last - own, by: 2) {
        var right = (0..<own).map { i in lags.reduce(0.0) { $0 + x[first + $1 + i] } }
        let sums = right
        var matrix = [Double](repeating: 0, count: own * own)
        for i in 0..<own {
          for j in 0...i { matrix[i * own + j] = column[i - j] }
        }
        guard solveSymmetric(&matrix, &right, ridge: rules.ridge) else { continue }
        let rest = total - zip(sums, right).reduce(0) { $0 + $1.0 * $1.1 }
        if found.count == rules.refined, rest >= found[found.count - 1].rest { continue }
        let place = found.firstIndex { $0.rest > rest } ?? found.count
        found.insert((rest, lags.map { first + $0 }, right), at: place)
        if found.count > rules.refined { found.removeLast() }
      }
    }
    func extend(_ lags: [Int]) {
      guard lags.count < count else { return look(lags) }
      for gap in shortest...longest { extend(lags + [lags[lags.count - 1] + gap]) }
    }
    extend([0])
    return found.map { ($0.offsets, $0.potential) }
  }

  /// Times, gains and the potential by turns; nil where the gains are no single unit's.
  private static func refined(
    _ start: (offsets: [Int], potential: [Double]), in x: [Double], _ rules: RepeatSettings
  ) -> (rest: Double, copies: [Copy], potential: [Double])? {
    var potential = start.potential
    var copies = start.offsets.map { SuperposedDischarge(unit: 0, position: $0, gain: 1) }
    var rest = x
    let count = potential.count
    guard start.offsets.allSatisfy({ $0 >= 0 && $0 + count <= x.count }) else { return nil }
    for _ in 0..<rules.rounds {
      let fit = JointFit(of: copies, [potential.map(Float.init)], to: x)
      copies = fit.copies
      rest = fit.rest
      let power = copies.reduce(0.0) { $0 + $1.gain * $1.gain }
      guard power > 0 else { return nil }
      // What is left, moved back to each copy's time, changes the potential.
      let left = rest.map(Float.init)
      var change = [Double](repeating: 0, count: count)
      for copy in copies {
        let back = delayed(left, by: -copy.lag)
        for i in 0..<count { change[i] += copy.gain * back[copy.position + i] / power }
      }
      for i in 0..<count { potential[i] += change[i] }
    }
    let fit = JointFit(of: copies, [potential.map(Float.init)], to: x)
    let mean = fit.copies.reduce(0.0) { $0 + $1.gain } / Double(fit.copies.count)
    guard mean > 0,
      fit.copies.allSatisfy({ $0.gain >= rules.gain * mean && $0.gain <= mean / rules.gain })
    else { return nil }
    return (
      energy(fit.rest),
      fit.copies.map { Copy(start: $0.time, gain: $0.gain) }.sorted { $0.start < $1.start },
      potential
    )
  }
}
