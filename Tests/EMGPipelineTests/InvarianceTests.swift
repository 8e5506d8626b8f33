import EMGCore
import EMGPipeline
import EMGSynthesis
import EMGTestSupport
import Testing

/// What must not change a result.
@Suite struct InvarianceTests {
  static func simulation(_ seconds: Double = 90, seed: UInt64 = 11) -> Simulation {
    var scenario = Scenario(
      name: "mixture", components: [.fasciculations, .tremor, .contraction, .clonus])
    scenario.duration = seconds
    scenario.channelCount = 2
    return Simulation(scenario: scenario, seed: seed)
  }

  static func run(
    _ header: RecordingHeader, _ samples: [[Float]], cuts: [Int] = [65_536], jobs: Int = 1,
    settings: AnalysisSettings = AnalysisSettings()
  ) async throws -> AnalysisResult {
    var options = AnalysisOptions()
    options.jobs = jobs
    let source = MemorySource(header: header, samples: samples, blockLengths: cuts)
    return try await Analysis(settings: settings, options: options).run(source, name: "test")
  }

  @Test func cuttingTheInputAnywhereChangesNothing() async throws {
    let simulation = Self.simulation()
    let whole = try await Self.run(simulation.header, simulation.samples)
    #expect(whole.events.count > 20)
    for cuts in [[1000, 1, 0, 7, 33_333], [4097], [17, 2_000_000]] {
      let pieces = try await Self.run(simulation.header, simulation.samples, cuts: cuts)
      #expect(pieces == whole)
    }
  }

  @Test func jobsChangeNothing() async throws {
    let simulation = Self.simulation()
    let one = try await Self.run(simulation.header, simulation.samples)
    let two = try await Self.run(simulation.header, simulation.samples, jobs: 2)
    #expect(one == two)
  }

  @Test func polarityChangesNoEvent() async throws {
    let simulation = Self.simulation()
    let plain = try await Self.run(simulation.header, simulation.samples)
    let flipped = try await Self.run(
      simulation.header, simulation.samples.map { $0.map { -$0 } })
    #expect(flipped.events == plain.events)
  }

  /// Expects like events in two results.
  ///
  /// The same types; brief ones begin within a tolerance, long ones overlap by nine tenths. What has
  /// no class is left out.
  private func expectAlike(
    _ a: AnalysisResult, _ b: AnalysisResult, seconds: Double, missing: Int
  ) {
    func span(_ event: Event, _ result: AnalysisResult) -> (low: Double, high: Double) {
      let rate = result.header.channels[event.channelIndex].rate
      return (rate.seconds(event.onset), rate.seconds(event.end))
    }
    func isAlike(_ x: Event, _ y: Event) -> Bool {
      guard x.type == y.type, x.channelIndex == y.channelIndex else { return false }
      let (p, q) = (span(x, a), span(y, b))
      if p.high - p.low < 0.25 { return abs(p.low - q.low) <= seconds }
      let overlap = min(p.high, q.high) - max(p.low, q.low)
      return overlap >= 0.9 * (max(p.high, q.high) - min(p.low, q.low))
    }
    var unmatched: [Event] = []
    var used: Set<Int> = []
    for event in a.events where event.type != .unclassified {
      let match = b.events.indices.first { !used.contains($0) && isAlike(event, b.events[$0]) }
      if let match { used.insert(match) } else { unmatched.append(event) }
    }
    let surplus = b.events.indices.filter { n in
      !used.contains(n) && b.events[n].type != .unclassified
    }.map { b.events[$0] }
    func words(_ events: [Event]) -> [String] {
      events.map { "\($0.type) \($0.channelIndex) \($0.onset)–\($0.end)" }
    }
    #expect(
      unmatched.count + surplus.count <= missing,
      "only before: \(words(unmatched)); only after: \(words(surplus))")
  }

  @Test(arguments: [0.001, 8.0]) func gainChangesNoEvent(gain: Float) async throws {
    let simulation = Self.simulation()
    let plain = try await Self.run(simulation.header, simulation.samples)
    // The floor under the noise is in microvolts; scaled recordings must stay above it.
    var settings = AnalysisSettings()
    try settings.set("noise.minimum_uv", to: "0.0001")
    let scaled = try await Self.run(
      simulation.header, simulation.samples.map { $0.map { $0 * gain } }, settings: settings)
    // Rounding may move an edge by a sample.
    expectAlike(plain, scaled, seconds: 0.001, missing: 0)
  }

  @Test func theUnitChangesNoEvent() async throws {
    let simulation = Self.simulation()
    let plain = try await Self.run(simulation.header, simulation.samples)
    var header = simulation.header
    for c in header.channels.indices { header.channels[c].unit = PhysicalUnit(symbol: "mV") }
    let other = try await Self.run(header, simulation.samples.map { $0.map { $0 / 1000 } })
    expectAlike(plain, other, seconds: 0.001, missing: 0)
  }

  @Test(arguments: [1000.0, 4000]) func theSamplingRateChangesHardlyAnEvent(
    hertz: Double
  ) async throws {
    // The same continuous signal at another rate, by resampling what lies under 450 Hz.
    let simulation = Self.simulation()
    let plain = try await Self.run(simulation.header, simulation.samples)
    var header = simulation.header
    for c in header.channels.indices { header.channels[c].rate = SampleRate(checked: hertz) }
    let samples = try simulation.samples.map { try resampled($0, hertz) }
    let other = try await Self.run(header, samples)
    // At 1 kHz the band's upper edge meets the anti-alias filter: edges move by some milliseconds,
    // and a discharge at the gate may be found at one rate only.
    expectAlike(plain, other, seconds: 0.02, missing: max(2, plain.events.count / 12))
  }

  private func resampled(_ x: [Float], _ hertz: Double) throws -> [Float] {
    var resampler = try TestResampler(up: hertz == 4000 ? 2 : 1, down: hertz == 1000 ? 2 : 1)
    return resampler.run(x)
  }
}
