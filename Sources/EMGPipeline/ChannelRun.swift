internal import EMGCore
internal import EMGDetection
internal import EMGFilters
internal import EMGKernels

/// One channel from samples as delivered to events, synchronously.
struct ChannelRun: Sendable {
  let plan: ChannelPlan
  private var conditioning: Conditioning
  private var detector: ChannelDetector
  private var inspector: SignalInspector

  /// Position after the last sample of the segment; nil between segments.
  private var position: Int?
  private var lastValue: Float = 0
  /// Missing samples after the last one, not yet known to be a gap or bridged.
  private var missing = 0
  private var scaled: [Float] = []

  private(set) var summary: ChannelSummary
  /// Samples too large to be a measurement, which were taken for missing.
  private(set) var impossible = 0
  /// Conditioned samples that detection has.
  private(set) var handed = 0
  /// What was kept of the signal of lasting events.
  var courses: ActivityCourses { detector.courses }
  private(set) var end = 0
  private var maskEvents: MaskEvents
  /// Whether events are handed over as they are decided.
  private let isLive: Bool
  private var tally: ChannelTally

  /// - Parameters:
  ///   - plan: What was worked out for the channel.
  ///   - mains: The canceller, at its beginning.
  ///   - isLive: Whether events are handed over as they are decided.
  init(_ plan: ChannelPlan, mains: MainsCanceller, isLive: Bool = false) {
    self.plan = plan
    self.isLive = isLive
    conditioning = Conditioning(plan, mains: mains)
    maskEvents = MaskEvents(
      channelIndex: plan.index, rate: plan.channel.rate, settings: plan.settings)
    tally = ChannelTally(settings: plan.settings.detection, rate: plan.channel.rate)
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

  /// Takes what other channels tell with a block; must come before the block's samples.
  mutating func add(_ side: SideReader) {
    for (beats, channel) in zip(side.beats.beats, side.beats.channels) where !beats.isEmpty {
      detector.add(beats: beats, of: channel)
    }
    for movement in side.movements { detector.add(movement: movement) }
    let triggers = side.triggers
    let own = plan.channel.rate
    for (marks, (channel, rate)) in zip(triggers.marks, zip(triggers.channels, triggers.rates))
    where !marks.isEmpty {
      detector.add(
        triggers: rate == own ? marks : marks.map { own.samples(rate.seconds($0)) }, of: channel)
    }
  }

  /// Takes samples of the channel's timeline in its own unit; NaN is missing.
  mutating func append(_ samples: [Float], at start: Int) {
    let low = max(start, plan.window.lowerBound)
    let high = min(start + samples.count, plan.window.upperBound)
    end = max(end, start + samples.count)
    guard low < high else { return }
    let wanted = samples.span.extracting((low - start)..<(high - start))
    if goesOn(with: wanted, at: low) { return }
    let isWhole = scale(
      wanted, by: plan.factor, within: PhysicalUnit.largestMicrovolts, into: &scaled)
    if !isWhole { impossible += knownCount(of: wanted) - knownCount(of: scaled.span) }
    if let position, low > position + missing { missing = low - position }
    var i = 0
    while i < scaled.count {
      if scaled[i].isNaN {
        if position != nil { missing += 1 }
        if missing > bridgeLimit { endSegment() }
        i += 1
        continue
      }
      var stop = isWhole ? scaled.count : i
      while stop < scaled.count, !scaled[stop].isNaN { stop += 1 }
      resume(at: low + i, value: scaled[i])
      take(scaled[i..<stop])
      i = stop
    }
    if end >= plan.window.upperBound { endSegment() }
  }

  /// Takes what follows without a gap, where nothing is missing in it: mostly.
  ///
  /// - Returns: Whether it was taken; it must be looked at sample by sample otherwise.
  private mutating func goesOn(with samples: Span<Float>, at start: Int) -> Bool {
    guard plan.decimation == 1, missing == 0, start == position, end < plan.window.upperBound,
      conditioning.append(samples, scaledBy: plan.factor)
    else { return false }
    let own = conditioning.latest(samples.count)
    inspector.append(own)
    inspect()
    let last = own.last
    handed += conditioning.forward(to: &detector)
    note(samples.count, last: last)
    return true
  }

  /// Bridges a short gap, or ends the segment and begins a new one.
  private mutating func resume(at start: Int, value: Float) {
    if let position, start - position > 0 {
      let count = start - position
      if count <= bridgeLimit {
        let step = (value - lastValue) / Float(count + 1)
        let line = (1...count).map { lastValue + step * Float($0) }
        // The inspector sees no bridge: it goes on behind it.
        inspector.endSegment()
        inspect()
        inspector.beginSegment(at: start)
        let mask = Mask(onset: position, end: start, cause: .dropout)
        note(mask)
        detector.add(mask: mask)
        handed += conditioning.forward(line[...], to: &detector)
        self.position = start
      } else {
        endSegment()
      }
    }
    missing = 0
    if position == nil {
      position = start
      if tally.first != nil { note(Mask(onset: tally.last, end: start, cause: .dropout)) }
      detector.beginSegment(at: start)
      inspector.beginSegment(at: start)
      tally.begin(at: start)
    }
  }

  private mutating func take(_ samples: ArraySlice<Float>) {
    inspector.append(samples)
    // The detector must know of a mask before the samples that follow it.
    inspect()
    handed += conditioning.forward(samples, to: &detector)
    note(samples.count, last: samples.last)
  }

  private mutating func note(_ count: Int, last: Float?) {
    position = (position ?? 0) + count
    lastValue = last ?? lastValue
    summary.sampleCount += count
  }

  private mutating func inspect() {
    for mask in inspector.takeMasks() {
      note(mask)
      detector.add(mask: mask)
    }
  }

  private mutating func note(_ mask: Mask) {
    summary.masks.append(mask)
    maskEvents.add(mask)
    tally.add(mask)
  }

  /// The positions before which no event will begin that is not known yet: of detection and of masks.
  var frontier: (detection: Int, masks: Int) {
    guard end < plan.window.upperBound else { return (.max, .max) }
    let detection = position == nil ? max(end, detector.frontier) : detector.frontier
    let masks = position == nil ? tally.first == nil ? end : tally.last : inspector.frontier
    return (detection, masks)
  }

  /// Events that were found and may yet be lengthened.
  var openEvents: [Event] { detector.openEvents + maskEvents.openEvents }

  /// Hands over the events that nothing later can change.
  mutating func takeDecided() -> [Event] {
    let events = detector.takeDecided() + maskEvents.takeDecided(before: frontier.masks)
    for event in events { tally.add(event) }
    if tally.isDue {
      let (frontier, open) = (frontier, openEvents)
      tally.settle(before: min(frontier.detection, frontier.masks), open: open)
    }
    return events
  }

  /// What is kept of single events, masks and frames for the summary, the list of masks left out, which is
  /// a part of it.
  var kept: Int { tally.waiting + detector.keptFloors }

  /// Forgets what was kept of a lasting event's signal.
  mutating func dropCourse(of event: Event) { detector.dropCourse(of: event) }

  private mutating func endSegment(isLast: Bool = false) {
    guard let last = position else { return }
    inspector.endSegment()
    inspect()
    handed += conditioning.endSegment(to: &detector)
    detector.endSegment(isLast: isLast)
    tally.end(at: last)
    position = nil
    missing = 0
  }

  /// Ends the recording.
  ///
  /// - Returns: The channel's events that were not handed over yet by onset, those for masks and
  ///   gaps included.
  mutating func finish() -> [Event] {
    endSegment(isLast: true)
    detector.finish()
    var events = detector.takeEvents()
    // The last of the reduced samples may stand for fewer than the others.
    for n in events.indices where events[n].onset < tally.last {
      events[n].end = min(events[n].end, tally.last)
    }
    let noise = detector.noise
    summary.noise = noise
    summary.channel.sampleCount = summary.sampleCount
    summary.masks.sort { ($0.onset, $0.end) < ($1.onset, $1.end) }
    // Of a live run's masks none has its noise, whenever it was handed over.
    events += maskEvents.takeAll(noise: isLive ? .nan : noise ?? 0)
    let quality = ChannelQuality(plan: plan, line: conditioning.line)
    if let line = quality.mainsEvent(noise: noise ?? 0, from: tally.first, to: tally.last) {
      events.append(line)
    }
    events.sort { ($0.onset, $0.end, $0.type.rawValue) < ($1.onset, $1.end, $1.type.rawValue) }
    for event in events { tally.add(event) }
    let units: [UnitTrain]
    (summary.analysable, units) = tally.finish()
    if !plan.settings.detection.array.isArray { summary.units = units }
    summary.quality = quality.measured(inspector, summary)
    return events
  }
}
