internal import CVectorLoops

// Loops without dependence between samples: the compiler vectorises them, and their bits depend on
// no grouping.

/// Replaces each value by its absolute value.
///
/// - Parameter values: Any count of values.
public func rectify(_ values: inout MutableSpan<Float>) {
  unsafe values.withUnsafeMutableBufferPointer { buffer in
    for i in buffer.indices { unsafe buffer[i] = abs(unsafe buffer[i]) }
  }
}

/// Replaces each value `x` by `x · factor + offset`.
///
/// - Parameters:
///   - values: Any count of values.
///   - factor: Applied first.
///   - offset: Added after.
public func scale(_ values: inout MutableSpan<Float>, by factor: Float, plus offset: Float = 0) {
  unsafe values.withUnsafeMutableBufferPointer { buffer in
    for i in buffer.indices { unsafe buffer[i] = buffer[i] * factor + offset }
  }
}

/// Writes the absolute values.
///
/// - Parameters:
///   - values: The input.
///   - output: As many values.
public func magnitudes(of values: Span<Float>, into output: inout MutableSpan<Float>) {
  mapped(values, into: &output) { abs($0) }
}

/// Writes the squares.
///
/// - Parameters:
///   - values: The input.
///   - output: As many values.
public func squares(of values: Span<Float>, into output: inout MutableSpan<Float>) {
  mapped(values, into: &output) { $0 * $0 }
}

/// Replaces each value by its square root; negative ones, which rounding may leave, by zero.
///
/// - Parameter values: Any count of values.
public func takeSquareRoots(_ values: inout MutableSpan<Float>) {
  unsafe values.withUnsafeMutableBufferPointer { buffer in
    for i in buffer.indices {
      let v = unsafe buffer[i]
      unsafe buffer[i] = (v > 0 ? v : 0).squareRoot()
    }
  }
}

/// Adds values to others.
///
/// - Parameters:
///   - values: What is added.
///   - sums: As many values, which grow.
public func add(_ values: Span<Double>, to sums: inout MutableSpan<Double>) {
  precondition(values.count == sums.count, "there are as many values as sums")
  unsafe values.withUnsafeBufferPointer { source in
    unsafe sums.withUnsafeMutableBufferPointer { target in
      guard let x = source.baseAddress, let y = target.baseAddress else { return }
      unsafe emg_add_doubles(x, y, source.count)
    }
  }
}

@inline(__always)
private func mapped(
  _ values: Span<Float>, into output: inout MutableSpan<Float>, _ body: (Float) -> Float
) {
  precondition(values.count == output.count, "the output is as long as the input")
  unsafe values.withUnsafeBufferPointer { source in
    unsafe output.withUnsafeMutableBufferPointer { target in
      for i in source.indices { unsafe target[i] = body(unsafe source[i]) }
    }
  }
}
