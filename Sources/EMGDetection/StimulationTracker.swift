internal import EMGCore
internal import EMGKernels
internal import RealModule

/// Finds trains of electrical stimuli, takes them and what they evoke out of the signal, and names
/// both.
///
/// A stimulus is a jump of the unfiltered signal that comes again with one shape on a clock's time
/// grid, which no muscle keeps. Its median, filter ringing and response included, is subtracted
/// from each copy. A response is told from the stimulus' own tail by turning back: a tail only falls.
struct StimulationTracker: Sendable {
  let settings: StimulationSettings
  let rate: Double

  func samples(_ seconds: Double) -> Int { sampleCount(seconds, at: rate) }

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
    let large = sizes.sorted()[Int(0.8 * Double(sizes.count - 1))] * Float(settings.largeShare)
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
    return found
  }

  /// Whether the jumps of a train are as steep as stimuli are, not as muscle is.
  func isSharp(_ train: [Int], _ episode: Episode) -> Bool {
    let shares = train.compactMap { mark -> Double? in
      guard let own = snippet(episode.raw, mark) else { return nil }
      let height = (own.max() ?? 0) - (own.min() ?? 0)
      let jump = abs(episode.raw[mark] - episode.raw[mark - 1])
      return height > 0 ? Double(jump / height) : nil
    }
    return median(shares) >= settings.sharpness
  }

  /// A train with the stimuli on its grid whose shape the sampling made look different.
  private func completed(_ train: [Int], by marks: [Int]) -> [Int] {
    let train = wholeRun(train, marks)
    guard let first = train.first, let last = train.last, train.count > 1 else { return train }
    var grid = ClockGrid(through: train)
    let tolerance = max(2, 1.5 * settings.clock * rate)
    func nearest(_ due: Double) -> Int? {
      marks.filter { abs(Double($0) - due) <= tolerance }
        .min { abs(Double($0) - due) < abs(Double($1) - due) }
    }
    // Within the train every place of the grid, also where sampling hid the pulse.
    let range = grid.cycle(of: first)...max(grid.cycle(of: first), grid.cycle(of: last))
    var result = range.map { nearest(grid.due($0)) ?? Int(grid.due($0).rounded()) }
    // Beyond its ends as long as pulses follow.
    for direction in [-1, 1] {
      var cycle = direction < 0 ? range.lowerBound : range.upperBound
      var pending: [Int] = []
      while pending.count < settings.mostMissed {
        cycle += direction
        if let mark = nearest(grid.due(cycle)) {
          result += pending + [mark]
          pending = []
          grid.add(mark, at: cycle)
        } else {
          pending.append(Int(grid.due(cycle).rounded()))
        }
      }
    }
    return Set(result.filter { $0 > 0 }).sorted()
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
    var scratch: [Float] = []
    let middle = value(ofRank: sizes.count / 2, in: sizes.span, near: 0, scratch: &scratch)
    let limit = Float(settings.jump) * medianSizeToDeviation * middle
    guard limit > 0 else { return [] }
    let dead = samples(settings.deadTime)
    var marks: [Int] = []
    var i = 1
    while i < raw.count {
      i = firstJump(beyond: limit, in: raw.span, from: i)
      guard i < raw.count else { break }
      // The steepest sample of the pulse is its mark.
      var top = i
      for j in i..<min(raw.count, i + samples(settings.pulse))
      where abs(raw[j] - raw[j - 1]) > abs(raw[top] - raw[top - 1]) {
        top = j
      }
      marks.append(top)
      i = top + dead
    }
    return marks
  }

  private func snippet(_ raw: [Float], _ mark: Int) -> [Float]? {
    let before = samples(settings.pulse)
    let after = 2 * samples(settings.pulse)
    guard mark - before >= 0, mark + after <= raw.count else { return nil }
    let level = raw[(mark - before)..<(mark - before / 2)].reduce(0, +) / Float(before - before / 2)
    return raw[(mark - before)..<(mark + after)].map { $0 - level }
  }

  /// Marks whose pulses have one shape and size, and are sharp.
  private func alike(_ marks: [Int], _ episode: Episode) -> [[Int]] {
    var groups: [(template: [Float], marks: [Int])] = []
    for mark in marks {
      guard let own = snippet(episode.raw, mark) else { continue }
      let high = own.max() ?? 0
      let low = own.min() ?? 0
      let jump = abs(episode.raw[mark] - episode.raw[mark - 1])
      guard jump >= Float(settings.sharpness) * (high - low) else { continue }
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
        guard likeness >= settings.similarity, gain > 0.6, gain < 1.6 else { continue }
        groups[g].marks.append(mark)
        isPlaced = true
        break
      }
      if !isPlaced, groups.count < settings.maximumShapes { groups.append((own, [mark])) }
    }
    return groups.map(\.marks)
  }

  /// How far a mark may stand from its place on a grid that other marks give, samples.
  ///
  /// - Parameters:
  ///   - count: Marks that give the grid.
  ///   - cycles: Cycles to the nearest of them.
  /// - Returns: Samples; the grid's own error is the larger the fewer marks give it.
  private func clockTolerance(_ count: Int, _ cycles: Int) -> Double {
    max(1.5, settings.clock * rate) * (1 + 2 * Double(cycles) / Double(count))
  }

  /// How much better a clock explains a mark than the steadiest motor unit does, nats: by chance it
  /// would lie on the grid with the share of the unit's intervals that the tolerance covers.
  private func evidence(_ period: Double, _ count: Int, _ cycles: Int) -> Double {
    let spread = settings.steadiestUnit * period * Double(cycles).squareRoot()
    let chance = 2 * clockTolerance(count, cycles) / (spread * (2 * Double.pi).squareRoot())
    // A clock seldom misses a beat; a unit that is on the grid by chance mostly does.
    return max(0, -Double.log(chance)) - settings.missedNats * Double(cycles - 1)
  }

  /// The same of a run; its first two marks give the grid.
  private func clockEvidence(of run: [Int]) -> Double {
    let gaps = zip(run, run.dropFirst()).map { Double($1 - $0) }
    guard let shortest = gaps.min(), shortest > 0 else { return 0 }
    return gaps.indices.dropFirst().reduce(0) { sum, n in
      sum + evidence(shortest, n + 1, max(1, Int((gaps[n] / shortest).rounded())))
    }
  }

  /// The runs of marks that lie on a clock's grid, whatever marks stand between: a response may jump
  /// as far as its stimulus.
  private func trains(_ marks: [Int], _ episode: Episode) -> [[Int]] {
    var result: [[Int]] = []
    var open = marks
    // Marks in a row first: every second stimulus is on a grid, too.
    for step in 1...(1 + settings.mostBetween) {
      var start = 0
      while start + settings.minimumCount <= open.count {
        if let run = run(from: start, by: step, open),
          clockEvidence(of: run) >= settings.clockEvidence
        {
          result.append(run)
          let own = Set(run)
          open.removeAll(where: own.contains)
        } else {
          start += 1
        }
      }
    }
    return result
  }

  /// A run with the marks between its own, where they stand on a finer grid: the first two marks may
  /// have stood too far beside it for the search.
  private func wholeRun(_ run: [Int], _ marks: [Int]) -> [Int] {
    let grid = ClockGrid(through: run)
    let first = grid.cycle(of: run[0])
    let last = grid.cycle(of: run[run.count - 1])
    for parts in stride(from: 1 + settings.mostBetween, through: 2, by: -1)
    where grid.period / Double(parts) >= rate * settings.shortestPeriod {
      let places = (first * parts...last * parts).filter { $0 % parts != 0 }.map {
        grid.due(0) + Double($0) * grid.period / Double(parts)
      }
      let between = places.compactMap { due in
        marks.first { abs(Double($0) - due) <= clockTolerance(run.count, 1) }
      }
      if Double(between.count) >= settings.betweenShare * Double(places.count) {
        return (run + between).sorted()
      }
    }
    return run
  }

  /// The run of marks on the grid that two of them give; nil where it is too brief or too fast, or
  /// what stands beside it keeps no latency.
  private func run(from start: Int, by step: Int, _ marks: [Int]) -> [Int]? {
    guard start + step < marks.count else { return nil }
    var run = [marks[start], marks[start + step]]
    var grid = ClockGrid(through: run)
    guard grid.period >= rate * settings.shortestPeriod else { return nil }
    var cycle = 1
    // Where what stands between lies in its cycle: a response keeps its latency, a unit does not.
    var between: [Double] = []
    for next in (start + step + 1)..<max(start + step + 1, marks.count) {
      let own = grid.cycle(of: marks[next])
      let cycles = own - cycle
      guard cycles <= 4 else { break }
      let beside = Double(marks[next]) - grid.due(own)
      if cycles >= 1, abs(beside) <= clockTolerance(run.count, cycles) {
        run.append(marks[next])
        grid.add(marks[next], at: own)
        cycle = own
      } else {
        guard step > 1 else { break }
        between.append(beside < 0 ? beside + grid.period : beside)
      }
    }
    let middle = median(between)
    let spread = median(between.map { abs($0 - middle) })
    guard run.count >= settings.minimumCount, spread <= clockTolerance(run.count, 0) else {
      return nil
    }
    return run
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
        in: episode, at: &marks, before: before, after: after, room: 1)
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
      type: .artifact, channelIndex: 0, onset: max(0, first - samples(settings.pulse)),
      end: min(episode.count, last + samples(settings.deadTime)),
      confidence: settings.confidence, noise: sigma, threshold: sigma)
    event.details.cause = .stimulation
    event.details.times = train
    event.features = [Measure("stimuli", Double(train.count))]
    if last > first {
      let seconds = Double(last - first) / rate
      event.features.append(Measure("stimulus_rate_hz", Double(train.count - 1) / seconds))
    }
    event.evidence = [
      Evidence(
        "stimuli_on_a_clock", value: Double(train.count), threshold: Double(settings.minimumCount)),
      Evidence(
        "clock_evidence_nats", value: clockEvidence(of: train), threshold: settings.clockEvidence),
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

  /// A response within the average: where it leaves the tail of the stimulus, its largest
  /// deflection, its end, from the mark, and its height.
  struct Response {
    var onset: Int
    var peak: Int
    var end: Int
    var height: Float
  }

  func response(
    in average: [Float], before: Int, sigma: Double, count: Int
  ) -> Response? {
    let first = before + samples(settings.earliest)
    guard first + 3 < average.count else { return nil }
    // Turning points, by a hysteresis of the average's own noise.
    let step = Float(settings.turn * sigma / Double(count).squareRoot().rounded(.up))
    let least = max(step, Float(settings.responseLevel * sigma))
    var extremes: [(index: Int, value: Float)] = []
    var low = first
    var high = first
    var direction = 0
    for i in first..<average.count {
      if average[i] > average[high] { high = i }
      if average[i] < average[low] { low = i }
      if direction >= 0, average[high] - average[i] > least {
        if direction != 0 || high > first { extremes.append((high, average[high])) }
        direction = -1
        low = i
      } else if direction <= 0, average[i] - average[low] > least {
        if direction != 0 || low > first { extremes.append((low, average[low])) }
        direction = 1
        high = i
      }
    }
    // A tail runs one way; a response turns.
    guard let start = extremes.first, extremes.count >= 2 else { return nil }
    var largest = start
    for extreme in extremes where abs(extreme.value) > abs(largest.value) { largest = extreme }
    let height = (extremes.map(\.value).max() ?? 0) - (extremes.map(\.value).min() ?? 0)
    guard height >= least else { return nil }
    let onset = onset(of: largest, in: average, from: first, noise: step)
    let limit = max(least / 2, 0.05 * height)
    let end = average.lastIndex { abs($0) > limit } ?? largest.index
    return Response(
      onset: max(1, onset - before), peak: largest.index - before,
      end: max(onset + 2, end + 1) - before, height: height)
  }

  /// Where a response leaves what the stimulus left: after the place before its largest deflection at
  /// which the average is both small and flat.
  private func onset(
    of extreme: (index: Int, value: Float), in average: [Float], from first: Int, noise: Float
  ) -> Int {
    let reach = max(1, samples(settings.slope))
    func unrest(_ i: Int) -> Float {
      abs(average[i])
        + abs(average[min(average.count - 1, i + reach)] - average[max(first, i - reach)])
    }
    let candidates = first..<max(first + 1, extreme.index)
    let foot = candidates.min { unrest($0) < unrest($1) } ?? first
    let limit = max(noise, Float(settings.onsetShare) * abs(extreme.value - average[foot]))
    return (foot...max(foot, extreme.index)).first { abs(average[$0] - average[foot]) > limit }
      ?? foot
  }

  private func evoked(
    _ response: Response, at mark: Int, in episode: Episode, _ shape: RepeatingWaveform,
    _ sigma: Double
  ) -> Event? {
    let low = mark + response.onset
    let high = min(episode.count, mark + response.end)
    guard low < high else { return nil }
    // How much of the average response this one has.
    var tt: Float = 0
    var ut: Float = 0
    let base = episode.raw[max(0, mark - samples(settings.pulse))]
    for i in low..<high {
      let t = shape.unfiltered[min(shape.count - 1, i - mark + shape.before)]
      tt += t * t
      ut += (episode.raw[i] - base) * t
    }
    guard tt > 0, Double(ut / tt) >= settings.responseGain else { return nil }
    return evoked(response, at: mark, until: high, share: ut / tt, sigma)
  }

  /// The response to one stimulus as an event.
  func evoked(
    _ response: Response, at mark: Int, until end: Int, share: Float, _ sigma: Double
  ) -> Event {
    var event = Event(
      type: .evoked, channelIndex: 0, onset: mark + response.onset, end: end,
      confidence: settings.confidence, noise: sigma,
      threshold: settings.responseLevel * sigma)
    event.details.latency = Double(response.onset) / rate
    event.features = [
      Measure("peak_to_peak_uv", Double(response.height * share)),
      Measure("peak_s", Double(response.peak) / rate),
    ]
    event.evidence = [
      Evidence(
        "response_level", value: Double(response.height) / sigma,
        threshold: settings.responseLevel)
    ]
    return event
  }
}
