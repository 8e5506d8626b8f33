internal import EMGCore

/// The count of samples nearest to a duration, at least `minimum`.
///
/// - Parameters:
///   - seconds: A duration, zero or more.
///   - rate: Samples a second; above zero.
///   - minimum: The smallest count to give.
/// - Returns: Samples.
func sampleCount(_ seconds: Double, at rate: Double, minimum: Int = 1) -> Int {
  SampleRate(checked: rate).samples(seconds, minimum: minimum)
}

/// The median size of Gaussian noise times this is its standard deviation: 1 / Φ⁻¹(3/4).
let medianSizeToDeviation: Float = 1.4826
