public import EMGCore
internal import RealModule

/// Removes a frequency and all its multiples: one delay line, as `scipy.signal.iircomb`.
///
/// `y[n] = b x[n] ∓ c x[n − N] ± a y[n − N]` with `N` samples a period. It also removes an offset
/// (the multiple zero). It rings for many periods after each discharge, and a line that drifts
/// leaves its notches: for the power line prefer ``MainsCanceller``.
///
/// - Shape: one channel, one segment; any block length; cutting the input anywhere changes no bit.
/// - Accuracy: Double state, output rounded to Float.
///
/// Source: Orfanidis (1996), "Introduction to Signal Processing", eq. 11.5.1.
public struct CombFilter: BlockProcessor, Sendable {
  /// Numerator at no delay.
  public let b0: Double
  /// Numerator at ``period`` samples.
  public let bN: Double
  /// Denominator at ``period`` samples.
  public let aN: Double
  /// Samples a period of the frequency.
  public let period: Int
  private var line: [Double]
  private var place = 0

  /// Makes a comb at rest.
  ///
  /// - Parameters:
  ///   - frequency: The lowest frequency to remove, Hz; must divide the sampling rate.
  ///   - quality: Frequency over −3 dB bandwidth.
  ///   - rate: The sampling rate of the signal.
  /// - Throws: `ConfigurationError` for a frequency out of 0…rate/2 or that does not divide the
  ///   rate, or a quality that is not above one half.
  public init(
    notch frequency: Double, quality: Double, rate: SampleRate
  ) throws(ConfigurationError) {
    try FilterResponse.lowpass(frequency).check(at: rate)
    let ratio = rate.hertz / frequency
    guard abs(ratio - ratio.rounded()) <= ratio * Self.ratioTolerance else {
      throw ConfigurationError(
        key: "comb frequency",
        detail: "expected a divisor of the sampling rate (\(rate.hertz) Hz), found \(frequency) Hz")
    }
    guard quality.isFinite, quality > Self.leastQuality else {
      throw ConfigurationError(
        key: "comb quality",
        detail: "expected finite and above \(Self.leastQuality), found \(quality)")
    }
    period = Int(ratio.rounded())
    let width = 2 * Double.pi * frequency / rate.hertz / quality
    let beta = Double.tan(Double(period) * width / 4)
    b0 = 1 / (1 + beta)
    bN = -1 / (1 + beta)
    aN = -(1 - beta) / (1 + beta)
    line = Array(repeating: 0, count: period)
  }

  /// Below it the notches overlap.
  private static let leastQuality = 1.0
  private static let ratioTolerance = 1e-12

  /// None.
  public var latency: Int { 0 }

  /// Filters samples in place.
  public mutating func process(_ samples: inout MutableSpan<Float>) {
    for i in samples.indices {
      let x = Double(samples[i])
      let y = b0 * x + line[place]
      line[place] = bN * x - aN * y
      place = place + 1 == period ? 0 : place + 1
      samples[i] = Float(y)
    }
  }

  /// Forgets all samples.
  public mutating func reset() {
    for k in line.indices { line[k] = 0 }
    place = 0
  }

  /// The gain at a frequency.
  ///
  /// - Parameters:
  ///   - frequency: Hertz.
  ///   - rate: The sampling rate of the signal.
  /// - Returns: 1 where the amplitude passes unchanged.
  public func gain(at frequency: Double, rate: SampleRate) -> Double {
    let angle = 2 * Double.pi * frequency / rate.hertz * Double(period)
    let (c, s) = (Double.cos(angle), Double.sin(angle))
    return Double.hypot(b0 + bN * c, bN * s) / Double.hypot(1 + aN * c, aN * s)
  }
}
