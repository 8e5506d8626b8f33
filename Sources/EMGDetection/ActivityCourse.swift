internal import EMGCore
internal import EMGSpectra
internal import RealModule

/// What is kept of a lasting event's signal while the recording streams by: sums for the course of
/// its spectrum, an amplitude a burst, and an envelope of bounded length.
struct ActivityCourse: Hashable, Sendable {
  /// Median and mean frequency of short-time spectra, Hz over seconds.
  var medianFrequency = LineFit()
  var meanFrequency = LineFit()
  /// When each burst is, seconds from the recording's first sample.
  var burstTimes: [Double] = []
  /// Mean rectified signal around each burst, µV.
  var burstAmplitudes: [Float] = []
  /// Largest averaged envelope, µV.
  var peak: Float = 0
  /// The envelope, cut at a length.
  var trace: EnvelopeTrace

  /// Whether an event is measured at all.
  static func applies(to type: EventType) -> Bool {
    switch type {
    case .tremor, .clonus, .rhythmicBursting, .contraction, .cramp: true
    default: false
    }
  }

  /// Measures an event within its episode.
  ///
  /// - Parameters:
  ///   - event: The event, in the episode's samples.
  ///   - episode: The stretch that holds it.
  ///   - origin: When the episode's first sample stands, seconds from the recording's first.
  ///   - band: The band of the conditioned signal, Hz.
  ///   - settings: Lengths and levels.
  init(
    of event: Event, in episode: Episode, from origin: Double, band: ClosedRange<Double>,
    settings: MeasureSettings
  ) {
    let range = (event.onset..<max(event.onset, event.end)).clamped(to: 0..<episode.count)
    let time = origin + Double(range.lowerBound) / episode.rate
    trace = EnvelopeTrace(
      of: episode.signal[range], from: time, rate: episode.rate, traceRate: settings.traceRate)
    let width = Int((settings.coContractionWindow * settings.traceRate).rounded())
    peak = EnvelopeTrace.means(trace.values[...], width).max() ?? 0
    addBursts(event, episode, from: origin, settings)
    addSpectra(range, episode, from: time, band: band, settings)
  }

  /// A burst's time is the phase that the rectified signal of a cycle around it has at the rhythm's
  /// rate: its largest deflection jumps from burst to burst, and the level between bursts has no
  /// part in it.
  private mutating func addBursts(
    _ event: Event, _ episode: Episode, from origin: Double, _ settings: MeasureSettings
  ) {
    let bursts = event.details.bursts
    let intervals = zip(bursts, bursts.dropFirst()).map { Double($1 - $0) }
    let period =
      intervals.isEmpty
      ? episode.rate / (event.details.frequencyHz ?? .infinity) : median(intervals)
    guard period >= 4, period < Double(episode.count) else { return }
    let found = bursts.map { Self.centre(of: episode.signal, near: Double($0), period) }
    for place in completed(found, period, episode.signal, settings) {
      burstTimes.append(origin + place / episode.rate)
      burstAmplitudes.append(Float(Self.amplitude(of: episode.signal, at: place, period)))
    }
  }

  /// Bursts with those between them that were passed over: where one is due, and the signal is
  /// about as large as at its neighbours.
  private func completed(
    _ found: [Double], _ period: Double, _ signal: [Float], _ settings: MeasureSettings
  ) -> [Double] {
    var result = Array(found.prefix(1))
    for (before, after) in zip(found, found.dropFirst()) {
      let least =
        settings.missedAmplitude / 2
        * (Self.amplitude(of: signal, at: before, period)
          + Self.amplitude(of: signal, at: after, period))
      var last = before
      while after - last > settings.missedPeriods * period {
        let due = last + period
        let place = Self.centre(of: signal, near: due, period)
        last = due
        guard abs(place - due) < settings.missedReach * period,
          after - place > settings.missedLeast * period,
          Self.amplitude(of: signal, at: place, period) >= least
        else { continue }
        result.append(place)
        last = place
      }
      result.append(after)
    }
    return result
  }

  /// The mean rectified signal within a quarter of a cycle of a place.
  private static func amplitude(
    of signal: [Float], at place: Double, _ period: Double
  ) -> Double {
    let low = Int((place - period / 4).rounded())
    let own = (low..<low + Int(period / 2)).clamped(to: 0..<signal.count)
    return signal[own].reduce(0.0) { $0 + Double(abs($1)) } / Double(max(1, own.count))
  }

