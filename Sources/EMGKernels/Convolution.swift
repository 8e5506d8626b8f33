internal import CVectorLoops

// Each output is the sum of its products in the order of the taps, whether computed in a vector or
// alone: its bits depend neither on its place in a block nor on how blocks are cut.

/// The sliding dot product `y[i] = Σ taps[k] · x[i + k]`, vectorised over time, in Float.
///
/// That is the correlation; for a convolution give the taps in reverse. Made for banks of short
/// matched shapes over conditioned signals: the rounding error is up to half a unit of the last
/// place of the largest partial sum a tap. Where an offset must cancel, use the Double form.
///
/// - Parameters:
///   - signal: At least as many samples as taps.
///   - taps: At least one.
///   - output: `signal.count − taps.count + 1` values.
public func slidingDotProduct(
  _ signal: Span<Float>, taps: Span<Float>, into output: inout MutableSpan<Float>
) {
  precondition(taps.count > 0, "there is at least one tap")
  precondition(output.count == signal.count - taps.count + 1, "one output where all taps lie")
  let count = output.count
  unsafe signal.withUnsafeBufferPointer { x in
    unsafe taps.withUnsafeBufferPointer { h in
      unsafe output.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let h = h.baseAddress, let y = y.baseAddress else { return }
        unsafe emg_sliding_products(x, h, taps.count, y, count)
      }
    }
  }
}

/// The sliding dot product `y[i] = Σ taps[k] · x[i + k]` of Double values.
///
/// - Parameters:
///   - signal: At least as many samples as taps.
///   - taps: At least one.
///   - output: `signal.count − taps.count + 1` values.
public func slidingDotProduct(
  _ signal: Span<Double>, taps: Span<Double>, into output: inout MutableSpan<Double>
) {
  precondition(taps.count > 0, "there is at least one tap")
  precondition(output.count == signal.count - taps.count + 1, "one output where all taps lie")
  let count = output.count
  unsafe signal.withUnsafeBufferPointer { x in
    unsafe taps.withUnsafeBufferPointer { h in
      unsafe output.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let h = h.baseAddress, let y = y.baseAddress else { return }
        unsafe emg_sliding_double_products(x, h, taps.count, y, count)
      }
    }
  }
}

/// The sliding dot product `y[i] = Σ taps[k] · x[i + k]`, accumulated in Double.
///
/// - Parameters:
///   - signal: At least as many samples as taps.
///   - taps: At least one.
///   - output: `signal.count − taps.count + 1` values, rounded once.
public func slidingDotProduct(
  _ signal: Span<Float>, taps: Span<Double>, into output: inout MutableSpan<Float>
) {
  precondition(taps.count > 0, "there is at least one tap")
  precondition(output.count == signal.count - taps.count + 1, "one output where all taps lie")
  unsafe signal.withUnsafeBufferPointer { x in
    unsafe taps.withUnsafeBufferPointer { h in
      unsafe output.withUnsafeMutableBufferPointer { y in
        guard let source = x.baseAddress, let target = y.baseAddress else { return }
        let count = h.count
        var i = 0
        while i + 8 <= y.count {
          var value = SIMD8<Double>.zero
          for k in 0..<count {
            value += widened(unsafe load8(source, i + k)) * (unsafe h[k])
          }
          unsafe store8(SIMD8<Float>(value), target, i)
          i += 8
        }
        while i < y.count {
          unsafe y[i] = Float(unsafe dotProduct(source + i, h))
          i += 1
        }
      }
    }
  }
}

/// The dot product of taps with the samples from an index on, one after the other, in Double.
///
/// - Parameters:
///   - signal: The samples.
///   - start: The index of the first sample used; `start + taps.count` lies within the signal.
///   - taps: The taps.
/// - Returns: The sum of the products.
public func dotProduct(_ signal: Span<Float>, from start: Int, taps: Span<Double>) -> Double {
  precondition(
    start >= 0 && start + taps.count <= signal.count, "the taps lie within the signal")
  return unsafe signal.withUnsafeBufferPointer { x in
    unsafe taps.withUnsafeBufferPointer { h in
      guard let source = x.baseAddress else { return 0 }
      return unsafe dotProduct(source + start, h)
    }
  }
}

@inline(__always)
private func dotProduct(_ x: UnsafePointer<Float>, _ h: UnsafeBufferPointer<Double>) -> Double {
  var value = 0.0
  for k in h.indices { value += unsafe Double(x[k]) * h[k] }
  return value
}

/// An autocorrelation from the sums of products at lags zero and up: each over the count of its products
/// and over the power.
///
/// - Parameters:
///   - sums: One a lag, fewer than samples.
///   - length: Samples whose products were summed.
///   - power: The samples' mean square.
///   - correlation: Gains one value a lag.
public func appendCorrelation(
  _ sums: Span<Float>, length: Int, power: Double, to correlation: inout [Double]
) {
  precondition(sums.count <= length, "each lag has a product")
  let known = correlation.count
  correlation.append(contentsOf: repeatElement(0, count: sums.count))
  unsafe sums.withUnsafeBufferPointer { x in
    unsafe correlation.withUnsafeMutableBufferPointer { y in
      guard let x = x.baseAddress, let y = y.baseAddress else { return }
      unsafe emg_correlations(x, sums.count, length, power, y + known)
    }
  }
}
