internal import EMGCore

/// Where the segments of an AcqKnowledge file begin that were recorded one after another.
///
/// Their samples follow without a break. From version 4.4 on the marker of each says when it was begun, by
/// the clock of the computer: then there are gaps between them. Earlier files do not tell.
struct AcqSegments {
  /// The ticks at which segments begin, but for the first.
  private(set) var ticks: [Int] = []
  /// Seconds without samples before each of them, those of earlier ones included.
  private(set) var missing: [Double] = []
  private(set) var finding: Finding?

  /// A segment that would begin so long before the end of the last contradicts the clock; one that does by
  /// less begins at that end.
  private static let clockSlack = 1.0
  /// Later places are no recording's.
  private static let longest = 1e10
  private static let mostPlaces = 1e15

  /// - Parameters:
  ///   - markers: All of the file.
  ///   - shift: The tick of the file's clock at the first sample.
  ///   - ticksPerSecond: Of the clock.
  init(_ markers: [AcqMarkers.Marker], shift: Int, ticksPerSecond: Double) {
    let later = markers.dropFirst().filter {
      $0.style == AcqMarkers.append || $0.style.isEmpty && $0.text.hasPrefix("Segment ")
    }
    guard !later.isEmpty else { return }
    func joined(_ why: String) -> Finding {
      Finding(
        code: "appended_segments",
        message: "\(later.count + 1) segments follow one another: \(why)")
    }
    guard let first = markers.first, first.style == AcqMarkers.append,
      let begin = first.milliseconds, begin > 0, later.allSatisfy({ $0.milliseconds ?? 0 > 0 })
    else {
      finding = joined("the time between them is not in the file")
      return
    }
    var (tick, gone) = (0, 0.0)
    for marker in later {
      let seconds = (Double(marker.milliseconds ?? 0) - Double(begin)) / 1000
      let wanted = seconds - Double(marker.tick - shift) / ticksPerSecond
      guard marker.tick - shift > tick, wanted > gone - Self.clockSlack, seconds < Self.longest,
        seconds * ticksPerSecond < Self.mostPlaces
      else {
        finding = joined("the times of their markers contradict their lengths")
        (ticks, missing) = ([], [])
        return
      }
      tick = marker.tick - shift
      gone = max(gone, wanted)
      ticks.append(tick)
      missing.append(gone)
    }
    let all = (gone * 1000).rounded() / 1000
    finding = Finding(
      code: "segment_gaps",
      message: "\(later.count + 1) segments stand where their markers' times put them: \(all) s"
        + " between them have no samples")
  }

  /// How many of the later segments begin at a tick or before.
  private func begun(by tick: Int) -> Int { ticks.partitioningIndex { $0 > tick } }

  /// Seconds without samples before a tick.
  func missing(before tick: Int) -> Double {
    let count = begun(by: tick)
    return count == 0 ? 0 : missing[count - 1]
  }

  /// The next tick after one at which a segment begins.
  func next(after tick: Int) -> Int? {
    let count = begun(by: tick)
    return count < ticks.count ? ticks[count] : nil
  }
}
