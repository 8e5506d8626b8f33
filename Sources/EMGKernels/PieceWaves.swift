internal import CVectorLoops

/// The waves of a frequency's harmonics over a piece of a signal, and their phases from piece to
/// piece, as ``harmonicSums(of:pieces:_:real:imaginary:)`` takes them.
public struct HarmonicTable: Sendable {
  /// Harmonics.
  public let harmonics: Int
  /// Harmonics of the tables, in fours; the last may hold nothing.
  fileprivate let padded: Int
  /// The distance of the sums of one piece from those of the next.
  public let stride: Int
  /// Samples a piece.
  public let length: Int
  /// Pieces that the phases reach to.
  public let pieces: Int
  fileprivate let waves: [Double]
  fileprivate let turns: [Double]

  /// - Parameters:
  ///   - cosines: Of each harmonic the cosines over a piece.
  ///   - sines: Likewise the sines.
  ///   - steps: Of each harmonic cosine and sine of the turn from a piece to the next.
  ///   - pieces: How many pieces there may be.
  public init(
    cosines: [[Double]], sines: [[Double]], steps: [(cosine: Double, sine: Double)], pieces: Int
  ) {
    harmonics = cosines.count
    length = cosines.first?.count ?? 0
    precondition(length > 0 && sines.count == harmonics && steps.count == harmonics)
    padded = (harmonics + 3) / 4 * 4
    let lanes = Int(EMG_TURNS)
    stride = (harmonics + lanes - 1) / lanes * lanes
    self.pieces = pieces
    let whole = length / 4 * 4
    let count = harmonics
    func value(_ table: [[Double]], _ h: Int, _ i: Int) -> Double { h < count ? table[h][i] : 0 }
    var waves: [Double] = []
    for h in Swift.stride(from: 0, to: padded, by: 4) {
      for i in Swift.stride(from: 0, to: whole, by: 4) {
        for lane in h..<(h + 4) {
          for k in i..<(i + 4) { waves.append(value(cosines, lane, k)) }
          for k in i..<(i + 4) { waves.append(value(sines, lane, k)) }
        }
      }
      for i in whole..<length {
        for lane in h..<(h + 4) { waves.append(value(cosines, lane, i)) }
        for lane in h..<(h + 4) { waves.append(value(sines, lane, i)) }
      }
    }
    self.waves = waves
    var turns = [Double](repeating: 0, count: 2 * padded * pieces)
    for (h, step) in steps.enumerated() {
      var (c, s) = (1.0, 0.0)
      for k in 0..<pieces {
        let at = 2 * (k * padded + h / 4 * 4) + h % 4
        (turns[at], turns[at + 4]) = (c, s)
        (c, s) = (c * step.cosine - s * step.sine, s * step.cosine + c * step.sine)
      }
    }
    self.turns = turns
  }
}

/// Sums of the products of each piece of a signal with the cosines and the negated sines of
/// harmonics, their phases those of the first sample of all.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole piece is not looked at.
///   - pieces: How many pieces, at most those of the table.
///   - table: The waves.
///   - real: Receives the sums with the cosines, the table's stride a piece.
///   - imaginary: Receives the negated sums with the sines.
public func harmonicSums(
  of values: Span<Float>, pieces: Int, _ table: HarmonicTable, real: inout [Double],
  imaginary: inout [Double]
) {
  precondition(pieces <= table.pieces && pieces * table.length <= values.count, "all are there")
  precondition(
    real.count == pieces * table.stride && imaginary.count == real.count, "there is room")
  unsafe values.withUnsafeBufferPointer { x in
    unsafe table.waves.withUnsafeBufferPointer { waves in
      unsafe table.turns.withUnsafeBufferPointer { turns in
        unsafe real.withUnsafeMutableBufferPointer { real in
          unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
            guard let x = x.baseAddress, let w = waves.baseAddress, let t = turns.baseAddress,
              let a = real.baseAddress, let b = imaginary.baseAddress
            else { return }
            unsafe emg_harmonic_sums(
              x, pieces, table.length, table.padded, table.stride, w, t, a, b)
          }
        }
      }
    }
  }
}

