import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Efforts at will that rise and fall over seconds, by a pool of units recruited by size.
@Suite struct SlowEffortTests {
  private static let rate = 2000.0

  private struct Effort {
    var start: Double
    var rise: Double
    var hold: Double
    var fall: Double

    var end: Double { start + rise + hold + fall }

    func drive(_ time: Double) -> Double {
      max(0, min(1, (time - start) / rise, (end - time) / fall))
    }
  }

  private func recording(_ efforts: [Effort], seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }
    let seconds = (efforts.last?.end ?? 0) + 15
    var x = (0..<Int(seconds * Self.rate)).map { _ in Float(3 * normal()) }
    for effort in efforts {
      let sizes = (0..<24).map { _ in 36 * exp(0.6 * normal()) }.sorted()
      for (n, size) in sizes.enumerated() {
        let threshold = 0.05 + 0.75 * Double(n) / 23
        let highest = 8 + 10 * random.uniform()
        let width = 0.001 + 0.0015 * random.uniform()
        let share = 2 * random.uniform() - 1
        var time = effort.start
        while time < effort.end {
          let above = effort.drive(time) - threshold
          guard above > 0 else {
            time += 0.02
            continue
          }
          let usual = highest * (0.5 + 0.5 * above / (1 - threshold))
          time += max(0.02, (1 + 0.12 * normal()) / usual)
          let middle = Int(time * Self.rate)
          for i in max(0, middle - 24)..<min(x.count, middle + 24) {
            let t = (Double(i) / Self.rate - time) / width
            x[i] += Float(size * (1 - t * t + share * t) * exp(-t * t / 2))
          }
        }
      }
    }
    return x
  }

  @Test func slowRampsWereCrampsTremorAndSilences() async throws {
    for seed in [41, 42, 43] as [UInt64] {
      let efforts = [
        Effort(start: 15, rise: 3, hold: 9, fall: 3.5),
        Effort(start: 42, rise: 2, hold: 12, fall: 2.5),
        Effort(start: 70, rise: 1, hold: 8, fall: 1.2),
      ]
      let channel = Channel(
        name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
      let source = MemorySource(
        header: RecordingHeader(format: "test", channels: [channel]),
        samples: [recording(efforts, seed: seed)])
      let events = try await Analysis(settings: AnalysisSettings()).run(source, name: "efforts")
        .events
      let sustained = events.filter { $0.end - $0.onset > Int(4 * Self.rate) }
      #expect(sustained.map(\.type) == [.contraction, .contraction, .contraction])
      #expect(!events.contains { $0.type == .negativeMyoclonus || $0.type == .tremor })
      for event in sustained {
        // How near it came to a cramp is told, and its confidence is no higher than that leaves.
        let cramp = try #require(event.evidence.first { $0.rule == "cramp_nats" })
        let nats = cramp.threshold - cramp.value
        #expect(nats > 0)
        #expect(event.confidence <= 1 / (1 + exp(-nats)) + 1e-9)
      }
      for (event, effort) in zip(sustained, efforts) {
        let (low, high) = (Double(event.onset) / Self.rate, Double(event.end) / Self.rate)
        let common = min(high, effort.end) - max(low, effort.start)
        #expect(common / (max(high, effort.end) - min(low, effort.start)) >= 0.7)
      }
    }
  }
}
