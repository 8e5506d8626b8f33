internal import EMGCore
internal import EMGSpectra
internal import EMGKernels
internal import RealModule

/// A rhythm of sustained activity that never falls silent: a peak of its envelope's spectrum.
///
/// Source: the log-envelope's spectrum over its own trend; the heights that chance reaches in
/// voluntary-like activity of each length are in the settings.
struct SpectralRhythm: Sendable {
  var frequency: Double
  /// Height of the peak over the trend, dB.
  var height: Double
  /// Height that the stretch's length asks for, dB.
  var limit: Double
  /// Whether single units fire at such rates, so that another muscle must confirm it.
  var isGuarded: Bool
  /// Nats for one drive over units that fire side by side; nil at other rates than theirs and in too
  /// short a stretch.
  var driveNats: Double?
  /// How far every second cycle was the weaker one, over its standard error.
  var alternation: Double
  /// Largest values of the envelope, one a cycle, in the episode's samples.
  var bursts: [Int]

  /// Looks for a rhythm within a stretch of activity.
  ///
  /// - Parameters:
  ///   - range: The stretch.
  ///   - envelope: The episode's envelope.
  ///   - silences: Where it is silent for a moment.
  ///   - rate: Samples a second of the signal.
  ///   - settings: Heights and bands.
  init?(
    in range: Range<Int>, envelope: Envelope, without silences: [Range<Int>] = [], rate: Double,
    settings: RhythmSettings
  ) {
    let seconds = Double(range.count) / rate
    guard seconds >= settings.spectralShortest else { return nil }
    let first = envelope.index(range.lowerBound)
    let last = envelope.index(range.upperBound - 1)
    let step = max(1, Int((rate / Double(envelope.hop) / settings.envelopeRate).rounded()))
    var values: [Float] = []
    var k = first
    while k + step <= last + 1 {
      var sum: Float = 0
      for i in k..<(k + step) { sum += Float.log(max(envelope.values[i], 0.5)) }
      values.append(sum / Float(step))
      k += step
    }
    let envelopeRate = rate / Double(envelope.hop * step)
    guard envelopeRate >= 2 * settings.highest,
      var peak = Self.peak(of: values, rate: envelopeRate, settings)
    else { return nil }
    limit = Self.limit(seconds, settings)
    guard peak.height >= limit, peak.frequency >= settings.voluntarySlow else { return nil }
    // Silences that come more seldom than the rhythm are no beats of it, though their harmonics may
    // look like one.
    let own = silences.filter { $0.overlaps(range) }
    if !own.isEmpty, Double(own.count) < settings.silencesPerCycle * peak.frequency * seconds {
      for silence in own {
        let lower = envelope.index(max(range.lowerBound, silence.lowerBound)) - first
        let upper = envelope.index(min(range.upperBound, silence.upperBound) - 1) - first
        Self.bridge(lower / step - 1...upper / step + 1, in: &values)
      }
      guard let rest = Self.peak(of: values, rate: envelopeRate, settings), rest.height >= limit,
        rest.frequency >= settings.voluntarySlow
      else { return nil }
      peak = rest
    }
    frequency = peak.frequency
    height = peak.height
    var cycles = Self.cycles(
      values, frequency: frequency, rate: envelopeRate, reach: settings.cycleReach)
    let alternation = RhythmAlternation(
      times: cycles.map { Double($0.index) }, logs: cycles.map(\.value),
      period: envelopeRate / frequency)
    self.alternation = alternation?.t ?? 0
    if let alternation, alternation.holds(settings), frequency / 2 >= settings.voluntarySlow {
      frequency /= 2
      cycles = alternation.stronger.map { cycles[$0] }
    }
    let isUnitRate = settings.isUnitRate(frequency) && frequency >= settings.guardedLow
    driveNats =
      isUnitRate && seconds >= settings.unitGuardLength
      ? Self.driveNats(values, peak, rate: envelopeRate, settings) : nil
    isGuarded = isUnitRate && (driveNats ?? 0) <= 0
    bursts = cycles.map { envelope.position(first + $0.index * step) }
  }

