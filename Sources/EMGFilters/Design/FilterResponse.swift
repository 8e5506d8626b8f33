internal import EMGCore
internal import ComplexModule
internal import RealModule

/// Which frequencies a filter lets through; edges in hertz.
public enum FilterResponse: Hashable, Sendable {
  /// Below an edge.
  case lowpass(Double)
  /// Above an edge.
  case highpass(Double)
  /// Between two edges.
  case bandpass(Double, Double)
  /// Outside two edges.
  case bandstop(Double, Double)

  var edges: [Double] {
    switch self {
    case .lowpass(let edge), .highpass(let edge): [edge]
    case .bandpass(let low, let high), .bandstop(let low, let high): [low, high]
    }
  }

  func check(at rate: SampleRate) throws(ConfigurationError) {
    for edge in edges where !(edge > 0 && edge < rate.hertz / 2) {
      throw ConfigurationError(
        key: "filter edge",
        detail:
          "expected a frequency above 0 and below half the sampling rate (\(rate.hertz / 2) Hz), "
          + "found \(edge) Hz")
    }
    if edges.count == 2, edges[0] >= edges[1] {
      throw ConfigurationError(
        key: "filter edges",
        detail: "expected the lower edge below the upper, found \(edges[0]) and \(edges[1]) Hz")
    }
  }
}

extension ZeroPoleGain {
  /// The analogue filter with the wanted response at prewarped edges, in radians a second.
  func transformed(_ response: FilterResponse, edges: [Double]) -> ZeroPoleGain {
    switch response {
    case .lowpass: lowpass(edges[0])
    case .highpass: highpass(edges[0])
    case .bandpass:
      bandpass(center: (edges[0] * edges[1]).squareRoot(), width: edges[1] - edges[0])
    case .bandstop:
      bandstop(center: (edges[0] * edges[1]).squareRoot(), width: edges[1] - edges[0])
    }
  }

  private func lowpass(_ edge: Double) -> ZeroPoleGain {
    ZeroPoleGain(
      zeros: zeros.map { $0 * Complex(edge) }, poles: poles.map { $0 * Complex(edge) },
      gain: gain * Double.pow(edge, degree))
  }

  private var reciprocalGain: Double {
    let top = zeros.reduce(Complex<Double>(1)) { $0 * -$1 }
    let bottom = poles.reduce(Complex<Double>(1)) { $0 * -$1 }
    return (top / bottom).real
  }

  private func highpass(_ edge: Double) -> ZeroPoleGain {
    ZeroPoleGain(
      zeros: zeros.map { Complex(edge) / $0 } + Array(repeating: 0, count: degree),
      poles: poles.map { Complex(edge) / $0 }, gain: gain * reciprocalGain)
  }

  private func split(_ values: [Complex<Double>], _ center: Double) -> [Complex<Double>] {
    let roots = values.map { Complex.sqrt($0 * $0 - Complex(center * center)) }
    return zip(values, roots).map { $0 + $1 } + zip(values, roots).map { $0 - $1 }
  }

  private func bandpass(center: Double, width: Double) -> ZeroPoleGain {
    ZeroPoleGain(
      zeros: split(zeros.map { $0 * Complex(width / 2) }, center)
        + Array(repeating: 0, count: degree),
      poles: split(poles.map { $0 * Complex(width / 2) }, center),
      gain: gain * Double.pow(width, degree))
  }

  private func bandstop(center: Double, width: Double) -> ZeroPoleGain {
    ZeroPoleGain(
      zeros: split(zeros.map { Complex(width / 2) / $0 }, center)
        + Array(repeating: Complex(0, center), count: degree)
        + Array(repeating: Complex(0, -center), count: degree),
      poles: split(poles.map { Complex(width / 2) / $0 }, center), gain: gain * reciprocalGain)
  }

  /// The digital filter by the bilinear transform, at a rate of two.
  func bilinear() -> ZeroPoleGain {
    let twice = Complex<Double>(4)
    let top = zeros.reduce(Complex<Double>(1)) { $0 * (twice - $1) }
    let bottom = poles.reduce(Complex<Double>(1)) { $0 * (twice - $1) }
    return ZeroPoleGain(
      zeros: zeros.map { (twice + $0) / (twice - $0) } + Array(repeating: -1, count: degree),
      poles: poles.map { (twice + $0) / (twice - $0) }, gain: gain * (top / bottom).real)
  }
}
