internal import RealModule

/// Whether every second beat of a rhythm is weaker: then it beats at half the rate, and each cycle
/// has a second, lesser burst.
struct RhythmAlternation: Hashable, Sendable {
  /// The name of its evidence.
  static let rule = "alternation_t"

  /// Mean logarithm of a stronger beat over its weaker neighbours.
  var ratio: Double
  /// That mean over its standard error.
  var t: Double
  /// Indices of the stronger beats, ascending.
  var stronger: [Int]

  /// Compares beats with their neighbours by turns.
  ///
  /// Each beat's logarithm is taken against the mean of those of its two neighbours, so that waxing
  /// and waning cancel; a beat that was missed turns the order round. The standard error counts
  /// every second comparison only, as neighbouring ones share beats.
  ///
  /// - Parameters:
  ///   - times: Times of the beats, ascending, in any unit.
  ///   - logs: Logarithms of their strengths.
  ///   - period: The interval that they seem to have, in that unit; fewer than eight comparisons
  ///     give nil.
  init?(times: [Double], logs: [Double], period: Double) {
    guard times.count >= 10, period > 0 else { return nil }
    var isOdd = [false]
    for (a, b) in zip(times, times.dropFirst()) {
      let cycles = max(1, ((b - a) / period).rounded())
      let turns = cycles.truncatingRemainder(dividingBy: 2) != 0
      isOdd.append((isOdd.last ?? false) != turns)
    }
    var differences: [Double] = []
    for i in 1..<(times.count - 1) where isOdd[i - 1] != isOdd[i] && isOdd[i + 1] != isOdd[i] {
      let own = logs[i] - (logs[i - 1] + logs[i + 1]) / 2
      differences.append(isOdd[i] ? own : -own)
    }
    let n = Double(differences.count)
    guard n >= 8 else { return nil }
    let mean = differences.reduce(0, +) / n
    let square = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (square / (n - 1) / (n / 2)).squareRoot()
    ratio = abs(mean)
    t = error > 0 ? abs(mean) / error : (mean == 0 ? 0 : .infinity)
    stronger = times.indices.filter { isOdd[$0] == (mean > 0) }
  }

  /// Whether the beats are two of a cycle beyond chance.
  func holds(_ settings: RhythmSettings) -> Bool {
    ratio >= settings.alternationRatio && t >= settings.alternationT
  }
}
