internal import EMGCore

/// Which event a stretch of a channel belongs to where several claim it.
///
/// A stretch belongs to one class, in the order artifact, evoked response, rhythm, silence, sustained,
/// discrete. Two exceptions: a fasciculation over a steadily firing unit, and a silence within its
/// contraction. What repeats under everything else (heart, stimuli, power line) has its times and
/// claims no stretch, movement below the band does not either, and a brief artifact inside a lasting
/// event does not cut it in two.
struct EventPrecedence: Sendable {
  /// Shortest piece of a lasting event that is kept, samples.
  let shortest: Int

  private enum Rank: Int {
    case artifact, evoked, rhythm, silence, sustained, steady, discrete
  }

  private func rank(_ event: Event) -> Rank? {
    switch event.type {
    case .artifact:
      switch event.details.cause {
      case .electrodePop: .artifact
      default: nil
      }
    case .evoked: .evoked
    case .tremor, .clonus, .rhythmicBursting, .groupedDischarge: .rhythm
    case .negativeMyoclonus: .silence
    case .contraction, .cramp: .sustained
    case .tonicFiring: .steady
    case .fasciculation, .myoclonus, .unclassified: .discrete
    }
  }

  private func isLasting(_ rank: Rank) -> Bool {
    rank == .rhythm || rank == .sustained || rank == .steady
  }

  /// Whether two events hold a stretch that only one may.
  private func collide(_ first: Event, _ second: Event) -> Bool {
    guard first.onset < second.end, second.onset < first.end else { return false }
    switch (first.type, second.type) {
    case (.tonicFiring, .fasciculation), (.fasciculation, .tonicFiring),
      (.negativeMyoclonus, .contraction), (.contraction, .negativeMyoclonus),
      (.tonicFiring, .tonicFiring):
      return false
    default: return true
    }
  }

  /// The events of a stretch without overlaps that are not allowed.
  ///
  /// - Parameter events: Events of one channel.
  /// - Returns: What is left of them, by onset.
  func settled(_ events: [Event]) -> [Event] {
    // Mostly each has its stretch to itself.
    let isSettled = events.indices.allSatisfy { n in
      n + 1 == events.count
        || events[n].onset < events[n].end && events[n].end <= events[n + 1].onset
    }
    if isSettled { return events }
    var result: [Event] = []
    var ranked: [(rank: Rank, event: Event)] = []
    for event in events {
      if let rank = rank(event) { ranked.append((rank, event)) } else { result.append(event) }
    }
    // The longer of two of one rank first.
    ranked.sort { a, b in
      (a.rank.rawValue, b.event.end - b.event.onset, a.event.onset, a.event.type.rawValue)
        < (b.rank.rawValue, a.event.end - a.event.onset, b.event.onset, b.event.type.rawValue)
    }
    var taken: [(rank: Rank, event: Event)] = []
    for (rank, event) in ranked where rank != .discrete {
      var pieces = [event]
      for other in taken {
        pieces = pieces.flatMap { besides(other.event, other.rank, of: $0, rank) }
      }
      taken += pieces.map { (rank, $0) }
    }
    var singles: [Event] = []
    let discrete = ranked.filter { $0.rank == .discrete }.map(\.event)
      .sorted { ($0.onset, $0.end) < ($1.onset, $1.end) }
    for event in discrete {
      for n in taken.indices where taken[n].rank == .artifact {
        makeRoom(for: event, in: &taken[n].event)
      }
      var left: Event? = event
      for other in taken {
        guard let own = left else { break }
        left = trimmed(own, besides: other.event)
      }
      guard var own = left else { continue }
      if let last = singles.last, own.onset < last.end {
        guard let border = border(between: last, and: own) else { continue }
        singles[singles.count - 1].end = min(last.end, border)
        own.onset = max(own.onset, border)
      }
      singles.append(own)
    }
    return (result + taken.map(\.event) + singles).sorted {
      ($0.onset, $0.end, $0.type.rawValue) < ($1.onset, $1.end, $1.type.rawValue)
    }
  }

  /// Where an artifact's tail begins or ends when a discharge is seen beside its own deflections: the tail
  /// was taken out there.
  private func makeRoom(for event: Event, in artifact: inout Event) {
    guard artifact.onset < event.end, event.onset < artifact.end,
      let first = artifact.details.times.first, let last = artifact.details.times.last,
      let mark = event.details.discharges.first, let end = event.details.discharges.last
    else { return }
    if mark > last {
      artifact.end = min(artifact.end, max(last + 1, event.onset))
    } else if end < first {
      artifact.onset = max(artifact.onset, min(first, event.end))
    }
  }

  /// What of a lasting event, or of a silence or response, another one leaves.
  private func besides(_ other: Event, _ higher: Rank, of event: Event, _ rank: Rank) -> [Event] {
    guard collide(other, event) else { return [event] }
    guard isLasting(rank) else { return [trimmed(event, besides: other)].compactMap(\.self) }
    let isInside = event.onset < other.onset && other.end < event.end
    if higher == .artifact, isInside { return [event] }
    var pieces: [Event] = []
    for range in [
      event.onset..<max(event.onset, other.onset), min(other.end, event.end)..<event.end,
    ]
    where range.count >= shortest {
      var piece = event
      (piece.onset, piece.end) = (range.lowerBound, range.upperBound)
      piece.details.bursts.removeAll { !range.contains($0) }
      if piece.type == .rhythmicBursting || piece.type == .tremor || piece.type == .clonus,
        piece.details.bursts.count < 3
      {
        continue
      }
      pieces.append(piece)
    }
    return pieces
  }

  /// What of a brief event lies beside another one, where its deflections do.
  private func trimmed(_ event: Event, besides other: Event) -> Event? {
    guard collide(other, event) else { return event }
    let marks =
      event.details.discharges.isEmpty
      ? [(event.onset + event.end) / 2] : event.details.discharges
    var event = event
    guard let first = marks.first, let last = marks.last else { return nil }
    if last < other.onset {
      event.end = other.onset
    } else if first >= other.end {
      event.onset = other.end
    } else {
      return nil
    }
    return event.onset < event.end ? event : nil
  }

  /// Where one brief event ends and the next begins; nil where the second has nothing of its own.
  private func border(between first: Event, and second: Event) -> Int? {
    let last = first.details.discharges.last ?? (first.onset + first.end) / 2
    let next = second.details.discharges.first ?? (second.onset + second.end) / 2
    guard last < next else { return nil }
    return second.onset > last ? second.onset : last + (next - last + 1) / 2
  }
}
