internal import EMGCore
internal import EMGDetection
internal import EMGFilters

/// How long after its end an event is handed over at the latest by a live run, by its type.
///
/// Seconds of signal; processing and waiting for the producer come on top. While the
/// noise at the start is not known all types wait longer.
public struct LiveDelays: Hashable, Sendable {
  /// From a sample to the decision about an episode that ended there.
  public private(set) var quiet = 0.0
  /// Of activity after an episode's end, or until it is cut for its length.
  public private(set) var brief = 0.0
  /// Of bursts in one of several channels, over a steady unit that another muscle's tremor may lead.
  public private(set) var burst = 0.0
  /// Of activity that may go on across such a cut.
  public private(set) var sustained = 0.0
  /// Of the heart, one event for as long as it beats.
  public private(set) var heart = 0.0
  /// Of flat lines, saturation and missing samples.
  public private(set) var mask = 0.0
  /// What is added during the first seconds of a recording.
  public private(set) var atStart = 0.0

  init(_ plans: [ChannelPlan], settings: AnalysisSettings) {
    let rules = settings.detection.segmentation
    for plan in plans {
      let rate = plan.channel.rate.hertz
      let page = ZeroPhaseStream(plan.filter, decimation: plan.decimation).latency
      let mains = plan.mains.latency
      let frame = NoiseFrames(plan, settings)
      quiet = max(
        quiet,
        LiveAnalysis.step + Double(page) / rate + Double(mains) / plan.analysisRate.hertz
          + frame.ahead + max(rules.episodeGap, rules.groupGap))
      atStart = max(atStart, frame.back)
    }
    brief = quiet + rules.episodeMaximum
    sustained = brief + rules.episodeMaximum
    burst = plans.count > 1 && !settings.detection.array.isArray ? sustained : brief
    heart = brief + settings.detection.cardiac.longestPause
    // The contacts of an array wait for each other.
    mask = settings.detection.array.isArray ? brief : rules.episodeGap + LiveAnalysis.step
  }

  /// Seconds by name of type or cause; nil is told at the end of the recording.
  public var list: [(String, Double?)] {
    let rhythms: Set<EventType> = [.tremor, .clonus, .rhythmicBursting]
    let lasting: Set<EventType> = [.contraction, .cramp, .tonicFiring]
    let bursts: Set<EventType> = [.fasciculation, .myoclonus, .unclassified]
    let types = EventType.allCases.filter { $0 != .artifact }.map { type -> (String, Double?) in
      (
        type.rawValue,
        rhythms.contains(type) || lasting.contains(type)
          ? sustained : bursts.contains(type) ? burst : brief
      )
    }
    let causes = ArtifactCause.allCases.map { cause -> (String, Double?) in
      switch cause {
      case .ecg: (cause.rawValue, heart)
      case .mains: (cause.rawValue, nil)
      case .saturation, .flatline, .dropout: (cause.rawValue, mask)
      case .stimulation, .electrodePop, .motion: (cause.rawValue, brief)
      }
    }
    return types + causes
  }

  /// Seconds that the noise floor looks to both sides, in whole frames of about a second; what it
  /// waits for more at the start stands for what is behind.
  private struct NoiseFrames {
    var ahead: Double
    var back: Double

    init(_ plan: ChannelPlan, _ settings: AnalysisSettings) {
      let noise = settings.detection.noise
      let frame = 1 + noise.block
      ahead = (noise.lookAhead / frame).rounded(.up) * frame + 2 * frame
      let start = max(noise.startAhead, noise.lookBack + noise.lookAhead) - noise.lookAhead
      back = (start / frame).rounded(.up) * frame + frame
    }
  }
}
