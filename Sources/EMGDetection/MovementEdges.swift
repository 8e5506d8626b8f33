internal import EMGCore

/// Where a movement swells and fades: what stands out of the noise there is its own.
extension EpisodeClassifier {
  /// Events with those joined to a movement within the band that are weak beside it, right before or
  /// after it, and of no known unit.
  ///
  /// - Parameter events: All events of an episode.
  /// - Returns: The others, and the movements from where they swell to where they have faded.
  func withEdgesOfMovement(_ events: [Event]) -> [Event] {
    let rules = settings.artifacts
    let reach = Int(rules.motionReach * rate)
    var events = events
    for n in events.indices where events[n].details.cause == .motion {
      guard let size = events[n].measure("snr") else { continue }
      let near = (events[n].onset - reach)..<(events[n].end + reach)
      let most = rules.motionEdge * size
      for event in events where event.onset < near.upperBound && near.lowerBound < event.end {
        guard event.type != .artifact, event.motorUnit == nil, rules.mayBeRemains(event),
          (event.measure("snr") ?? .infinity) <= most
        else { continue }
        events[n].onset = min(events[n].onset, event.onset)
        events[n].end = max(events[n].end, event.end)
      }
    }
    let movements = events.filter { $0.details.cause == .motion }.map { $0.onset..<$0.end }
    return events.filter { event in
      event.type == .artifact || event.motorUnit != nil || !rules.mayBeRemains(event)
        || !movements.contains { $0.lowerBound <= event.onset && event.end <= $0.upperBound }
    }
  }
}
