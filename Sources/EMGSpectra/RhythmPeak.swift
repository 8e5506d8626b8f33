internal import RealModule

/// The strongest rhythm of an envelope's spectrum over its smooth trend.
public struct RhythmPeak: Hashable, Sendable {
  /// Hertz, interpolated.
  public var frequency: Double
  /// Height over the trend, dB.
  public var height: Double
  /// Hertz between the half-power points, or nil where the peak does not fall that far.
  public var halfPowerWidth: Double?
  /// Height over the next highest maximum that is neither part of the peak nor its second harmonic,
  /// dB; the whole height where there is none above the trend.
  public var margin: Double
}

/// The largest interior maximum of a spectrum over a parabola through its logarithm.
///
/// `log P = a + b log f + c (log f)²` is fitted between one and twenty-five hertz by least squares
/// with bins that stand far above the fit weighted down, so that rhythms do not bend the trend.
///
/// - Parameters:
///   - spectrum: The spectrum of a logarithmic envelope.
///   - band: Where a rhythm may stand, Hz.
///   - fitBand: Where the trend is fitted, Hz.
///   - downWeight: Weight of bins above the trend.
///   - downLimit: How far above counts, in natural logarithms of power.
///   - peakBins: Bins to each side that belong to the peak.
///   - harmonicReach: How near to twice its frequency a maximum is its harmonic, Hz.
/// - Returns: The peak, or nil without an interior maximum.
public func rhythmPeak(
  of spectrum: PowerSpectrum, band: ClosedRange<Double> = 2.5...20,
  fitBand: ClosedRange<Double> = 1...25, downWeight: Double = 0.15, downLimit: Double = 0.7,
  peakBins: Int = 2,
  harmonicReach: Double = 1
) -> RhythmPeak? {
  let bins = spectrum.density.indices.filter {
    $0 > 0 && fitBand.contains(spectrum.frequency($0)) && spectrum.density[$0] > 0
  }
  guard bins.count >= 5 else { return nil }
  let x = bins.map { Double.log(spectrum.frequency($0)) }
  let y = bins.map { Double.log(spectrum.density[$0]) }
  var weights = [Double](repeating: 1, count: bins.count)
  var residual = y
  for _ in 0..<10 {
    guard let c = parabola(x, y, weights) else { return nil }
    for i in x.indices { residual[i] = y[i] - (c.0 + c.1 * x[i] + c.2 * x[i] * x[i]) }
    for i in x.indices { weights[i] = residual[i] > downLimit ? downWeight : 1 }
  }
  let decibels = 10 / Double.log(10)
  var best: Int?
  for i in 1..<(bins.count - 1) where band.contains(spectrum.frequency(bins[i])) {
    guard residual[i] > residual[i - 1], residual[i] >= residual[i + 1] else { continue }
    if residual[i] > best.map({ residual[$0] }) ?? -.infinity { best = i }
  }
  guard let top = best else { return nil }
  let curve = residual[top - 1] - 2 * residual[top] + residual[top + 1]
  let shift = curve < 0 ? 0.5 * (residual[top - 1] - residual[top + 1]) / curve : 0
  let frequency = (Double(bins[top]) + shift) * spectrum.resolution
  var next = 0.0
  for i in 1..<(bins.count - 1) where abs(i - top) > peakBins && residual[i] > next {
    guard residual[i] > residual[i - 1], residual[i] >= residual[i + 1],
      abs(spectrum.frequency(bins[i]) - 2 * frequency) > harmonicReach
    else { continue }
    next = residual[i]
  }
  let width = spectrum.peaks(in: fitBand, prominence: 0)
    .min {
      abs($0.frequency - spectrum.frequency(bins[top]))
        < abs($1.frequency - spectrum.frequency(bins[top]))
    }?
    .halfPowerWidth
  return RhythmPeak(
    frequency: frequency, height: residual[top] * decibels, halfPowerWidth: width,
    margin: (residual[top] - next) * decibels)
}

/// Weighted least squares of a parabola.
private func parabola(
  _ x: [Double], _ y: [Double], _ w: [Double]
) -> (Double, Double, Double)? {
  var s = [Double](repeating: 0, count: 5)
  var t = [Double](repeating: 0, count: 3)
  for i in x.indices {
    var p = w[i]
    for k in 0..<5 {
      s[k] += p
      if k < 3 { t[k] += p * y[i] }
      p *= x[i]
    }
  }
  // Cramer's rule on the three normal equations.
  func determinant(_ m: [[Double]]) -> Double {
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
      - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
      + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
  }
  let matrix = [[s[0], s[1], s[2]], [s[1], s[2], s[3]], [s[2], s[3], s[4]]]
  let d = determinant(matrix)
  guard abs(d) > .leastNormalMagnitude else { return nil }
  let solution = (0..<3).map { column -> Double in
    var m = matrix
    for row in 0..<3 { m[row][column] = t[row] }
    return determinant(m) / d
  }
  return (solution[0], solution[1], solution[2])
}
