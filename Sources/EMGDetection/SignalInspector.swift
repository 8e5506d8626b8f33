public import EMGCore
internal import EMGKernels

/// Finds flat lines and clipping on the unfiltered samples of a channel at its own rate.
///
/// - Shape: one channel; blocks of any length; equal samples give equal masks however cut.
/// - Units: any, as delivered; positions are samples of the channel's timeline.
/// - Latency: none; a run is told when it ends.
public struct SignalInspector: Sendable {
  private let flatCount: Int
  private let clippedCount: Int
  private let limits: ClosedRange<Float>?
  private let settling: Int
  /// Where the channel begins.
  private var beginning: Int?
  /// Whether a run of two is too short for either.
  private var passesPairs: Bool { flatCount > 2 && clippedCount > 2 }

  private var position = 0
  private var runValue: Float = .nan
  private var runStart = 0
  private var lowest: Float = .infinity
  private var highest: Float = -.infinity
  /// Extreme values that stood still before, with the count of their runs.
  private var lowRuns = 0
  private var highRuns = 0
  private var found: [Mask] = []

  /// Samples at the recorder's limits.
  public private(set) var clippedSamples = 0
  /// Samples seen.
  public private(set) var sampleCount = 0

  /// Makes an inspector.
  ///
  /// - Parameters:
  ///   - rate: The channel's rate.
  ///   - limits: The recorder's range in the unit of the samples, where known.
  ///   - settings: What counts as flat and as clipped.
  public init(rate: SampleRate, limits: ClosedRange<Double>?, settings: ArtifactSettings) {
    flatCount = max(3, rate.samples(settings.flatlineMinimum))
    clippedCount = max(2, settings.clippedRun)
    settling = rate.samples(settings.clippedSettling)
    self.limits = limits.map { Float($0.lowerBound)...Float($0.upperBound) }
  }

  /// Begins a stretch without gaps.
  ///
  /// - Parameter start: The timeline position of the first sample that will come.
  public mutating func beginSegment(at start: Int) {
    position = start
    runStart = start
    beginning = beginning ?? start
    runValue = .nan
  }

  /// Looks at the next samples.
  ///
  /// - Parameter samples: Samples as delivered.
  public mutating func append(_ samples: ArraySlice<Float>) {
    let span = samples.span
    // The run, the position and the extremes in registers, but where a run ends.
    var (last, start, at) = (runValue, runStart, position)
    var (low, high) = (lowest, highest)
    var i = 0
    while i < span.count {
      if i > 1, at - start <= 2, passesPairs {
        // Many at a time: runs of one and two are neither flat nor clipped.
        var (lower, upper) = last.isFinite ? (min(low, last), max(high, last)) : (low, high)
        let next = passShortRuns(span, from: i, lowest: &lower, highest: &upper)
        if lower < low { (low, lowRuns) = (lower, 0) }
        if upper > high { (high, highRuns) = (upper, 0) }
        if next > i {
          at += next - i
          last = span[next - 1]
          start = at - (span[next - 2] == last ? 2 : 1)
          i = next
          continue
        }
      }
      let value = span[i]
      i += 1
      if value != last {
        if at - start == 1 {
          // Nearly all values stand alone: neither flat nor clipped.
          if last.isFinite {
            if last > high { (high, highRuns) = (last, 0) }
            if last < low { (low, lowRuns) = (last, 0) }
          }
        } else {
          (runValue, runStart, position, lowest, highest) = (last, start, at, low, high)
          endRun()
          (low, high) = (lowest, highest)
        }
        last = value
        start = at
      }
      at += 1
    }
    (runValue, runStart, position, lowest, highest) = (last, start, at, low, high)
    sampleCount += samples.count
  }

  /// Ends the stretch.
  public mutating func endSegment() {
    endRun()
    runValue = .nan
    runStart = position
  }

  /// The first position at which a mask that is still to come may begin.
  public var frontier: Int { min(runStart, position) }

  /// Masks found since the last call, by onset.
  ///
  /// - Returns: Flat lines and clipped stretches.
  public mutating func takeMasks() -> [Mask] {
    defer { found.removeAll() }
    return found
  }

  @inline(__always)
  private mutating func meet(_ value: Float) {
    if value > highest { (highest, highRuns) = (value, 0) }
    if value < lowest { (lowest, lowRuns) = (value, 0) }
  }

  private mutating func endRun() {
    let count = position - runStart
    guard count > 0, runValue.isFinite else { return }
    let value = runValue
    meet(value)
    if count >= clippedCount, isClipped(value) {
      clippedSamples += count
      found.append(Mask(onset: runStart, end: position, cause: .saturation))
    } else if count >= flatCount {
      found.append(Mask(onset: runStart, end: position, cause: .flatline))
    }
  }

  /// Whether a value that stood still is a limit: the stated one, or an extreme at which the
  /// signal has stood still before.
  private mutating func isClipped(_ value: Float) -> Bool {
    if let limits { return value >= limits.upperBound || value <= limits.lowerBound }
    guard highest > lowest, runStart - (beginning ?? 0) >= settling else { return false }
    if value == highest {
      highRuns += 1
      return highRuns > 1
    }
    if value == lowest {
      lowRuns += 1
      return lowRuns > 1
    }
    return false
  }
}
