internal import RealModule

extension SectionCascade {
  /// Samples after which what is left of the impulse response is below a share of the whole.
  ///
  /// The least count `m` with `Σ |h[k]|, k ≥ m` at most `share` times `Σ |h[k]|`, found by running
  /// the cascade over an impulse. The slowest pole alone would not do: close poles, as high orders
  /// and narrow bands have, decay later than each of them.
  ///
  /// - Parameter share: A relative amplitude between zero and one, for example 1e-6.
  /// - Returns: A count of samples, at least 1.
  /// - Complexity: O(count · sections), once a design.
  public func settlingTime(to share: Double) -> Int {
    precondition(share > 0 && share < 1, "a share is between zero and one")
    guard largestPole > 0, largestPole < 1 else { return 2 * sections.count + 1 }
    let single = Double.log(share) / Double.log(largestPole)
    guard single < Self.longestRun else { return Int(min(single, 1e15).rounded(.up)) }
    var magnitudes: [Double] = []
    var states = [SIMD2<Double>](repeating: .zero, count: sections.count)
    var total = 0.0
    // Stops when a whole stretch of the single pole's time adds nothing that could matter.
    let stretch = Int(single) + 2 * sections.count + 1
    var left = stretch
    var input = 1.0
    while left > 0 {
      var value = input
      input = 0
      for (k, s) in sections.enumerated() {
        let y = s.b0 * value + states[k][0]
        states[k] = SIMD2(s.b1 * value - s.a1 * y + states[k][1], s.b2 * value - s.a2 * y)
        value = y
      }
      let magnitude = abs(value)
      magnitudes.append(magnitude)
      total += magnitude
      left = magnitude > share * Self.negligibleShare * total ? stretch : left - 1
    }
    var tail = 0.0
    var count = magnitudes.count
    while count > 1, tail + magnitudes[count - 1] <= share * total {
      tail += magnitudes[count - 1]
      count -= 1
    }
    return count
  }

  /// Beyond so many samples the slowest pole's own time is taken.
  private static let longestRun = 4e6
  /// Samples below this part of the share are not waited for.
  private static let negligibleShare = 1e-3
}
