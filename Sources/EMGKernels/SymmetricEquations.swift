/// Solves symmetric equations by Cholesky's method.
///
/// - Parameters:
///   - matrix: The coefficients, row by row, of which the lower triangle is read; replaced by its
///     root.
///   - right: The right-hand sides, replaced by the solution.
///   - ridge: Added to the diagonal and the least that a pivot keeps: what the equations leave open
///     is then nought.
/// - Returns: False where a pivot is not above zero; the right-hand sides are then lost.
/// - Complexity: O(*n*³).
public func solveSymmetric(
  _ matrix: inout [Double], _ right: inout [Double], ridge: Double = 0
) -> Bool {
  let n = right.count
  precondition(matrix.count == n * n, "the matrix is square")
  var a = matrix.mutableSpan
  var b = right.mutableSpan
  for j in 0..<n {
    var pivot = a[j * n + j] + ridge
    for k in 0..<j { pivot -= a[j * n + k] * a[j * n + k] }
    let root = max(pivot, ridge).squareRoot()
    a[j * n + j] = root
    guard root > 0 else { return false }
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
  return true
}
