internal import RealModule

/// The noise of a channel at one moment: its level and how neighbouring samples hang together.
struct NoiseState: Sendable {
  /// Standard deviation, µV.
  var sigma: Double
  /// Autocorrelation at lags 0, 1, …, one at lag 0.
  var correlation: [Double]

  /// Effective degrees of freedom of the energy of `count` samples of this noise.
  ///
  /// `ν = n / Σ (1 − |k|/n) ρ[k]²`, the sum over all lags of a Gaussian process.
  func freedom(of count: Int) -> Double {
    var sum = 1.0
    for lag in 1..<max(1, min(count, correlation.count)) {
      let weight = 1 - Double(lag) / Double(count)
      sum += 2 * weight * correlation[lag] * correlation[lag]
    }
    return Double(count) / sum
  }

  /// The standard deviation of this noise after each of some wavelets, by the autocorrelation of their
  /// taps.
  ///
  /// - Parameters:
  ///   - correlations: Those, as ``WaveletBank/table(of:)`` lays them out.
  ///   - leastWhite: Share of the noise's power that is taken for white at the least: lags that end
  ///     somewhere may make less than nothing of a noise that is all in a narrow band.
  ///   - result: Emptied; gains microvolts, one a wavelet, and zeros up to a multiple of eight.
  func sigmas(
    afterTapCorrelations correlations: [[SIMD8<Double>]], leastWhite: Double,
    into result: inout [Double]
  ) {
    result.removeAll(keepingCapacity: true)
    for table in correlations {
      let white = table.first ?? .zero
      var sums = white
      for lag in 1..<max(1, min(table.count, correlation.count)) {
        sums += table[lag] * correlation[lag]
      }
      for n in sums.indices {
        result.append(sigma * max(sums[n], leastWhite * white[n]).squareRoot())
      }
    }
  }
}

/// The quantile of the chi-square distribution by Wilson and Hilferty's cube.
///
/// Source: Wilson, Hilferty (1931). Within 1 % for ν ≥ 3 at the probabilities used here.
///
/// - Parameters:
///   - z: The standard normal quantile of the wanted probability.
///   - freedom: Degrees of freedom.
/// - Returns: The quantile.
func chiSquareQuantile(normalQuantile z: Double, freedom: Double) -> Double {
  let a = 2 / (9 * freedom)
  let cube = max(0, 1 - a + z * a.squareRoot())
  return freedom * cube * cube * cube
}

/// The standard normal quantile (Acklam's rational approximation, relative error 1e-9).
///
/// - Parameter p: A probability, 0 < p < 1.
/// - Returns: The quantile.
func normalQuantile(_ p: Double) -> Double {
  precondition(p > 0 && p < 1, "a probability lies between 0 and 1")
  let a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690,
    -30.66479806614716, 2.506628277459239,
  ]
  let b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
    -13.28068155288572,
  ]
  let c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
    4.374664141464968, 2.938163982698783,
  ]
  let d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
  func tail(_ q: Double) -> Double {
    (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5])
      / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1)
  }
  if p < 0.02425 { return tail((-2 * Double.log(p)).squareRoot()) }
  if p > 1 - 0.02425 { return -tail((-2 * Double.log(1 - p)).squareRoot()) }
  let q = p - 0.5
  let r = q * q
  return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q
    / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1)
}
