internal import EMGKernels
internal import RealModule

/// What a stimulus leaves behind it where nothing answered: the course of a recorder's filters and of
/// the electrodes that run out.
///
/// Once the pulse is over nothing drives them, so that the course is a sum of decaying modes: of the
/// electrodes' charge, of the recorder's high-pass and of its low-pass. However it turns, it is the
/// smoother the later it is. A response sets in later than the pulse, which no such sum does.
struct StimulusTail: Sendable {
  /// What of the course the modes leave, µV.
  let rest: [Double]

  /// Shares of critical damping of the poles of Butterworth filters of orders two and four: cosines
  /// of π/4, and of π/8 and 3π/8.
  private static let dampings = [0.924, 0.707, 0.383]

  /// Fits the modes by least squares; a ridge keeps large ones that cancel each other out.
  ///
  /// - Parameters:
  ///   - course: The average from the end of the pulse on, µV.
  ///   - rate: Samples a second.
  ///   - settings: Which modes there are.
  init?(of course: ArraySlice<Float>, rate: Double, settings: StimulationSettings) {
    let y = course.map(Double.init)
    var modes = settings.tailConstants.map { constant in
      y.indices.map { Double.exp(-Double($0) / (rate * constant)) }
    }
    let corners =
      settings.tailFrequencies.map { ($0, Self.dampings) }
      + settings.tailShares.map { ($0 * rate, settings.tailDampings) }
    for (frequency, dampings) in corners {
      for damping in dampings {
        let angular = 2 * Double.pi * frequency / rate
        let turn = angular * (1 - damping * damping).squareRoot()
        let size = y.indices.map { Double.exp(-damping * angular * Double($0)) }
        modes.append(size.indices.map { size[$0] * Double.cos(turn * Double($0)) })
        modes.append(size.indices.map { size[$0] * Double.sin(turn * Double($0)) })
      }
    }
    for n in modes.indices {
      let power = modes[n].reduce(0) { $0 + $1 * $1 }
      let scale = power > 0 ? 1 / power.squareRoot() : 0
      for i in modes[n].indices { modes[n][i] *= scale }
    }
    let count = modes.count
    var matrix = [Double](repeating: 0, count: count * count)
    var factors = [Double](repeating: 0, count: count)
    for a in modes.indices {
      factors[a] = zip(modes[a], y).reduce(0) { $0 + $1.0 * $1.1 }
      for b in 0...a {
        matrix[a * count + b] = zip(modes[a], modes[b]).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    guard solveSymmetric(&matrix, &factors, ridge: settings.tailRidge) else { return nil }
    var rest = y
    for (mode, factor) in zip(modes, factors) {
      for i in rest.indices { rest[i] -= factor * mode[i] }
    }
    self.rest = rest
  }

  /// Peak-to-peak of what the modes leave, µV.
  var unexplained: Double { (rest.max() ?? 0) - (rest.min() ?? 0) }
}
