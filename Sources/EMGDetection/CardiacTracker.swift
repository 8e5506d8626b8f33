internal import EMGCore
internal import EMGKernels
internal import RealModule

/// Finds the heart in a channel, takes it out of the signal, and names it.
///
/// The beats are looked for where they are strongest, between some 5 and 40 Hz of the unfiltered
/// signal: alike in shape, at intervals that a heart has. Their median, fitted to each beat, is
/// subtracted before anything else is judged, so that a discharge on top of a beat is kept.
/// Source: template subtraction after Drake, Callaghan (2006), with a robust fit.
struct CardiacTracker: Sendable {
  let settings: CardiacSettings
  private let rhythm: RhythmSettings
  let rate: Double
  /// The beat in the band in which it is looked for, once it is known.
  var finder: [Float] = []
  var waveform: RepeatingWaveform?
  var interval = 0.0
  /// Samples from a reference's beat to the mark of this channel's, once it is known.
  var lag: Int?
  private var ectopic: EctopicBeats

  init(settings: CardiacSettings, rhythm: RhythmSettings, rate: Double) {
    self.settings = settings
    self.rate = rate
    var search = rhythm
    search.intervalSpread = settings.intervalSpread
    search.intervalBreak = settings.intervalBreak
    self.rhythm = search
    ectopic = EctopicBeats(settings: settings, rate: rate)
  }

  func samples(_ seconds: Double) -> Int { sampleCount(seconds, at: rate) }

  /// Removes the heart from an episode.
  ///
  /// - Parameters:
  ///   - episode: The stretch; changed where there are beats.
  ///   - reference: The beats of another channel that is a heart's, or nil where there is none.
  /// - Returns: The artifact with the times of the beats, or nil where there is no heart.
  mutating func remove(
    from episode: inout Episode, reference: CardiacReference? = nil
  ) -> Event? {
    guard
      episode.count > samples(settings.minimumLength) || waveform != nil
        || (reference?.marks.count ?? 0) >= settings.minimumBeats
    else { return nil }
    let signal = CardiacBand(of: episode.raw, settings: settings, rate: rate)
    guard signal.deviation > 0 else { return nil }
    if let reference, let event = remove(reference, signal, from: &episode) { return event }
    var isNew = false
    var (marks, isClear) = finder.isEmpty ? ([], []) : beats(in: signal.band, alike: finder)
    if marks.count < settings.minimumBeats {
      guard let found = search(signal, episode.signal),
        found.marks.count >= settings.minimumBeats
      else {
        guard marks.count >= 1, waveform != nil, follow(marks, reference) else { return nil }
        return take(marks, isClear, from: &episode)
      }
      let known = (finder, interval)
      (finder, interval) = (found.template, found.interval)
      (marks, isClear) = beats(in: signal.band, alike: finder)
      guard isSteady(marks), spans(marks, episode.count), follow(marks, reference) else {
        (finder, interval) = known
        return nil
      }
      isNew = true
    }
    guard !marks.isEmpty, isSteady(marks), follow(marks, reference) else { return nil }
    if isNew || marks.count >= settings.minimumBeats {
      learn(from: &marks, in: episode, isNew: isNew)
    }
    return take(marks, isClear, from: &episode)
  }

  /// Takes the beat's waveform anew, unless it comes from too few beats to show how they vary where that is
  /// known.
  ///
  /// - Parameters:
  ///   - marks: The beats; moved to where the waveform fits best.
  ///   - episode: The stretch that holds them.
  ///   - isNew: Whether it is another heart than the known one.
  mutating func learn(from marks: inout [Int], in episode: Episode, isNew: Bool) {
    let shape = RepeatingWaveform(
      in: episode, at: &marks, before: samples(settings.before), after: samples(settings.after),
      room: samples(settings.alignment), unrelated: settings.unrelatedShare,
      taper: settings.taperShare, varying: settings.variations(at: rate))
    guard let shape else { return }
    let isKnown = !isNew && waveform?.variations.patterns.isEmpty == false
    if !isKnown || marks.count >= settings.variationBeats { waveform = shape }
  }

  /// Whether beats come as a heart's do, holes apart.
  private func isSteady(_ marks: [Int]) -> Bool {
    let raw = zip(marks, marks.dropFirst()).map { Double($1 - $0) / rate }
    let whole = raw.map { $0 / max(1, ($0 / interval).rounded()) }
    guard let statistics = IntervalStatistics(intervals: whole) else { return true }
    return statistics.localVariation <= settings.trackedVariation
  }

