internal import CVectorLoops

/// Sixteen values side by side, of which the first so many are asked for.
public typealias Turns = SIMD16<Double>

/// Sums of complex values turned back by steps that grow evenly, several steps side by side.
///
/// - Parameters:
///   - real: Real parts, at `first` and every `stride` behind it.
///   - imaginary: Imaginary parts likewise.
///   - count: How many values.
///   - first: The index of the first one.
///   - stride: The distance of one from the next.
///   - cosines: Cosine of each step.
///   - sines: Sine of each step.
/// - Returns: `Σ (x + iy) e^(−ik·step)` over `k = 0 ..< count`, its real and imaginary parts.
public func turnedSums(
  _ real: [Double], _ imaginary: [Double], count: Int, first: Int, stride: Int, cosines: Turns,
  sines: Turns
) -> (real: Turns, imaginary: Turns) {
  precondition(real.count == imaginary.count && first >= 0 && stride > 0, "parts are pairs")
  precondition(count == 0 || first + (count - 1) * stride < real.count, "all values are there")
  var (p, q, u, v) = (cosines, sines, Turns.zero, Turns.zero)
  guard count > 0 else { return (u, v) }
  unsafe real.withUnsafeBufferPointer { x in
    unsafe imaginary.withUnsafeBufferPointer { y in
      guard let x = x.baseAddress, let y = y.baseAddress else { return }
      unsafe withLanes(&p, &q) { p, q in
        unsafe withLanes(&u, &v) { u, v in
          unsafe emg_turned_sums(x + first, y + first, count, stride, p, q, u, v)
        }
      }
    }
  }
  return (u, v)
}

/// Angles that begin somewhere and grow by steps, several side by side.
public struct GrowingAngles: Sendable {
  /// Cosine and sine at the beginning.
  public var cosines = Turns.zero, sines = Turns.zero
  /// Cosine and sine of the step.
  public var cosineSteps = Turns.zero, sineSteps = Turns.zero
  /// A factor.
  public var scales = Turns.zero

  /// All zero.
  public init() {}

  /// Weighted sums of the cosines and of the sines.
  ///
  /// - Parameter weights: One a step.
  /// - Returns: `Σ weight · scale · cos` and `Σ weight · scale · sin`.
  public func sums(_ weights: [Double]) -> (cosines: Turns, sines: Turns) {
    var own = self
    var (u, v) = (Turns.zero, Turns.zero)
    unsafe weights.withUnsafeBufferPointer { weights in
      guard let w = weights.baseAddress else { return }
      unsafe withLanes(&own.cosines, &own.sines) { c, s in
        unsafe withLanes(&own.cosineSteps, &own.sineSteps) { p, q in
          unsafe withLanes(&u, &v) { u, v in
            unsafe withUnsafePointer(to: &own.scales) { scales in
              unsafe scales.withMemoryRebound(to: Double.self, capacity: Turns.scalarCount) {
                unsafe emg_weighted_turns(w, weights.count, $0, c, s, p, q, u, v)
              }
            }
          }
        }
      }
    }
    return (u, v)
  }

  /// Weighted sums of complex values turned back by the angles, each angle with values of its own.
  ///
  /// - Parameters:
  ///   - weights: One a step.
  ///   - real: Real parts, `stride` a step, of which those from `first` on are meant.
  ///   - imaginary: Imaginary parts likewise.
  ///   - first: The index of the first one of each step.
  ///   - stride: A multiple of sixteen.
  /// - Returns: `Σ weight · scale · (x + iy) (cos − i sin)`, its real and imaginary parts.
  public func sums(
    _ weights: [Double], of real: [Double], _ imaginary: [Double], first: Int, stride: Int
  ) -> (real: Turns, imaginary: Turns) {
    precondition(first >= 0 && first + Turns.scalarCount <= stride, "the angles are within a step")
    precondition(
      real.count == weights.count * stride && imaginary.count == real.count, "all are there")
    var own = self
    var (u, v) = (Turns.zero, Turns.zero)
    unsafe real.withUnsafeBufferPointer { x in
      unsafe imaginary.withUnsafeBufferPointer { y in
        unsafe weights.withUnsafeBufferPointer { weights in
          guard let x = x.baseAddress, let y = y.baseAddress, let w = weights.baseAddress
          else { return }
          unsafe withLanes(&own.cosines, &own.sines) { c, s in
            unsafe withLanes(&own.cosineSteps, &own.sineSteps) { p, q in
              unsafe withLanes(&u, &v) { u, v in
                unsafe withUnsafePointer(to: &own.scales) { scales in
                  unsafe scales.withMemoryRebound(to: Double.self, capacity: Turns.scalarCount) {
                    unsafe emg_weighted_turned_sums(
                      x + first, y + first, weights.count, stride, w, $0, c, s, p, q, u, v)
                  }
                }
              }
            }
          }
        }
      }
    }
    return (u, v)
  }
}

/// Sums over some steps together of weights times values.
///
/// - Parameters:
///   - values: `stride` values a step.
///   - stride: Values a step.
///   - weights: One a step.
///   - group: Steps that are taken together; the last ones may be fewer.
/// - Returns: `stride` sums a group.
public func joinedPieces(
  _ values: [Double], stride: Int, weights: [Double], group: Int
) -> [Double] {
  let count = weights.count
  precondition(values.count == count * stride && group > 0, "a weight a step")
  var result = [Double](repeating: 0, count: (count + group - 1) / group * stride)
  unsafe values.withUnsafeBufferPointer { x in
    unsafe weights.withUnsafeBufferPointer { w in
      unsafe result.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let w = w.baseAddress, let y = y.baseAddress else { return }
        unsafe emg_joined_pieces(x, count, stride, w, group, y)
      }
    }
  }
  return result
}

private func withLanes(
  _ a: inout Turns, _ b: inout Turns,
  _ body: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
) {
  let lanes = Turns.scalarCount
  unsafe withUnsafeMutablePointer(to: &a) { a in
    unsafe withUnsafeMutablePointer(to: &b) { b in
      unsafe a.withMemoryRebound(to: Double.self, capacity: lanes) { a in
        unsafe b.withMemoryRebound(to: Double.self, capacity: lanes) { b in
          unsafe body(a, b)
        }
      }
    }
  }
}
