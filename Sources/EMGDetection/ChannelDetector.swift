public import EMGCore
internal import EMGKernels

/// Detects events on one channel from its conditioned and unfiltered samples, block by block.
///
/// - Shape: one channel; blocks of any length; equal samples give equal events however cut.
/// - Units: µV in; events in samples of the channel's timeline.
/// - Latency: the noise look-ahead (longer during the first seconds), then to the end of the
///   episode: two seconds of silence, or the longest episode.
public struct ChannelDetector: Sendable {
  let settings: DetectionSettings
  let rate: Double
  let decimation: Int
  let channelIndex: Int
  private let gate: Gate
  let classifier: EpisodeClassifier
  let band: ClosedRange<Double>
  private var floor: NoiseFloor
  var units: UnitSorter
  var hindsight: Hindsight
  /// Waveforms too long for the units' window.
  var long: UnitSorter
  /// What may be discharges too weak for the gate, and how far they were looked for.
  var weak: WeakPlaces
  var loose: LooseDischarges
  /// What tells lone discharges from the noise's largest peaks.
  var lone: LonePeaks
  /// What may be stimuli that come too seldom for a train.
  var seldom = SeldomStimuli()
  var looked = 0
  /// The last place on the timeline that was searched for known units.
  var searched = 0
  private(set) var heart: CardiacTracker
  private var calibration: GateCalibration
  /// Movement below the band, and the samples that it has seen; nil where it is not looked for.
  var motion: MotionTracker?
  private var followed = 0

  // The current segment, by position.
  var origin = 0
  private(set) var signal: SampleFrames
  private var raw: SampleFrames
  private(set) var score: SampleFrames
  /// The samples around the frame that is scored; kept so that nothing is allocated.
  private var window: [Float] = []
  private var scratch = Gate.Scratch()
  /// The noise of the scored frames that an episode may need.
  private(set) var states: [(range: Range<Int>, noise: NoiseState)] = []
  /// Samples that went into the noise floor, and samples with a score.
  private var measured = 0
  private(set) var scored = 0
  private var segmentFrame = 0
  private var totalFrames = 0
  private(set) var isOver = false
  /// Whether the recording is over too.
  private var isFinal = false

  private(set) var episodeStart: Int?
  private var lastOpen = 0
  private(set) var continues = false
  /// Gate openings of the open episode, as first and last sample.
  private var openings: [ClosedRange<Int>] = []
  private(set) var scanned = 0
  private(set) var pendingCut = 0

  var masks: [Mask] = []
  var triggers: [TriggerMarks] = []
  var others = OtherChannels()
  /// Events that were found and not yet handed over.
  var finished: [Event] = []
  /// What is kept of the signal of lasting events.
  public internal(set) var courses: ActivityCourses
  private var floors = NoiseMedian()

  /// Makes a detector for a channel.
  ///
  /// - Parameters:
  ///   - channelIndex: The channel's index in the recording.
  ///   - rate: The rate of the samples that will come, which is the channel's over `decimation`.
  ///   - decimation: Samples of the channel's timeline per sample that will come.
  ///   - band: The band of the conditioned samples, Hz.
  ///   - stepResponse: The answer of the conditioning filter to a step of one at the rate of the
  ///     samples that will come, an odd count of values with the step in the middle.
  ///   - settings: What shapes detection.
  public init(
    channelIndex: Int, rate: SampleRate, decimation: Int, band: ClosedRange<Double>,
    stepResponse: [Float], settings: DetectionSettings
  ) {
    self.settings = settings
    self.rate = rate.hertz
    self.decimation = decimation
    self.channelIndex = channelIndex
    self.band = band
    self.courses = ActivityCourses(settings: settings.measures)
    self.gate = Gate(rate: rate.hertz, settings: settings.gate)
    self.classifier = EpisodeClassifier(
      settings: settings, rate: rate.hertz, gate: gate, stepResponse: stepResponse, band: band)
    self.floor = NoiseFloor(
      rate: rate.hertz, band: band, lagCount: gate.lagCount, settings: settings.noise)
    self.units = UnitSorter(settings: settings.units, rate: rate.hertz)
    self.long = .long(settings: settings.units, rate: rate.hertz)
    self.hindsight = Hindsight(settings: settings.units, rate: rate.hertz)
    self.weak = WeakPlaces(settings: settings.unitSearch, window: units.window, rate: rate.hertz)
    self.loose = LooseDischarges(settings: settings.unitSearch)
    self.lone = LonePeaks(settings: settings.tail)
    self.signal = SampleFrames(length: floor.frameLength)
    (self.raw, self.score) = (signal, signal)
    self.calibration = GateCalibration(
      rate: rate.hertz, frameLength: floor.frameLength, settings: settings.gate)
    if settings.motion.isOn {
      self.motion = MotionTracker(settings: settings.motion, rate: rate.hertz)
    }
    self.heart = CardiacTracker(
      settings: settings.cardiac, rhythm: settings.rhythm, rate: rate.hertz)
  }

