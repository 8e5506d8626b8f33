internal import EMGCore

/// What several events together are: contractions of many units.
extension EpisodeClassifier {
  /// Units that fire within a contraction are its own; several at a time are one.
  func merged(_ events: [Event], _ trains: [Event]) -> [Event] {
    var events = events
    var trains = trains
    let rules = settings.classification
    // What the varying shape of a strong unit left of it is no contraction.
    events.removeAll { event in
      guard event.type == .contraction, let rms = event.measure("rms_uv") else { return false }
      return trains.contains { train in
        overlap(event, train) >= rules.contractionTrainShare
          && rms < settings.units.remainsShare * (train.measure("peak_to_peak_uv") ?? 0)
      }
    }
    // Several at a time.
    for train in trains {
      let others = trains.filter { overlap($0, train) >= rules.togetherShare }
      guard others.count >= rules.contractionUnits else { continue }
      let onset = others.map(\.onset).min() ?? train.onset
      let end = others.map(\.end).max() ?? train.end
      let event = contraction(of: others.count, like: train, onset..<end)
      if !events.contains(where: { $0.type == .contraction && overlap($0, event) > 0 }) {
        events.append(event)
      }
    }
    for index in events.indices where events[index].type == .contraction {
      for train in trains where overlap(train, events[index]) >= rules.contractionTrainShare {
        events[index].onset = min(events[index].onset, train.onset)
        events[index].end = max(events[index].end, train.end)
      }
    }
    // Contractions that grew into one another are one.
    var contractions: [Event] = []
    for event in events.filter({ $0.type == .contraction }).sorted(by: { $0.onset < $1.onset }) {
      if let last = contractions.last, event.onset < last.end {
        contractions[contractions.count - 1].end = max(last.end, event.end)
      } else {
        contractions.append(event)
      }
    }
    events = events.filter { $0.type != .contraction } + contractions
    trains.removeAll { train in
      contractions.contains { overlap(train, $0) >= rules.togetherShare }
    }
    // Single bursts that a longer contraction now covers are its own.
    events.removeAll { event in
      isSingle(event)
        && contractions.contains { $0.onset <= event.onset && event.end <= $0.end }
    }
    return events + trains
  }

  /// Several steadily firing units at a time are a contraction.
  ///
  /// - Parameters:
  ///   - units: How many.
  ///   - train: One of them.
  ///   - range: From the first to the last discharge of all.
  /// - Returns: The contraction.
  func contraction(of units: Int, like train: Event, _ range: Range<Int>) -> Event {
    var event = train
    event.type = .contraction
    event.motorUnit = nil
    event.details = EventDetails()
    (event.onset, event.end) = (range.lowerBound, range.upperBound)
    event.evidence = [
      Evidence(
        "steady_units", value: Double(units),
        threshold: Double(settings.classification.contractionUnits))
    ]
    return event
  }

  /// Whether an event is of one burst.
  func isSingle(_ event: Event) -> Bool {
    switch event.type {
    case .fasciculation, .myoclonus, .unclassified: true
    default: false
    }
  }

  /// The share of the first event that the second covers.
  func overlap(_ a: Event, _ b: Event) -> Double {
    let common = min(a.end, b.end) - max(a.onset, b.onset)
    return common > 0 ? Double(common) / Double(max(1, a.end - a.onset)) : 0
  }
}
