internal import CVectorLoops

/// The sum of the squares of each whole block of a signal, in Float, one value after the other.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole block is not looked at.
///   - length: Samples a block, above zero.
/// - Returns: One sum a block.
public func blockEnergies(of values: Span<Float>, length: Int) -> [Float] {
  unsafe blocks(of: values, length: length) { unsafe emg_block_energies($0, $1, $2, $3) }
}

/// The largest value of each whole block of a signal, zero at the least.
///
/// - Parameters:
///   - values: The signal, no NaN; what is left after the last whole block is not looked at.
///   - length: Samples a block, above zero.
/// - Returns: One value a block.
public func blockMaxima(of values: Span<Float>, length: Int) -> [Float] {
  unsafe blocks(of: values, length: length) { unsafe emg_block_maxima($0, $1, $2, $3) }
}

@inline(__always)
private func blocks(
  of values: Span<Float>, length: Int,
  _ body: (UnsafePointer<Float>, Int, Int, UnsafeMutablePointer<Float>) -> Void
) -> [Float] {
  precondition(length > 0, "a block has a length")
  let count = values.count / length
  return unsafe [Float](unsafeUninitializedCapacity: count) { result, written in
    unsafe values.withUnsafeBufferPointer { values in
      guard let x = values.baseAddress, let y = result.baseAddress else { return }
      unsafe body(x, count, length, y)
    }
    written = count
  }
}

/// Differences of two signals.
///
/// - Parameters:
///   - values: The one.
///   - others: The other, as long.
/// - Returns: `values[i] − others[i]`.
public func differences(_ values: [Float], less others: [Float]) -> [Float] {
  precondition(values.count == others.count, "both are equally long")
  return unsafe [Float](unsafeUninitializedCapacity: values.count) { result, written in
    unsafe values.withUnsafeBufferPointer { values in
      unsafe others.withUnsafeBufferPointer { others in
        guard let x = values.baseAddress, let y = others.baseAddress,
          let z = result.baseAddress
        else { return }
        unsafe emg_differences(x, y, z, values.count)
      }
    }
    written = values.count
  }
}

/// Passes values that each differ from the one before.
///
/// - Parameters:
///   - values: The values.
///   - start: The index at which to begin, above zero.
///   - lowest: Lowered by the predecessors of the values that were passed.
///   - highest: Raised by them.
/// - Returns: The index at which it stopped: all before it, from `start` on, differ from a finite
///   predecessor. It may stop up to fifteen values early.
public func passLoneValues(
  _ values: Span<Float>, from start: Int, lowest: inout Float, highest: inout Float
) -> Int {
  precondition(start > 0 && start <= values.count, "the first value has none before it")
  return unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return start }
    return unsafe emg_pass_lone(x, start, values.count, &lowest, &highest)
  }
}
