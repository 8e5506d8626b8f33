import EMGCore
import EMGPipeline
import EMGSynthesis
import EMGTestSupport
import Testing

/// A live run finds what a batch run finds, and in time.
@Suite struct LiveAnalysisTests {
  struct Case: CustomTestStringConvertible {
    var scenario: Scenario
    var seed: UInt64 = 5
    var preset = Preset.surface
    var testDescription: String { scenario.name }

    init(_ name: String, _ components: [Scenario.Component], seconds: Double, channels: Int) {
      scenario = Scenario(name: name, components: components)
      scenario.duration = seconds
      scenario.channelCount = channels
    }

    static let all: [Case] = {
      var list = [
        Case("mixture", [.fasciculations, .tremor, .clonus], seconds: 80, channels: 2),
        Case("tremor", [.orthostaticTremor], seconds: 60, channels: 3),
        Case("missing", [.fasciculations, .dropouts], seconds: 50, channels: 2),
        Case("flat", [.fasciculations, .flatline], seconds: 50, channels: 1),
        Case("heart", [.fasciculations, .ecg, .mains], seconds: 50, channels: 1),
        Case("contractions", [.contraction, .physiologicalTremor], seconds: 90, channels: 2),
      ]
      var array = Case("array", [.fasciculations], seconds: 40, channels: 6)
      array.scenario.array = ElectrodeArray(rows: 3, columns: 2, spacing: 8)
      array.scenario.electrode = .monopolarSurface
      array.preset = .array
      list.append(array)
      // In one of its muscles one unit dominates.
      var dominated = Case("dominated", [.orthostaticTremor], seconds: 60, channels: 4)
      dominated.seed = 30
      list.append(dominated)
      return list
    }()
  }

  /// Events with the second of signal at which each was handed over.
  private func live(
    _ simulation: Simulation, _ settings: AnalysisSettings, cuts: [Int], jobs: Int = 1
  ) async throws -> (events: [Event], seconds: [Double], live: LiveAnalysis, end: AnalysisResult) {
    var options = AnalysisOptions()
    options.jobs = jobs
    let source = MemorySource(
      header: simulation.header, samples: simulation.samples, blockLengths: cuts)
    let live = try LiveAnalysis(
      Analysis(settings: settings, options: options), of: source, name: "test")
    var (events, seconds): ([Event], [Double]) = ([], [])
    var block = SignalBlock(channelCount: simulation.header.channels.count)
    while try source.next(into: &block) {
      let new = await live.append(block)
      events += new
      let rate = simulation.header.channels[0].rate
      let now = rate.seconds(block.start[0] + block.samples[0].count)
      seconds += new.map { _ in now }
    }
    let (rest, end) = await live.finish(source)
    return (events + rest, seconds, live, end)
  }

  /// An event without what only the end of a recording knows.
  private func known(_ event: Event) -> Event {
    var event = event
    event.details.coContraction = []
    let masks: [ArtifactCause?] = [.dropout, .flatline, .saturation]
    // NaN equals nothing: all of them are taken out.
    if event.type == .artifact, masks.contains(event.details.cause) { event.noise = 0 }
    event.features.removeAll { $0.value.isNaN }
    return event
  }

  private func order(_ events: [Event]) -> [Event] {
    events.sorted {
      ($0.onset, $0.channelIndex, $0.end, $0.type.rawValue)
        < ($1.onset, $1.channelIndex, $1.end, $1.type.rawValue)
    }
  }

  @Test(arguments: Case.all) func aLiveRunFindsWhatABatchFinds(_ own: Case) async throws {
    let simulation = Simulation(scenario: own.scenario, seed: own.seed)
    let settings = AnalysisSettings(preset: own.preset)
    // Without what is looked at in hindsight.
    var forwards = settings
    try forwards.set("units.hindsight_count", to: "0")
    try forwards.set("unit_search.most_places", to: "0")
    let batch = try await Analysis(settings: forwards).run(
      MemorySource(header: simulation.header, samples: simulation.samples), name: "test")
    #expect(!batch.events.isEmpty)
    let followers = batch.events.filter { $0.evidence.contains { $0.rule == "keeps_time_nats" } }
    #expect(followers.isEmpty == (own.scenario.name != "dominated"))
    var first: [Event] = []
    for cuts in [[100], [1, 0, 7, 33_333, 1000], [2_000_000]] {
      let run = try await live(simulation, settings, cuts: cuts, jobs: cuts.count)
      #expect(order(run.events.map(known)) == order(batch.events.map(known)))
      #expect(run.end.channels == batch.channels)
      #expect(run.end.duration == batch.duration && run.end.header == batch.header)
      // Nor does the order depend on the cuts.
      if first.isEmpty { first = run.events.map(known) }
      #expect(run.events.map(known) == first)
    }
  }

