internal import ComplexModule
internal import RealModule

/// An analogue low-pass prototype with its edge at one radian a second.
///
/// Sources: Parks, Burrus (1987), "Digital Filter Design", chapter 7; conventions as
/// `scipy.signal`, so that coefficients can be compared.
public enum FilterPrototype: Hashable, Sendable {
  /// Maximally flat, −3 dB at the edge.
  case butterworth(order: Int)
  /// Equal ripple in the pass band.
  case chebyshevI(order: Int, ripple: Double)
  /// Equal ripple in the stop band; the edge is where the stop band begins.
  case chebyshevII(order: Int, attenuation: Double)
  /// Maximally flat delay; the phase at the edge is midway, as `norm='phase'` in SciPy.
  case bessel(order: Int)

  /// The count of poles.
  public var order: Int {
    switch self {
    case .butterworth(let order), .chebyshevI(let order, _), .chebyshevII(let order, _),
      .bessel(let order):
      order
    }
  }

  /// The longest order that is designed: beyond it second-order sections lose their accuracy.
  public static let highestOrder = 20

  var zeroPoleGain: ZeroPoleGain {
    switch self {
    case .butterworth(let order): Self.butterworthForm(order)
    case .chebyshevI(let order, let ripple): Self.chebyshevIForm(order, ripple)
    case .chebyshevII(let order, let attenuation): Self.chebyshevIIForm(order, attenuation)
    case .bessel(let order): Self.besselForm(order)
    }
  }

  private static func angles(_ order: Int) -> [Double] {
    stride(from: -order + 1, to: order, by: 2).map { Double.pi * Double($0) / Double(2 * order) }
  }

  private static func butterworthForm(_ order: Int) -> ZeroPoleGain {
    let poles = angles(order).map { -Complex(Double.cos($0), Double.sin($0)) }
    return ZeroPoleGain(zeros: [], poles: poles, gain: 1)
  }

  private static func chebyshevIForm(_ order: Int, _ ripple: Double) -> ZeroPoleGain {
    let epsilon = (Double.exp10(0.1 * ripple) - 1).squareRoot()
    let mu = Double.asinh(1 / epsilon) / Double(order)
    let poles = angles(order).map { -Complex.sinh(Complex(mu, $0)) }
    var gain = poles.reduce(Complex<Double>(1)) { $0 * -$1 }.real
    if order % 2 == 0 { gain /= (1 + epsilon * epsilon).squareRoot() }
    return ZeroPoleGain(zeros: [], poles: poles, gain: gain)
  }

  private static func chebyshevIIForm(_ order: Int, _ attenuation: Double) -> ZeroPoleGain {
    let delta = 1 / (Double.exp10(0.1 * attenuation) - 1).squareRoot()
    let mu = Double.asinh(1 / delta) / Double(order)
    let zeros = angles(order).filter { abs($0) > 1e-12 }.map {
      Complex(0.0, 1 / Double.sin($0))
    }
    let poles = angles(order).map { angle -> Complex<Double> in
      let unit = -Complex(Double.cos(angle), Double.sin(angle))
      return 1 / Complex(Double.sinh(mu) * unit.real, Double.cosh(mu) * unit.imaginary)
    }
    let top = poles.reduce(Complex<Double>(1)) { $0 * -$1 }
    let bottom = zeros.reduce(Complex<Double>(1)) { $0 * -$1 }
    return ZeroPoleGain(zeros: zeros, poles: poles, gain: (top / bottom).real)
  }

  /// Poles of the reverse Bessel polynomial by Aberth's iteration, scaled to the phase norm.
  private static func besselForm(_ order: Int) -> ZeroPoleGain {
    // θ_N(s) = Σ a_k s^k with a_k = (2N−k)! / (2^(N−k) k! (N−k)!)
    let constant = besselCoefficient(order, 0)
    // The variable is scaled to the phase norm, where the roots lie near the unit circle.
    let scale = Double.pow(constant, 1 / Double(order))
    let coefficients = (0...order).map { k in
      besselCoefficient(order, k) * Double.pow(scale, Double(k)) / constant
    }
    var roots = (0..<order).map { k -> Complex<Double> in
      let angle = Double.pi * (0.55 + 0.9 * (Double(k) + 0.5) / Double(order))
      return Complex(Double.cos(angle), Double.sin(angle))
    }
    for _ in 0..<200 {
      for i in roots.indices {
        var value = Complex<Double>(0)
        var slope = Complex<Double>(0)
        for k in stride(from: order, through: 0, by: -1) {
          slope = slope * roots[i] + value
          value = value * roots[i] + Complex(coefficients[k], 0)
        }
        guard slope.length > 0 else { continue }
        let newton = value / slope
        var repulsion = Complex<Double>(0)
        for j in roots.indices where j != i { repulsion += 1 / (roots[i] - roots[j]) }
        roots[i] -= newton / (1 - newton * repulsion)
      }
    }
    roots.sort { $0.imaginary < $1.imaginary }
    // Conjugate pairs exactly.
    for i in 0..<(order / 2) {
      let mean = (roots[i] + roots[order - 1 - i].conjugate) / 2
      roots[i] = mean
      roots[order - 1 - i] = mean.conjugate
    }
    if order % 2 == 1 { roots[order / 2] = Complex(roots[order / 2].real, 0) }
    return ZeroPoleGain(zeros: [], poles: roots, gain: 1)
  }

  private static func besselCoefficient(_ order: Int, _ k: Int) -> Double {
    var value = 1.0
    for i in stride(from: order - 1, through: k, by: -1) {
      value *= Double((2 * order - i) * (i + 1)) / Double(2 * (order - i))
    }
    return value
  }
}

/// A transfer function by its zeros, poles and gain.
struct ZeroPoleGain: Hashable, Sendable {
  var zeros: [Complex<Double>]
  var poles: [Complex<Double>]
  var gain: Double

  /// Poles in excess of zeros.
  var degree: Int { poles.count - zeros.count }
}