  /// Where a cycle's burst is, found from a place near it.
  private static func centre(of signal: [Float], near place: Double, _ period: Double) -> Double {
    let first = place + lag(of: signal, at: place, period)
    return first + lag(of: signal, at: first, period)
  }

  /// By how many samples the first harmonic of a cycle's rectified signal peaks after its middle.
  private static func lag(of signal: [Float], at middle: Double, _ period: Double) -> Double {
    let low = Int((middle - period / 2).rounded())
    let own = (low..<low + Int(period.rounded())).clamped(to: 0..<signal.count)
    var (x, y) = (0.0, 0.0)
    for i in own {
      let angle = 2 * Double.pi * (Double(i) - middle) / period
      x += Double(abs(signal[i])) * Double.cos(angle)
      y += Double(abs(signal[i])) * Double.sin(angle)
    }
    return x == 0 && y == 0 ? 0 : Double.atan2(y: y, x: x) / (2 * .pi) * period
  }

  private mutating func addSpectra(
    _ range: Range<Int>, _ episode: Episode, from time: Double, band: ClosedRange<Double>,
    _ settings: MeasureSettings
  ) {
    guard
      let empty = try? WelchSpectrum(
        segment: settings.spectrumWindow, overlap: 0, rate: SampleRate(checked: episode.rate))
    else { return }
    let length = SampleRate(checked: episode.rate).samples(settings.spectrumWindow, minimum: 2)
    var start = range.lowerBound
    while start + length <= range.upperBound {
      defer { start += length }
      let window = start..<(start + length)
      guard !episode.masked.contains(where: { $0.overlaps(window) }) else { continue }
      let power = episode.signal[window].reduce(0.0) { $0 + Double($1) * Double($1) }
      let least = settings.spectrumLevel * Double(episode.sigma[start + length / 2])
      guard power >= least * least * Double(length) else { continue }
      var welch = empty
      welch.add(episode.signal[window])
      guard let spectrum = welch.spectrum, let middle = spectrum.medianFrequency(in: band),
        let mean = spectrum.meanFrequency(in: band)
      else { continue }
      let at = time + (Double(start - range.lowerBound) + Double(length) / 2) / episode.rate
      medianFrequency.add(at, middle)
      meanFrequency.add(at, mean)
    }
  }

  /// Takes what follows of the same event.
  ///
  /// - Parameters:
  ///   - other: Its next part.
  ///   - limit: Most values of the envelope.
  ///   - level: The envelope of rest, µV.
  mutating func append(_ other: ActivityCourse, limit: Int, level: Float) {
    medianFrequency.merge(other.medianFrequency)
    meanFrequency.merge(other.meanFrequency)
    burstTimes += other.burstTimes
    burstAmplitudes += other.burstAmplitudes
    peak = max(peak, other.peak)
    trace.append(other.trace, limit: limit, level: level)
  }
}

/// The courses of a channel's lasting events, each under its event's onset.
public struct ActivityCourses: Sendable {
  private var courses: [Int: ActivityCourse] = [:]
  private let longest: Int
  /// Values of envelope that may still be kept.
  private var left: Int

  /// Makes an empty collection.
  ///
  /// - Parameter settings: How much is kept.
  public init(settings: MeasureSettings) {
    longest = Int(settings.traceLongest * settings.traceRate)
    left = Int(settings.traceTotal * settings.traceRate)
  }

  /// The course of an event, or nil where it has none.
  func course(of event: Event) -> ActivityCourse? {
    ActivityCourse.applies(to: event.type) ? courses[event.onset] : nil
  }

  /// Keeps an event's course.
  mutating func add(_ course: ActivityCourse, at onset: Int) {
    var course = course
    course.trace.cut(to: min(longest, left))
    left -= course.trace.values.count
    courses[onset] = course
  }

  /// Forgets an event's course; what it took of the bound on all stays taken.
  mutating func remove(at onset: Int) { courses[onset] = nil }

  /// Makes a course the continuation of an earlier event's.
  ///
  /// - Parameters:
  ///   - onset: Where the later event began.
  ///   - earlier: The event that goes on.
  mutating func join(_ onset: Int, to earlier: Event) {
    guard let later = courses.removeValue(forKey: onset), var course = courses[earlier.onset] else {
      return
    }
    let before = course.trace.values.count
    left += later.trace.values.count
    // The mean of rectified Gaussian noise.
    let rest = Float(0.7978845608 * earlier.noise)
    course.append(later, limit: min(longest, before + left), level: rest)
    left -= course.trace.values.count - before
    courses[earlier.onset] = course
  }
}
