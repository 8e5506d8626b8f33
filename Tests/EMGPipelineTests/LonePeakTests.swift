import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// What stands alone in noise with a heavy tail, and what does not.
@Suite struct LonePeakTests {
  private static let rate = 2000.0
  private static let seconds = 150.0

  private func normal(_ random: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
  }

  /// Noise of Student's t with so many degrees of freedom; Gaussian where none are given.
  private func noise(freedom: Int?, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<Int(Self.seconds * Self.rate)).map { _ in
      let value = normal(&random)
      guard let freedom else { return Float(3 * value) }
      var squares = 0.0
      for _ in 0..<freedom {
        let other = normal(&random)
        squares += other * other
      }
      return Float(3 * value / (squares / Double(freedom)).squareRoot())
    }
  }

  /// A potential of some ten milliseconds; `size` is its largest deflection, µV.
  private func add(to x: inout [Float], at time: Double, _ size: Double, hertz: Double = 110) {
    for i in Int((time - 0.02) * Self.rate)..<Int((time + 0.02) * Self.rate) {
      let t = Double(i) / Self.rate - time
      x[i] += Float(size * sin(2 * Double.pi * hertz * t + 0.6) * exp(-t * t / 2 / 0.000012))
    }
  }

  private func events(_ x: [Float], _ changes: [String: String] = [:]) async throws -> [Event] {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [x],
      blockLengths: [65_536])
    var settings = AnalysisSettings()
    for (key, value) in changes { try settings.set(key, to: value) }
    return try await Analysis(settings: settings).run(source, name: "lone").events
  }

  private func hits(_ events: [Event], _ times: [Double]) -> Int {
    let found = events.filter { $0.type == .fasciculation }.flatMap(\.details.discharges)
    return times.count { time in found.contains { abs(Double($0) / Self.rate - time) < 0.005 } }
  }

  /// Spikes of heavy-tailed noise were units: behind the band-pass they are all alike.
  @Test func spikesOfHeavyTailedNoiseWereUnits() async throws {
    let x = noise(freedom: 4, seed: 61)
    let before = try await events(x, ["tail.highest": "1"])
    let now = try await events(x)
    #expect(before.count >= 4)
    #expect(now.count <= before.count / 4)
    #expect(now.count { $0.type == .fasciculation } <= 1)
  }

  @Test func aUnitInHeavyTailedNoiseIsKept() async throws {
    var x = noise(freedom: 5, seed: 62)
    var random = SplitMix64(seed: 63)
    let times = (0..<24).map { 3 + 6 * Double($0) + 2 * random.uniform() }
    for time in times { add(to: &x, at: time, 38) }
    let found = try await events(x)
    #expect(hits(found, times) >= 22)
    #expect(found.count { $0.type == .fasciculation } <= hits(found, times) + 1)
  }

  @Test func loneDischargesInGaussianNoiseStay() async throws {
    var x = noise(freedom: nil, seed: 64)
    // Each of another shape.
    let times = (0..<6).map { 8 + 22 * Double($0) }
    for (n, time) in times.enumerated() { add(to: &x, at: time, 19, hertz: 60 + 22 * Double(n)) }
    let before = try await events(x, ["tail.highest": "1"])
    let now = try await events(x)
    #expect(hits(before, times) >= 5)
    #expect(hits(now, times) == hits(before, times))
  }

  /// A discharge that stands alone at the tail of its noise was as sure as one of a known unit.
  @Test func loneDischargesSayWhatTheyStandOutOf() async throws {
    var x = noise(freedom: nil, seed: 65)
    add(to: &x, at: 40, 9.5)
    let found = try await events(x)
    let own = try #require(found.first { abs(Double($0.onset) / Self.rate - 40) < 0.02 })
    let tail = try #require(own.evidence.first { $0.rule == "noise_tail" })
    #expect(tail.value >= tail.threshold)
    #expect(own.confidence < 0.9)
  }
}
