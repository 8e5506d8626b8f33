internal import CVectorLoops

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
        unsafe real.withUnsafeMutableBufferPointer { real in
          unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
            guard let a = real.baseAddress, let b = imaginary.baseAddress else { return }
            unsafe emg_piece_sums(x, real.count, length, c, s, a, b)
          }
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
        unsafe real.withUnsafeBufferPointer { real in
          unsafe imaginary.withUnsafeBufferPointer { imaginary in
            guard let a = real.baseAddress, let b = imaginary.baseAddress else { return }
            unsafe emg_subtract_wave(x, real.count, length, c, s, a, b)
          }
        }
      }
    }
  }
}

/// The sum of the squares of each piece of a signal, accumulated in Double.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole piece is not looked at.
///   - length: Samples a piece, above zero.
/// - Returns: One sum a piece.
public func pieceEnergies(of values: Span<Float>, length: Int) -> [Double] {
  precondition(length > 0, "a piece has a length")
  var result = [Double](repeating: 0, count: values.count / length)
  var target = result.mutableSpan
  unsafe values.withUnsafeBufferPointer { x in
    unsafe target.withUnsafeMutableBufferPointer { powers in
      guard let x = x.baseAddress, let out = powers.baseAddress else { return }
      unsafe emg_piece_powers(x, powers.count, length, out)
    }
  }
  return result
}
