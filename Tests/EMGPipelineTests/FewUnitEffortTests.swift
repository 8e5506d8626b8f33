import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Efforts and cramps of few units: what the envelope tells of their rates, and what belongs to them.
@Suite struct FewUnitEffortTests {
  private static let rate = 2000.0
  private static let noise = 3.0

  private struct Trace {
    var samples: [Float]
    var random: SplitMix64

    init(seconds: Double, seed: UInt64) {
      random = SplitMix64(seed: seed)
      samples = []
      for _ in 0..<Int(seconds * rate) { samples.append(Float(noise * normal())) }
    }

    mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }

    /// Adds a potential of a size, µV.
    mutating func add(_ size: Double, at time: Double, width: Double = 0.0018) {
      let middle = Int(time * rate)
      for i in max(0, middle - 24)..<min(samples.count, middle + 24) {
        let t = (Double(i) / rate - time) / width
        samples[i] += Float(size * (1 - t * t) * exp(-t * t / 2))
      }
    }

    /// Adds a unit that fires with intervals that vary by a share.
    mutating func fire(
      _ hertz: Double, _ size: Double, _ range: ClosedRange<Double>, _ share: Double, width: Double
    ) {
      var time = range.lowerBound + random.uniform() / hertz
      while time < range.upperBound {
        add(size, at: time, width: width)
        time += max(0.008, (1 + share * normal()) / hertz)
      }
    }

    /// Adds noise of a level over that of the recording under a course of 0 to 1.
    mutating func interfere(
      _ level: Double, _ range: ClosedRange<Double>, course: (Double) -> Double = { _ in 1 }
    ) {
      for i in Int(range.lowerBound * rate)..<min(samples.count, Int(range.upperBound * rate)) {
        samples[i] += Float(level * noise * course(Double(i) / rate) * normal())
      }
    }
  }

  private func events(_ trace: Trace) async throws -> [Event] {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [trace.samples])
    return try await Analysis(settings: AnalysisSettings()).run(source, name: "units").events
  }

  /// Units over interference that fades with them, one by one.
  private func fading(at rates: ClosedRange<Double>, seed: UInt64) -> Trace {
    var trace = Trace(seconds: 50, seed: seed)
    trace.interfere(3, 10...30) { time in
      max(0, min(1, (time - 10) / 1.5, (30 - time) / 6))
    }
    for _ in 0..<8 {
      let hertz = rates.lowerBound + (rates.upperBound - rates.lowerBound) * trace.random.uniform()
      let size = Self.noise * (10 + 15 * trace.random.uniform())
      let (start, end) = (10 + 2 * trace.random.uniform(), 23 + 7 * trace.random.uniform())
      trace.fire(hertz, size, start...end, 0.15, width: 0.0012 + 0.0012 * trace.random.uniform())
    }
    return trace
  }

  private func sustained(_ trace: Trace) async throws -> (type: EventType, cramp: Double)? {
    let found = try await events(trace).filter { $0.end - $0.onset > Int(6 * Self.rate) }
    #expect(found.count == 1)
    guard let event = found.first else { return nil }
    return (event.type, try #require(event.evidence.first { $0.rule == "cramp_nats" }).value)
  }

  @Test func crampsOfFewUnitsOverInterferenceWereContractions() async throws {
    for seed in [11, 12, 13, 14] as [UInt64] {
      let fast = try #require(try await sustained(fading(at: 22...45, seed: seed)))
      #expect(fast.type == .cramp)
      // The same course at the rates of units at will speaks less for a cramp.
      let slow = try #require(try await sustained(fading(at: 8...14, seed: seed)))
      #expect(slow.cramp < fast.cramp - 2)
    }
  }

  @Test func fastUnitsThatEndAtOnceWereACramp() async throws {
    for seed in [15, 16, 17] as [UInt64] {
      var trace = Trace(seconds: 50, seed: seed)
      for n in 0..<8 {
        let hertz = 24 + 16 * trace.random.uniform()
        let size = Self.noise * (10 + 15 * trace.random.uniform())
        trace.fire(hertz, size, 10...21, 0.15, width: 0.0012 + 0.00015 * Double(n))
      }
      #expect(try await sustained(trace)?.type == .contraction)
    }
  }

  @Test func fastTremorsThatFadeWereCramps() async throws {
    for seed in [41, 42, 43] as [UInt64] {
      var trace = Trace(seconds: 50, seed: seed)
      // An effort whose units share a drive of 17 Hz, let go over some seconds.
      trace.interfere(14, 10...32) { time in
        let swing = 0.55 + 0.45 * sin(2 * .pi * 17 * time)
        return max(0, min(1, (time - 10) / 3, (32 - time) / 7)) * swing
      }
      // Its last units stand apart.
      for cycle in 0..<90 where trace.random.uniform() < 0.5 {
        trace.add(70, at: 26.5 + Double(cycle) / 17 + 0.004 * trace.random.uniform())
      }
      let found = try await events(trace).filter { $0.end - $0.onset > Int(6 * Self.rate) }
      #expect(found.map(\.type) == [.tremor])
    }
  }

  @Test func theFirstUnitsOfAnEffortWereFasciculations() async throws {
    for seed in [21, 22, 23] as [UInt64] {
      var trace = Trace(seconds: 40, seed: seed)
      trace.add(60, at: 12)
      trace.interfere(12, 12.45...16)
      // At rest between the two it is one.
      let apart = try await events(trace)
      #expect(apart.map(\.type) == [.fasciculation, .contraction])
      // Where weak units fire all the time it is the effort's.
      trace.interfere(2, 12.02...12.45)
      let together = try await events(trace)
      #expect(together.map(\.type) == [.contraction])
      #expect(abs(Double(together.first?.onset ?? 0) / Self.rate - 12) < 0.05)
    }
  }

  @Test func fasciculationsBesideASteadyUnitMakeNoEffortOfItButWeakUnitsDo() async throws {
    for seed in [31, 32, 33] as [UInt64] {
      var trace = Trace(seconds: 50, seed: seed)
      trace.fire(9, 80, 12...20, 0.1, width: 0.0012)
      var beside = trace
      for hertz in [10.3, 11, 12.2] { beside.fire(hertz, 10, 12...20, 0.15, width: 0.0018) }
      #expect(try await events(beside).map(\.type) == [.contraction])
      for time in [5.0, 8.3, 13.04, 15.52, 17.91, 24.7, 30.2] {
        trace.add(50, at: time, width: 0.0026)
      }
      let apart = try await events(trace)
      #expect(apart.count { $0.type == .tonicFiring } == 1)
      #expect(!apart.contains { $0.type == .contraction })
      #expect(apart.count { $0.type == .fasciculation } >= 5)
    }
  }
}
