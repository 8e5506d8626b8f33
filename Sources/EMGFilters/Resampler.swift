public import EMGCore
internal import RealModule

/// Changes the sampling rate by a ratio of whole numbers, with an anti-alias filter.
///
/// A Kaiser-windowed sinc of the lower of the two half rates, evaluated only where output samples
/// stand (polyphase), as `scipy.signal.resample_poly`. Output sample `m` is centred on input
/// position `m · down / up`; outside the signal counts as zero.
///
/// - Shape: one channel; any block length; cutting the input anywhere changes no bit.
public struct Resampler: Sendable {
  /// Output samples per `down` input samples.
  public let up: Int
  /// Input samples per `up` output samples.
  public let down: Int
  private let taps: [Double]
  private let half: Int
  private var history: [Float] = []
  private var base = 0
  private var received = 0
  private var produced = 0

  /// Side lobes of the anti-alias filter as in SciPy: Kaiser's beta of 5.
  public static let beta = 5.0
  /// Zero crossings of the sinc on each side, as in SciPy.
  public static let crossings = 10

  /// Makes a resampler.
  ///
  /// - Parameters:
  ///   - up: Factor of the rate, above zero.
  ///   - down: Divisor of the rate, above zero.
  /// - Throws: ``ConfigurationError`` where a factor is not above zero.
  public init(up: Int, down: Int) throws(ConfigurationError) {
    guard up > 0, down > 0 else {
      throw ConfigurationError(
        key: "resampling ratio", detail: "expected factors above 0, found \(up)/\(down)")
    }
    let divisor = Self.divisor(up, down)
    self.up = up / divisor
    self.down = down / divisor
    let widest = max(self.up, self.down)
    half = Self.crossings * widest
    if widest == 1 {
      taps = [1]
    } else {
      let design = try FIRDesign(
        count: 2 * half + 1, .lowpass(0.5 / Double(widest)), window: .kaiser(beta: Self.beta),
        rate: SampleRate(checked: 1))
      let factor = Double(self.up)
      taps = design.taps.map { $0 * factor }
    }
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }

  /// The count of output samples of a whole signal.
  ///
  /// - Parameter count: Its input samples.
  /// - Returns: Output samples, a fraction rounded up.
  public func outputCount(forInput count: Int) -> Int { (count * up + down - 1) / down }

  /// Takes a block.
  ///
  /// - Parameter block: Samples that follow those before.
  /// - Returns: The output that can be told so far.
  public mutating func process(_ block: [Float]) -> [Float] {
    history.append(contentsOf: block)
    received += block.count
    let reach = taps.count > 1 ? half : 0
    var result: [Float] = []
    while (produced * down + reach) / up < received { result.append(value(at: produced)) }
    forget()
    return result
  }

  /// Ends the signal.
  ///
  /// - Returns: The rest of the output; the resampler is then as new.
  public mutating func finish() -> [Float] {
    let total = outputCount(forInput: received)
    var result: [Float] = []
    while produced < total { result.append(value(at: produced)) }
    history.removeAll()
    (base, received, produced) = (0, 0, 0)
    return result
  }

  private mutating func value(at index: Int) -> Float {
    produced += 1
    let position = index * down
    guard taps.count > 1 else { return history[position / up - base] }
    var sum = 0.0
    // Taps t at distance position − input · up within ±half.
    let first = max(0, (position - half + up - 1) / up)
    let last = min(received - 1, (position + half) / up)
    var input = first
    while input <= last {
      sum += Double(history[input - base]) * taps[position - input * up + half]
      input += 1
    }
    return Float(sum)
  }

  private mutating func forget() {
    let needed = max(0, (produced * down - half) / up - 1)
    if needed > base + 4096 {
      history.removeFirst(needed - base)
      base = needed
    }
  }
}
