public import EMGCore

/// When a detection counts as a true event.
public struct MatchingSettings: Hashable, Sendable {
  /// Largest distance of a fasciculation's largest deflection, seconds.
  public var tolerance = 0.02
  /// Smallest overlap over union of an interval event.
  public var overlap = 0.5

  /// The defaults.
  public init() {}
}

/// How well one type of event was found.
public struct TypeScore: Hashable, Sendable {
  /// The type.
  public var type: EventType
  /// True events found.
  public var hits = 0
  /// True events not found.
  public var misses = 0
  /// Detections without a true event.
  public var falseAlarms = 0
  /// Time differences of the hits, seconds.
  public var errors: [Double] = []
  /// Differences of frequency of the hits, Hz.
  public var frequencyErrors: [Double] = []

  /// Share of true events found.
  public var sensitivity: Double? {
    hits + misses > 0 ? Double(hits) / Double(hits + misses) : nil
  }
  /// Share of detections that are true.
  public var precision: Double? {
    hits + falseAlarms > 0 ? Double(hits) / Double(hits + falseAlarms) : nil
  }
  /// The harmonic mean of both.
  public var f1: Double? {
    let total = 2 * hits + misses + falseAlarms
    return total > 0 ? Double(2 * hits) / Double(total) : nil
  }
}

/// Detections held against truth, channel by channel.
public struct Score: Sendable {
  /// One entry a type that occurs, in the contract's order.
  public var types: [TypeScore]
  /// How often a true type was found as another: `confusion[true][found]`, with the names `missed`
  /// and `false` where one side is empty.
  public var confusion: [String: [String: Int]]

  private static let points: Set<EventType> = [.fasciculation, .evoked]

  /// Scores recordings.
  ///
  /// - Parameters:
  ///   - truth: True events, one document a recording.
  ///   - found: Detections of the same recordings in the same order.
  ///   - settings: What counts as a match.
  public init(
    truth: [EventDocument], found: [EventDocument], settings: MatchingSettings = MatchingSettings()
  ) {
    var scores: [EventType: TypeScore] = [:]
    var confusion: [String: [String: Int]] = [:]
    for (t, f) in zip(truth, found) {
      for channel in Set(t.events.map(\.channel)).union(f.events.map(\.channel)) {
        let trueEvents = t.events.filter { $0.channel == channel }
        let foundEvents = f.events.filter { $0.channel == channel }
        for type in EventType.allCases {
          Self.score(
            trueEvents.filter { $0.type == type }, foundEvents.filter { $0.type == type }, type,
            settings, into: &scores[type, default: TypeScore(type: type)])
        }
        Self.confuse(trueEvents, foundEvents, settings, into: &confusion)
      }
    }
    types = EventType.allCases.compactMap { type in
      scores[type].flatMap { $0.hits + $0.misses + $0.falseAlarms > 0 ? $0 : nil }
    }
    self.confusion = confusion
  }

  private static func cost(
    _ a: ScoredEvent, _ b: ScoredEvent, _ settings: MatchingSettings
  ) -> Double? {
    if points.contains(a.type) {
      let distance = abs(a.time - b.time)
      return distance <= settings.tolerance ? distance : nil
    }
    let overlap = min(a.end, b.end) - max(a.onset, b.onset)
    let union = max(a.end, b.end) - min(a.onset, b.onset)
    guard overlap > 0, union > 0, overlap / union >= settings.overlap else { return nil }
    return 1 - overlap / union
  }

  private static func score(
    _ truth: [ScoredEvent], _ found: [ScoredEvent], _ type: EventType,
    _ settings: MatchingSettings, into score: inout TypeScore
  ) {
    let pairs = maximumMatching(
      truthCount: truth.count, foundCount: found.count,
      candidates: { _ in 0..<found.count }, cost: { cost(truth[$0], found[$1], settings) })
    for (t, match) in pairs.enumerated() {
      guard let match else {
        score.misses += 1
        continue
      }
      score.hits += 1
      let isPoint = points.contains(type)
      score.errors.append(
        isPoint ? found[match].time - truth[t].time : found[match].onset - truth[t].onset)
      if let a = truth[t].frequency, let b = found[match].frequency {
        score.frequencyErrors.append(b - a)
      }
    }
    score.falseAlarms += found.count - pairs.count(where: { $0 != nil })
  }

  /// Each true event against whatever overlaps it most, whatever its type.
  private static func confuse(
    _ truth: [ScoredEvent], _ found: [ScoredEvent], _ settings: MatchingSettings,
    into confusion: inout [String: [String: Int]]
  ) {
    var used: Set<Int> = []
    for event in truth {
      var best: (index: Int, overlap: Double)?
      for (n, other) in found.enumerated() {
        let overlap = min(event.end, other.end) - max(event.onset, other.onset)
        guard overlap > 0 else { continue }
        let gain = overlap + (other.type == event.type ? 1e6 : 0)
        if gain > best?.overlap ?? 0 { best = (n, gain) }
      }
      if let best {
        used.insert(best.index)
        confusion[event.type.rawValue, default: [:]][found[best.index].type.rawValue, default: 0] +=
          1
      } else {
        confusion[event.type.rawValue, default: [:]]["missed", default: 0] += 1
      }
    }
    for (n, event) in found.enumerated() where !used.contains(n) {
      let isInside = truth.contains { min($0.end, event.end) > max($0.onset, event.onset) }
      if !isInside { confusion["false", default: [:]][event.type.rawValue, default: 0] += 1 }
    }
  }
}
