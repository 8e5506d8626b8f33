internal import EMGKernels

/// How the copies of a repeating waveform vary in shape: the few patterns by which many of them differ
/// from their average, as breathing turns the heart's axis.
///
/// Source: the optimal basis set of Niazy et al. (2005), principal components of what an average leaves;
/// here those that many copies share, fitted with the size that they usually have as prior.
struct WaveformVariations: Sendable {
  /// One pattern, as large as it usually is.
  struct Pattern: Sendable {
    /// In the conditioned signal, µV.
    var conditioned: [Float]
    /// In the unfiltered signal, µV.
    var unfiltered: [Float]
  }

  /// What a pattern must be.
  struct Limits: Hashable, Sendable {
    /// Most patterns.
    var count: Int
    /// Fewest copies for each pattern: that many are described by none of their own.
    var copies: Int
    /// Fewest copies that must share one.
    var sharing: Int
    /// How large one usually is at the least where it is largest, over the noise.
    var level: Double
    /// Deviations at a sample up to which a copy's difference counts.
    var clip: Double
    /// Root mean square beside the waveform over the noise up to which a copy is free of other activity.
    var quiet: Double
    /// Share of the waveform near a sample by which a copy differs there at the least.
    var jitter: Double
    /// Samples on each side that are near.
    var reach: Int
  }

  private(set) var patterns: [Pattern] = []
  /// What differs from copy to copy beyond the noise and the patterns, µV, per sample.
  var spread: [Float] = []
  /// What stands beside a copy over the noise up to which its patterns are fitted.
  private(set) var quiet = 0.0
  /// How many times its usual size a pattern is at the most: what asks for more is no variation.
  private(set) var mostScore = 0.0

  /// None: all copies are of one shape.
  init() {}

  /// Finds the patterns.
  ///
  /// - Parameters:
  ///   - conditioned: What each copy leaves of the conditioned signal, µV.
  ///   - unfiltered: What it leaves of the unfiltered signal, µV.
  ///   - sigma: The noise of the conditioned signal, µV.
  ///   - limits: What a pattern must be.
  init(of conditioned: [[Float]], unfiltered: [[Float]], sigma: Float, limits: Limits) {
    let most = min(limits.count, conditioned.count / limits.copies)
    guard most > 0 else { return }
    (mostScore, quiet) = (limits.clip, limits.quiet)
    let rows = Self.clipped(conditioned, at: limits.clip)
    let raw = Self.clipped(unfiltered, at: limits.clip)
    let count = rows.count
    // The products of all pairs of copies: their principal components are the scores of the patterns.
    var products = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0...i {
        var sum = 0.0
        for (x, y) in zip(rows[i], rows[j]) { sum += Double(x) * Double(y) }
        (products[i * count + j], products[j * count + i]) = (sum, sum)
      }
    }
    for _ in 0..<most {
      guard let main = Self.principal(products, count) else { return }
      // One that few copies have is what coincides with them.
      let fourth = main.scores.reduce(0) { $0 + $1 * $1 * $1 * $1 }
      for i in 0..<count {
        for j in 0..<count {
          products[i * count + j] -= main.value * main.scores[i] * main.scores[j]
        }
      }
      guard fourth * Double(limits.sharing) <= 1 else { continue }
      let factor = (1 / Double(count)).squareRoot()
      let own = Self.mixed(rows, main.scores, factor)
      guard own.contains(where: { abs($0) >= Float(limits.level) * sigma }) else { return }
      patterns.append(
        Pattern(conditioned: own, unfiltered: Self.mixed(raw, main.scores, factor)))
    }
  }

  /// Differences no larger than some usual ones at the same sample, so that what coincides with a
  /// copy does not make a pattern.
  private static func clipped(_ rows: [[Float]], at limit: Double) -> [[Float]] {
    guard let length = rows.first?.count else { return rows }
    var rows = rows
    var column = [Float](repeating: 0, count: rows.count)
    for i in 0..<length {
      for n in rows.indices { column[n] = abs(rows[n][i]) }
      let usual = value(ofRank: rows.count / 2, in: column.span) * medianSizeToDeviation
      let most = Float(limit) * usual
      for n in rows.indices { rows[n][i] = min(most, max(-most, rows[n][i])) }
    }
    return rows
  }

  /// The largest eigenvalue of a symmetric matrix and its eigenvector of length one, by powers.
  private static func principal(
    _ matrix: [Double], _ count: Int
  ) -> (value: Double, scores: [Double])? {
    guard let top = (0..<count).max(by: { matrix[$0 * count + $0] < matrix[$1 * count + $1] })
    else { return nil }
    var scores = (0..<count).map { matrix[top * count + $0] }
    var value = 0.0
    for _ in 0..<powers {
      let length = scores.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { return nil }
      for i in 0..<count { scores[i] /= length }
      let next = (0..<count).map { i in
        var sum = 0.0
        for j in 0..<count { sum += matrix[i * count + j] * scores[j] }
        return sum
      }
      value = zip(scores, next).reduce(0) { $0 + $1.0 * $1.1 }
      scores = next
    }
    let length = scores.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return nil }
    return (value, scores.map { $0 / length })
  }

  /// Rounds of the power method: enough for eigenvalues a tenth apart.
  private static let powers = 60

  private static func mixed(
    _ rows: [[Float]], _ scores: [Double], _ factor: Double
  ) -> [Float] {
    guard let length = rows.first?.count else { return [] }
    var sum = [Double](repeating: 0, count: length)
    for (row, score) in zip(rows, scores) {
      for i in 0..<length { sum[i] += score * Double(row[i]) }
    }
    return sum.map { Float($0 * factor) }
  }
}
