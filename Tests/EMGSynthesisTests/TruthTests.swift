import EMGCore
import EMGTestSupport
import Testing

@testable import EMGSynthesis

/// Truth says what the samples hold.
@Suite struct TruthTests {
  private func simulation(
    _ name: String, seconds: Double = 40, seed: UInt64 = 2, layers: SimulationLayers = .all,
    _ change: (inout Scenario) -> Void = { _ in }
  ) throws -> Simulation {
    var scenario = try #require(Scenario.named(name))
    scenario.duration = seconds
    change(&scenario)
    return Simulation(scenario: scenario, seed: seed, layers: layers)
  }

  @Test func everyClassHasAScenario() throws {
    let expected: [(String, EventType)] = [
      ("fasciculations", .fasciculation), ("tremor", .tremor), ("clonus", .clonus),
      ("tapping", .rhythmicBursting), ("myoclonus", .myoclonus),
      ("negative_myoclonus", .negativeMyoclonus), ("tonic_firing", .tonicFiring),
      ("contraction", .contraction), ("cramp", .cramp), ("grouped_discharge", .groupedDischarge),
      ("evoked", .evoked),
    ]
    for (name, type) in expected {
      let truth = try simulation(name).truth
      #expect(truth.contains { $0.type == type }, "\(name)")
      for event in truth where event.type == type && type != .negativeMyoclonus {
        #expect(event.features.contains { $0.name == "snr" && $0.value > 0 }, "\(name)")
      }
    }
    let causes: [(String, ArtifactCause)] = [
      ("stimulation", .stimulation), ("ecg", .ecg), ("pops", .electrodePop), ("motion", .motion),
      ("mains", .mains), ("saturation", .saturation), ("flatline", .flatline),
      ("dropouts", .dropout),
    ]
    for (name, cause) in causes {
      #expect(try simulation(name).truth.contains { $0.details.cause == cause }, "\(name)")
    }
  }

  @Test func doubletsAreShortAndLong() throws {
    let simulation = try simulation("doublets", seconds: 120)
    let rate = simulation.header.channels[0].rate
    let intervals = simulation.truth.compactMap { event -> Double? in
      let times = event.details.discharges
      return times.count == 2 ? rate.seconds(times[1] - times[0]) : nil
    }
    #expect(intervals.allSatisfy { $0 >= 0.0015 && $0 <= 0.0805 })
    #expect(intervals.contains { $0 <= 0.01 } && intervals.contains { $0 > 0.01 })
    #expect(intervals.count < simulation.truth.count)
  }

  @Test func noFasciculationLiesUnderADropout() throws {
    let simulation = try simulation("dropouts", seconds: 90) { $0.fasciculationRate = 120 }
    for event in simulation.truth where event.type == .fasciculation {
      #expect(event.details.discharges.contains { !simulation.samples[0][$0].isNaN })
    }
  }

  @Test func missingSamplesBesideFlatLinesEndedTheProgram() throws {
    let simulation = try simulation("dropouts", seconds: 90) { $0.components += [.flatline] }
    let causes: [ArtifactCause] = [.dropout, .flatline]
    for cause in causes {
      let stretches = simulation.truth.filter { $0.details.cause == cause }
      #expect(!stretches.isEmpty)
      for event in stretches where cause == .flatline {
        let values = Set(simulation.samples[0][event.onset..<event.end].filter { !$0.isNaN })
        #expect(values.count == 1)
      }
    }
  }

  @Test func aPopLastsAsLongAsItsTail() throws {
    let simulation = try simulation("pops", layers: .interference)
    let samples = simulation.samples[0]
    var inside = Array(repeating: false, count: samples.count)
    for event in simulation.truth where event.details.cause == .electrodePop {
      for i in event.onset..<event.end { inside[i] = true }
    }
    for i in samples.indices where !inside[i] { #expect(abs(samples[i]) <= 3) }
  }

  @Test func aNegativeMyoclonusIsSilentAndItsEdgesAreNotCut() throws {
    let simulation = try simulation("negative_myoclonus", layers: .activity)
    let samples = simulation.samples[0]
    let silences = simulation.truth.filter { $0.type == .negativeMyoclonus }
    #expect(silences.count > 2)
    for event in silences {
      #expect(samples[event.onset..<event.end].allSatisfy { abs($0) < 3 })
      #expect(abs(samples[event.onset - 1]) >= 3 && abs(samples[event.end]) >= 3)
      #expect(
        simulation.truth.contains {
          $0.type == .contraction && $0.onset < event.onset && $0.end > event.end
        })
    }
  }

