internal import EMGKernels
internal import RealModule

/// A rhythmic run of beats within an episode, with what is measured on it.
struct RhythmRun: Sendable {
  /// The beats that belong, with refined edges.
  var beats: [Burst]
  /// The search's log-likelihood ratio, nats.
  var evidence: Double
  /// Interval statistics.
  var intervals: IntervalStatistics
  /// Median similarity of successive beats' waveforms.
  var similarity: Double
  /// The same with the beats held together at their largest deflection, where the rate is one at
  /// which units fire.
  var similarityAtPeak: Double
  /// Median duration of the beats, seconds.
  var burstDuration: Double
  /// Median count of the beats' turns.
  var turns: Double
  /// Median level between the beats, in noise.
  var troughLevel: Double
  /// Median level of the beats, in noise.
  var peakLevel: Double
  /// How the beats' logarithmic amplitude runs from the first to the last.
  var amplitude: RunCourse
  /// How the intervals over their mean do.
  var interval: RunCourse
  /// Change of the interval, seconds a beat.
  var intervalSlope: Double
  /// The mean amplitude of the first two beats over the median of those that follow.
  var onsetRatio: Double
  /// How far every second beat is the weaker one, over its standard error.
  var alternation: Double
  /// Beats between the first and the last that do not belong.
  var outsiders: Int

  var onset: Int { beats.first?.onset ?? 0 }
  var end: Int { beats.last?.end ?? 0 }
  /// Cycles a second between the first and the last beat of the search.
  var frequency: Double
  func length(_ rate: Double) -> Double { Double(end - onset) / rate }

  /// Where the onset's ratio lies from that of a gradual start, zero, to that of an abrupt one, one.
  func abruptness(from gradual: Double, to abrupt: Double) -> Double {
    min(1, max(0, (onsetRatio - gradual) / (abrupt - gradual)))
  }
}

/// The median, 0 without values.
func median(_ values: [Double]) -> Double { EMGKernels.median(of: values) ?? 0 }

/// Finds the rhythmic runs of an episode on envelopes of several smoothness.
struct RhythmFinder: Sendable {
  let rhythm: RhythmSettings
  let segmentation: SegmentationSettings
  let units: UnitSettings

  /// The runs that hold, without overlap, in order of time.
  func runs(in episode: Episode, envelopes: [Envelope]) -> [RhythmRun] {
    let cutter = BurstSegmentation(settings: segmentation)
    var candidates: [RhythmRun] = []
    for envelope in envelopes {
      let bodies = cutter.beats(of: episode, envelope: envelope)
      // Too few to be a rhythm, however they look.
      guard bodies.count >= rhythm.minimumBursts else { continue }
      let beats = bodies.compactMap {
        cutter.burst(in: episode, coarse: $0, envelope: envelope)
      }
      search(beats[...], episode, envelope, into: &candidates)
    }
    return disjoint(candidates)
  }

  /// The runs of bursts that open the gate, which may be too brief to stand out of an envelope.
  func runs(of bursts: [Burst], in episode: Episode, envelope: Envelope) -> [RhythmRun] {
    var candidates: [RhythmRun] = []
    search(bursts[...], episode, envelope, into: &candidates)
    return disjoint(candidates)
  }

  /// The runs of most evidence that do not overlap, in order of time.
  private func disjoint(_ runs: [RhythmRun]) -> [RhythmRun] {
    var accepted: [RhythmRun] = []
    for run in runs.sorted(by: { $0.evidence > $1.evidence })
    where !accepted.contains(where: { $0.onset < run.end && run.onset < $0.end }) {
      accepted.append(run)
    }
    return accepted.sorted { $0.onset < $1.onset }
  }

  private func search(
    _ beats: ArraySlice<Burst>, _ episode: Episode, _ envelope: Envelope,
    into runs: inout [RhythmRun]
  ) {
    guard beats.count >= rhythm.minimumBursts else { return }
    let times = beats.map { Double($0.center) / episode.rate }
    let strengths = beats.map(\.level)
    let found = RhythmSearch(settings: rhythm, mayPause: true).bestChain(
      times: times, strengths: strengths, lowest: rhythm.lowest, highest: rhythm.highest)
    guard let chain = found, chain.members.count >= rhythm.minimumBursts,
      let first = chain.members.first, let last = chain.members.last
    else { return }
    let members = wholeCycles(chain.members.map { beats[beats.startIndex + $0] })
    if let run = run(members, chain, episode, envelope), holds(run),
      run.evidence >= rhythm.aloneEvidence || isAlone(run, first..<(last + 1), beats, episode)
    {
      runs.append(run)
    }
    search(beats[..<(beats.startIndex + first)], episode, envelope, into: &runs)
    search(beats[(beats.startIndex + last + 1)...], episode, envelope, into: &runs)
  }

