/// Elementary functions from additions, multiplications and divisions alone.
///
/// What happens in a simulation, and when, is drawn with these, so that it is the same on every
/// machine: a C library's functions differ in the last bit. Errors are within 4 units in the last
/// place of a Double over the ranges used.
enum PortableMath {
  private static let log2High = 0x1.62e42fee00000p-1
  private static let log2Low = 0x1.a39ef35793c76p-33

  /// `e` to the power of `x`; beyond ±700 the value at ±700.
  static func exp(_ x: Double) -> Double {
    let bounded = max(-700, min(700, x))
    let k = (bounded / (log2High + log2Low)).rounded()
    let r = (bounded - k * log2High) - k * log2Low
    // Taylor's series for |r| ≤ 0.35, innermost term first.
    var sum = 1.0
    var n = 14.0
    while n > 0 {
      sum = 1 + sum * r / n
      n -= 1
    }
    return Double(sign: .plus, exponent: Int(k), significand: 1) * sum
  }

  /// The natural logarithm of a number above zero.
  static func log(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095 {
      m /= 2
      exponent += 1
    }
    // log m = 2 artanh s; the last term kept is below 1e-18.
    let s = (m - 1) / (m + 1)
    let q = s * s
    var sum = 0.0
    var n = 23.0
    while n > 0 {
      sum = sum * q + 1 / n
      n -= 2
    }
    return exponent * log2High + (2 * s * sum + exponent * log2Low)
  }

  /// `x` to the power of `y`, `x` above zero.
  static func pow(_ x: Double, _ y: Double) -> Double { exp(y * log(x)) }

  /// Sine and cosine of an angle in turns.
  static func sineCosine(turns: Double) -> (sine: Double, cosine: Double) {
    let t = turns - turns.rounded()
    let quarter = (4 * t).rounded()
    let r = 2 * Double.pi * (t - quarter / 4)
    let q = r * r
    // Taylor's series for |r| ≤ π/4.
    let sine =
      r
      * (1 + q
        * (-1.0 / 6 + q
          * (1.0 / 120 + q
            * (-1.0 / 5040 + q
              * (1.0 / 362_880 + q
                * (-1.0 / 39_916_800
                  + q * (1.0 / 6_227_020_800 - q / 1_307_674_368_000)))))))
    let cosine =
      1 + q
      * (-0.5 + q
        * (1.0 / 24 + q
          * (-1.0 / 720 + q
            * (1.0 / 40_320 + q
              * (-1.0 / 3_628_800
                + q * (1.0 / 479_001_600 - q / 87_178_291_200))))))
    switch quarter {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case -1: return (-cosine, sine)
    default: return (-sine, -cosine)
    }
  }

  /// Sine of an angle in turns.
  static func sine(turns: Double) -> Double { sineCosine(turns: turns).sine }
}