  @Test func whatIsKeptForTheSummaryDoesNotGrowWithTheEvents() async throws {
    // An hour of two channels: one recording again and again, without a gap.
    var scenario = Scenario(name: "busy", components: [.fasciculations, .contraction, .dropouts])
    scenario.duration = 60
    scenario.channelCount = 2
    let simulation = Simulation(scenario: scenario, seed: 9)
    let rounds = 60
    let source = MemorySource(header: simulation.header, samples: simulation.samples)
    let live = try LiveAnalysis(
      Analysis(settings: AnalysisSettings(), options: AnalysisOptions()), of: source, name: "test")
    var block = SignalBlock(channelCount: 2)
    let length = simulation.samples[0].count
    var (events, kept): ([Event], [Int]) = ([], [])
    for round in 0..<rounds {
      for c in 0..<2 {
        block.start[c] = round * length
        block.samples[c] = simulation.samples[c]
      }
      events += await live.append(block)
      kept.append(live.kept)
    }
    let noise = rounds * 60 * 2
    #expect(events.count > 1000, "\(events.count)")
    let most = kept.max() ?? 0
    #expect(most < noise + 2 * 600, "\(most) for \(events.count) events")
    let (rest, end) = await live.finish(source)
    let counted = end.channels.map { $0.units.reduce(0) { $0 + $1.discharges } }
    for c in 0..<2 {
      let own = (events + rest).filter { $0.channelIndex == c && $0.motorUnit != nil }
      #expect(
        counted[c] == own.count { $0.type == .fasciculation && !$0.details.discharges.isEmpty })
    }
  }

  @Test(arguments: Case.all) func eventsComeInTheStatedTime(_ own: Case) async throws {
    let simulation = Simulation(scenario: own.scenario, seed: own.seed)
    let settings = AnalysisSettings(preset: own.preset)
    let run = try await live(simulation, settings, cuts: [100])
    let limits = Dictionary(
      run.live.delays.list.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
    let atStart = run.live.delays.atStart
    for (event, second) in zip(run.events, run.seconds) {
      let name = event.details.cause?.rawValue ?? event.type.rawValue
      let limit = try #require(limits[name] ?? nil, "\(name) is told at the end")
      let end = simulation.header.channels[event.channelIndex].rate.seconds(event.end)
      #expect(second - end <= limit + max(0, atStart - end), "\(name) at \(end) s")
    }
    if own.scenario.duration >= 80 { #expect(!run.seconds.isEmpty) }
  }

  @Test func aLongFlatLineWasMaskedAsTheBlocksWereCut() async throws {
    // Activity right before a flat line that lasts longer than the look-ahead of the noise.
    var scenario = Scenario(name: "flat", components: [.fasciculations])
    scenario.duration = 80
    scenario.channelCount = 1
    let simulation = Simulation(scenario: scenario, seed: 3)
    var samples = simulation.samples
    let rate = Int(simulation.header.channels[0].rate.hertz)
    for length in [9, 31] {
      for i in (40 * rate)..<((40 + length) * rate) { samples[0][i] = samples[0][40 * rate] }
      for i in (40 * rate - 60)..<(40 * rate) { samples[0][i] += i % 8 < 4 ? 300 : -300 }
      let whole = try await InvarianceTests.run(simulation.header, samples, cuts: [2_000_000])
      for cuts in [[100], [65_536]] {
        let pieces = try await InvarianceTests.run(simulation.header, samples, cuts: cuts)
        #expect(pieces == whole, "\(length) s in blocks of \(cuts)")
      }
    }
  }

  @Test func aMaskBehindABridgedGapStoodTooEarly() async throws {
    var scenario = Scenario(name: "quiet", components: [.quiet])
    scenario.duration = 40
    scenario.channelCount = 1
    let simulation = Simulation(scenario: scenario, seed: 3)
    var samples = simulation.samples
    for n in 0..<20 { samples[0][1000 * n + 500] = .nan }
    for i in 40_000..<44_000 { samples[0][i] = 7 }
    let result = try await InvarianceTests.run(simulation.header, samples)
    let flat = result.channels[0].masks.filter { $0.cause == .flatline }
    #expect(flat == [Mask(onset: 40_000, end: 44_000, cause: .flatline)])
  }
}
