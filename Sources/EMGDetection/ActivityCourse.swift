internal import EMGCore
internal import EMGSpectra

/// What is kept of a lasting event's signal while the recording streams by: sums for the course of
/// its spectrum, an amplitude a burst, and an envelope of bounded length.
struct ActivityCourse: Hashable, Sendable {
  /// Median and mean frequency of short-time spectra, Hz over seconds.
  var medianFrequency = LineFit()
  var meanFrequency = LineFit()
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
    addBursts(event.details.bursts, episode)
    addSpectra(range, episode, from: time, band: band, settings)
  }

  private mutating func addBursts(_ bursts: [Int], _ episode: Episode) {
    let intervals = zip(bursts, bursts.dropFirst()).map { Double($1 - $0) }
    guard !intervals.isEmpty else { return }
    let reach = max(1, Int(median(intervals) / 4))
    for burst in bursts {
      let own = (burst - reach..<burst + reach + 1).clamped(to: 0..<episode.count)
      let sum = episode.signal[own].reduce(0.0) { $0 + Double(abs($1)) }
      burstAmplitudes.append(Float(sum / Double(max(1, own.count))))
    }
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
