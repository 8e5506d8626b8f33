public import EMGCore

/// Measures of what was found, once all channels' events have their final names.
///
/// Types, onsets, durations and confidence stay as they are.
public struct EventMeasures: Sendable {
  private let settings: MeasureSettings

  /// Makes the measurement.
  ///
  /// - Parameter settings: Lengths and levels.
  public init(settings: MeasureSettings) { self.settings = settings }

  /// Adds the features of lasting events, and what channels have in common.
  ///
  /// - Parameters:
  ///   - events: Events of all channels.
  ///   - courses: What was kept of each channel's lasting events, by the channel's index.
  ///   - channels: The recording's channels.
  ///   - pairs: Whether channels are compared with each other.
  ///   - contractions: Whether contractions are, too, which takes those of the whole recording.
  public func fill(
    _ events: inout [Event], courses: [Int: ActivityCourses], channels: [Channel], pairs: Bool,
    contractions: Bool = true
  ) {
    for n in events.indices {
      guard let course = courses[events[n].channelIndex]?.course(of: events[n]) else { continue }
      let rate = channels[events[n].channelIndex].rate
      switch events[n].type {
      case .contraction, .cramp: addSlopes(&events[n], course, rate)
      default: addRhythm(&events[n], course)
      }
    }
    guard pairs else { return }
    addCoherence(&events, courses, channels)
    if contractions { addCoContraction(&events, courses, channels) }
  }

  private func addSlopes(_ event: inout Event, _ course: ActivityCourse, _ rate: SampleRate) {
    guard rate.seconds(event.end - event.onset) >= settings.slopeShortest else { return }
    for (name, fit) in [
      ("median_frequency", course.medianFrequency), ("mean_frequency", course.meanFrequency),
    ] {
      guard let slope = fit.slope else { continue }
      event.features += [
        Measure("\(name)_hz", fit.meanY), Measure("\(name)_slope_hz_per_s", slope.value),
        Measure("\(name)_slope_se_hz_per_s", slope.error),
      ]
    }
  }

  private func addRhythm(_ event: inout Event, _ course: ActivityCourse) {
    guard course.burstTimes.count >= settings.fewestBursts else { return }
    event.features +=
      RhythmCourse(
        of: course.burstTimes, pausePeriods: settings.pausePeriods
      ).measures
    if let frequency = event.details.frequencyHz,
      let width = RhythmCourse.halfWidth(
        of: course.trace, at: frequency, rate: settings.traceRate, segment: settings.widthSegment)
    {
      event.features.append(Measure("frequency_half_width_hz", width))
    }
    event.features += RhythmCourse.modulation(
      of: course.burstAmplitudes, quantile: settings.modulationQuantile)
  }

  private struct Span {
    var event: Int
    var onset: Double
    var end: Double
    var course: ActivityCourse

    func overlap(_ other: Span) -> Double { min(end, other.end) - max(onset, other.onset) }
  }

  private func spans(
    _ events: [Event], _ courses: [Int: ActivityCourses], _ channels: [Channel],
    where isWanted: (Event) -> Bool
  ) -> [Int: [Span]] {
    var result: [Int: [Span]] = [:]
    for (n, event) in events.enumerated() where isWanted(event) {
      guard let course = courses[event.channelIndex]?.course(of: event) else { continue }
      let rate = channels[event.channelIndex].rate
      result[event.channelIndex, default: []].append(
        Span(
          event: n, onset: rate.seconds(event.onset), end: rate.seconds(event.end), course: course))
    }
    return result
  }

  private func addCoherence(
    _ events: inout [Event], _ courses: [Int: ActivityCourses], _ channels: [Channel]
  ) {
    let pairs = MusclePairs(settings: settings)
    let rhythms = spans(events, courses, channels) {
      $0.details.frequencyHz != nil && !($0.details.partners ?? []).isEmpty
    }
    for own in rhythms.values.flatMap(\.self) {
      var list: [PairMeasures] = []
      for name in events[own.event].details.partners ?? [] {
        guard let index = channels.firstIndex(where: { $0.name == name }),
          let other = rhythms[index]?.max(by: { $0.overlap(own) < $1.overlap(own) }),
          let a = events[own.event].details.frequencyHz,
          let b = events[other.event].details.frequencyHz,
          let measures = pairs.coherence(own.course.trace, other.course.trace, at: (a + b) / 2)
        else { continue }
        list.append(PairMeasures(channel: name, measures: measures))
      }
      events[own.event].details.coherence = list
    }
  }

  private func addCoContraction(
    _ events: inout [Event], _ courses: [Int: ActivityCourses], _ channels: [Channel]
  ) {
    let pairs = MusclePairs(settings: settings)
    let active = spans(events, courses, channels) { $0.type == .contraction || $0.type == .cramp }
    let peaks = active.mapValues { $0.map(\.course.peak).max() ?? 0 }
    for (channel, own) in active {
      for span in own {
        var list: [PairMeasures] = []
        for (index, others) in active.sorted(by: { $0.key < $1.key }) where index != channel {
          let beside = others.filter { $0.overlap(span) > 0 }
          guard !beside.isEmpty else { continue }
          let overlap = beside.reduce(0) { $0 + $1.overlap(span) }
          let measures = pairs.common(
            span.course.trace, beside.map(\.course.trace),
            peaks: (peaks[channel] ?? 0, peaks[index] ?? 0))
          list.append(
            PairMeasures(
              channel: channels[index].name,
              measures: [
                Measure("overlap_s", overlap),
                Measure("overlap_share", overlap / (span.end - span.onset)),
              ] + (measures ?? [])))
        }
        events[span.event].details.coContraction = list
      }
    }
  }
}
