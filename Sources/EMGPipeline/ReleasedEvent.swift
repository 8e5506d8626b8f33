internal import EMGCore

/// What the end of a recording asks of an event that was handed over: where it was, and whose.
struct ReleasedEvent: Sendable {
  private let type: EventType
  private let cause: ArtifactCause?
  private let repeats: Bool
  private let motorUnit: Int?
  private let onset: Int
  private let end: Int
  private let discharge: Int?

  init(_ event: Event) {
    type = event.type
    cause = event.details.cause
    repeats = event.details.times.count > 1
    motorUnit = event.motorUnit
    onset = event.onset
    end = event.end
    discharge = event.details.discharges.first
  }

  /// The event without its measures.
  var event: Event {
    var event = Event(
      type: type, channelIndex: 0, onset: onset, end: end, confidence: 0, noise: 0, threshold: 0)
    event.motorUnit = motorUnit
    event.details.cause = cause
    event.details.discharges = discharge.map { [$0] } ?? []
    event.details.times = repeats ? [onset, end] : []
    return event
  }
}
