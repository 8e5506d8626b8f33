internal import EMGKernels

/// Learns shapes from peaks that are alike.
struct ShapeSearch {
  let settings: DecompositionSettings
  /// Samples a second of the fine grid.
  let rate: Double
  /// Samples of a shape on each side of its peak.
  let reach: Int
  /// Standard deviation of the noise.
  let sigma: Float

  /// The peaks of each shape that comes often enough, the most frequent shape first.
  ///
  /// - Parameter signal: The band's samples on the fine grid.
  /// - Returns: Positions, ascending.
  func trains(in signal: [Float]) -> [[Int]] {
    var peaks = peaks(in: signal)
    if peaks.count > settings.mostPeaks {
      // Evenly over the stretch.
      let step = Double(peaks.count) / Double(settings.mostPeaks)
      peaks = (0..<settings.mostPeaks).map { peaks[Int(Double($0) * step)] }
    }
    let near = neighbours(of: peaks, in: signal)
    var isLeft = [Bool](repeating: true, count: peaks.count)
    var counts = near.map(\.count)
    var result: [[Int]] = []
    while let center = counts.indices.filter({ isLeft[$0] }).max(by: { counts[$0] < counts[$1] }),
      counts[center] >= settings.fewest
    {
      let members = near[center].filter { isLeft[$0] }
      result.append(members.map { peaks[$0] })
      for member in members {
        isLeft[member] = false
        for other in near[member] { counts[other] -= 1 }
      }
    }
    return result
  }

  /// Local maxima of the size above the threshold, the largest within the least separation.
  private func peaks(in signal: [Float]) -> [Int] {
    let limit = Float(settings.peakThreshold) * sigma
    let separation = sampleCount(settings.peakSeparation, at: rate)
    var result: [Int] = []
    for i in reach..<max(reach, signal.count - reach - 1) {
      let size = abs(signal[i])
      guard size > limit, size >= abs(signal[i - 1]), size > abs(signal[i + 1]) else { continue }
      if let last = result.last, i - last < separation {
        if size > abs(signal[last]) { result[result.count - 1] = i }
      } else {
        result.append(i)
      }
    }
    return result
  }

  /// For each peak those whose surroundings are alike, itself among them, ascending.
  private func neighbours(of peaks: [Int], in signal: [Float]) -> [[Int]] {
    let length = 2 * reach + 1
    let energies = peaks.map { energy(of: signal[($0 - reach)..<($0 - reach + length)]) }
    var result = peaks.indices.map { [$0] }
    for a in peaks.indices {
      for b in (a + 1)..<max(a + 1, peaks.count) {
        // The product is at most the smaller energy's and the larger one's geometric mean.
        let larger = max(energies[a], energies[b])
        let root = energies[a].squareRoot() - energies[b].squareRoot()
        guard root * root < Float(settings.likeness) * larger else { continue }
        var product: Float = 0
        let (first, second) = (peaks[a] - reach, peaks[b] - reach)
        for i in 0..<length { product += signal[first + i] * signal[second + i] }
        guard energies[a] + energies[b] - 2 * product < Float(settings.likeness) * larger
        else { continue }
        result[a].append(b)
        result[b].append(a)
      }
    }
    return result.map { $0.sorted() }
  }

  /// Shapes of enough discharges and height, none twice.
  ///
  /// - Parameters:
  ///   - shapes: The shapes.
  ///   - trains: The discharges of each.
  /// - Returns: Those that are left, in their order.
  func distinct(_ shapes: [[Float]], _ trains: [[Int]]) -> [[Float]] {
    var kept: [[Float]] = []
    for (shape, train) in zip(shapes, trains) {
      guard train.count >= settings.fewest,
        height(of: shape) >= Float(settings.smallestShape) * sigma,
        !kept.contains(where: { isTwin($0, shape) })
      else { continue }
      kept.append(shape)
    }
    return kept
  }

  /// Whether two shapes are the same but for a shift.
  private func isTwin(_ a: [Float], _ b: [Float]) -> Bool {
    let silence = [Float](repeating: 0, count: reach)
    let padded = silence + a + silence
    var products = [Float](repeating: 0, count: padded.count - b.count + 1)
    var span = products.mutableSpan
    slidingDotProduct(padded.span, taps: b.span, into: &span)
    let (first, second) = (energy(of: a[...]), energy(of: b[...]))
    return first + second - 2 * (products.max() ?? 0) < Float(settings.twin) * max(first, second)
  }
}

/// The sum of the squares.
func energy(of samples: ArraySlice<Float>) -> Float { samples.reduce(0) { $0 + $1 * $1 } }

/// Peak-to-peak.
func height(of shape: [Float]) -> Float { (shape.max() ?? 0) - (shape.min() ?? 0) }
