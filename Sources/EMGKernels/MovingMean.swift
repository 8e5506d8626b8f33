internal import CVectorLoops

/// What a moving mean takes for the samples beyond the ends.
public enum MeanEdge: Hashable, Sendable {
  /// Zeros: the sum is divided by the window's length everywhere.
  case zero
  /// Nothing: the sum is divided by the count of samples in it.
  case none
}

/// The centred moving mean, or every so many of its values.
///
/// The mean at sample `i` is that of samples `i − length / 2 ..< i − length / 2 + length`: a
/// difference of running sums in Double. Whole signals only: the last bits depend on where the
/// signal begins.
///
/// - Parameters:
///   - values: The signal.
///   - length: Samples a window; one leaves the values as they are, and so does a single value.
///   - edge: What counts beyond the ends.
///   - first: The sample of the first mean.
///   - stride: The distance of the means in samples.
///   - scratch: Kept by the caller so that nothing is allocated once it has grown.
/// - Returns: One mean for each of the samples `first`, `first + stride`, … of the signal.
/// - Complexity: O(*n*) whatever the length.
public func movingMean(
  _ values: Span<Float>, length: Int, edge: MeanEdge, from first: Int = 0, stride: Int = 1,
  scratch: inout [Double]
) -> [Float] {
  precondition(length > 0 && first >= 0 && stride > 0, "a window and a stride have a length")
  let count = values.count
  guard first < count else { return [] }
  if scratch.count < count + 1 { scratch = [Double](repeating: 0, count: count + 1) }
  var result = [Float](repeating: 0, count: (count - first + stride - 1) / stride)
  let before = length / 2
  var target = result.mutableSpan
  var running = scratch.mutableSpan
  unsafe values.withUnsafeBufferPointer { x in
    unsafe running.withUnsafeMutableBufferPointer { sums in
      unsafe target.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let sums = sums.baseAddress, let y = y.baseAddress else {
          return
        }
        unsafe emg_running_sums(x, sums, count)
        func mean(_ i: Int) -> Float {
          guard length > 1, count > 1 else { return unsafe x[i] }
          let (low, high) = (max(0, i - before), min(count, i - before + length))
          let divisor = edge == .zero ? length : high - low
          return unsafe Float((sums[high] - sums[low]) / Double(divisor))
        }
        let inner = max(0, min(count, count - length + before + 1))
        guard stride == 1, first == 0, length > 1, before < inner else {
          for (n, i) in Swift.stride(from: first, to: count, by: stride).enumerated() {
            unsafe y[n] = mean(i)
          }
          return
        }
        for i in 0..<before { unsafe y[i] = mean(i) }
        unsafe emg_window_means(sums, length, 1 / Double(length), y + before, inner - before)
        for i in inner..<count { unsafe y[i] = mean(i) }
      }
    }
  }
  return result
}

/// The squares of values in units that go with them.
///
/// - Parameters:
///   - values: The values.
///   - units: As many, none zero.
/// - Returns: `(values[i] / units[i])²`.
public func relativePowers(of values: Span<Float>, over units: Span<Float>) -> [Float] {
  precondition(values.count == units.count, "each value has its unit")
  var result = [Float](repeating: 0, count: values.count)
  var target = result.mutableSpan
  unsafe values.withUnsafeBufferPointer { x in
    unsafe units.withUnsafeBufferPointer { u in
      unsafe target.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let u = u.baseAddress, let y = y.baseAddress else { return }
        unsafe emg_relative_powers(x, u, y, values.count)
      }
    }
  }
  return result
}
