public import EMGCore
internal import EMGKernels

/// How a slow baseline is estimated.
public enum BaselineKind: Hashable, Sendable {
  /// The mean of a centred window, seconds. Its gain falls slowly (a sinc): a discharge larger than
  /// the noise leaves a shallow dip as long as the window.
  case movingMean(window: Double)
  /// The median of a centred window, seconds, taken every `hop` seconds and joined by straight
  /// lines. Discharges that fill less than half a window leave nothing; a step of the offset is
  /// kept as a step, where a high-pass would make it look like a discharge.
  case movingMedian(window: Double, hop: Double)
}

/// Subtracts a slow baseline from a stream, without delay.
///
/// - Shape: one channel, one segment; as many values as samples; cutting it anywhere changes no bit.
/// - Units: the input's.
/// - Edge cases: at the ends of the segment windows hold the samples that there are.
public struct BaselineStage: PageStage {
  private let usesMedian: Bool
  private let length: Int
  private let hop: Int

  /// Samples a page.
  public var pageLength: Int { Self.page }
  private static let page = 4096

  /// Makes a stage.
  ///
  /// - Parameters:
  ///   - kind: How the baseline is estimated.
  ///   - rate: The sampling rate.
  /// - Throws: `ConfigurationError` for a window that is not above zero, or a hop that is not
  ///   above zero and at most half the window.
  public init(_ kind: BaselineKind, rate: SampleRate) throws(ConfigurationError) {
    let seconds: Double
    switch kind {
    case .movingMean(let window): (seconds, usesMedian, hop) = (window, false, 1)
    case .movingMedian(let window, let interval):
      guard interval > 0, interval <= window / 2 else {
        throw ConfigurationError(
          key: "baseline hop",
          detail: "expected above 0 and at most half the window (\(window / 2) s), found "
            + "\(interval) s")
      }
      (seconds, usesMedian, hop) = (window, true, rate.samples(interval, minimum: 1))
    }
    guard seconds.isFinite, seconds > 0 else {
      throw ConfigurationError(
        key: "baseline window", detail: "expected seconds above 0, found \(seconds)")
    }
    length = max(rate.samples(seconds, minimum: 1), 2 * hop)
  }

  private var before: Int { length / 2 }
  private var after: Int { length - 1 - length / 2 }

  /// Half a window and, for medians, a hop.
  public var reachBefore: Int { before + (usesMedian ? hop : 0) }
  /// Half a window and, for medians, a hop.
  public var reachAfter: Int { after + (usesMedian ? hop : 0) }

  /// Appends the samples of a run of pages without their baseline.
  public func apply(
    to samples: Span<Float>, at start: Int, core: Range<Int>, end: Int?,
    into output: inout [Float]
  ) {
    output.reserveCapacity(output.count + core.count)
    if usesMedian {
      subtractMedians(samples, start, core, end, into: &output)
    } else {
      subtractMeans(samples, start, core, end, into: &output)
    }
  }

  private func subtractMeans(
    _ samples: Span<Float>, _ start: Int, _ core: Range<Int>, _ end: Int?,
    into output: inout [Float]
  ) {
    let positions = (core.lowerBound - before)..<(core.upperBound + after)
    let limit = end ?? Int.max
    let padded = positions.map { position -> Float in
      position >= 0 && position < limit ? samples[position - start] : 0
    }
    var sums = [Double](repeating: 0, count: core.count)
    var scratch: [Double] = []
    var span = sums.mutableSpan
    let place = positions.lowerBound % length
    movingSum(
      padded.span, at: place < 0 ? place + length : place, length: length, scratch: &scratch,
      into: &span)
    for (i, position) in core.enumerated() {
      let count = min(limit, position + after + 1) - max(0, position - before)
      output.append(Float(Double(samples[position - start]) - sums[i] / Double(count)))
    }
  }

  private func subtractMedians(
    _ samples: Span<Float>, _ start: Int, _ core: Range<Int>, _ end: Int?,
    into output: inout [Float]
  ) {
    var scratch: [Float] = []
    func level(_ knot: Int) -> Double {
      let low = max(0, knot * hop - before)
      let high = min(end ?? Int.max, knot * hop + after + 1)
      scratch.removeAll(keepingCapacity: true)
      append(samples.extracting((low - start)..<(high - start)), to: &scratch)
      var span = scratch.mutableSpan
      return median(&span) ?? 0
    }
    var knot = core.lowerBound / hop
    var left = level(knot)
    var right = level(knot + 1)
    for position in core {
      if position >= (knot + 1) * hop {
        knot += 1
        (left, right) = (right, level(knot + 1))
      }
      let share = Double(position - knot * hop) / Double(hop)
      output.append(
        Float(Double(samples[position - start]) - (left + share * (right - left))))
    }
  }
}

/// A stream without its baseline; see ``BaselineStage``.
public typealias BaselineStream = PagedStream<BaselineStage>
