/// The largest absolute difference between two sequences over the root mean square of the second.
///
/// Infinite where the counts differ, so that a comparison with any tolerance fails.
///
/// - Parameters:
///   - a: Values under test.
///   - b: Reference values.
/// - Returns: The deviation.
public func relativeDeviation(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count, !b.isEmpty else { return a.count == b.count ? 0 : .infinity }
  var largest = 0.0
  var power = 0.0
  for (x, y) in zip(a, b) {
    largest = max(largest, abs(x - y))
    power += y * y
  }
  let rms = (power / Double(b.count)).squareRoot()
  return rms > 0 ? largest / rms : largest
}
