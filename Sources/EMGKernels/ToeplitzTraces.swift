internal import CVectorLoops

/// The traces of the second and the third power of a symmetric Toeplitz matrix, as of the
/// autocorrelation of a stationary signal.
///
/// - Parameter column: The matrix's first column: the values at lags zero and up.
/// - Returns: `tr R²` and `tr R³`.
/// - Complexity: O(*n*³).
public func toeplitzTraces(_ column: [Double]) -> (square: Double, cube: Double) {
  let order = column.count
  guard order > 0 else { return (0, 0) }
  let lags = (1 - order..<order).map { column[abs($0)] }
  var (square, cube) = (0.0, 0.0)
  unsafe lags.withUnsafeBufferPointer { lags in
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: order) { row in
      guard let lags = lags.baseAddress, let row = row.baseAddress else { return }
      unsafe emg_toeplitz_traces(lags, order, row, &square, &cube)
    }
  }
  return (square, cube)
}
