/// A line of least squares through points that come one by one, in constant memory.
///
/// Two fits of different points merge into the fit of all. Source of the updates: Chan, Golub,
/// LeVeque (1983).
struct LineFit: Hashable, Sendable {
  /// Points.
  private(set) var count = 0
  /// Means of both coordinates.
  private(set) var meanX = 0.0
  private(set) var meanY = 0.0
  private var sxx = 0.0
  private var sxy = 0.0
  private var syy = 0.0

  /// Takes a point.
  mutating func add(_ x: Double, _ y: Double) {
    var point = LineFit()
    (point.count, point.meanX, point.meanY) = (1, x, y)
    merge(point)
  }

  /// Takes all points of another fit.
  mutating func merge(_ other: LineFit) {
    guard other.count > 0 else { return }
    let n = Double(count + other.count)
    let dx = other.meanX - meanX
    let dy = other.meanY - meanY
    let weight = Double(count) * Double(other.count) / n
    sxx += other.sxx + dx * dx * weight
    sxy += other.sxy + dx * dy * weight
    syy += other.syy + dy * dy * weight
    meanX += dx * Double(other.count) / n
    meanY += dy * Double(other.count) / n
    count += other.count
  }

  /// Standard deviation of the second coordinate, or nil for fewer than two points.
  var deviation: Double? { count >= 2 ? (syy / Double(count - 1)).squareRoot() : nil }

  /// The slope alone, or nil for a single place.
  var gradient: Double? { sxx > 0 ? sxy / sxx : nil }

  /// The slope and its standard error, or nil for fewer than three points or a single place.
  var slope: (value: Double, error: Double)? {
    guard count >= 3, let value = gradient else { return nil }
    let rest = max(0, syy - value * sxy)
    return (value, (rest / Double(count - 2) / sxx).squareRoot())
  }
}