  /// Whether beats go on through most of a stretch: a heart does not pause.
  private func spans(_ marks: [Int], _ count: Int) -> Bool {
    guard let first = marks.first, let last = marks.last else { return false }
    let due = Double(last - first) / rate / interval
    return Double(last - first) + 2 * interval * rate >= settings.span * Double(count)
      && Double(marks.count) >= settings.span * due
  }

  /// Takes the beats out: the clear ones, then those of another shape, then the less clear ones,
  /// which may be the tail of such a beat.
  mutating func take(
    _ marks: [Int], _ isClear: [Bool], from episode: inout Episode, isReferred: Bool = false
  ) -> Event? {
    guard let waveform else { return nil }
    let peak = waveform.conditioned.map(abs).max() ?? 0
    let sigma = Double(episode.sigma[marks[marks.count / 2]])
    let level = Double(peak) / sigma
    guard level >= settings.minimumLevel else { return nil }
    let clear = zip(marks, isClear).filter(\.1).map(\.0)
    waveform.removeBeats(at: clear, from: &episode, settings)
    let unclear = zip(marks, isClear).filter { !$0.1 }.map(\.0)
    let others = ectopic.remove(
      from: &episode, besides: clear, interval: interval, due: isReferred ? unclear : nil)
    let near = samples(settings.refractory)
    let due = unclear.filter { mark in !others.contains { abs($0 - mark) < near } }
    waveform.removeBeats(at: due, from: &episode, settings)
    var all = (clear + others + due).sorted()
    if !isReferred {
      let hidden = hidden(besides: all, in: episode, waveform, sigma: sigma)
      waveform.removeBeats(at: hidden, from: &episode, settings)
      silence(hidden, in: &episode, waveform, sigma: sigma)
      all += hidden.filter { $0 >= 0 && $0 < episode.count }
      all.sort()
    }
    guard !all.isEmpty else { return nil }
    let reach = waveform.extent(above: Float(sigma))
    var event = Event(
      type: .artifact, channelIndex: 0, onset: max(0, all[0] - reach.before),
      end: min(episode.count, all[all.count - 1] + reach.after),
      confidence: settings.confidence, noise: sigma, threshold: sigma * settings.minimumLevel)
    event.details.cause = .ecg
    event.details.times = all
    let intervals = zip(all, all.dropFirst()).map { Double($1 - $0) / rate }
    event.features = [
      Measure("beats", Double(all.count)),
      Measure("beats_per_min", interval > 0 ? 60 / median(intervals + [interval]) : .nan),
      Measure("peak_uv", Double(peak)),
    ]
    if !others.isEmpty { event.features.append(Measure("ectopic_beats", Double(others.count))) }
    event.evidence = [
      Evidence(
        "cardiac_beats", value: Double(marks.count), threshold: Double(settings.minimumBeats)),
      Evidence("cardiac_peak_level", value: level, threshold: settings.minimumLevel),
    ]
    return event
  }

  /// Looks for a train of like deflections at a heart's intervals.
  private func search(
    _ signal: CardiacBand, _ conditioned: [Float]
  ) -> (template: [Float], interval: Double, marks: [Int])? {
    var best: (template: [Float], interval: Double, marks: [Int], disturbance: Double)?
    let reach = signal.reach
    for shape in signal.shapes(besides: []) where shape.marks.count >= settings.minimumBeats {
      let found = regular(shape.marks, signal.band) ?? irregular(shape.marks)
      guard let found, signal.slowShare(found.marks) >= settings.slowShare else { continue }
      // Of the waves of a heartbeat the one that disturbs the conditioned signal most.
      let disturbance = median(
        found.marks.map { mark in
          Double(conditioned[(mark - reach)..<(mark + reach)].map(abs).max() ?? 0)
        })
      if disturbance > best?.disturbance ?? 0 {
        best = (shape.template, found.interval, found.marks, disturbance)
      }
    }
    return best.map { ($0.template, $0.interval, $0.marks) }
  }