/// Subtracts harmonics from a signal, one after the other, whose amplitude and phase turn from
/// piece to piece.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole piece stays as it is.
///   - length: Samples a piece.
///   - cosines: Of each harmonic the cosines over a piece, one after the other.
///   - sines: Likewise the sines.
///   - real: Of each harmonic the factor of the cosine in the first piece.
///   - imaginary: Likewise the negated factor of the sine.
///   - cosineSteps: Of each harmonic the cosine of the turn from a piece to the next.
///   - sineSteps: Likewise the sine.
public func subtractHarmonics(
  from values: inout [Float], length: Int, cosines: [Double], sines: [Double], real: [Double],
  imaginary: [Double], cosineSteps: [Double], sineSteps: [Double]
) {
  let count = real.count
  precondition(cosines.count == count * length && sines.count == cosines.count, "waves are whole")
  precondition(
    imaginary.count == count && cosineSteps.count == count && sineSteps.count == count,
    "harmonics have a factor and a step each")
  let pieces = values.count / length
  var (x, y) = (real, imaginary)
  unsafe values.withUnsafeMutableBufferPointer { values in
    unsafe x.withUnsafeMutableBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe cosines.withUnsafeBufferPointer { c in
          unsafe sines.withUnsafeBufferPointer { s in
            unsafe cosineSteps.withUnsafeBufferPointer { p in
              unsafe sineSteps.withUnsafeBufferPointer { q in
                guard let v = values.baseAddress, let x = x.baseAddress, let y = y.baseAddress,
                  let c = c.baseAddress, let s = s.baseAddress, let p = p.baseAddress,
                  let q = q.baseAddress
                else { return }
                unsafe emg_subtract_harmonics(v, pieces, length, count, c, s, x, y, p, q)
              }
            }
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
  var result: [Double] = []
  appendPieceEnergies(of: values, length: length, to: &result)
  return result
}

/// Appends the energy of each whole piece of a signal.
///
/// - Parameters:
///   - values: The signal; what is left after the last whole piece is not looked at.
///   - length: Samples a piece, above zero.
///   - energies: Gains one value a piece.
public func appendPieceEnergies(of values: Span<Float>, length: Int, to energies: inout [Double]) {
  precondition(length > 0, "a piece has a length")
  let (known, count) = (energies.count, values.count / length)
  energies.append(contentsOf: repeatElement(0, count: count))
  unsafe values.withUnsafeBufferPointer { x in
    unsafe energies.withUnsafeMutableBufferPointer { powers in
      guard let x = x.baseAddress, let out = powers.baseAddress else { return }
      unsafe emg_piece_powers(x, count, length, out + known)
    }
  }
}

/// A taper over the powers of groups of pieces.
///
/// - Parameters:
///   - taper: One value a piece.
///   - means: A power for each group of pieces, the last of which may be smaller.
///   - floor: The least power.
///   - group: Pieces a group, above zero.
///   - weights: Emptied; gains `taper[k] / max(means[k / group], floor)`, one value a piece.
public func groupWeights(
  _ taper: [Double], over means: [Double], floor: Double, group: Int, into weights: inout [Double]
) {
  let count = taper.count
  precondition(group > 0 && means.count == (count + group - 1) / group, "each group has its power")
  if weights.count != count { weights = [Double](repeating: 0, count: count) }
  unsafe taper.withUnsafeBufferPointer { taper in
    unsafe means.withUnsafeBufferPointer { means in
      unsafe weights.withUnsafeMutableBufferPointer { weights in
        guard let t = taper.baseAddress, let m = means.baseAddress, let y = weights.baseAddress
        else { return }
        unsafe emg_first_weights(t, m, floor, count, group, y)
      }
    }
  }
}

/// The means of whole groups of values.
///
/// - Parameters:
///   - values: The values; what is left after the last whole group is not looked at.
///   - group: Values a group, above zero.
///   - means: Emptied; gains one mean a group.
public func groupMeans(of values: [Double], group: Int, into means: inout [Double]) {
  precondition(group > 0, "a group has values")
  let count = values.count / group
  if means.count != count { means = [Double](repeating: 0, count: count) }
  unsafe values.withUnsafeBufferPointer { x in
    unsafe means.withUnsafeMutableBufferPointer { y in
      guard let x = x.baseAddress, let y = y.baseAddress else { return }
      unsafe emg_group_means(x, count, group, y)
    }
  }
}
