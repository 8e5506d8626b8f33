internal import RealModule

/// Fits exponential tails of several time constants to the same samples.
///
/// What stands out of a fit has less weight in the next: a discharge on a tail does not lift it.
struct TailFit: Sendable {
  /// One tail.
  struct Result: Sendable {
    /// At the first sample, µV.
    var height: Double
    /// Sum of the squares that it leaves, each up to nine times the scale's.
    var rest: Double
  }

  /// The samples, four at a time, the last ones filled up by zeros.
  private let samples: [SIMD4<Double>]
  /// One where there is a sample.
  private let isThere: [SIMD4<Double>]
  private let scale: Double
  private var weights: [SIMD4<Double>]

  /// - Parameters:
  ///   - y: The samples, µV.
  ///   - scale: What counts as standing out, µV.
  init(of y: ArraySlice<Double>, scale: Double) {
    let start = y.startIndex
    func packed(_ value: (Int) -> Double) -> [SIMD4<Double>] {
      stride(from: 0, to: y.count, by: 4).map { i in
        SIMD4(value(i), value(i + 1), value(i + 2), value(i + 3))
      }
    }
    samples = packed { $0 < y.count ? y[start + $0] : 0 }
    isThere = packed { $0 < y.count ? 1 : 0 }
    weights = isThere
    self.scale = scale
  }

  /// Fits a tail of one constant.
  ///
  /// - Parameter decay: The constant, samples; infinite for a step that stays.
  /// - Returns: Its height and what it leaves.
  mutating func fit(decay: Double) -> Result {
    let factor = decay.isFinite ? Double.exp(-1 / decay) : 1
    let first = SIMD4(1, factor, factor * factor, factor * factor * factor)
    let further = factor * factor * factor * factor
    let square = scale * scale
    let limit = SIMD4<Double>(repeating: 9 * square)
    var result = Result(height: 0, rest: 0)
    weights = isThere
    for round in 0..<Self.rounds {
      var (shape, own, common) = (first, SIMD4<Double>.zero, SIMD4<Double>.zero)
      for i in samples.indices {
        let weighted = weights[i] * shape
        own += weighted * shape
        common += weighted * samples[i]
        shape *= further
      }
      result.height = own.sum() > 0 ? common.sum() / own.sum() : 0
      shape = first * result.height
      var rest = SIMD4<Double>.zero
      for i in samples.indices {
        let left = (samples[i] - shape) * (samples[i] - shape)
        if round + 1 < Self.rounds {
          weights[i] = isThere[i] / (1 + left / square)
        } else {
          rest += isThere[i] * pointwiseMin(left, limit)
        }
        shape *= further
      }
      result.rest = rest.sum()
    }
    return result
  }

  private static let rounds = 3
}
