/// How a unit fires while it is driven.
///
/// Sources: Fuglevand, Winter, Patla (1993): recruitment in order of size, rates that grow with the
/// drive above threshold; refractory time and variation as in De Luca, Hostage (2010).
struct RateCoding: Hashable, Sendable {
  /// Discharges a second at the threshold.
  var lowest = 8.0
  /// Discharges a second at the largest drive above threshold.
  var highest = 30.0
  /// Coefficient of variation of the intervals.
  var variation = 0.18
  /// No interval is shorter, seconds; doublets apart.
  var refractory = 0.02
  /// Probability that a train begins with a doublet.
  var doubletProbability = 0.05
  /// Interval of such a doublet, seconds.
  var doublet = 0.004...0.015

  /// Discharges a second at a drive above the unit's threshold.
  func rate(_ excess: Double) -> Double {
    min(highest, lowest + (highest - lowest) * max(0, excess))
  }

  /// The discharges of a unit while a drive is above its threshold.
  ///
  /// - Parameters:
  ///   - threshold: The drive at which the unit is recruited.
  ///   - range: From when to when, seconds.
  ///   - random: Where intervals are drawn.
  ///   - drive: The drive at a time, 0 to 1.
  /// - Returns: Times, ascending.
  func times(
    threshold: Double, in range: ClosedRange<Double>, random: inout RandomDeviates,
    drive: (Double) -> Double
  ) -> [Double] {
    // Looking for the moment of recruitment in steps of 10 ms.
    let step = 0.01
    var times: [Double] = []
    var time = range.lowerBound
    var isActive = false
    while time < range.upperBound {
      let excess = drive(time) - threshold
      guard excess >= 0 else {
        isActive = false
        time += step
        continue
      }
      if !isActive {
        isActive = true
        // The first discharge comes within half an interval.
        time += random.uniform(0...0.5) / rate(excess)
        guard time < range.upperBound, drive(time) >= threshold else { continue }
        times.append(time)
        if random.flag(doubletProbability) {
          time += random.uniform(doublet)
          if time < range.upperBound { times.append(time) }
        }
      } else {
        times.append(time)
      }
      time += random.interval(
        mean: 1 / rate(excess), variation: variation, refractory: refractory)
    }
    return times
  }
}

/// Discharges of a pool of spontaneously active units, one after another for as long as asked.
struct FasciculationTrain: Sendable {
  private var random: RandomDeviates
  private let units: [Unit]
  private var next: [Double]
  private var previous = -1.0
  private let doubletShare: Double

  private struct Unit {
    var number: Int
    var interval: Double
    var snr: Double
  }

  /// One event: a unit's discharges and their size over the noise.
  struct Occurrence {
    var unit: Int
    var number: Int
    var times: [Double]
    var snr: Double
  }

  /// Shortest interval between two events of one unit, seconds: discharges are isolated.
  static let isolation = 0.25
  /// Shortest interval between events of different units, seconds.
  static let spacing = 0.06
  /// Intervals of a doublet in the supernormal period of the axon, seconds.
  static let shortDoublet = 0.002...0.010
  /// Intervals of longer doublets, seconds.
  static let longDoublet = 0.010...0.080

  init(_ scenario: Scenario, doubletShare: Double, from start: Double, seed: UInt64) {
    var random = RandomDeviates(seed: seed, purpose: 1)
    let count = random.integer(3...6)
    var numbers: Set<Int> = []
    while numbers.count < count { numbers.insert(random.integer(0...(Muscle.unitCount - 1))) }
    let weights = numbers.sorted().map { ($0, random.exponential(mean: 1) + 0.2) }
    let total = weights.reduce(0) { $0 + $1.1 }
    units = weights.map { number, weight in
      Unit(
        number: number, interval: 60 / scenario.fasciculationRate * total / weight,
        snr: random.logUniform(scenario.fasciculationSNR))
    }
    next = units.map { start + random.exponential(mean: $0.interval) }
    self.doubletShare = doubletShare
    self.random = random
  }

  /// The next event before a time, or nil.
  mutating func occurrence(before end: Double) -> Occurrence? {
    while true {
      guard let unit = next.indices.min(by: { next[$0] < next[$1] }), next[unit] < end else {
        return nil
      }
      let time = next[unit]
      let mean = units[unit].interval
      next[unit] =
        time + Self.isolation + random.exponential(mean: max(0.01, mean - Self.isolation))
      let snr = units[unit].snr * (1 + 0.04 * random.boundedNormal())
      var times = [time]
      if random.flag(doubletShare) {
        let interval = random.flag(0.5) ? Self.shortDoublet : Self.longDoublet
        times.append(time + random.uniform(interval))
      }
      guard time - previous >= Self.spacing else { continue }
      previous = times.last ?? time
      return Occurrence(unit: unit, number: units[unit].number, times: times, snr: snr)
    }
  }
}
