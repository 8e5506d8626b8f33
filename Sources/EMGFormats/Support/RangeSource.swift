public import EMGCore

/// A stretch of a recording, as if that were all of it; reading ends where the stretch does.
///
/// A channel's samples of a stretch are those at positions from `from` to before `to`, each rounded to
/// the nearest sample: neighbouring stretches join without loss.
public final class RangeSource: RecordingSource {
  private let whole: any RecordingSource
  private let ranges: [Range<Int>]
  private let from: Double
  private let to: Double
  private var delivered: [Int]
  private var isOver = false

  /// Chooses a stretch.
  ///
  /// - Parameters:
  ///   - whole: The recording.
  ///   - from: Seconds from its first sample at which the stretch begins.
  ///   - to: Seconds at which it ends.
  /// - Throws: `FormatError` where the stretch is empty.
  public init(
    _ whole: any RecordingSource, from: Double = 0, to: Double = .infinity
  ) throws(FormatError) {
    guard from >= 0, from.isFinite, from < to else {
      throw FormatError(
        .badField, field: "range",
        detail: "expected a time before its end, found \(from) to \(to) s")
    }
    (self.whole, self.from, self.to) = (whole, from, to)
    let longest = 1e15
    ranges = whole.header.channels.map { channel in
      let low = channel.rate.samples(min(from, longest / channel.rate.hertz))
      return low..<max(low, channel.rate.samples(min(to, longest / channel.rate.hertz)))
    }
    delivered = Array(repeating: 0, count: ranges.count)
    if from > 0 { try whole.pass(to: from) }
  }

  /// The header of the stretch: its start, and the annotations that reach into it.
  public var header: RecordingHeader {
    var header = whole.header
    for c in ranges.indices { header.channels[c].sampleCount = isOver ? delivered[c] : nil }
    header.startTime = header.startTime.map { StartTime.adding(from, to: $0) }
    header.annotations = Self.annotations(header.annotations, from: from, to: to)
    return header
  }

  /// The annotations that reach into a stretch, at the stretch's time.
  ///
  /// - Parameters:
  ///   - annotations: Those of the whole recording.
  ///   - from: Seconds at which the stretch begins.
  ///   - to: Seconds at which it ends.
  /// - Returns: Those of the stretch; one that began before it has an onset below zero.
  public static func annotations(
    _ annotations: [Annotation], from: Double, to: Double
  ) -> [Annotation] {
    annotations.compactMap { annotation in
      guard annotation.onset < to, annotation.onset + (annotation.duration ?? 0) >= from else {
        return nil
      }
      var annotation = annotation
      annotation.onset = ((annotation.onset - from) * 1e9).rounded() / 1e9
      return annotation
    }
  }

  /// The hash of the whole input, where the stretch reaches to its end.
  public var contentSHA256: String? { whole.contentSHA256 }

  /// Hands out the next block that has samples of the stretch.
  public func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    while !isOver, try whole.next(into: &block) {
      var isEmpty = true
      var isBeyond = true
      for c in ranges.indices {
        let own = block.start[c]..<block.start[c] + block.samples[c].count
        if own.lowerBound < ranges[c].upperBound { isBeyond = false }
        let low = min(max(own.lowerBound, ranges[c].lowerBound), own.upperBound)
        let high = max(low, min(own.upperBound, ranges[c].upperBound))
        block.samples[c].removeLast(own.upperBound - high)
        block.samples[c].removeFirst(low - own.lowerBound)
        block.start[c] = min(max(low, ranges[c].lowerBound), ranges[c].upperBound)
        block.start[c] -= ranges[c].lowerBound
        delivered[c] += block.samples[c].count
        if !block.samples[c].isEmpty { isEmpty = false }
      }
      if !isEmpty { return true }
      if isBeyond { break }
    }
    isOver = true
    for c in ranges.indices { block.samples[c].removeAll(keepingCapacity: true) }
    return false
  }
}
