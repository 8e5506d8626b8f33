internal import EMGKernels
internal import RealModule

/// Powers near the harmonics of the nominal frequency, from weighted pieces.
extension MainsFitter {
  /// Power at a distance in hertz from a harmonic of the nominal frequency, by weighted projection:
  /// the square of the amplitude.
  func power(_ sums: Sums, _ h: Int, _ distance: Double) -> Double {
    powers(sums, h, [distance])[0]
  }

  /// Powers at any count of distances, sixteen side by side.
  func powers(_ sums: Sums, _ h: Int, _ distances: [Double]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(distances.count)
    for first in stride(from: 0, to: distances.count, by: Turns.scalarCount) {
      let some = distances[first...].prefix(Turns.scalarCount)
      var (cosines, sines, scale) = (Turns.zero, Turns.zero, Turns.zero)
      for (lane, distance) in some.enumerated() {
        let step = 2 * Double.pi * distance * Double(sums.length) / rate
        (cosines[lane], sines[lane]) = (Double.cos(step), Double.sin(step))
        let loss = loss(distance, length: sums.length)
        scale[lane] = 2 / (sums.weight * Double(sums.length) * loss)
      }
      let (x, y) = turnedSums(
        sums.real, sums.imaginary, count: sums.count, first: h - 1, stride: sums.stride,
        cosines: cosines, sines: sines)
      for lane in some.indices.map({ $0 - first }) {
        result.append((x[lane] * x[lane] + y[lane] * y[lane]) * scale[lane] * scale[lane])
      }
    }
    return result
  }

  /// What a piece keeps of a wave that is off the nominal frequency.
  func loss(_ distance: Double, length: Int) -> Double {
    let half = Double.pi * distance * Double(length) / rate
    return abs(half) < 1e-6 ? 1 : max(settings.leastKept, Double.sin(half) / half)
  }

  /// Distances in hertz at which there is no line: beyond the resolution of the window, short of
  /// the middle between harmonics.
  func neighbours(seconds: Double, nominal: Double) -> [Double] {
    let start = min(
      max(settings.neighbourStart, settings.neighbourStartResolutions / seconds),
      settings.neighbourNearestShare * nominal)
    let step = max(settings.neighbourStep, settings.neighbourStepResolutions / seconds)
    let last = min(start + 7 * step, settings.neighbourFarthestShare * nominal)
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

  /// The offset from the nominal frequency that explains most.
  ///
  /// - Parameters:
  ///   - near: Weighted sums of pieces together: the search looks near the nominal frequency only.
  ///   - around: The middle of the search, Hz.
  ///   - isFine: Whether the last steps are searched, or all.
  /// - Returns: An offset, Hz.
  func bestOffset(_ near: Sums, around: Double, isFine: Bool) -> Double {
    let span = isFine ? settings.searchStep : settings.deviation
    let steps = isFine ? Self.fineSteps : Self.coarseSteps(settings)
    let offsets = (-steps...steps).map { around + span * Double($0) / Double(steps) }
    var powers = [Double](repeating: 0, count: offsets.count)
    for h in 1...min(5, near.harmonics) {
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
