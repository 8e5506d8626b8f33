internal import EMGKernels
internal import RealModule

/// The pieces of a window: what they hold of each harmonic, and how much each counts.
extension MainsFitter {
  /// The window's pieces against the cosine and sine of each harmonic of the nominal frequency.
  struct Sums {
    /// Pieces, and samples of each.
    var count: Int
    var length: Int
    /// Harmonic by harmonic, piece by piece.
    var real: [Double]
    var imaginary: [Double]
    /// Sum of the weights that are in them, for a piece of its length.
    var weight = 0.0
  }

  /// What the model leaves in the pieces.
  func remainder(_ x: [Float], _ model: MainsFit) -> [Float] {
    let count = x.count / pieceLength
    var residual = x
    var span = residual.mutableSpan
    var (real, imaginary) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for h in model.harmonics {
      let step = 2 * Double.pi * model.frequency * Double(h.order) / rate
      let (cosines, sines) = waves(step)
      // The amplitude as it stands at the first sample of each piece.
      let jump = step * Double(pieceLength)
      let (cosStep, sinStep) = (Double.cos(jump), Double.sin(jump))
      var (x, y) = (h.real, h.imaginary)
      for k in 0..<count {
        (real[k], imaginary[k]) = (x, y)
        (x, y) = (x * cosStep - y * sinStep, y * cosStep + x * sinStep)
      }
      subtractWave(
        from: &span, cosines: cosines.span, sines: sines.span, real: real.span,
        imaginary: imaginary.span)
    }
    return residual
  }

  func waves(_ step: Double) -> (cosines: [Double], sines: [Double]) {
    let angles = (0..<pieceLength).map { step * Double($0) }
    return (angles.map { Double.cos($0) }, angles.map { Double.sin($0) })
  }

  func piecePowers(_ x: [Float]) -> [Double] { pieceEnergies(of: x.span, length: pieceLength) }

  /// Weights before anything is known of the line: over stretches of some of its periods, so that
  /// they do not follow its phase.
  func firstWeights(_ powers: [Double], _ taper: [Double]) -> [Double] {
    let count = powers.count
    // The means of stretches one after the other, the last of which may lie across the one before.
    var means: [Double] = []
    for start in stride(from: 0, to: count, by: Self.coarseness) {
      let low = min(start, max(0, count - Self.coarseness))
      let high = min(count, low + Self.coarseness)
      var sum = 0.0
      for k in low..<high { sum += powers[k] }
      means.append(sum / Double(high - low))
    }
    let floor = max(lowerQuartile(of: means, pieces: count), .leastNormalMagnitude)
    return (0..<count).map { taper[$0] / max(means[$0 / Self.coarseness], floor) }
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

  func demodulated(
    _ x: [Float], nominal: Double, harmonics: Int, count: Int
  ) -> Sums {
    var sums = Sums(
      count: count, length: pieceLength, real: Array(repeating: 0, count: count * harmonics),
      imaginary: Array(repeating: 0, count: count * harmonics))
    let part = [Double](repeating: 0, count: count)
    let known = nominalWaves[nominal]
    for h in 1...harmonics {
      let step = 2 * Double.pi * nominal * Double(h) / rate
      let (cosines, sines) = known?[h - 1] ?? waves(step)
      var (real, imaginary) = (part, part)
      var realSpan = real.mutableSpan
      var imaginarySpan = imaginary.mutableSpan
      pieceSums(
        of: x.span, cosines: cosines.span, sines: sines.span, real: &realSpan,
        imaginary: &imaginarySpan)
      // Phases are those of the window's first sample.
      let jump = step * Double(pieceLength)
      let (cosStep, sinStep) = (Double.cos(jump), Double.sin(jump))
      var (c, s) = (1.0, 0.0)
      let first = (h - 1) * count
      for k in 0..<count {
        sums.real[first + k] = real[k] * c + imaginary[k] * s
        sums.imaginary[first + k] = imaginary[k] * c - real[k] * s
        (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
      }
    }
    return sums
  }

  /// The sums times weights, and some pieces together where only what is near the nominal
  /// frequency is asked for.
  func weighted(
    _ sums: Sums, _ weights: [Double], harmonics: Int, joins: Bool
  ) -> Sums {
    let group = joins ? Self.coarseness : 1
    let count = (sums.count + group - 1) / group
    var result = Sums(
      count: count, length: sums.length * group,
      real: Array(repeating: 0, count: count * harmonics),
      imaginary: Array(repeating: 0, count: count * harmonics),
      weight: weights.reduce(0, +) / Double(group))
    for h in 0..<harmonics {
      for g in 0..<count {
        var (x, y) = (0.0, 0.0)
        for k in (g * group)..<min((g + 1) * group, sums.count) {
          x += weights[k] * sums.real[h * sums.count + k]
          y += weights[k] * sums.imaginary[h * sums.count + k]
        }
        result.real[h * count + g] = x
        result.imaginary[h * count + g] = y
      }
    }
    return result
  }
}
