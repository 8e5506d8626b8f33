import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Recordings that hold hardly anything, or nothing but trouble.
@Suite struct EdgeCaseTests {
  private func run(
    _ samples: [Float], rate: Double = 2000, strict: Bool = false, unit: String = "uV"
  ) async throws -> AnalysisResult {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: unit), rate: SampleRate(checked: rate))
    var options = AnalysisOptions()
    options.strict = strict
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples])
    return try await Analysis(settings: AnalysisSettings(), options: options)
      .run(source, name: "edge")
  }

  private func noise(_ count: Int, _ amplitude: Float) -> [Float] {
    var generator = SplitMix64(seed: 5)
    return (0..<count).map { _ in
      amplitude * Float((0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() })
    }
  }

  @Test(arguments: [0, 1, 2, 10, 100, 5000]) func shortRecordingsGiveAResult(count: Int)
    async throws
  {
    let result = try await run(noise(count, 3))
    #expect(result.channels[0].sampleCount == count)
    #expect(result.events.allSatisfy { $0.confidence.isFinite })
  }

  @Test func constantAndMissingSignalsAreArtifactsOnly() async throws {
    let flat = try await run([Float](repeating: 7, count: 20_000))
    #expect(flat.events.allSatisfy { $0.type == .artifact })
    #expect(flat.channels[0].analysable == 0)
    let missing = try await run([Float](repeating: .nan, count: 20_000))
    #expect(missing.events.isEmpty)
    #expect(missing.channels[0].noise == nil)
  }

  @Test func aTrainThatRanIntoTheEndOfARecordingTrapped() async throws {
    var samples = noise(20_000, 3)
    // A unit at 12 Hz up to the very last sample.
    for start in stride(from: 2000, to: 19_990, by: 167) {
      for i in 0..<20 where start + i < samples.count {
        samples[start + i] += 120 * sin(Float(i) / 20 * 2 * .pi)
      }
    }
    for cut in [0, 40, 80, 120, 160] {
      let result = try await run(Array(samples.dropLast(cut)))
      #expect(result.events.contains { $0.type == .tonicFiring })
    }
  }

  @Test func clippingIsMaskedAndCounted() async throws {
    var samples = noise(40_000, 3)
    for start in stride(from: 5000, to: 35_000, by: 5000) {
      for i in 0..<40 { samples[start + i] = 500 }
    }
    let result = try await run(samples)
    #expect(result.channels[0].quality.clippedFraction > 0.004)
    #expect(result.channels[0].masks.contains { $0.cause == .saturation })
  }

  @Test func theFirstSamplesOfACoarseSignalWereSaturation() async throws {
    // Steps of a third of the noise, each value for two samples: the first extremes stand still.
    let fine = noise(40_000, 3)
    let samples = fine.indices.map { fine[$0 / 3 * 3].rounded() }
    let result = try await run(samples)
    #expect(!result.channels[0].masks.contains { $0.onset < 1000 })
  }

  @Test func implausibleAmplitudesAreToldAndRefusedUnderStrict() async throws {
    let result = try await run(noise(60_000, 3), unit: "V")
    #expect(result.header.findings.contains { $0.code == "implausible_amplitude" })
    await #expect(throws: AnalysisError.self) {
      _ = try await run(noise(60_000, 3), strict: true, unit: "V")
    }
  }

  @Test func aRateTooLowForTheBandIsListedAndLeftAlone() async throws {
    let result = try await run(noise(1000, 3), rate: 10)
    #expect(result.channels[0].isAnalysed == false)
    #expect(result.header.findings.contains { $0.code == "not_analysed" })
  }

  @Test func aRateBeyondAnyRecorderEndedTheProgram() async throws {
    for rate in [1.000_001e6, 1e9, 6e10, 1e18] {
      let result = try await run(noise(1000, 3), rate: rate)
      #expect(result.channels[0].isAnalysed == false)
      #expect(result.header.findings.contains { $0.code == "not_analysed" }, "\(rate)")
    }
    let highest = try await run(noise(1000, 3), rate: 1e6)
    #expect(highest.channels[0].isAnalysed)
  }

  @Test(arguments: [9, 14, 15, 18, 20, 25, 30, 38])
  func samplesThatAreNoMeasurementEndedTheProgram(exponent: Int) async throws {
    let large = exponent == 38 ? Float.greatestFiniteMagnitude : pow(10, Float(exponent))
    var single = noise(40_000, 3)
    single[20_000] = large
    var bursts = noise(40_000, 4)
    for i in bursts.indices where i % 4000 < 400 { bursts[i] *= large / 100 }
    let saw = bursts.indices.map { Float($0 % 5) / 4 * ($0 % 2 == 0 ? large : -large) }
    for samples in [single, bursts, saw] {
      let result = try await run(samples)
      let finding = result.header.findings.first { $0.code == "impossible_values" }
      let beyond = samples.count { abs($0) > 1e15 }
      #expect((finding == nil) == (beyond == 0))
      #expect(finding.map { $0.message.contains("found \(beyond) samples") } != false)
      #expect(result.channels[0].sampleCount == samples.count - beyond)
    }
    // It is what a missing sample is.
    if exponent > 15 {
      let told = try await run(single)
      single[20_000] = .nan
      let missing = try await run(single)
      #expect(told.events == missing.events && told.channels[0].noise == missing.channels[0].noise)
    }
  }

  @Test func aGapSplitsTheStreamAndNothingSmearsOverIt() async throws {
    // A step of a volt across a gap: a filter that ran over it would ring.
    var samples = noise(80_000, 3)
    for i in 40_000..<41_000 { samples[i] = .nan }
    for i in 41_000..<80_000 { samples[i] += 100_000 }
    let result = try await run(samples)
    #expect(result.events.filter { $0.type != .artifact }.count <= 1)
    #expect(result.channels[0].masks.contains { $0.cause == .dropout && $0.onset == 40_000 })
  }
}
