internal import EMGKernels
internal import RealModule

/// The amplitudes of some harmonics at once, by weighted least squares.
extension MainsFitter {
  /// Weighted least squares for some harmonics at once.
  func solved(
    _ sums: Sums, _ orders: [Int], nominal: Double, offset: Double, _ weights: [Double]
  ) -> [(order: Int, real: Double, imaginary: Double)] {
    let (co, si) = waveSums(2 * (orders.last ?? 1), nominal + offset, weights)
    let n = orders.count
    var matrix = [Double](repeating: 0, count: 4 * n * n)
    var right = [Double](repeating: 0, count: 2 * n)
    for (row, b) in orders.enumerated() {
      for (column, a) in orders.enumerated() {
        let (even, odd) = (co[abs(a - b)], a >= b ? si[a - b] : -si[b - a])
        matrix[2 * row * 2 * n + 2 * column] = even + co[a + b]
        matrix[2 * row * 2 * n + 2 * column + 1] = -odd - si[a + b]
        matrix[(2 * row + 1) * 2 * n + 2 * column] = odd - si[a + b]
        matrix[(2 * row + 1) * 2 * n + 2 * column + 1] = even - co[a + b]
      }
    }
    for first in stride(from: 0, to: sums.stride, by: Turns.scalarCount) {
      var angles = GrowingAngles()
      let rows = orders.indices.filter {
        (first..<(first + Turns.scalarCount)).contains(orders[$0] - 1)
      }
      for row in rows {
        let lane = orders[row] - 1 - first
        let distance = offset * Double(orders[row])
        let step = 2 * Double.pi * distance / rate
        angles.scales[lane] = 2 / loss(distance, length: pieceLength)
        angles.set(lane, step: step, pieceLength: pieceLength)
      }
      let (even, odd) = angles.sums(
        weights, of: sums.real, sums.imaginary, first: first, stride: sums.stride)
      for row in rows {
        let lane = orders[row] - 1 - first
        (right[2 * row], right[2 * row + 1]) = (even[lane], odd[lane])
      }
    }
    guard solveSymmetric(&matrix, &right, ridge: Self.ridge * co[0]) else {
      return orders.map { ($0, 0, 0) }
    }
    return orders.enumerated().map { ($1, right[2 * $0], right[2 * $0 + 1]) }
  }

  /// Weighted sums of the cosine and sine of multiples of the fundamental's phase.
  private func waveSums(
    _ highest: Int, _ frequency: Double, _ weights: [Double]
  ) -> (cosine: [Double], sine: [Double]) {
    var co = [Double](repeating: 0, count: highest + 1)
    var si = co
    for first in stride(from: 0, through: highest, by: Turns.scalarCount) {
      let multiples = first...min(highest, first + Turns.scalarCount - 1)
      var angles = GrowingAngles()
      for m in multiples {
        let step = 2 * Double.pi * frequency * Double(m) / rate
        // The sum over a piece of equal weight, about its middle.
        let half = Double.sin(step / 2)
        angles.scales[m - first] =
          abs(half) < 1e-9
          ? Double(pieceLength) : Double.sin(step * Double(pieceLength) / 2) / half
        angles.set(m - first, step: step, pieceLength: pieceLength)
      }
      let (even, odd) = angles.sums(weights)
      for m in multiples { (co[m], si[m]) = (even[m - first], odd[m - first]) }
    }
    return (co, si)
  }
}

extension GrowingAngles {
  /// One of the angles: the middles of pieces of a wave that turns by a step a sample.
  fileprivate mutating func set(_ lane: Int, step: Double, pieceLength: Int) {
    let jump = step * Double(pieceLength)
    (cosineSteps[lane], sineSteps[lane]) = (Double.cos(jump), Double.sin(jump))
    let middle = step * Double(pieceLength - 1) / 2
    (cosines[lane], sines[lane]) = (Double.cos(middle), Double.sin(middle))
  }
}
