internal import RealModule

/// How a quantity runs from the first to the last beat of a rhythm: along a straight line, and in a
/// bow about it.
///
/// Each comes with its standard error, so that a short or scattered run tells little by itself.
struct RunCourse: Hashable, Sendable {
  /// A part of the course and its standard error.
  struct Part: Hashable, Sendable {
    var value = 0.0
    var error = Double.infinity
  }

  /// By how much a straight line rises from the first value to the last.
  private(set) var change = Part()
  /// By how much the ends of a parabola stand over its middle.
  private(set) var bow = Part()

  /// The course of values at even steps.
  ///
  /// - Parameter values: One a beat; fewer than three have no line, fewer than five no bow.
  init(of values: [Double]) {
    var line = LineFit()
    for (n, value) in values.enumerated() { line.add(Double(n), value) }
    guard values.count >= 3, let slope = line.slope else { return }
    let span = Double(values.count - 1)
    change = Part(value: slope.value * span, error: slope.error * span)
    guard values.count >= 5 else { return }
    // Against the square of the place, which is even about the middle, the line's residuals have the
    // parabola's curvature, for both are at right angles.
    var parabola = LineFit()
    for (n, value) in values.enumerated() {
      let place = (Double(n) - line.meanX) / span
      parabola.add(place * place, value - line.meanY - slope.value * span * place)
    }
    guard let curvature = parabola.slope else { return }
    bow = Part(value: curvature.value / 4, error: curvature.error / 4)
  }
}

extension RunCourse.Part {
  /// The logarithm of the density at this value of a normal distribution of a mean and a spread, as
  /// measured with this error, up to a constant.
  func logDensity(mean: Double, spread: Double) -> Double {
    let variance = spread * spread + error * error
    guard variance.isFinite else { return 0 }
    return -0.5 * ((value - mean) * (value - mean) / variance + Double.log(variance))
  }
}
