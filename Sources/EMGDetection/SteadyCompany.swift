internal import EMGCore

/// Discharges beside steadily firing units that are too many to be spontaneous: where one unit fires
/// at will, so do others, of which some come too seldom or too much on top of each other for a
/// train of their own.
extension EpisodeClassifier {
  /// Removes the discrete events that are steady units' own.
  ///
  /// What is like a unit's discharge but comes out of its time is another's, unless that is often so:
  /// then several units that fire side by side were taken for one.
  ///
  /// - Parameters:
  ///   - events: Events of an episode.
  ///   - steady: The units that were taken out of it.
  ///   - episode: The stretch without them.
  func removeOwn(from events: inout [Event], of steady: [SteadyUnit], _ episode: Episode) {
    guard !steady.isEmpty else { return }
    var own: Set<Int> = []
    var alike: [[Int]] = steady.map { _ in [] }
    for n in events.indices where isSingle(events[n]) {
      for (m, unit) in steady.enumerated() {
        switch unit.claim(on: events[n], in: episode, settings.classification) {
        case .own: own.insert(n)
        case .alike: alike[m].append(n)
        case .none: break
        }
      }
    }
    for (unit, indices) in zip(steady, alike)
    where Double(indices.count) > settings.units.untimelyShare * Double(unit.copies.count) {
      own.formUnion(indices)
    }
    events = events.indices.filter { !own.contains($0) }.map { events[$0] }
  }

  /// Gives trains the discharges that come with them and not without.
  ///
  /// - Parameters:
  ///   - events: Events of an episode beside its trains; discharges that belong to trains are left out.
  ///   - trains: Steadily firing units; several at a time with others beside them become a contraction.
  ///   - episode: The stretch.
  func joinCompany(_ events: inout [Event], _ trains: inout [Event], _ episode: Episode) {
    let rules = settings.classification
    let groups = union(trains.map { $0.onset..<$0.end })
    let active = groups.reduce(0) { $0 + $1.count }
    let discharges = events.filter(isSingle)
    let outside = discharges.count { !overlaps($0.onset..<$0.end, groups) }
    let rest = Double(episode.count - active) / rate
    for group in groups {
      let seconds = Double(group.count) / rate
      let inside = discharges.count { group.contains($0.onset) }
      let frequency = Double(inside) / seconds
      let own = trains.indices.filter { group.contains(trains[$0].onset) }
      if let sign = unseen(beside: own.map { trains[$0] }, in: group, discharges, episode) {
        events.removeAll { isSingle($0) && group.contains($0.onset) }
        var event = contraction(of: own.count, like: trains[own[0]], group)
        event.evidence.append(sign)
        events.append(event)
        trains.removeAll { group.contains($0.onset) }
        continue
      }
      // What two units leave where they fire at the same moment is neither's nor a third one's.
      let collisions = collisions(among: own.map { trains[$0] })
      if collisions > 0, Double(inside) <= rules.collisionExcess * collisions {
        events.removeAll { isSingle($0) && group.contains($0.onset) }
        continue
      }
      let isKnownWithout = rest >= rules.companyRest
      guard frequency >= rules.companyRate, inside >= rules.companyCount,
        !isKnownWithout || frequency >= rules.companyRatio * Double(outside) / rest
      else { continue }
      events.removeAll { isSingle($0) && group.contains($0.onset) }
      let together = own.contains { a in
        own.contains { b in a < b && overlap(trains[a], trains[b]) >= rules.togetherShare }
      }
      let sign = Evidence("discharges_beside_hz", value: frequency, threshold: rules.companyRate)
      if together {
        var event = contraction(of: own.count, like: trains[own[0]], group)
        event.evidence.append(sign)
        events.append(event)
        trains.removeAll { group.contains($0.onset) }
      } else {
        for n in own { trains[n].evidence.append(sign) }
      }
    }
  }

  /// Whether more units fire beside steady ones than stand out: what remains without these and without
  /// single discharges is above the noise, by more than their varying shape leaves.
  ///
  /// One unit alone may dominate a tremor, whose other units are what remains.
  ///
  /// - Parameters:
  ///   - units: The steady units.
  ///   - group: The stretch over which they fire.
  ///   - discharges: Single discharges, which may be fasciculations.
  ///   - episode: The stretch without the units.
  /// - Returns: What tells so, or nil.
  private func unseen(
    beside units: [Event], in group: Range<Int>, _ discharges: [Event], _ episode: Episode
  ) -> Evidence? {
    let rules = settings.classification
    guard units.count >= rules.companyUnits else { return nil }
    let margin = episode.samples(rules.recruitmentMargin)
    let (power, count) = outside(
      group, of: discharges.map { ($0.onset - margin)..<(max($0.onset, $0.end) + margin) }
    ).reduce((0.0, 0)) { sum, part in
      let level = episode.levelOverNoise(in: part)
      return (sum.0 + level * level * Double(part.count), sum.1 + part.count)
    }
    guard count > 0 else { return nil }
    let mean = power / Double(count)
    let largest = units.compactMap { $0.measure("snr") }.max() ?? 0
    guard mean >= rules.companyLevel * rules.companyLevel,
      (mean - 1).squareRoot() >= rules.companyShare * largest
    else { return nil }
    return Evidence("level_beside", value: mean.squareRoot(), threshold: rules.companyLevel)
  }

  /// How often units are expected to fire so near each other that their potentials are one burst.
  private func collisions(among trains: [Event]) -> Double {
    var expected = 0.0
    for a in trains.indices {
      for b in trains.indices where a < b {
        let common =
          min(trains[a].end, trains[b].end) - max(trains[a].onset, trains[b].onset)
        let rates = (trains[a].details.rateHz ?? 0) * (trains[b].details.rateHz ?? 0)
        expected +=
          2 * settings.classification.collisionWindow * rates * Double(max(0, common)) / rate
      }
    }
    return expected
  }
}
