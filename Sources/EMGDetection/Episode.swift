internal import EMGKernels

/// A stretch of one channel with activity in it and silence on both sides, as far as there is any:
/// what is looked at together to tell patterns apart.
///
/// All positions inside are samples of the analysed signal from the episode's first sample.
struct Episode: Sendable {
  /// Position of the first sample in the segment, in analysed samples.
  var start: Int
  /// The conditioned signal, µV.
  var signal: [Float]
  /// The unfiltered signal at the same positions, µV.
  var raw: [Float]
  /// The gate's score of each sample.
  var score: [Float]
  /// The noise of each sample, µV.
  var sigma: [Float]
  /// Samples a second.
  var rate: Double
  /// Where nothing can be detected, guard times included.
  var masked: [Range<Int>] = []
  /// Whether the episode was cut from what precedes or follows for its length.
  var continuesBefore = false
  var continuesAfter = false
  /// Whether it begins, or ends, with the stretch of samples that was recorded.
  var isFirst = false
  var isLast = false
  /// Whether a heart was found in it, of whose slow waves the unfiltered signal keeps some.
  var hasHeart = false
  /// By how much the gate stands higher than Gaussian noise asks for.
  var gateFactor = 1.0
  /// The score that stands out of the noise nearby, for each frame; none means one.
  var localLimits: [(range: Range<Int>, limit: Double)] = []
  /// The noise of each frame, with the samples it belongs to, ascending.
  var states: [(range: Range<Int>, noise: NoiseState)] = []

  /// Holds the scores against the gate as it stands.
  mutating func raiseGate() {
    guard gateFactor > 1 else { return }
    let scale = Float(1 / gateFactor)
    for i in score.indices { score[i] *= scale }
  }

  /// Scores the samples anew, after something was taken out of them.
  mutating func rescore(_ gate: Gate) {
    var values: [Float] = []
    var grown = [Float](repeating: 1, count: count)
    for (range, noise) in states {
      gate.score(signal, range: range, noise: noise, into: &values)
      let base = Float(noise.sigma)
      for (n, i) in range.enumerated() { score[i] = values[n] }
      // Where the noise has grown since, the same deflection counts for less; the gate looks some
      // samples to both sides, and so does this.
      var i = range.lowerBound
      while i < range.upperBound {
        guard sigma[i] > base * 1.001 else {
          i += 1
          continue
        }
        let low = max(range.lowerBound, i - gate.margin)
        let high = min(range.upperBound, i + gate.margin + 1)
        let scale = base / sigma[i]
        for j in low..<high { grown[j] = min(grown[j], scale) }
        i += 1
      }
    }
    for i in score.indices { score[i] *= grown[i] }
    raiseGate()
  }

  /// The level of a range over the noise as it was before anything was taken out of the signal.
  func levelOverNoise(in range: Range<Int>) -> Double {
    var power = 0.0
    var count = 0
    for (frame, noise) in states {
      let own = frame.clamped(to: range)
      let sum = own.reduce(0.0) { $0 + Double(signal[$1]) * Double(signal[$1]) }
      power += sum / (noise.sigma * noise.sigma)
      count += own.count
    }
    return count > 0 ? (power / Double(count)).squareRoot() : 0
  }

  /// Whether a score stands out of the noise around a sample, not only of the channel's.
  func isClear(_ score: Double, at position: Int) -> Bool {
    guard let near = localLimits.first(where: { $0.range.contains(position) }) else { return true }
    return score * gateFactor >= near.limit
  }

  /// The power of the samples, in units of the noise's, as running sums.
  var powerOverNoise: RunningSums {
    RunningSums(of: relativePowers(of: signal.span, over: sigma.span))
  }

  var count: Int { signal.count }
  func samples(_ seconds: Double) -> Int { sampleCount(seconds, at: rate, minimum: 0) }
}

/// A function of time on a coarse grid, in units of the noise.
struct Envelope: Sendable {
  /// Samples between two values.
  var hop: Int
  /// Value `k` belongs to sample `k * hop + hop / 2`.
  var values: [Float]

  /// The envelope of an episode: the square root of its power over noise, smoothed by two
  /// cascaded moving means of half the window each.
  ///
  /// - Parameters:
  ///   - power: The episode's power over noise.
  ///   - hop: Samples between two values.
  ///   - window: Samples that a value looks at.
  init(of power: RunningSums, hop: Int, window: Int) {
    self.hop = hop
    let half = max(1, window / 2)
    values = movingMeans(
      of: power.means(length: half, edge: .zero), length: half, edge: .zero, from: hop / 2,
      stride: hop)
    var span = values.mutableSpan
    takeSquareRoots(&span)
  }

  func position(_ index: Int) -> Int { index * hop + hop / 2 }
  func index(_ position: Int) -> Int { max(0, min(values.count - 1, position / hop)) }
}
