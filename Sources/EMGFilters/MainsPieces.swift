internal import EMGKernels
internal import RealModule

/// The pieces of a window: what they hold of each harmonic, and how much each counts.
extension MainsFitter {
  /// The window's pieces against the cosine and sine of each harmonic of the nominal frequency.
  struct Sums {
    /// Pieces, and samples of each.
    var count: Int
    var length: Int
    /// Harmonics.
    var harmonics: Int
    /// Piece by piece, harmonic by harmonic: the distance of one piece from the next.
    var stride: Int
    var real: [Double]
    var imaginary: [Double]
    /// Sum of the weights that are in them, for a piece of its length.
    var weight = 0.0
  }

  /// What the model leaves in the pieces.
  func remainder(_ x: [Float], _ model: MainsFit) -> [Float] {
    var residual = x
    guard let last = model.harmonics.last else { return residual }
    let (cosines, sines) = waves(2 * Double.pi * model.frequency / rate, count: last.order)
    let jumps = model.harmonics.map {
      2 * Double.pi * model.frequency * Double($0.order) / rate * Double(pieceLength)
    }
    subtractHarmonics(
      from: &residual, length: pieceLength,
      cosines: model.harmonics.flatMap { cosines[$0.order - 1] },
      sines: model.harmonics.flatMap { sines[$0.order - 1] }, real: model.harmonics.map(\.real),
      imaginary: model.harmonics.map(\.imaginary), cosineSteps: jumps.map { Double.cos($0) },
      sineSteps: jumps.map { Double.sin($0) })
    return residual
  }

  /// Cosines and sines of a frequency's harmonics over a piece, each harmonic turned from the one
  /// before it by the fundamental.
  func waves(_ step: Double, count: Int) -> (cosines: [[Double]], sines: [[Double]]) {
    let angles = (0..<pieceLength).map { step * Double($0) }
    let (c, s) = (angles.map { Double.cos($0) }, angles.map { Double.sin($0) })
    var result = (cosines: [c], sines: [s])
    for h in 1..<max(1, count) {
      var (x, y) = (result.cosines[h - 1], result.sines[h - 1])
      for i in x.indices { (x[i], y[i]) = (x[i] * c[i] - y[i] * s[i], y[i] * c[i] + x[i] * s[i]) }
      result.cosines.append(x)
      result.sines.append(y)
    }
    return result
  }

  /// The waves of a nominal frequency's harmonics, for so many pieces.
  func table(_ nominal: Double, pieces: Int) -> HarmonicTable {
    let steps = (1...harmonicCount(nominal)).map { 2 * Double.pi * nominal * Double($0) / rate }
    return HarmonicTable(
      cosines: steps.map { step in (0..<pieceLength).map { Double.cos(step * Double($0)) } },
      sines: steps.map { step in (0..<pieceLength).map { Double.sin(step * Double($0)) } },
      steps: steps.map { step in
        let jump = step * Double(pieceLength)
        return (Double.cos(jump), Double.sin(jump))
      }, pieces: pieces)
  }

  func piecePowers(_ x: [Float]) -> [Double] { pieceEnergies(of: x.span, length: pieceLength) }

  /// Weights before anything is known of the line: over stretches of some of its periods, so that
  /// they do not follow its phase.
  func firstWeights(_ powers: [Double], _ taper: [Double]) -> [Double] {
    let count = powers.count
    // The means of stretches one after the other, the last of which may lie across the one before.
    var means: [Double] = []
    means.reserveCapacity(count / Self.coarseness + 1)
    for start in stride(from: 0, to: count, by: Self.coarseness) {
      let low = min(start, max(0, count - Self.coarseness))
      let high = min(count, low + Self.coarseness)
      var sum = 0.0
      for k in low..<high { sum += powers[k] }
      means.append(sum / Double(high - low))
    }
    let floor = max(lowerQuartile(of: means, pieces: count), .leastNormalMagnitude)
    return groupWeights(taper, over: means, floor: floor, group: Self.coarseness)
  }

  /// The lower quartile of pieces, each of which has its stretch's mean.
  private func lowerQuartile(of means: [Double], pieces count: Int) -> Double {
    let (whole, rest) = (count / Self.coarseness, count % Self.coarseness)
    if rest == 0 { return value(ofRank: count / 4 / Self.coarseness, of: means) }
    var left = count / 4
    for n in means.indices.sorted(by: { means[$0] < means[$1] }) {
      left -= n < whole ? Self.coarseness : rest
      if left < 0 { return means[n] }
    }
    return means.max() ?? 0
  }

  func robustWeights(_ powers: [Double], _ taper: [Double]) -> [Double] {
    // Twice the lower quartile: noise counts alike, only what rises above it counts less.
    let floor = max(2 * value(ofRank: powers.count / 4, of: powers), .leastNormalMagnitude)
    return powers.indices.map { taper[$0] * floor / max(powers[$0], floor) }
  }

  func demodulated(_ x: [Float], nominal: Double, count: Int) -> Sums {
    var table = nominalWaves[nominal] ?? self.table(nominal, pieces: count)
    if table.pieces < count { table = self.table(nominal, pieces: count) }
    let none = [Double](repeating: 0, count: count * table.stride)
    var sums = Sums(
      count: count, length: pieceLength, harmonics: table.harmonics, stride: table.stride,
      real: none, imaginary: none)
    harmonicSums(
      of: x.span, pieces: count, table, real: &sums.real, imaginary: &sums.imaginary)
    return sums
  }

  /// The sums times weights, and some pieces together where only what is near the nominal
  /// frequency is asked for.
  func weighted(_ sums: Sums, _ weights: [Double], joins: Bool) -> Sums {
    let group = joins ? Self.coarseness : 1
    var result = sums
    result.count = (sums.count + group - 1) / group
    result.length = sums.length * group
    result.weight = weights.reduce(0, +) / Double(group)
    result.real = joinedPieces(sums.real, stride: sums.stride, weights: weights, group: group)
    result.imaginary = joinedPieces(
      sums.imaginary, stride: sums.stride, weights: weights, group: group)
    return result
  }
}
