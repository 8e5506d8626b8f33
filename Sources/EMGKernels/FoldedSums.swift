/// Sums of the products of each group of samples with cosines and negated sines of several
/// frequencies, the phase taken from the group's middle, in Float.
///
/// Samples that mirror each other about the middle share their factor: their sums go with the
/// cosines, their differences with the sines, which halves the products.
///
/// - Parameters:
///   - values: The groups one after the other.
///   - groupLength: Samples a group.
///   - cosines: Frequency by frequency the cosines at the distances `(groupLength − 1) / 2 − n`
///     from the middle, `n = 0 ..< (groupLength + 1) / 2`, then zeros up to a multiple of eight.
///   - sines: The sines likewise.
///   - frequencies: How many frequencies.
///   - stride: The distance of the sums of one frequency from those of the next; at least the
///     count of groups.
///   - real: Receives the sums with the cosines, frequency by frequency, group by group.
///   - imaginary: Receives the negated sums with the sines.
public func foldedSums(
  of values: Span<Float>, groupLength: Int, cosines: Span<Float>, sines: Span<Float>,
  frequencies: Int, stride: Int, real: inout MutableSpan<Float>,
  imaginary: inout MutableSpan<Float>
) {
  let half = (groupLength + 1) / 2
  let width = (half + 7) / 8 * 8
  let groups = values.count / groupLength
  precondition(
    cosines.count == frequencies * width && sines.count == frequencies * width,
    "tables are padded to eights")
  precondition(
    groups <= stride && real.count == frequencies * stride && imaginary.count == real.count,
    "there is room for all sums")
  unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * width) { folded in
    unsafe values.withUnsafeBufferPointer { x in
      unsafe cosines.withUnsafeBufferPointer { c in
        unsafe sines.withUnsafeBufferPointer { s in
          guard let x = x.baseAddress, let c = c.baseAddress, let s = s.baseAddress,
            let even = folded.baseAddress
          else { return }
          let odd = unsafe even + width
          unsafe folded.initialize(repeating: 0)
          for g in 0..<groups {
            let left = unsafe x + g * groupLength
            let right = unsafe left + (groupLength - 1)
            for n in 0..<half {
              let (a, b) = unsafe (left[n], right[-n])
              unsafe even[n] = a + b
              unsafe odd[n] = b - a
            }
            // The middle of an odd count was taken twice.
            if groupLength % 2 == 1 { unsafe even[half - 1] = left[half - 1] }
            for f in 0..<frequencies {
              var (sumC, sumS) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
              var n = 0
              while n < width {
                sumC += unsafe load8(UnsafePointer(even), n) * load8(c, f * width + n)
                sumS += unsafe load8(UnsafePointer(odd), n) * load8(s, f * width + n)
                n += 8
              }
              real[f * stride + g] = sumC.sum()
              imaginary[f * stride + g] = -sumS.sum()
            }
          }
        }
      }
    }
  }
}

/// Turns complex values by angles given as cosines and sines: `(x + iy) (c − is)`.
///
/// - Parameters:
///   - x: Real parts.
///   - y: Imaginary parts, as many.
///   - range: Which of them.
///   - cosines: As many as the range has.
///   - sines: As many.
public func turn(
  _ x: inout MutableSpan<Float>, _ y: inout MutableSpan<Float>, in range: Range<Int>,
  cosines: Span<Float>, sines: Span<Float>
) {
  precondition(range.lowerBound >= 0 && range.upperBound <= min(x.count, y.count), "is within")
  precondition(cosines.count == range.count && sines.count == range.count, "one angle a value")
  let (first, count) = (range.lowerBound, range.count)
  unsafe x.withUnsafeMutableBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      unsafe cosines.withUnsafeBufferPointer { c in
        unsafe sines.withUnsafeBufferPointer { s in
          for i in 0..<count {
            let (a, b, p, q) = unsafe (x[first + i], y[first + i], c[i], s[i])
            unsafe x[first + i] = a * p + b * q
            unsafe y[first + i] = b * p - a * q
          }
        }
      }
    }
  }
}

/// Squares of the sums of complex values turned by angles, and turned the other way.
///
/// - Parameters:
///   - x: Real parts, a multiple of eight.
///   - y: Imaginary parts, as many.
///   - cosines: Cosines of the angles, as many.
///   - sines: Sines of the angles, as many.
/// - Returns: `|Σ (x + iy) (c − is)|²` and `|Σ (x + iy) (c + is)|²`.
public func turnedPowers(
  _ x: Span<Float>, _ y: Span<Float>, cosines: Span<Float>, sines: Span<Float>
) -> (down: Float, up: Float) {
  let count = x.count
  precondition(y.count == count && cosines.count == count && sines.count == count, "all are equal")
  precondition(count % 8 == 0, "values are padded to eights")
  return unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe cosines.withUnsafeBufferPointer { c in
        unsafe sines.withUnsafeBufferPointer { s in
          guard let x = x.baseAddress, let y = y.baseAddress, let c = c.baseAddress,
            let s = s.baseAddress
          else { return (0, 0) }
          var (xc, xs) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
          var (yc, ys) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
          var i = 0
          while i < count {
            let (a, b) = unsafe (load8(x, i), load8(y, i))
            let (p, q) = unsafe (load8(c, i), load8(s, i))
            xc += a * p
            xs += a * q
            yc += b * p
            ys += b * q
            i += 8
          }
          let (ac, bc) = (xc.sum(), yc.sum())
          let (as_, bs) = (xs.sum(), ys.sum())
          let (r0, i0) = (ac + bs, bc - as_)
          let (r1, i1) = (ac - bs, bc + as_)
          return (r0 * r0 + i0 * i0, r1 * r1 + i1 * i1)
        }
      }
    }
  }
}
