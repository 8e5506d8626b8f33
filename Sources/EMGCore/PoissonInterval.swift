/// The exact interval of a Poisson rate from a count (Garwood 1936).
///
/// `χ²(α/2; 2n)/2T … χ²(1−α/2; 2n+2)/2T`, found by bisection on the Poisson distribution itself.
public struct PoissonInterval: Hashable, Sendable {
  /// The rate's lower limit, per unit of exposure.
  public let lower: Double
  /// The rate's upper limit, per unit of exposure.
  public let upper: Double

  /// The interval of a rate, or nothing without exposure.
  ///
  /// - Parameters:
  ///   - count: Events seen, zero or more.
  ///   - exposure: Time they were seen in, above zero.
  ///   - confidence: For example 0.95.
  public init?(count: Int, exposure: Double, confidence: Double = 0.95) {
    guard count >= 0, exposure > 0, exposure.isFinite, confidence > 0, confidence < 1 else {
      return nil
    }
    let tail = (1 - confidence) / 2
    lower = count == 0 ? 0 : Self.mean(count: count - 1, below: 1 - tail) / exposure
    upper = Self.mean(count: count, below: tail) / exposure
  }

  /// The mean at which a Poisson variable is at most `count` with a probability.
  private static func mean(count: Int, below probability: Double) -> Double {
    var low = 0.0
    var high = Double(count) + 10
    while cumulative(count, high) > probability { high *= 2 }
    for _ in 0..<100 {
      let mid = (low + high) / 2
      if cumulative(count, mid) > probability { low = mid } else { high = mid }
    }
    return (low + high) / 2
  }

  /// The probability of at most `count` events at a mean, summed from the largest term outwards so
  /// that large means do not underflow.
  package static func cumulative(_ count: Int, _ mean: Double) -> Double {
    guard mean > 0 else { return 1 }
    // Terms relative to that at the peak, both within the sum and in total.
    let peak = Int(mean)
    var inside = 0.0
    var total = 0.0
    var term = 1.0
    var k = peak
    while k >= 0, term > 1e-18 {
      total += term
      if k <= count { inside += term }
      term *= Double(k) / mean
      k -= 1
    }
    term = mean / Double(peak + 1)
    k = peak + 1
    while term > 1e-18 {
      total += term
      if k <= count { inside += term }
      k += 1
      term *= mean / Double(k)
    }
    return inside / total
  }
}
