internal import EMGCore
internal import RealModule

/// Finds groups of discharges that come again: multiplets with pauses between them.
struct GroupedDischarges: Sendable {
  let settings: GroupingSettings
  let rate: Double

  /// Something that may be a group: a few discharges of one unit, or a burst with a beat inside.
  struct Group: Sendable {
    var onset: Int
    var end: Int
    /// Discharges a second within, or nil for a burst that only may be a group.
    var inner: Double?
    /// The largest peak-to-peak of its bursts, µV.
    var size = 0.0
    /// Bursts and groups of which it was put together.
    var parts = 1
    /// How many of them are groups by themselves.
    var proven: Int

    init(onset: Int, end: Int, inner: Double?) {
      (self.onset, self.end, self.inner) = (onset, end, inner)
      proven = inner == nil ? 0 : 1
    }

    /// Takes one that follows at once.
    mutating func join(_ next: Group) {
      end = max(end, next.end)
      inner = inner ?? next.inner
      size = max(size, next.size)
      parts += next.parts
      proven += next.proven
    }
    /// Its samples, at least one.
    var range: Range<Int> { onset..<max(end, onset + 1) }
  }

  /// The rate of discharges within a burst, by its waveform's return: nil where it does not.
  ///
  /// - Parameters:
  ///   - burst: The burst.
  ///   - episode: The stretch that holds it.
  /// - Returns: Discharges a second.
  func innerRate(of burst: Burst, in episode: Episode) -> Double? {
    let count = burst.end - burst.onset
    let shortest = Int((rate / settings.innerHighest).rounded(.down))
    let longest = Int((rate / settings.innerLowest).rounded(.up))
    guard shortest >= 2, count >= 3 * shortest else { return nil }
    let x = episode.signal[burst.onset..<burst.end].map(Double.init)
    let total = x.reduce(0) { $0 + $1 * $1 }
    guard total > 0 else { return nil }
    func likeness(_ lag: Int) -> Double {
      var sum = 0.0
      var a = 0.0
      var b = 0.0
      for i in lag..<count {
        sum += x[i] * x[i - lag]
        a += x[i] * x[i]
        b += x[i - lag] * x[i - lag]
      }
      return a > 0 && b > 0 ? sum / (a * b).squareRoot() : 0
    }
    var best: (lag: Int, value: Double) = (0, 0)
    let reach = min(longest, count / 3 * 2)
    guard shortest <= reach else { return nil }
    var previous = likeness(shortest - 1)
    var current = likeness(shortest)
    for lag in shortest...reach {
      let next = likeness(lag + 1)
      // A maximum of its own, not the waveform's own ringing.
      if current > previous, current >= next, current > best.value { best = (lag, current) }
      (previous, current) = (current, next)
    }
    guard best.value >= settings.likeness,
      Double(burst.core) / Double(best.lag) >= settings.innerPeriods
    else {
      return nil
    }
    return rate / Double(best.lag)
  }

  /// Discharges of one unit near each other.
  func groups(of times: [(unit: Int, onset: Int, end: Int, center: Int)]) -> [Group] {
    var open: [Int: [(onset: Int, end: Int, center: Int)]] = [:]
    var result: [Group] = []
    let gap = Int(rate / settings.slowestInner)
    func close(_ run: [(onset: Int, end: Int, center: Int)]) {
      guard run.count >= settings.minimumDischarges, let first = run.first, let last = run.last
      else { return }
      let inner = Double(run.count - 1) / (Double(last.center - first.center) / rate)
      result.append(Group(onset: first.onset, end: last.end, inner: inner))
    }
    for item in times {
      let own = (item.onset, item.end, item.center)
      if let last = open[item.unit]?.last, item.center - last.center > gap {
        close(open[item.unit] ?? [])
        open[item.unit] = [own]
      } else {
        open[item.unit, default: []].append(own)
      }
    }
    for unit in open.keys.sorted() { close(open[unit] ?? []) }
    return result
  }

  /// Groups that follow one another with pauses.
  struct Chain: Sendable {
    /// Its groups in order, with those that follow from the others.
    var groups: [Group]
    /// How many are groups by themselves.
    var proven: Int
    /// How unlikely it is that so many of its bursts look like groups by chance, nats.
    var chance: Double
  }

  /// Groups that follow one another with pauses, as one event a chain.
  ///
  /// Bursts among groups that are not seen to be groups themselves, as their discharges overlap, follow
  /// from the others where these are more than chance makes of bursts of many units.
  ///
  /// - Parameter groups: Groups, and bursts that may be groups, in any order.
  /// - Returns: The chains.
  func chains(_ groups: [Group]) -> [Chain] {
    let longest = Int(settings.longestPause * rate)
    let shortest = Int(settings.shortestPause * rate)
    let longestGroup = Int(settings.longestGroup * rate)
    var result: [Chain] = []
    var open: [Group] = []
    func close() {
      if let chain = chain(of: open) { result.append(chain) }
      open = []
    }
    for group in groups.sorted(by: { $0.onset < $1.onset }) {
      if let last = open.last {
        let pause = group.onset - last.end
        // Bursts without a pause that may be a group together must not be longer than one.
        let isTooLong =
          last.inner == nil && group.inner == nil && group.end - last.onset > longestGroup
        if pause < shortest, !isTooLong {
          open[open.count - 1].join(group)
          continue
        }
        if pause < shortest || pause > longest { close() }
      }
      open.append(group)
    }
    close()
    return result
  }

  /// What of groups and bursts with pauses between them is a chain, or nil for none.
  private func chain(of all: [Group]) -> Chain? {
    guard let first = all.firstIndex(where: { $0.inner != nil }),
      let last = all.lastIndex(where: { $0.inner != nil })
    else { return nil }
    let core = all[first...last]
    let proven = core.filter { $0.inner != nil }
    let usual = median(proven.map(\.size))
    func belongs(_ group: Group) -> Bool {
      group.inner != nil
        || group.size <= settings.sizeFactor * usual && usual <= settings.sizeFactor * group.size
    }
    let (parts, hits) = core.reduce((0, 0)) { ($0.0 + $1.parts, $0.1 + $1.proven) }
    let chance = Self.chance(of: hits, among: parts, each: settings.chanceShare)
    let share = Double(hits) / Double(parts)
    let areMost = proven.count >= settings.minimumGroups && share >= settings.share
    let areMore = share >= settings.provenShare && chance >= settings.chanceNats
    guard areMost || proven.count >= settings.fewestProven && areMore else { return nil }
    let before = all[..<first].reversed().prefix(while: belongs).reversed()
    let after = all[(last + 1)...].prefix(while: belongs)
    let groups = before + core.filter(belongs) + after
    guard groups.count >= settings.minimumGroups else { return nil }
    return Chain(groups: groups, proven: proven.count, chance: chance)
  }

  /// How unlikely it is that at least so many of a number do what each does by chance, nats: the
  /// binomial distribution's upper tail.
  static func chance(of hits: Int, among count: Int, each share: Double) -> Double {
    guard hits > 0 else { return 0 }
    let (n, k) = (Double(count), Double(hits))
    var logTerm =
      Double.logGamma(n + 1) - Double.logGamma(k + 1) - Double.logGamma(n - k + 1)
      + k * Double.log(share) + (n - k) * Double.log(1 - share)
    let first = logTerm
    var sum = 1.0
    for j in hits..<max(hits, count) {
      logTerm += Double.log(Double(count - j) / Double(j + 1) * share / (1 - share))
      sum += Double.exp(logTerm - first)
    }
    return max(0, -first - Double.log(sum))
  }
}
