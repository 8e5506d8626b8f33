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

  /// Events alike: same types, onsets and ends within a tolerance.
  private func expectAlike(
    _ a: AnalysisResult, _ b: AnalysisResult, seconds: Double, missing: Int
  ) {
    let rateA = a.header.channels[0].rate
    let rateB = b.header.channels[0].rate
    var unmatched = 0
    var used: Set<Int> = []
    for event in a.events {
      let match = b.events.indices.first { n in
        let other = b.events[n]
        return !used.contains(n) && other.type == event.type
          && other.channelIndex == event.channelIndex
          && abs(rateA.seconds(event.onset) - rateB.seconds(other.onset)) <= seconds
          && abs(rateA.seconds(event.end) - rateB.seconds(other.end)) <= seconds
      }
      if let match { used.insert(match) } else { unmatched += 1 }
    }
    #expect(unmatched + b.events.count - used.count <= missing)
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
