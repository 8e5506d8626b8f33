public import EMGCore
internal import ComplexModule
internal import RealModule

/// One second-order section: `(b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²)`.
public struct Section: Hashable, Sendable {
  /// Numerator.
  public var b0: Double, b1: Double, b2: Double
  /// Denominator without its leading one.
  public var a1: Double, a2: Double
}

/// A digital filter as second-order sections, designed once and shared by all that run it.
///
/// Sections are paired and ordered as `scipy.signal.zpk2sos(pairing='nearest')` does: poles
/// nearest to the unit circle last, each with the zeros nearest to it.
public struct SectionCascade: Hashable, Sendable {
  /// The sections, first to last.
  public let sections: [Section]
  /// The largest distance of a pole from the origin.
  public let largestPole: Double

  /// Designs a filter from a prototype and a response.
  ///
  /// - Parameters:
  ///   - prototype: The kind of filter and its order.
  ///   - response: What passes; edges in hertz.
  ///   - rate: The sampling rate of the signal.
  /// - Throws: `ConfigurationError` for an order out of 1…20, a ripple or an attenuation that is
  ///   not above zero, or an edge out of 0…rate/2.
  public init(
    _ prototype: FilterPrototype, _ response: FilterResponse, rate: SampleRate
  ) throws(ConfigurationError) {
    try prototype.check()
    try response.check(at: rate)
    let warped = response.edges.map { 4 * Double.tan(.pi * $0 / rate.hertz) }
    self.init(prototype.zeroPoleGain.transformed(response, edges: warped).bilinear())
  }

  /// Filters one after the other.
  ///
  /// - Parameter cascades: The filters in the order in which they apply.
  public init(_ cascades: [SectionCascade]) {
    sections = cascades.flatMap(\.sections)
    largestPole = cascades.map(\.largestPole).max() ?? 0
  }

  /// A notch of quality `quality` at a frequency, as `scipy.signal.iirnotch`.
  ///
  /// - Parameters:
  ///   - frequency: The frequency to remove, Hz.
  ///   - quality: Frequency over −3 dB bandwidth.
  ///   - rate: The sampling rate of the signal.
  /// - Throws: `ConfigurationError` for a frequency out of 0…rate/2 or a quality not above zero.
  public init(notch frequency: Double, quality: Double, rate: SampleRate) throws(ConfigurationError)
  {
    try FilterResponse.lowpass(frequency).check(at: rate)
    try Self.check(quality: quality, at: frequency, rate: rate)
    let omega = 2 * Double.pi * frequency / rate.hertz
    let beta = Double.tan(omega / quality / 2)
    let gain = 1 / (1 + beta)
    sections = [
      Section(
        b0: gain, b1: -2 * Double.cos(omega) * gain, b2: gain, a1: -2 * gain * Double.cos(omega),
        a2: 2 * gain - 1)
    ]
    largestPole = max(0, 2 * gain - 1).squareRoot()
  }

  /// Refuses a bandwidth that is not between zero and half the rate, where the pole pair would
  /// stand on or outside the unit circle.
  static func check(
    quality: Double, at frequency: Double, rate: SampleRate
  ) throws(ConfigurationError) {
    let least = 2 * frequency / rate.hertz
    guard quality.isFinite, quality > least else {
      throw ConfigurationError(
        key: "notch quality",
        detail:
          "expected finite and above \(least), where the bandwidth is half the sampling rate, "
          + "found \(quality)")
    }
  }

  init(_ form: ZeroPoleGain) {
    sections = SectionPairing(form).sections
    largestPole = form.poles.map(\.length).max() ?? 0
  }

  /// The complex response at a frequency.
  ///
  /// - Parameters:
  ///   - frequency: Hertz.
  ///   - rate: The sampling rate of the signal.
  /// - Returns: Real and imaginary part.
  public func response(
    at frequency: Double, rate: SampleRate
  ) -> (real: Double, imaginary: Double) {
    let omega = -2 * Double.pi * frequency / rate.hertz
    let z = Complex(Double.cos(omega), Double.sin(omega))
    var value = Complex<Double>(1)
    for s in sections {
      let top = Complex(s.b0) + z * (Complex(s.b1) + z * Complex(s.b2))
      let bottom = Complex<Double>(1) + z * (Complex(s.a1) + z * Complex(s.a2))
      value *= top / bottom
    }
    return (value.real, value.imaginary)
  }

  /// The gain at a frequency: the magnitude of the response.
  ///
  /// - Parameters:
  ///   - frequency: Hertz.
  ///   - rate: The sampling rate of the signal.
  /// - Returns: 1 where the amplitude passes unchanged.
  public func gain(at frequency: Double, rate: SampleRate) -> Double {
    let (real, imaginary) = response(at: frequency, rate: rate)
    return Double.hypot(real, imaginary)
  }

