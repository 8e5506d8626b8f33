internal import CVectorLoops

/// Eight independent signals side by side: eight channels, or eight pages of one.
public typealias SignalLanes = SIMD8<Double>

/// The count of signals in ``SignalLanes``.
public let laneCount = SignalLanes.scalarCount

/// The order in which samples are taken.
public enum RunDirection: Hashable, Sendable {
  /// From the first sample to the last.
  case forward
  /// From the last sample to the first.
  case backward
}

/// Runs a cascade over eight signals at once, in place, transposed direct form II.
///
/// The recurrence of one signal is serial; eight of them fill the vector units. Samples and state
/// are Double: Float state at a 20 Hz edge and 2 kHz leaves noise of 1e-5 of an offset, far above
/// the 1e-6 of the signal that is promised.
///
/// A lane's output depends on that lane alone, bit for bit, and equals that of
/// ``runSection(_:_:state:isReversed:)``, section after section.
///
/// Measured: 4 sections in 1.7 ns a sample of one lane, against 6.1 ns by
/// ``runCascade(_:in:sections:states:)`` (x86-64 without AVX, release). The arithmetic is that of
/// the sections one by one in Double: there is no further error.
///
/// - Parameters:
///   - samples: Input, replaced by output.
///   - range: The samples to run over, within the span.
///   - sections: The cascade, first to last.
///   - states: Two a section: the first and the second delay; updated.
///   - direction: Forward or backward in time.
/// - Complexity: O(*n* · sections).
public func runLanes(
  _ samples: inout MutableSpan<SignalLanes>, in range: Range<Int>,
  sections: Span<SectionCoefficients>, states: inout MutableSpan<SignalLanes>,
  direction: RunDirection
) {
  precondition(states.count == 2 * sections.count, "two states a section")
  precondition(range.lowerBound >= 0 && range.upperBound <= samples.count, "the range is within")
  // The coefficients lie one after the other, as the loop reads them.
  precondition(MemoryLayout<SectionCoefficients>.stride == 5 * MemoryLayout<Double>.stride)
  let count = sections.count
  unsafe samples.withUnsafeMutableBufferPointer { buffer in
    unsafe sections.withUnsafeBytes { sections in
      unsafe states.withUnsafeMutableBytes { states in
        guard let base = buffer.baseAddress, let c = sections.baseAddress,
          let z = states.baseAddress, !range.isEmpty
        else { return }
        let start = direction == .forward ? range.lowerBound : range.upperBound - 1
        unsafe emg_run_lanes(
          UnsafeMutableRawPointer(base + start).assumingMemoryBound(to: Double.self), range.count,
          direction == .forward ? 1 : -1, c.assumingMemoryBound(to: Double.self), count,
          z.assumingMemoryBound(to: Double.self))
      }
    }
  }
}

/// Copies samples into one lane.
///
/// - Parameters:
///   - lane: 0 to 7.
///   - signal: The samples.
///   - lanes: Receives the samples, as many, from `start` on.
///   - start: The index of the first one written.
public func fillLane(
  _ lane: Int, from signal: Span<Float>, into lanes: inout MutableSpan<SignalLanes>,
  at start: Int = 0
) {
  precondition(lane >= 0 && lane < laneCount, "a lane is from 0 to 7")
  precondition(start >= 0 && start + signal.count <= lanes.count, "the samples fit the lanes")
  unsafe signal.withUnsafeBufferPointer { source in
    unsafe lanes.withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      let scalars = unsafe UnsafeMutableRawPointer(base + start)
        .assumingMemoryBound(to: Double.self)
      for i in source.indices {
        unsafe scalars[i * laneCount + lane] = Double(unsafe source[i])
      }
    }
  }
}

