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
  let padded = paddedFrequencies(frequencies)
  precondition(
    cosines.count == padded * width && sines.count == padded * width,
    "tables are laid out for these frequencies and groups")
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
          unsafe real.withUnsafeMutableBufferPointer { real in
            unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
              guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else {
                return
              }
              unsafe emg_folded_sums(
                x, groupLength, groups, c, s, width, frequencies, stride, even, real, imaginary)
            }
          }
        }
      }
    }
  }
}

/// Factors of frequencies as ``foldedSums(of:groupLength:cosines:sines:frequencies:stride:real:imaginary:)``
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
          guard let x = x.baseAddress, let y = y.baseAddress, let c = c.baseAddress,
            let s = s.baseAddress
          else { return }
          unsafe emg_turn(x + first, y + first, c, s, count)
        }
      }
    }
  }
}

/// Angles of turns that are made side by side, value by value.
public struct TurnTable: Sendable {
  /// How many values are turned.
  public let count: Int
  fileprivate let cosines: [Float]
  fileprivate let sines: [Float]

  /// Turns that one table holds.
  public static let most = Int(EMG_FREQUENCIES)

  /// - Parameters:
  ///   - cosines: Of each turn the cosines of its angles, one a value.
  ///   - sines: Likewise the sines.
  public init(cosines: [[Float]], sines: [[Float]]) {
    precondition(
      cosines.count == sines.count && cosines.count <= Self.most, "turns fit side by side")
    count = cosines.first?.count ?? 0
    var table = (
      cosines: [Float](repeating: 0, count: count * Self.most),
      sines: [Float](repeating: 0, count: count * Self.most)
    )
    for (lane, (c, s)) in zip(cosines, sines).enumerated() {
      for i in 0..<count {
        table.cosines[i * Self.most + lane] = c[i]
        table.sines[i * Self.most + lane] = s[i]
      }
    }
    (self.cosines, self.sines) = table
  }
}

/// Squares of the sums of complex values turned by the angles of a table, and turned the other way.
///
/// - Parameters:
///   - x: Real parts, at least as many as the table's.
///   - y: Imaginary parts, as many.
///   - table: The angles.
/// - Returns: Turn by turn `|Σ (x + iy) (c − is)|²` and `|Σ (x + iy) (c + is)|²`.
public func turnedPowers(
  _ x: Span<Float>, _ y: Span<Float>, _ table: TurnTable
) -> (down: SIMD16<Float>, up: SIMD16<Float>) {
  let lanes = SIMD16<Float>.scalarCount
  precondition(lanes == TurnTable.most && x.count >= table.count && y.count >= table.count)
  var (down, up) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe table.cosines.withUnsafeBufferPointer { c in
        unsafe table.sines.withUnsafeBufferPointer { s in
          guard let x = x.baseAddress, let y = y.baseAddress, let c = c.baseAddress,
            let s = s.baseAddress
          else { return }
          unsafe withUnsafeMutablePointer(to: &down) { down in
            unsafe withUnsafeMutablePointer(to: &up) { up in
              unsafe down.withMemoryRebound(to: Float.self, capacity: lanes) { down in
                unsafe up.withMemoryRebound(to: Float.self, capacity: lanes) { up in
                  unsafe emg_turned_powers(x, y, c, s, table.count, down, up)
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
