internal import EMGCore

/// From events of an episode to events of the channel: their places, what joins them across cuts, and
/// what is decided again once more units are known.
extension ChannelDetector {
  /// Looks again at bursts that no unit explained when they came.
  mutating func revise(all: Bool) {
    let current = origin
    defer { origin = current }
    // A muscle that jerks often has bursts of few units too. Discharges of known units are none of them.
    let bursts = finished.count { $0.type == .myoclonus }
    let discharges = finished.count { $0.type == .fasciculation && $0.details.waveform.isEmpty }
    let rules = settings.units.repeats
    let mayRepeat =
      discharges >= rules.fewest && Double(bursts) <= rules.share * Double(discharges)
    for item in hindsight.take(all: all) {
      origin = item.origin
      let onset = placed(item.burst.onset, item.cut.start)
      let known = finished[min(item.first, finished.count)...].firstIndex {
        $0.onset == onset
          && ($0.type == .fasciculation || $0.type == .myoclonus || $0.isOfFewTurns)
      }
      guard let known,
        let events = classifier.revised(
          item, wasDischarge: finished[known].type == .fasciculation, units, long,
          mayRepeat: mayRepeat && isBurstApart(known))
      else { continue }
      let new = events.map { placed($0, item.cut.start, item.cut) }
      finished.replaceSubrange(known...known, with: new.prefix(1))
      finished += new.dropFirst()
    }
  }

  /// Whether an event is a burst of several units with no other near it: those of a rhythm have.
  private func isBurstApart(_ index: Int) -> Bool {
    guard finished[index].type == .myoclonus else { return false }
    let reach = samples(settings.units.repeats.apart) * decimation
    let range = (finished[index].onset - reach)...(finished[index].end + reach)
    return !finished.indices.contains {
      $0 != index && finished[$0].type == .myoclonus && range.contains(finished[$0].onset)
    }
  }

  /// The timeline's position of a sample of an episode, or of a part of one, from where it starts.
  func placed(_ position: Int, _ start: Int) -> Int {
    origin + (start + position) * decimation
  }

  /// Moves an event from the episode to the channel's timeline, and keeps a lasting one's course.
  mutating func placed(_ event: Event, _ start: Int, _ episode: Episode) -> Event {
    if ActivityCourse.applies(to: event.type) {
      let course = ActivityCourse(
        of: event, in: episode, from: Double(placed(0, start)) / (rate * Double(decimation)),
        band: band, settings: settings.measures)
      courses.add(course, at: placed(event.onset, start))
    }
    // What else it is asked for would copy the detector.
    var moved = event.moved(by: origin + start * decimation, times: decimation)
    moved.channelIndex = channelIndex
    guard event.details.frequencyHz != nil else { return moved }
    return self.moved(event, from: start)
  }

  /// An event of positions that count from a sample of the segment, on the channel's timeline.
  func moved(_ event: Event, from start: Int) -> Event {
    var event = event.moved(by: origin + start * decimation, times: decimation)
    event.channelIndex = channelIndex
    if let frequency = event.details.frequencyHz {
      event.features += others.movement(
        at: frequency, from: seconds(event.onset), to: seconds(event.end),
        settings: settings.measures)
    }
    return event
  }

  /// Adds events; a sustained one that abuts its like across a cut is lengthened instead.
  mutating func append(_ events: [Event], after cut: Int?) {
    var events = events
    joinHeart(&events)
    if let cut {
      let border = origin + cut * decimation
      let reach = samples(settings.segmentation.episodeGap / 4) * decimation
      for (n, event) in events.enumerated() where event.onset - border <= reach {
        guard
          let match = finished.lastIndex(where: {
            $0.type == event.type && border - $0.end <= reach && $0.type.isSustained
          })
        else { continue }
        courses.join(event.onset, to: finished[match])
        finished[match].goOn(as: event)
        events.remove(at: n)
        break
      }
    }
    finished += events
  }

  /// One heart is one event: beats that go on after a short pause lengthen it.
  private mutating func joinHeart(_ events: inout [Event]) {
    guard let new = events.firstIndex(where: { $0.details.cause == .ecg }),
      let old = finished.lastIndex(where: { $0.details.cause == .ecg })
    else { return }
    let pause = samples(settings.cardiac.longestPause) * decimation
    guard events[new].onset - finished[old].end <= pause else { return }
    finished[old].end = max(finished[old].end, events[new].end)
    finished[old].details.times += events[new].details.times
    finished[old].features = events[new].features
    if !finished[old].features.isEmpty {
      finished[old].features[0] = Measure("beats", Double(finished[old].details.times.count))
    }
    events.remove(at: new)
  }
}

extension Event {
  /// The event on another timeline.
  ///
  /// - Parameters:
  ///   - origin: Where its sample nought is there.
  ///   - factor: Samples there to one of its own.
  /// - Returns: The event.
  fileprivate func moved(by origin: Int, times factor: Int) -> Event {
    func position(_ p: Int) -> Int { origin + p * factor }
    var event = self
    event.onset = position(onset)
    event.end = position(end)
    for n in details.discharges.indices {
      event.details.discharges[n] = position(details.discharges[n])
    }
    for n in details.bursts.indices { event.details.bursts[n] = position(details.bursts[n]) }
    for n in details.times.indices { event.details.times[n] = position(details.times[n]) }
    return event
  }
}

extension Event {
  /// Takes in what the same activity is after a cut: counts add up, and what was measured of each
  /// discharge or burst is the mean over both.
  ///
  /// - Parameter next: Its continuation.
  mutating func goOn(as next: Event) {
    end = max(end, next.end)
    details.bursts += next.details.bursts
    confidence = max(confidence, next.confidence)
    let count = type == .tonicFiring ? "discharges" : "bursts"
    guard let own = measure(count), let other = next.measure(count), own > 0, other > 0 else {
      return
    }
    func mean(_ a: Double, _ b: Double) -> Double {
      if !a.isFinite || !b.isFinite { return a.isFinite ? a : b }
      return (own * a + other * b) / (own + other)
    }
    // Frequencies by the mean interval.
    func frequency(_ a: Double?, _ b: Double?) -> Double? {
      guard let a, let b, a > 0, b > 0 else { return a ?? b }
      return 1 / mean(1 / a, 1 / b)
    }
    details.rateHz = frequency(details.rateHz, next.details.rateHz)
    details.frequencyHz = frequency(details.frequencyHz, next.details.frequencyHz)
    if type == .tremor { details.band = details.frequencyHz.map(tremorBand) }
    if let a = details.intervalCV, let b = next.details.intervalCV {
      details.intervalCV = mean(a, b)
    }
    features = features.map { feature in
      guard feature.name != count else { return Measure(count, own + other) }
      guard let new = next.measure(feature.name) else { return feature }
      return Measure(feature.name, mean(feature.value, new))
    }
  }
}

extension EventType {
  /// Whether an event of the type lasts, so that a cut may go through it.
  var isSustained: Bool {
    switch self {
    case .tremor, .clonus, .rhythmicBursting, .contraction, .tonicFiring, .cramp: true
    default: false
    }
  }
}
