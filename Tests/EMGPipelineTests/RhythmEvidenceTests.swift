import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// What a rhythm of one muscle is called, by the weight of what it shows.
@Suite struct RhythmEvidenceTests: NoisyChannel {
  var random = SplitMix64(seed: 17)

  /// Bursts of many units under a bell, each of a level and a time of its own.
  private mutating func rhythm(
    _ times: [Double], length: Double, in samples: inout [Double], level: (Int) -> Double
  ) {
    for (n, time) in times.enumerated() {
      let values = (0..<Int(length * Self.rate)).map { _ in normal() }
      Self.add(length, to: &samples, at: time - length / 2) { t in
        let bell = sin(.pi * t / length)
        let value = values[min(values.count - 1, Int(t * Self.rate))]
        return level(n) * Self.sigma * bell * bell * value
      }
    }
  }

  private mutating func times(_ count: Int, from start: Double, rate: Double, jitter: Double)
    -> [Double]
  {
    var time = start
    return (0..<count).map { _ in
      defer { time += (1 + jitter * normal()) / rate }
      return time
    }
  }

  private func rhythms(_ events: [Event]) -> [Event] {
    events.filter { [.clonus, .tremor, .rhythmicBursting].contains($0.type) }
  }

  /// For its length alone, under some ten seconds, and as its first beats stay in the noise.
  @Test(arguments: [5.0, 6.5, 7.5])
  mutating func aBriefTremorThatSwellsAndFadesWasClonus(frequency: Double) async throws {
    var samples = noise(40)
    let count = Int(7 * frequency)
    let beats = times(count, from: 15, rate: frequency, jitter: 0.04)
    rhythm(beats, length: 0.4 / frequency, in: &samples) { n in
      let edge = Double(min(n, count - 1 - n)) / frequency
      return 14 * min(1, 0.15 + edge / 2)
    }
    let events = try await analysed(samples)
    #expect(rhythms(events).map(\.type) == [.tremor])
    #expect(events.count { $0.type == .fasciculation } <= 1)
  }

  /// The stretch that keeps it up lasts: it neither decays nor slows, and ends at once.
  @Test(arguments: [15, 22, 30])
  mutating func aClonusThatWasKeptUpWasATremor(beats: Int) async throws {
    var samples = noise(40)
    rhythm(
      times(beats, from: 15, rate: 6, jitter: 0.025), length: 0.06, in: &samples
    ) { _ in 25 }
    let found = rhythms(try await analysed(samples))
    #expect(found.map(\.type) == [.clonus])
    let waning = try #require(found.first?.evidence.first { $0.rule == "waning_nats" })
    #expect(waning.value < 0 && waning.value > log(0.3) - 0.01)
  }

  /// Evenly large from the first to the last beat too, but its bursts fill their share of the cycle and
  /// its cycles are less even.
  @Test(arguments: [4.5, 6.0, 7.5])
  mutating func aTremorOfOneSizeIsNoClonus(frequency: Double) async throws {
    var samples = noise(40)
    rhythm(
      times(Int(10 * frequency), from: 15, rate: frequency, jitter: 0.06),
      length: 0.6 / frequency, in: &samples
    ) { _ in 25 }
    let found = rhythms(try await analysed(samples))
    #expect(found.map(\.type) == [.tremor])
  }

  @Test mutating func aBriefTremorOfTenHertzWasAContraction() async throws {
    var samples = noise(40)
    rhythm(
      times(65, from: 15, rate: 10.3, jitter: 0.07), length: 0.045, in: &samples
    ) { _ in 14 }
    let events = try await analysed(samples)
    #expect(rhythms(events).map(\.type) == [.tremor])
    #expect(!events.contains { $0.type == .contraction })
  }

  @Test(arguments: [(6.0, EventType.clonus), (9.5, .rhythmicBursting)])
  mutating func clonusWasFasterThanAnyIs(frequency: Double, type: EventType) async throws {
    var samples = noise(30)
    var time = 12.0
    let beats = (0..<16).map { n in
      defer { time += (1 + 0.012 * Double(n)) / frequency }
      return time
    }
    rhythm(beats, length: 0.05, in: &samples) { n in 40 * exp(-0.09 * Double(n)) }
    #expect(rhythms(try await analysed(samples)).map(\.type) == [type])
  }

  /// A beat of its beginning, in step with the tremor, after which some stay in the noise.
  @Test mutating func aWeakBeatBeforeATremorWasAnEventOfItsOwn() async throws {
    var samples = noise(40)
    let beats = (0..<60).map { 15 + Double($0) / 5 }
    rhythm(beats, length: 0.07, in: &samples) { n in 9 + Double(min(n, 6)) }
    rhythm([15 - 3 / 5.0], length: 0.04, in: &samples) { _ in 6 }
    let events = try await analysed(samples)
    #expect(events.map(\.type) == [.tremor])
    #expect(events.first.map { Double($0.onset) / Self.rate < 14.5 } == true)
  }
}
