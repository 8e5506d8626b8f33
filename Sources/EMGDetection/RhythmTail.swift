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

  /// Whether the rhythm may go on so many periods beside its last beat.
  func mayFollow(after periods: Double, _ settings: RhythmSettings) -> Bool {
    periods <= settings.ownPeriods || mayFade && periods <= settings.tailPeriods
  }

  /// Whether a burst so many periods beside the last beat is stronger than what fades, so that it is an
  /// event of its own at which the rhythm ends.
  func isOther(_ burst: Burst, after periods: Double, _ settings: RhythmSettings) -> Bool {
    periods > settings.ownPeriods && burst.level > level
  }

  /// Whether a burst so many periods beside the last beat is one: right beside it, or in step with it
  /// and no stronger.
  func has(_ burst: Burst, after periods: Double, _ settings: RhythmSettings) -> Bool {
    periods <= settings.ownPeriods
      || mayFade && abs(periods - periods.rounded()) <= settings.tailPhase && burst.level <= level
  }
}
