internal import EMGCore

/// Contractions that are cramps: by how they rise and end, and the pieces in which they do.
extension EpisodeClassifier {
  /// Where a stretch of activity ends, with the pieces that follow it closely.
  private struct Tail {
    var end: Int
    /// Indices of these pieces.
    var pieces: [Int] = []
    /// Pauses before them that are long enough for silences.
    var gaps = 0
  }

  /// Names contractions that break up or fade unit by unit at their end, and gives them the pieces.
  func cramps(in events: [Event], _ episode: Episode) -> [Event] {
    let rules = settings.classification
    var events = events.sorted { ($0.onset, $0.end) < ($1.onset, $1.end) }
    guard events.contains(where: { Double($0.end - $0.onset) / rate >= rules.crampShortest }) else {
      return events
    }
    let envelope = envelope(of: episode.powerOverNoise, episode, rules.crampEnvelopeWindow)
    var n = 0
    while n < events.count {
      defer { n += 1 }
      guard mayBeCramp(events[n]) else { continue }
      var tail = tail(of: n, in: events)
      let silences = events.filter {
        $0.type == .negativeMyoclonus && $0.onset >= events[n].onset && $0.end <= tail.end
      }
      let broken = breaks(at: tail, of: events[n], silences)
      let whole = (max(0, events[n].onset)..<max(events[n].onset, tail.end))
        .clamped(to: 0..<episode.count)
      let ending = CrampEnding(
        of: episode.signal[whole], envelope: envelope, without: silences.map { $0.onset..<$0.end },
        rate: rate, settings: rules)
      guard ending != nil || broken != nil else { continue }
      var nats =
        (ending?.evidence(rules) ?? 0) + (broken == nil ? 0 : rules.crampBreakWeight)
      // What ends at once is none, however fast its units fire.
      let endsAtOnce = broken == nil && (ending?.fade ?? 0) < rules.crampFade
      if endsAtOnce { nats = min(nats, rules.crampEvidence) }
      let isCramp = nats >= rules.crampEvidence && !endsAtOnce
      if isCramp {
        takePieces(into: &tail, after: n, in: events)
        events[n] = cramp(events[n], end: tail.end, nats: nats)
      } else {
        // An effort at will is no surer than how near it comes to a cramp leaves.
        events[n].confidence = min(events[n].confidence, logistic(rules.crampEvidence - nats))
      }
      events[n].features += ending?.measures ?? []
      if endsAtOnce, let ending {
        events[n].evidence.append(
          Evidence("cramp_fade_s", value: ending.fade, threshold: rules.crampFade))
      }
      if let broken {
        events[n].evidence.append(
          Evidence(
            "silences_at_the_end", value: Double(broken), threshold: Double(rules.crampSilences)))
      }
      events[n].evidence.append(
        Evidence("cramp_nats", value: nats, threshold: rules.crampEvidence))
      guard isCramp else { continue }
      events = events.indices.filter { m in
        m <= n
          || !tail.pieces.contains(m)
            && !(events[m].type == .negativeMyoclonus && events[m].onset < tail.end)
      }.map { events[$0] }
    }
    return events
  }

  /// Whether an event is long enough for a cramp, and sustained: the pieces of a cramp's end have a rhythm by
  /// chance, one that hardly stands out.
  private func mayBeCramp(_ event: Event) -> Bool {
    guard Double(event.end - event.onset) / rate >= settings.classification.crampShortest else {
      return false
    }
    return event.type == .contraction
      || event.type == .tremor
        && event.evidence.contains {
          $0.rule == Self.spectralRule && $0.value < settings.classification.crampPeak
        }
  }

  private func tail(of n: Int, in events: [Event]) -> Tail {
    let reach = Int(settings.classification.crampGap * rate)
    let shortest = Int(settings.classification.silenceMinimum * rate)
    var tail = Tail(end: events[n].end)
    for m in events.indices.dropFirst(n + 1) {
      let next = events[m]
      guard next.onset - tail.end <= reach else { break }
      switch next.type {
      case .contraction, .myoclonus, .fasciculation, .unclassified, .negativeMyoclonus:
        if next.onset - tail.end >= shortest { tail.gaps += 1 }
        tail.end = max(tail.end, next.end)
        tail.pieces.append(m)
      default: continue
      }
    }
    return tail
  }

  /// The silences in which an activity breaks up at its end, or nil where it does not.
  private func breaks(at tail: Tail, of event: Event, _ silences: [Event]) -> Int? {
    let rules = settings.classification
    guard event.type == .contraction else { return nil }
    let border = Double(tail.end) - rules.crampEnd * Double(tail.end - event.onset)
    let late = silences.count { Double($0.onset) >= border } + tail.gaps
    let all = silences.count + tail.gaps
    let isAtTheEnd = Double(late) >= rules.crampShare * Double(all)
    return late >= rules.crampSilences && isAtTheEnd ? late : nil
  }

  /// Gives a cramp the brief pieces that come back after longer pauses, and what is between them.
  private func takePieces(into tail: inout Tail, after n: Int, in events: [Event]) {
    let pause = Int(settings.classification.crampPause * rate)
    let longest = Int(settings.classification.crampPiece * rate)
    for m in events.indices.dropFirst(n + 1)
    where events[m].type == .contraction && !tail.pieces.contains(m) {
      let piece = events[m]
      guard piece.onset - tail.end <= pause, piece.end - piece.onset <= longest else { break }
      tail.end = max(tail.end, piece.end)
      tail.pieces.append(m)
      tail.pieces += events.indices.filter {
        $0 > n && isSingle(events[$0]) && events[$0].end <= tail.end
      }
    }
  }

  /// A stretch of activity that breaks up into pieces at its end, or whose units fall away.
  private func cramp(_ event: Event, end: Int, nats: Double) -> Event {
    var event = event
    event.type = .cramp
    event.end = max(event.end, end)
    event.details.frequencyHz = nil
    event.details.bursts = []
    event.details.band = nil
    event.confidence = min(logistic(nats), settings.confidence.cramp)
    return event
  }
}
