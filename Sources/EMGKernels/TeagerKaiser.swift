/// The Teager–Kaiser energy `x[n]² − x[n−k] x[n+k]` of each sample that has both neighbours.
///
/// Source: Kaiser (1990), ICASSP, eq. 6; the lag generalises it to slower signals.
///
/// - Parameters:
///   - signal: At least `2 · lag` samples.
///   - lag: The distance `k` of the neighbours, above zero.
///   - output: `signal.count − 2 · lag` values; the first belongs to sample `lag`.
public func teagerKaiser(
  _ signal: Span<Float>, lag: Int, into output: inout MutableSpan<Float>
) {
  precondition(lag > 0, "the lag is above zero")
  precondition(
    signal.count - 2 * lag == output.count, "the output is shorter than the input by two lags")
  unsafe signal.withUnsafeBufferPointer { x in
    unsafe output.withUnsafeMutableBufferPointer { y in
      for i in y.indices {
        let middle = unsafe x[i + lag]
        unsafe y[i] = middle * middle - x[i] * x[i + 2 * lag]
      }
    }
  }
}
