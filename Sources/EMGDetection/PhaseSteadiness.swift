internal import ComplexModule
internal import RealModule

/// How evenly a rhythm's phase runs on: a common drive keeps time, the chance concurrence of units
/// that fire side by side at rates of their own does not.
///
/// The envelope is shifted down by the rhythm's frequency and smoothed; what its phase turns from
/// one step to the next is spread little in a rhythm, and by a radian in units whose rates differ.
struct PhaseSteadiness: Sendable {
  /// Standard deviation of what the phase turns from one step to the next, radians.
  var spread: Double
  /// Length of the mean of what it turns over two steps, weighted by the amplitudes there: one where the
  /// phase runs on evenly, whatever it does where the rhythm is weak.
  var coherence: Double

  /// Measures the phase; nil where fewer than eight steps fit.
  ///
  /// - Parameters:
  ///   - values: Logarithms of the envelope.
  ///   - frequency: The rhythm's rate, Hz.
  ///   - rate: Values a second.
  ///   - settings: The smoothing's standard deviation and the step, seconds.
  init?(of values: [Float], frequency: Double, rate: Double, settings: RhythmSettings) {
    let width = settings.phaseSmoothing * rate
    let reach = Int((Self.reach * width).rounded(.up))
    let step = max(1, Int((settings.phaseStep * rate).rounded()))
    let first = reach / 2
    let last = values.count - reach / 2
    guard last - first >= Self.fewestSteps * step else { return nil }
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let shifted = values.indices.map { i in
      Complex<Double>(length: 1, phase: -2 * .pi * frequency * Double(i) / rate)
        .multiplied(by: Double(values[i]) - mean)
    }
    let weights = (-reach...reach).map { k in
      Double.exp(-0.5 * (Double(k) / width) * (Double(k) / width))
    }
    let smooth = stride(from: first, to: last, by: step).map { centre in
      var sum = Complex<Double>.zero
      for k in max(-reach, -centre)...min(reach, values.count - 1 - centre) {
        sum += shifted[centre + k].multiplied(by: weights[k + reach])
      }
      return sum
    }
    let turns = zip(smooth, smooth.dropFirst()).map { ($1 * $0.conjugate).phase }
    let n = Double(turns.count)
    let average = turns.reduce(0, +) / n
    spread = (turns.reduce(0) { $0 + ($1 - average) * ($1 - average) } / n).squareRoot()
    let pairs = zip(smooth, smooth.dropFirst(2)).map { $1 * $0.conjugate }
    let weight = pairs.reduce(0) { $0 + $1.length }
    coherence = weight > 0 ? pairs.reduce(.zero, +).length / weight : 0
  }

  /// Standard deviations of the smoothing's bell curve that are summed up on each side.
  private static let reach = 5.0
  private static let fewestSteps = 8
}