  /// Begins a stretch without gaps.
  ///
  /// - Parameter position: The timeline position of the first sample that will come.
  public mutating func beginSegment(at position: Int) {
    origin = position
    signal.removeAll()
    raw.removeAll()
    score.removeAll()
    (measured, scored, scanned, segmentFrame, pendingCut) = (0, 0, 0, totalFrames, 0)
    (followed, looked) = (0, 0)
    motion?.beginSegment()
    weak.beginSegment()
    (episodeStart, continues, isOver) = (nil, false, false)
    openings.removeAll()
    states.removeAll()
  }

  /// Takes the next samples of the stretch.
  ///
  /// - Parameters:
  ///   - conditioned: Band-passed samples, µV.
  ///   - unfiltered: The samples at the same positions without filter, µV.
  public mutating func append(_ conditioned: ArraySlice<Float>, unfiltered: ArraySlice<Float>) {
    precondition(conditioned.count == unfiltered.count, "both signals advance together")
    signal.append(conditioned.span)
    raw.append(unfiltered.span)
    advance()
  }

  /// Ends the stretch: all that was waiting for more is decided.
  ///
  /// - Parameter isLast: Whether the recording is over, so that no beat of a reference is still to come.
  public mutating func endSegment(isLast: Bool = false) {
    isOver = true
    isFinal = isLast
    advance()
  }

  /// Ends the recording, after its last segment: what was left open is looked at with all units known.
  public mutating func finish() {
    revise(all: true)
    findWeak(all: true)
    nameSeldomStimuli()
    dropCardiacUnits()
    dropChance()
  }

  /// Events decided since the last call, in the order in which they were decided.
  public mutating func takeEvents() -> [Event] {
    defer { finished.removeAll() }
    return finished
  }

  /// The median noise floor so far, µV, or nil where nothing was analysed.
  public var noise: Double? { floors.median }

  /// Values of the noise that are kept for its median.
  public var keptFloors: Int { floors.kept }

  private mutating func advance() {
    let frame = floor.frameLength
    while available - measured >= frame || (isOver && available > measured) {
      let end = min(measured + frame, available)
      floor.append(frame: signal.frame(at: measured)[...])
      measured = end
      totalFrames += 1
    }
    while scored < measured {
      let index = segmentFrame + scored / frame
      if !isOver, totalFrames - 1 - index < floor.framesNeeded(after: index) { break }
      if !isOver, available - min(scored + frame, measured) < gate.margin { break }
      scoreFrame(scored..<min(scored + frame, measured), index: index)
    }
    scan()
    if isOver { closeEpisode(at: available, continues: false) }
    lookForPlaces(before: isOver ? scored : decided)
    follow()
    forget()
  }

  /// Looks for movement below the band in what is decided otherwise.
  private mutating func follow() {
    guard var tracker = motion else { return }
    motion = nil
    let block = tracker.blockLength
    while available - followed >= block {
      followed += Self.follow(followed..<available, signal, raw, by: &tracker)
    }
    let found = tracker.decide(before: decided, isOver: isOver)
    if !found.isEmpty { finished += found.map { moved($0, from: 0) } }
    motion = tracker
  }

  /// Hands the whole blocks of a frame, or the one that goes on in the next, to what looks for
  /// movement.
  ///
  /// - Parameters:
  ///   - range: The samples that were not handed over yet, a block at the least.
  ///   - signal: The conditioned signal.
  ///   - raw: The unfiltered one.
  ///   - tracker: What looks for movement.
  /// - Returns: How many samples were handed over.
  private static func follow(
    _ range: Range<Int>, _ signal: SampleFrames, _ raw: SampleFrames,
    by tracker: inout MotionTracker
  ) -> Int {
    let block = tracker.blockLength
    let first = range.lowerBound - signal.frameStart(of: range.lowerBound)
    let count = min(signal.length - first, range.count) / block * block
    guard count > 0 else {
      let whole = range.lowerBound..<(range.lowerBound + block)
      let (own, unfiltered) = (signal[whole], raw[whole])
      tracker.append(own.span, unfiltered: unfiltered.span)
      return block
    }
    let own = signal.frame(at: range.lowerBound)
    let unfiltered = raw.frame(at: range.lowerBound)
    let inner = first..<(first + count)
    tracker.append(own.span.extracting(inner), unfiltered: unfiltered.span.extracting(inner))
    return count
  }

