/// How a signal goes on beyond its ends.
public enum EdgeExtension: Hashable, Sendable {
  /// Reflected through the end point, `2 x[0] − x[i]`: level and slope go on. As SciPy's `odd`.
  case odd
  /// Mirrored at the end point, `x[i]`: for signals that are not below zero.
  case even
  /// The end point for ever.
  case hold
  /// Zero.
  case zero

  /// Writes a stretch of a signal, partly beyond its ends.
  ///
  /// Reflections reach as far as the signal is long, and hold from there.
  ///
  /// - Parameters:
  ///   - positions: The stretch.
  ///   - samples: Samples of the signal, covering what is needed.
  ///   - start: The position of the first of them.
  ///   - end: The signal's length where it ends within the stretch.
  ///   - window: Emptied and filled.
  func fill(
    _ positions: Range<Int>, from samples: Span<Float>, at start: Int, end: Int?,
    into window: inout [Double]
  ) {
    window.removeAll(keepingCapacity: true)
    window.reserveCapacity(positions.count)
    let end = end ?? positions.upperBound
    guard end > 0 else { return }
    for position in positions {
      let edge = position < 0 ? 0 : end - 1
      if position >= 0, position < end {
        window.append(Double(samples[position - start]))
        continue
      }
      let mirrored = min(max(2 * edge - position, 0), end - 1)
      switch self {
      case .odd:
        window.append(2 * Double(samples[edge - start]) - Double(samples[mirrored - start]))
      case .even: window.append(Double(samples[mirrored - start]))
      case .hold: window.append(Double(samples[edge - start]))
      case .zero: window.append(0)
      }
    }
  }
}
