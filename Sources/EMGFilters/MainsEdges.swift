public import EMGCore
internal import RealModule

/// What a zero-phase filter makes of the power line at the ends of a segment.
///
/// Beyond an end the filter sees the signal turned over where the line would go on. Its answer to that
/// break is as large as the line and lasts for some periods of the band's lower edge; no sum of cosines
/// fits it, so that it stays when the line is taken out. It follows from the line that was fitted.
public struct MainsEdges: Sendable {
  private let filter: ZeroPhaseFilter
  private let decimation: Int
  /// Samples a second before the filter.
  private let rate: SampleRate
  /// Filtered samples that an end reaches.
  let reach: Int

  /// - Parameters:
  ///   - filter: What the samples came through.
  ///   - rate: Samples a second before it.
  ///   - decimation: Every how many of its samples are kept.
  public init(_ filter: ZeroPhaseFilter, rate: SampleRate, decimation: Int = 1) {
    (self.filter, self.rate, self.decimation) = (filter, rate, decimation)
    reach = filter.margin / decimation + 1
  }

  /// An end of a segment.
  enum End: Sendable {
    case first
    /// So many unfiltered samples follow the last one that is kept.
    case last(surplus: Int)
  }

  /// Takes the filter's answer to an end out of samples.
  ///
  /// - Parameters:
  ///   - end: Which one.
  ///   - fit: The line there.
  ///   - start: The index of the sample that its phases are relative to.
  ///   - samples: The filtered samples.
  ///   - range: Those of the segment from the first that may be changed; for the last end to the
  ///     segment's last.
  func takeOut(
    _ end: End, of fit: MainsFit, from start: Int, in samples: inout [Float], _ range: Range<Int>
  ) {
    // As many again, of which the other end is as far off as the filter reaches.
    let low: Int
    let surplus: Int
    switch end {
    case .first: (low, surplus) = (range.lowerBound, 0)
    case .last(let more): (low, surplus) = (range.upperBound - 2 * reach, more)
    }
    let step = 1 / Double(decimation)
    var line = [Double](repeating: 0, count: (2 * reach - 1) * decimation + 1 + surplus)
    var banded = [Double](repeating: 0, count: 2 * reach)
    for harmonic in fit.harmonics {
      let frequency = fit.frequency * Double(harmonic.order)
      let gain = filter.gain(at: frequency, rate: rate)
      guard gain > Self.leastGain else { continue }
      let angle = 2 * Double.pi * frequency / rate.hertz * Double(decimation)
      func value(_ position: Double) -> Double {
        let phase = angle * (Double(low - start) + position)
        return harmonic.real * Double.cos(phase) - harmonic.imaginary * Double.sin(phase)
      }
      for i in line.indices { line[i] += value(Double(i) * step) / gain }
      for i in banded.indices { banded[i] += value(Double(i)) }
    }
    let answer = filter.filtered(line)
    let own =
      switch end {
      case .first: range.prefix(reach)
      case .last: range.suffix(reach)
      }
    for i in own { samples[i] -= Float(answer[(i - low) * decimation] - banded[i - low]) }
  }

  /// What the filter lets less through cannot be told.
  private static let leastGain = 1e-3
}
