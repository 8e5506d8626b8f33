internal import EMGCore

/// What several events together are: contractions of many units, cramps.
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

  /// Names contractions that break up or fade unit by unit at their end, and gives them the pieces.
  func cramps(in events: [Event], _ episode: Episode) -> [Event] {
    let rules = settings.classification
    var events = events.sorted { ($0.onset, $0.end) < ($1.onset, $1.end) }
    let reach = Int(rules.crampGap * rate)
    let shortest = Int(rules.silenceMinimum * rate)
    guard events.contains(where: { Double($0.end - $0.onset) / rate >= rules.crampShortest }) else {
      return events
    }
    let envelope = envelope(of: episode.powerOverNoise, episode, rules.crampEnvelopeWindow)
    var n = 0
    while n < events.count {
      defer { n += 1 }
      let event = events[n]
      // The pieces of a cramp's end have a rhythm by chance.
      let mayBeCramp =
        event.type == .contraction
        || event.type == .tremor && event.evidence.contains { $0.rule == Self.spectralRule }
      guard mayBeCramp,
        Double(event.end - event.onset) / rate >= rules.crampShortest
      else { continue }
      var end = event.end
      var gaps = 0
      var pieces: [Int] = []
      for m in (n + 1)..<max(n + 1, events.count) {
        let next = events[m]
        guard next.onset - end <= reach else { break }
        switch next.type {
        case .contraction, .myoclonus, .fasciculation, .unclassified, .negativeMyoclonus:
          if next.onset - end >= shortest { gaps += 1 }
          end = max(end, next.end)
          pieces.append(m)
        default: continue
        }
      }
      let silences = events.filter {
        $0.type == .negativeMyoclonus && $0.onset >= event.onset && $0.end <= end
      }
      let border = Double(end) - rules.crampEnd * Double(end - event.onset)
      let late = silences.count { Double($0.onset) >= border } + gaps
      let all = silences.count + gaps
      let breaksUp =
        event.type == .contraction
        && late >= rules.crampSilences && Double(late) >= rules.crampShare * Double(all)
      let whole = (max(0, event.onset)..<max(event.onset, end)).clamped(to: 0..<episode.count)
      let ending = CrampEnding(
        of: episode.signal[whole], envelope: envelope, without: silences.map { $0.onset..<$0.end },
        rate: rate, settings: rules)
      let evidence = ending?.evidence(rules)
      let isCramp = breaksUp || evidence ?? -.infinity >= rules.crampEvidence
      if isCramp {
        events[n] = cramp(event, end: end, silences: breaksUp ? late : nil, evidence: evidence)
      } else if let evidence {
        // An effort at will is no surer than how near it comes to a cramp leaves.
        events[n].confidence = min(event.confidence, logistic(rules.crampEvidence - evidence))
      }
      if let ending, let evidence {
        events[n].features += ending.measures
        events[n].evidence.append(
          Evidence("cramp_nats", value: evidence, threshold: rules.crampEvidence))
      }
      guard isCramp else { continue }
      events = events.indices.filter { m in
        m <= n
          || !pieces.contains(m)
            && !(events[m].type == .negativeMyoclonus && events[m].onset < end)
      }.map { events[$0] }
    }
    return events
  }

  /// The share of the first event that the second covers.
  func overlap(_ a: Event, _ b: Event) -> Double {
    let common = min(a.end, b.end) - max(a.onset, b.onset)
    return common > 0 ? Double(common) / Double(max(1, a.end - a.onset)) : 0
  }
}