  @Test func threeMusclesInTurnAreMixed() throws {
    let simulation = try simulation("parkinsonian_tremor", seconds: 60) { $0.channelCount = 3 }
    let patterns = simulation.truth.filter { $0.type == .tremor }.map {
      ($0.channelIndex, $0.details.pattern ?? "")
    }
    #expect(patterns.contains { $0 == (1, "alternating") })
    #expect(patterns.contains { $0 == (0, "mixed") })
    #expect(!patterns.contains { $0 == (0, "alternating") })
  }

  @Test func clonusDecaysAndSlows() throws {
    let simulation = try simulation("clonus", seconds: 120)
    let events = simulation.truth.filter { $0.type == .clonus }
    #expect(events.count > 5)
    let amplitudes = events.compactMap(\.details.amplitudeSlope)
    let intervals = events.compactMap(\.details.intervalSlope)
    #expect(amplitudes.count == events.count && intervals.count == events.count)
    #expect(amplitudes.count { $0 < 0 } > events.count * 3 / 4)
    #expect(intervals.reduce(0, +) > 0)
    #expect(events.allSatisfy { $0.details.bursts.count >= 4 && $0.details.bursts.count <= 60 })
  }

  @Test func everyChannelHasItsActivity() throws {
    for name in ["clonus", "contraction", "tonic_firing", "myoclonus", "cramp"] {
      let truth = try simulation(name, seconds: 60) { $0.channelCount = 3 }.truth
      #expect(Set(truth.map(\.channelIndex)) == [0, 1, 2], "\(name)")
    }
  }

  @Test func tremorsHaveTheirFrequencies() throws {
    let ranges: [(String, ClosedRange<Double>)] = [
      ("parkinsonian_tremor", 3.7...7.5), ("essential_tremor", 3.8...12.5),
      ("physiological_tremor", 7.9...12.1), ("orthostatic_tremor", 12.8...18.3),
      ("tapping", 0.8...4.5),
    ]
    for (name, range) in ranges {
      let events = try simulation(name, seconds: 60).truth.filter { $0.type != .artifact }
      #expect(!events.isEmpty, "\(name)")
      for event in events {
        let frequency = event.details.frequencyHz ?? 0
        #expect(range.contains(frequency), "\(name): \(frequency)")
        #expect(event.details.bursts.count >= 4)
      }
    }
  }

  @Test func allChannelsSeeOneHeart() throws {
    let truth = try simulation("ecg") { $0.channelCount = 3 }.truth
    let hearts = truth.filter { $0.details.cause == .ecg }.map(\.details.times)
    #expect(hearts.count == 3 && hearts[0] == hearts[1] && hearts[1] == hearts[2])
    let beats = hearts[0]
    #expect(Set(zip(beats, beats.dropFirst()).map { $1 - $0 }).count > beats.count / 3)
  }

  @Test func aResponseFollowsItsStimulus() throws {
    let simulation = try simulation("evoked")
    let stimuli = simulation.truth.filter { $0.details.cause == .stimulation }
      .flatMap(\.details.times)
    let responses = simulation.truth.filter { $0.type == .evoked }
    #expect(responses.count == stimuli.count)
    for event in responses {
      let latency = event.details.latency ?? 0
      #expect(latency > 0 && latency < 0.02)
    }
  }

  @Test func anArrayGivesOneEventADischarge() throws {
    let simulation = try simulation("array", seconds: 20)
    let events = simulation.truth
    #expect(!events.isEmpty)
    for (a, b) in zip(events, events.dropFirst()) { #expect(b.onset - a.onset > 40) }
    for event in events {
      let name = simulation.header.channels[event.channelIndex].name
      #expect(event.details.channels?.contains(name) ?? true)
    }
    #expect(events.contains { ($0.details.channels?.count ?? 0) > 4 })
  }

  @Test func clippedSamplesAreSaturation() throws {
    let simulation = try simulation("saturation", seconds: 60)
    let samples = simulation.samples[0]
    let events = simulation.truth.filter { $0.details.cause == .saturation }
    #expect(!events.isEmpty)
    #expect(samples.allSatisfy { abs($0) <= 150 })
    for event in events {
      #expect(abs(samples[event.onset]) == 150 && abs(samples[event.end - 1]) == 150)
    }
  }
}