  /// Nats for one drive of many units over units that fire side by side, whose beat is a peak too.
  ///
  /// Under one drive the phase runs on evenly and one maximum stands out; and all that is active swings, so
  /// that the logarithm of the envelope, in which small units count, shows it as well as the
  /// envelope, in which large ones do.
  private static func driveNats(
    _ values: [Float], _ peak: RhythmPeak, rate: Double, _ settings: RhythmSettings
  ) -> Double? {
    let segment = settings.shortSegment
    guard
      let phase = PhaseSteadiness(
        of: values, frequency: peak.frequency, rate: rate, settings: settings),
      let logarithmic = Self.peak(of: values, rate: rate, segment: segment, settings),
      let linear = Self.peak(of: values.map(Float.exp), rate: rate, segment: segment, settings)
    else { return nil }
    let weights = settings.swingWeights
    return weights.prior + weights.wandering * (phase.spread - weights.spread)
      + weights.coherent * (phase.coherence - weights.coherence)
      + weights.margin * logarithmic.margin + weights.height * logarithmic.height
      + weights.linear * linear.height
  }

  /// The strongest rhythm of a stretch of the envelope, by segments of its length's or of a given one.
  private static func peak(
    of values: [Float], rate: Double, segment given: Double? = nil, _ settings: RhythmSettings
  ) -> RhythmPeak? {
    let seconds = Double(values.count) / rate
    let usual =
      seconds >= settings.spectralLong
      ? settings.longSegment
      : seconds >= settings.spectralMiddle ? settings.middleSegment : settings.shortSegment
    let segment = given ?? usual
    let lowest = max(settings.spectralLowest, settings.lowest)
    guard lowest < settings.highest,
      var welch = try? WelchSpectrum(
        segment: segment, detrending: .linear, rate: SampleRate(checked: rate))
    else { return nil }
    welch.add(values[...])
    return welch.spectrum.flatMap { rhythmPeak(of: $0, band: lowest...settings.highest) }
  }

  /// Puts a straight line in the place of some values.
  private static func bridge(_ range: ClosedRange<Int>, in values: inout [Float]) {
    let inner = range.clamped(to: 0...(values.count - 1))
    let before = values[max(0, inner.lowerBound - 1)]
    let after = values[min(values.count - 1, inner.upperBound + 1)]
    for i in inner {
      let share = Float(i - inner.lowerBound + 1) / Float(inner.count + 1)
      values[i] = before + (after - before) * share
    }
  }

  /// The height that chance hardly reaches in a stretch of this length, between the tabled ones.
  private static func limit(_ seconds: Double, _ settings: RhythmSettings) -> Double {
    let table = [
      (3.0, settings.heightAt3), (5.0, settings.heightAt5), (10.0, settings.heightAt10),
      (30.0, settings.heightAt30),
    ]
    if seconds <= table[0].0 { return table[0].1 }
    for (a, b) in zip(table, table.dropFirst()) where seconds <= b.0 {
      let share = Double.log(seconds / a.0) / Double.log(b.0 / a.0)
      return a.1 + (b.1 - a.1) * share
    }
    return table[table.count - 1].1
  }

  /// The maxima of the envelope after smoothing by half a cycle, with its values there.
  private static func cycles(
    _ values: [Float], frequency: Double, rate: Double, reach share: Double
  ) -> [(index: Int, value: Double)] {
    let width = max(1, Int(rate / frequency / 2))
    let sums = RunningSums(of: values)
    let smooth = sums.means(length: width, edge: .none)
    let slow = sums.means(length: max(2, Int(2 * rate / frequency)), edge: .none)
    let reach = max(1, Int(share * rate / frequency))
    var result: [(index: Int, value: Double)] = []
    for i in smooth.indices where smooth[i] > slow[i] {
      let low = max(0, i - reach)
      let high = min(smooth.count - 1, i + reach)
      guard smooth[low..<i].allSatisfy({ $0 < smooth[i] }),
        smooth[i...high].allSatisfy({ $0 <= smooth[i] })
      else { continue }
      result.append((i, Double(smooth[i])))
    }
    return result
  }
}