  private mutating func scoreFrame(_ range: Range<Int>, index: Int) {
    let noise = floor.state(ofFrame: index)
    floors.add(noise.sigma)
    var own = score.takeSpare()
    // Taken out meanwhile, so that it is changed in place.
    var work = Gate.Scratch()
    swap(&work, &scratch)
    gate.prepare(for: noise, &work)
    let (margin, rim) = (gate.margin, gate.rim)
    func appendScores(_ part: Range<Int>) {
      signal.window((part.lowerBound - margin)..<(part.upperBound + margin), into: &window)
      gate.appendScores(window: window.span, &work, to: &own)
    }
    if range.count > 4 * rim {
      // The inner of the frame where it is, its rims with what is beside them.
      appendScores(range.lowerBound..<(range.lowerBound + rim))
      let frame = signal.frame(at: range.lowerBound)
      gate.appendScores(
        window: frame.span.extracting((rim - margin)..<(range.count - rim + margin)), &work,
        to: &own)
      appendScores((range.upperBound - rim)..<range.upperBound)
    } else {
      appendScores(range)
    }
    swap(&work, &scratch)
    calibration.append(frame: own[...])
    score.append(frame: own)
    states.append((range, noise))
    motion?.add(noise: noise.sigma, upTo: range.upperBound)
    scored = range.upperBound
  }

  func samples(_ seconds: Double) -> Int { sampleCount(seconds, at: rate, minimum: 0) }

  /// Samples of the stretch so far.
  var available: Int { signal.end }

  /// Opens and closes episodes along the scored samples.
  private mutating func scan() {
    let gap = samples(settings.segmentation.episodeGap)
    let longest = samples(settings.segmentation.episodeMaximum)
    // The frame of scores in which is looked.
    var (scores, known) = ([Float](), 0..<0)
    while scanned < scored {
      if episodeStart == nil {
        // Nothing happens until the gate opens.
        scanned = firstOpen(from: scanned)
        if scanned == scored { break }
      }
      if scanned >= known.upperBound {
        scores = score.frame(at: scanned)
        let first = score.frameStart(of: scanned)
        known = first..<(first + scores.count)
      }
      let isOpen = scores[scanned - known.lowerBound] >= 1
      if isOpen {
        if episodeStart == nil {
          episodeStart = max(pendingCut, scanned - gap / 2)
          continues = false
        }
        if let last = openings.last, scanned - last.upperBound <= 1 {
          openings[openings.count - 1] = last.lowerBound...scanned
        } else {
          openings.append(scanned...scanned)
        }
        lastOpen = scanned
      } else if episodeStart != nil, scanned - lastOpen >= longestPause {
        closeEpisode(at: lastOpen + gap / 2, continues: false)
      }
      if let start = episodeStart, scanned - start >= longest { splitEpisode() }
      scanned += 1
      // While the gate is closed nothing happens until it opens or the episode ends or is too long.
      if !isOpen, let start = episodeStart {
        let next = min(firstOpen(from: scanned), lastOpen + longestPause, start + longest)
        scanned = max(scanned, next)
      }
    }
  }

  /// Samples without an opening after which the episode ends: more where it ends with a group.
  private var longestPause: Int {
    let rules = settings.segmentation
    let gap = samples(rules.episodeGap)
    guard rules.groupGap > rules.episodeGap, let last = openings.last else { return gap }
    let (inner, longest) = (samples(rules.groupInterval), samples(rules.groupLongest))
    var first = last.lowerBound
    for opening in openings.dropLast().reversed() {
      guard first - opening.upperBound <= inner, last.upperBound - first <= longest else { break }
      first = opening.lowerBound
    }
    let length = last.upperBound - first
    return length >= samples(rules.groupShortest) && length <= longest
      ? samples(rules.groupGap) : gap
  }

  /// The first scored sample from one on at which the gate is open, or the end of them.
  private func firstOpen(from start: Int) -> Int {
    score.firstPosition(reaching: 1, from: start)
  }

  /// Ends an episode that grew too long, at its widest gap in its later half.
  private mutating func splitEpisode() {
    guard let start = episodeStart else { return }
    let half = start + (scanned - start) / 2
    var cut = scanned
    var widest = 0
    for (a, b) in zip(openings, openings.dropFirst()) where a.upperBound >= half {
      let width = b.lowerBound - a.upperBound
      if width > widest { (widest, cut) = (width, a.upperBound + width / 2) }
    }
    let later = openings.filter { $0.lowerBound >= cut }
    closeEpisode(at: cut, continues: true)
    if !later.isEmpty {
      episodeStart = cut
      continues = true
      openings = later
    }
  }

