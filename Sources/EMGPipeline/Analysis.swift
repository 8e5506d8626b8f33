public import EMGCore
internal import EMGDetection
internal import EMGFilters
internal import Synchronization

/// What of a recording is analysed, and how.
public struct AnalysisOptions: Hashable, Sendable {
  /// Names of the channels to analyse; all EMG channels where empty.
  public var channels: [String] = []
  /// Seconds from the first sample at which analysis begins.
  public var from: Double?
  /// Seconds from the first sample at which it ends.
  public var to: Double?
  /// Channels analysed at a time.
  public var jobs = 1
  /// Whether warnings are errors.
  public var strict = false
  /// Pages that the zero-phase filter takes side by side, 1 to 8: fewer wait less, more are faster;
  /// no bit of the result depends on it.
  public var pagesPerBatch = 8

  /// All channels, the whole recording, one at a time.
  public init() {}
}

/// Why an analysis could not be made.
public enum AnalysisError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The input's data are bad.
  case format(FormatError)
  /// The settings or options do not fit.
  case configuration(ConfigurationError)
  /// A warning under `--strict`.
  case warning(Finding)

  /// The message for a person.
  public var description: String {
    switch self {
    case .format(let error): error.description
    case .configuration(let error): error.description
    case .warning(let finding): "\(finding.code): \(finding.message) (an error under --strict)"
    }
  }
}

/// The whole way from samples to events, block by block in bounded memory.
public struct Analysis: Sendable {
  /// What shapes the result.
  public var settings: AnalysisSettings
  /// What of the recording is analysed.
  public var options: AnalysisOptions

  /// Makes an analysis.
  ///
  /// - Parameters:
  ///   - settings: What shapes the result.
  ///   - options: What of the recording is analysed.
  public init(settings: AnalysisSettings, options: AnalysisOptions = AnalysisOptions()) {
    self.settings = settings
    self.options = options
  }

  /// A channel's run, used by one task at a time.
  final class Lane: @unchecked Sendable {
    var run: ChannelRun
    var events: [Event] = []
    init(_ run: ChannelRun) { self.run = run }

    /// Ends the channel with what was read of those beside it.
    func finish(_ side: SideReader) {
      run.add(side)
      events = run.finish()
    }
  }

  /// Numbers from zero on, each to one task.
  private final class Counter: Sendable {
    private let next = Atomic(0)
    func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
  }

  /// Analyses a recording.
  ///
  /// - Parameters:
  ///   - source: The recording, read to its end.
  ///   - name: The input's name for the output.
  /// - Returns: Channels, events and the settings in force.
  /// - Throws: ``AnalysisError``.
  public func run(
    _ source: any RecordingSource, name: String
  ) async throws(AnalysisError) -> AnalysisResult {
    do { try settings.validate() } catch { throw .configuration(error) }
    let header = source.header
    var findings: [Finding] = []
    let lanes = Self.lanes(try plans(header, &findings))
    let blocks = BlockRing(
      source, lanes, side: SideReader(lanes.isEmpty ? nil : header, settings: settings.detection),
      jobs: options.jobs)
    await blocks.run()
    if let error = blocks.error { throw .format(error) }
    return try result(source, name, lanes, blocks, findings)
  }

  /// A run a channel; those of one rate share their tables of the power line.
  static func lanes(_ plans: [ChannelPlan], isLive: Bool = false) -> [Lane] {
    var known: [SampleRate: MainsCanceller] = [:]
    return plans.map { plan in
      let rate = plan.channel.rate
      let mains = known[rate] ?? plan.mains
      known[rate] = mains
      return Lane(ChannelRun(plan, mains: mains, isLive: isLive))
    }
  }

