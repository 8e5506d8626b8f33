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
    result += crowds(bursts, settings.crowdRate, seconds: settings.crowdWindow, episode)
    result += crowds(
      bursts, settings.lastingCrowdRate, seconds: settings.lastingCrowdWindow, episode)
    result += filled(bursts, episode.samples(settings.crowdWindow))
    return union(result)
  }

  /// Windows with bursts at a rate or more.
  private func crowds(
    _ bursts: [Burst], _ rate: Double, seconds: Double, _ episode: Episode
  ) -> [Range<Int>] {
    let window = episode.samples(seconds)
    let count = Int((rate * seconds).rounded(.up))
    return bursts.indices.dropLast(count - 1).compactMap { first in
      let last = first + count - 1
      guard bursts[last].end - bursts[first].onset <= window else { return nil }
      return bursts[first].onset..<bursts[last].end
    }
  }

  /// Windows of which bursts fill a good part.
  private func filled(_ bursts: [Burst], _ window: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var first = 0
    var sum = 0
    for last in bursts.indices {
      sum += bursts[last].end - bursts[last].onset
      while bursts[last].end - bursts[first].onset > window, first < last {
        sum -= bursts[first].end - bursts[first].onset
        first += 1
      }
      if Double(sum) >= settings.crowdShare * Double(window), last > first {
        result.append(bursts[first].onset..<bursts[last].end)
      }
    }
    return result
  }

  /// Joins stretches over brief silences; those with abrupt edges are events of their own.
  func joined(
    _ stretches: [Range<Int>], bursts: [Burst], envelope: Envelope, episode: Episode
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
    let reach = episode.samples(settings.contractionReach)
    return (contractions.map { widened($0, by: bursts, reach: reach) }, silences)
  }

  /// A contraction with the bursts before and after it that follow one another closely: the first
  /// and the last of its units fire alone.
  private func widened(_ range: Range<Int>, by bursts: [Burst], reach: Int) -> Range<Int> {
    var range = range
    for burst in bursts where burst.end > range.upperBound {
      guard burst.onset - range.upperBound <= reach else { break }
      range = range.lowerBound..<burst.end
    }
    for burst in bursts.reversed() where burst.onset < range.lowerBound {
      guard range.lowerBound - burst.end <= reach else { break }
      range = burst.onset..<range.upperBound
    }
    return range
  }
}

/// Ranges joined where they overlap or touch, in order.
func union(_ ranges: [Range<Int>]) -> [Range<Int>] {
  var result: [Range<Int>] = []
  for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
    if let last = result.last, range.lowerBound <= last.upperBound {
      result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
    } else {
      result.append(range)
    }
  }
  return result
}
