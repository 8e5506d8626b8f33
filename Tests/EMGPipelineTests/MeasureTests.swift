import EMGCore
import EMGPipeline
import EMGSinks
import EMGSynthesis
import EMGTestSupport
import Foundation
import Testing

/// Measures come back from signals whose truth is known.
@Suite struct MeasureTests {
  private static let rate = SampleRate(checked: 2000)

  /// Gaussian noise of one microvolt.
  private func noise(_ count: Int, _ generator: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in Float((0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() }) }
  }

  /// A multi-unit stretch: potentials at random times, each a second derivative of a Gaussian,
  /// whose duration grows so that frequencies fall by a share of the first a second.
  private func addActivity(
    to samples: inout [Float], from: Double, seconds: Double, amplitude: Double,
    perSecond: Double = 400, sigma: Double = 0.0022, compression: Double = 0,
    _ generator: inout SplitMix64, gain: (Double) -> Double = { _ in 1 }
  ) {
    let fs = Self.rate.hertz
    var t = from
    while true {
      t -= log(1 - generator.uniform()) / perSecond
      guard t < from + seconds else { return }
      let scale = sigma / (1 - compression * (t - from))
      let size = amplitude * (generator.uniform() < 0.5 ? -1 : 1) * (0.5 + generator.uniform())
      let value = size * gain(t)
      guard value != 0 else { continue }
      let reach = 5 * scale
      for i in Int((t - reach) * fs)...Int((t + reach) * fs) where samples.indices.contains(i) {
        let u = (Double(i) / fs - t) / scale
        samples[i] += Float(value * (1 - u * u) * exp(-u * u / 2))
      }
    }
  }

  private func analysed(
    _ samples: [[Float]], names: [String] = ["A", "B", "C"], blocks: [Int] = [],
    _ change: (inout AnalysisSettings) throws -> Void = { _ in }
  ) async throws -> AnalysisResult {
    var settings = AnalysisSettings()
    try change(&settings)
    let channels = samples.enumerated().map {
      Channel(name: names[$0], unit: .microvolt, rate: Self.rate, sampleCount: $1.count)
    }
    let header = RecordingHeader(format: "test", channels: channels)
    let source =
      blocks.isEmpty
      ? MemorySource(header: header, samples: samples)
      : MemorySource(header: header, samples: samples, blockLengths: blocks)
    return try await Analysis(settings: settings).run(source, name: "test")
  }

  private func value(_ event: Event?, _ name: String) throws -> Double {
    try #require(event?.measure(name), "\(name)")
  }

  /// The spectrum of a potential scales with its duration: the median frequency falls in a line.
  @Test(arguments: [0.0, 0.01, 0.02]) func theSlopeOfACompressedSpectrumComesBack(
    compression: Double
  ) async throws {
    var slopes: [Double] = []
    for seed in 1...4 as ClosedRange<UInt64> {
      var generator = SplitMix64(seed: seed)
      var samples = noise(70_000, &generator)
      addActivity(
        to: &samples, from: 8, seconds: 20, amplitude: 40, compression: compression, &generator)
      let result = try await analysed([samples])
      let events = result.events.filter { $0.type == .contraction }
      let event = try #require(events.max { $0.end - $0.onset < $1.end - $1.onset })
      let level = try value(event, "median_frequency_hz")
      let slope = try value(event, "median_frequency_slope_hz_per_s")
      let error = try value(event, "median_frequency_slope_se_hz_per_s")
      // The level is that of the middle of the event.
      let first = level / (1 - compression * 10)
      #expect(abs(slope + compression * first) <= 4 * error + 0.05 * compression * first)
      #expect(error > 0 && error < 0.5)
      #expect(abs(try value(event, "mean_frequency_slope_hz_per_s") - slope) < 1)
      slopes.append(slope + compression * first)
    }
    // Over the seeds the error has no side.
    #expect(abs(slopes.reduce(0, +) / 4) < 0.25, "\(slopes)")
  }

  /// A tremor of bursts that drifts and pauses.
  private func tremor(
    _ generator: inout SplitMix64, lag: Double = 0, depth: Double = 0
  ) -> (samples: [Float], bursts: [Double]) {
    var samples = noise(100_000, &generator)
    var bursts: [Double] = []
    var t = 8.0
    while t < 45 {
      bursts.append(t)
      t += 1 / (4.5 + (t - 8) * 1.2 / 60)
      if bursts.count == 60 || bursts.count == 110 { t += 0.9 }
    }
    for burst in bursts {
      let size = 60 * (1 + depth * sin(2 * .pi * (burst - 8) / 10))
      addActivity(
        to: &samples, from: burst + lag - 0.035, seconds: 0.07, amplitude: size, perSecond: 900,
        &generator)
    }
    return (samples, bursts)
  }

  @Test func driftAndPausesOfATremorComeBack() async throws {
    var generator = SplitMix64(seed: 21)
    let (samples, bursts) = tremor(&generator, depth: 0.5)
    let result = try await analysed([samples])
    let event = result.events.filter { $0.details.frequencyHz != nil }
      .max { $0.end - $0.onset < $1.end - $1.onset }
    #expect(bursts.count == 172)
    #expect(abs((try #require(event?.onset)) - 16_000) < 1000)
    #expect(try value(event, "pauses") == 2)
    #expect(abs(try value(event, "paused_s") - 1.8) < 0.1)
    let drift = try value(event, "frequency_drift_hz_per_min")
    #expect(abs(drift - 1.2) < 0.3)
    #expect(abs(drift - 1.2) < 4 * (try value(event, "frequency_drift_se_hz_per_min")))
    // The sine's own coefficient of variation is 0.35; single bursts scatter besides.
    #expect(abs(try value(event, "amplitude_cv") - 0.38) < 0.08)
    #expect(try value(event, "frequency_half_width_hz") > 0.3)
  }

  @Test func aSteadyTremorHasNeitherDriftNorPause() async throws {
    var generator = SplitMix64(seed: 22)
    var samples = noise(80_000, &generator)
    for n in 0..<120 {
      addActivity(
        to: &samples, from: 8 + Double(n) * 0.2, seconds: 0.07, amplitude: 60, perSecond: 900,
        &generator)
    }
    let result = try await analysed([samples])
    let event = result.events.filter { $0.details.frequencyHz != nil }
      .max { $0.end - $0.onset < $1.end - $1.onset }
    #expect(try value(event, "pauses") == 0)
    #expect(try value(event, "paused_s") == 0)
    #expect(
      abs(try value(event, "frequency_drift_hz_per_min"))
        < 4 * (try value(event, "frequency_drift_se_hz_per_min")))
    #expect(try value(event, "frequency_half_width_hz") < 0.6)
    #expect(try value(event, "amplitude_cv") < 0.25)
  }

  @Test func coherentMusclesAreToldWithTheirDelay() async throws {
    var generator = SplitMix64(seed: 23)
    let (first, _) = tremor(&generator)
    let (second, _) = tremor(&generator, lag: 0.03)
    let result = try await analysed([first, second])
    for (channel, partner, delay) in [(0, "B", 0.03), (1, "A", -0.03)] {
      let event = result.events.filter {
        $0.channelIndex == channel && $0.details.frequencyHz != nil
      }
      .max { $0.end - $0.onset < $1.end - $1.onset }
      let pair = try #require(event?.details.coherence.first)
      #expect(pair.channel == partner)
      let own = Dictionary(uniqueKeysWithValues: pair.measures.map { ($0.name, $0.value) })
      #expect((own["value"] ?? 0) > 0.6)
      #expect((own["value"] ?? 0) > (own["limit_95"] ?? 1))
      #expect(abs((own["delay_s"] ?? 0) - delay) < 0.006)
    }
  }

  @Test func overlappingContractionsHaveTheirShareInCommon() async throws {
    var generator = SplitMix64(seed: 24)
    var samples = (0..<3).map { _ in noise(80_000, &generator) }
    addActivity(to: &samples[0], from: 8, seconds: 10, amplitude: 40, &generator)
    addActivity(to: &samples[1], from: 13, seconds: 10, amplitude: 80, &generator)
    addActivity(to: &samples[2], from: 28, seconds: 6, amplitude: 40, &generator)
    let result = try await analysed(samples)
    func contraction(_ channel: Int) throws -> Event {
      let events = result.events.filter { $0.type == .contraction && $0.channelIndex == channel }
      return try #require(events.max { $0.end - $0.onset < $1.end - $1.onset })
    }
    let first = try contraction(0)
    let pair = try #require(first.details.coContraction.first)
    #expect(first.details.coContraction.count == 1)
    #expect(pair.channel == "B")
    let own = Dictionary(uniqueKeysWithValues: pair.measures.map { ($0.name, $0.value) })
    #expect(abs((own["overlap_s"] ?? 0) - 5) < 0.2)
    #expect(abs((own["overlap_share"] ?? 0) - 0.5) < 0.03)
    // Two steady contractions, each over its own largest: most is common.
    #expect((own["falconer_winter_percent"] ?? 0) > 80)
    #expect(try contraction(1).details.coContraction.map(\.channel) == ["A"])
    #expect(try contraction(2).details.coContraction.isEmpty)
  }

  @Test func measuresDependOnNoCutOfTheInput() async throws {
    var generator = SplitMix64(seed: 25)
    let (first, _) = tremor(&generator)
    var second = noise(100_000, &generator)
    addActivity(to: &second, from: 10, seconds: 30, amplitude: 40, compression: 0.01, &generator)
    let whole = try await analysed([first, second])
    let pieces = try await analysed([first, second], blocks: [1, 997, 13, 4096])
    #expect(whole.events == pieces.events)
    #expect(whole.channels == pieces.channels)
  }

  /// The measures neither change what was found nor exceed what may be kept.
  @Test func whatIsMeasuredChangesNoEvent() async throws {
    var generator = SplitMix64(seed: 26)
    let (first, _) = tremor(&generator)
    let (second, _) = tremor(&generator, lag: 0.03)
    let plain = try await analysed([first, second])
    let other = try await analysed([first, second]) {
      try $0.set("measures.most_channels", to: "1")
      try $0.set("measures.slope_shortest_s", to: "3600")
      try $0.set("measures.fewest_bursts", to: "10000")
    }
    #expect(other.events.allSatisfy { $0.details.coherence.isEmpty })
    #expect(other.events.allSatisfy { $0.measure("pauses") == nil })
    #expect(plain.events.contains { !$0.details.coherence.isEmpty })
    #expect(plain.events.map(\.type) == other.events.map(\.type))
    #expect(plain.events.map(\.onset) == other.events.map(\.onset))
    #expect(plain.events.map(\.end) == other.events.map(\.end))
    #expect(plain.events.map(\.confidence) == other.events.map(\.confidence))
  }

  /// Fasciculations of the simulator come as a Poisson process whose units are known.
  @Test func unitsOfASimulationAreIrregular() async throws {
    var scenario = try #require(Scenario.named("fasciculations"))
    scenario.duration = 300
    let simulation = Simulation(scenario: scenario, seed: 1001)
    let source = MemorySource(header: simulation.header, samples: simulation.samples)
    let result = try await Analysis(settings: AnalysisSettings()).run(source, name: "units")
    let units = result.channels[0].units
    let count = result.events.count { $0.type == .fasciculation && $0.motorUnit != nil }
    #expect(units.reduce(0) { $0 + $1.discharges } == count)
    let told = units.filter { $0.intervals >= 20 }
    #expect(!told.isEmpty)
    for unit in told {
      #expect(try #require(unit.localVariation) > 0.5)
      #expect(
        try #require(unit.revisedLocalVariation) >= (try #require(unit.localVariation)))
    }
  }
}
