internal import CVectorLoops

/// What a moving mean takes for the samples beyond the ends.
public enum MeanEdge: Hashable, Sendable {
  /// Zeros: the sum is divided by the window's length everywhere.
  case zero
  /// Nothing: the sum is divided by the count of samples in it.
  case none
}

/// The sums of a signal from its beginning on, in Double, of which moving means of any length are
/// made.
///
/// Whole signals only: the last bits depend on where the signal begins.
public struct RunningSums: Sendable {
  private let values: [Float]
  /// The sum of the first so many values.
  private let sums: [Double]

  /// - Parameter values: The signal.
  public init(of values: [Float]) {
    self.values = values
    sums = unsafe [Double](unsafeUninitializedCapacity: values.count + 1) { sums, written in
      unsafe values.withUnsafeBufferPointer { x in
        unsafe sums[0] = 0
        if let x = x.baseAddress, let sums = sums.baseAddress {
          unsafe emg_running_sums(x, sums, values.count)
        }
      }
      written = values.count + 1
    }
  }

  /// The centred moving mean, or every so many of its values.
  ///
  /// The mean at sample `i` is that of samples `i − length / 2 ..< i − length / 2 + length`.
  ///
  /// - Parameters:
  ///   - length: Samples a window; one leaves the values as they are, and so does a single value.
  ///   - edge: What counts beyond the ends.
  ///   - first: The sample of the first mean.
  ///   - stride: The distance of the means in samples.
  /// - Returns: One mean for each of the samples `first`, `first + stride`, … of the signal.
  /// - Complexity: O(*n*) whatever the length.
  public func means(
    length: Int, edge: MeanEdge, from first: Int = 0, stride: Int = 1
  ) -> [Float] {
    precondition(length > 0 && first >= 0 && stride > 0, "a window and a stride have a length")
    let count = values.count
    guard first < count else { return [] }
    let total = (count - first + stride - 1) / stride
    let before = length / 2
    return unsafe [Float](unsafeUninitializedCapacity: total) { y, written in
      unsafe values.withUnsafeBufferPointer { x in
        unsafe sums.withUnsafeBufferPointer { sums in
          func mean(_ i: Int) -> Float {
            guard length > 1, count > 1 else { return unsafe x[i] }
            let (low, high) = (max(0, i - before), min(count, i - before + length))
            let divisor = edge == .zero ? length : high - low
            return unsafe Float((sums[high] - sums[low]) / Double(divisor))
          }
          let inner = max(0, min(count, count - length + before + 1))
          guard stride == 1, first == 0, length > 1, before < inner,
            let target = y.baseAddress, let running = sums.baseAddress
          else {
            // Those whose windows lie within, many at a time.
            let low = min(total, max(0, (before - first + stride - 1) / stride))
            let high = max(low, min(total, (inner - first + stride - 1) / stride))
            for n in 0..<low { unsafe y[n] = mean(first + n * stride) }
            if length > 1, count > 1, low < high, let target = y.baseAddress,
              let running = sums.baseAddress
            {
              unsafe emg_strided_window_means(
                running + (first + low * stride - before), length, stride, target + low,
                high - low)
            } else {
              for n in low..<high { unsafe y[n] = mean(first + n * stride) }
            }
            for n in high..<total { unsafe y[n] = mean(first + n * stride) }
            return
          }
          for i in 0..<before { unsafe y[i] = mean(i) }
          unsafe emg_window_means(
            running, length, 1 / Double(length), target + before, inner - before)
          for i in inner..<count { unsafe y[i] = mean(i) }
        }
      }
      written = total
    }
  }
}

/// The squares of values in units that go with them.
///
/// - Parameters:
///   - values: The values.
///   - units: As many, none zero.
/// - Returns: `(values[i] / units[i])²`.
public func relativePowers(of values: Span<Float>, over units: Span<Float>) -> [Float] {
  precondition(values.count == units.count, "each value has its unit")
  return unsafe [Float](unsafeUninitializedCapacity: values.count) { result, written in
    unsafe values.withUnsafeBufferPointer { x in
      unsafe units.withUnsafeBufferPointer { u in
        guard let x = x.baseAddress, let u = u.baseAddress, let y = result.baseAddress else {
          return
        }
        unsafe emg_relative_powers(x, u, y, values.count)
      }
    }
    written = values.count
  }
}
