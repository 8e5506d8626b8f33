import EMGCore
import EMGDetection
import EMGFilters
import EMGPipeline
import EMGSynthesis
import EMGTestSupport
import Foundation
import Testing

/// What a recording states of itself is used, and the output says how.
@Suite struct StatedFactsTests {
  private static let rate = 2000.0

  private func noise(_ count: Int, _ amplitude: Float, seed: UInt64 = 5) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      amplitude * Float((0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() })
    }
  }

  private func header(trigger: Bool = false, mains: Double? = nil) -> RecordingHeader {
    let rate = SampleRate(checked: Self.rate)
    var channels = [Channel(name: "TA", unit: PhysicalUnit(symbol: "uV"), rate: rate)]
    if trigger {
      channels.append(
        Channel(name: "STI", unit: PhysicalUnit(symbol: "V"), kind: .trigger, rate: rate))
    }
    var header = RecordingHeader(format: "test", channels: channels)
    header.mainsHertz = mains
    return header
  }

  private func hum(_ hertz: Double) -> [Float] {
    noise(40_000, 3).enumerated().map { i, x in
      x + 4 * Float(sin(2 * Double.pi * hertz * Double(i) / Self.rate))
    }
  }

  @Test func aStatedMainsFrequencyIsLookedFor() async throws {
    let samples = [hum(83)]
    let plain = try await InvarianceTests.run(header(), samples)
    #expect(plain.channels[0].quality.mainsHz == nil)
    let stated = try await InvarianceTests.run(header(mains: 83), samples)
    let found = try #require(stated.channels[0].quality.mainsHz)
    #expect(abs(found - 83) < 0.1)
    #expect(stated.header.findings.map(\.code) == ["mains_stated"])
    let line = stated.events.first { $0.details.cause == .mains }
    #expect(line?.evidence.last?.rule == "mains_stated_hz")
    #expect(line?.evidence.last?.threshold == 83)
  }

  @Test func aChangedSettingOverridesTheStatedMains() async throws {
    let samples = [hum(83)]
    var settings = AnalysisSettings()
    settings.mains.nominal = [50]
    let plain = try await InvarianceTests.run(header(), samples, settings: settings)
    let stated = try await InvarianceTests.run(header(mains: 83), samples, settings: settings)
    #expect(stated.events == plain.events)
    #expect(stated.channels[0].quality == plain.channels[0].quality)
    #expect(stated.header.findings.map(\.code) == ["mains_overridden"])
  }

  /// Pulses at uneven times, each with a response 9 ms later, and what a trigger channel has of them.
  private func stimulated(_ times: [Int], seconds: Int = 20) -> [[Float]] {
    var signal = noise(seconds * 2000, 3)
    var trigger = [Float](repeating: 0, count: signal.count)
    for time in times {
      signal[time + 4] += 900
      signal[time + 5] -= 700
      for i in 0..<16 {
        signal[time + 22 + i] += 150 * Float(sin(Double(i) / 16 * 2 * Double.pi))
      }
      for i in 0..<10 { trigger[time + i] = 5 }
    }
    return [signal, trigger]
  }

  private static let uneven = [16_013, 17_990, 20_871, 22_004, 24_707, 26_119, 28_466]

  @Test func stimuliAtUnevenTimesAreToldByTheirTriggers() async throws {
    let samples = stimulated(Self.uneven)
    let result = try await InvarianceTests.run(header(trigger: true), samples)
    let artifacts = result.events.filter { $0.details.cause == .stimulation }
    let times = artifacts.flatMap(\.details.times)
    #expect(times.count == Self.uneven.count)
    for (found, time) in zip(times, Self.uneven) { #expect(abs(found - time - 4) <= 2) }
    #expect(artifacts.allSatisfy { $0.evidence.first?.rule == "stimuli_at_triggers" })
    #expect(artifacts.allSatisfy { $0.features.last == Measure("trigger_channel", 1) })
    let evoked = result.events.filter { $0.type == .evoked }
    #expect(evoked.count == Self.uneven.count)
    // Both turns of the response, some 11 and 15 ms after the stimulus, are equally large.
    for event in evoked { #expect((0.010...0.016).contains(event.measure("peak_s") ?? 0)) }
    #expect(result.events.allSatisfy { [.artifact, .evoked].contains($0.type) })
    #expect(result.header.findings.map(\.code) == ["trigger_marks"])
    var settings = AnalysisSettings()
    settings.detection.stimulation.usesTriggers = false
    let without = try await InvarianceTests.run(
      header(trigger: true), samples, settings: settings)
    #expect(without.events.filter { $0.type == .evoked }.isEmpty)
  }

  @Test func oneStimulusIsBlankedAndItsResponseNamed() async throws {
    let result = try await InvarianceTests.run(header(trigger: true), stimulated([20_000]))
    #expect(result.events.map(\.type) == [.artifact, .evoked])
    #expect(result.events.first?.details.cause == .stimulation)
    #expect((result.events.last?.details.latency ?? 1) < 0.011)
  }

  @Test func cutsAndJobsChangeNothingOfTriggers() async throws {
    let samples = stimulated(Self.uneven)
    let whole = try await InvarianceTests.run(header(trigger: true), samples)
    for cuts in [[1000, 1, 0, 7, 3333], [4097]] {
      let pieces = try await InvarianceTests.run(
        header(trigger: true), samples, cuts: cuts, jobs: 2)
      #expect(pieces == whole)
    }
  }

  @Test func triggersWithoutStimuliChangeNoEvent() async throws {
    let simulation = InvarianceTests.simulation(60)
    let count = simulation.samples[0].count
    var marks = [Float](repeating: 0, count: count)
    for start in stride(from: 3001, to: count - 20, by: 2777) {
      for i in 0..<12 { marks[start + i] = 1 }
    }
    var header = simulation.header
    header.channels.append(
      Channel(
        name: "STI", unit: PhysicalUnit(symbol: "V"), kind: .trigger,
        rate: header.channels[0].rate))
    let plain = try await InvarianceTests.run(simulation.header, simulation.samples)
    let marked = try await InvarianceTests.run(header, simulation.samples + [marks])
    #expect(marked.events == plain.events)
  }

  private func edges(
    _ samples: [Float], _ cuts: [Int] = [1 << 20],
    _ change: (inout StimulationSettings) -> Void = { _ in }
  ) -> [Int] {
    var settings = StimulationSettings()
    change(&settings)
    var edges = TriggerEdges(rate: SampleRate(checked: 1000), settings: settings)
    var found: [Int] = []
    var at = 0
    var n = 0
    while at < samples.count {
      let end = min(samples.count, at + cuts[n % cuts.count])
      found += edges.append(Array(samples[at..<end]), at: at)
      (at, n) = (end, n + 1)
    }
    return found
  }

  @Test func codesOfAnySizeAreMarks() {
    var codes = [Float](repeating: 0, count: 1000)
    for (start, code) in [(100, 200), (300, 4), (500, 1)] as [(Int, Float)] {
      for i in 0..<20 { codes[start + i] = code }
    }
    #expect(edges(codes) == [100, 300, 500])
    #expect(edges(codes, [1, 7, 50]) == [100, 300, 500])
    #expect(edges(codes) { $0.triggerFalls = true } == [120, 320, 520])
    codes[99] = .nan
    #expect(edges(codes) == [300, 500])
  }

  @Test func noiseOfATriggerLineIsNoMark() {
    var line = noise(5000, 0.01)
    #expect(edges(line).isEmpty)
    for start in [1000, 2500, 4000] { for i in 0..<8 { line[start + i] += 3 } }
    #expect(edges(line) == [1000, 2500, 4000])
  }
}
