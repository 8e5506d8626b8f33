internal import RealModule

/// Powers near the harmonics of the nominal frequency, from weighted pieces.
extension MainsFitter {
  /// Power at a distance in hertz from a harmonic of the nominal frequency, by weighted projection:
  /// the square of the amplitude.
  func power(_ sums: Sums, _ h: Int, _ distance: Double) -> Double {
    powers(sums, h, SIMD4(repeating: distance))[0]
  }

  /// Powers at four distances, side by side: each waits for its own last turn only.
  func powers(_ sums: Sums, _ h: Int, _ distances: SIMD4<Double>) -> SIMD4<Double> {
    var (cosStep, sinStep) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var scale = cosStep
    for lane in 0..<4 {
      let step = 2 * Double.pi * distances[lane] * Double(sums.length) / rate
      (cosStep[lane], sinStep[lane]) = (Double.cos(step), Double.sin(step))
      let loss = loss(distances[lane], length: sums.length)
      scale[lane] = 2 / (sums.weight * Double(sums.length) * loss)
    }
    var (c, s) = (SIMD4<Double>(repeating: 1), SIMD4<Double>.zero)
    var (real, imaginary) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    for k in ((h - 1) * sums.count)..<(h * sums.count) {
      let (x, y) = (sums.real[k], sums.imaginary[k])
      real += x * c + y * s
      imaginary += y * c - x * s
      (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
    }
    return (real * real + imaginary * imaginary) * scale * scale
  }

  /// Powers at any count of distances.
  func powers(_ sums: Sums, _ h: Int, _ distances: [Double]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(distances.count + 3)
    for first in stride(from: 0, to: distances.count, by: 4) {
      var four = SIMD4<Double>.zero
      for lane in 0..<4 { four[lane] = distances[min(first + lane, distances.count - 1)] }
      let found = powers(sums, h, four)
      for lane in 0..<min(4, distances.count - first) { result.append(found[lane]) }
    }
    return result
  }

  /// What a piece keeps of a wave that is off the nominal frequency.
  func loss(_ distance: Double, length: Int) -> Double {
    let half = Double.pi * distance * Double(length) / rate
    return abs(half) < 1e-6 ? 1 : max(0.2, Double.sin(half) / half)
  }

  /// Distances in hertz at which there is no line: beyond the resolution of the window, short of
  /// the middle between harmonics.
  func neighbours(seconds: Double, nominal: Double) -> [Double] {
    let start = min(max(settings.neighbourStart, 2 / seconds), 0.3 * nominal)
    let step = max(settings.neighbourStep, 0.8 / seconds)
    let last = min(start + 7 * step, 0.45 * nominal)
    return (0..<8).map { start + (last - start) * Double($0) / 7 }
  }

  /// Mean power at frequencies around a harmonic, where there is no line.
  func neighbourhood(
    _ sums: Sums, _ h: Int, offset: Double, _ distances: [Double]
  ) -> Double {
    let middle = offset * Double(h)
    let total = powers(sums, h, distances.flatMap { [middle - $0, middle + $0] }).reduce(0, +)
    return max(total / Double(2 * distances.count), .leastNormalMagnitude)
  }

  /// The largest power of two frequencies beside a harmonic at which a rhythm would have harmonics
  /// that also has one here.
  func rhythmPower(
    _ sums: Sums, _ h: Int, frequency: Double, offset: Double
  ) -> Double {
    let middle = offset * Double(h)
    let below = powers(sums, h, Self.parts.map { middle - $0 * frequency })
    let above = powers(sums, h, Self.parts.map { middle + $0 * frequency })
    return zip(below, above).reduce(0.0) { max($0, ($1.0 + $1.1) / 2) }
  }

  func bestOffset(
    _ sums: Sums, _ weights: [Double], around: Double, isFine: Bool
  ) -> Double {
    let span = isFine ? Self.fineSpan : settings.deviation
    let steps = isFine ? Self.fineSteps : Self.coarseSteps(settings)
    let harmonics = min(5, sums.real.count / sums.count)
    // Pieces together: the search looks near the nominal frequency only.
    let near = weighted(sums, weights, harmonics: harmonics, joins: true)
    let offsets = (-steps...steps).map { around + span * Double($0) / Double(steps) }
    var powers = [Double](repeating: 0, count: offsets.count)
    for h in 1...harmonics {
      let found = self.powers(near, h, offsets.map { $0 * Double(h) })
      for i in powers.indices { powers[i] += found[i] }
    }
    var best = 0
    for i in powers.indices where powers[i] > powers[best] { best = i }
    guard isFine, best > 0, best < powers.count - 1 else { return offsets[best] }
    let (a, b, c) = (powers[best - 1], powers[best], powers[best + 1])
    let curve = a - 2 * b + c
    let shift = curve < 0 ? 0.5 * (a - c) / curve : 0
    return offsets[best] + shift * span / Double(steps)
  }
}
