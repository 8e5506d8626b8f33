internal import RealModule

/// The upper tail of the chi-square distribution.
///
/// `Q(ν/2, x/2)`, the regularised incomplete gamma function: by its series below the mean, by
/// Lentz's continued fraction above. Source: Abramowitz, Stegun 6.5.29 and 6.5.31.
func chiSquareTail(_ x: Double, freedom: Double) -> Double {
  let a = freedom / 2
  let y = x / 2
  guard y > 0 else { return 1 }
  let front = Double.exp(a * Double.log(y) - y - Double.logGamma(a))
  if y < a + 1 {
    var term = 1 / a
    var sum = term
    var n = a
    while term > sum * 1e-15 {
      n += 1
      term *= y / n
      sum += term
    }
    return 1 - front * sum
  }
  let tiny = Double.leastNormalMagnitude * 1e10
  var b = y + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var h = d
  for i in 1...500 {
    let an = -Double(i) * (Double(i) - a)
    b += 2
    d = an * d + b
    if abs(d) < tiny { d = tiny }
    c = b + an / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    let delta = d * c
    h *= delta
    if abs(delta - 1) < 1e-12 { break }
  }
  return front * h
}

/// The value that a chi-square variable exceeds with probability `tail`, by bisection.
func chiSquareUpperQuantile(tail: Double, freedom: Double) -> Double {
  precondition(tail > 0 && tail < 1, "a tail probability lies between 0 and 1")
  var low = 0.0
  var high = freedom + 10
  while chiSquareTail(high, freedom: freedom) > tail { high *= 2 }
  for _ in 0..<60 {
    let mid = (low + high) / 2
    if chiSquareTail(mid, freedom: freedom) > tail { low = mid } else { high = mid }
  }
  return (low + high) / 2
}

extension NoiseState {
  /// The mean square of `count` samples, over the variance, that this noise exceeds with
  /// probability `tail`.
  ///
  /// The sum of squares of correlated Gaussian samples is matched in its first three moments by a
  /// shifted chi-square: with `t2 = tr R²`, `t3 = tr R³` of the correlation matrix,
  /// `ν = t2³/t3²`. Source: Hall (1983), Buckley, Eagleson (1988). Long windows are thinned to at
  /// most `maximumOrder` samples, which keeps the moments as long as lags are still dense.
  func meanSquareLimit(count: Int, tail: Double) -> Double {
    let stride = max(1, (count + Self.maximumOrder - 1) / Self.maximumOrder)
    let order = max(1, count / stride)
    // The row of lags 1 − order … order − 1, of which each row of the matrix is a stretch.
    let lags = (1 - order..<order).map { lag in
      let k = abs(lag) * stride
      return k < correlation.count ? correlation[k] : 0
    }
    var row = [Double](repeating: 0, count: order)
    var t2 = 0.0
    var t3 = 0.0
    for i in 0..<order {
      // Row i of the square: the sum of the matrix's rows k, each times its element i.
      for j in 0..<order { row[j] = 0 }
      for k in 0..<order {
        let factor = lags[i - k + order - 1]
        for j in 0..<order { row[j] += factor * lags[j - k + order - 1] }
      }
      t2 += row[i]
      for j in 0..<order { t3 += row[j] * lags[j - i + order - 1] }
    }
    let n = Double(order)
    let freedom = t2 * t2 * t2 / (t3 * t3)
    let quantile = chiSquareUpperQuantile(tail: tail, freedom: freedom)
    let standard = (quantile - freedom) / (2 * freedom).squareRoot()
    return (n + (2 * t2).squareRoot() * standard) / n
  }

  /// Largest size of the correlation matrix.
  private static var maximumOrder: Int { 24 }
}
