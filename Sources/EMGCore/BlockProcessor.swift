/// The running state of a step that changes the samples of one channel in place.
///
/// - Shape: one channel, one segment without gaps; blocks of any length, also empty.
/// - Law: cutting the segment into other blocks does not change the output by one bit, and
///   ``reset()`` gives the state of a new value.
public protocol BlockProcessor {
  /// Samples by which the output trails the input.
  var latency: Int { get }

  /// Replaces the samples of the next block by the step's output.
  ///
  /// - Parameter samples: The next samples of the segment; finite.
  mutating func process(_ samples: inout MutableSpan<Float>)

  /// Forgets the segment: the next block is the first of a new one.
  mutating func reset()
}

/// The running state of a step that looks ahead or changes the rate: it emits when it can.
///
/// Output stands at the time of the input that it belongs to: what is emitted first belongs to
/// the segment's first sample. All output is there after ``finish(into:)``.
///
/// - Shape: one channel, one segment without gaps; blocks of any length, also empty.
/// - Law: cutting the segment into other blocks does not change the whole output by one bit,
///   ``finish(into:)`` leaves the state of a new value, and so does ``reset()``.
public protocol BlockStream {
  /// The largest count of input samples that wait without their output.
  var latency: Int { get }

  /// The count of output samples of a whole segment.
  ///
  /// - Parameter count: The count of the segment's input samples.
  /// - Returns: A count of samples.
  func outputCount(forInput count: Int) -> Int

  /// Takes the next block and appends what can be told by now.
  ///
  /// - Parameters:
  ///   - samples: The next samples of the segment; finite.
  ///   - output: Gains the samples that became ready.
  mutating func process(_ samples: Span<Float>, into output: inout [Float])

  /// Ends the segment and appends the rest.
  ///
  /// - Parameter output: Gains all samples that waited.
  mutating func finish(into output: inout [Float])

  /// Forgets the segment without emitting what waits.
  mutating func reset()
}

extension BlockStream {
  /// Takes the next block.
  ///
  /// - Parameter block: The next samples of the segment; finite.
  /// - Returns: What can be told by now.
  public mutating func process(_ block: [Float]) -> [Float] {
    var output: [Float] = []
    process(block.span, into: &output)
    return output
  }

  /// Ends the segment.
  ///
  /// - Returns: All samples that waited.
  public mutating func finish() -> [Float] {
    var output: [Float] = []
    finish(into: &output)
    return output
  }

  /// The output of a whole segment from a new state.
  ///
  /// - Parameter signal: All samples of the segment.
  /// - Returns: ``outputCount(forInput:)`` samples.
  public func output(of signal: [Float]) -> [Float] {
    var stream = self
    stream.reset()
    var output: [Float] = []
    output.reserveCapacity(outputCount(forInput: signal.count))
    stream.process(signal.span, into: &output)
    stream.finish(into: &output)
    return output
  }
}
