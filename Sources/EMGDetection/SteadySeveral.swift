internal import EMGCore

/// Steady units that are alike and fire at once.
extension EpisodeClassifier {
  /// Events without the discharges over steady firing that several units make together.
  ///
  /// Units whose potentials are alike end in one train, whose intervals vary as no single unit's do; what is left
  /// of them where they meet is theirs, and no fasciculation can be told from it.
  func withoutSeveralUnits(_ events: [Event]) -> [Event] {
    let limit = settings.steadyPool.severalVariation
    var events = events
    var spans: [Range<Int>] = []
    for n in events.indices where events[n].type == .tonicFiring {
      guard let variation = events[n].details.intervalCV, variation > limit else { continue }
      events[n].evidence.append(
        Evidence("several_units_interval_cv", value: variation, threshold: limit))
      spans.append(events[n].onset..<events[n].end)
    }
    return events.filter { event in
      ![.fasciculation, .unclassified].contains(event.type)
        || !spans.contains { $0.contains(event.onset) }
    }
  }
}
