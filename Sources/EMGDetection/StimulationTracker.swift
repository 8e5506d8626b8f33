internal import EMGCore
internal import EMGKernels

/// Finds trains of electrical stimuli, takes them and what they evoke out of the signal, and names
/// both.
///
/// A stimulus is a jump of the unfiltered signal that comes again with one shape on a clock's time
/// grid, which no muscle keeps; or one steeper and more even in size than a muscle's. Its median,
/// filter ringing and response included, is subtracted from each copy. A response is told from the
/// stimulus' own tail by turning back where no sum of decaying modes does (``StimulusTail``).
///
/// `StimulusTrains.swift` finds the trains, `EvokedResponses.swift` what they evoke.
struct StimulationTracker: Sendable {
  let settings: StimulationSettings
  let rate: Double

  func samples(_ seconds: Double) -> Int { sampleCount(seconds, at: rate) }

  /// Samples of a stimulus, and of what a recorder's low-pass makes of it.
  var pulse: Int { max(samples(settings.pulse), settings.pulseSamples) }
  /// Samples in which no other stimulus begins.
  private var dead: Int {
    max(
      samples(settings.deadTime),
      min(settings.ringingSamples, samples(settings.shortestPeriod) - 1))
  }

  /// Removes stimuli from an episode.
  ///
  /// - Parameters:
  ///   - episode: The stretch; changed where there are stimuli.
  ///   - triggers: Marks of trigger channels within it, whose stimuli go first.
  ///   - lone: Receives the jumps that belong to no train.
  /// - Returns: One artifact a train with its times, and an evoked event a response.
  func remove(
    from episode: inout Episode, triggers: [TriggerMarks] = [], lone: inout [Int]
  ) -> [Event] {
    var found = remove(triggers, from: &episode)
    let marks = jumps(in: episode)
    lone = marks
    guard marks.count >= settings.minimumCount else { return found }
    var used: Set<Int> = []
    // Short pulses look different from sample to sample: all large jumps together first.
    let sizes = marks.map { abs(episode.raw[$0] - episode.raw[$0 - 1]) }
    let large =
      sizes.sorted()[Int(settings.largeQuantile * Double(sizes.count - 1))]
      * Float(settings.largeShare)
    let strong = marks.indices.filter { sizes[$0] >= large }.map { marks[$0] }
    for train in trains(strong, episode)
    where isSharp(train, episode) && !train.contains(where: used.contains) {
      let whole = completed(train, by: marks).filter { !used.contains($0) }
      let taken = take(whole, from: &episode)
      if !taken.isEmpty { used.formUnion(whole) }
      found += taken
    }
    for group in alike(marks, episode) where group.count >= settings.minimumCount {
      let own = group.filter { !used.contains($0) }
      guard own.count >= settings.minimumCount else { continue }
      for train in trains(own, episode) where !train.contains(where: used.contains) {
        let whole = completed(train, by: marks).filter { !used.contains($0) }
        let taken = take(whole, from: &episode)
        if !taken.isEmpty { used.formUnion(whole) }
        found += taken
      }
    }
    let free = strong.filter { !used.contains($0) }
    let pulses = free.map { pulse(at: $0, in: episode) }
    let own = uneven(pulses, at: free)
    let taken = take(
      own.map { free[$0] }, from: &episode, isUneven: true,
      besides: others(than: own, among: pulses).map { free[$0] })
    used.formUnion(taken.first?.details.times ?? [])
    lone.removeAll(where: used.contains)
    return found + taken
  }

  /// Whether the jumps of a train are as steep as stimuli are, not as muscle is.
  func isSharp(_ train: [Int], _ episode: Episode) -> Bool {
    let shares = train.compactMap { mark -> Double? in
      guard let own = snippet(episode.raw, mark) else { return nil }
      let height = peakToPeak(own)
      let jump = abs(episode.raw[mark] - episode.raw[mark - 1])
      return height > 0 ? Double(jump / height) : nil
    }
    return median(shares) >= settings.sharpness
  }

  /// Places where the unfiltered signal jumps: the first of each within the dead time.
  func jumps(in episode: Episode) -> [Int] {
    let raw = episode.raw
    guard raw.count > 16 else { return [] }
    let stride = max(1, raw.count / 20_000)
    let sizes =
      stride == 1
      ? stepSizes(of: raw)
      : Swift.stride(from: 1, to: raw.count, by: stride).map { abs(raw[$0] - raw[$0 - 1]) }
    let middle = value(ofRank: sizes.count / 2, in: sizes.span)
    let limit = Float(settings.jump) * medianSizeToDeviation * middle
    guard limit > 0 else { return [] }
    let (pulse, dead) = (pulse, dead)
    var marks: [Int] = []
    var i = 1
    while i < raw.count {
      i = firstJump(beyond: limit, in: raw.span, from: i)
      guard i < raw.count else { break }
      // The steepest sample of the pulse is its mark.
      var top = i
      for j in i..<min(raw.count, i + pulse)
      where abs(raw[j] - raw[j - 1]) > abs(raw[top] - raw[top - 1]) {
        top = j
      }
      marks.append(top)
      i = top + dead
    }
    return marks
  }

  func snippet(_ raw: [Float], _ mark: Int) -> [Float]? {
    let (before, after) = (pulse, 2 * pulse)
    guard mark - before >= 0, mark + after <= raw.count else { return nil }
    let level = raw[(mark - before)..<(mark - before / 2)].reduce(0, +) / Float(before - before / 2)
    return raw[(mark - before)..<(mark + after)].map { $0 - level }
  }

