internal import EMGCore
internal import EMGDetection
internal import EMGFilters

/// What a channel needs that was worked out from settings and header: cannot be wrong.
struct ChannelPlan: Sendable {
  var index: Int
  var channel: Channel
  /// Factor to microvolts.
  var factor: Float
  /// Samples of the timeline per analysed sample.
  var decimation: Int
  var analysisRate: SampleRate
  var band: ClosedRange<Double>
  var filter: ZeroPhaseFilter
  /// The filter's answer to a step of one at the analysis rate, its middle the step.
  var stepResponse: [Float]
  var settings: AnalysisSettings
  /// Positions to analyse.
  var window: Range<Int>

  /// The share of the sampling rate up to which a band may reach.
  static let highestShare = 0.45

  /// - Throws: `ConfigurationError` where the settings do not fit the channel's rate.
  init(
    index: Int, channel: Channel, factor: Double, window: Range<Int>, settings: AnalysisSettings
  ) throws(ConfigurationError) {
    self.index = index
    self.channel = channel
    self.factor = Float(factor)
    self.window = window
    self.settings = settings
    let rate = channel.rate
    let conditioning = settings.conditioning
    let low = conditioning.highPass
    let high = min(conditioning.lowPass, Self.highestShare * rate.hertz)
    guard high > 2 * low else {
      throw ConfigurationError(
        key: "conditioning.high_pass_hz",
        detail: "expected a sampling rate above \(2 * low / Self.highestShare) Hz for this band,"
          + " found \(rate.hertz) Hz")
    }
    band = low...high
    decimation = max(1, Int(rate.hertz / max(conditioning.analysisRate, 4 * high)))
    analysisRate = SampleRate(checked: rate.hertz / Double(decimation))
    filter = ZeroPhaseFilter(
      try SectionCascade(
        .butterworth(order: conditioning.order), .bandpass(low, high), rate: rate))
    let stride = decimation
    let reach = Int((Self.responsePeriods / low * analysisRate.hertz).rounded(.up))
    let step = (-2 * reach * stride...2 * reach * stride).map { $0 >= 0 ? 1.0 : 0 }
    let answer = filter.filtered(step)
    stepResponse = (-reach...reach).map { Float(answer[($0 + 2 * reach) * stride]) }
  }

  /// The answer to a step has died away after this many periods of the band's lower edge.
  private static let responsePeriods = 2.5
}

/// One channel from samples as delivered to events, synchronously.
struct ChannelRun: Sendable {
  let plan: ChannelPlan
  private var filter: ZeroPhaseStream
  private var mains: MainsCanceller
  private var detector: ChannelDetector
  private var inspector: SignalInspector

  /// Position after the last sample of the segment; nil between segments.
  private var position: Int?
  private var lastValue: Float = 0
  /// Missing samples after the last one, not yet known to be a gap or bridged.
  private var missing = 0
  private var raw: [Float] = []
  /// Band-passed samples whose power line is still to be removed.
  private var banded: [Float] = []
  private var boxSum = 0.0
  private var boxCount = 0
  private var conditioned: [Float] = []
  private var scaled: [Float] = []

  private(set) var summary: ChannelSummary
  /// What was kept of the signal of lasting events.
  var courses: ActivityCourses { detector.courses }
  private(set) var end = 0
  private var bridged: [Mask] = []
  private var segments: [Range<Int>] = []

  init(_ plan: ChannelPlan) {
    self.plan = plan
    filter = ZeroPhaseStream(plan.filter, decimation: plan.decimation)
    mains = MainsCanceller(rate: plan.analysisRate, settings: plan.settings.mains)
    detector = ChannelDetector(
      channelIndex: plan.index, rate: plan.analysisRate, decimation: plan.decimation,
      band: plan.band, stepResponse: plan.stepResponse, settings: plan.settings.detection)
    let factor = Double(plan.factor)
    inspector = SignalInspector(
      rate: plan.channel.rate,
      limits: plan.channel.limits.map { ($0.lowerBound * factor)...($0.upperBound * factor) },
      settings: plan.settings.detection.artifacts)
    summary = ChannelSummary(index: plan.index, channel: plan.channel)
  }

  private var bridgeLimit: Int { plan.channel.rate.samples(plan.settings.conditioning.bridge) }

  /// Takes marks of a trigger channel of some rate; must come before the samples after them.
  mutating func add(triggers marks: [Int], of channel: Int, rate: SampleRate) {
    guard !marks.isEmpty else { return }
    let own = plan.channel.rate
    detector.add(
      triggers: rate == own ? marks : marks.map { own.samples(rate.seconds($0)) }, of: channel)
  }

