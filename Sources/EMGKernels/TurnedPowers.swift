internal import CVectorLoops

/// Turns that one table holds.
public let turnsPerTable = Int(EMG_TABLE_TURNS)

/// Angles as `turnedPowers` takes them.
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

/// Powers of rows of groups that are turned by the angles of a table, and turned the other way, made
/// up for what groups lose of a wave beside the frequency to which they were summed, in Float.
///
/// The loss is `(sin a / a)²`, its root no less than a fifth, at `a = scale · (h · middle ± distance)`,
/// where `h` is one for the first row, two for the second and so on.
///
/// - Parameters:
///   - x: Real parts, row by row.
///   - y: Imaginary parts, as many.
///   - rows: How many rows.
///   - stride: The distance of one row from the next.
///   - turns: The angles of the values of each row, as ``turnTable(cosines:sines:)`` lays them out.
///   - turnStep: The distance of one row's angles from the next one's; zero where all have the same.
///   - distances: Of each turn the distance in frequency, ``turnsPerTable`` of them a row.
///   - distanceStep: The distance of one row's from the next one's.
///   - count: Values of a row that are turned.
///   - scale: Half the angle that a wave turns in a group, by distance.
///   - middle: The frequency at which nothing of the first row is turned, as a distance.
///   - down: Receives ``turnsPerTable`` values `|Σ (x + iy) (c − is)|²` over the loss for each row.
///   - up: Receives likewise `|Σ (x + iy) (c + is)|²`.
public func turnedPowers(
  _ x: Span<Float>, _ y: Span<Float>, rows: Int, stride: Int, turns: Span<Float>, turnStep: Int,
  distances: Span<Float>, distanceStep: Int, count: Int, scale: Float, middle: Double,
  down: inout [Float], up: inout [Float]
) {
  guard rows > 0 else { return }
  let lanes = turnsPerTable
  let last = rows - 1
  precondition(
    count >= 0 && stride >= count && last * stride + count <= min(x.count, y.count),
    "all rows are there")
  precondition(
    turnStep >= 0 && last * turnStep + count * 2 * lanes <= turns.count && distanceStep >= 0
      && last * distanceStep + lanes <= distances.count, "each row has its angles")
  precondition(down.count >= rows * lanes && up.count >= rows * lanes, "there is room for all")
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe turns.withUnsafeBufferPointer { t in
        unsafe distances.withUnsafeBufferPointer { d in
          unsafe down.withUnsafeMutableBufferPointer { down in
            unsafe up.withUnsafeMutableBufferPointer { up in
              guard let x = x.baseAddress, let y = y.baseAddress, let t = t.baseAddress,
                let d = d.baseAddress, let down = down.baseAddress, let up = up.baseAddress
              else { return }
              unsafe emg_turned_powers(
                x, y, rows, stride, t, turnStep, d, distanceStep, count, scale, middle, down, up)
            }
          }
        }
      }
    }
  }
}

/// Adds up the powers of rows, turn by turn.
///
/// - Parameters:
///   - up: ``turnsPerTable`` values a row.
///   - down: As many.
///   - rows: How many rows.
/// - Returns: The sums of both, one a turn.
public func turnSums(
  _ up: Span<Float>, _ down: Span<Float>, rows: Int
) -> (above: SIMD8<Double>, below: SIMD8<Double>) {
  precondition(SIMD8<Double>.scalarCount == turnsPerTable, "a vector holds a table's turns")
  precondition(rows >= 0 && rows * turnsPerTable <= min(up.count, down.count), "all are there")
  var (above, below) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
  unsafe up.withUnsafeBufferPointer { up in
    unsafe down.withUnsafeBufferPointer { down in
      unsafe withUnsafeMutableBytes(of: &above) { above in
        unsafe withUnsafeMutableBytes(of: &below) { below in
          guard let up = up.baseAddress, let down = down.baseAddress,
            let a = above.baseAddress, let b = below.baseAddress
          else { return }
          unsafe emg_turn_sums(
            up, down, rows, a.assumingMemoryBound(to: Double.self),
            b.assumingMemoryBound(to: Double.self))
        }
      }
    }
  }
  return (above, below)
}

/// Adds the powers of some turns to the sum of each row.
///
/// - Parameters:
///   - up: ``turnsPerTable`` values a row.
///   - down: As many.
///   - turns: Which of them.
///   - sums: One a row.
public func addBeside(
  _ up: Span<Float>, _ down: Span<Float>, turns: Range<Int>, to sums: inout [Double]
) {
  precondition(
    turns.lowerBound >= 0 && turns.upperBound <= turnsPerTable
      && sums.count * turnsPerTable <= min(up.count, down.count), "all are there")
  unsafe up.withUnsafeBufferPointer { up in
    unsafe down.withUnsafeBufferPointer { down in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        guard let up = up.baseAddress, let down = down.baseAddress, let s = sums.baseAddress
        else { return }
        unsafe emg_add_beside(up, down, sums.count, turns.lowerBound, turns.upperBound, s)
      }
    }
  }
}
