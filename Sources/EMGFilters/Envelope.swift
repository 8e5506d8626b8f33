public import EMGCore

/// What a signal's envelope is made of.
public enum EnvelopeKind: Hashable, Sendable {
  /// Root mean square in a moving window, seconds.
  case rootMeanSquare(window: Double)
  /// Average rectified value in a moving window, seconds.
  case averageRectified(window: Double)
  /// Rectified signal after a second-order Butterworth low-pass, zero phase, hertz.
  case linear(edge: Double)
  /// Teager–Kaiser energy `x[n]² − x[n−k] x[n+k]`, averaged over a window, seconds.
  /// Source: Kaiser (1990); lag `k` after Li, Aruin (2005).
  case teagerKaiser(lag: Int, window: Double)
}

/// Full-wave rectification.
///
/// - Parameter signal: Any samples.
/// - Returns: Their absolute values.
public func rectified(_ signal: [Float]) -> [Float] { signal.map { abs($0) } }

/// The Teager–Kaiser energy of a signal; zero where a neighbour is missing.
///
/// - Parameters:
///   - signal: Samples.
///   - lag: Distance of the neighbours, samples.
/// - Returns: Energy in the signal's unit squared.
public func teagerKaiserEnergy(_ signal: [Float], lag: Int = 1) -> [Float] {
  precondition(lag > 0, "the lag is above zero")
  return signal.indices.map { i in
    guard i >= lag, i + lag < signal.count else { return 0 }
    return signal[i] * signal[i] - signal[i - lag] * signal[i + lag]
  }
}

/// The mean of a window centred on each sample; the window shrinks at the ends.
///
/// - Parameters:
///   - signal: Samples.
///   - length: Window length, samples; an even one reaches one sample further back.
/// - Returns: One value a sample.
public func centeredMean(_ signal: [Float], length: Int) -> [Float] {
  precondition(length > 0, "a window has a length")
  let before = length / 2
  let after = length - before
  var sums = [0.0]
  sums.reserveCapacity(signal.count + 1)
  var sum = 0.0
  for x in signal {
    sum += Double(x)
    sums.append(sum)
  }
  return signal.indices.map { i in
    let low = max(0, i - before)
    let high = min(signal.count, i + after)
    return Float((sums[high] - sums[low]) / Double(high - low))
  }
}

/// The envelope of a signal without gaps.
///
/// - Shape: as long as the input; centred, so nothing is delayed.
/// - Units: the input's unit; its square for Teager–Kaiser.
///
/// - Parameters:
///   - signal: Conditioned samples.
///   - kind: What the envelope is made of.
///   - rate: The sampling rate.
/// - Returns: The envelope.
/// - Throws: ``ConfigurationError`` for a low-pass edge out of 0…rate/2.
public func envelope(
  of signal: [Float], _ kind: EnvelopeKind, rate: SampleRate
) throws(ConfigurationError) -> [Float] {
  switch kind {
  case .rootMeanSquare(let window):
    return centeredMean(signal.map { $0 * $0 }, length: rate.samples(window, minimum: 1))
      .map { max(0, $0).squareRoot() }
  case .averageRectified(let window):
    return centeredMean(rectified(signal), length: rate.samples(window, minimum: 1))
  case .linear(let edge):
    let cascade = try SectionCascade(.butterworth(order: 2), .lowpass(edge), rate: rate)
    return ZeroPhaseFilter(cascade).filtered(rectified(signal).map(Double.init)).map { Float($0) }
  case .teagerKaiser(let lag, let window):
    return centeredMean(
      teagerKaiserEnergy(signal, lag: lag), length: rate.samples(window, minimum: 1))
  }
}
