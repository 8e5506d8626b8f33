internal import ComplexModule
internal import RealModule

/// Poles of Bessel filters: the roots of the reverse Bessel polynomials
/// `θ_N(s) = Σ a_k s^k` with `a_k = (2N−k)! / (2^(N−k) k! (N−k)!)`.
///
/// The roots are ill-conditioned in these coefficients: at order 20 Double arithmetic leaves them
/// some 1e-7 off. So they are found by Aberth's iteration in Double and finished by Newton steps on
/// the polynomial evaluated in twice that precision, with exact whole coefficients.
///
/// Source: Thomson (1949), Proc. IEE 96(3); norms as `scipy.signal.besselap`.
enum BesselDesign {
  static func form(_ order: Int, _ norm: BesselNorm) -> ZeroPoleGain {
    let coefficients = exactCoefficients(order)
    let constant = Double(coefficients[0])
    let scale = Double.pow(constant, -1 / Double(order))
    var poles = roots(coefficients)
    var gain = 1.0
    switch norm {
    case .phase: poles = poles.map { $0 * Complex(scale) }
    case .delay: gain = constant
    case .magnitude:
      let edge = halfPowerEdge(poles)
      poles = poles.map { $0 / Complex(edge) }
      gain = poles.reduce(Complex<Double>(1)) { $0 * -$1 }.real
    }
    return ZeroPoleGain(zeros: [], poles: poles, gain: gain)
  }

  /// The coefficients from the constant on; below 2^79 up to order 20.
  private static func exactCoefficients(_ order: Int) -> [UInt128] {
    // θ_n = (2n − 1) θ_(n−1) + s² θ_(n−2)
    var before: [UInt128] = [1]
    var last: [UInt128] = [1, 1]
    guard order > 1 else { return last }
    for n in 2...order {
      var next = last.map { $0 * UInt128(2 * n - 1) } + [0]
      for (k, a) in before.enumerated() { next[k + 2] += a }
      (before, last) = (last, next)
    }
    return last
  }

  private static func roots(_ exact: [UInt128]) -> [Complex<Double>] {
    let order = exact.count - 1
    let constant = Double(exact[0])
    // For the first iteration the variable is scaled so that the roots lie near the unit circle.
    let scale = Double.pow(constant, 1 / Double(order))
    let scaled = exact.enumerated().map {
      Double($0.element) * Double.pow(scale, $0.offset) / constant
    }
    var roots = (0..<order).map { k -> Complex<Double> in
      let angle = Double.pi * (0.55 + 0.9 * (Double(k) + 0.5) / Double(order))
      return Complex(Double.cos(angle), Double.sin(angle))
    }
    for _ in 0..<100 {
      for i in roots.indices {
        var value = Complex<Double>(0)
        var slope = Complex<Double>(0)
        for a in scaled.reversed() {
          slope = slope * roots[i] + value
          value = value * roots[i] + Complex(a)
        }
        guard slope.length > 0 else { continue }
        let newton = value / slope
        var repulsion = Complex<Double>(0)
        for j in roots.indices where j != i { repulsion += 1 / (roots[i] - roots[j]) }
        roots[i] -= newton / (1 - newton * repulsion)
      }
    }
    let coefficients = exact.map(DoubleDouble.init)
    roots = roots.map { polished($0 * Complex(scale), coefficients) }
    roots.sort { $0.imaginary < $1.imaginary }
    for i in 0..<(order / 2) {
      let mean = (roots[i] + roots[order - 1 - i].conjugate) / 2
      roots[i] = mean
      roots[order - 1 - i] = mean.conjugate
    }
    if order % 2 == 1 { roots[order / 2] = Complex(roots[order / 2].real, 0) }
    return roots
  }

  /// Newton steps whose residual is exact to twice Double's precision.
  private static func polished(
    _ root: Complex<Double>, _ coefficients: [DoubleDouble]
  ) -> Complex<Double> {
    var root = root
    for _ in 0..<3 {
      let x = DoubleDouble(root.real)
      let y = DoubleDouble(root.imaginary)
      var (re, im) = (DoubleDouble(0.0), DoubleDouble(0.0))
      var slope = Complex<Double>(0)
      for a in coefficients.reversed() {
        slope = slope * root + Complex(re.high, im.high)
        (re, im) = (re * x - im * y + a, re * y + im * x)
      }
      guard slope.length > 0 else { break }
      root -= Complex(re.high + re.low, im.high + im.low) / slope
    }
    return root
  }

  /// Where the response with unit delay is −3 dB, by bisection.
  private static func halfPowerEdge(_ poles: [Complex<Double>]) -> Double {
    func gain(_ omega: Double) -> Double {
      poles.reduce(1.0) { $0 * $1.length / (Complex(0, omega) - $1).length }
    }
    var low = 0.0
    var high = Double(2 * poles.count)
    while low.nextUp < high {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if gain(middle) > 0.5.squareRoot() { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// A number as the unevaluated sum of two Doubles: about 32 decimal digits.
///
/// Source: Dekker (1971); the product's error by a fused multiply-add, exact.
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ value: Double) { (high, low) = (value, 0) }

  init(_ value: UInt128) {
    high = Double(value)
    let rounded = UInt128(high)
    low = rounded > value ? -Double(rounded - value) : Double(value - rounded)
  }

  private init(_ high: Double, _ low: Double) {
    self.high = high + low
    self.low = low - (self.high - high)
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let sum = a.high + b.high
    let part = sum - a.high
    let error = (a.high - (sum - part)) + (b.high - part)
    return DoubleDouble(sum, error + a.low + b.low)
  }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    var negative = b
    negative.high = -b.high
    negative.low = -b.low
    return a + negative
  }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let product = a.high * b.high
    let error = (-product).addingProduct(a.high, b.high)
    return DoubleDouble(product, error + (a.high * b.low + a.low * b.high))
  }
}
