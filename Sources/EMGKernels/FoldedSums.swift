internal import CVectorLoops

/// Sums of the products of each group of samples with cosines and negated sines of several
/// frequencies, the phase taken from the group's middle and turned back by an angle of the group's,
/// in Float.
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
///   - turns: The angles by which groups are turned back.
///   - frequencies: How many frequencies.
///   - stride: The distance of the sums of one frequency from those of the next; at least the
///     count of groups.
///   - real: Receives the sums with the cosines, frequency by frequency, group by group.
///   - imaginary: Receives the negated sums with the sines.
public func foldedSums(
  of values: Span<Float>, groupLength: Int, cosines: Span<Float>, sines: Span<Float>,
  turns: GroupTurns, frequencies: Int, stride: Int, real: inout MutableSpan<Float>,
  imaginary: inout MutableSpan<Float>
) {
  let half = (groupLength + 1) / 2
  let width = (half + 7) / 8 * 8
  let groups = values.count / groupLength
  let padded = paddedFrequencies(frequencies)
  precondition(
    cosines.count == padded * width && sines.count == padded * width,
    "tables are laid out for these frequencies and groups")
  precondition(
    turns.cosines.count >= groups * padded && turns.padded == padded, "each group has its turns")
  precondition(
    groups <= stride && real.count == frequencies * stride && imaginary.count == real.count,
    "there is room for all sums")
  unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * width) { folded in
    unsafe values.withUnsafeBufferPointer { x in
      unsafe cosines.withUnsafeBufferPointer { c in
        unsafe sines.withUnsafeBufferPointer { s in
          unsafe turns.cosines.withUnsafeBufferPointer { p in
            unsafe turns.sines.withUnsafeBufferPointer { q in
              unsafe real.withUnsafeMutableBufferPointer { real in
                unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
                  guard let x = x.baseAddress, let c = c.baseAddress, let s = s.baseAddress,
                    let p = p.baseAddress, let q = q.baseAddress, let even = folded.baseAddress,
                    let a = real.baseAddress, let b = imaginary.baseAddress
                  else { return }
                  unsafe emg_folded_sums(
                    x, groupLength, groups, c, s, p, q, width, frequencies, stride, even, a, b)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The angles by which groups are turned back.
public struct GroupTurns: Sendable {
  fileprivate let cosines: [Float]
  fileprivate let sines: [Float]
  fileprivate let padded: Int

  /// - Parameters:
  ///   - cosines: Of each frequency the cosines of its groups' angles, one count for all.
  ///   - sines: Likewise the sines.
  public init(cosines: [[Float]], sines: [[Float]]) {
    let padded = paddedFrequencies(cosines.count)
    func table(_ rows: [[Float]]) -> [Float] {
      var table = [Float](repeating: 0, count: (rows.first?.count ?? 0) * padded)
      for (f, row) in rows.enumerated() {
        for (g, value) in row.enumerated() { table[g * padded + f] = value }
      }
      return table
    }
    (self.cosines, self.sines, self.padded) = (table(cosines), table(sines), padded)
  }
}

/// Factors of frequencies as ``foldedSums(of:groupLength:cosines:sines:turns:frequencies:stride:real:imaginary:)``
/// takes them: distance by distance, with zeros up to a multiple of eight distances and of sixteen
/// frequencies.
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

/// Turns that one table holds.
public let turnsPerTable = Int(EMG_TABLE_TURNS)

/// Angles as ``turnedPowers(_:_:turns:distances:scale:middle:)`` takes them.
///
/// - Parameters:
///   - cosines: Of each turn the cosines of its angles, one a value; at most ``turnsPerTable``.
///   - sines: Likewise the sines.
/// - Returns: Value by value the cosines and then the sines, zeros for turns that there are not.
public func turnTable(cosines: [[Float]], sines: [[Float]]) -> [Float] {
  let lanes = turnsPerTable
  precondition(cosines.count == sines.count && cosines.count <= lanes, "turns fit side by side")
  var table = [Float](repeating: 0, count: (cosines.first?.count ?? 0) * 2 * lanes)
  for (lane, (c, s)) in zip(cosines, sines).enumerated() {
    for i in c.indices {
      table[2 * i * lanes + lane] = c[i]
      table[(2 * i + 1) * lanes + lane] = s[i]
    }
  }
  return table
}

/// Powers of groups that are turned by the angles of a table, and turned the other way, made up for
/// what groups lose of a wave beside the frequency to which they were summed, in Float.
///
/// The loss is `(sin a / a)²`, its root no less than a fifth, at `a = scale · (middle ± distance)`.
///
/// - Parameters:
///   - x: Real parts.
///   - y: Imaginary parts, as many.
///   - turns: The angles of as many values, as ``turnTable(cosines:sines:)`` lays them out.
///   - distances: Of each turn the distance in frequency, ``turnsPerTable`` of them.
///   - scale: Half the angle that a wave turns in a group, by distance.
///   - middle: The frequency at which nothing is turned, as a distance.
/// - Returns: Turn by turn `|Σ (x + iy) (c − is)|²` and `|Σ (x + iy) (c + is)|²` over the loss.
public func turnedPowers(
  _ x: Span<Float>, _ y: Span<Float>, turns: Span<Float>, distances: Span<Float>, scale: Float,
  middle: Float
) -> (down: SIMD8<Float>, up: SIMD8<Float>) {
  let lanes = SIMD8<Float>.scalarCount
  let count = turns.count / (2 * lanes)
  precondition(lanes == turnsPerTable && distances.count == lanes, "a table holds eight turns")
  precondition(x.count >= count && y.count >= count, "the table turns what there is")
  var (down, up) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe turns.withUnsafeBufferPointer { t in
        unsafe distances.withUnsafeBufferPointer { d in
          guard let x = x.baseAddress, let y = y.baseAddress, let t = t.baseAddress,
            let d = d.baseAddress
          else { return }
          unsafe withUnsafeMutablePointer(to: &down) { down in
            unsafe withUnsafeMutablePointer(to: &up) { up in
              unsafe down.withMemoryRebound(to: Float.self, capacity: lanes) { down in
                unsafe up.withMemoryRebound(to: Float.self, capacity: lanes) { up in
                  unsafe emg_turned_powers(x, y, t, count, scale, middle, d, down, up)
                }
              }
            }
          }
        }
      }
    }
  }
  return (down, up)
}

/// Samples times the weight of the piece in which they stand.
///
/// - Parameters:
///   - values: The samples; at least one a piece's sample.
///   - length: Samples a piece.
///   - weights: One a piece.
///   - count: How many samples are wanted: those of the pieces, then zeros.
/// - Returns: `count` samples.
public func weighedPieces(
  of values: Span<Float>, length: Int, weights: [Double], count: Int
) -> [Float] {
  let whole = weights.count * length
  precondition(whole <= values.count && whole <= count, "all pieces are there")
  return unsafe [Float](unsafeUninitializedCapacity: count) { result, written in
    unsafe values.withUnsafeBufferPointer { x in
      unsafe weights.withUnsafeBufferPointer { factors in
        guard let x = x.baseAddress, let w = factors.baseAddress, let y = result.baseAddress else {
          return
        }
        unsafe emg_weigh_pieces(x, factors.count, length, w, y)
      }
    }
    for i in whole..<count { unsafe result[i] = 0 }
    written = count
  }
}
