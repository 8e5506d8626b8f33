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
    /// Discharges a second within.
    var inner: Double
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
    guard best.value >= settings.likeness, Double(count) / Double(best.lag) >= settings.innerPeriods
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

  /// Groups that follow one another with pauses, as one event a chain.
  ///
  /// - Parameter groups: Groups in any order.
  /// - Returns: The chains.
  func chains(_ groups: [Group]) -> [[Group]] {
    let longest = Int(settings.longestPause * rate)
    let shortest = Int(settings.shortestPause * rate)
    var result: [[Group]] = []
    var open: [Group] = []
    for group in groups.sorted(by: { $0.onset < $1.onset }) {
      guard let last = open.last else {
        open = [group]
        continue
      }
      if group.onset < last.end {
        if group.end > last.end { open[open.count - 1].end = group.end }
        continue
      }
      let pause = group.onset - last.end
      if pause <= longest, pause >= shortest {
        open.append(group)
      } else if pause < shortest {
        open[open.count - 1].end = max(last.end, group.end)
      } else {
        result.append(open)
        open = [group]
      }
    }
    result.append(open)
    return result.filter { $0.count >= settings.minimumGroups }
  }
}