  /// The beats, or the stronger ones where every second is a lesser one of the same cycle.
  private func wholeCycles(_ beats: [Burst]) -> [Burst] {
    guard let alternation = alternation(of: beats), alternation.holds(rhythm) else { return beats }
    return alternation.stronger.map { beats[$0] }
  }

  private func alternation(of beats: [Burst]) -> RhythmAlternation? {
    let centers = beats.map { Double($0.center) }
    return RhythmAlternation(
      times: centers, logs: beats.map { Double.log(max($0.level, 1e-6)) },
      period: median(zip(centers, centers.dropFirst()).map { $1 - $0 }))
  }

  /// Whether no other beat stands near a run on either side.
  private func isAlone(
    _ run: RhythmRun, _ range: Range<Int>, _ beats: ArraySlice<Burst>, _ episode: Episode
  ) -> Bool {
    let gap = Int(rhythm.alonePeriods * run.intervals.mean * episode.rate)
    let before = beats.startIndex + range.lowerBound - 1
    let after = beats.startIndex + range.upperBound
    let isQuietBefore = before < beats.startIndex || run.onset - beats[before].end >= gap / 2
    let isQuietAfter = after >= beats.endIndex || beats[after].onset - run.end >= gap / 2
    return run.outsiders == 0 && isQuietBefore && isQuietAfter
  }

  /// Fewest nats for a run: chance trains reach it once in some hours of dense random discharges.
  private func holds(_ run: RhythmRun) -> Bool {
    // Without silence between the beats any fluctuation has peaks; much more is asked then.
    let isSilent = run.troughLevel < rhythm.silentTrough
    if !isSilent {
      guard run.evidence >= rhythm.modulatedEvidence,
        run.troughLevel <= rhythm.modulatedDepth * run.peakLevel
      else { return false }
    }
    return run.evidence >= rhythm.evidence
      && run.evidence >= rhythm.evidencePerInterval * Double(run.beats.count - 1)
      && run.intervals.localVariation <= rhythm.localVariation
      && Double(run.outsiders) <= rhythm.outsiders * Double(run.beats.count + run.outsiders)
  }

  /// Measures a run of beats.
  func run(
    _ beats: [Burst], _ chain: RhythmChain, _ episode: Episode, _ envelope: Envelope
  ) -> RhythmRun? {
    var intervals = zip(beats, beats.dropFirst()).map {
      Double($1.center - $0.center) / episode.rate
    }
    let middle = median(intervals)
    // Beats that were missed or cut in two count as the cycles that they are, pauses as none.
    let frequency = IntervalStatistics.frequency(
      intervals, usual: middle, settings: rhythm)
    let runs = intervals.split { $0 > rhythm.pausePeriods * middle }
      .map { IntervalStatistics.withoutMissed(Array($0), usual: middle, settings: rhythm) }
    guard let statistics = IntervalStatistics(runs: runs) else { return nil }
    intervals = runs.flatMap(\.self)
    let window = max(4, episode.samples(units.window))
    let room = max(1, episode.samples(units.maximumShift))
    let snippets = beats.map { Snippet(of: $0, in: episode, window: window, room: room) }
    let alike = median(zip(snippets, snippets.dropFirst()).map { EMGDetection.similarity($0, $1) })
    // The energy of a long potential has no steady centre, its largest deflection is steady.
    var alikeAtPeak = alike
    if rhythm.isUnitRate(1 / statistics.mean) {
      let peaks = beats.map {
        Snippet(of: $0, in: episode, window: window, room: room, around: $0.peak)
      }
      alikeAtPeak = max(
        alike, median(zip(peaks, peaks.dropFirst()).map { EMGDetection.similarity($0, $1) }))
    }
    let troughs = zip(beats, beats.dropFirst()).map { a, b -> Double in
      let low = envelope.index(a.peak)
      let high = max(low, envelope.index(b.peak))
      return Double(envelope.values[low...high].min() ?? 0)
    }
    let logs = beats.map { Double.log(max($0.level, 1e-6)) }
    // One burst alone varies too much to tell an abrupt start from a gradual one.
    let start = beats.prefix(2).reduce(0) { $0 + $1.level } / 2
    let following = median(Array(beats.dropFirst(2).prefix(5)).map(\.level))
    let course = RunCourse(of: intervals.map { $0 / statistics.mean })
    return RhythmRun(
      beats: beats, evidence: chain.evidence, intervals: statistics, similarity: alike,
      similarityAtPeak: alikeAtPeak,
      burstDuration: median(beats.map { $0.coreDuration(episode.rate) }),
      turns: median(beats.map { Double($0.turns) }), troughLevel: median(troughs),
      peakLevel: median(beats.map(\.level)),
      amplitude: RunCourse(of: logs),
      interval: course,
      intervalSlope: course.change.value * statistics.mean / Double(max(1, intervals.count - 1)),
      onsetRatio: following > 0 ? start / following : 1,
      alternation: alternation(of: beats)?.t ?? 0, outsiders: chain.outsiders,
      frequency: frequency ?? 1 / statistics.mean)
  }
}