/// Copies Double samples into one lane.
///
/// - Parameters:
///   - lane: 0 to 7.
///   - signal: The samples.
///   - lanes: Receives the samples, as many, from `start` on.
///   - start: The index of the first one written.
public func fillLane(
  _ lane: Int, from signal: Span<Double>, into lanes: inout MutableSpan<SignalLanes>,
  at start: Int = 0
) {
  precondition(lane >= 0 && lane < laneCount, "a lane is from 0 to 7")
  precondition(start >= 0 && start + signal.count <= lanes.count, "the samples fit the lanes")
  for i in signal.indices { lanes[start + i][lane] = signal[i] }
}

/// Appends samples of one lane to an array, rounded to Float.
///
/// - Parameters:
///   - lanes: Eight signals.
///   - lane: 0 to 7.
///   - start: The index of the first sample read.
///   - stride: The distance of the samples read.
///   - count: The count of samples read.
///   - output: Gains them.
public func drainLane(
  _ lanes: Span<SignalLanes>, _ lane: Int, from start: Int, stride: Int = 1, count: Int,
  into output: inout [Float]
) {
  precondition(lane >= 0 && lane < laneCount, "a lane is from 0 to 7")
  precondition(
    count == 0 || (start >= 0 && start + (count - 1) * stride < lanes.count),
    "the samples lie within the lanes")
  unsafe lanes.withUnsafeBufferPointer { source in
    guard let base = source.baseAddress else { return }
    let scalars = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: Double.self)
    unsafe appendWritten(count: count, to: &output) { target in
      for i in 0..<count {
        unsafe target[i] = Float(scalars[(start + i * stride) * laneCount + lane])
      }
    }
  }
}

/// Eight stretches of a signal side by side, at equal distances.
///
/// - Parameters:
///   - signal: The signal; holds all stretches.
///   - first: The index of the first stretch's first sample.
///   - distance: Samples from the beginning of one stretch to that of the next.
///   - count: Samples of a stretch.
/// - Returns: `count` frames, one stretch a lane.
public func stretches(
  of signal: Span<Float>, from first: Int, distance: Int, count: Int
) -> [SignalLanes] {
  precondition(
    first >= 0 && distance >= 0 && count >= 0
      && first + (laneCount - 1) * distance + count <= signal.count, "all stretches are there")
  return unsafe [SignalLanes](unsafeUninitializedCapacity: count) { lanes, written in
    unsafe signal.withUnsafeBufferPointer { source in
      guard let x = source.baseAddress, let lanes = lanes.baseAddress else { return }
      unsafe emg_fill_lanes(
        x + first, distance, count,
        UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Double.self))
    }
    written = count
  }
}

/// Appends all lanes to an array, one after the other, rounded to Float.
///
/// - Parameters:
///   - lanes: Eight signals.
///   - start: The index of the first sample read.
///   - count: The count of samples read of each lane.
///   - output: Gains them.
public func drainLanes(
  _ lanes: Span<SignalLanes>, from start: Int, count: Int, into output: inout [Float]
) {
  precondition(start >= 0 && count >= 0 && start + count <= lanes.count, "samples are in the lanes")
  unsafe lanes.withUnsafeBufferPointer { source in
    guard let lanes = source.baseAddress else { return }
    unsafe appendWritten(count: laneCount * count, to: &output) { target in
      unsafe emg_drain_lanes(
        UnsafeRawPointer(lanes + start).assumingMemoryBound(to: Double.self), count, count, target)
    }
  }
}

/// Interleaves up to eight signals of equal length; lanes without a signal become zero.
///
/// - Parameters:
///   - channels: One array a lane, eight at the most, each `lanes.count` long.
///   - lanes: Receives the samples.
public func interleave(_ channels: [[Float]], into lanes: inout MutableSpan<SignalLanes>) {
  precondition(channels.count <= laneCount, "eight signals at the most")
  for i in lanes.indices { lanes[i] = .zero }
  for (lane, channel) in channels.enumerated() {
    precondition(channel.count == lanes.count, "signals of equal length")
    fillLane(lane, from: channel.span, into: &lanes)
  }
}
