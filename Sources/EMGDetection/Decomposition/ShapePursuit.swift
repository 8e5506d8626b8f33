internal import EMGKernels

/// Takes shapes out of a signal where they fit, and learns them from where they were.
struct ShapePursuit {
  let settings: DecompositionSettings
  /// Samples a second of the fine grid.
  let rate: Double
  /// Samples of a shape on each side of its peak.
  let reach: Int
  /// Least energy that taking a shape out must take away.
  let leastGain: Float

  private var length: Int { 2 * reach + 1 }

  private func isInside(_ position: Int, _ count: Int) -> Bool {
    position >= reach && position + reach < count
  }

  /// The shape of each train, overlapping ones fitted beside each other.
  ///
  /// Each sweep takes every shape's mean of what is left around its discharges, adds it to the shape
  /// and takes it out (Gauss–Seidel's way to the least squares).
  ///
  /// - Parameters:
  ///   - trains: Positions of the peaks.
  ///   - signal: The band's samples on the fine grid.
  /// - Returns: A shape a train.
  func shapes(of trains: [[Int]], in signal: [Float]) -> [[Float]] {
    var shapes = trains.map { _ in [Float](repeating: 0, count: length) }
    var residual = signal
    for _ in 0..<settings.sweeps {
      for (n, train) in trains.enumerated() {
        let places = train.filter { isInside($0, residual.count) }
        guard !places.isEmpty else { continue }
        var mean = [Float](repeating: 0, count: length)
        for place in places {
          for i in 0..<length { mean[i] += residual[place - reach + i] }
        }
        for i in 0..<length {
          mean[i] /= Float(places.count)
          shapes[n][i] += mean[i]
        }
        for place in places {
          for i in 0..<length { residual[place - reach + i] -= mean[i] }
        }
      }
    }
    return shapes
  }

  /// A shape that may be taken out at a place, and what that would take from the energy.
  private struct Candidate {
    var shape: Int
    var position: Int
    var gain: Float
  }

  /// Where each shape stands: the place and shape of the largest gain is taken out first.
  ///
  /// - Parameters:
  ///   - shapes: The shapes.
  ///   - signal: The band's samples on the fine grid.
  /// - Returns: Positions of each shape, ascending, and what is left of the signal.
  func trains(
    of shapes: [[Float]], in signal: [Float]
  ) -> (trains: [[Int]], residual: [Float]) {
    var residual = signal
    var trains = shapes.map { _ in [Int]() }
    var field = GainField(shapes: shapes, count: signal.count)
    field.renew(0..<field.count, of: residual.span)
    let thresholds = field.energies.map { max(leastGain, Float(settings.leastGain) * $0) }
    let refractory = sampleCount(settings.refractory, at: rate)
    var isClosed = shapes.map { _ in [Bool](repeating: false, count: signal.count) }
    while true {
      var candidates: [Candidate] = []
      for n in shapes.indices {
        for (i, gain) in field.gains[n].enumerated()
        where gain > thresholds[n] && !isClosed[n][i + reach] {
          candidates.append(Candidate(shape: n, position: i + reach, gain: gain))
        }
      }
      guard !candidates.isEmpty else { break }
      candidates.sort { ($0.gain, $1.position, $1.shape) > ($1.gain, $0.position, $0.shape) }
      // Those that lie apart do not change each other's gains and are taken in one pass.
      var taken = [Bool](repeating: false, count: signal.count / length + 2)
      for candidate in candidates {
        let block = candidate.position / length
        let around = max(0, block - 2)...min(taken.count - 1, block + 2)
        guard !taken[around].contains(true), !isClosed[candidate.shape][candidate.position]
        else { continue }
        taken[block] = true
        let first = candidate.position - reach
        for i in 0..<length { residual[first + i] -= shapes[candidate.shape][i] }
        trains[candidate.shape].append(candidate.position)
        let closed =
          max(
            0, candidate.position - refractory)..<min(
            signal.count, candidate.position + refractory)
        for i in closed { isClosed[candidate.shape][i] = true }
        field.renew(max(0, first - length)..<min(field.count, first + length), of: residual.span)
      }
    }
    return (trains.map { $0.sorted() }, residual)
  }
}

/// What taking each shape out at each place would take from the energy.
private struct GainField {
  let shapes: [[Float]]
  let energies: [Float]
  /// Places where a shape lies whole within the signal; the first is where it begins with it.
  let count: Int
  private(set) var gains: [[Float]]

  init(shapes: [[Float]], count: Int) {
    self.shapes = shapes
    energies = shapes.map { energy(of: $0[...]) }
    let places = count - (shapes.first?.count ?? 1) + 1
    self.count = places
    gains = shapes.map { _ in [Float](repeating: 0, count: places) }
  }

  /// Works the gains out anew at some places.
  mutating func renew(_ range: Range<Int>, of signal: Span<Float>) {
    var products = [Float](repeating: 0, count: range.count)
    for (n, shape) in shapes.enumerated() {
      let part = signal.extracting(range.lowerBound..<(range.upperBound + shape.count - 1))
      var span = products.mutableSpan
      slidingDotProduct(part, taps: shape.span, into: &span)
      for i in range { gains[n][i] = 2 * products[i - range.lowerBound] - energies[n] }
    }
  }
}
