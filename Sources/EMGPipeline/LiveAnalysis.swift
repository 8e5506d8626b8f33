public import EMGCore
internal import EMGDetection

/// An analysis that hands over each event as soon as nothing later can change it.
///
/// Events equal those of ``Analysis/run(_:name:)`` on the same samples but for what only the end of a
/// recording knows: the noise of masked stretches, which is NaN, and what contractions have in common
/// with other channels, which is left out; and nothing is looked at again in hindsight
/// (`units.hindsight_count` and `unit_search.most_places` are 0, as in the settings of ``opening``). Their order is that in which
/// they are decided, and it does not depend on how the recording is cut into blocks.
///
/// - Memory: bounded, but for the list of masks and some numbers a motor unit that the summary holds.
/// - Concurrency: used by one task at a time.
public final class LiveAnalysis: @unchecked Sendable {
  /// The recording as it is known before its samples: counts and measures are nought or nil.
  public let opening: AnalysisResult
  /// How long after its end an event of each type is handed over at the latest.
  public let delays: LiveDelays

  private let analysis: Analysis
  private let lanes: [Analysis.Lane]
  private let findings: [Finding]
  private var held: HeldEvents
  private var delivered: DeliveredSamples
  private var side: SideReader
  /// The position up to which each lane has its samples.
  private var reached: [Int]
  /// Events are handed over at multiples of ``step``: the number of the next.
  private var next = 1

  /// Seconds of signal between two looks at what is decided; the same however the input is cut.
  public static let step = 0.05

  /// Makes a live analysis of a recording.
  ///
  /// - Parameters:
  ///   - analysis: Settings and options.
  ///   - source: The recording, of which the header is read.
  ///   - name: The input's name for the output.
  /// - Throws: ``AnalysisError`` as a batch run does.
  public init(
    _ analysis: Analysis, of source: any RecordingSource, name: String
  ) throws(AnalysisError) {
    do { try analysis.settings.validate() } catch { throw .configuration(error) }
    var analysis = analysis
    analysis.options.pagesPerBatch = 1
    // What was handed over is not looked at again.
    analysis.settings.detection.units.hindsightCount = 0
    analysis.settings.detection.unitSearch.mostPlaces = 0
    self.analysis = analysis
    var findings: [Finding] = []
    let plans = try analysis.plans(source.header, &findings)
    self.findings = findings
    let channels = source.header.channels
    lanes = Analysis.lanes(plans, isLive: true)
    held = HeldEvents(
      settings: analysis.settings.detection, channels: channels, contacts: plans.map(\.index))
    delivered = DeliveredSamples(channelCount: channels.count)
    reached = Array(repeating: 0, count: plans.count)
    side = SideReader(
      lanes.isEmpty ? nil : source.header, settings: analysis.settings.detection)
    delays = LiveDelays(plans, settings: analysis.settings)
    opening = analysis.description(source, name, lanes, delivered, side, findings)
    try analysis.checkWarnings(opening.header.findings)
  }

  /// Conditioned samples that detection has, of all channels: it grows by pages of some seconds.
  public var conditionedSamples: Int { lanes.reduce(0) { $0 + $1.run.handed } }

  /// Single events, masks and values of noise that are kept for the summary, of all channels.
  ///
  /// What is behind the frontier is summed up. The list of masks, which the summary holds, is not among them.
  public var kept: Int { lanes.reduce(0) { $0 + $1.run.kept } }

