internal import EMGCore
internal import EMGSpectra
internal import RealModule

/// How sustained activity rises and fades: whether its units fall away one by one, as at the end of a
/// cramp.
///
/// A cramp begins with units at high rates, so that its onset is dense, and ends by patchy
/// drop-out, so that single potentials stand out at its end; a voluntary contraction stops at once,
/// or sheds units as it took them on.
struct CrampEnding: Sendable {
  /// Seconds from the last moment near the usual level to the end.
  var fade: Double
  /// Seconds from the beginning to the first such moment.
  var rise: Double
  /// Kurtosis of the last part over that of the first.
  var asymmetry: Double
  /// Median frequency of the envelope of the first part, Hz: it grows with the units' rates.
  var firstFrequency: Double
  /// The same of the middle.
  var middleFrequency: Double
  /// The same of the last part.
  var lastFrequency: Double

  /// Measures a stretch.
  ///
  /// - Parameters:
  ///   - signal: The samples of the stretch; nil is given for too few.
  ///   - envelope: Its envelope.
  ///   - silences: Where it is silent in between, which is no sparse activity.
  ///   - rate: Samples a second.
  ///   - settings: The level and the shares.
  init?(
    of signal: ArraySlice<Float>, envelope: Envelope, without silences: [Range<Int>] = [],
    rate: Double, settings: ClassificationSettings
  ) {
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
    guard let fall = levels.lastIndex(where: { $0 > least }),
      let first = levels.firstIndex(where: { $0 > least })
    else { return nil }
    fade = Double(count - ends[fall]) / rate + settings.crampLevelWindow / 2
    rise = Double(ends[first] - window) / rate + settings.crampLevelWindow / 2
    let part = Int(settings.crampEndPart * Double(count))
    let start = signal.startIndex
    let short = max(2, Int(settings.crampKurtosisWindow * rate))
    func sparse(_ range: Range<Int>) -> Double? {
      let pieces = stride(from: range.lowerBound, to: range.upperBound - short + 1, by: short)
        .map { $0..<($0 + short) }
        .filter { piece in !silences.contains { $0.overlaps(piece) } }
        .map { kurtosis(of: signal[$0]) }.filter(\.isFinite)
      return pieces.isEmpty ? nil : pieces.reduce(0, +) / Double(pieces.count)
    }
    guard let end = sparse((signal.endIndex - part)..<signal.endIndex),
      let beginning = sparse(start..<(start + part))
    else { return nil }
    asymmetry = end / beginning
    func frequency(_ range: Range<Int>) -> Double? {
      Self.medianFrequency(
        of: envelope.values[
          envelope.index(range.lowerBound)...envelope.index(range.upperBound - 1)],
        rate: rate / Double(envelope.hop), settings: settings)
    }
    guard let first = frequency(start..<(start + part)),
      let central = frequency((start + count / 3)..<(start + 2 * count / 3)),
      let last = frequency((signal.endIndex - part)..<signal.endIndex)
    else { return nil }
    lastFrequency = last
    firstFrequency = first
    middleFrequency = central
  }

  /// The frequency that halves the power of the logarithm of an envelope, Hz.
  private static func medianFrequency(
    of values: ArraySlice<Float>, rate: Double, settings: ClassificationSettings
  ) -> Double? {
    guard
      var welch = try? WelchSpectrum(
        segment: settings.crampSegment, detrending: .linear, rate: SampleRate(checked: rate))
    else { return nil }
    welch.add(values.map { Float.log(max($0, Float(settings.crampSilence))) }[...])
    return welch.spectrum?.medianFrequency(in: settings.crampLowest...settings.crampHighest)
  }

  /// What it is known by, for the event.
  var measures: [Measure] {
    [
      Measure("fade_s", fade), Measure("rise_s", rise), Measure("sparseness_ratio", asymmetry),
      Measure("first_envelope_hz", firstFrequency), Measure("middle_envelope_hz", middleFrequency),
      Measure("last_envelope_hz", lastFrequency),
    ]
  }

  /// How much more likely a cramp than an effort at will is to rise and end so, nats.
  func evidence(_ settings: ClassificationSettings) -> Double {
    settings.crampOffset + settings.crampFadeWeight * Double.log(fade)
      + settings.crampRiseWeight * Double.log(rise)
      + settings.crampAsymmetryWeight * Double.log(asymmetry)
      + settings.crampFirstWeight * Double.log(firstFrequency / settings.crampFrequency)
      + settings.crampMiddleWeight * Double.log(middleFrequency / settings.crampFrequency)
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
