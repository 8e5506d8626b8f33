public import EMGCore
internal import EMGKernels

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

/// The envelope of a stream of conditioned samples, without delay.
///
/// Windows are centred: an even one reaches one sample further back. At the ends of the segment
/// they hold the samples that there are. The Teager–Kaiser energy of the first and last `lag`
/// samples, which lack a neighbour, is zero.
///
/// - Shape: one channel, one segment; as many values as samples; cutting it anywhere changes no bit.
/// - Units: the input's unit; its square for Teager–Kaiser.
/// - Accuracy: sums in Double without subtraction (no drift); Float output.
public struct EnvelopeStage: PageStage {
  private enum Method: Sendable {
    case window(Window)
    case lowpass(ZeroPhaseFilter)
  }

  private struct Window: Sendable {
    var term: Term
    var length: Int
    var lag = 0

    /// An even window reaches one sample further back.
    var before: Int { length / 2 }
    var after: Int { length - 1 - length / 2 }
  }

  private enum Term { case square, magnitude, energy }

  private let method: Method
  /// Samples a page; a whole batch of pages for the low-pass.
  public let pageLength: Int
  /// Samples before a page that its output depends on.
  public let reachBefore: Int
  /// Samples behind a page that its output depends on.
  public let reachAfter: Int
  /// As the low-pass filter's.
  public let pagesPerBatch: Int

  /// The order of the low-pass that makes the linear envelope; it applies twice.
  public static let lowpassOrder = 2
  private static let windowPage = 4096

  /// Makes a stage.
  ///
  /// - Parameters:
  ///   - kind: What the envelope is made of.
  ///   - rate: The sampling rate.
  /// - Throws: `ConfigurationError` for a window that is not above zero, a lag below one, or a
  ///   low-pass edge out of 0…rate/2.
  public init(_ kind: EnvelopeKind, rate: SampleRate) throws(ConfigurationError) {
    func samples(_ seconds: Double) throws(ConfigurationError) -> Int {
      guard seconds.isFinite, seconds > 0 else {
        throw ConfigurationError(
          key: "envelope window", detail: "expected seconds above 0, found \(seconds)")
      }
      return rate.samples(seconds, minimum: 1)
    }
    let window: Window
    switch kind {
    case .rootMeanSquare(let seconds): window = Window(term: .square, length: try samples(seconds))
    case .averageRectified(let seconds):
      window = Window(term: .magnitude, length: try samples(seconds))
    case .teagerKaiser(let lag, let seconds):
      guard lag > 0 else {
        throw ConfigurationError(key: "envelope lag", detail: "expected 1 or more, found \(lag)")
      }
      window = Window(term: .energy, length: try samples(seconds), lag: lag)
    case .linear(let edge):
      let cascade = try SectionCascade(
        .butterworth(order: Self.lowpassOrder), .lowpass(edge), rate: rate)
      // The mirror image keeps a rectified signal above zero.
      let filter = ZeroPhaseFilter(cascade, edges: .even)
      method = .lowpass(filter)
      (pageLength, pagesPerBatch) = (filter.pageLength, filter.pagesPerBatch)
      (reachBefore, reachAfter) = (filter.reachBefore, filter.reachAfter)
      return
    }
    method = .window(window)
    (pageLength, pagesPerBatch) = (Self.windowPage, 1)
    (reachBefore, reachAfter) = (window.before + window.lag, window.after + window.lag)
  }

  /// Appends the envelope of a run of pages.
  public func apply(
    to samples: Span<Float>, at start: Int, core: Range<Int>, end: Int?,
    into output: inout [Float]
  ) {
    switch method {
    case .lowpass(let filter):
      var rectified = [Float](repeating: 0, count: samples.count)
      var span = rectified.mutableSpan
      magnitudes(of: samples, into: &span)
      filter.apply(to: rectified.span, at: start, core: core, end: end, into: &output)
    case .window(let window):
      apply(window, to: samples, at: start, core: core, end: end, into: &output)
    }
  }

  private func apply(
    _ window: Window, to samples: Span<Float>, at start: Int, core: Range<Int>, end: Int?,
    into output: inout [Float]
  ) {
    // Terms beyond the segment count as zero: adding them changes no bit of a sum.
    let positions = (core.lowerBound - window.before)..<(core.upperBound + window.after)
    var terms = [Float](repeating: 0, count: positions.count)
    let low = max(positions.lowerBound, window.lag)
    let high = min(positions.upperBound, (end ?? Int.max) - window.lag)
    if low < high {
      fill(&terms, from: low - positions.lowerBound, samples, window, low - start, high - low)
    }
    var sums = [Double](repeating: 0, count: core.count)
    var scratch: [Double] = []
    var span = sums.mutableSpan
    let place = positions.lowerBound % window.length
    movingSum(
      terms.span, at: place < 0 ? place + window.length : place, length: window.length,
      scratch: &scratch, into: &span)
    output.reserveCapacity(output.count + core.count)
    for (i, position) in core.enumerated() {
      let first = max(0, position - window.before)
      let last = min(end ?? Int.max, position + window.after + 1)
      let mean = sums[i] / Double(last - first)
      output.append(Float(window.term == .square ? mean.squareRoot() : mean))
    }
  }

  /// Writes the terms of `count` samples from index `first` of the span on.
  private func fill(
    _ terms: inout [Float], from target: Int, _ samples: Span<Float>, _ window: Window,
    _ first: Int, _ count: Int
  ) {
    let piece = samples.extracting((first - window.lag)..<(first + count + window.lag))
    var values = [Float](repeating: 0, count: count)
    var span = values.mutableSpan
    switch window.term {
    case .square: squares(of: piece, into: &span)
    case .magnitude: magnitudes(of: piece, into: &span)
    case .energy: teagerKaiser(piece, lag: window.lag, into: &span)
    }
    terms.replaceSubrange(target..<(target + count), with: values)
  }
}

/// The envelope of a stream; see ``EnvelopeStage``.
public typealias EnvelopeStream = PagedStream<EnvelopeStage>

/// The envelope of a signal without gaps; see ``EnvelopeStage``.
///
/// - Parameters:
///   - signal: Conditioned samples.
///   - kind: What the envelope is made of.
///   - rate: The sampling rate.
/// - Returns: One value a sample.
/// - Throws: `ConfigurationError` for a low-pass edge out of 0…rate/2 or a window without length.
public func envelope(
  of signal: [Float], _ kind: EnvelopeKind, rate: SampleRate
) throws(ConfigurationError) -> [Float] {
  EnvelopeStream(try EnvelopeStage(kind, rate: rate)).output(of: signal)
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
  guard signal.count > 2 * lag else { return Array(repeating: 0, count: signal.count) }
  var energy = [Float](repeating: 0, count: signal.count - 2 * lag)
  var span = energy.mutableSpan
  teagerKaiser(signal.span, lag: lag, into: &span)
  let rim = [Float](repeating: 0, count: lag)
  return rim + energy + rim
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
  let after = length - 1 - before
  let padded =
    [Float](repeating: 0, count: before) + signal + [Float](repeating: 0, count: after)
  var sums = [Double](repeating: 0, count: signal.count)
  var scratch: [Double] = []
  var span = sums.mutableSpan
  movingSum(padded.span, at: 0, length: length, scratch: &scratch, into: &span)
  return sums.enumerated().map { i, sum in
    Float(sum / Double(min(signal.count, i + after + 1) - max(0, i - before)))
  }
}
