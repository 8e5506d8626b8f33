internal import EMGCore

/// Responses that come late and not each time, as F waves do: each is another unit's, so that no average
/// shows them, but they keep a latency.
extension StimulationTracker {
  /// Events with those that follow stimuli at a latency of their own as responses.
  ///
  /// - Parameters:
  ///   - events: All events of an episode, the stimuli among them.
  ///   - count: The episode's samples.
  /// - Returns: The same events, some of which are responses.
  func withLateResponses(_ events: [Event], count: Int) -> [Event] {
    let marks = events.filter { $0.details.cause == .stimulation }
      .flatMap(\.details.times).sorted()
    guard marks.count >= settings.minimumCount else { return events }
    let (longest, width) = (samples(settings.lateLongest), samples(settings.lateWidth))
    var result = events
    while let own = latest(result, after: marks, upTo: longest, width: width, count) {
      for (n, mark) in own.members { become(&result[n], responseTo: mark, among: own) }
    }
    return result
  }

  /// Events at one latency.
  private struct Late {
    /// Their numbers and stimuli.
    var members: [(event: Int, mark: Int)]
    /// How many chance would place there.
    var expected: Double
  }

  /// Events at the latency at which most are, if they are more than chance makes.
  private func latest(
    _ events: [Event], after marks: [Int], upTo longest: Int, width: Int, _ count: Int
  ) -> Late? {
    var found: [(event: Int, mark: Int, latency: Int)] = []
    var others = 0
    for (n, event) in events.enumerated() where Self.mayBeResponse(event) {
      guard let mark = marks.last(where: { $0 <= event.onset }), event.onset - mark <= longest
      else {
        others += 1
        continue
      }
      found.append((n, mark, event.onset - mark))
    }
    found.sort { ($0.latency, $0.event) < ($1.latency, $1.event) }
    let windows = found.indices.map { first in
      found[first...].prefix { $0.latency <= found[first].latency + width }
    }
    guard let most = windows.max(by: { $0.count < $1.count }) else { return nil }
    // What is not locked to stimuli comes at any time.
    let spans = zip(marks, marks.dropFirst() + [count]).map { min($1 - $0, longest) }
    let free = max(1, count - spans.reduce(0, +))
    let rate = Double(others + 1) / Double(free)
    let expected = rate * Double(width) * Double(marks.count)
    let tried = Double(longest) / Double(max(1, width))
    guard poissonTail(most.count, mean: expected) * tried <= settings.lateChance else { return nil }
    return Late(members: most.map { ($0.event, $0.mark) }, expected: expected)
  }

  private static func mayBeResponse(_ event: Event) -> Bool {
    [.fasciculation, .myoclonus, .unclassified].contains(event.type)
  }

  private func become(_ event: inout Event, responseTo mark: Int, among own: Late) {
    var late = Event(
      type: .evoked, channelIndex: event.channelIndex, onset: event.onset, end: event.end,
      confidence: min(event.confidence, settings.confidence), noise: event.noise,
      threshold: event.threshold)
    late.details.latency = Double(event.onset - mark) / rate
    late.features = event.features.filter { ["peak_to_peak_uv", "snr"].contains($0.name) }
    late.evidence = [
      Evidence("late_responses", value: Double(own.members.count), threshold: own.expected)
    ]
    event = late
  }
}
