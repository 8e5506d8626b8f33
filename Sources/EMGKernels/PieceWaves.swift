/// Sums of the products of each piece of a signal with a cosine and with a negated sine.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole piece is not looked at.
///   - cosines: One period of weights, as long as a piece.
///   - sines: As many.
///   - real: Receives the sums with the cosines, one a piece.
///   - imaginary: Receives the negated sums with the sines, one a piece.
public func pieceSums(
  of values: Span<Float>, cosines: Span<Double>, sines: Span<Double>,
  real: inout MutableSpan<Double>, imaginary: inout MutableSpan<Double>
) {
  let length = cosines.count
  precondition(sines.count == length && real.count == imaginary.count, "pairs are equally long")
  precondition(real.count * length <= values.count, "the signal holds all pieces")
  unsafe values.withUnsafeBufferPointer { x in
    unsafe cosines.withUnsafeBufferPointer { c in
      unsafe sines.withUnsafeBufferPointer { s in
        guard let x = x.baseAddress, let c = c.baseAddress, let s = s.baseAddress else { return }
        for k in real.indices {
          let piece = unsafe x + k * length
          var (a, b) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
          var i = 0
          while i + 4 <= length {
            let v = unsafe SIMD4<Double>(
              Double(piece[i]), Double(piece[i + 1]), Double(piece[i + 2]), Double(piece[i + 3]))
            a += v * (unsafe SIMD4(c[i], c[i + 1], c[i + 2], c[i + 3]))
            b += v * (unsafe SIMD4(s[i], s[i + 1], s[i + 2], s[i + 3]))
            i += 4
          }
          var (sumC, sumS) = (a.sum(), b.sum())
          while i < length {
            let v = unsafe Double(piece[i])
            sumC += unsafe v * c[i]
            sumS += unsafe v * s[i]
            i += 1
          }
          real[k] = sumC
          imaginary[k] = -sumS
        }
      }
    }
  }
}

/// Subtracts a wave from a signal whose amplitude and phase are given for each piece.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole piece stays as it is.
///   - cosines: The wave's cosine over a piece.
///   - sines: Its sine.
///   - real: Factor of the cosine, one a piece.
///   - imaginary: Negated factor of the sine, one a piece.
public func subtractWave(
  from values: inout MutableSpan<Float>, cosines: Span<Double>, sines: Span<Double>,
  real: Span<Double>, imaginary: Span<Double>
) {
  let length = cosines.count
  precondition(sines.count == length && real.count == imaginary.count, "pairs are equally long")
  precondition(real.count * length <= values.count, "the signal holds all pieces")
  unsafe values.withUnsafeMutableBufferPointer { x in
    unsafe cosines.withUnsafeBufferPointer { c in
      unsafe sines.withUnsafeBufferPointer { s in
        guard let x = x.baseAddress, let c = c.baseAddress, let s = s.baseAddress else { return }
        for k in real.indices {
          let piece = unsafe x + k * length
          let (a, b) = (real[k], imaginary[k])
          for i in 0..<length { unsafe piece[i] -= Float(a * c[i] - b * s[i]) }
        }
      }
    }
  }
}
