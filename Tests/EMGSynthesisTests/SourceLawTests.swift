import EMGCore
import EMGFilters
import EMGTestSupport
import Foundation
import Testing

@testable import EMGSynthesis

/// What holds of every simulated recording.
@Suite struct SourceLawTests {
  private func read(_ source: SimulatedSource) throws -> [[Float]] {
    var samples = Array(repeating: [Float](), count: source.header.channels.count)
    var block = SignalBlock(channelCount: samples.count)
    while try source.next(into: &block) {
      for c in samples.indices {
        #expect(block.start[c] == samples[c].count)
        samples[c] += block.samples[c]
      }
    }
    return samples
  }

  private func bits(_ samples: [[Float]]) -> [[UInt32]] { samples.map { $0.map(\.bitPattern) } }

  @Test func cuttingTheSourceAnywhereChangesNoBit() throws {
    var scenario = Scenario(
      name: "all",
      components: [
        .fasciculations, .tremor, .evoked, .cramp, .ecg, .mains, .artifacts, .dropouts, .flatline,
        .saturation,
      ])
    scenario.duration = 45
    scenario.rate = SampleRate(checked: 1000)
    scenario.channelCount = 2
    scenario.limit = 300
    scenario.resolution = 0.5
    scenario.noiseModel.tailFreedom = 6
    scenario.noiseModel.stepsPerMinute = 10
    let whole = SimulatedSource(scenario: scenario, seed: 4, blockLengths: [1_000_000])
    let cut = SimulatedSource(
      scenario: scenario, seed: 4, blockLengths: [0, 1, 8191, 7, 8192, 1, 20_000])
    #expect(try bits(read(whole)) == bits(read(cut)))
    #expect(whole.truth == cut.truth)
    #expect(Set(whole.truth.compactMap(\.details.cause)).count >= 6)
  }

  @Test func layersAddUp() throws {
    var scenario = Scenario(name: "sum", components: [.contraction, .ecg])
    scenario.duration = 15
    let all = Simulation(scenario: scenario, seed: 1).samples[0]
    let parts = [SimulationLayers.noise, .activity, .interference].map {
      Simulation(scenario: scenario, seed: 1, layers: $0).samples[0]
    }
    for i in all.indices {
      #expect(abs(all[i] - parts[0][i] - parts[1][i] - parts[2][i]) < 1e-3)
    }
  }

  @Test func theStatedSizeIsMeasuredBackInTheBand() throws {
    var scenario = try #require(Scenario.named("fasciculations"))
    scenario.duration = 30
    let simulation = Simulation(scenario: scenario, seed: 8, layers: .activity)
    let band = ZeroPhaseFilter(
      try SectionCascade(.butterworth(order: 4), .bandpass(20, 450), rate: scenario.rate))
    let inBand = band.filtered(simulation.samples[0].map(Double.init))
    #expect(simulation.truth.count > 5)
    for event in simulation.truth {
      let range = max(0, event.onset - 40)..<min(inBand.count, event.end + 40)
      let size = (inBand[range].max() ?? 0) - (inBand[range].min() ?? 0)
      let snr = event.features.first { $0.name == "snr" }?.value ?? 0
      // The two groups of fibres vary on their own; samples may miss the very peak.
      #expect(abs(size / scenario.noise / snr - 1) < 0.08)
    }
  }

  @Test func truthEndsWhereTheCleanSignalFallsUnderTheNoise() throws {
    for name in ["clonus", "contraction", "grouped_discharge", "tonic_firing"] {
      var scenario = try #require(Scenario.named(name))
      scenario.duration = 30
      let simulation = Simulation(scenario: scenario, seed: 5, layers: .activity)
      var inside = Array(repeating: false, count: simulation.samples[0].count)
      for event in simulation.truth { for i in event.onset..<event.end { inside[i] = true } }
      let loudest = simulation.samples[0].map(abs).max() ?? 0
      for i in inside.indices where !inside[i] {
        #expect(abs(simulation.samples[0][i]) <= max(Float(scenario.noise), 0.02 * loudest))
      }
    }
  }

  @Test func anyRateAndUnitIsServed() throws {
    for (rate, unit) in [(500.0, "V"), (1259.259, "mV"), (30_000, "uV")] {
      var scenario = try #require(Scenario.named("fasciculations"))
      scenario.duration = 8
      scenario.fasciculationRate = 120
      scenario.rate = SampleRate(checked: rate)
      scenario.unit = PhysicalUnit(symbol: unit)
      let simulation = Simulation(scenario: scenario, seed: 2)
      #expect(simulation.samples[0].count == Int((8 * rate).rounded()))
      let scale = scenario.unit.microvolts ?? 0
      let event = try #require(simulation.truth.first)
      let part = simulation.samples[0][event.onset..<event.end]
      let size = Double((part.max() ?? 0) - (part.min() ?? 0)) * scale
      let said = event.features.first { $0.name == "peak_to_peak_uv" }?.value ?? 0
      #expect(abs(size - said) < 8 * scenario.noise + 0.35 * said)
    }
  }

  @Test func theSamplingRateMovesNoEvent() throws {
    var scenario = try #require(Scenario.named("fasciculations"))
    scenario.duration = 20
    let truths = [1000.0, 5000].map { hertz -> [Double] in
      scenario.rate = SampleRate(checked: hertz)
      return Simulation(scenario: scenario, seed: 3).truth.map {
        scenario.rate.seconds($0.onset)
      }
    }
    #expect(truths[0].count == truths[1].count && truths[0].count > 3)
    for (a, b) in zip(truths[0], truths[1]) { #expect(abs(a - b) < 0.0025) }
  }

  @Test func aQuantisedRecordingStandsOnItsGrid() throws {
    var scenario = try #require(Scenario.named("quantised"))
    scenario.duration = 10
    let samples = Simulation(scenario: scenario, seed: 1).samples[0]
    #expect(samples.allSatisfy { $0 == $0.rounded() })
  }
}
