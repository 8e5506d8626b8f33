import EMGCore
import EMGDetection
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// What a coarse sampling grid must not change.
@Suite struct LowRateTests {
  private static let rate = 500.0

  /// A unit that fires steadily (coefficient of variation of some 0.1), over noise of 3 µV.
  private func steadyUnit(seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }
    var samples = (0..<Int(60 * Self.rate)).map { _ in Float(3 * normal()) }
    let interval = 0.07 + 0.03 * random.uniform()
    var time = 3.0
    while time < 55 {
      let center = time * Self.rate
      for i in Int(center) - 8...Int(center) + 8 {
        let t = (Double(i) - center) / (0.0022 * Self.rate)
        samples[i] += Float(100 * (1 - t * t) * exp(-t * t / 2))
      }
      time += interval * (1 + 0.1 * normal())
    }
    return samples
  }

  private func artifacts(_ samples: [Float], evidence: Double?) async throws -> Int {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples])
    var settings = AnalysisSettings()
    if let evidence { settings.detection.stimulation.clockEvidence = evidence }
    let result = try await Analysis(settings: settings).run(source, name: "steady")
    return result.events.count { $0.type == .artifact }
  }

  @Test func aSteadyUnitSampledCoarselyWasTakenForStimuli() async throws {
    var before = 0
    for seed: UInt64 in 1...4 {
      let samples = steadyUnit(seed: seed)
      before += try await artifacts(samples, evidence: 0)
      #expect(try await artifacts(samples, evidence: nil) == 0)
    }
    #expect(before > 0)
  }
}
