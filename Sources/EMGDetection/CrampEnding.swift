internal import RealModule

/// How sustained activity fades: whether its units fall away one by one, as at the end of a cramp.
///
/// A cramp begins with units at high rates, so that its onset is dense, and ends by patchy
/// drop-out, so that single potentials stand out at its end; a voluntary contraction stops at once,
/// or sheds units as it took them on.
struct CrampEnding: Sendable {
  /// Seconds from the last moment near the usual level to the end.
  var fade: Double
  /// Kurtosis of the last part over that of the middle.
  var sparseness: Double
  /// Kurtosis of the last part over that of the first.
  var asymmetry: Double

  /// Measures a stretch.
  ///
  /// - Parameters:
  ///   - signal: The samples of the stretch; nil is given for too few.
  ///   - rate: Samples a second.
  ///   - settings: The level and the shares.
  init?(of signal: ArraySlice<Float>, rate: Double, settings: ClassificationSettings) {
    let count = signal.count
    let window = max(1, Int(settings.crampLevelWindow * rate))
    guard count >= 5 * window else { return nil }
    var levels: [Double] = []
    let hop = max(1, window / 10)
    var sum = 0.0
    var ends: [Int] = []
    for (n, value) in signal.enumerated() {
      sum += Double(value) * Double(value)
      if n >= window {
        let old = Double(signal[signal.startIndex + n - window])
        sum -= old * old
      }
      if n + 1 >= window, (n + 1 - window) % hop == 0 {
        levels.append(max(0, sum))
        ends.append(n + 1)
      }
    }
    let usual = levels.sorted()[Int(settings.crampUsualShare * Double(levels.count - 1))]
    let least = settings.crampLevel * settings.crampLevel * usual
    guard let last = levels.lastIndex(where: { $0 > least }) else { return nil }
    fade = Double(count - ends[last]) / rate + settings.crampLevelWindow / 2
    let part = Int(settings.crampEndPart * Double(count))
    let start = signal.startIndex
    let end = kurtosis(of: signal[(signal.endIndex - part)...])
    sparseness = end / kurtosis(of: signal[(start + count / 3)..<(start + 2 * count / 3)])
    asymmetry = end / kurtosis(of: signal[..<(start + part)])
  }

  /// Whether a cramp ends so.
  func holds(_ settings: ClassificationSettings) -> Bool {
    fade >= settings.crampFade && sparseness >= settings.crampSparseness
      && asymmetry >= settings.crampAsymmetry
  }
}

/// The fourth moment over the square of the second: 3 for a Gaussian signal.
func kurtosis(of signal: ArraySlice<Float>) -> Double {
  var second = 0.0
  var fourth = 0.0
  for value in signal {
    let square = Double(value) * Double(value)
    second += square
    fourth += square * square
  }
  return second > 0 ? fourth * Double(signal.count) / (second * second) : .infinity
}
