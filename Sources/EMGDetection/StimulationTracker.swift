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
  /// - Returns: One artifact a train with its times, and an evoked event a response.
  func remove(from episode: inout Episode, triggers: [TriggerMarks] = []) -> [Event] {
    var found = remove(triggers, from: &episode)
    let marks = jumps(in: episode)
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
      used.formUnion(whole)
      found += take(whole, from: &episode)
    }
    for group in alike(marks, episode) where group.count >= settings.minimumCount {
      let own = group.filter { !used.contains($0) }
      guard own.count >= settings.minimumCount else { continue }
      for train in trains(own, episode) where !train.contains(where: used.contains) {
        let whole = completed(train, by: marks).filter { !used.contains($0) }
        used.formUnion(whole)
        found += take(whole, from: &episode)
      }
    }
    found += take(uneven(strong.filter { !used.contains($0) }, episode), from: &episode)
    return found
  }

  /// Jumps that are stimuli though they keep no clock: steeper than any muscle's, large, and of one size.
  ///
  /// Sampling makes brief pulses look unlike each other, so that their shape is not asked for.
  private func uneven(_ marks: [Int], _ episode: Episode) -> [Int] {
    let reach = Int((settings.unevenRise * rate).rounded(.down))
    guard marks.count >= settings.unevenCount, reach >= 1 else { return [] }
    let pulses = marks.compactMap { mark -> (mark: Int, height: Double, share: Double)? in
      guard let own = snippet(episode.raw, mark) else { return nil }
      let height = Double(peakToPeak(own))
      let jump = zip(own, own.dropFirst(reach)).reduce(Float(0)) { max($0, abs($1.1 - $1.0)) }
      guard height >= settings.unevenSNR * Double(episode.sigma[mark]) else { return nil }
      return (mark, height, Double(jump) / height)
    }
    let heights = pulses.filter { $0.share >= settings.unevenSharpness }.map(\.height)
    guard heights.count >= settings.unevenCount else { return [] }
    let mean = heights.reduce(0, +) / Double(heights.count)
    let variance = heights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(heights.count)
    guard variance.squareRoot() <= settings.unevenVariation * mean else { return [] }
    // A pulse whose edge falls between two samples looks less steep; its size tells it.
    return pulses.filter {
      $0.share >= settings.sharpness && $0.height * settings.shapeGain > mean
        && $0.height < settings.shapeGain * mean
    }.map(\.mark)
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

  private func snippet(_ raw: [Float], _ mark: Int) -> [Float]? {
    let (before, after) = (pulse, 2 * pulse)
    guard mark - before >= 0, mark + after <= raw.count else { return nil }
    let level = raw[(mark - before)..<(mark - before / 2)].reduce(0, +) / Float(before - before / 2)
    return raw[(mark - before)..<(mark + after)].map { $0 - level }
  }

  private func peakToPeak(_ pulse: [Float]) -> Float {
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

  func take(_ train: [Int], from episode: inout Episode) -> [Event] {
    let gaps = zip(train, train.dropFirst()).map { $1 - $0 }
    let period = gaps.min() ?? episode.count
    let before = min(samples(settings.before), period / 3)
    let after = min(samples(settings.after), period - before - 1)
    guard after > 4 else { return [] }
    var marks = train
    guard
      let shape = RepeatingWaveform(
        in: episode, at: &marks, before: before, after: after, room: 1,
        taper: settings.taperShare)
    else { return [] }
    guard areAlike(train, shape, episode) else { return [] }
    let sigma = Double(episode.sigma[train[train.count / 2]])
    let response = response(in: shape.unfiltered, before: before, sigma: sigma, count: train.count)
    var events: [Event] = []
    for mark in train {
      if let response, let event = evoked(response, at: mark, in: episode, shape, sigma) {
        events.append(event)
      }
    }
    for mark in train { shape.remove(shape.copy(in: episode, at: mark), from: &episode) }
    return [artifact(train, first: train[0], last: train[train.count - 1], in: episode)] + events
  }

  /// The stimuli of a train as one event.
  func artifact(_ train: [Int], first: Int, last: Int, in episode: Episode) -> Event {
    let sigma = Double(episode.sigma[train[train.count / 2]])
    var event = Event(
      type: .artifact, channelIndex: 0, onset: max(0, first - pulse),
      end: min(episode.count, last + dead),
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

  /// Whether the median explains what stands at most of the marks: bursts of a muscle that keeps
  /// time are each made anew.
  private func areAlike(
    _ train: [Int], _ shape: RepeatingWaveform, _ episode: Episode
  ) -> Bool {
    let shares = train.map { mark -> Double in
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
      return total > 0 ? 1 - rest / total : 0
    }
    return median(shares) >= settings.alikeShare
  }
}