  /// Does something for each number, in as many tasks as there are jobs.
  ///
  /// Each task takes the next number that is left, so that none waits for a busy lane.
  func share(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) async {
    let jobs = min(options.jobs, count)
    guard jobs > 1 else {
      for n in 0..<count { body(n) }
      return
    }
    let next = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<jobs {
        group.addTask {
          while true {
            let n = next.take()
            guard n < count else { return }
            body(n)
          }
        }
      }
    }
  }

  func plans(
    _ header: RecordingHeader, _ findings: inout [Finding]
  ) throws(AnalysisError) -> [ChannelPlan] {
    let settings = settings.stating(header, &findings)
    var plans: [ChannelPlan] = []
    for selected in try options.selection(of: header) {
      let (index, channel) = (selected.index, selected.channel)
      do {
        let plan = try ChannelPlan(
          index: index, channel: channel, factor: selected.factor, window: selected.window,
          settings: settings, pagesPerBatch: options.pagesPerBatch, like: plans.last)
        if plan.band.upperBound < settings.conditioning.lowPass {
          findings.append(
            Finding(
              code: "band_limited",
              message: "channel '\(channel.name)': at \(channel.rate.hertz) Hz the band ends at"
                + " \(plan.band.upperBound) Hz instead of \(settings.conditioning.lowPass) Hz",
              channelIndex: index))
        }
        plans.append(plan)
      } catch {
        if !options.channels.isEmpty { throw .configuration(error) }
        findings.append(
          Finding(
            code: "not_analysed", message: "channel '\(channel.name)': \(error.detail)",
            channelIndex: index))
      }
    }
    // Envelopes that no other channel is held to are not kept.
    if !settings.detection.comparesMuscles(plans.count) {
      for n in plans.indices { plans[n].settings.detection.measures.traceTotal = 0 }
    }
    return plans
  }

  /// All but the events, once the recording is over.
  func description(
    _ source: any RecordingSource, _ name: String, _ lanes: [Lane], _ delivered: DeliveredSamples,
    _ side: SideReader, _ planned: [Finding]
  ) -> AnalysisResult {
    var header = source.header
    header.findings += planned + side.findings(header)
    var summaries = header.channels.enumerated().map { index, channel in
      var summary = ChannelSummary(index: index, channel: channel)
      summary.isAnalysed = false
      summary.sampleCount = delivered.counts[index]
      summary.channel.sampleCount = delivered.counts[index]
      return summary
    }
    for lane in lanes {
      let summary = lane.run.summary
      summaries[lane.run.plan.index] = summary
      if lane.run.impossible > 0 {
        header.findings.append(
          Finding(
            code: "impossible_values",
            message: "channel '\(summary.channel.name)': expected at most"
              + " \(PhysicalUnit.largestMicrovolts) µV, found \(lane.run.impossible) samples beyond;"
              + " taken for missing",
            channelIndex: summary.index))
      }
      if summary.quality.flags.contains("implausible_amplitude"), let noise = summary.noise {
        let limits = settings.conditioning
        header.findings.append(
          Finding(
            code: "implausible_amplitude",
            message: "channel '\(summary.channel.name)': expected noise of"
              + " \(limits.implausiblyLow) to \(limits.implausiblyHigh) µV, found \(noise) µV;"
              + " is the unit right?",
            channelIndex: summary.index))
      }
    }
    let duration =
      zip(delivered.ends, header.channels).map { $1.rate.seconds($0) }.max() ?? 0
    return AnalysisResult(
      source: name, sha256: source.contentSHA256, header: header, duration: duration,
      channels: summaries, events: [], settings: settings.values, settingsSHA256: settings.sha256)
  }

  /// - Throws: Of warnings the first, where they are errors.
  func checkWarnings(_ findings: [Finding]) throws(AnalysisError) {
    if options.strict, let finding = findings.first(where: { Self.isWarning($0) }) {
      throw .warning(finding)
    }
  }

  private func result(
    _ source: any RecordingSource, _ name: String, _ lanes: [Lane], _ blocks: BlockRing,
    _ planned: [Finding]
  ) throws(AnalysisError) -> AnalysisResult {
    var result = description(source, name, lanes, blocks.delivered, blocks.side, planned)
    try checkWarnings(result.header.findings)
    let channels = result.header.channels
    var events: [Event] = []
    events.reserveCapacity(lanes.reduce(0) { $0 + $1.events.count })
    for lane in lanes { events += lane.events }
    let measures = EventMeasures(settings: settings.detection.measures)
    let courses = Self.courses(of: lanes)
    if settings.detection.array.isArray {
      measures.fill(&events, courses: courses, channels: channels, pairs: false)
      for n in events.indices { events[n].details.waveform = [] }
      ArrayEvents(settings: settings.detection.array).join(
        &events, contacts: lanes.map(\.run.plan.index), channels: channels)
      RhythmPartners.settleAlone(&events)
    } else {
      TremorUnits(settings: settings.detection).fill(&events, channels: channels)
      SharedJerks(settings: settings.detection).fill(&events, channels: channels)
      RhythmPartners(settings: settings.detection.rhythm).fill(&events, channels: channels)
      RhythmPartners.settleAlone(&events)
      measures.fill(
        &events, courses: courses, channels: channels,
        pairs: settings.detection.comparesMuscles(lanes.count))
    }
    result.events = Self.sorted(events, channels)
    return result
  }

  /// What was kept of the signal of lasting events, by the channel's index.
  static func courses(of lanes: [Lane]) -> [Int: ActivityCourses] {
    Dictionary(
      lanes.map { ($0.run.plan.index, $0.run.courses) }, uniquingKeysWith: { first, _ in first })
  }

  /// Events by onset, then channel.
  static func sorted(_ events: [Event], _ channels: [Channel]) -> [Event] {
    // Their order is sorted, not the events themselves, which are large.
    let times = events.map { channels[$0.channelIndex].rate.seconds($0.onset) }
    let order = events.indices.sorted { m, n in
      if times[m] != times[n] { return times[m] < times[n] }
      let (a, b) = (events[m], events[n])
      return (a.channelIndex, a.end, a.type.rawValue) < (b.channelIndex, b.end, b.type.rawValue)
    }
    return order.map { events[$0] }
  }

  /// Findings that tell of something wrong, not only of how something was done.
  private static func isWarning(_ finding: Finding) -> Bool {
    ![
      "rate_derived", "band_limited", "text_column", "mains_stated", "mains_overridden",
      "trigger_marks", "cardiac_reference",
    ].contains(finding.code)
  }
}
