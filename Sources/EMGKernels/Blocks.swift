internal import CVectorLoops

/// The largest value of each whole block of a signal, zero at the least.
///
/// - Parameters:
///   - values: The signal, no NaN; what is left after the last whole block is not looked at.
///   - length: Samples a block, above zero.
/// - Returns: One value a block.
public func blockMaxima(of values: Span<Float>, length: Int) -> [Float] {
  unsafe blocks(of: values, length: length) { unsafe emg_block_maxima($0, $1, $2, $3) }
}

/// The largest value of each whole block of a signal, zero at the least, in an array that is kept.
///
/// - Parameters:
///   - values: The signal, no NaN; what is left after the last whole block is not looked at.
///   - length: Samples a block, above zero.
///   - maxima: Emptied; gains one value a block.
public func blockMaxima(of values: Span<Float>, length: Int, into maxima: inout [Float]) {
  precondition(length > 0, "a block has a length")
  let count = values.count / length
  maxima.removeAll(keepingCapacity: true)
  unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return }
    unsafe appendWritten(count: count, to: &maxima) {
      unsafe emg_block_maxima(x, count, length, $0)
    }
  }
}

/// Appends the root mean square of each whole block of a signal, in Float, one value after the other.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole block is not looked at.
///   - length: Samples a block, above zero.
///   - levels: Gains one value a block.
public func appendBlockLevels(of values: Span<Float>, length: Int, to levels: inout [Float]) {
  precondition(length > 0, "a block has a length")
  let (known, count) = (levels.count, values.count / length)
  unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return }
    unsafe appendWritten(count: count, to: &levels) {
      unsafe emg_block_energies(x, count, length, $0)
    }
  }
  for k in known..<levels.count { levels[k] = (levels[k] / Float(length)).squareRoot() }
}

/// Appends the bins of the squares of values from zero to one; larger ones count as the last.
///
/// - Parameters:
///   - values: The values, none negative.
///   - count: How many bins, at most 65536.
///   - bins: Gains `count · value²` without its fraction for each value, at most `count − 1`.
public func appendSquareBins(of values: Span<Float>, count: Int, to bins: inout [UInt16]) {
  precondition(count > 0 && count <= 1 << 16, "bins have a number of sixteen bits")
  let known = bins.count
  bins.append(contentsOf: repeatElement(0, count: values.count))
  unsafe values.withUnsafeBufferPointer { values in
    unsafe bins.withUnsafeMutableBufferPointer { bins in
      guard let x = values.baseAddress, let y = bins.baseAddress else { return }
      unsafe emg_square_bins(x, values.count, Int32(count), y + known)
    }
  }
}

@inline(__always)
func blocks<Value>(
  of values: Span<Float>, length: Int,
  _ body: (UnsafePointer<Float>, Int, Int, UnsafeMutablePointer<Value>) -> Void
) -> [Value] {
  precondition(length > 0, "a block has a length")
  let count = values.count / length
  return unsafe [Value](unsafeUninitializedCapacity: count) { result, written in
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

/// Passes values of which no three equal ones follow each other.
///
/// - Parameters:
///   - values: The values.
///   - start: The index at which to begin, above one.
///   - lowest: Lowered by the values that were passed.
///   - highest: Raised by them.
/// - Returns: The index at which it stopped: of the first value that is not finite or equals both
///   values before it.
public func passShortRuns(
  _ values: Span<Float>, from start: Int, lowest: inout Float, highest: inout Float
) -> Int {
  precondition(start > 1 && start <= values.count, "the first two have no two before them")
  return unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return start }
    return unsafe emg_pass_short_runs(x, start, values.count, &lowest, &highest)
  }
}

