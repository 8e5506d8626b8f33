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
  /// By how much the gate stands higher than Gaussian noise asks for.
  var gateFactor = 1.0
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
    for (range, noise) in states {
      gate.score(signal, range: range, noise: noise, into: &values)
      let base = Float(noise.sigma)
      for (n, i) in range.enumerated() {
        // Where the noise has grown since, the same deflection counts for less.
        score[i] = sigma[i] > base ? values[n] * base / sigma[i] : values[n]
      }
    }
    raiseGate()
  }

  var count: Int { signal.count }
  func samples(_ seconds: Double) -> Int { Int((seconds * rate).rounded()) }
}

/// A function of time on a coarse grid, in units of the noise.
struct Envelope: Sendable {
  /// Samples between two values.
  var hop: Int
  /// Value `k` belongs to sample `k * hop + hop / 2`.
  var values: [Float]

  /// The envelope of an episode: the square root of its power over noise, smoothed by two
  /// cascaded moving means of half the window each.
  init(of episode: Episode, hop: Int, window: Int) {
    self.hop = hop
    let half = max(1, window / 2)
    let count = episode.count
    var power = [Float](repeating: 0, count: count)
    for i in 0..<count {
      let x = episode.signal[i] / episode.sigma[i]
      power[i] = x * x
    }
    power = Self.movingMean(Self.movingMean(power, half), half)
    values = stride(from: hop / 2, to: count, by: hop).map { max(0, power[$0]).squareRoot() }
  }

  private static func movingMean(_ x: [Float], _ length: Int) -> [Float] {
    guard x.count > 1, length > 1 else { return x }
    let before = length / 2
    var result = [Float](repeating: 0, count: x.count)
    var sum = 0.0
    for i in 0..<min(x.count, length - before) { sum += Double(x[i]) }
    for i in x.indices {
      result[i] = Float(sum / Double(length))
      let entering = i + length - before
      let leaving = i - before
      if entering < x.count { sum += Double(x[entering]) }
      if leaving >= 0 { sum -= Double(x[leaving]) }
    }
    return result
  }

  func position(_ index: Int) -> Int { index * hop + hop / 2 }
  func index(_ position: Int) -> Int { max(0, min(values.count - 1, position / hop)) }
}
