internal import RealModule

/// A sequence of beats at nearly equal intervals.
struct RhythmChain: Hashable, Sendable {
  /// Indices of the beats, ascending.
  var members: [Int]
  /// Beats between the first and the last that do not belong.
  var outsiders: Int
  /// Log-likelihood ratio of a rhythm over a Poisson train, nats.
  var evidence: Double
}

/// Finds rhythmic sequences among beats by dynamic programming: each further beat is judged by the
/// ratio of its interval to the one before, against a Poisson train.
struct RhythmSearch: Sendable {
  let settings: RhythmSettings
  /// Whether a rhythm may rest for a while and go on at its rate.
  var mayPause = false

  /// The best chain, or nil where none has any evidence.
  ///
  /// - Parameters:
  ///   - times: Times of the beats, ascending, seconds.
  ///   - strengths: Their strengths; a weak beat between two strong ones costs little.
  ///   - lowest: Lowest rate, Hz.
  ///   - highest: Highest rate, Hz.
  /// - Returns: The chain.
  func bestChain(
    times: [Double], strengths: [Double], lowest: Double, highest: Double
  ) -> RhythmChain? {
    let n = times.count
    guard n >= 3 else { return nil }
    let longest = 1 / lowest
    let shortest = 1 / highest
    // Links (i, j): beats j within reach of i, with the best evidence of a chain that ends so.
    var links: [[Link]] = Array(repeating: [], count: n)
    var best: (evidence: Double, from: Int, link: Int) = (0, -1, -1)
    for j in 1..<n {
      var i = j - 1
      while i >= 0, times[j] - times[i] <= 2 * longest {
        let interval = times[j] - times[i]
        if interval >= shortest {
          let cost = skipCost(between: i, and: j, strengths)
          var link = Link(from: i, period: interval, evidence: 0, previous: -1)
          link.evidence = interval <= longest ? -cost : -.infinity
          for (p, earlier) in links[i].enumerated() {
            let gain = self.gain(interval: interval, after: earlier.period)
            let evidence = earlier.evidence + gain.nats - cost
            if evidence > link.evidence {
              link.evidence = evidence
              link.previous = p
              link.period = gain.isMissed ? interval / 2 : interval
              link.isPause = false
            }
            // Without this a beat after a pause is linked to every second or third of the next. Beats
            // that stand alone between two pauses are no rhythm that goes on.
            if mayPause, !earlier.isPause, interval > settings.pausePeriods * earlier.period,
              interval <= settings.pauseLongest,
              earlier.evidence - settings.pauseCost - cost > link.evidence
            {
              link.evidence = earlier.evidence - settings.pauseCost - cost
              link.previous = p
              link.period = earlier.period
              link.isPause = true
            }
          }
          if link.evidence > -.infinity {
            links[j].append(link)
            if link.evidence > best.evidence {
              best = (link.evidence, j, links[j].count - 1)
            }
          }
        }
        i -= 1
      }
    }
    guard best.from >= 0 else { return nil }
    var members = [best.from]
    var node = best.from
    var index = best.link
    while index >= 0 {
      let link = links[node][index]
      members.append(link.from)
      node = link.from
      index = link.previous
    }
    members.reverse()
    guard let first = members.first, let last = members.last else { return nil }
    return RhythmChain(
      members: members, outsiders: last - first + 1 - members.count, evidence: best.evidence)
  }

  private struct Link {
    var from: Int
    /// The interval, halved where a beat was missed.
    var period: Double
    var evidence: Double
    var previous: Int
    /// Whether the rhythm rests between the two beats.
    var isPause = false
  }

  /// Log-likelihood ratio of an interval after one of `period`, against a Poisson train at that
  /// rate, both as densities of the interval's logarithm.
  private func gain(
    interval: Double, after period: Double
  ) -> (nats: Double, isMissed: Bool) {
    let ratio = Double.log(interval / period)
    let direct = logNormal(ratio)
    let missed = logNormal(ratio - Double.log(2)) + Double.log(settings.missProbability)
    let regular = max(direct, missed)
    guard min(abs(ratio), abs(ratio - Double.log(2))) <= settings.intervalBreak else {
      return (-.infinity, false)
    }
    let x = interval / period
    let poisson = Double.log(x) - x
    return (regular - poisson, missed > direct)
  }

  private func logNormal(_ value: Double) -> Double {
    let z = value / settings.intervalSpread
    return -z * z / 2 - Double.log(settings.intervalSpread) - Double.log(2 * .pi) / 2
  }

  /// Each beat that is passed over costs one nat, less where it is weaker than its neighbours and more
  /// where it is stronger.
  private func skipCost(between i: Int, and j: Int, _ strengths: [Double]) -> Double {
    guard j - i > 1 else { return 0 }
    let reference = min(strengths[i], strengths[j])
    guard reference > 0 else { return Double(j - i - 1) }
    return ((i + 1)..<j).reduce(0) { $0 + min(settings.passedHighest, strengths[$1] / reference) }
  }
}
