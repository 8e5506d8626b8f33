public import EMGCore
internal import EMGSpectra

/// What followed in one accelerometer channel, at a rate that holds all rhythms.
public struct MovementSamples: Hashable, Sendable {
  /// The accelerometer's index in the recording.
  public var channel: Int
  /// Values a second.
  public var rate: SampleRate
  /// The place of the first value: it begins so many values after the recording's first sample.
  public var start: Int
  /// Means of the channel's samples in its own unit; NaN is missing.
  public var values: [Float]
}

/// Reduces an accelerometer channel to a rate of its own, a mean of samples a value.
///
/// - Shape: one channel; blocks of any length; equal samples give equal values however cut.
/// - Latency: the samples of one value.
public struct MovementReader: Sendable {
  private let channel: Int
  private let factor: Int
  private let rate: SampleRate
  private var place = 0
  private var sum = 0.0
  private var count = 0

  /// Begins a channel.
  ///
  /// - Parameters:
  ///   - channel: Its index in the recording.
  ///   - rate: Samples a second.
  ///   - settings: The rate that it is reduced to.
  public init(channel: Int, rate: SampleRate, settings: MeasureSettings) {
    self.channel = channel
    factor = max(1, Int(rate.hertz / settings.movementRate))
    self.rate = SampleRate(checked: rate.hertz / Double(factor))
  }

  /// Takes samples of the channel's timeline; missing ones are NaN.
  ///
  /// - Parameters:
  ///   - samples: What follows.
  ///   - start: The position of the first.
  /// - Returns: Values that are complete; nil where there are none.
  public mutating func append(_ samples: [Float], at start: Int) -> MovementSamples? {
    guard !samples.isEmpty else { return nil }
    var values: [Float] = []
    if start / factor != place {
      place = start / factor
      (sum, count) = (0, 0)
    }
    let first = place
    for (i, value) in samples.enumerated() {
      if !value.isNaN {
        sum += Double(value)
        count += 1
      }
      guard (start + i + 1) % factor == 0 else { continue }
      values.append(count > 0 ? Float(sum / Double(count)) : .nan)
      (sum, count) = (0, 0)
      place += 1
    }
    return values.isEmpty
      ? nil : MovementSamples(channel: channel, rate: rate, start: first, values: values)
  }
}

/// The latest stretch of an accelerometer channel.
struct MovementTrace: Sendable {
  let channel: Int
  private let rate: SampleRate
  private var first = 0
  private var values: [Float] = []

  init(_ samples: MovementSamples) {
    (channel, rate) = (samples.channel, samples.rate)
    (first, values) = (samples.start, samples.values)
  }

  /// Adds what follows, and forgets what lies before a time, or before a gap longer than so many seconds.
  mutating func add(_ samples: MovementSamples, forgetting seconds: Double, gap longest: Double) {
    let surplus = min(values.count, rate.samples(max(0, seconds)) - first)
    // A part at a time, so that what stays is not moved often.
    if surplus > values.count / 4, surplus > 0 {
      values.removeFirst(surplus)
      first += surplus
    }
    let gap = samples.start - first - values.count
    if gap < 0 || Double(gap) > longest * rate.hertz {
      (first, values) = (samples.start, samples.values)
    } else {
      values += repeatElement(.nan, count: gap) + samples.values
    }
  }

  /// Values at the end that may be incomplete, as blocks were cut.
  private static let margin = 2

  /// What the accelerometer has of a rhythm.
  struct Swing: Hashable, Sendable {
    var channel: Int
    /// Where its spectrum has its highest peak, Hz.
    var frequency: Double
    /// Share of its power around the rhythm's frequency, 0 to 1.
    var share: Double
  }

  /// Holds a stretch to a rhythm.
  ///
  /// - Parameters:
  ///   - frequency: The rhythm's, Hz.
  ///   - low: Where it begins, seconds from the recording's first sample.
  ///   - high: Where it ends.
  ///   - settings: Lengths and bands.
  /// - Returns: Nil where the channel has too little of the stretch, or does not move at all.
  func swing(
    at frequency: Double, from low: Double, to high: Double, settings: MeasureSettings
  ) -> Swing? {
    let from = max(first, Int((low * rate.hertz).rounded(.up)))
    let end = min(first + values.count, Int(high * rate.hertz) - Self.margin)
    let length = rate.seconds(end - from)
    let band =
      settings
      .movementLowest...max(
        settings.movementLowest, min(settings.movementHighest, 0.45 * rate.hertz))
    guard end > from, length >= settings.movementShortest, band.contains(frequency),
      var welch = try? WelchSpectrum(
        segment: min(settings.widthSegment, length), detrending: .linear, rate: rate)
    else { return nil }
    welch.add(values[(from - first)..<(end - first)])
    guard let spectrum = welch.spectrum else { return nil }
    let all = spectrum.power(in: band)
    // The taper spreads a line over two bins to each side.
    let width = max(settings.movementHalfWidth, 1.5 * spectrum.resolution)
    let near = max(band.lowerBound, frequency - width)...min(band.upperBound, frequency + width)
    guard all > 0, let peak = spectrum.peaks(in: band, prominence: 0).first else { return nil }
    return Swing(
      channel: channel, frequency: peak.frequency, share: spectrum.power(in: near) / all)
  }
}
