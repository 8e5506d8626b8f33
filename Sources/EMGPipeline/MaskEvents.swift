internal import EMGCore
internal import EMGDetection

/// Masked stretches as artifacts: such as lie near each other and have one cause are one event with
/// its times.
struct MaskEvents: Sendable {
  private let channelIndex: Int
  private let rate: SampleRate
  private let settings: AnalysisSettings
  /// The last event of each cause, which the next mask may lengthen, and those before.
  private var open: [ArtifactCause: Event] = [:]
  private var closed: [Event] = []

  init(channelIndex: Int, rate: SampleRate, settings: AnalysisSettings) {
    self.channelIndex = channelIndex
    self.rate = rate
    self.settings = settings
  }

  private var gap: Int { rate.samples(settings.detection.segmentation.episodeGap) }

  /// Events that a later mask may lengthen.
  var openEvents: [Event] { Array(open.values) }

  /// Takes a mask; those of one cause come by onset.
  mutating func add(_ mask: Mask) {
    if var event = open[mask.cause] {
      if mask.onset - event.end <= gap {
        event.end = max(event.end, mask.end)
        event.details.times.append(mask.onset)
        open[mask.cause] = event
        return
      }
      closed.append(event)
    }
    var event = Event(
      type: .artifact, channelIndex: channelIndex, onset: mask.onset, end: mask.end, confidence: 1,
      noise: .nan, threshold: 0)
    event.details.cause = mask.cause
    event.details.times = [mask.onset]
    let rules = settings.detection.artifacts
    event.evidence = [
      mask.cause == .saturation
        ? Evidence(
          "identical_samples", value: Double(mask.end - mask.onset),
          threshold: Double(rules.clippedRun))
        : Evidence(
          "duration_s", value: rate.seconds(mask.end - mask.onset),
          threshold: rules.flatlineMinimum)
    ]
    open[mask.cause] = event
  }

  /// Hands over the events that no mask from a position on can lengthen, without their noise.
  mutating func takeDecided(before frontier: Int) -> [Event] {
    for (cause, event) in open where frontier - event.end > gap {
      closed.append(event)
      open[cause] = nil
    }
    defer { closed.removeAll() }
    return closed
  }

  /// Hands over all events.
  mutating func takeAll(noise: Double) -> [Event] {
    defer { (open, closed) = ([:], []) }
    return (closed + open.values).map { event in
      var event = event
      event.noise = noise
      return event
    }
  }
}
