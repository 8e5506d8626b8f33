internal import CVectorLoops

// Sums group their terms by the distance from the span's start. Who needs equal bits however a
// signal is cut calls them at fixed positions of the signal, never at block starts.

/// The sum of the values, accumulated in Double.
///
/// - Parameter values: Any count of values.
/// - Returns: The sum; zero where there are none.
/// - Complexity: O(*n*), eight values a step.
public func sum(of values: Span<Float>) -> Double {
  unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return 0 }
    return unsafe emg_sum(x, values.count)
  }
}

/// The sum of the squares of the values, accumulated in Double.
///
/// - Parameter values: Any count of values.
/// - Returns: The sum; zero where there are none.
public func sumOfSquares(of values: Span<Float>) -> Double {
  unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return 0 }
    return unsafe emg_sum_of_squares(x, values.count)
  }
}

/// Appends the mean of each whole block of a signal.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole block is not looked at.
///   - length: Samples a block, above zero.
///   - means: Gains one value a block: its ``sum(of:)`` over the length.
public func appendBlockMeans(of values: Span<Float>, length: Int, to means: inout [Float]) {
  unsafe appendBlocks(of: values, length: length, to: &means) {
    unsafe emg_block_sums($0, $1, $2, $3)
  }
}

/// Appends the mean square of each whole block of a signal.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole block is not looked at.
///   - length: Samples a block, above zero.
///   - powers: Gains one value a block: its ``sumOfSquares(of:)`` over the length.
public func appendBlockPowers(of values: Span<Float>, length: Int, to powers: inout [Float]) {
  unsafe appendBlocks(of: values, length: length, to: &powers) {
    unsafe emg_block_squares($0, $1, $2, $3)
  }
}

private func appendBlocks(
  of values: Span<Float>, length: Int, to result: inout [Float],
  _ sum: (UnsafePointer<Float>, Int, Int, UnsafeMutablePointer<Double>) -> Void
) {
  precondition(length > 0, "a block has a length")
  let count = values.count / length
  unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { sums in
    unsafe values.withUnsafeBufferPointer { values in
      guard let x = values.baseAddress, let y = sums.baseAddress else { return }
      unsafe sum(x, count, length, y)
    }
    for k in 0..<count { result.append(Float(unsafe sums[k] / Double(length))) }
  }
}

/// Samples less a level, times a window, in Double until they are stored.
///
/// - Parameters:
///   - values: The samples.
///   - level: What is taken off.
///   - window: A factor a sample.
///   - tapered: Receives as many.
public func taper(
  _ values: Span<Float>, less level: Double, window: Span<Double>,
  into tapered: inout MutableSpan<Float>
) {
  let count = values.count
  precondition(window.count == count && tapered.count == count, "each sample has its factor")
  unsafe values.withUnsafeBufferPointer { x in
    unsafe window.withUnsafeBufferPointer { w in
      unsafe tapered.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let w = w.baseAddress, let y = y.baseAddress else { return }
        unsafe emg_taper(x, level, w, y, count)
      }
    }
  }
}

/// Adds the squared magnitudes of complex values to sums.
///
/// - Parameters:
///   - bins: Real and imaginary parts.
///   - sums: As many; each grows by `re² + im²`.
public func addPowers(of bins: Span<SIMD2<Float>>, to sums: inout MutableSpan<Double>) {
  let count = bins.count
  precondition(sums.count == count, "each value has its sum")
  unsafe bins.withUnsafeBufferPointer { bins in
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      guard let z = bins.baseAddress, let y = sums.baseAddress else { return }
      unsafe z.withMemoryRebound(to: Float.self, capacity: 2 * count) {
        unsafe emg_add_powers($0, count, y)
      }
    }
  }
}

/// The sum of the absolute values, accumulated in Double.
///
/// - Parameter values: Any count of values.
/// - Returns: The sum; zero where there are none.
public func sumOfMagnitudes(of values: Span<Float>) -> Double {
  reduced(
    values, { $0.replacing(with: -$0, where: $0 .< 0) }, { abs($0) })
}

/// The mean of the values and their variance about it (divided by the count).
///
/// Two passes, so that an offset of any size costs the variance no accuracy.
///
/// - Parameter values: Any count of values.
/// - Returns: Zeros where there are none.
public func meanAndVariance(of values: Span<Float>) -> (mean: Double, variance: Double) {
  guard values.count > 0 else { return (0, 0) }
  let mean = sum(of: values) / Double(values.count)
  let square = reduced(
    values,
    {
      let d = $0 - mean
      return d * d
    },
    {
      let d = $0 - mean
      return d * d
    })
  return (mean, square / Double(values.count))
}

/// Sums a function of the values: two accumulators of eight lanes, then the rest one by one.
@inline(__always)
private func reduced(
  _ values: Span<Float>, _ lanes: (SIMD8<Double>) -> SIMD8<Double>, _ one: (Double) -> Double
) -> Double {
  unsafe values.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return 0 }
    var first = SIMD8<Double>.zero
    var second = SIMD8<Double>.zero
    var i = 0
    while i + 16 <= buffer.count {
      first += lanes(widened(unsafe load8(base, i)))
      second += lanes(widened(unsafe load8(base, i + 8)))
      i += 16
    }
    var total = (first + second).sum()
    while i < buffer.count {
      total += one(Double(unsafe base[i]))
      i += 1
    }
    return total
  }
}
