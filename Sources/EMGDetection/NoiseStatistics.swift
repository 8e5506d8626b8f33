internal import EMGKernels
internal import RealModule

/// The chi-square distribution of some degrees of freedom.
struct ChiSquare {
  /// Half the degrees of freedom: the shape of the gamma distribution of half the value.
  private let shape: Double
  private let logGamma: Double

  init(freedom: Double) {
    shape = freedom / 2
    logGamma = Double.logGamma(shape)
  }

  /// The probability of a larger value, and the density there.
  ///
  /// `Q(ν/2, x/2)`, the regularised incomplete gamma function: by its series below the mean, by
  /// Lentz's continued fraction above. Source: Abramowitz, Stegun 6.5.29 and 6.5.31.
  func tail(_ x: Double) -> (probability: Double, density: Double) {
    let a = shape
    let y = x / 2
    guard y > 0 else { return (1, 0) }
    let front = Double.exp(a * Double.log(y) - y - logGamma)
    let density = front / x
    if y < a + 1 {
      var term = 1 / a
      var sum = term
      var n = a
      while term > sum * 1e-15 {
        n += 1
        term *= y / n
        sum += term
      }
      return (1 - front * sum, density)
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
    return (front * h, density)
  }

  /// The value that is exceeded with some probability.
  ///
  /// Newton's steps on the logarithm of the tail, which is nearly straight; where one leaves what is
  /// known to hold the value, that is halved instead.
  func upperQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a tail probability lies between 0 and 1")
    var low = 0.0
    var high = 2 * shape + 10
    while tail(high).probability > probability {
      low = high
      high *= 2
    }
    let guess = chiSquareQuantile(
      normalQuantile: -normalQuantile(probability), freedom: 2 * shape)
    var x = guess > low && guess < high ? guess : high
    for _ in 0..<100 {
      let (q, density) = tail(x)
      if q > probability { low = x } else { high = x }
      let step = Double.log(q / probability) * q / density
      let next = x + step
      guard next > low, next < high else {
        // What is left is rounding.
        if abs(step) <= 1e-9 * x { return x }
        x = (low + high) / 2
        continue
      }
      x = next
      // The error is of the order of the step's square.
      if abs(step) <= 1e-9 * x { break }
    }
    return x
  }
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
    let (t2, t3) = toeplitzTraces(correlation, order: order, stride: stride)
    let n = Double(order)
    let freedom = t2 * t2 * t2 / (t3 * t3)
    let quantile = ChiSquare(freedom: freedom).upperQuantile(tail)
    let standard = (quantile - freedom) / (2 * freedom).squareRoot()
    return (n + (2 * t2).squareRoot() * standard) / n
  }

  /// Largest size of the correlation matrix.
  private static var maximumOrder: Int { 24 }
}
