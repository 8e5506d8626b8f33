internal import EMGCore

/// Steadily firing units that noise or a slow change of amplitude made several units of.
extension EpisodeClassifier {
  /// Trains among discharges of units that are alike, whichever of them are taken together.
  ///
  /// - Parameters:
  ///   - discharges: All that were sorted.
  ///   - units: The units.
  ///   - episode: The stretch.
  ///   - trains: Trains that are known; further ones are added.
  ///   - members: Indices of discharges that trains take; those of the further ones are added.
  func pooledTrains(
    _ discharges: [Discharge], _ units: UnitSorter, _ episode: Episode,
    _ trains: inout [Train], _ members: inout Set<Int>
  ) {
    let rules = settings.steadyPool
    var free = discharges.indices.filter { index in
      !members.contains(index)
        && discharges[index].burst.coreDuration(rate) <= settings.classification.dischargeMaximum
    }
    guard free.count >= rules.fewest else { return }
    var counts: [Int: Int] = [:]
    for index in free { if let unit = discharges[index].unit { counts[unit, default: 0] += 1 } }
    // The most frequent unit first; what is like it goes with it.
    for seed in counts.keys.sorted(by: { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) })
    where free.contains(where: { discharges[$0].unit == seed }) {
      let template = units.templates[seed]
      let alike = Set(
        counts.keys.filter { $0 == seed || isAlike(template, units.templates[$0], units) })
      let waveform = FittedWaveform(template.waveform)
      let own = free.filter { index in
        if let unit = discharges[index].unit { return alike.contains(unit) }
        return isLike(waveform, discharges[index].burst, episode, units)
      }
      guard own.count >= rules.fewest else { continue }
      let times = own.map { Double(discharges[$0].burst.center) / rate }
      guard let renewal = steadyRenewal(times) else { continue }
      for run in runs(of: own, discharges) {
        guard let train = train(run.map { discharges[$0].burst }, renewal, unit: seed) else {
          continue
        }
        trains.append(train)
        let taken = covered(free, discharges, by: train.event).filter { run.contains($0) }
        members.formUnion(taken)
      }
      free.removeAll { members.contains($0) }
    }
  }

  /// How discharges are a steady train with missed ones, or nil where they are none.
  ///
  /// - Parameters:
  ///   - times: The discharges, seconds, ascending.
  ///   - known: Evidence of the same train from elsewhere, nats.
  /// - Returns: The train by these discharges alone.
  func steadyRenewal(_ times: [Double], known: Double = 0) -> MissedRenewal? {
    let rules = settings.steadyPool
    let limits = settings.classification
    guard
      let renewal = MissedRenewal(
        times: times, rates: limits.tonicLowest...limits.tonicHighest, settings: rules),
      renewal.evidence + known >= rules.evidence,
      renewal.evidence >= rules.evidencePerInterval * Double(renewal.count)
    else { return nil }
    return renewal
  }

  /// Discharges without a pause between them.
  private func runs(of own: [Int], _ discharges: [Discharge]) -> [[Int]] {
    let pause = Int(settings.steadyPool.pause * rate)
    return own.cut { discharges[$1].burst.center - discharges[$0].burst.center > pause }
      .filter { $0.count >= settings.classification.tonicMinimum }
  }

  private func train(_ beats: [Burst], _ renewal: MissedRenewal, unit: Int) -> Train? {
    let intervals = zip(beats, beats.dropFirst()).compactMap { a, b -> Double? in
      let interval = Double(b.center - a.center) / rate
      guard interval >= settings.steadyPool.doubletLongest else { return nil }
      return interval / max(1, (interval / renewal.period).rounded())
    }
    guard let statistics = IntervalStatistics(intervals: intervals) else { return nil }
    var event = tonicFiring(beats, statistics, evidence: renewal.evidence)
    event.motorUnit = unit
    event.evidence[0] = Evidence(
      MissedRenewal.rule, value: renewal.evidence, threshold: settings.steadyPool.evidence)
    return Train(event: event, beats: beats, period: renewal.period)
  }

  /// Whether two units' waveforms are one unit's.
  func isAlike(
    _ a: UnitSorter.Template, _ b: UnitSorter.Template, _ units: UnitSorter
  ) -> Bool {
    let room = max(1, Int((settings.units.maximumShift * rate).rounded()))
    let zeros = [Float](repeating: 0, count: room)
    func snippet(_ template: UnitSorter.Template) -> Snippet {
      Snippet(
        samples: zeros + template.waveform + zeros,
        sigma: units.noise / Double(max(1, template.members)).squareRoot(), room: room)
    }
    return areAlike(snippet(a), snippet(b))
  }

  private func areAlike(_ first: Snippet, _ second: Snippet) -> Bool {
    let ratio = (first.energy / max(second.energy, .leastNormalMagnitude)).squareRoot()
    let most = settings.steadyPool.largestRatio
    return ratio <= most && ratio >= 1 / most
      && similarity(first, second) >= settings.steadyPool.similarity
  }

  private func isLike(
    _ waveform: FittedWaveform, _ burst: Burst, _ episode: Episode, _ units: UnitSorter
  ) -> Bool {
    let snippet = units.snippet(of: burst, in: episode)
    var shifted = ShiftedSnippet(snippet, window: units.window)
    let result = fit(waveform, to: &shifted)
    let most = settings.steadyPool.largestRatio
    guard result.gain >= 1 / most, result.gain <= most else { return false }
    let explained = result.gain * result.gain * waveform.energy
    let total = explained + result.residual
    let noise = Double(units.window) * snippet.sigma * snippet.sigma
    let least = settings.steadyPool.looseSimilarity * settings.steadyPool.looseSimilarity
    return explained >= least * max(total - noise, 0.1 * total)
  }

  /// Trains of which those of one unit are one, where no pause is between them.
  ///
  /// A train that is found in what is left of others has a unit's waveform no more: it is part of the train
  /// beside it or under it that has its size, and what others left where it has none.
  ///
  /// - Parameters:
  ///   - trains: Trains as they were found, one after the other.
  ///   - units: The units of those that were taken out of the signal.
  ///   - loose: Trains that are still in it; those that are others' are left out.
  ///   - episode: The stretch.
  /// - Returns: The trains that are left, those that were joined with the discharges of all.
  func joined(
    _ trains: [Event], _ units: [(train: Int, unit: SteadyUnit)], _ loose: inout [Train],
    _ episode: Episode
  ) -> [Event] {
    let pause = Int(settings.steadyPool.pause * rate)
    let parts =
      units.map {
        (event: trains[$0.train], unit: Optional($0), places: $0.unit.copies.map(\.position))
      }
      + loose.map { (event: $0.event, unit: nil, places: $0.beats.map(\.center)) }
    var groups: [[Int]] = []
    for n in parts.indices.sorted(by: { parts[$0].event.onset < parts[$1].event.onset }) {
      let own = parts[n]
      let known = groups.firstIndex { group in
        let end = group.map { parts[$0].event.end }.max() ?? 0
        guard own.event.onset - end <= pause else { return false }
        let named = group.compactMap { parts[$0].unit?.unit }
        if let unit = own.unit?.unit, !named.isEmpty {
          return named.contains { isAlike($0, unit, episode) }
        }
        return !(own.unit == nil && named.isEmpty)
          && group.contains { isOfOneSize(height(parts[$0].event), height(own.event)) }
      }
      if let known { groups[known].append(n) } else { groups.append([n]) }
    }
    var result = trains
    var gone: Set<Int> = []
    var joined: Set<Int> = []
    for group in groups where group.count > 1 {
      let named = group.filter { parts[$0].unit != nil }
      guard
        let main = named.max(by: { parts[$0].places.count < parts[$1].places.count }),
        let unit = parts[main].unit
      else { continue }
      for n in group where n != main {
        result[unit.train].onset = min(result[unit.train].onset, parts[n].event.onset)
        result[unit.train].end = max(result[unit.train].end, parts[n].event.end)
        if let other = parts[n].unit {
          gone.insert(other.train)
        } else {
          joined.insert(n - units.count)
        }
      }
      measure(
        &result[unit.train], by: group.flatMap { parts[$0].places }.sorted(),
        period: unit.unit.step / rate, rate: rate)
    }
    result = result.indices.filter { !gone.contains($0) }.map { result[$0] }
    loose = loose.indices.filter { n in
      !joined.contains(n)
        && !result.contains {
          overlap(loose[n].event, $0) >= settings.classification.togetherShare
        }
    }.map { loose[$0] }
    return result
  }

  /// Whether a train keeps out of a unit's way as that unit's own discharges do.
  ///
  /// What was taken for the unit's left holes; the rest stands in them. Two units that fire for
  /// themselves meet.
  ///
  /// - Parameters:
  ///   - train: The train.
  ///   - unit: A unit that was taken out.
  /// - Returns: No where too few meetings are to be expected.
  func isOneOf(_ train: Train, _ unit: SteadyUnit) -> Bool {
    let rules = settings.steadyPool
    let reach = Int(rules.refractoryReach * unit.step)
    let (copies, beats) = (unit.copies, train.beats)
    guard isOfOneSize(height(train.event), unit.size),
      let low = [copies.first?.position, beats.first?.center].compactMap(\.self).max(),
      let high = [copies.last?.position, beats.last?.center].compactMap(\.self).min(), low < high
    else { return false }
    let near = union(copies.map { ($0.position - reach)..<($0.position + reach) })
      .map { $0.clamped(to: low..<high) }
    let own = beats.map(\.center).filter { low..<high ~= $0 }
    let share = Double(near.reduce(0) { $0 + $1.count }) / Double(high - low)
    let expected = share * Double(own.count)
    let met = own.count { overlaps($0..<($0 + 1), near) }
    return expected >= rules.refractoryFewest && Double(met) <= rules.refractoryShare * expected
  }

  private func height(_ event: Event) -> Double { event.measure("peak_to_peak_uv") ?? 0 }

  private func isOfOneSize(_ a: Double, _ b: Double) -> Bool {
    max(a, b) <= settings.steadyPool.largestRatio * min(a, b)
  }

  /// Measures a train by its discharges, those that are missing counted.
  func measure(_ event: inout Event, by places: [Int], period: Double, rate: Double) {
    var intervals: [Double] = []
    var kept = Array(places.prefix(1))
    for place in places.dropFirst() {
      let interval = Double(place - kept[kept.count - 1]) / rate
      guard interval >= settings.steadyPool.doubletLongest else { continue }
      intervals.append(interval / max(1, (interval / period).rounded()))
      kept.append(place)
    }
    event.details.bursts = kept
    event.setMeasure("discharges", to: Double(kept.count))
    guard let statistics = IntervalStatistics(intervals: intervals) else { return }
    event.details.rateHz = 1 / statistics.mean
    event.details.intervalCV = statistics.variation
    event.setMeasure("interval_lv", to: statistics.localVariation)
    event.setMeasure("interval_cv2", to: statistics.variation2)
    event.setMeasure(
      "interval_lvr",
      to: statistics.revisedLocalVariation(refractory: settings.measures.refractory))
  }

  private func isAlike(_ a: SteadyUnit, _ b: SteadyUnit, _ episode: Episode) -> Bool {
    let room = max(1, episode.samples(settings.units.maximumShift))
    let zeros = [Float](repeating: 0, count: room)
    func snippet(_ unit: SteadyUnit) -> Snippet {
      let place = max(0, min(episode.count - 1, unit.copies.first?.position ?? 0))
      // The median of many is less sure than their mean.
      let sigma =
        1.25 * Double(episode.sigma[place]) / Double(max(1, unit.copies.count)).squareRoot()
      return Snippet(samples: zeros + unit.waveform.conditioned + zeros, sigma: sigma, room: room)
    }
    return areAlike(snippet(a), snippet(b))
  }
}