  /// The delay of an envelope at a frequency, samples: `−dφ/dω`.
  ///
  /// Each polynomial `Σ c[k] z^−k` delays by the real part of `Σ k c[k] z^−k / Σ c[k] z^−k`.
  ///
  /// - Parameters:
  ///   - frequency: Hertz; not where the response is zero.
  ///   - rate: The sampling rate of the signal.
  /// - Returns: Samples.
  public func groupDelay(at frequency: Double, rate: SampleRate) -> Double {
    let omega = -2 * Double.pi * frequency / rate.hertz
    let z = Complex(Double.cos(omega), Double.sin(omega))
    func delay(_ c0: Double, _ c1: Double, _ c2: Double) -> Double {
      let first = z * Complex(c1)
      let second = z * z * Complex(c2)
      return ((first + second * Complex(2)) / (Complex(c0) + first + second)).real
    }
    return sections.reduce(0) {
      $0 + delay($1.b0, $1.b1, $1.b2) - delay(1, $1.a1, $1.a2)
    }
  }
}

/// Pairs poles with zeros into sections.
private struct SectionPairing {
  var sections: [Section] = []

  init(_ form: ZeroPoleGain) {
    var poles = form.poles
    var zeros = form.zeros
    let count = (max(poles.count, zeros.count) + 1) / 2
    while zeros.count < poles.count { zeros.append(0) }
    while poles.count < zeros.count { poles.append(0) }
    if poles.count % 2 == 1 {
      poles.append(0)
      zeros.append(0)
    }
    poles = Self.halves(poles)
    zeros = Self.halves(zeros)
    var result: [Section] = []
    for _ in 0..<count {
      let p1 = poles.remove(at: Self.worst(poles, among: Array(poles.indices)))
      let z1: Complex<Double>
      let p2: Complex<Double>
      let z2: Complex<Double>
      let realPoles = poles.indices.filter { Self.isReal(poles[$0]) }
      let realZeros = zeros.indices.filter { Self.isReal(zeros[$0]) }
      if Self.isReal(p1), realPoles.isEmpty {
        z1 = zeros.remove(at: Self.nearest(zeros, to: p1, among: realZeros))
        (p2, z2) = (0, 0)
      } else if poles.count + 1 == zeros.count, !Self.isReal(p1), realPoles.count == 1,
        realZeros.count == 1
      {
        let complexZeros = zeros.indices.filter { !Self.isReal(zeros[$0]) }
        z1 = zeros.remove(at: Self.nearest(zeros, to: p1, among: complexZeros))
        (p2, z2) = (p1.conjugate, z1.conjugate)
      } else {
        p2 =
          Self.isReal(p1)
          ? poles.remove(at: Self.worst(poles, among: realPoles)) : p1.conjugate
        z1 = zeros.remove(at: Self.nearest(zeros, to: p1, among: Array(zeros.indices)))
        if Self.isReal(z1) {
          let left = zeros.indices.filter { Self.isReal(zeros[$0]) }
          z2 = left.isEmpty ? 0 : zeros.remove(at: Self.nearest(zeros, to: p1, among: left))
        } else {
          z2 = z1.conjugate
        }
      }
      result.append(
        Section(
          b0: 1, b1: -(z1 + z2).real, b2: (z1 * z2).real, a1: -(p1 + p2).real, a2: (p1 * p2).real))
    }
    result.reverse()
    if !result.isEmpty {
      result[0].b0 *= form.gain
      result[0].b1 *= form.gain
      result[0].b2 *= form.gain
    }
    sections = result
  }

  static func isReal(_ z: Complex<Double>) -> Bool { z.imaginary == 0 }

  /// One of each conjugate pair (positive imaginary part), sorted; then the real ones, sorted.
  static func halves(_ values: [Complex<Double>]) -> [Complex<Double>] {
    let tolerance = 100 * Double.ulpOfOne
    let real = values.filter { abs($0.imaginary) <= tolerance * $0.length }
      .map { Complex($0.real, 0) }.sorted { $0.real < $1.real }
    let upper = values.filter { $0.imaginary > tolerance * $0.length }
      .sorted { ($0.real, $0.imaginary) < ($1.real, $1.imaginary) }
    return upper + real
  }

  /// The pole nearest to the unit circle.
  static func worst(_ poles: [Complex<Double>], among indices: [Int]) -> Int {
    indices.min { abs(1 - poles[$0].length) < abs(1 - poles[$1].length) } ?? 0
  }

  static func nearest(
    _ values: [Complex<Double>], to target: Complex<Double>, among indices: [Int]
  ) -> Int {
    indices.min { (values[$0] - target).length < (values[$1] - target).length } ?? 0
  }
}
