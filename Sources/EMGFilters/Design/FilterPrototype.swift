internal import ComplexModule
internal import EMGCore
internal import RealModule

/// An analogue low-pass prototype with its edge at one radian a second.
///
/// Sources: Parks, Burrus (1987), "Digital Filter Design", chapter 7; conventions as
/// `scipy.signal`, so that coefficients can be compared.
public enum FilterPrototype: Hashable, Sendable {
  /// Maximally flat, −3 dB at the edge.
  case butterworth(order: Int)
  /// Equal ripple in the pass band, dB; the edge is where the pass band ends.
  case chebyshevI(order: Int, ripple: Double)
  /// Equal ripple in the stop band, dB below the pass band; the edge is where the stop band begins.
  case chebyshevII(order: Int, attenuation: Double)
  /// Maximally flat delay; what happens at the edge is said by the norm.
  case bessel(order: Int, norm: BesselNorm = .phase)

  /// The count of poles.
  public var order: Int {
    switch self {
    case .butterworth(let order), .chebyshevI(let order, _), .chebyshevII(let order, _),
      .bessel(let order, _):
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
    case .bessel(let order, let norm): BesselDesign.form(order, norm)
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

  /// Refuses what has no design.
  func check() throws(ConfigurationError) {
    guard (1...Self.highestOrder).contains(order) else {
      throw ConfigurationError(
        key: "filter order", detail: "expected 1 to \(Self.highestOrder), found \(order)")
    }
    switch self {
    case .chebyshevI(_, let ripple): try Self.check(ripple, key: "filter ripple")
    case .chebyshevII(_, let attenuation): try Self.check(attenuation, key: "filter attenuation")
    case .butterworth, .bessel: break
    }
  }

  private static func check(_ decibels: Double, key: String) throws(ConfigurationError) {
    guard decibels > 0, decibels <= highestDecibels else {
      throw ConfigurationError(
        key: key, detail: "expected above 0 and at most \(highestDecibels) dB, found \(decibels)")
    }
  }

  /// Beyond it `10^(dB/10) ± 1` no longer differ in Double.
  private static let highestDecibels = 150.0
}

/// What a Bessel filter does at its edge.
public enum BesselNorm: Hashable, Sendable {
  /// The phase is midway; far from the edge the response is that of Butterworth's. SciPy's `phase`.
  case phase
  /// The delay in the pass band is one over the edge. SciPy's `delay`.
  case delay
  /// The response is −3 dB. SciPy's `mag`.
  case magnitude
}

/// A transfer function by its zeros, poles and gain.
struct ZeroPoleGain: Hashable, Sendable {
  var zeros: [Complex<Double>]
  var poles: [Complex<Double>]
  var gain: Double

  /// Poles in excess of zeros.
  var degree: Int { poles.count - zeros.count }
}
