/// Raises scores to the responses of an odd and an even wavelet of equal reach.
///
/// `score[i] = max(score[i], |Σ odd[j] · (x[c+i+j] − x[c+i−j])|,
/// |even[0] · x[c+i] + Σ even[j] · (x[c+i+j] + x[c+i−j])|)`, the sums over `j = 1 … reach` in
/// Float: symmetry halves the products, and both wavelets share what is fetched. Sixteen samples
/// at a time; the bits of a sample depend neither on its place nor on the count.
///
/// - Parameters:
///   - score: Raised where a response is larger.
///   - signal: Holds `center − reach ..< center + score.count + reach`.
///   - center: The index in the signal of the first score.
///   - odd: Taps of the odd wavelet from zero (which is not used) to the reach.
///   - even: Taps of the even wavelet from zero to the reach.
public func raiseToPairResponses(
  _ score: inout MutableSpan<Float>, of signal: Span<Float>, center: Int, odd: Span<Float>,
  even: Span<Float>
) {
  let reach = odd.count - 1
  precondition(reach >= 0 && even.count == odd.count, "both wavelets have one reach")
  precondition(
    center >= reach && center + score.count + reach <= signal.count, "the signal holds all taps")
  unsafe signal.withUnsafeBufferPointer { x in
    unsafe odd.withUnsafeBufferPointer { a in
      unsafe even.withUnsafeBufferPointer { b in
        unsafe score.withUnsafeMutableBufferPointer { y in
          guard let first = x.baseAddress, let target = y.baseAddress else { return }
          let source = unsafe first + center
          var i = 0
          while i + 16 <= y.count {
            let middle = unsafe source + i
            var (odd0, odd1) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
            var even0 = unsafe load8(middle, 0) * b[0]
            var even1 = unsafe load8(middle, 8) * b[0]
            var j = 1
            while j <= reach {
              let (p, q) = unsafe (a[j], b[j])
              let (right0, left0) = unsafe (load8(middle, j), load8(middle, -j))
              let (right1, left1) = unsafe (load8(middle, j + 8), load8(middle, 8 - j))
              odd0 += (right0 - left0) * p
              even0 += (right0 + left0) * q
              odd1 += (right1 - left1) * p
              even1 += (right1 + left1) * q
              j += 1
            }
            unsafe raise(target, i, odd0, even0)
            unsafe raise(target, i + 8, odd1, even1)
            i += 16
          }
          while i < y.count {
            var oddSum: Float = 0
            var evenSum = unsafe source[i] * b[0]
            var j = 1
            while j <= reach {
              oddSum += unsafe (source[i + j] - source[i - j]) * a[j]
              evenSum += unsafe (source[i + j] + source[i - j]) * b[j]
              j += 1
            }
            unsafe y[i] = max(unsafe y[i], max(abs(oddSum), abs(evenSum)))
            i += 1
          }
        }
      }
    }
  }
}

@inline(__always)
private func raise(
  _ target: UnsafeMutablePointer<Float>, _ index: Int, _ odd: SIMD8<Float>, _ even: SIMD8<Float>
) {
  let a = magnitude(odd)
  let b = magnitude(even)
  var top = unsafe load8(UnsafePointer(target), index)
  top.replace(with: a, where: a .> top)
  top.replace(with: b, where: b .> top)
  unsafe store8(top, target, index)
}

@inline(__always)
private func magnitude(_ v: SIMD8<Float>) -> SIMD8<Float> { v.replacing(with: -v, where: v .< 0) }

/// Raises scores to the moving RMS times a factor.
///
/// `score[i] = max(score[i], factor · √(Σ x[start+i+k]² / length))`, `k = 0 ..< length`. The sums
/// are built from those of half the length, in Float: all terms are positive, so that no error
/// grows, and nothing is carried from sample to sample.
///
/// - Parameters:
///   - score: Raised where the RMS is larger.
///   - signal: Holds `start ..< start + score.count + length − 1`.
///   - start: The first sample of the first window.
///   - length: The window's length, above zero.
///   - factor: The factor, not negative.
///   - scratch: Kept by the caller so that nothing is allocated once it has grown.
public func raiseToMovingRMS(
  _ score: inout MutableSpan<Float>, of signal: Span<Float>, start: Int, length: Int,
  factor: Float, scratch: inout [Float]
) {
  precondition(length > 0 && start >= 0, "a window has a length")
  let needed = score.count + length - 1
  precondition(start + needed <= signal.count, "the signal holds all windows")
  guard score.count > 0 else { return }
  if scratch.count < 2 * needed {
    scratch = [Float](repeating: 0, count: 2 * needed)
  }
  // The first half holds sums of a power of two of squares, the second what is complete so far.
  var span = scratch.mutableSpan
  unsafe signal.withUnsafeBufferPointer { x in
    unsafe span.withUnsafeMutableBufferPointer { work in
      unsafe score.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let power = work.baseAddress else { return }
        let total = unsafe power + needed
        for i in 0..<needed {
          let v = unsafe x[start + i]
          unsafe power[i] = v * v
        }
        // `width` squares are in each value of `power`, `done` in each of `total`.
        var (width, done) = (1, 0)
        var valid = needed
        while true {
          if length & width != 0 {
            if done == 0 {
              unsafe total.update(from: power, count: y.count)
            } else {
              // Windows grow to the right: what follows the part that is complete.
              unsafe addAhead(power + done, to: total, count: y.count)
            }
            done += width
          }
          if done == length { break }
          valid -= width
          unsafe addAhead(power + width, to: power, count: valid)
          width *= 2
        }
        let share = factor * factor / Float(length)
        for i in 0..<y.count {
          let level = unsafe (total[i] * share).squareRoot()
          unsafe y[i] = level > y[i] ? level : y[i]
        }
      }
    }
  }
}

/// Adds values to others, which may be the same further ahead: each is read before it is changed.
@inline(__always)
private func addAhead(
  _ values: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>, count: Int
) {
  var i = 0
  while i + 8 <= count {
    unsafe store8(load8(UnsafePointer(sums), i) + load8(values, i), sums, i)
    i += 8
  }
  while i < count {
    unsafe sums[i] += values[i]
    i += 1
  }
}
