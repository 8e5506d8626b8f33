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
    // Four orders side by side, as in ``powers(_:_:_:)``.
    for first in stride(from: 0, to: n, by: 4) {
      let rows = (0..<4).map { min(first + $0, n - 1) }
      var (c, s) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      var (cosStep, sinStep, scale) = (c, c, c)
      var starts = SIMD4<Int>.zero
      for (lane, row) in rows.enumerated() {
        let distance = offset * Double(orders[row])
        let step = 2 * Double.pi * distance / rate
        scale[lane] = 2 / loss(distance, length: pieceLength)
        let jump = step * Double(pieceLength)
        (cosStep[lane], sinStep[lane]) = (Double.cos(jump), Double.sin(jump))
        let middle = step * Double(pieceLength - 1) / 2
        (c[lane], s[lane]) = (Double.cos(middle), Double.sin(middle))
        starts[lane] = (orders[row] - 1) * sums.count
      }
      var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      let (real, imaginary) = (sums.real, sums.imaginary)
      for k in 0..<sums.count {
        let x = SIMD4(
          real[starts[0] + k], real[starts[1] + k], real[starts[2] + k], real[starts[3] + k])
        let y = SIMD4(
          imaginary[starts[0] + k], imaginary[starts[1] + k], imaginary[starts[2] + k],
          imaginary[starts[3] + k])
        let factor = weights[k] * scale
        even += factor * (x * c + y * s)
        odd += factor * (y * c - x * s)
        (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
      }
      for (lane, row) in rows.enumerated() {
        (right[2 * row], right[2 * row + 1]) = (even[lane], odd[lane])
      }
    }
    let values = Self.solve(&matrix, &right, size: 2 * n, ridge: Self.ridge * co[0])
    return orders.enumerated().map { ($1, values[2 * $0], values[2 * $0 + 1]) }
  }

  /// Weighted sums of the cosine and sine of multiples of the fundamental's phase.
  private func waveSums(
    _ highest: Int, _ frequency: Double, _ weights: [Double]
  ) -> (cosine: [Double], sine: [Double]) {
    var co = [Double](repeating: 0, count: highest + 1)
    var si = co
    // Four multiples side by side: each waits for its own last turn only.
    for first in stride(from: 0, through: highest, by: 4) {
      let multiples = (0..<4).map { min(first + $0, highest) }
      var (c, s) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      var (cosStep, sinStep) = (c, s)
      var width = c
      for (lane, m) in multiples.enumerated() {
        let step = 2 * Double.pi * frequency * Double(m) / rate
        // The sum over a piece of equal weight, about its middle.
        let half = Double.sin(step / 2)
        width[lane] =
          abs(half) < 1e-9
          ? Double(pieceLength) : Double.sin(step * Double(pieceLength) / 2) / half
        let jump = step * Double(pieceLength)
        (cosStep[lane], sinStep[lane]) = (Double.cos(jump), Double.sin(jump))
        let middle = step * Double(pieceLength - 1) / 2
        (c[lane], s[lane]) = (Double.cos(middle), Double.sin(middle))
      }
      var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      for k in weights.indices {
        let factor = weights[k] * width
        even += factor * c
        odd += factor * s
        (c, s) = (c * cosStep - s * sinStep, s * cosStep + c * sinStep)
      }
      for (lane, m) in multiples.enumerated() { (co[m], si[m]) = (even[lane], odd[lane]) }
    }
    return (co, si)
  }

  /// Solves symmetric equations by Cholesky's method; what they leave open is nought.
  private static func solve(
    _ a: inout [Double], _ b: inout [Double], size n: Int, ridge: Double
  ) -> [Double] {
    for j in 0..<n {
      var pivot = a[j * n + j] + ridge
      for k in 0..<j { pivot -= a[j * n + k] * a[j * n + k] }
      let root = max(pivot, ridge).squareRoot()
      a[j * n + j] = root
      guard root > 0 else { return Array(repeating: 0, count: n) }
      for i in (j + 1)..<max(n, j + 1) {
        var sum = a[i * n + j]
        for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
        a[i * n + j] = sum / root
      }
    }
    for i in 0..<n {
      for k in 0..<i { b[i] -= a[i * n + k] * b[k] }
      b[i] /= a[i * n + i]
    }
    for i in (0..<n).reversed() {
      for k in (i + 1)..<max(n, i + 1) { b[i] -= a[k * n + i] * b[k] }
      b[i] /= a[i * n + i]
    }
    return b
  }
}
