internal import EMGCore

/// Steadily firing units most of whose discharges only their waveform tells from noise.
extension ChannelDetector {
  /// Makes trains of discharges that are even once those too weak for the gate are known, whichever of
  /// alike units they were given to.
  ///
  /// - Parameters:
  ///   - found: Weak discharges by unit; those that a train takes are left out.
  ///   - range: Positions that were searched.
  mutating func nameSteady(_ found: inout [Int: [Event]], in range: ClosedRange<Int>) {
    let known = finished.indices.filter {
      finished[$0].type == .fasciculation && finished[$0].motorUnit != nil
        && range.contains(finished[$0].onset)
    }
    var left = Set(known.compactMap { finished[$0].motorUnit }).union(found.keys)
    let pause = samples(settings.steadyPool.pause) * decimation
    var trains: [Event] = []
    var gone: Set<Int> = []
    while let seed = left.min() {
      let alike = left.filter {
        $0 == seed || classifier.isAlike(units.templates[seed], units.templates[$0], units)
      }
      left.subtract(alike)
      let strong = known.filter { finished[$0].motorUnit.map(alike.contains) ?? false }
      let weak = alike.sorted().flatMap { found[$0, default: []] }
      // Mostly no train: whole events are put in order only where there is one.
      let marks =
        strong.map { (finished[$0].onset, finished[$0].details.discharges.first) }
        + weak.map { ($0.onset, $0.details.discharges.first) }
      let places = marks.sorted { $0.0 < $1.0 }.compactMap(\.1)
      guard
        let renewal = classifier.steadyRenewal(
          places.map { seconds($0) }, known: evidence(of: alike, near: places, pause))
      else { continue }
      let all = (strong.map { finished[$0] } + weak).sorted { $0.onset < $1.onset }
      for run in all.cut(where: { $1.onset - $0.end > pause })
      where run.count >= max(settings.steadyPool.fewest, settings.classification.tonicMinimum) {
        guard let train = train(run, renewal) else { continue }
        trains.append(train)
        let span = train.onset..<train.end
        gone.formUnion(strong.filter { span.contains(finished[$0].onset) })
        for unit in alike { found[unit]?.removeAll { span.contains($0.onset) } }
      }
    }
    guard !trains.isEmpty else { return }
    finished = finished.indices.filter { !gone.contains($0) }.map { finished[$0] }
    // What nothing but the train accounts for is its own, or another unit's over it.
    finished.removeAll { event in
      (event.type == .unclassified || event.type == .myoclonus)
        && trains.contains { $0.onset < event.end && event.onset < $0.end }
    }
    for train in trains {
      // One that goes on from what was searched before.
      let before = finished.firstIndex { event in
        guard event.type == .tonicFiring, let one = event.motorUnit, let other = train.motorUnit,
          train.onset - event.end <= pause, event.onset - train.end <= pause
        else { return false }
        return classifier.isAlike(units.templates[one], units.templates[other], units)
      }
      guard let before else {
        finished.append(train)
        continue
      }
      finished[before].onset = min(finished[before].onset, train.onset)
      finished[before].goOn(as: train)
    }
  }

  /// The evidence of a train of alike units that ends where some discharges begin: what was searched
  /// before it goes on.
  private func evidence(of alike: Set<Int>, near places: [Int], _ pause: Int) -> Double {
    guard let first = places.first, let last = places.last else { return 0 }
    return finished.reduce(0) { most, event in
      guard event.type == .tonicFiring, event.motorUnit.map(alike.contains) ?? false,
        first - event.end <= pause, event.onset - last <= pause,
        let known = event.evidence.first(where: { $0.rule == MissedRenewal.rule })
      else { return most }
      return max(most, known.value)
    }
  }

  private func train(_ events: [Event], _ renewal: MissedRenewal) -> Event? {
    guard var event = events.first else { return nil }
    let places = events.compactMap(\.details.discharges.first)
    let confidence = classifier.likelihood(
      of: renewal.evidence, half: settings.confidence.tonicHalf,
      growth: settings.confidence.tonicGrowth)
    event.type = .tonicFiring
    event.confidence = min(1, max(0, confidence))
    event.details = EventDetails()
    event.end = events.map(\.end).max() ?? event.end
    func middle(_ name: String) -> Double { median(events.compactMap { $0.measure(name) }) }
    event.features = [
      Measure("discharges", Double(places.count)),
      Measure("peak_to_peak_uv", middle("peak_to_peak_uv")), Measure("snr", middle("snr")),
      Measure("interval_lv", .nan), Measure("interval_cv2", .nan), Measure("interval_lvr", .nan),
    ]
    event.evidence = [
      Evidence(
        MissedRenewal.rule, value: renewal.evidence, threshold: settings.steadyPool.evidence)
    ]
    classifier.measure(
      &event, by: places, period: renewal.period, rate: rate * Double(decimation))
    return event.details.rateHz == nil ? nil : event
  }
}