  /// Takes the next block.
  ///
  /// - Parameter block: Samples as a source delivers them.
  /// - Returns: Events that became final.
  public func append(_ block: SignalBlock) async -> [Event] {
    delivered.add(block)
    side.read(block)
    for lane in lanes { lane.run.add(side) }
    var events: [Event] = []
    var taken = Array(repeating: 0, count: lanes.count)
    while true {
      let limit = Double(next) * Self.step
      var parts: [Range<Int>] = []
      var (isReached, isLeft) = (true, false)
      for (n, lane) in lanes.enumerated() {
        let index = lane.run.plan.index
        let (start, count) = (block.start[index], block.samples[index].count)
        let border = lane.run.plan.channel.rate.samples(limit)
        let upper = min(count, max(taken[n], border - start))
        parts.append(taken[n]..<upper)
        if count > 0 { reached[n] = max(reached[n], start + upper) }
        isReached = isReached && reached[n] >= border
        isLeft = isLeft || upper < count
      }
      await feed(block, parts)
      taken = parts.map(\.upperBound)
      if isReached {
        events += release()
        let least = lanes.indices.map { n in
          lanes[n].run.plan.channel.rate.seconds(reached[n])
        }.min()
        next = max(next + 1, Int((least ?? 0) / Self.step))
      } else if isLeft {
        // A channel that is ahead of others does not wait.
        await feed(
          block,
          lanes.indices.map { n in
            taken[n]..<max(taken[n], block.samples[lanes[n].run.plan.index].count)
          })
        for (n, lane) in lanes.enumerated() {
          let index = lane.run.plan.index
          if !block.samples[index].isEmpty {
            reached[n] = max(reached[n], block.start[index] + block.samples[index].count)
          }
        }
        break
      }
      if !isLeft { break }
    }
    return events
  }

  /// Ends the recording.
  ///
  /// - Parameter source: The recording.
  /// - Returns: The rest of the events, and the recording with all that is known of it now; it has
  ///   no events.
  public func finish(
    _ source: any RecordingSource
  ) async -> (events: [Event], recording: AnalysisResult) {
    side.finish()
    let (lanes, side) = (lanes, side)
    await analysis.share(lanes.count) { lanes[$0].finish(side) }
    let courses = courses
    var events = held.add(lanes.flatMap(\.events), open: [], courses: courses)
    events += held.release(before: .infinity, open: [], courses: courses)
    let recording = analysis.description(
      source, opening.source, lanes, delivered, side, findings)
    return (Analysis.sorted(events, opening.header.channels), recording)
  }

  /// Tells whether a recording's warnings are errors.
  ///
  /// - Parameter recording: As ``finish(_:)`` gives it.
  /// - Throws: The first warning under strict options.
  public func checkWarnings(_ recording: AnalysisResult) throws(AnalysisError) {
    try analysis.checkWarnings(recording.header.findings)
  }

  private var courses: [Int: ActivityCourses] { Analysis.courses(of: lanes) }

  private func feed(_ block: SignalBlock, _ parts: [Range<Int>]) async {
    let lanes = lanes
    await analysis.share(lanes.count) { n in
      let index = lanes[n].run.plan.index
      guard !parts[n].isEmpty else { return }
      let all = block.samples[index]
      lanes[n].run.append(
        parts[n] == all.indices ? all : Array(all[parts[n]]),
        at: block.start[index] + parts[n].lowerBound)
    }
  }

  private func release() -> [Event] {
    var decided: [Event] = []
    for lane in lanes { decided += lane.run.takeDecided() }
    guard !decided.isEmpty || held.isWaiting else { return [] }
    let isArray = analysis.settings.detection.array.isArray
    let frontier =
      lanes.map { lane in
        let frontier = lane.run.frontier
        return lane.run.plan.channel.rate.seconds(
          isArray ? min(frontier.detection, frontier.masks) : frontier.detection)
      }.min() ?? .infinity
    let courses = courses
    func open() -> [Event] { lanes.flatMap { $0.run.openEvents } }
    let passed = held.add(decided, open: open(), courses: courses)
    let freed = held.release(before: frontier, open: open(), courses: courses)
    // What is final, or measured already, needs no course any more.
    drop(isArray ? decided : passed + freed)
    return Analysis.sorted(passed + freed, opening.header.channels)
  }

  private func drop(_ events: [Event]) {
    for event in events {
      for lane in lanes where lane.run.plan.index == event.channelIndex {
        lane.run.dropCourse(of: event)
      }
    }
  }
}
