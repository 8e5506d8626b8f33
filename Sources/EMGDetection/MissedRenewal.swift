internal import EMGCore
internal import RealModule

/// A train of nearly even intervals of which some discharges were missed, against one that is random.
///
/// Each interval is one, two or more periods, normal about their sum, or has nothing to do with the
/// train; the other model is a Poisson process with a dead time. Source: renewal processes thinned at
/// random (Cox 1962, Renewal Theory).
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

  private static let variations = [0.06, 0.1, 0.15, 0.2, 0.26]
  private static let shares = [0.02, 0.1, 0.25, 0.4, 0.55]
  private static let quantiles = stride(from: 0.05, through: 0.8, by: 0.075)

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
    let sorted = intervals.sorted()
    let mean = intervals.reduce(0, +) / Double(intervals.count)
    guard mean * rates.lowerBound <= settings.sparsest else { return nil }
    // A dead time near the mean would be an even train by itself.
    let dead = min(sorted[sorted.count / 20], settings.deadShare * mean)
    let random = Self.randomDensity(mean: mean, dead: dead)
    let other = intervals.map(random)
    var best: MissedRenewal?
    for quantile in Self.quantiles {
      // The middle of the shortest intervals is the period, or near it.
      let middle = sorted[min(sorted.count - 1, Int(quantile * Double(sorted.count)))]
      let periods = rates.upperBound * middle >= 1 && rates.lowerBound * middle <= 1
      guard periods else { continue }
      for variation in Self.variations {
        for share in Self.shares {
          var nats = -settings.choice
          for (interval, density) in zip(intervals, other) {
            let own = Self.density(
              interval, period: middle, variation: variation, missed: share)
            let value =
              (1 - settings.strangers) * own + settings.strangers * density
            nats += Double.log(value / density)
          }
          if nats > best?.evidence ?? -.infinity {
            best = MissedRenewal(
              period: middle, variation: variation, missed: share, evidence: nats,
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

  private static func randomDensity(mean: Double, dead: Double) -> (Double) -> Double {
    let rate = 1 / (mean - dead)
    return { interval in
      // What is shorter than the dead time is as likely as what follows it.
      rate * Double.exp(-rate * max(0, interval - dead))
    }
  }

  private static func density(
    _ interval: Double, period: Double, variation: Double, missed: Double
  ) -> Double {
    var sum = 0.0
    var weight = 1 - missed
    for n in 1...6 {
      let spread = variation * period * Double(n).squareRoot()
      let z = (interval - Double(n) * period) / spread
      if abs(z) < 6 {
        sum += weight * Double.exp(-z * z / 2) / (spread * (2 * Double.pi).squareRoot())
      }
      weight *= missed
    }
    return sum
  }
}

/// How discharges that the sorter gave to several units are told to be one that fires steadily.
public struct SteadyPoolSettings: Hashable, Sendable {
  /// Correlation of two units' waveforms from which they are pooled.
  public var similarity = 0.85
  /// The same for a single discharge without a unit.
  public var looseSimilarity = 0.75
  /// Largest ratio of two pooled units' sizes.
  public var largestRatio = 2.0
  /// Fewest discharges of a pooled train.
  public var fewest = 12
  /// Nats for even over random firing that a pooled train needs.
  public var evidence = 12.0
  /// The same for each of its intervals.
  public var evidencePerInterval = 0.15
  /// Largest dead time of random firing over its mean interval.
  public var deadShare = 0.4
  /// Largest mean interval over the longest period: what is seldom seen tells nothing.
  public var sparsest = 2.0
  /// Nats that choosing the parameters costs.
  public var choice = 5.0
  /// Share of the intervals that have nothing to do with the train.
  public var strangers = 0.05
  /// Seconds without a discharge after which a train is another one.
  public var pause = 1.5
  /// Intervals shorter than this are a doublet's, seconds.
  public var doubletLongest = 0.02

  /// The defaults.
  public init() {}
}
