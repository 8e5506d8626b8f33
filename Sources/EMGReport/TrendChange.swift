internal import Foundation

extension Trend {
  /// Two-sided 95 % limits of Student's t by degrees of freedom from 1.
  private static let studentLimits = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
  ]

  /// The limit for so many degrees of freedom, above 20 the normal one.
  static func studentLimit(_ freedom: Int) -> Double {
    studentLimits.indices.contains(freedom - 1) ? studentLimits[freedom - 1] : 1.96
  }

  /// Fits `count ~ Poisson(minutes · exp(a + b·position))` by Newton's method.
  ///
  /// - Parameters:
  ///   - data: Position, count and minutes.
  ///   - step: Positions that the factor speaks of.
  /// - Returns: Nil with under two different positions, without events, or where the fit runs away
  ///   because all events lie in sessions at one end.
  static func change(
    _ data: [(position: Double, count: Int, minutes: Double)], step: Double
  ) -> Change? {
    let data = data.filter { $0.minutes > 0 }
    let total = data.reduce(0.0) { $0 + Double($1.count) }
    guard let low = data.map(\.position).min(), let high = data.map(\.position).max(), high > low,
      total > 0
    else { return nil }
    // Centred and scaled, so that Newton's steps are well shaped.
    let middle = (low + high) / 2
    let half = (high - low) / 2
    var a = log(total / data.reduce(0.0) { $0 + $1.minutes })
    var b = 0.0
    var (s0, s1, s2) = (0.0, 0.0, 0.0)
    var isSettled = false
    for _ in 0..<200 {
      var (g0, g1) = (0.0, 0.0)
      (s0, s1, s2) = (0, 0, 0)
      for point in data {
        let x = (point.position - middle) / half
        let mean = point.minutes * exp(a + b * x)
        g0 += Double(point.count) - mean
        g1 += (Double(point.count) - mean) * x
        s0 += mean
        s1 += mean * x
        s2 += mean * x * x
      }
      let determinant = s0 * s2 - s1 * s1
      guard determinant > 1e-12 * s0 * s0, determinant.isFinite else { return nil }
      let da = (s2 * g0 - s1 * g1) / determinant
      let db = (s0 * g1 - s1 * g0) / determinant
      let damp = min(1, 1 / max(abs(da), abs(db), 1e-300))
      a += damp * da
      b += damp * db
      if abs(da) + abs(db) < 1e-10 {
        isSettled = true
        break
      }
    }
    // More than a factor of e⁸ from end to middle: no event at one end.
    guard isSettled, abs(b) < 8 else { return nil }
    let pearson = data.reduce(0.0) { sum, point in
      let mean = point.minutes * exp(a + b * (point.position - middle) / half)
      return sum + (Double(point.count) - mean) * (Double(point.count) - mean) / mean
    }
    let freedom = data.count - 2
    let dispersion = freedom > 0 ? max(1, pearson / Double(freedom)) : 1
    let limit = dispersion > 1 ? studentLimit(freedom) : 1.96
    let error = (dispersion * s0 / (s0 * s2 - s1 * s1)).squareRoot() / half
    let slope = b / half
    return Change(
      factor: exp(slope * step), lower: exp((slope - limit * error) * step),
      upper: exp((slope + limit * error) * step), overdispersion: dispersion,
      start: exp(a - b * middle / half), slope: slope)
  }
}