  private mutating func closeEpisode(at end: Int, continues continuesAfter: Bool) {
    guard let start = episodeStart else { return }
    lookForPlaces(before: start, isWhole: false)
    let range = start..<min(end, scored)
    episodeStart = nil
    openings.removeAll(keepingCapacity: true)
    pendingCut = end
    guard !range.isEmpty else { return }
    var episode = Episode(
      start: start, signal: signal[range], raw: raw[range], score: score[range],
      sigma: Self.noise(range, states), rate: rate)
    episode.continuesBefore = continues
    let guardTime = samples(settings.artifacts.guardTime)
    // Masks that end later are known or not, as blocks were cut: none of them counts.
    let known = scanned + floor.framesAhead * floor.frameLength
    episode.masked = masks.compactMap { mask in
      guard (mask.end - origin) / decimation <= known else { return nil }
      let low = (mask.onset - origin) / decimation - start - guardTime
      let high = (mask.end - origin) / decimation - start + guardTime
      return high > 0 && low < range.count ? low..<max(low + 1, high) : nil
    }
    masks.removeAll { ($0.end - origin) / decimation + guardTime < start }
    episode.continuesAfter = continuesAfter
    episode.isFirst = start == 0
    episode.isLast = isOver && range.upperBound >= available
    continues = false
    // The noise's tail as known when the episode ends; the first frames are scored together.
    let frame = segmentFrame + min(scanned, scored - 1) / floor.frameLength
    episode.gateFactor = calibration.factor(afterFrame: max(frame, floor.framesAtStart))
    episode.raiseGate()
    episode.states = states.compactMap { frame in
      let own = frame.range.clamped(to: range)
      let low = own.lowerBound - start
      return own.isEmpty ? nil : (low..<(low + own.count), frame.noise)
    }
    // Only where the gate opens is it asked for.
    let scores = episode.score
    let open = episode.states.filter {
      firstIndex(reaching: 1, in: scores.span.extracting($0.range), from: 0) < $0.range.count
    }
    let limits = calibration.localLimits(
      around: open.map {
        segmentFrame + (start + $0.range.lowerBound) / floor.frameLength
      }, upTo: frame)
    episode.localLimits = zip(open, limits).map { ($0.range, $1) }
    let marked = takeTriggers(start, range.count)
    let tracker = StimulationTracker(settings: settings.stimulation, rate: rate)
    var lone: [Int] = []
    var events = tracker.remove(from: &episode, triggers: marked, lone: &lone)
    if weak.isOn, !lone.isEmpty {
      let sweeps = tracker.sweeps(
        at: lone, in: episode, origin: placed(0, start), decimation: decimation)
      seldom.add(sweeps, upTo: settings.stimulation.seldomMost)
    }
    let beats = others.heart(
      from: start, count: range.count,
      known: isFinal ? .max : placed(0, min(known, available)), settings: settings.cardiac,
      rate: rate
    ) { [origin, decimation] in ($0 - origin) / decimation }
    if let event = heart.remove(from: &episode, reference: beats) {
      events.append(event)
      episode.hasHeart = true
    }
    if !events.isEmpty { episode.rescore(gate) }
    let found = classifier.events(in: &episode, units: &units, long: &long)
    if events.isEmpty {
      events = found.events
    } else {
      let remains = StimulationRemains(of: events, settings: settings, rate: rate)
      events += found.events.filter { !remains.hold($0) }
      events = tracker.withLateResponses(events, count: episode.count)
    }
    let precedence = EventPrecedence(shortest: samples(settings.classification.sustainedMinimum))
    events = precedence.settled(events)
    for event in events where event.type == .artifact && event.details.cause != .ecg {
      motion?.add(disturbance: (start + event.onset)..<(start + max(event.onset + 1, event.end)))
    }
    let first = finished.count
    append(
      events.map { placed($0, start, episode) }, after: episode.continuesBefore ? start : nil)
    for discharge in found.open {
      hindsight.keep(discharge, of: episode, first: first, origin: origin)
    }
    if hindsight.isFull { revise(all: false) }
    lookForPlaces(in: episode, besides: events)
  }

  /// The noise of each sample of a range, by that of frames.
  private static func noise(
    _ range: Range<Int>, _ states: [(range: Range<Int>, noise: NoiseState)]
  ) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(range.count)
    for (own, noise) in states {
      EMGKernels.append(Float(noise.sigma), count: own.clamped(to: range).count, to: &result)
    }
    return result
  }

  /// Drops samples that no episode can need any more.
  private mutating func forget() {
    let needed = min(
      episodeStart ?? max(0, scanned - samples(settings.segmentation.episodeGap)),
      max(0, scored - gate.margin), motion == nil ? .max : followed,
      weak.isOn ? max(0, looked - weak.margin) : .max)
    guard needed - signal.start >= signal.length else { return }
    signal.drop(before: needed)
    raw.drop(before: needed)
    score.drop(before: needed)
    calibration.forget(before: segmentFrame + needed / floor.frameLength)
    states.removeFirst(states.prefix { $0.range.upperBound <= needed }.count)
  }
}
