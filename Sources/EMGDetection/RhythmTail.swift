internal import EMGCore

/// What goes on beside a rhythm: bursts right beside it, and the weak beats of a tremor that swells or
/// fades, some of which stay in the noise.
struct RhythmTail {
  /// Whether the rhythm may swell or fade: a clonus starts abruptly, and slow movements at will leave
  /// room for discharges of their own.
  private let mayFade: Bool
  /// The usual level of the rhythm's beats there; weaker ones are to be expected beyond.
  private let level: Double

  /// The tail beside some beats of a rhythm.
  init(_ beats: ArraySlice<Burst>, of type: EventType) {
    mayFade = type == .tremor
    level = median(beats.map(\.level))
  }

  /// What a burst beside a rhythm is.
  enum Place {
    /// A beat: right beside the last one, or in step with it and no stronger.
    case beat
    /// Out of step, but too weak to be an event at which the rhythm ends.
    case between
    /// Too far away, or stronger than what fades.
    case beyond
  }

  /// What a burst so many periods beside the last beat is.
  func place(of burst: Burst, after periods: Double, _ settings: RhythmSettings) -> Place {
    guard periods > settings.ownPeriods else { return .beat }
    guard mayFade, periods <= settings.tailPeriods, !(burst.level > level) else { return .beyond }
    return abs(periods - periods.rounded()) <= settings.tailPhase ? .beat : .between
  }
}