  /// Takes samples of the channel's timeline in its own unit; NaN is missing.
  mutating func append(_ samples: [Float], at start: Int) {
    let low = max(start, plan.window.lowerBound)
    let high = min(start + samples.count, plan.window.upperBound)
    end = max(end, start + samples.count)
    guard low < high else { return }
    scaled.removeAll(keepingCapacity: true)
    scaled.append(contentsOf: samples[(low - start)..<(high - start)])
    let isWhole = scale()
    if let position, low > position + missing { missing = low - position }
    var i = 0
    while i < scaled.count {
      if scaled[i].isNaN {
        if position != nil { missing += 1 }
        i += 1
        continue
      }
      var stop = isWhole ? scaled.count : i
      while stop < scaled.count, !scaled[stop].isNaN { stop += 1 }
      resume(at: low + i, value: scaled[i])
      take(scaled[i..<stop])
      i = stop
    }
    inspect()
  }

  /// Scales to microvolts, and tells whether no sample is missing.
  private mutating func scale() -> Bool {
    let factor = plan.factor
    var missing: UInt32 = 0
    var span = scaled.mutableSpan
    for i in span.indices {
      let value = span[i] * factor
      missing |= value.isNaN ? 1 : 0
      span[i] = value
    }
    return missing == 0
  }

  /// Bridges a short gap, or ends the segment and begins a new one.
  private mutating func resume(at start: Int, value: Float) {
    if let position, start - position > 0 {
      let count = start - position
      if count <= bridgeLimit {
        let step = (value - lastValue) / Float(count + 1)
        let line = (1...count).map { lastValue + step * Float($0) }
        let mask = Mask(onset: position, end: start, cause: .dropout)
        bridged.append(mask)
        detector.add(mask: mask)
        feed(line[...])
        self.position = start
      } else {
        endSegment()
      }
    }
    missing = 0
    if position == nil {
      position = start
      detector.beginSegment(at: start)
      inspector.beginSegment(at: start)
      segments.append(start..<start)
    }
  }

  private mutating func take(_ samples: ArraySlice<Float>) {
    inspector.append(samples)
    feed(samples)
    position = (position ?? 0) + samples.count
    lastValue = samples.last ?? lastValue
    summary.sampleCount += samples.count
  }

  private mutating func feed(_ samples: ArraySlice<Float>) {
    filter.append(samples)
    if plan.decimation == 1 {
      raw.append(contentsOf: samples)
    } else {
      for x in samples {
        boxSum += Double(x)
        boxCount += 1
        if boxCount == plan.decimation {
          raw.append(Float(boxSum / Double(boxCount)))
          (boxSum, boxCount) = (0, 0)
        }
      }
    }
    removeLine()
    hand()
  }

  private mutating func removeLine() {
    let band = filter.take()
    banded.append(contentsOf: band)
    mains.process(band[...], into: &conditioned)
  }

  /// Hands over what is conditioned; the line is taken out of the unfiltered signal too, which
  /// would otherwise look like movement.
  private mutating func hand() {
    let count = conditioned.count
    guard count > 0 else { return }
    Self.takeOut(banded, conditioned, of: &raw)
    banded.removeFirst(count)
    detector.append(conditioned[...], unfiltered: raw[..<count])
    raw.removeFirst(count)
    conditioned.removeAll(keepingCapacity: true)
  }

  /// Takes what was removed between two stages out of other samples.
  private static func takeOut(_ before: [Float], _ after: [Float], of samples: inout [Float]) {
    let earlier = before.span
    let later = after.span
    var target = samples.mutableSpan
    for i in later.indices { target[i] -= earlier[i] - later[i] }
  }

  private mutating func inspect() {
    for mask in inspector.takeMasks() {
      summary.masks.append(mask)
      detector.add(mask: mask)
    }
  }

  private mutating func endSegment() {
    guard let last = position else { return }
    inspector.endSegment()
    inspect()
    if boxCount > 0 { raw.append(Float(boxSum / Double(boxCount))) }
    (boxSum, boxCount) = (0, 0)
    filter.end()
    removeLine()
    mains.finish(into: &conditioned)
    hand()
    raw.removeAll(keepingCapacity: true)
    banded.removeAll(keepingCapacity: true)
    detector.endSegment()
    if let open = segments.popLast() { segments.append(open.lowerBound..<last) }
    position = nil
    missing = 0
  }

  /// Ends the recording.
  ///
  /// - Returns: The channel's events by onset, those for masks and gaps included.
  mutating func finish() -> [Event] {
    endSegment()
    var events = detector.takeEvents()
    let noise = detector.noise
    summary.noise = noise
    summary.channel.sampleCount = summary.sampleCount
    for (a, b) in zip(segments, segments.dropFirst()) {
      summary.masks.append(Mask(onset: a.upperBound, end: b.lowerBound, cause: .dropout))
    }
    summary.masks += bridged
    summary.masks.sort { ($0.onset, $0.end) < ($1.onset, $1.end) }
    events += maskEvents(noise: noise ?? 0)
    if let line = mainsEvent(noise: noise ?? 0) { events.append(line) }
    events.sort { ($0.onset, $0.end, $0.type.rawValue) < ($1.onset, $1.end, $1.type.rawValue) }
    summary.analysable = analysable(events)
    if !plan.settings.detection.array.isArray {
      summary.units = UnitTrains(settings: plan.settings.detection.measures)
        .trains(of: events, masks: summary.masks, rate: plan.channel.rate)
    }
    summary.quality = quality()
    return events
  }

