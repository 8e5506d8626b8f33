public import EMGCore
internal import RealModule

/// The shape that a finite impulse response is multiplied with.
public enum TaperWindow: Hashable, Sendable {
  /// Raised cosine on a pedestal, side lobes −53 dB.
  case hamming
  /// Raised cosine, side lobes −44 dB.
  case hann
  /// Two cosines, side lobes −74 dB.
  case blackman
  /// Kaiser's window of parameter beta.
  case kaiser(beta: Double)

  /// The symmetric window of a length.
  func values(_ count: Int) -> [Double] {
    guard count > 1 else { return [1] }
    let last = Double(count - 1)
    return (0..<count).map { i in
      let phase = 2 * Double.pi * Double(i) / last
      switch self {
      case .hamming: return 0.54 - 0.46 * Double.cos(phase)
      case .hann: return 0.5 - 0.5 * Double.cos(phase)
      case .blackman: return 0.42 - 0.5 * Double.cos(phase) + 0.08 * Double.cos(2 * phase)
      case .kaiser(let beta):
        let x = 2 * Double(i) / last - 1
        return Self.besselI0(beta * max(0, 1 - x * x).squareRoot()) / Self.besselI0(beta)
      }
    }
  }

  /// The modified Bessel function of order zero by its series.
  private static func besselI0(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var k = 1.0
    while term > sum * 1e-17 {
      term *= (x / 2 / k) * (x / 2 / k)
      sum += term
      k += 1
    }
    return sum
  }
}

/// A linear-phase filter of finite impulse response: a windowed sinc, as `scipy.signal.firwin`.
public struct FIRDesign: Hashable, Sendable {
  /// The taps, symmetric.
  public let taps: [Double]

  /// Designs a filter.
  ///
  /// - Parameters:
  ///   - count: The count of taps; odd for responses that pass half the sampling rate.
  ///   - response: What passes; edges in hertz at −6 dB.
  ///   - window: The taper.
  ///   - rate: The sampling rate.
  /// - Throws: `ConfigurationError` for edges out of 0…rate/2 or an even count where it must be
  ///   odd.
  public init(
    count: Int, _ response: FilterResponse, window: TaperWindow = .hamming, rate: SampleRate
  ) throws(ConfigurationError) {
    try response.check(at: rate)
    guard count >= 1 else {
      throw ConfigurationError(key: "tap count", detail: "expected 1 or more, found \(count)")
    }
    let nyquist = rate.hertz / 2
    let bands: [ClosedRange<Double>]
    switch response {
    case .lowpass(let edge): bands = [0...(edge / nyquist)]
    case .highpass(let edge): bands = [(edge / nyquist)...1]
    case .bandpass(let low, let high): bands = [(low / nyquist)...(high / nyquist)]
    case .bandstop(let low, let high): bands = [0...(low / nyquist), (high / nyquist)...1]
    }
    if count % 2 == 0, bands.contains(where: { $0.upperBound == 1 }) {
      throw ConfigurationError(
        key: "tap count",
        detail: "expected an odd count for a response that passes half the rate, found \(count)")
    }
    let middle = Double(count - 1) / 2
    let shape = window.values(count)
    var values = (0..<count).map { i -> Double in
      let m = Double(i) - middle
      return bands.reduce(0.0) {
        $0 + $1.upperBound * Self.sinc($1.upperBound * m) - $1.lowerBound
          * Self.sinc($1.lowerBound * m)
      } * shape[i]
    }
    // Unit gain in the middle of the first band that passes.
    let band = bands[0]
    let scaleAt =
      band.lowerBound == 0
      ? 0.0 : band.upperBound == 1 ? 1.0 : (band.lowerBound + band.upperBound) / 2
    let gain = values.enumerated().reduce(0.0) {
      $0 + $1.element * Double.cos(.pi * (Double($1.offset) - middle) * scaleAt)
    }
    guard gain.isFinite, abs(gain) > Self.leastGain else {
      throw ConfigurationError(
        key: "tap count",
        detail: "expected enough taps for any gain in the pass band, found \(count)")
    }
    for i in values.indices { values[i] /= gain }
    taps = values
  }

  /// The gain at a frequency: the magnitude of the response.
  ///
  /// - Parameters:
  ///   - frequency: Hertz.
  ///   - rate: The sampling rate of the signal.
  /// - Returns: 1 where the amplitude passes unchanged.
  public func gain(at frequency: Double, rate: SampleRate) -> Double {
    let omega = 2 * Double.pi * frequency / rate.hertz
    var (real, imaginary) = (0.0, 0.0)
    for (k, tap) in taps.enumerated() {
      real += tap * Double.cos(omega * Double(k))
      imaginary -= tap * Double.sin(omega * Double(k))
    }
    return Double.hypot(real, imaginary)
  }

  /// Below this gain before scaling the taps hold no filter.
  private static let leastGain = 1e-9

  private static func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : Double.sin(.pi * x) / (.pi * x)
  }
}
