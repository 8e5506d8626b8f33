internal import EMGCore

/// What the subtraction of stimuli left, told by where it stands.
struct StimulationRemains: Sendable {
  let stimulation: StimulationSettings
  let artifacts: ArtifactSettings
  let rate: Double
  /// The trains, each with its stimuli, in samples of the episode.
  let trains: [[Int]]

  init(of events: [Event], settings: DetectionSettings, rate: Double) {
    stimulation = settings.stimulation
    artifacts = settings.artifacts
    self.rate = rate
    trains = events.filter { $0.details.cause == .stimulation }.map(\.details.times)
      .filter { !$0.isEmpty }
  }

  /// Whether an event is no more than that.
  func hold(_ event: Event) -> Bool {
    trains.contains { marks in
      switch event.type {
      case .tonicFiring: isLocked(event, to: marks)
      case .tremor, .clonus, .rhythmicBursting: isBeside(event, marks)
      default: isRemains(event, of: marks)
      }
    }
  }

  private func samples(_ seconds: Double) -> Int { sampleCount(seconds, at: rate, minimum: 0) }

  /// Whether something weak stands right at a stimulus.
  private func isRemains(_ event: Event, of marks: [Int]) -> Bool {
    let blank = samples(stimulation.blank)
    if let peak = event.details.discharges.first, marks.contains(where: { abs($0 - peak) <= blank })
    {
      return true
    }
    guard artifacts.mayBeRemains(event) else { return false }
    let reach = samples(artifacts.popRemains)
    return marks.contains { $0 - reach < event.end && event.onset < $0 + reach }
  }

  /// Whether a steady train is within one of stimuli and has a whole part of its rate: every copy of
  /// a stimulus between two samples leaves the same again and again.
  private func isLocked(_ event: Event, to marks: [Int]) -> Bool {
    guard let first = marks.first, let last = marks.last, last > first,
      let own = event.details.rateHz, isWithin(event, first, last)
    else { return false }
    let stimuli = Double(marks.count - 1) / (Double(last - first) / rate)
    let ratio = stimuli / own
    let whole = max(1, ratio.rounded())
    return whole <= Double(stimulation.remainsDivisor)
      && abs(ratio / whole - 1) <= stimulation.remainsTolerance
  }

  /// Whether most beats of a rhythm stand right at stimuli.
  private func isBeside(_ event: Event, _ marks: [Int]) -> Bool {
    guard let first = marks.first, let last = marks.last, isWithin(event, first, last) else {
      return false
    }
    let reach = samples(stimulation.deadTime)
    let own = event.details.bursts.count { beat in marks.contains { abs($0 - beat) <= reach } }
    return Double(own) >= stimulation.remainsShare * Double(event.details.bursts.count)
  }

  private func isWithin(_ event: Event, _ first: Int, _ last: Int) -> Bool {
    let common = min(event.end, last) - max(event.onset, first)
    return Double(common) >= stimulation.remainsShare * Double(event.end - event.onset)
  }
}
