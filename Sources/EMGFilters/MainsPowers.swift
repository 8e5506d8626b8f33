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
      var lanes = Turns.zero
      for (lane, distance) in some.enumerated() { lanes[lane] = distance }
      let powers = powers(sums, h, lanes, count: some.count)
      for lane in 0..<some.count { result.append(powers[lane]) }
    }
    return result
  }

  /// Powers at the first so many distances.
  func powers(_ sums: Sums, _ h: Int, _ distances: Turns, count: Int) -> Turns {
    var (cosines, sines, scale) = (Turns.zero, Turns.zero, Turns.zero)
    for lane in 0..<count {
      let distance = distances[lane]
      let step = 2 * Double.pi * distance * Double(sums.length) / rate
      (cosines[lane], sines[lane]) = (Double.cos(step), Double.sin(step))
      let loss = loss(distance, length: sums.length)
      scale[lane] = 2 / (sums.weight * Double(sums.length) * loss)
    }
    let (x, y) = turnedSums(
      sums.real, sums.imaginary, count: sums.count, first: h - 1, stride: sums.stride,
      cosines: cosines, sines: sines)
    return (x * x + y * y) * scale * scale
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

  /// Whether a harmonic stands out of its neighbourhood.
  func stands(
    _ near: Sums, offset: Double, _ distances: [Double], over threshold: Double
  ) -> Bool {
    let places = Double(2 * distances.count)
    let nearest = min(Self.nearest, distances.count)
    return (1...near.harmonics).contains { h in
      let middle = offset * Double(h)
      // Its own power, where that is asked for, and those beside it at some of the distances, as many as
      // go side by side.
      var (own, total) = (0.0, 0.0)
      func add(_ some: Range<Int>, isFirst: Bool) {
        var (lanes, count) = (Turns.zero, isFirst ? 1 : 0)
        lanes[0] = middle
        for n in some {
          (lanes[count], lanes[count + 1]) = (middle - distances[n], middle + distances[n])
          count += 2
        }
        let powers = powers(near, h, lanes, count: count)
        if isFirst { own = powers[0] }
        for lane in (isFirst ? 1 : 0)..<count { total += powers[lane] }
      }
      // The nearest neighbours together with it: mostly they tell.
      add(0..<nearest, isFirst: true)
      func isAbove() -> Bool { own > threshold * max(total / places, .leastNormalMagnitude) }
      // Where the power is less than some neighbours ask for, no others can help.
      guard isAbove() else { return false }
      let most = Turns.scalarCount / 2
      for first in stride(from: nearest, to: distances.count, by: most) {
        add(first..<min(distances.count, first + most), isFirst: false)
      }
      return isAbove()
    }
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
