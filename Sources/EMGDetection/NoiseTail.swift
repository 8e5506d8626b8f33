internal import RealModule

/// When a peak of no unit stands out of what a channel's noise reaches by itself.
public struct NoiseTailSettings: Hashable, Sendable {
  /// Score from which peaks below the gate tell how the noise's tail falls off.
  public var start = 0.75
  /// Mean logarithm of such a peak's score over that, up to the gate, in Gaussian noise.
  public var gaussianExcess = 0.052
  /// Peaks for which Gaussian noise counts beside those found.
  public var prior = 20.0
  /// Peaks of no unit a minute that the noise may reach.
  public var falsePerMinute = 0.1
  /// Rise of the score that is asked for over the excess of that beyond one: real noise has movement and
  /// interference in it, whose tail is heavier than that of the peaks below the gate.
  public var growth = 2.0
  /// What noise reaches over that, in Gaussian noise, whose tail falls faster and faster.
  public var bias = 0.925
  /// Largest score that is asked for.
  public var highest = 2.5
  /// Correlation from which a large peak of the noise is like a unit.
  public var likeness = 0.75
  /// Most such peaks that are kept.
  public var mostPeaks = 128
  /// Seconds around a discharge in which there is no other where it speaks for its unit: parts of one
  /// burst fit by chance more easily.
  public var occasion = 0.1
  /// Largest probability that so many peaks of the noise are like a unit as it has members.
  public var chance = 0.01

  /// The defaults.
  public init() {}
}

/// Peaks of a channel's noise below the gate, counted over a time.
struct NoisePeaks: Sendable {
  private(set) var count = 0.0
  private(set) var minutes = 0.0
  /// The sum of the logarithms of their scores over the start.
  private var excess = 0.0

  init() {}

  /// - Parameters:
  ///   - scores: Scores of peaks, and how much each counts; those outside of what is looked at do not.
  ///   - minutes: The time that was looked at.
  ///   - settings: Where the tail begins.
  init(
    scores: some Sequence<(score: Double, weight: Double)>, minutes: Double,
    settings: NoiseTailSettings
  ) {
    self.minutes = minutes
    for (score, weight) in scores where score >= settings.start && score < 1 {
      count += weight
      excess += weight * Double.log(score / settings.start)
    }
  }

  static func + (a: NoisePeaks, b: NoisePeaks) -> NoisePeaks {
    var sum = a
    sum.count += b.count
    sum.minutes += b.minutes
    sum.excess += b.excess
    return sum
  }

  /// How fast the logarithm of their number falls with the logarithm of their size.
  ///
  /// Hill's estimate for a power law of which only what is below the gate is seen, so that no discharge
  /// counts. Source: Hill (1975), Ann. Stat. 3:1163; Aban, Meerschaert, Panorska (2006),
  /// J. Am. Stat. Assoc. 101:270.
  func exponent(_ settings: NoiseTailSettings) -> Double {
    let mean =
      (excess + settings.prior * settings.gaussianExcess) / max(1e-9, count + settings.prior)
    return 1 / exponentialScale(meanExcess: mean, span: -Double.log(settings.start))
  }

  /// Peaks a minute beyond the start, with those that are taken to open the gate.
  private func often(exponent: Double, _ settings: NoiseTailSettings) -> Double {
    minutes > 0 ? count / minutes / (1 - Double.pow(settings.start, exponent)) : 0
  }

  /// Peaks a minute that reach a score; of ``limit(_:)`` as many as are asked for.
  func perMinute(reaching score: Double, _ settings: NoiseTailSettings) -> Double {
    let exponent = exponent(settings)
    let reached = 1 + (score - 1) / max(1, settings.growth)
    let size = reached / (settings.bias * settings.start)
    return often(exponent: exponent, settings) * Double.pow(size, -exponent)
  }

  /// The score that peaks reach as rarely as asked for, one at the least.
  func limit(_ settings: NoiseTailSettings) -> Double {
    let exponent = exponent(settings)
    let ratio = often(exponent: exponent, settings) / settings.falsePerMinute
    guard ratio > 1 else { return 1 }
    let reached = settings.bias * settings.start * Double.pow(ratio, 1 / exponent)
    return min(settings.highest, 1 + max(0, reached - 1) * settings.growth)
  }
}
