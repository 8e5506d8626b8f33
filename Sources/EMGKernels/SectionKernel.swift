/// One second-order section as the kernel takes it: numerator and denominator without its one.
public struct SectionCoefficients: Hashable, Sendable, BitwiseCopyable {
  /// Numerator and denominator coefficients.
  public var b0: Double, b1: Double, b2: Double, a1: Double, a2: Double

  /// Makes a section.
  ///
  /// - Parameters:
  ///   - b0: Numerator, present sample.
  ///   - b1: Numerator, one sample back.
  ///   - b2: Numerator, two samples back.
  ///   - a1: Denominator, one sample back.
  ///   - a2: Denominator, two samples back.
  public init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
    (self.b0, self.b1, self.b2, self.a1, self.a2) = (b0, b1, b2, a1, a2)
  }

  /// State per unit of constant input, as `scipy.signal.lfilter_zi`.
  public var steadyState: SIMD2<Double> {
    let gain = (b0 + b1 + b2) / (1 + a1 + a2)
    return SIMD2(gain - b0, b2 - a2 * gain)
  }

  /// Gain for constant input.
  public var constantGain: Double { (b0 + b1 + b2) / (1 + a1 + a2) }
}

/// Runs a section over samples in place, transposed direct form II.
///
/// State is Double: at a 20 Hz edge and 2 kHz the poles lie 3e-2 from the unit circle, and Float
/// state would leave noise of some 1e-5 of a constant offset.
///
/// - Parameters:
///   - samples: Input, replaced by output.
///   - section: The coefficients.
///   - state: The two delays; updated.
///   - isReversed: Whether to run from the last sample to the first.
public func runSection(
  _ samples: inout MutableSpan<Double>, _ section: SectionCoefficients,
  state: inout SIMD2<Double>, isReversed: Bool = false
) {
  var s0 = state[0]
  var s1 = state[1]
  let (b0, b1, b2) = (section.b0, section.b1, section.b2)
  let (a1, a2) = (section.a1, section.a2)
  if isReversed {
    var i = samples.count - 1
    while i >= 0 {
      let x = samples[i]
      let y = b0 * x + s0
      s0 = b1 * x - a1 * y + s1
      s1 = b2 * x - a2 * y
      samples[i] = y
      i -= 1
    }
  } else {
    for i in samples.indices {
      let x = samples[i]
      let y = b0 * x + s0
      s0 = b1 * x - a1 * y + s1
      s1 = b2 * x - a2 * y
      samples[i] = y
    }
  }
  state = SIMD2(s0, s1)
}
