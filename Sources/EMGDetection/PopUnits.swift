internal import EMGCore

/// Discharges of known units that have the signs of a pop: a wave of the heart or a movement shifts the
/// baseline beside them, or their own edge is steep.
extension EpisodeClassifier {
  /// A channel's units with those of a stretch, learned from all that has no sign of a pop.
  private func units(_ units: UnitSorter, with cut: Cut, in episode: Episode) -> UnitSorter {
    var known = units
    let (signatures, least) = (signatures, settings.artifacts.abruptShare)
    for (burst, measures) in zip(cut.bursts, cut.measures)
    where isBrief(burst) && signatures.cause(measures, isLasting: false) == nil {
      let range = burst.onset..<burst.end
      guard abruptEdge(burst, sharing: least, episode) == nil,
        !ElectrodePop.hasEdge(in: range, of: episode, settings: settings.artifacts)
      else { continue }
      _ = known.assign(known.snippet(of: burst, in: episode), snr: burst.snr)
    }
    return known
  }

  /// Whether a burst with the signs of a pop is a discharge.
  ///
  /// - Parameters:
  ///   - burst: The burst.
  ///   - cut: All bursts of the stretch.
  ///   - episode: The stretch.
  ///   - known: The channel's units with those of the stretch, learned where it is nil; that of the burst
  ///     keeps count of such signs.
  ///   - units: Those from before, which keep the same count.
  /// - Returns: Whether it is one.
  func isDischarge(
    _ burst: Burst, among cut: Cut, _ episode: Episode, of known: inout UnitSorter?,
    _ units: inout UnitSorter
  ) -> Bool {
    guard isBrief(burst) else { return false }
    var all = known.take() ?? self.units(units, with: cut, in: episode)
    defer { known = all }
    guard let unit = all.unit(of: burst, in: episode) else { return false }
    if unit < units.templates.count { units.countPop(of: unit) }
    return isNoPop(unit, &all)
  }

  /// Whether what has a unit's waveform and the signs of a pop is its discharge: so few of the others have
  /// them that no electrode makes that waveform.
  func isNoPop(_ unit: Int, _ units: inout UnitSorter) -> Bool {
    units.countPop(of: unit)
    let known = units.templates[unit]
    return known.members - known.pops >= settings.artifacts.popUnitMembers
      && Double(known.pops) <= settings.artifacts.popUnitShare * Double(known.members)
  }

  /// The edge of a burst that is nothing but that edge, or nil.
  func abruptEdge(_ burst: Burst, sharing least: Double, _ episode: Episode) -> AbruptEdge? {
    let rules = settings.artifacts
    guard burst.snr >= rules.abruptSNR, burst.duration(rate) <= rules.popLongest,
      let edge = AbruptEdge(in: burst.onset..<burst.end, of: episode, settings: rules),
      edge.isPop(sharing: least, rules)
    else { return nil }
    return edge
  }

  /// Whether a burst is as short as a unit's usual discharge.
  private func isBrief(_ burst: Burst) -> Bool {
    burst.coreDuration(rate) <= settings.classification.dischargeMaximum
  }
}
