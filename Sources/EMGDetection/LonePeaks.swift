internal import EMGCore
internal import RealModule

/// What tells discharges that stand alone from the largest peaks of a channel's noise.
struct LonePeaks: Sendable {
  let settings: NoiseTailSettings
  /// The noise's peaks between two searches for weak discharges, and where each ends on the timeline.
  private var stretches: [(end: Int, peaks: NoisePeaks)] = []
  /// The largest of those peaks.
  private var largest: [Snippet] = []
  /// Scores of events that may be peaks of the noise, before the gate was raised, by their onset.
  private var scores: [Int: Double] = [:]

  init(settings: NoiseTailSettings) { self.settings = settings }

  /// Keeps an event's score.
  mutating func keep(_ event: Event, onset: Int, gateFactor: Double) {
    guard [.fasciculation, .myoclonus, .unclassified].contains(event.type),
      let score = event.gateScore
    else { return }
    scores[onset] = max(scores[onset] ?? 0, score * gateFactor)
  }

  /// Learns the noise from places below the gate.
  ///
  /// What is like a unit may be its discharge and does not count; the noise's peaks among them are as many
  /// as those that are like the unit's mirror image, which count twice.
  ///
  /// - Parameters:
  ///   - places: The places with the signal around them.
  ///   - signs: Which of them are like a unit, 1, or its mirror image, -1.
  ///   - minutes: The time that was looked at for them.
  ///   - end: The position on the timeline up to which that was.
  mutating func learn(
    _ places: [(place: WeakPlaces.Place, around: Snippet)], signs: [Int], minutes: Double, end: Int
  ) {
    let scores = zip(places, signs).map {
      (score: Double($0.place.score), weight: $1 == 0 ? 1 : $1 < 0 ? 2.0 : 0)
    }
    stretches.append((end, NoisePeaks(scores: scores, minutes: minutes, settings: settings)))
    let order = places.indices.filter { signs[$0] <= 0 }.sorted {
      (places[$1].place.score, $0) < (places[$0].place.score, $1)
    }
    largest += order.prefix(settings.mostPeaks / 4).map { places[$0].around }
    guard largest.count > settings.mostPeaks else { return }
    largest = largest.indices.filter { $0 % 2 == 0 }.map { largest[$0] }
  }

  /// The noise around a position: the stretch that holds it and its neighbours.
  private func peaks(at position: Int) -> NoisePeaks {
    guard !stretches.isEmpty else { return NoisePeaks() }
    let own = min(stretches.count - 1, stretches.partitioningIndex { position <= $0.end })
    let near = max(0, own - 1)...min(stretches.count - 1, own + 1)
    return near.reduce(NoisePeaks()) { $0 + stretches[$1].peaks }
  }

  /// An event's score and the one that the noise around it does not reach by itself; nil where the score
  /// is not known.
  func standing(of event: Event) -> (score: Double, limit: Double)? {
    guard let score = scores[event.onset] else { return nil }
    return (score, peaks(at: event.onset).limit(settings))
  }

  /// Whether an event stands out of the noise around it; one whose score is not known does.
  func isClear(_ event: Event) -> Bool {
    guard let (score, limit) = standing(of: event) else { return true }
    return score >= limit
  }

  /// Whether an event's score is larger than any that is asked for.
  func isBeyondAny(_ event: Event) -> Bool {
    scores[event.onset] ?? .infinity >= settings.highest
  }