  func peakToPeak(_ pulse: [Float]) -> Float {
    (pulse.max() ?? 0) - (pulse.min() ?? 0)
  }

  /// Marks whose pulses have one shape and size, and are sharp.
  private func alike(_ marks: [Int], _ episode: Episode) -> [[Int]] {
    var groups: [(template: [Float], marks: [Int])] = []
    for mark in marks {
      guard let own = snippet(episode.raw, mark) else { continue }
      let jump = abs(episode.raw[mark] - episode.raw[mark - 1])
      guard jump >= Float(settings.sharpness) * peakToPeak(own) else { continue }
      var isPlaced = false
      for g in groups.indices {
        var tt: Float = 0
        var uu: Float = 0
        var tu: Float = 0
        for i in own.indices {
          tt += groups[g].template[i] * groups[g].template[i]
          uu += own[i] * own[i]
          tu += own[i] * groups[g].template[i]
        }
        guard tt > 0, uu > 0 else { continue }
        let likeness = Double(tu / (tt * uu).squareRoot())
        let gain = Double(tu / tt)
        guard likeness >= settings.similarity, gain * settings.shapeGain > 1,
          gain < settings.shapeGain
        else { continue }
        groups[g].marks.append(mark)
        isPlaced = true
        break
      }
      if !isPlaced, groups.count < settings.maximumShapes { groups.append((own, [mark])) }
    }
    return groups.map(\.marks)
  }

  /// Takes a train out of an episode, if its median explains it.
  ///
  /// - Parameters:
  ///   - train: The stimuli.
  ///   - episode: The stretch.
  ///   - isUneven: Whether they stand anywhere between the samples, so that each must be found its place.
  ///   - others: Jumps that belong to it if its median explains them.
  /// - Returns: The train and the responses; none where it is no train.
  func take(
    _ train: [Int], from episode: inout Episode, isUneven: Bool = false, besides others: [Int] = []
  ) -> [Event] {
    guard !train.isEmpty else { return [] }
    var train = train
    let gaps = zip(train, train.dropFirst()).map { $1 - $0 }
    let period = gaps.min() ?? episode.count
    let before = min(samples(settings.before), period / 3)
    let after = min(samples(settings.after), period - before - 1)
    guard after > 4 else { return [] }
    var marks = train
    guard
      let shape = RepeatingWaveform(
        in: episode, at: &marks, before: before, after: after, room: isUneven ? unevenReach : 1,
        taper: settings.taperShare, phases: isUneven ? settings.unevenPhases : 1)
    else { return [] }
    if !isUneven { marks = train }
    let least = isUneven ? settings.unevenOneSize : 0.5
    guard share(marks, alike: shape, episode) >= least else { return [] }
    for other in others {
      let mark = other + shape.bestShift(in: episode, at: other, room: unevenReach)
      guard share([mark], alike: shape, episode) > 0 else { continue }
      train.append(other)
      marks.append(mark)
    }
    train.sort()
    marks.sort()
    let sigma = Double(episode.sigma[train[train.count / 2]])
    let response = response(in: shape.unfiltered, before: before, sigma: sigma, count: train.count)
    var events: [Event] = []
    for mark in marks {
      if let response, let event = evoked(response, at: mark, in: episode, shape, sigma) {
        events.append(event)
      }
    }
    for mark in marks { shape.remove(shape.copy(in: episode, at: mark), from: &episode) }
    return [artifact(train, first: train[0], last: train[train.count - 1], in: episode)] + events
  }

  /// The stimuli of a train as one event.
  func artifact(_ train: [Int], first: Int, last: Int, in episode: Episode) -> Event {
    artifact(
      train, first: first, last: last, noise: Double(episode.sigma[train[train.count / 2]]),
      end: episode.count)
  }

  /// The same of samples that end somewhere.
  func artifact(_ train: [Int], first: Int, last: Int, noise sigma: Double, end: Int) -> Event {
    var event = Event(
      type: .artifact, channelIndex: 0, onset: max(0, first - pulse),
      end: min(end, last + dead),
      confidence: settings.confidence, noise: sigma, threshold: sigma)
    event.details.cause = .stimulation
    event.details.times = train
    event.features = [Measure("stimuli", Double(train.count))]
    if last > first {
      let seconds = Double(last - first) / rate
      event.features.append(Measure("stimulus_rate_hz", Double(train.count - 1) / seconds))
    }
    let clock = clockEvidence(of: train)
    let count = Double(train.count)
    event.evidence = [
      clock >= settings.clockEvidence
        ? Evidence("stimuli_on_a_clock", value: count, threshold: Double(settings.minimumCount))
        : Evidence(
          "stimuli_without_a_clock", value: count, threshold: Double(settings.unevenCount)),
      Evidence("clock_evidence_nats", value: clock, threshold: settings.clockEvidence),
    ]
    return event
  }

  /// The share of marks of which the median, not turned over, explains what stands there: bursts of a
  /// muscle that keeps time are each made anew.
  private func share(
    _ marks: [Int], alike shape: RepeatingWaveform, _ episode: Episode
  ) -> Double {
    let alike = marks.count { mark in
      let copy = shape.copy(in: episode, at: mark)
      let start = mark - shape.before
      var total = 0.0
      var rest = 0.0
      for (i, left) in shape.residual(of: copy, in: episode).enumerated() {
        let position = start + i
        guard position >= 0, position < episode.count else { continue }
        let x = Double(episode.signal[position])
        total += x * x
        rest += Double(left) * Double(left)
      }
      return copy.gain > 0 && total - rest >= settings.alikeShare * total && total > 0
    }
    return Double(alike) / Double(max(1, marks.count))
  }
}
