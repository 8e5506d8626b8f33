import EMGCore
import EMGEvaluation
import EMGSynthesis
import EMGTestSupport
import Testing

@Suite struct SimulationTests {
  @Test func equalSeedsGiveEqualRecordings() throws {
    var scenario = try #require(Scenario.named("mixture"))
    scenario.duration = 40
    let a = Simulation(scenario: scenario, seed: 5)
    let b = Simulation(scenario: scenario, seed: 5)
    let c = Simulation(scenario: scenario, seed: 6)
    #expect(a.samples == b.samples && a.truth == b.truth)
    #expect(a.samples != c.samples)
  }

  @Test(arguments: Scenario.names) func everyScenarioHasTruthWithinItsRecording(
    name: String
  ) throws {
    var scenario = try #require(Scenario.named(name))
    // Needles and arrays have many samples a second.
    scenario.duration = scenario.rate.hertz * Double(scenario.channelCount) > 10_000 ? 12 : 40
    let simulation = Simulation(scenario: scenario, seed: 2)
    #expect(simulation.samples.count == scenario.channelCount)
    #expect(name == "quiet" || !simulation.truth.isEmpty)
    for event in simulation.truth {
      #expect(event.onset >= 0 && event.onset < event.end)
      #expect(event.end <= simulation.samples[event.channelIndex].count)
    }
  }

  @Test func dischargesStandAboveTheNoiseWhereTheTruthSays() throws {
    let scenario = try #require(Scenario.named("fasciculations"))
    let simulation = Simulation(scenario: scenario, seed: 3)
    for event in simulation.truth {
      let part = simulation.samples[0][event.onset..<event.end]
      let size = Double((part.max() ?? 0) - (part.min() ?? 0))
      let said = event.features.first { $0.name == "peak_to_peak_uv" }?.value ?? 0
      // The size is meant in the detection band; the samples hold noise and slower parts too.
      #expect(abs(size - said) < 6 * scenario.noise + 0.35 * said)
    }
  }

  @Test func matchingFindsAsManyPairsAsBruteForce() {
    var generator = SplitMix64(seed: 9)
    for _ in 0..<300 {
      let n = 1 + Int(generator.next() % 5)
      let m = 1 + Int(generator.next() % 5)
      let near = (0..<n).map { _ in (0..<m).map { _ in generator.next() % 3 == 0 } }
      let found = maximumMatching(
        truthCount: n, foundCount: m, candidates: { _ in 0..<m },
        cost: { near[$0][$1] ? Double($0 + $1) : nil })
      func best(_ t: Int, _ used: Set<Int>) -> Int {
        guard t < n else { return 0 }
        var top = best(t + 1, used)
        for f in 0..<m where near[t][f] && !used.contains(f) {
          top = max(top, 1 + best(t + 1, used.union([f])))
        }
        return top
      }
      let pairs = found.compactMap(\.self)
      #expect(Set(pairs).count == pairs.count)
      #expect(pairs.count == best(0, []))
    }
  }
}
