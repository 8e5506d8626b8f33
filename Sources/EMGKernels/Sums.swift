// Sums group their terms by the distance from the span's start. Who needs equal bits however a
// signal is cut calls them at fixed positions of the signal, never at block starts.

/// The sum of the values, accumulated in Double.
///
/// - Parameter values: Any count of values.
/// - Returns: The sum; zero where there are none.
/// - Complexity: O(*n*), eight values a step.
public func sum(of values: Span<Float>) -> Double {
  reduced(values, { $0 }, { $0 })
}

/// The sum of the squares of the values, accumulated in Double.
///
/// - Parameter values: Any count of values.
/// - Returns: The sum; zero where there are none.
public func sumOfSquares(of values: Span<Float>) -> Double {
  reduced(values, { $0 * $0 }, { $0 * $0 })
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
