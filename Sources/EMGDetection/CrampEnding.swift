internal import EMGCore
internal import EMGSpectra
internal import RealModule

/// How sustained activity rises and fades: whether its units fall away one by one, as at the end of a
/// cramp.
///
/// A cramp begins with units at high rates, so that its onset is dense, and ends by patchy
/// drop-out, so that single potentials stand out at its end; a voluntary contraction stops at once,
/// or sheds units as it took them on. A unit's rate is left in the envelope of several: units at will fire
/// 8 to 16 times a second, the last of them too, while those of a cramp are faster to the end.
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
  /// Kurtosis of the last moments over that of the middle.
  var lateSparseness: Double
  /// Share of the envelope's power at the rates of units at will, in the middle.
  var middleVoluntary: Double
  /// The same of the last moments.
  var lastVoluntary: Double

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
    guard let course = Self.course(of: signal, window: window, settings) else { return nil }
    fade = Double(count - course.lastEnd) / rate + settings.crampLevelWindow / 2
    rise = Double(course.firstEnd - window) / rate + settings.crampLevelWindow / 2
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
    let first = start..<(start + part)
    let middle = (start + count / 3)..<(start + 2 * count / 3)
    let last = (signal.endIndex - part)..<signal.endIndex
    let moments = min(count, max(window, Int(settings.crampLast * rate)))
    let latest = (signal.endIndex - moments)..<signal.endIndex
    guard let beginning = sparse(first), let central = sparse(middle), let end = sparse(last),
      let late = sparse(latest)
    else { return nil }
    asymmetry = end / beginning
    lateSparseness = late / central
    func spectrum(_ range: Range<Int>) -> PowerSpectrum? {
      Self.spectrum(
        of: envelope.values[
          envelope.index(range.lowerBound)...envelope.index(range.upperBound - 1)],
        rate: rate / Double(envelope.hop), settings: settings)
    }
    let band = settings.crampLowest...settings.crampHighest
    guard let whole = spectrum(middle), let latestSpectrum = spectrum(latest),
      let firstHertz = spectrum(first)?.medianFrequency(in: band),
      let middleHertz = whole.medianFrequency(in: band),
      let lastHertz = spectrum(last)?.medianFrequency(in: band),
      let middleShare = Self.voluntaryShare(of: whole, settings),
      let lastShare = Self.voluntaryShare(of: latestSpectrum, settings)
    else { return nil }
    (firstFrequency, middleFrequency, lastFrequency) = (firstHertz, middleHertz, lastHertz)
    (middleVoluntary, lastVoluntary) = (middleShare, lastShare)
  }

  /// Where the windows end that are the first and the last near the usual level, in samples from the
  /// beginning; nil for none.
  private static func course(
    of signal: ArraySlice<Float>, window: Int, _ settings: ClassificationSettings
  ) -> (firstEnd: Int, lastEnd: Int)? {
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
    return (ends[first], ends[fall])
  }

  /// The spectrum of the logarithm of an envelope.
  private static func spectrum(
    of values: ArraySlice<Float>, rate: Double, settings: ClassificationSettings
  ) -> PowerSpectrum? {
    guard
      var welch = try? WelchSpectrum(
        segment: settings.crampSegment, detrending: .linear, rate: SampleRate(checked: rate))
    else { return nil }
    welch.add(values.map { Float.log(max($0, Float(settings.crampSilence))) }[...])
    return welch.spectrum
  }

  /// The share of such a spectrum's power at the rates of units at will; nil where there is none.
  private static func voluntaryShare(
    of spectrum: PowerSpectrum, _ settings: ClassificationSettings
  ) -> Double? {
    let all = spectrum.power(in: settings.crampLowest...settings.crampHighest)
    let highest = max(settings.crampVoluntaryLowest, settings.crampVoluntaryHighest)
    let own = spectrum.power(in: settings.crampVoluntaryLowest...highest)
    return own > 0 && all > 0 ? own / all : nil
  }

  /// What it is known by, for the event.
  var measures: [Measure] {
    [
      Measure("fade_s", fade), Measure("rise_s", rise), Measure("sparseness_ratio", asymmetry),
      Measure("first_envelope_hz", firstFrequency), Measure("middle_envelope_hz", middleFrequency),
      Measure("last_envelope_hz", lastFrequency),
      Measure("late_sparseness_ratio", lateSparseness),
      Measure("middle_voluntary_share", middleVoluntary),
      Measure("late_voluntary_share", lastVoluntary),
    ]
  }

  /// How much more likely a cramp than an effort at will is to rise and end so, nats.
  func evidence(_ settings: ClassificationSettings) -> Double {
    settings.crampOffset + settings.crampFadeWeight * Double.log(fade)
      + settings.crampRiseWeight * Double.log(rise)
      + settings.crampAsymmetryWeight * Double.log(asymmetry)
      + settings.crampFirstWeight * Double.log(firstFrequency / settings.crampFrequency)
      + settings.crampMiddleWeight * Double.log(middleFrequency / settings.crampFrequency)
      + settings.crampLateWeight * Double.log(lateSparseness)
      + settings.crampMiddleVoluntaryWeight
      * Double.log(middleVoluntary / settings.crampVoluntaryShare)
      + settings.crampLastVoluntaryWeight
      * Double.log(lastVoluntary / settings.crampVoluntaryShare)
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
