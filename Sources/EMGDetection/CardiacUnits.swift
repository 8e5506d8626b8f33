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
    let reach = rules.phaseReach * rate
    var lags: [Int: [Double]] = [:]
    for event in finished where event.type == .fasciculation {
      guard let unit = event.motorUnit, let first = event.details.discharges.first else { continue }
      let next = beats.partitioningIndex { $0 >= first }
      let near = [next - 1, next].filter(beats.indices.contains).map { Double(first - beats[$0]) }
      guard let lag = near.min(by: { abs($0) < abs($1) }), abs(lag) <= period else { continue }
      lags[unit, default: []].append(lag)
    }
    let cardiac = lags.filter { _, lags in
      guard lags.count >= rules.phaseMembers else { return false }
      let usual = median(lags)
      let near = lags.count { abs($0 - usual) <= reach }
      let expected = Double(lags.count) * min(1, 2 * reach / period)
      return Double(near) >= rules.phaseShare * Double(lags.count)
        && poissonTail(near, mean: expected) <= rules.phaseChance
    }
    guard !cardiac.isEmpty else { return }
    finished.removeAll { event in
      event.type == .fasciculation && event.motorUnit.map { cardiac[$0] != nil } ?? false
    }
  }
}
