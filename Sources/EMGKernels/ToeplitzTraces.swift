internal import CVectorLoops

/// The traces of the second and the third power of a symmetric Toeplitz matrix, as of the
/// autocorrelation of a stationary signal.
///
/// - Parameters:
///   - values: The values at lags zero and up; zeros beyond.
///   - order: Rows of the matrix.
///   - stride: Lags from one row to the next, above zero.
/// - Returns: `tr R²` and `tr R³`.
/// - Complexity: O(order³).
public func toeplitzTraces(
  _ values: [Double], order: Int, stride: Int = 1
) -> (square: Double, cube: Double) {
  precondition(stride > 0, "rows stand apart")
  guard order > 0 else { return (0, 0) }
  var (square, cube) = (0.0, 0.0)
  unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * order) { work in
    for lag in 0..<order {
      let value = lag * stride < values.count ? values[lag * stride] : 0
      unsafe work[order - 1 + lag] = value
      unsafe work[order - 1 - lag] = value
    }
    guard let lags = work.baseAddress else { return }
    unsafe emg_toeplitz_traces(lags, order, lags + (2 * order - 1), &square, &cube)
  }
  return (square, cube)
}
