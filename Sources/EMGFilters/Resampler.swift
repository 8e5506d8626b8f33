public import EMGCore
internal import EMGKernels

/// Changes the sampling rate by a ratio of whole numbers, with an anti-alias filter.
///
/// A Kaiser-windowed sinc of the lower of the two half rates, evaluated only where output samples
/// stand (polyphase), as `scipy.signal.resample_poly`. Output sample `m` is centred on input
/// position `m · down / up`; outside the signal counts as zero.
///
/// With `up` 1 it is a decimator. The anti-alias filter is −6 dB at the lower half rate and loses
/// its pass band from about 0.85 of it on; a signal with an offset shows the step to zero at both
/// ends, so remove the offset before.
///
/// - Shape: one channel, one segment; any block length; cutting the input anywhere changes no bit.
/// - Latency: half the filter, ``latency`` input samples.
/// - Accuracy: Double taps and sums, rounded to Float once.
public struct Resampler: BlockStream, Sendable {
  /// Output samples per `down` input samples.
  public let up: Int
  /// Input samples per `up` output samples.
  public let down: Int
  /// For each phase the taps that meet consecutive input samples, in the order of time.
  private let phases: [[Double]]
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
  /// - Throws: `ConfigurationError` where a factor is not above zero.
  public init(up: Int, down: Int) throws(ConfigurationError) {
    guard up > 0, down > 0 else {
      throw ConfigurationError(
        key: "resampling ratio", detail: "expected factors above 0, found \(up)/\(down)")
    }
    let divisor = Self.divisor(up, down)
    self.up = up / divisor
    self.down = down / divisor
    let widest = max(self.up, self.down)
    half = widest == 1 ? 0 : Self.crossings * widest
    let taps: [Double]
    if widest == 1 {
      taps = [1]
    } else {
      let design = try FIRDesign(
        count: 2 * half + 1, .lowpass(0.5 / Double(widest)), window: .kaiser(beta: Self.beta),
        rate: SampleRate(checked: 1))
      let factor = Double(self.up)
      taps = design.taps.map { $0 * factor }
    }
    let (up, half) = (self.up, half)
    // Output position p (at the rate `up`) meets input i with tap p − i · up + half.
    phases = (0..<up).map { phase in
      let first = Self.ceilingQuotient(phase - half, up)
      let last = (phase + half) / up
      return (first...last).map { taps[phase - $0 * up + half] }
    }
  }

  /// The quotient rounded towards plus infinity, for a divisor above zero.
  private static func ceilingQuotient(_ a: Int, _ b: Int) -> Int {
    a >= 0 ? (a + b - 1) / b : -(-a / b)
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }

  /// The count of output samples of a whole signal.
  ///
  /// - Parameter count: Its input samples.
  /// - Returns: Output samples, a fraction rounded up.
  public func outputCount(forInput count: Int) -> Int { (count * up + down - 1) / down }

  /// Input samples that must follow before an output sample can be told.
  public var latency: Int { (half + up - 1) / up }

  /// Takes the next block and appends what can be told by now.
  public mutating func process(_ samples: Span<Float>, into output: inout [Float]) {
    append(samples, to: &history)
    received += samples.count
    while (produced * down + half) / up < received { output.append(nextValue()) }
    forget()
  }

  /// Ends the segment and appends the rest.
  public mutating func finish(into output: inout [Float]) {
    let total = outputCount(forInput: received)
    while produced < total { output.append(nextValue()) }
    reset()
  }

  /// Forgets the segment.
  public mutating func reset() {
    history.removeAll(keepingCapacity: true)
    (base, received, produced) = (0, 0, 0)
  }

  private mutating func nextValue() -> Float {
    let position = produced * down
    produced += 1
    let taps = phases[position % up]
    let first = Self.ceilingQuotient(position - half, up)
    if first >= base, first + taps.count <= received {
      return Float(dotProduct(history.span, from: first - base, taps: taps.span))
    }
    // At the ends of the segment; zero outside. The order of the sum is the same.
    var sum = 0.0
    for (k, tap) in taps.enumerated() where first + k >= 0 && first + k < received {
      sum += Double(history[first + k - base]) * tap
    }
    return Float(sum)
  }

  private mutating func forget() {
    let needed = max(0, Self.ceilingQuotient(produced * down - half, up))
    let count = min(history.count, needed - base)
    if count > 0 {
      history.removeFirst(count)
      base += count
    }
  }
}
