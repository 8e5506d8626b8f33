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

/// Multiplies values in place.
///
/// - Parameters:
///   - values: The values.
///   - factor: What each is multiplied by.
public func multiply(_ values: inout [Double], by factor: Double) {
  unsafe values.withUnsafeMutableBufferPointer { values in
    guard let x = values.baseAddress else { return }
    unsafe emg_multiply(x, factor, values.count)
  }
}

/// The sums of some rows of a table.
///
/// - Parameters:
///   - values: The table, row by row.
///   - length: Values a row.
///   - rows: The rows that are summed, the first one first.
/// - Returns: `length` sums; zeros where there are no rows.
public func sumOfRows(_ values: [Double], length: Int, rows: [Int]) -> [Double] {
  precondition(
    length >= 0 && rows.allSatisfy { $0 >= 0 && ($0 + 1) * length <= values.count },
    "all rows are there")
  return unsafe [Double](unsafeUninitializedCapacity: length) { sums, written in
    unsafe values.withUnsafeBufferPointer { x in
      unsafe rows.withUnsafeBufferPointer { rows in
        guard let x = x.baseAddress, let r = rows.baseAddress, let y = sums.baseAddress else {
          return unsafe sums.update(repeating: 0)
        }
        unsafe emg_sum_rows(x, r, rows.count, length, y)
      }
    }
    written = length
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
