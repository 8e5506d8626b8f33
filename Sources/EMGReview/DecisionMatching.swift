public import EMGCore

/// Finds the events of an analysis that earlier decisions speak of.
///
/// A re-analysis with other settings moves onsets a little and gives events other numbers, so
/// decisions know events by channel, label and time.
public enum DecisionMatching {
  /// Onsets of one event differ by at most this, seconds; as in `score`.
  public static let tolerance = 0.02
  /// Or the two share at least this part of the time that both cover.
  ///
  /// Onsets of long events may move further. As in `score`.
  public static let overlap = 0.5

  /// Pairs decided events with events of an analysis, the nearest first, each at most once.
  ///
  /// - Parameters:
  ///   - decided: What decisions name, with all labels that count as the same.
  ///   - events: What the analysis found.
  /// - Returns: The place in `events` for each of `decided`, nil where it is no longer found.
  public static func match(
    _ decided: [(mark: EventMark, labels: Set<EventType>)], _ events: [EventMark]
  ) -> [Int?] {
    var byChannel: [String: [Int]] = [:]
    for n in events.indices { byChannel[events[n].channel, default: []].append(n) }
    for key in byChannel.keys { byChannel[key]?.sort { events[$0].onset < events[$1].onset } }
    var pairs: [(distance: Double, decided: Int, event: Int)] = []
    for (n, item) in decided.enumerated() {
      let mark = item.mark
      let reach = max(tolerance, mark.duration)
      let list = byChannel[mark.channel] ?? []
      var k = list.partitioningIndex { events[$0].onset >= mark.onset - reach }
      while k < list.count, events[list[k]].onset <= mark.end + tolerance {
        let event = events[list[k]]
        if item.labels.contains(event.type), isSame(mark, event) {
          pairs.append((abs(event.onset - mark.onset), n, list[k]))
        }
        k += 1
      }
    }
    pairs.sort { ($0.distance, $0.decided, $0.event) < ($1.distance, $1.decided, $1.event) }
    var result = [Int?](repeating: nil, count: decided.count)
    var taken: Set<Int> = []
    for pair in pairs where result[pair.decided] == nil && !taken.contains(pair.event) {
      result[pair.decided] = pair.event
      taken.insert(pair.event)
    }
    return result
  }

  private static func isSame(_ a: EventMark, _ b: EventMark) -> Bool {
    if abs(a.onset - b.onset) <= tolerance { return true }
    let shared = min(a.end, b.end) - max(a.onset, b.onset)
    let whole = max(a.end, b.end) - min(a.onset, b.onset)
    return whole > 0 && shared / whole >= overlap
  }
}
