/// Finds activity that does not return to rest, and the brief silences within it.
struct SustainedActivity: Sendable {
  let settings: ClassificationSettings

  /// Stretches where the envelope stays up, or where bursts crowd.
  func stretches(of bursts: [Burst], envelope: Envelope, episode: Episode) -> [Range<Int>] {
    var result: [Range<Int>] = []
    // Bursts with hardly a gap between them.
    let gap = episode.samples(settings.sustainedGap)
    var current: Range<Int>?
    for burst in bursts {
      let range = burst.onset..<burst.end
      if let open = current, range.lowerBound - open.upperBound <= gap {
        current = open.lowerBound..<max(open.upperBound, range.upperBound)
      } else {
        if let open = current { result.append(open) }
        current = range
      }
    }
    if let open = current { result.append(open) }
    result.removeAll { $0.count < episode.samples(settings.sustainedMinimum) }
    // Bursts that are too many for spontaneous discharges.
    let window = episode.samples(settings.crowdWindow)
    let count = Int((settings.crowdRate * settings.crowdWindow).rounded(.up))
    for first in bursts.indices where first + count - 1 < bursts.count {
      let last = first + count - 1
      if bursts[last].end - bursts[first].onset <= window {
        result.append(bursts[first].onset..<bursts[last].end)
      }
    }
    return union(result, gap: 0)
  }

  /// Joins stretches over brief silences; those with abrupt edges are events of their own.
  func joined(
    _ stretches: [Range<Int>], envelope: Envelope, episode: Episode
  ) -> (contractions: [Range<Int>], silences: [Range<Int>]) {
    let shortest = episode.samples(settings.silenceMinimum)
    let longest = episode.samples(settings.silenceMaximum)
    var contractions: [Range<Int>] = []
    var silences: [Range<Int>] = []
    for stretch in stretches {
      guard let last = contractions.last, stretch.lowerBound - last.upperBound <= longest else {
        contractions.append(stretch)
        continue
      }
      let silence = last.upperBound..<stretch.lowerBound
      if silence.count >= shortest { silences.append(silence) }
      contractions[contractions.count - 1] = last.lowerBound..<stretch.upperBound
    }
    return (contractions, silences)
  }

  private func union(_ ranges: [Range<Int>], gap: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound - last.upperBound <= gap {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}
