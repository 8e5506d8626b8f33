/// The smallest and the largest value.
///
/// - Parameter values: Any count of values; no NaN.
/// - Returns: nil where there are none.
public func extremes(of values: Span<Float>) -> (minimum: Float, maximum: Float)? {
  unsafe values.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return nil }
    var low = unsafe base[0]
    var high = low
    var i = 0
    if buffer.count >= 8 {
      var lows = unsafe load8(base, 0)
      var highs = lows
      i = 8
      while i + 8 <= buffer.count {
        let v = unsafe load8(base, i)
        lows.replace(with: v, where: v .< lows)
        highs.replace(with: v, where: v .> highs)
        i += 8
      }
      low = lows.min()
      high = highs.max()
    }
    while i < buffer.count {
      let v = unsafe base[i]
      low = v < low ? v : low
      high = v > high ? v : high
      i += 1
    }
    return (low, high)
  }
}

/// The largest absolute value.
///
/// - Parameter values: Any count of values; no NaN.
/// - Returns: Zero where there are none.
public func largestMagnitude(of values: Span<Float>) -> Float {
  guard let (low, high) = extremes(of: values) else { return 0 }
  return max(abs(low), abs(high))
}
