public import EMGCore
internal import EMGKernels

/// A finite impulse response over a stream.
///
/// - Shape: one channel, one segment; any block length; cutting the input anywhere changes no bit.
/// - Latency: half the taps where `isCentered`: output sample `i` is centred on input sample `i`,
///   the signal counting as zero outside (an even count is centred half a sample late). Otherwise
///   none, and the filter's own delay remains.
/// - Accuracy: Double taps and sums, rounded to Float once.
public struct FIRFilter: BlockStream, Sendable {
  private let taps: [Double]
  private let isCentered: Bool
  private var history: [Float]
  private var pending: Int

  /// Makes a filter at rest.
  ///
  /// - Parameters:
  ///   - design: The taps.
  ///   - isCentered: Whether the delay of half the taps is removed.
  public init(_ design: FIRDesign, isCentered: Bool = true) {
    taps = design.taps.reversed()
    self.isCentered = isCentered
    history = Array(repeating: 0, count: design.taps.count - 1)
    pending = isCentered ? (design.taps.count - 1) / 2 : 0
  }

  private var delay: Int { isCentered ? (taps.count - 1) / 2 : 0 }

  /// Half the taps where centred.
  public var latency: Int { delay }

  /// As many as the input.
  public func outputCount(forInput count: Int) -> Int { count }

  /// Takes the next block and appends what can be told by now.
  public mutating func process(_ samples: Span<Float>, into output: inout [Float]) {
    append(samples, to: &history)
    advance(into: &output)
  }

  /// Ends the segment and appends the rest.
  public mutating func finish(into output: inout [Float]) {
    history.append(contentsOf: repeatElement(0, count: delay))
    advance(into: &output)
    reset()
  }

  /// Forgets all samples.
  public mutating func reset() {
    history.removeAll(keepingCapacity: true)
    history.append(contentsOf: repeatElement(0, count: taps.count - 1))
    pending = delay
  }

  private mutating func advance(into output: inout [Float]) {
    let ready = history.count - taps.count + 1
    let skipped = min(pending, ready)
    pending -= skipped
    let count = ready - skipped
    if count > 0 {
      var values = [Float](repeating: 0, count: count)
      var span = values.mutableSpan
      slidingDotProduct(
        history.span.extracting(skipped..<history.count), taps: taps.span, into: &span)
      output += values
    }
    history.removeFirst(ready)
  }
}
