internal import EMGCore
internal import EMGDetection
internal import EMGFilters
internal import EMGKernels

/// The samples of a channel's segment on their way to detection: band-passed and without the power line,
/// beside the unfiltered ones.
struct Conditioning: Sendable {
  private let decimation: Int
  /// The filter where the rate is reduced: what is kept for it is not what detection is given.
  private var filter: ZeroPhaseStream
  /// The filter elsewhere, over the unfiltered samples.
  private var pages: PageProgress<ZeroPhaseFilter>
  private var mains: MainsCanceller

  /// Unfiltered samples, from a position of the segment on: those that filter or detection still need.
  private var raw: [Float] = []
  private var rawStart = 0
  /// Band-passed samples whose power line is still to be removed, from a position on.
  private var banded: [Float] = []
  private var bandedStart = 0
  /// Unfiltered samples without the line.
  private var cleared: [Float] = []
  private var boxSum = 0.0
  private var boxCount = 0

  /// Samples that are handed over at a time: they stay in the cache.
  private static let pieceLength = 8192

  /// - Parameters:
  ///   - plan: What was worked out for the channel.
  ///   - mains: The canceller, at its beginning.
  init(_ plan: ChannelPlan, mains: MainsCanceller) {
    decimation = plan.decimation
    filter = ZeroPhaseStream(plan.filter, decimation: plan.decimation)
    pages = filter.progress
    self.mains = mains
  }

  /// What was measured of the power line.
  var line: MainsMeasurement { mains.measurement }

  /// Takes samples of the channel's own unit, unless one of them is missing or too large; the rate must
  /// not be reduced.
  ///
  /// - Parameters:
  ///   - samples: The next samples of the segment.
  ///   - factor: What makes microvolts of them.
  /// - Returns: Whether they were taken.
  mutating func append(_ samples: Span<Float>, scaledBy factor: Float) -> Bool {
    let known = raw.count
    let isWhole = appendScaled(
      samples, by: factor, within: PhysicalUnit.largestMicrovolts, to: &raw)
    if !isWhole { raw.removeLast(raw.count - known) }
    return isWhole
  }

  /// The last so many unfiltered samples, µV.
  func latest(_ count: Int) -> ArraySlice<Float> { raw.suffix(count) }

  /// Takes samples and hands over what is ready.
  ///
  /// - Parameters:
  ///   - samples: The next samples of the segment, µV.
  ///   - detector: Receives what is ready.
  /// - Returns: How many samples were handed over.
  mutating func forward(_ samples: ArraySlice<Float>, to detector: inout ChannelDetector) -> Int {
    if decimation == 1 {
      EMGKernels.append(samples.span, to: &raw)
    } else {
      filter.process(samples.span, into: &banded)
      for x in samples {
        boxSum += Double(x)
        boxCount += 1
        if boxCount == decimation {
          raw.append(Float(boxSum / Double(boxCount)))
          (boxSum, boxCount) = (0, 0)
        }
      }
    }
    return forward(to: &detector)
  }

  /// Hands over what is ready of the samples that were taken.
  ///
  /// - Parameter detector: Receives it.
  /// - Returns: How many samples were handed over.
  mutating func forward(to detector: inout ChannelDetector) -> Int {
    if decimation == 1 {
      // Taken out meanwhile, so that the samples are not copied.
      var own: [Float] = []
      swap(&own, &raw)
      pages.advance(over: own.span, from: rawStart, into: &banded)
      swap(&own, &raw)
    }
    let done = hand(to: &detector)
    guard done > 0 else { return 0 }
    banded.removeFirst(done)
    bandedStart += done
    let needed = decimation == 1 ? min(bandedStart, pages.needed) : bandedStart
    raw.removeFirst(needed - rawStart)
    rawStart = needed
    return done
  }

  /// Ends the segment: hands over the rest.
  ///
  /// - Parameter detector: Receives it.
  /// - Returns: How many samples were handed over.
  mutating func endSegment(to detector: inout ChannelDetector) -> Int {
    let surplus = (boxCount + decimation - 1) % decimation
    if boxCount > 0 { raw.append(Float(boxSum / Double(boxCount))) }
    (boxSum, boxCount) = (0, 0)
    if decimation == 1 {
      let own = raw
      pages.finish(over: own.span, from: rawStart, into: &banded)
    } else {
      filter.finish(into: &banded)
    }
    let done = hand(to: &detector, endsAfter: surplus)
    raw.removeAll(keepingCapacity: true)
    banded.removeAll(keepingCapacity: true)
    (rawStart, bandedStart) = (0, 0)
    return done
  }

  /// Takes the line out of what was band-passed, half a window of the line after the other, and hands it
  /// over.
  ///
  /// - Parameters:
  ///   - detector: Receives it.
  ///   - surplus: At the end of a segment, how many unfiltered samples of it follow the last one that is kept.
  /// - Returns: How many samples were handed over.
  private mutating func hand(
    to detector: inout ChannelDetector, endsAfter surplus: Int? = nil
  ) -> Int {
    var (handed, done) = (0, 0)
    while true {
      let own = raw[(bandedStart - rawStart + done)...]
      var count = mains.takeOut(of: &banded, from: done, unfiltered: own)
      if count == 0, let surplus {
        count = mains.finish(&banded, from: done, unfiltered: own, surplus: surplus)
      }
      let isCleared = !mains.earlier.isEmpty
      if handed < done, count == 0 || isCleared || done + count - handed > Self.pieceLength {
        hand(handed..<done, isCleared: false, to: &detector)
        handed = done
      }
      guard count > 0 else { return done }
      done += count
      if isCleared {
        hand(handed..<done, isCleared: true, to: &detector)
        handed = done
      }
    }
  }

  /// Hands over what is conditioned; the line is taken out of the unfiltered signal too, which
  /// would otherwise look like movement.
  ///
  /// - Parameters:
  ///   - range: Where it stands among the band-passed samples.
  ///   - isCleared: Whether a line was taken out of them.
  ///   - detector: Receives it.
  private mutating func hand(
    _ range: Range<Int>, isCleared: Bool, to detector: inout ChannelDetector
  ) {
    let first = bandedStart - rawStart + range.lowerBound
    let own = first..<(first + range.count)
    guard isCleared else {
      detector.append(banded[range], unfiltered: raw[own])
      return
    }
    cleared.removeAll(keepingCapacity: true)
    cleared.append(contentsOf: raw[own])
    takeOut(mains.earlier, banded[range], of: &cleared)
    detector.append(banded[range], unfiltered: cleared[...])
  }
}
