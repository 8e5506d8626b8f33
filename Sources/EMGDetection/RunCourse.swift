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
  /// How much likelier this value is, as measured with this error, with a normal distribution of a mean and
  /// a spread than with one of mean zero and another spread, nats.
  ///
  /// Where the first is the wider its tails meet the value again on the side where its mean is not: from
  /// where the ratio is the least it stays so.
  func logRatio(mean: Double, spread: Double, over other: Double) -> Double {
    let wide = spread * spread + error * error
    let narrow = other * other + error * error
    guard wide.isFinite, narrow.isFinite, wide > 0, narrow > 0 else { return 0 }
    var value = value
    if wide > narrow {
      let least = -mean * narrow / (wide - narrow)
      value = mean < 0 ? min(value, least) : max(value, least)
    }
    return 0.5
      * (value * value / narrow - (value - mean) * (value - mean) / wide
        - Double.log(wide / narrow))
  }
}
