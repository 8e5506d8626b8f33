internal import EMGCore
internal import RealModule

/// A train of nearly even intervals of which some discharges were missed, against one that is random.
///
/// Each interval is one, two or more periods, normal about their sum, or has nothing to do with the
/// train. The other model is a renewal process of irregular firing: the likeliest of a Poisson process
/// with a dead time and gamma processes that vary by no less than random firing does. Source: renewal
/// processes thinned at random (Cox 1962, Renewal Theory).
struct MissedRenewal: Hashable, Sendable {
  /// Mean time between two discharges, seconds.
  private(set) var period: Double
  /// Standard deviation of the intervals over their mean.
  private(set) var variation: Double
  /// Share of the discharges that were missed.
  private(set) var missed: Double
  /// Logarithm of the likelihood ratio, nats, less what choosing the parameters costs.
  private(set) var evidence: Double
  /// Intervals that were judged.
  private(set) var count: Int

  /// The rule by which a train with missed discharges is steady.
  static let rule = "missed_renewal_nats"

  /// What is tried of the train: by how much its intervals vary, which share of its discharges was
  /// missed, and which of the shortest intervals is its period.
  private static let variations = [0.06, 0.1, 0.15, 0.2, 0.26]
  private static let shares = [0.02, 0.1, 0.25, 0.4, 0.55, 0.7]
  private static let quantiles = stride(from: 0.05, through: 0.8, by: 0.075)
  /// Parts of the largest share of strangers that are tried.
  private static let strangerParts = [1.0 / 6, 0.5, 1]

  /// Fits both models; nil where there are too few intervals.
  ///
  /// - Parameters:
  ///   - times: Ascending, seconds.
  ///   - rates: Rates of the train that are possible, Hz.
  ///   - settings: What is a pause, and what a doublet.
  init?(times: [Double], rates: ClosedRange<Double>, settings: SteadyPoolSettings) {
    var whole: [Double] = []
    for time in times where time - (whole.last ?? -.infinity) >= settings.doubletLongest {
      whole.append(time)
    }
    let intervals = zip(whole, whole.dropFirst()).map { $1 - $0 }.filter { $0 <= settings.pause }
    guard intervals.count >= settings.fewest - 1 else { return nil }
    let mean = intervals.reduce(0, +) / Double(intervals.count)
    guard mean * rates.lowerBound <= settings.sparsest else { return nil }
    let sorted = intervals.sorted()
    let other = RandomFiring(sorted, mean: mean, settings: settings)
    let random = sorted.map(other.density)
    var best: MissedRenewal?
    for quantile in Self.quantiles {
      // The middle of the shortest intervals is the period, or near it.
      let middle = sorted[min(sorted.count - 1, Int(quantile * Double(sorted.count)))]
      let isPossible = rates.upperBound * middle >= 1 && rates.lowerBound * middle <= 1
      guard isPossible else { continue }
      let most = Int((settings.pause / middle).rounded(.up)) + 1
      for variation in Self.variations {
        for missed in Self.shares {
          let ratios = zip(sorted, random).map { interval, density in
            Self.density(
              interval, period: middle, variation: variation, missed: missed, most: most) / density
          }
          for part in Self.strangerParts {
            let strangers = part * settings.strangers
            let nats = ratios.reduce(-settings.choice) {
              $0 + Double.log((1 - strangers) * $1 + strangers)
            }
            guard nats > best?.evidence ?? -.infinity else { continue }
            best = MissedRenewal(
              period: middle, variation: variation, missed: missed, evidence: nats,
              count: intervals.count)
          }
        }
      }
    }
    guard let best else { return nil }
    self = best
  }

  private init(
    period: Double, variation: Double, missed: Double, evidence: Double, count: Int
  ) {
    (self.period, self.variation, self.missed) = (period, variation, missed)
    (self.evidence, self.count) = (evidence, count)
  }

  private static func density(
    _ interval: Double, period: Double, variation: Double, missed: Double, most: Int
  ) -> Double {
    // Terms further off than this add nothing.
    let farthest = 6.0
    var sum = 0.0
    var weight = 1 - missed
    for n in 1...max(1, most) {
      let spread = variation * period * Double(n).squareRoot()
      let z = (interval - Double(n) * period) / spread
      if z < -farthest { break }
      if z < farthest {
        sum += weight * Double.exp(-z * z / 2) / (spread * (2 * Double.pi).squareRoot())
      }
      weight *= missed
    }
    return sum
  }
}

/// Intervals of irregular firing: the likeliest of some renewal processes.
private struct RandomFiring {
  private enum Process {
    /// A Poisson process with a dead time, and a share of intervals in it.
    case poisson(dead: Double, within: Double, rate: Double)
    /// A gamma process with the logarithm of its density's factor.
    case gamma(shape: Double, rate: Double, factor: Double)
  }
  private let process: Process

  /// What is tried: which of the shortest intervals is the dead time, and the gamma processes'
  /// variation over the least.
  private static let quantiles = [0.02, 0.05, 0.1]
  private static let variations = [1.0, 1.15, 1.4, 1.6, 2, 2.4, 2.8]
  /// Least share of intervals in the dead time.
  private static let withinLeast = 0.01

  init(_ sorted: [Double], mean: Double, settings: SteadyPoolSettings) {
    let count = Double(sorted.count)
    var best: (process: Process, nats: Double)?
    func consider(_ process: Process) {
      let nats = sorted.reduce(0.0) { $0 + Self.logarithm(process, $1) }
      if nats > best?.nats ?? -.infinity { best = (process, nats) }
    }
    for quantile in Self.quantiles {
      // A dead time near the mean would be an even train by itself.
      let dead = min(sorted[Int(quantile * count)], settings.deadShare * mean)
      let beyond = sorted.filter { $0 >= dead }
      let excess = beyond.reduce(0) { $0 + $1 - dead } / Double(max(1, beyond.count))
      guard excess > 0 else { continue }
      consider(
        .poisson(
          dead: dead, within: max(Self.withinLeast, 1 - Double(beyond.count) / count),
          rate: 1 / excess))
    }
    for factor in Self.variations {
      let variation = factor * settings.randomVariation
      let shape = 1 / (variation * variation)
      let rate = shape / mean
      consider(
        .gamma(
          shape: shape, rate: rate, factor: shape * Double.log(rate) - Double.logGamma(shape)))
    }
    process = best?.process ?? .poisson(dead: 0, within: Self.withinLeast, rate: 1 / mean)
  }

  func density(_ interval: Double) -> Double { Double.exp(Self.logarithm(process, interval)) }

  private static func logarithm(_ process: Process, _ interval: Double) -> Double {
    switch process {
    case .poisson(let dead, let within, let rate):
      interval < dead
        ? Double.log(within / dead)
        : Double.log((1 - within) * rate) - rate * (interval - dead)
    case .gamma(let shape, let rate, let factor):
      factor + (shape - 1) * Double.log(interval) - rate * interval
    }
  }
}