/// Values times a factor, NaN for those that are missing or become too large.
///
/// - Parameters:
///   - values: The values.
///   - factor: The factor.
///   - limit: The largest size of a result.
///   - scaled: Emptied and filled.
/// - Returns: Whether none is NaN.
public func scale(
  _ values: Span<Float>, by factor: Float, within limit: Float, into scaled: inout [Float]
) -> Bool {
  var isWhole = true
  if scaled.count != values.count { scaled = [Float](repeating: 0, count: values.count) }
  var target = scaled.mutableSpan
  unsafe values.withUnsafeBufferPointer { source in
    unsafe target.withUnsafeMutableBufferPointer { target in
      guard let x = source.baseAddress, let y = target.baseAddress else { return }
      isWhole = unsafe emg_scale_known(x, factor, limit, y, source.count) == 0
    }
  }
  return isWhole
}

/// Appends values times a factor, NaN for those that are missing or become too large.
///
/// - Parameters:
///   - values: The values.
///   - factor: The factor.
///   - limit: The largest size of a result.
///   - scaled: Gains as many.
/// - Returns: Whether none of them is NaN.
public func appendScaled(
  _ values: Span<Float>, by factor: Float, within limit: Float, to scaled: inout [Float]
) -> Bool {
  var isWhole = true
  unsafe values.withUnsafeBufferPointer { source in
    guard let x = source.baseAddress else { return }
    unsafe appendWritten(count: source.count, to: &scaled) { target in
      isWhole = unsafe emg_scale_known(x, factor, limit, target, source.count) == 0
    }
  }
  return isWhole
}

/// How many values are not NaN.
///
/// - Parameter values: Fewer than 2³² values.
/// - Returns: A count.
public func knownCount(of values: Span<Float>) -> Int {
  unsafe values.withUnsafeBufferPointer { values in
    guard let x = values.baseAddress else { return 0 }
    return unsafe emg_count_known(x, values.count)
  }
}

/// The sizes of the steps from one value to the next.
///
/// - Parameter values: Any count of values.
/// - Returns: `|values[i + 1] − values[i]|`, one fewer than values.
public func stepSizes(of values: [Float]) -> [Float] {
  let count = max(0, values.count - 1)
  return unsafe [Float](unsafeUninitializedCapacity: count) { result, written in
    unsafe values.withUnsafeBufferPointer { values in
      guard let x = values.baseAddress, let y = result.baseAddress else { return }
      unsafe emg_step_sizes(x, y, count)
    }
    written = count
  }
}

/// Takes what was removed from one signal out of another.
///
/// - Parameters:
///   - earlier: Samples with it.
///   - later: Samples without it.
///   - samples: The other signal, as long as both.
public func takeOut(
  _ earlier: [Float], _ later: ArraySlice<Float>, of samples: inout [Float]
) {
  let count = later.count
  precondition(earlier.count == count && samples.count == count, "each sample has its like")
  unsafe earlier.withUnsafeBufferPointer { a in
    unsafe later.withUnsafeBufferPointer { b in
      unsafe samples.withUnsafeMutableBufferPointer { x in
        guard let a = a.baseAddress, let b = b.baseAddress, let x = x.baseAddress else { return }
        unsafe emg_take_out(a, b, x, count)
      }
    }
  }
}

/// Appends 16-bit integers times a scale and plus an offset, NaN for what is not finite.
///
/// - Parameters:
///   - bytes: Holds them.
///   - start: Where the first one begins.
///   - stride: The distance from one to the next, bytes.
///   - count: How many.
///   - isBigEndian: Whether the more significant byte comes first.
///   - scale: The scale.
///   - offset: The offset.
///   - samples: Gains as many values.
public func appendScaledWords(
  of bytes: Span<UInt8>, from start: Int, stride: Int, count: Int, isBigEndian: Bool,
  scale: Float, offset: Float, to samples: inout [Float]
) {
  guard count > 0 else { return }
  precondition(
    start >= 0 && stride >= 0 && start + (count - 1) * stride + 2 <= bytes.count,
    "all are within the bytes")
  let isSwapped = isBigEndian == (Int16(littleEndian: 1) == 1)
  unsafe bytes.withUnsafeBufferPointer { bytes in
    guard let x = bytes.baseAddress else { return }
    unsafe appendWritten(count: count, to: &samples) { target in
      unsafe emg_scaled_words(x + start, stride, count, isSwapped ? 1 : 0, scale, offset, target)
    }
  }
}
