public import EMGCore
internal import RealModule

/// Names brief bursts that come in several muscles at once: one unit's discharge is seen in its own
/// muscle, a jerk's volley reaches several.
///
/// A burst counts whose waveform was seen but once: a unit that comes again is no jerk, however often
/// another muscle's falls together with it. Nor are two electrodes on one source, whose waveforms are
/// alike. Source: onsets within some 15 to 30 ms in two muscles or more as a sign of myoclonus.
public struct SharedJerks: Sendable {
  private let settings: ClassificationSettings
  private let units: UnitSettings
  private let confidence: ConfidenceSettings

  /// Makes the comparison.
  ///
  /// - Parameter settings: What counts as one jerk.
  public init(settings: DetectionSettings) {
    self.settings = settings.classification
    self.units = settings.units
    confidence = settings.confidence
  }

  /// Seconds within which bursts of several muscles begin together.
  public var reach: Double { settings.jerkOnset }

  /// Whether an event may be one muscle's part of a jerk.
  ///
  /// - Parameter event: The event.
  /// - Returns: Whether its name waits for other muscles.
  public static func mayBePart(_ event: Event) -> Bool { !event.details.waveform.isEmpty }

  /// Names the jerks among a recording's events, and forgets their waveforms.
  ///
  /// - Parameters:
  ///   - events: Events of all channels, in any order.
  ///   - channels: The recording's channels.
  public func fill(_ events: inout [Event], channels: [Channel]) {
    let times = events.map { channels[$0.channelIndex].rate.seconds($0.onset) }
    let parts = events.indices.filter { Self.mayBePart(events[$0]) }
      .sorted { (times[$0], events[$0].channelIndex) < (times[$1], events[$1].channelIndex) }
    var muscles: [Int: Int] = [:]
    for (place, a) in parts.enumerated() {
      var others: Set<Int> = []
      func look(_ b: Int) -> Bool {
        guard abs(times[b] - times[a]) <= reach else { return false }
        if events[b].channelIndex != events[a].channelIndex,
          !others.contains(events[b].channelIndex), !isOneSource(events[a], events[b])
        {
          others.insert(events[b].channelIndex)
        }
        return true
      }
      for b in parts[(place + 1)...] where !look(b) { break }
      for b in parts[..<place].reversed() where !look(b) { break }
      if !others.isEmpty { muscles[a] = 1 + others.count }
    }
    for (n, count) in muscles { name(&events[n], muscles: count) }
    for n in parts { events[n].details.waveform = [] }
  }

  private func name(_ event: inout Event, muscles: Int) {
    if event.type == .myoclonus {
      event.confidence = max(event.confidence, confidence.sharedBurst)
    } else {
      event.type = .myoclonus
      event.motorUnit = nil
      event.details.discharges = []
      event.confidence = confidence.sharedBurst
    }
    event.evidence.append(Evidence("muscles_at_once", value: Double(muscles), threshold: 2))
  }

  /// Whether two electrodes may see one source: their waveforms are alike, whichever way round.
  private func isOneSource(_ a: Event, _ b: Event) -> Bool {
    let count = a.details.waveform.count
    guard count == b.details.waveform.count else { return false }
    let whole = units.window + 2 * units.maximumShift
    let room = max(1, Int(Double(count) * units.maximumShift / whole))
    let own = Snippet(samples: a.details.waveform, sigma: a.noise, room: room)
    let other = Snippet(samples: b.details.waveform, sigma: b.noise, room: room)
    let turned = Snippet(samples: b.details.waveform.map { -$0 }, sigma: b.noise, room: room)
    guard count > 2 * room + 4 else { return false }
    return max(similarity(own, other), similarity(own, turned)) >= settings.jerkAlike
  }
}
