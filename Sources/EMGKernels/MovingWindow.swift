// Moving reductions after van Herk (1992) and Gil, Werman (1993): the signal is divided at the
// multiples of the window's length, counted from its first sample. Each window then is the end of
// one piece and the beginning of the next, so it costs three operations whatever its length:
//
//   piece:      |......suffix#####|####prefix.....|
//   window:            [##########|####]
//
// For sums there is no subtraction, hence no drift and no cancellation after a large artefact; the
// sum of zeros is zero. The pieces stand at absolute positions, so the bits of a window's sum do
// not depend on the span in which it is computed.

/// The sum of each window that lies within the values.
///
/// - Parameters:
///   - values: Consecutive values of a signal.
///   - position: The position of the first value in its signal: the bits of a window's sum depend
///     on its position in the signal alone.
///   - length: The window's length, above zero.
///   - scratch: Kept by the caller so that nothing is allocated once it has grown.
///   - output: `values.count − length + 1` sums; the first is of the first `length` values.
/// - Complexity: O(*n*) time, whatever the length.
public func movingSum(
  _ values: Span<Float>, at position: Int, length: Int, scratch: inout [Double],
  into output: inout MutableSpan<Double>
) {
  movingReduction(
    values, at: position, length: length, scratch: &scratch, into: &output,
    widen: { Double($0) }, combine: { $0 + $1 })
}

/// The largest value of each window that lies within the values.
///
/// - Parameters:
///   - values: Consecutive values of a signal; no NaN.
///   - length: The window's length, above zero.
///   - scratch: Kept by the caller so that nothing is allocated once it has grown.
///   - output: `values.count − length + 1` values; the first is of the first `length` values.
/// - Complexity: O(*n*) time, whatever the length.
public func movingMaximum(
  _ values: Span<Float>, length: Int, scratch: inout [Float],
  into output: inout MutableSpan<Float>
) {
  movingReduction(
    values, at: 0, length: length, scratch: &scratch, into: &output,
    widen: { $0 }, combine: { $1 > $0 ? $1 : $0 })
}

@inline(__always)
private func movingReduction<Value>(
  _ values: Span<Float>, at position: Int, length: Int, scratch: inout [Value],
  into output: inout MutableSpan<Value>, widen: (Float) -> Value, combine: (Value, Value) -> Value
) {
  precondition(length > 0, "a window has a length")
  let count = values.count - length + 1
  precondition(output.count == max(0, count), "one result a window")
  guard count > 0 else { return }
  if scratch.count < length {
    scratch = Array(repeating: widen(0), count: length)
  }
  var suffixes = scratch.mutableSpan
  unsafe values.withUnsafeBufferPointer { x in
    unsafe output.withUnsafeMutableBufferPointer { y in
      unsafe suffixes.withUnsafeMutableBufferPointer { suffix in
        // `piece` runs over the pieces' first indices, relative to the span; the first may lie
        // before the span, then only its end is needed.
        let offset = position % length
        var piece = offset == 0 ? 0 : -offset
        while piece < count {
          let low = max(piece, 0)
          var i = piece + length - 1
          var value = widen(unsafe x[i])
          unsafe suffix[i - piece] = value
          while i > low {
            i -= 1
            value = combine(widen(unsafe x[i]), value)
            unsafe suffix[i - piece] = value
          }
          // The window that is the whole piece; then those that reach into the next.
          if piece >= 0 { unsafe y[piece] = suffix[0] }
          let next = piece + length
          // Prefixes are built from the piece's start even where the first windows are not ours.
          var prefix = next < x.count ? widen(unsafe x[next]) : widen(0)
          var start = piece + 1
          while start < next, start < count {
            if start > piece + 1 {
              prefix = combine(prefix, widen(unsafe x[start + length - 1]))
            }
            if start >= low { unsafe y[start] = combine(suffix[start - piece], prefix) }
            start += 1
          }
          piece = next
        }
      }
    }
  }
}
