internal import CVectorLoops

/// Sums of the products of each group of samples with cosines and negated sines of several
/// frequencies, the phase taken from the group's middle, in Float.
///
/// Samples that mirror each other about the middle share their factor: their sums go with the
/// cosines, their differences with the sines, which halves the products.
///
/// - Parameters:
///   - values: The groups one after the other.
///   - groupLength: Samples a group.
///   - cosines: The cosines at the distances `(groupLength − 1) / 2 − n` from the middle,
///     `n = 0 ..< (groupLength + 1) / 2`, as ``foldedTable(_:)`` lays them out.
///   - sines: The sines likewise.
///   - frequencies: How many frequencies.
///   - stride: The distance of the sums of one frequency from those of the next.
///   - first: Where the sums of the first group stand among those of a frequency.
///   - real: Receives the sums with the cosines, frequency by frequency, group by group.
///   - imaginary: Receives the negated sums with the sines.
public func foldedSums(
  of values: Span<Float>, groupLength: Int, cosines: Span<Float>, sines: Span<Float>,
  frequencies: Int, stride: Int, from first: Int = 0, real: inout [Float],
  imaginary: inout [Float]
) {
  let half = (groupLength + 1) / 2
  let width = (half + 7) / 8 * 8
  let groups = values.count / groupLength
  let padded = paddedFrequencies(frequencies)
  precondition(
    cosines.count == padded * width && sines.count == padded * width,
    "tables are laid out for these frequencies and groups")
  precondition(
    first >= 0 && first + groups <= stride && real.count == frequencies * stride
      && imaginary.count == real.count, "there is room for all sums")
  unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * width) { folded in
    unsafe values.withUnsafeBufferPointer { x in
      unsafe cosines.withUnsafeBufferPointer { c in
        unsafe sines.withUnsafeBufferPointer { s in
          unsafe real.withUnsafeMutableBufferPointer { real in
            unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
              guard let x = x.baseAddress, let c = c.baseAddress, let s = s.baseAddress,
                let even = folded.baseAddress, let a = real.baseAddress,
                let b = imaginary.baseAddress
              else { return }
              unsafe emg_folded_sums(
                x, groupLength, groups, c, s, width, frequencies, stride, even, a + first,
                b + first)
            }
          }
        }
      }
    }
  }
}

/// Complex values of rows, each turned back by an angle of its own and times a weight of its
/// column, in Float.
///
/// - Parameters:
///   - x: Real parts, row by row.
///   - y: Imaginary parts, as many.
///   - cosines: The cosines of the angles, as many.
///   - sines: Their sines.
///   - weights: One a column; what lies behind as many in a row is left as it is.
///   - stride: The distance of one row from the next.
///   - real: Receives the real parts, as many.
///   - imaginary: Receives the imaginary parts.
public func weighTurned(
  _ x: [Float], _ y: [Float], cosines: [Float], sines: [Float], weights: [Float], stride: Int,
  real: inout [Float], imaginary: inout [Float]
) {
  let count = x.count
  precondition(
    y.count == count && cosines.count == count && sines.count == count && real.count == count
      && imaginary.count == count, "all are there")
  precondition(stride > 0 && weights.count <= stride && count % stride == 0, "rows are whole")
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe cosines.withUnsafeBufferPointer { c in
        unsafe sines.withUnsafeBufferPointer { s in
          unsafe weights.withUnsafeBufferPointer { w in
            unsafe real.withUnsafeMutableBufferPointer { real in
              unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
                guard let x = x.baseAddress, let y = y.baseAddress, let c = c.baseAddress,
                  let s = s.baseAddress, let w = w.baseAddress, let a = real.baseAddress,
                  let b = imaginary.baseAddress
                else { return }
                unsafe emg_weigh_turned(
                  x, y, c, s, w, count / stride, stride, weights.count, a, b)
              }
            }
          }
        }
      }
    }
  }
}

/// Moves values to the beginning of each row.
///
/// - Parameters:
///   - values: Rows one after the other.
///   - stride: Values a row.
///   - range: The values of a row that are moved.
public func moveToFront(_ values: inout [Float], stride: Int, _ range: Range<Int>) {
  precondition(stride > 0 && range.lowerBound >= 0 && range.upperBound <= stride, "within a row")
  unsafe values.withUnsafeMutableBufferPointer { values in
    guard let base = values.baseAddress else { return }
    for first in Swift.stride(from: 0, through: values.count - stride, by: stride) {
      unsafe (base + first).update(from: base + first + range.lowerBound, count: range.count)
    }
  }
}

/// Factors of frequencies as `foldedSums` takes them: distance by distance, with zeros up to a multiple
/// of eight distances and of sixteen frequencies.
///
/// - Parameter factors: Frequency by frequency, as many distances for each.
/// - Returns: The table.
public func foldedTable(_ factors: [[Float]]) -> [Float] {
  let half = factors.first?.count ?? 0
  let padded = paddedFrequencies(factors.count)
  var table = [Float](repeating: 0, count: (half + 7) / 8 * 8 * padded)
  for (f, row) in factors.enumerated() {
    precondition(row.count == half, "frequencies have one count of distances")
    for (n, factor) in row.enumerated() { table[n * padded + f] = factor }
  }
  return table
}

private func paddedFrequencies(_ count: Int) -> Int {
  let lanes = Int(EMG_FREQUENCIES)
  return (count + lanes - 1) / lanes * lanes
}

/// Turns rows of complex values back: the first by angles, the second by twice, the third by three
/// times those, and so on, in Float.
///
/// - Parameters:
///   - x: Real parts, row by row.
///   - y: Imaginary parts, as many.
///   - first: The index of the first row's first value.
///   - rows: How many rows.
///   - stride: The distance of one row from the next.
///   - cosines: The cosines of the angles; what lies behind as many in a row is left as it is.
///   - sines: Their sines.
public func turnRows(
  _ x: inout MutableSpan<Float>, _ y: inout MutableSpan<Float>, from first: Int, rows: Int,
  stride: Int, cosines: Span<Float>, sines: Span<Float>
) {
  let count = cosines.count
  precondition(sines.count == count && count <= stride, "angles have cosines and sines")
  precondition(
    first >= 0 && rows >= 0 && first + rows * stride <= min(x.count, y.count), "all are there")
  unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { row in
    unsafe x.withUnsafeMutableBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe cosines.withUnsafeBufferPointer { c in
          unsafe sines.withUnsafeBufferPointer { s in
            guard let x = x.baseAddress, let y = y.baseAddress, let c = c.baseAddress,
              let s = s.baseAddress, let row = row.baseAddress
            else { return }
            unsafe emg_turn_rows(x + first, y + first, rows, stride, count, c, s, row, row + count)
          }
        }
      }
    }
  }
}

/// Cosines and sines of multiples of an angle, from none on.
///
/// - Parameters:
///   - cosine: Of the angle.
///   - sine: Of the angle.
///   - count: How many multiples.
///   - cosines: Emptied and filled.
///   - sines: Likewise.
public func multiples(
  cosine: Double, sine: Double, count: Int, cosines: inout [Float], sines: inout [Float]
) {
  if cosines.count != count { cosines = [Float](repeating: 0, count: count) }
  if sines.count != count { sines = [Float](repeating: 0, count: count) }
  unsafe cosines.withUnsafeMutableBufferPointer { c in
    unsafe sines.withUnsafeMutableBufferPointer { s in
      guard let c = c.baseAddress, let s = s.baseAddress else { return }
      unsafe emg_multiples(cosine, sine, count, c, s)
    }
  }
}
