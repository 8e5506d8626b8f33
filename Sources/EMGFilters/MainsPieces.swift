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
    let waves = waves(2 * Double.pi * model.frequency / rate, count: last.order)
    func own(_ waves: [Double]) -> [Double] {
      guard model.harmonics.count < last.order else { return waves }
      return model.harmonics.flatMap {
        waves[(($0.order - 1) * pieceLength)..<($0.order * pieceLength)]
      }
    }
    let jumps = model.harmonics.map {
      2 * Double.pi * model.frequency * Double($0.order) / rate * Double(pieceLength)
    }
    subtractHarmonics(
      from: &residual, length: pieceLength, cosines: own(waves.cosines), sines: own(waves.sines),
      real: model.harmonics.map(\.real), imaginary: model.harmonics.map(\.imaginary),
      cosineSteps: jumps.map { Double.cos($0) }, sineSteps: jumps.map { Double.sin($0) })
    return residual
  }

  /// Cosines and sines of a frequency's harmonics over a piece, one harmonic after the other, each turned
  /// from the one before it by the fundamental.
  private func waves(_ step: Double, count: Int) -> (cosines: [Double], sines: [Double]) {
    var cosines: [Double] = []
    var sines: [Double] = []
    cosines.reserveCapacity(count * pieceLength)
    sines.reserveCapacity(count * pieceLength)
    for i in 0..<pieceLength {
      let angle = step * Double(i)
      cosines.append(Double.cos(angle))
      sines.append(Double.sin(angle))
    }
    for n in 0..<(max(1, count) - 1) * pieceLength {
      let (x, y) = (cosines[n], sines[n])
      let (c, s) = (cosines[n % pieceLength], sines[n % pieceLength])
      cosines.append(x * c - y * s)
      sines.append(y * c + x * s)
    }
    return (cosines, sines)
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
  ///
  /// - Parameters:
  ///   - powers: The energies of the pieces.
  ///   - taper: One value a piece.
  ///   - means: Room for means of stretches.
  ///   - weights: Emptied; gains one a piece.
  func firstWeights(
    _ powers: [Double], _ taper: [Double], _ means: inout [Double], into weights: inout [Double]
  ) {
    // The means of stretches one after the other, the last of which may lie across the one before.
    groupMeans(of: powers, group: Self.coarseness, into: &means)
    if powers.count % Self.coarseness > 0 {
      let last = powers.suffix(Self.coarseness)
      means.append(last.reduce(0, +) / Double(last.count))
    }
    let floor = max(lowerQuartile(of: means, pieces: powers.count), .leastNormalMagnitude)
    groupWeights(taper, over: means, floor: floor, group: Self.coarseness, into: &weights)
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

  func robustWeights(_ own: [Double], _ taper: [Double]) -> [Double] {
    let powers = filled(own, taper)
    // Twice the lower quartile: noise counts alike, only what rises above it counts less.
    let floor = max(2 * value(ofRank: powers.count / 4, of: powers), .leastNormalMagnitude)
    return powers.indices.map { taper[$0] * floor / max(powers[$0], floor) }
  }

  /// What fits leave, in mean logarithms of a piece's power over the quietest one's floor.
  func costs(_ rests: [[Double]]) -> [Double] {
    let quiet = rests.map { 2 * value(ofRank: $0.count / 4, of: $0) }.min() ?? 0
    let floor = max(quiet, .leastNormalMagnitude)
    return rests.map { powers in
      powers.reduce(0) { $0 + Double.log(max($1, floor) / floor) } / Double(powers.count)
    }
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