  /// A train of like deflections at even intervals.
  private func regular(
    _ marks: [Int], _ band: [Float]
  ) -> (marks: [Int], interval: Double, evidence: Double)? {
    let times = marks.map { Double($0) / rate }
    let chain = RhythmSearch(settings: rhythm).bestChain(
      times: times, strengths: marks.map { Double(abs(band[$0])) },
      lowest: settings.lowest, highest: settings.highest)
    guard let chain, chain.members.count >= settings.minimumBeats,
      chain.evidence >= settings.evidence,
      Double(chain.members.count) >= settings.coverage * Double(marks.count)
    else { return nil }
    let own = chain.members.map { marks[$0] }
    let raw = zip(own, own.dropFirst()).map { Double($1 - $0) / rate }
    let middle = median(raw)
    let whole = raw.map { $0 / max(1, ($0 / middle).rounded()) }
    guard let statistics = IntervalStatistics(intervals: whole),
      statistics.localVariation <= settings.localVariation
    else { return nil }
    return (own, middle, chain.evidence)
  }

  /// Many like deflections at a heart's rate that never come closer than a heart can beat: the
  /// heart may be irregular, but random discharges would at times be near each other.
  private func irregular(_ marks: [Int]) -> (marks: [Int], interval: Double, evidence: Double)? {
    guard marks.count >= settings.irregularBeats else { return nil }
    let raw = zip(marks, marks.dropFirst()).map { Double($1 - $0) / rate }
    let middle = median(raw)
    let whole = raw.filter { $0 <= 2 * middle }
    let near = raw.count { $0 < settings.refractory }
    guard let statistics = IntervalStatistics(intervals: whole),
      statistics.variation <= settings.irregularVariation,
      Double(near) <= settings.nearShare * Double(raw.count),
      middle >= 1 / settings.highest, middle <= 1 / settings.lowest
    else { return nil }
    // Under a Poisson train an interval exceeds the refractory time with this logarithm.
    return (marks, middle, Double(raw.count) * settings.refractory / middle)
  }

  /// Where a known beat stands: clear copies of it, and less clear ones where one is due.
  func beats(
    in band: [Float], alike template: [Float]
  ) -> (marks: [Int], isClear: [Bool]) {
    let reach = template.count / 2
    guard band.count > template.count, interval > 0 else { return ([], []) }
    var tt = 0.0
    for t in template { tt += Double(t) * Double(t) }
    guard tt > 0 else { return ([], []) }
    let step = max(1, samples(settings.smoothing) / 8)
    var candidates: [(position: Int, similarity: Double, gain: Double)] = []
    var previous = (position: 0, similarity: -1.0, gain: 0.0)
    var rising = false
    for center in stride(from: reach, to: band.count - reach, by: step) {
      var ut: Float = 0
      var uu: Float = 0
      for i in stride(from: 0, to: template.count, by: 2) {
        let u = band[center - reach + i]
        ut += u * template[i]
        uu += u * u
      }
      let gain = 2 * Double(ut) / tt
      let similarity = uu > 0 ? Double(ut) / (tt / 2 * Double(uu)).squareRoot() : 0
      if gain < previous.gain, rising {
        if previous.gain >= settings.gainLow / 2 { candidates.append(previous) }
        rising = false
      } else if gain > previous.gain {
        rising = true
      }
      previous = (center, similarity, gain)
    }
    // Clear ones, the clearer first, none within a refractory time of another.
    let refractory = Int(max(settings.refractory, settings.refractoryShare * interval) * rate)
    var marks: [Int] = []
    for candidate in candidates.sorted(by: { $0.similarity > $1.similarity })
    where candidate.similarity >= settings.trackedSimilarity && candidate.gain >= settings.gainLow
      && candidate.gain <= settings.gainHigh
      && !marks.contains(where: { abs($0 - candidate.position) < refractory })
    {
      marks.append(candidate.position)
    }
    marks.sort()
    // Less clear ones where the rhythm has a hole.
    var filled = marks.map { (position: $0, isClear: true) }
    let room = Int(settings.dueShare * interval * rate)
    for due in Self.dueInHoles(of: marks, period: interval * rate) {
      let near = candidates.filter { abs($0.position - due) <= room }
      if let best = near.max(by: { $0.similarity < $1.similarity }),
        best.similarity >= settings.dueSimilarity
      {
        filled.append((best.position, false))
      }
    }
    filled.sort { $0.position < $1.position }
    return (filled.map(\.position), filled.map(\.isClear))
  }
}
