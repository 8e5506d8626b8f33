internal import EMGCore

/// Waves of the heart that stand apart from the QRS complex, or that the average beat left, recur as a
/// unit's discharges do, at one time of the cardiac cycle.
extension ChannelDetector {
  /// Drops units whose discharges keep their distance from the beats of the channel's heart.
  ///
  /// Of a motor unit that knows nothing of the heart a share of discharges falls within a distance's reach
  /// that is the reach over the heart's period.
  mutating func dropCardiacUnits() {
    let rules = settings.cardiac
    guard weak.isOn, rules.phaseMembers > 0 else { return }
    let beats = finished.filter { $0.details.cause == .ecg }.flatMap(\.details.times).sorted()
    guard beats.count >= rules.minimumBeats else { return }
    let period = median(zip(beats, beats.dropFirst()).map { Double($1 - $0) })
    guard period > 0 else { return }
    let reach = rules.phaseReach * rate * Double(decimation)
    var lags: [Int: [Double]] = [:]
    var apart: [Int: (all: Int, count: Int)] = [:]
    for event in finished where event.type == .fasciculation {
      guard let unit = event.motorUnit, let first = event.details.discharges.first else { continue }
      let next = beats.partitioningIndex { $0 >= first }
      let near = [next - 1, next].filter(beats.indices.contains).map { Double(first - beats[$0]) }
      guard let lag = near.min(by: { abs($0) < abs($1) }) else { continue }
      if abs(lag) <= period { lags[unit, default: []].append(lag) }
      let isBetween =
        near.count == 2 && Double(beats[next] - beats[next - 1]) < 2 * period
      apart[unit, default: (0, 0)].all += 1
      apart[unit, default: (0, 0)].count += isBetween && abs(lag) > reach ? 1 : 0
    }
    let ownBeats = unitsLikeBeats(apart)
    let cardiac = lags.filter { _, lags in
      guard lags.count >= rules.phaseMembers else { return false }
      let usual = median(lags)
      let near = lags.count { abs($0 - usual) <= reach }
      let expected = Double(lags.count) * min(1, 2 * reach / period)
      return Double(near) >= rules.phaseShare * Double(lags.count)
        && poissonTail(near, mean: expected) <= rules.phaseChance
    }
    guard !cardiac.isEmpty || !ownBeats.isEmpty else { return }
    finished.removeAll { event in
      event.type == .fasciculation
        && event.motorUnit.map { cardiac[$0] != nil || ownBeats.contains($0) } ?? false
    }
  }

  /// Units that are the heart's beats from before it was known: of their waveform, and none stands apart
  /// from the beats where these are known.
  ///
  /// - Parameter apart: How many discharges each unit has, and how many of them stand apart.
  /// - Returns: Their numbers.
  private func unitsLikeBeats(_ apart: [Int: (all: Int, count: Int)]) -> Set<Int> {
    Set(
      apart.filter { unit, discharges in
        Double(discharges.count) <= (1 - settings.cardiac.phaseShare) * Double(discharges.all)
          && units.templates.indices.contains(unit)
          && heart.isBeat(units.templates[unit].waveform)
      }.keys)
  }
}

extension CardiacTracker {
  /// Whether a unit's waveform is the beat that is known.
  fileprivate func isBeat(_ unit: [Float]) -> Bool {
    guard let beat = waveform?.conditioned.map(Double.init), beat.count >= unit.count else {
      return false
    }
    let own = unit.map(Double.init)
    let products = slidingSums(beat, own)
    let energies = slidingSums(beat.map { $0 * $0 }, Array(repeating: 1, count: own.count))
    let (whole, size) = (energy(beat), energy(own))
    guard size > 0 else { return false }
    return zip(products, energies).contains { product, part in
      part >= settings.unitShare * whole
        && product >= settings.similarity * (part * size).squareRoot()
        && size >= settings.gainLow * settings.gainLow * part
        && size <= settings.gainHigh * settings.gainHigh * part
    }
  }
}
