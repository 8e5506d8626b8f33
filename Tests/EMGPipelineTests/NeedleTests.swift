import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Needle recordings that were read wrong.
@Suite struct NeedleTests {
  private static let rate = 4000.0

  private var random = SplitMix64(seed: 21)

  private mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
  }

  /// Noise of some microvolts whose power lies under a frequency.
  private mutating func noise(_ seconds: Double, under frequency: Double, rate: Double = Self.rate)
    -> [Float]
  {
    let share = 1 - exp(-2 * Double.pi * frequency / rate)
    var (a, b) = (0.0, 0.0)
    let gain = 4 / share.squareRoot()
    return (0..<Int(seconds * rate)).map { _ in
      a += share * (gain * normal() - a)
      b += share * (a - b)
      return Float(b)
    }
  }

  private func analysed(_ samples: [Float], rate: Double = Self.rate) async throws -> AnalysisResult
  {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples])
    return try await Analysis(settings: AnalysisSettings(preset: .needle))
      .run(source, name: "needle")
  }

  @Test mutating func slowNoiseWasTakenForContractionAndDischargesForPops() async throws {
    var samples = noise(60, under: 120)
    let rms = (samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)).squareRoot()
    var peaks: [Int] = []
    for start in stride(from: 6000, to: samples.count - 4000, by: 7321) {
      for i in 0..<24 { samples[start + i] += 25 * rms * sin(Float(i) / 24 * 2 * .pi) }
      peaks.append(start + 12)
    }
    let result = try await analysed(samples)
    let level = try #require(result.channels[0].noise) / Double(rms)
    #expect((0.7...1.4).contains(level))
    let found = result.events.filter { $0.type == .fasciculation }
    #expect(found.count == peaks.count)
    #expect(result.events.count == peaks.count)
  }

  @Test mutating func sharpPotentialsUnderTwoMillisecondsWereUnclassified() async throws {
    let rate = 10_000.0
    var samples = noise(60, under: 3000, rate: rate)
    let rms = (samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)).squareRoot()
    var peaks: [Double] = []
    for start in stride(from: 15_000, to: samples.count - 9000, by: 18_301) {
      // A spike of 0.4 ms between two phases of half its height, as beside a fibre.
      for i in -8...8 {
        let t = Double(i) / 2
        samples[start + i] += 10 * rms * Float((1 - t * t) * exp(-t * t / 2))
      }
      peaks.append(Double(start) / rate)
    }
    let events = try await analysed(samples, rate: rate).events
    let found = events.filter { $0.type == .fasciculation }
    #expect(found.contains { Double($0.end - $0.onset) < 0.002 * rate })
    #expect(found.count == peaks.count)
    #expect(events.count == peaks.count)
  }

  @Test mutating func clicksOfOneSampleAreNoDischarges() async throws {
    let rate = 10_000.0
    var samples = noise(60, under: 3000, rate: rate)
    let rms = (samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)).squareRoot()
    for start in stride(from: 15_000, to: samples.count - 9000, by: 18_301) {
      // As a filter against aliasing leaves them.
      samples[start] += 16 * rms
      samples[start - 1] += 6 * rms
      samples[start + 1] += 6 * rms
    }
    let events = try await analysed(samples, rate: rate).events
    #expect(!events.contains { $0.type == .fasciculation })
  }

  @Test mutating func aLongPotentialOfOneUnitWasTakenForTremor() async throws {
    var samples = noise(20, under: 900)
    var time = 0.5
    while time < 19.5 {
      let start = Int(time * Self.rate)
      // Eight phases in 25 ms; the last ones come sooner or later, as after reinnervation.
      let late = Int(4 * normal())
      for i in 0..<100 {
        let place = i < 60 ? start + i : start + i + late
        samples[place] += 900 * exp(-Float(i) / 45) * sin(Float(i) / 100 * 8 * .pi)
      }
      time += 0.096 * (1 + 0.1 * normal())
    }
    let events = try await analysed(samples).events
    #expect(events.contains { $0.type == .tonicFiring })
    #expect(!events.contains { $0.type == .tremor || $0.type == .fasciculation })
  }
}
