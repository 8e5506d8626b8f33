/// Interval statistics of a train.
struct IntervalStatistics: Hashable, Sendable {
  /// Mean interval, seconds.
  var mean: Double
  /// Standard deviation over mean.
  var variation: Double
  /// Local variation LV (Shinomoto 2003).
  var localVariation: Double
  /// CV2 (Holt 1996).
  var variation2: Double
  /// By how much LvR (Shinomoto 2009) grows with the refractory constant, a second.
  private var refractoryGrowth: Double

  /// The cycles that intervals span, those of a beat cut in two being one and pauses left out.
  ///
  /// - Parameters:
  ///   - intervals: Intervals that follow one another, seconds.
  ///   - usual: The usual one, seconds.
  ///   - settings: Usual intervals from which one is a pause, and under which one is a part of a beat.
  /// - Returns: Cycles a second, or nil where nothing is left.
  static func frequency(
    _ intervals: [Double], usual: Double, settings: RhythmSettings
  ) -> Double? {
    guard var found = rate(intervals, usual: usual, settings: settings) else { return nil }
    // Where beats merge it is the close ones that do, so that the usual interval of those left is too
    // long a cycle. Each round is faster than the last, and there are but so many ways to count.
    while let next = rate(intervals, usual: 1 / found, settings: settings), next > found {
      found = next
    }
    return found
  }

  /// The same with the cycle taken to be as long as the usual interval.
  private static func rate(
    _ intervals: [Double], usual: Double, settings: RhythmSettings
  ) -> Double? {
    var cycles = 0.0
    var span = 0.0
    var open = 0.0
    for interval in intervals {
      guard interval <= settings.pausePeriods * usual else {
        open = 0
        continue
      }
      open += interval
      guard open >= settings.wholeCycle * usual else { continue }
      cycles += max(1, (open / usual).rounded())
      span += open
      open = 0
    }
    return span > 0 ? cycles / span : nil
  }

  /// Intervals with those that a missed beat made twice as long halved.
  static func withoutMissed(
    _ intervals: [Double], usual: Double, settings: RhythmSettings
  ) -> [Double] {
    intervals.map { $0 > settings.missedRatio * usual ? $0 / 2 : $0 }
  }

  /// Statistics of at least two intervals that follow one another; nil for fewer.
  init?(intervals: [Double]) { self.init(runs: [intervals]) }

  /// Statistics of runs of intervals, with pairs only within a run; nil without a pair.
  init?(runs: [[Double]]) {
    var sums = IntervalSums()
    for run in runs {
      var last: Double?
      for interval in run {
        sums.add(interval, after: last)
        last = interval
      }
    }
    self.init(sums)
  }

  /// Statistics of what was summed; nil without a pair.
  init?(_ sums: IntervalSums) {
    guard sums.pairs >= 1, sums.total > 0 else { return nil }
    let n = Double(sums.count)
    mean = sums.total / n
    variation = (sums.squares / (n - 1)).squareRoot() / mean
    let pairs = Double(sums.pairs)
    localVariation = sums.localVariation / pairs
    variation2 = sums.variation2 / pairs
    refractoryGrowth = sums.refractoryGrowth / pairs
  }

  /// LvR (Shinomoto 2009): `3/(n−1) Σ (1 − 4 a b/(a+b)²)(1 + 4 R/(a+b))` over successive intervals.
  ///
  /// The first factor is `((a−b)/(a+b))²`, so that LvR is LV where the constant is zero.
  ///
  /// - Parameter refractory: The refractory constant R, seconds.
  /// - Returns: LvR, without unit.
  func revisedLocalVariation(refractory: Double) -> Double {
    localVariation + refractory * refractoryGrowth
  }
}

/// What the statistics of intervals are made of, interval by interval.
struct IntervalSums: Hashable, Sendable {
  private(set) var count = 0
  private(set) var pairs = 0
  private(set) var total = 0.0
  /// Squares about the mean (Welford 1962).
  private(set) var squares = 0.0
  private var mean = 0.0
  fileprivate var localVariation = 0.0
  fileprivate var variation2 = 0.0
  fileprivate var refractoryGrowth = 0.0

  /// Takes an interval.
  ///
  /// - Parameters:
  ///   - interval: Seconds.
  ///   - last: The interval right before it, with which it makes a pair; nil where there is none.
  mutating func add(_ interval: Double, after last: Double?) {
    count += 1
    total += interval
    let distance = interval - mean
    mean += distance / Double(count)
    squares += distance * (interval - mean)
    guard let last else { return }
    pairs += 1
    guard last + interval > 0 else { return }
    let ratio = (last - interval) / (last + interval)
    localVariation += 3 * ratio * ratio
    variation2 += 2 * abs(ratio)
    refractoryGrowth += 12 * ratio * ratio / (last + interval)
  }
}