  /// A strong power line is one artifact over the whole recording; it was taken out, and what lies
  /// under it was analysed.
  private func mainsEvent(noise: Double) -> Event? {
    let line = mains.measurement
    guard let ratio = line.ratioDecibels, let frequency = line.frequency,
      ratio > Self.mainsWarning, let first = segments.first, let last = segments.last,
      first.lowerBound < last.upperBound
    else { return nil }
    var event = Event(
      type: .artifact, channelIndex: plan.index, onset: first.lowerBound, end: last.upperBound,
      confidence: 1, noise: noise, threshold: 0)
    event.details.cause = .mains
    event.features = [Measure("mains_hz", frequency), Measure("mains_ratio_db", ratio)]
    event.evidence = [
      Evidence("mains_ratio_db", value: ratio, threshold: Self.mainsWarning)
    ]
    if let stated = plan.settings.mains.stated {
      event.evidence.append(Evidence("mains_stated_hz", value: frequency, threshold: stated))
    }
    return event
  }

  /// Masks that lie near each other and have one cause are one event with its times.
  private func maskEvents(noise: Double) -> [Event] {
    var events: [Event] = []
    let gap = plan.channel.rate.samples(plan.settings.detection.segmentation.episodeGap)
    for mask in summary.masks {
      if let last = events.lastIndex(where: { $0.details.cause == mask.cause }),
        mask.onset - events[last].end <= gap
      {
        events[last].end = max(events[last].end, mask.end)
        events[last].details.times.append(mask.onset)
        continue
      }
      var event = Event(
        type: .artifact, channelIndex: plan.index, onset: mask.onset, end: mask.end, confidence: 1,
        noise: noise, threshold: 0)
      event.details.cause = mask.cause
      event.details.times = [mask.onset]
      let duration = plan.channel.rate.seconds(mask.end - mask.onset)
      let rules = plan.settings.detection.artifacts
      event.evidence = [
        mask.cause == .saturation
          ? Evidence(
            "identical_samples", value: Double(mask.end - mask.onset),
            threshold: Double(rules.clippedRun))
          : Evidence("duration_s", value: duration, threshold: rules.flatlineMinimum)
      ]
      events.append(event)
    }
    return events
  }

  /// Seconds in which a discharge would have been counted: all samples but masks with their guard
  /// times, artifacts, and sustained activity.
  private func analysable(_ events: [Event]) -> Double {
    let rate = plan.channel.rate
    let guardTime = rate.samples(plan.settings.detection.artifacts.guardTime)
    var closed = summary.masks.map { ($0.onset - guardTime)..<($0.end + guardTime) }
    for event in events {
      switch event.type {
      case .tremor, .clonus, .rhythmicBursting, .contraction, .cramp, .artifact, .tonicFiring:
        // A repeating artifact leaves the time between its beats.
        if event.type == .artifact, event.details.times.count > 1 { continue }
        if event.details.cause == .mains { continue }
        closed.append(event.onset..<max(event.onset + 1, event.end))
      default: continue
      }
    }
    closed.sort { $0.lowerBound < $1.lowerBound }
    var total = 0
    for segment in segments {
      var at = segment.lowerBound
      for range in closed where range.upperBound > at && range.lowerBound < segment.upperBound {
        total += max(0, range.lowerBound - at)
        at = max(at, range.upperBound)
      }
      total += max(0, segment.upperBound - at)
    }
    return rate.seconds(total)
  }

  /// Line power over the rest of the band from which a channel is flagged, dB.
  private static let mainsWarning = -10.0
  /// Share of clipped samples from which a channel is flagged.
  private static let clippedWarning = 0.0001

  private func quality() -> SignalQuality {
    var quality = SignalQuality()
    if inspector.sampleCount > 0 {
      quality.clippedFraction = Double(inspector.clippedSamples) / Double(inspector.sampleCount)
    }
    let line = mains.measurement
    quality.mainsHz = line.frequency
    quality.mainsRatioDecibels = line.ratioDecibels
    if let ratio = line.ratioDecibels, ratio > Self.mainsWarning { quality.flags.append("mains") }
    if quality.clippedFraction > Self.clippedWarning { quality.flags.append("clipping") }
    if let noise = summary.noise {
      let limits = plan.settings.conditioning
      if noise < limits.implausiblyLow || noise > limits.implausiblyHigh {
        quality.flags.append("implausible_amplitude")
      }
      if let step = plan.channel.resolution, noise < 2 * step * Double(plan.factor) {
        quality.flags.append("coarse_resolution")
      }
    }
    if plan.channel.rate.samples(plan.settings.detection.noise.lookBack) > summary.sampleCount {
      quality.flags.append("short")
    }
    return quality
  }
}
