/// Which unit each burst is a discharge of.
extension EpisodeClassifier {
  /// A burst with its unit, and the discharges of a doublet or multiplet.
  struct Discharge: Sendable {
    var burst: Burst
    var unit: Int?
    /// The largest deflection of each discharge.
    var peaks: [Int]
    /// Whether no other discharge of its shape is known.
    var isSolitary: Bool
    /// Whether a burst longer than a unit's discharge has come before: several units together never
    /// make the same waveform twice.
    var recurs: Bool

    init(burst: Burst, unit: Int?, isSolitary: Bool = false, recurs: Bool = false) {
      self.burst = burst
      self.unit = unit
      self.isSolitary = isSolitary
      self.recurs = recurs
      peaks = [burst.peak]
    }
  }

  /// Gives each burst its unit; those that no unit fits alone are taken apart where several do.
  func sorted(
    _ bursts: [Burst], _ episode: Episode, _ units: inout UnitSorter, _ long: inout UnitSorter
  ) -> [Discharge] {
    let rules = settings.classification
    var result: [Discharge] = []
    var open: [Burst] = []
    for burst in bursts {
      if burst.coreDuration(rate) <= rules.dischargeMaximum {
        let snippet = units.snippet(of: burst, in: episode)
        if let unit = units.assign(snippet, snr: burst.snr) {
          result.append(Discharge(burst: burst, unit: unit))
          continue
        }
      }
      open.append(burst)
    }
    // A second look, now that every unit of the episode is known.
    let longest = episode.samples(settings.units.superposedLongest)
    for n in result.indices {
      guard let unit = result[n].unit, units.templates[unit].members == 1 else { continue }
      open.append(result[n].burst)
      result[n].unit = nil
    }
    result.removeAll { $0.unit == nil }
    // What looks like a rare unit may be a frequent one's doublet.
    units.findComposites()
    for n in result.indices {
      guard let unit = result[n].unit,
        let parts = parts(of: result[n].burst, unit, in: episode, units)
      else { continue }
      let own = discharges(parts, of: result[n].burst, in: episode, units)
      result[n] = own[0]
      result += own.dropFirst()
    }
    for burst in open {
      guard burst.core <= longest, let parts = units.explain(burst, in: episode) else {
        let recurs =
          mayBeLong(burst)
          && long.occurrences(of: long.snippet(of: burst, in: episode), snr: burst.snr) > 1
        result.append(
          Discharge(
            burst: burst, unit: units.only(burst, in: episode), isSolitary: !recurs,
            recurs: recurs))
        continue
      }
      result += discharges(parts, of: burst, in: episode, units)
    }
    return result.sorted { $0.burst.peak < $1.burst.peak }
  }

  /// Whether a burst is longer than a unit's usual discharge, and yet may be one.
  func mayBeLong(_ burst: Burst) -> Bool {
    let core = burst.coreDuration(rate)
    return core > settings.classification.dischargeMaximum && core <= settings.units.longMaximum
      && burst.snr >= settings.units.minimumSNR
  }

  /// The discharges of other units that one of a unit is made of; nil where it is whole.
  func parts(
    of burst: Burst, _ unit: Int, in episode: Episode, _ units: UnitSorter
  ) -> [SuperposedDischarge]? {
    let others = units.confirmed.filter { $0 != unit }
    let known =
      units.composites[unit].map { [$0] } ?? others.filter { units.isRare(unit, beside: $0) }
    let alone = others.filter { !known.contains($0) }
    guard let parts = units.explain(burst, in: episode, by: known, alone: alone), parts.count > 1
    else { return nil }
    return parts
  }

  /// Whether units that are not known yet may make two discharges of a burst.
  func isOpen(_ discharge: Discharge, _ units: UnitSorter) -> Bool {
    guard discharge.peaks.count == 1,
      discharge.burst.core <= Int((settings.units.superposedLongest * rate).rounded())
    else { return false }
    guard let unit = discharge.unit else { return true }
    return units.templates[unit].members <= settings.units.hindsightMembers
  }

  /// The parts of a superposition; near ones of one unit are a doublet.
  func discharges(
    _ parts: [SuperposedDischarge], of burst: Burst, in episode: Episode, _ units: UnitSorter
  ) -> [Discharge] {
    if parts.count == 1 { return [Discharge(burst: burst, unit: parts[0].unit)] }
    // Times are known to a part of a sample.
    let nearest = settings.units.doubletLongest * rate + 0.5
    var first = -Double.infinity
    var result: [Discharge] = []
    for part in parts {
      let own = units.burst(of: part, in: burst, count: episode.count)
      if let group = result.indices.last, result[group].unit == part.unit,
        part.time - first <= nearest
      {
        result[group].burst.end = max(result[group].burst.end, own.end)
        result[group].peaks.append(own.peak)
      } else {
        result.append(Discharge(burst: own, unit: part.unit))
        first = part.time
      }
    }
    return result
  }
}
