internal import EMGCore

/// Discharges right before and after a contraction that are of its own units: those recruited first and
/// released last fire alone, or leave gaps.
extension EpisodeClassifier {
  /// Gives contractions the units that fire alone right before and after it.
  ///
  /// A discharge beside a contraction is its own where the muscle does not come to rest between the two, or
  /// where several follow one another closely.
  ///
  /// - Parameters:
  ///   - events: Events of an episode; discharges, and brief trains, that lead up to a contraction or away
  ///     from it become part of it.
  ///   - episode: The stretch that holds them.
  /// - Returns: What is left.
  func recruited(_ events: [Event], _ episode: Episode) -> [Event] {
    let rules = settings.classification
    let gap = Int(rules.recruitmentGap * rate)
    var events = events
    for n in events.indices where events[n].type == .contraction {
      for isBefore in [true, false] {
        extend(n, of: &events, before: isBefore, byAtLeast: 1) { isRestless($0, episode) }
        extend(n, of: &events, before: isBefore, byAtLeast: rules.recruitmentCount) {
          $0.count <= gap || isRestless($0, episode)
        }
      }
    }
    return events.filter { $0.end >= $0.onset }
  }

  /// Whether a muscle is active for all of a pause between two events, though no burst stands out of it, or
  /// has no time to rest.
  private func isRestless(_ pause: Range<Int>, _ episode: Episode) -> Bool {
    let rules = settings.classification
    let margin = episode.samples(rules.recruitmentMargin)
    guard pause.count >= 3 * margin else { return true }
    guard pause.count <= episode.samples(rules.recruitmentReach) else { return false }
    let inner = (pause.lowerBound + margin)..<(pause.upperBound - margin)
    // The first units fire some times a second: parts that are shorter may lie between two discharges.
    let parts = 1 + inner.count / max(1, episode.samples(rules.recruitmentGap))
    return (0..<parts).allSatisfy { k in
      let low = inner.lowerBound + inner.count * k / parts
      let high = inner.lowerBound + inner.count * (k + 1) / parts
      return episode.levelOverNoise(in: low..<high) >= rules.recruitmentLevel
    }
  }

  /// Extends a contraction over discharges on one side of it, one after the other.
  ///
  /// - Parameters:
  ///   - n: Its index.
  ///   - events: All events; those that it takes in are left with an end before their onset.
  ///   - isBefore: Whether to extend it to what is before it.
  ///   - least: How many discharges it takes at the least.
  ///   - joins: Whether a pause between two of them keeps them together.
  private func extend(
    _ n: Int, of events: inout [Event], before isBefore: Bool, byAtLeast least: Int,
    while joins: (Range<Int>) -> Bool
  ) {
    let longest = Int(settings.classification.recruitmentLongest * rate)
    var (edge, count) = (isBefore ? events[n].onset : events[n].end, 0)
    var own: Set<Int> = []
    while true {
      let next = events.indices.filter { m in
        let event = events[m]
        let isBrief =
          isSingle(event) || event.type == .tonicFiring && event.end - event.onset <= longest
        return isBrief && event.end >= event.onset && !own.contains(m)
          && (isBefore ? event.onset < edge : event.end > edge)
      }.max { a, b in
        isBefore ? events[a].end < events[b].end : events[a].onset > events[b].onset
      }
      guard let next else { break }
      let (low, high) = isBefore ? (events[next].end, edge) : (edge, events[next].onset)
      guard joins(low..<max(low, high)) else { break }
      own.insert(next)
      count +=
        events[next].type == .tonicFiring
        ? Int(events[next].measure("discharges") ?? 1)
        : max(1, events[next].details.discharges.count)
      edge = isBefore ? events[next].onset : events[next].end
    }
    guard count >= least else { return }
    if isBefore { events[n].onset = edge } else { events[n].end = edge }
    for m in own { events[m].end = events[m].onset - 1 }
  }
}