  /// Whether a unit's discharges are so few as the noise's peaks of their size that are like it may be.
  ///
  /// - Parameters:
  ///   - waveform: The unit's waveform.
  ///   - events: Its events that speak for it: of one discharge, with none nearby.
  /// - Returns: No where half of them are larger than any score that is asked for.
  func isChance(_ waveform: [Float], _ events: [Event]) -> Bool {
    let sizes = events.map { scores[$0.onset] ?? .infinity }.sorted()
    // What was seen once recurs no more than any peak does.
    guard sizes.count > 1 else { return true }
    let size = sizes[(sizes.count - 1) / 2]
    guard size < settings.highest else { return false }
    // Noise shows a waveform and its mirror image equally often; the unit itself does not.
    let mirrored = largest.count { $0.likeness(to: waveform) <= -settings.likeness }
    let share = (Double(mirrored) + 0.5) / (Double(largest.count) + 1)
    let expected =
      share
      * stretches.reduce(0.0) {
        $0 + $1.peaks.perMinute(reaching: size, settings) * $1.peaks.minutes
      }
    return poissonTail(events.count - 1, mean: expected) > settings.chance
  }
}

/// The probability of so many events or more of a Poisson process.
func poissonTail(_ count: Int, mean: Double) -> Double {
  count > 0 ? max(0, 1 - PoissonInterval.cumulative(count - 1, mean)) : 1
}

extension ChannelDetector {
  /// Drops what is no more than the noise's own peaks: discharges of no unit, or of one by chance, that
  /// do not stand out of its tail.
  mutating func dropChance() {
    guard weak.isOn else { return }
    let discharges = finished.filter { $0.type == .fasciculation && !$0.isMatch }
      .sorted { $0.onset < $1.onset }
    let reach = samples(settings.tail.occasion) * decimation
    let parts = onsetsOfParts(within: reach)
    var members: [Int: [Event]] = [:]
    for (n, event) in discharges.enumerated() {
      guard let unit = event.motorUnit else { continue }
      let isAlone =
        event.details.discharges.count == 1 && !parts.contains(event.onset)
        && (n == 0 || event.onset - discharges[n - 1].onset > reach)
        && (n + 1 == discharges.count || discharges[n + 1].onset - event.onset > reach)
      members[unit, default: []] += isAlone ? [event] : []
    }
    let chance = Set(
      members.filter { lone.isChance(units.templates[$0.key].waveform, $0.value) }.keys)
    finished.removeAll { [lone] event in
      switch event.type {
      case .fasciculation:
        if let unit = event.motorUnit, !chance.contains(unit) { return false }
        return event.isMatch || !lone.isClear(event)
          || parts.contains(event.onset) && !lone.isBeyondAny(event)
      case .myoclonus, .unclassified: return !lone.isClear(event)
      default: return false
      }
    }
    for n in finished.indices where finished[n].type == .fasciculation {
      let isLone = finished[n].motorUnit.map(chance.contains) ?? true
      if isLone, let (score, limit) = lone.standing(of: finished[n]) {
        let odds =
          (score / limit - 1) * settings.confidence.gateGrowth + settings.confidence.loneOdds
        finished[n].confidence = min(finished[n].confidence, logistic(odds))
        finished[n].evidence.append(Evidence("noise_tail", value: score, threshold: limit))
      }
      if let unit = finished[n].motorUnit, chance.contains(unit), members[unit]?.count ?? 0 > 1 {
        finished[n].motorUnit = nil
      }
    }
  }

  /// Onsets of what several units are said to have made of one burst.
  ///
  /// - Parameter reach: Samples of the timeline between two of them at the most.
  /// - Returns: The onsets.
  private func onsetsOfParts(within reach: Int) -> Set<Int> {
    let events = finished.filter { $0.type == .fasciculation || $0.type == .unclassified }
      .sorted { $0.onset < $1.onset }
    var result: Set<Int> = []
    for (a, b) in zip(events, events.dropFirst()) where b.onset - a.onset <= reach {
      guard let gate = a.gateScore, gate == b.gateScore else { continue }
      result.formUnion([a.onset, b.onset])
    }
    return result
  }
}

extension Event {
  /// Whether it is a discharge that was found by its unit's waveform alone.
  fileprivate var isMatch: Bool { evidence.contains { $0.rule == EpisodeClassifier.matchRule } }

  /// The score over the gate of the burst that it is, or is a part of.
  fileprivate var gateScore: Double? { evidence.first { $0.rule == "gate" }?.value }
}
