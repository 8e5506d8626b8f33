internal import EMGCore

/// Groups of discharges in the place of what they look like one by one.
extension EpisodeClassifier {
  /// Puts groups of discharges that come again in the place of what they looked like one by one.
  func grouping(
    _ events: [Event], _ pass: Pass, _ trains: [Event], _ episode: Episode
  ) -> [Event] {
    let finder = GroupedDischarges(settings: settings.grouping, rate: rate)
    let longest = Int(settings.grouping.longestGroup * rate)
    var groups = (trains + pass.trains.map(\.event))
      .filter { $0.end - $0.onset <= longest }
      .map {
        GroupedDischarges.Group(onset: $0.onset, end: $0.end, inner: $0.details.rateHz ?? 0)
      }
    groups += finder.groups(
      of: pass.discharges.compactMap { item in
        item.unit.map { ($0, item.burst.onset, item.burst.end, item.burst.center) }
      })
    // A rhythm, an artifact or a long contraction is not made of groups; slow bursts may be.
    let others = events.filter {
      switch $0.type {
      case .tremor, .clonus, .artifact, .evoked, .cramp: true
      case .contraction, .tonicFiring: $0.end - $0.onset > longest
      default: false
      }
    }.map { $0.onset..<$0.end }
    let rhythms = events.filter { $0.type == .rhythmicBursting }
    let bursting = rhythms.map { $0.onset..<$0.end }
    // Bursts of an even rhythm must share a waveform to be groups, or return to theirs; a unit that fires
    // in each is not enough.
    groups.removeAll { overlaps($0.range, bursting) }
    let bursts = pass.bursts.filter { $0.end - $0.onset <= longest }
    groups += multiplets(among: bursts, episode, finder)
    groups += self.bursts(bursts, besides: groups, finder, episode)
    groups.removeAll { overlaps($0.range, others) }
    for n in groups.indices {
      groups[n].size = bursts.reduce(0) {
        groups[n].range.contains($1.peak) ? max($0, $1.peakToPeak) : $0
      }
    }
    var result = events
    for chain in finder.chains(groups) where holdsMost(chain.groups, of: pass.bursts) {
      let event = grouped(chain, episode)
      let beside = rhythms.filter { overlap($0, event) > 0 }
      guard beside.allSatisfy({ overlap($0, event) >= settings.grouping.share }) else { continue }
      func isReplaced(_ other: Event) -> Bool {
        other.type != .artifact && other.onset < event.end && event.onset < other.end
          && !((other.end - other.onset) > longest && other.type != .rhythmicBursting)
      }
      let replaced = result.filter(isReplaced)
      result.removeAll(where: isReplaced)
      result.append(event)
      result += uncovered(by: result, of: replaced, pass, episode)
    }
    return result
  }

  /// What bursts are by themselves that a rhythm had taken in and the groups in its place do not hold.
  private func uncovered(
    by events: [Event], of replaced: [Event], _ pass: Pass, _ episode: Episode
  ) -> [Event] {
    let rhythms = replaced.filter { $0.type == .rhythmicBursting }.map { $0.onset..<$0.end }
    let held = events.map { $0.onset..<max($0.end, $0.onset + 1) }
    return pass.bursts.compactMap { burst in
      let range = burst.onset..<burst.end
      guard overlaps(range, rhythms), !overlaps(range, held),
        episode.isClear(burst.score, at: burst.peak)
      else { return nil }
      let unit = pass.units.unit(of: burst, in: episode)
      let item = Discharge(burst: burst, unit: unit, isSolitary: unit == nil)
      return discrete(item, episode, isDoubtful: false)
    }
  }

  /// Whether a burst is long enough for more than one discharge.
  private func mayBeGroup(_ burst: Burst) -> Bool {
    burst.coreDuration(rate) > settings.classification.dischargeMaximum / 2
  }

  /// Bursts of more than one discharge, with the rate at which each returns to its waveform, if it does.
  private func bursts(
    _ bursts: [Burst], besides groups: [GroupedDischarges.Group], _ finder: GroupedDischarges,
    _ episode: Episode
  ) -> [GroupedDischarges.Group] {
    let known = groups.map(\.range)
    return bursts.filter(mayBeGroup).map { burst in
      GroupedDischarges.Group(
        onset: burst.onset, end: burst.end, inner: finder.innerRate(of: burst, in: episode))
    }.filter { $0.inner != nil || !overlaps($0.range, known) }
  }

  /// Groups of one unit in bursts in which its discharges do not stand alone.
  private func multiplets(
    among bursts: [Burst], _ episode: Episode, _ finder: GroupedDischarges
  ) -> [GroupedDischarges.Group] {
    let search = MultipletSearch(settings: settings.grouping, rate: rate)
    let longest = Int(settings.grouping.longestPause * rate)
    let half = Int(settings.grouping.copyWindow * rate) / 2
    var groups: [GroupedDischarges.Group] = []
    var first = 0
    for n in bursts.indices {
      let isLast = n + 1 == bursts.count || bursts[n + 1].onset - bursts[n].end > longest
      guard isLast else { continue }
      let stretch = Array(bursts[first...n])
      first = n + 1
      guard stretch.contains(where: mayBeGroup),
        let matches = search.matches(of: stretch, in: episode)
      else { continue }
      groups += finder.groups(
        of: zip(stretch, matches).flatMap { burst, match in
          match.positions.map { position in
            (
              unit: 0, onset: max(burst.onset, position - half),
              end: min(burst.end, position + half), center: position
            )
          }
        })
    }
    return groups
  }

  /// Whether most of what happens during a chain of groups happens in its groups.
  private func holdsMost(_ chain: [GroupedDischarges.Group], of bursts: [Burst]) -> Bool {
    let span = chain[0].onset..<max(chain[0].onset + 1, chain[chain.count - 1].end)
    let within = bursts.filter { span.contains($0.peak) }
    let own = within.count { burst in
      chain.contains { $0.onset <= burst.peak && burst.peak < $0.end }
    }
    return Double(own) >= settings.grouping.share * Double(within.count)
  }
}
