public import EMGCore

/// What one reading of a recording tells that its header does not: ranges, gaps and annotations.
///
/// Writers need it before the first sample, since headers come first.
public struct RecordingSurvey: Sendable {
  /// The header after the last sample.
  public var header: RecordingHeader
  /// Smallest sample of each channel; above `highest` where there is none.
  public var lowest: [Float]
  /// Largest sample of each channel.
  public var highest: [Float]
  /// Whether a channel has missing samples within a stretch.
  public var hasMissing: [Bool]
  /// Stretches without a jump in time: the positions of each channel.
  public var stretches: [[Range<Int>]]

  /// Most stretches that are kept.
  private static let mostStretches = 1_000_000

  /// Reads a recording to its end.
  ///
  /// - Parameter source: The recording.
  /// - Throws: `FormatError` where the data are bad.
  public init(_ source: any RecordingSource) throws(FormatError) {
    let count = source.header.channels.count
    lowest = Array(repeating: .infinity, count: count)
    highest = Array(repeating: -.infinity, count: count)
    hasMissing = Array(repeating: false, count: count)
    stretches = []
    var block = SignalBlock(channelCount: count)
    while try source.next(into: &block) {
      for c in 0..<count {
        for x in block.samples[c] {
          if x.isNaN {
            hasMissing[c] = true
          } else {
            lowest[c] = min(lowest[c], x)
            highest[c] = max(highest[c], x)
          }
        }
      }
      let ranges = (0..<count).map { block.start[$0]..<block.start[$0] + block.samples[$0].count }
      if let last = stretches.last,
        (0..<count).allSatisfy({ last[$0].upperBound == ranges[$0].lowerBound })
      {
        stretches[stretches.count - 1] = (0..<count).map {
          last[$0].lowerBound..<ranges[$0].upperBound
        }
      } else {
        guard stretches.count < Self.mostStretches else {
          throw FormatError(
            .unsupported, field: "gaps", detail: "expected at most a million, found more")
        }
        stretches.append(ranges)
      }
    }
    header = source.header
  }

  /// Samples of a channel that were delivered.
  func delivered(_ channel: Int) -> Int { stretches.reduce(0) { $0 + $1[channel].count } }

  /// One past the last position of a channel.
  func end(_ channel: Int) -> Int { stretches.last?[channel].upperBound ?? 0 }

  /// Samples a frame of each channel, a frame being the shortest time in which every channel has a
  /// whole number of samples; nil where there is no such time below a hundred seconds.
  func frame() -> [Int]? {
    let rates = header.channels.map(\.rate.hertz)
    guard let fastest = rates.max() else { return [] }
    let most = Int(min(1e6, fastest * 100))
    for n in 1...max(1, most) {
      let counts = rates.map { $0 * Double(n) / fastest }
      if counts.allSatisfy({ $0 >= 0.5 && abs($0 - $0.rounded()) <= 1e-7 * $0 }) {
        return counts.map { Int($0.rounded()) }
      }
    }
    return nil
  }

  /// How the samples of a channel become integers.
  ///
  /// - Parameters:
  ///   - channel: Its index.
  ///   - steps: Most steps between the smallest and the largest integer.
  /// - Returns: The step that the recorder had, where all samples are whole multiples of it.
  func grid(_ channel: Int, steps: Double) -> Double? {
    guard let step = header.channels[channel].resolution, step > 0, step.isFinite,
      lowest[channel] <= highest[channel]
    else { return nil }
    if let limits = header.channels[channel].limits {
      let offset = limits.lowerBound / step
      // A grid that does not pass through zero is none that a scale alone can tell.
      guard abs(offset - offset.rounded()) < 1e-3 else { return nil }
    }
    let low = (Double(lowest[channel]) / step).rounded()
    let high = (Double(highest[channel]) / step).rounded()
    return high - low <= steps && max(abs(low), abs(high)) < 1e9 ? step : nil
  }
}
