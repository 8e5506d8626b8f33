import EMGCore
import EMGDetection
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// What stands out of the noise where a movement swells and fades.
@Suite struct MovementEdgeTests {
  private static let rate = 2000.0
  /// The noise's deviation, µV.
  private static let sigma = 3.0
  private static let length = 1.4

  private var random = SplitMix64(seed: 91)

  private mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
  }

  /// Noise with movements whose spectrum falls by two poles at 12 Hz, 90 times the noise.
  private mutating func movements(at times: [Double], seconds: Double) -> [Float] {
    var samples = (0..<Int(seconds * Self.rate)).map { _ in Float(Self.sigma * normal()) }
    for time in times {
      var (level, slow) = (0.0, 0.0)
      let walk = (0..<Int(Self.length * Self.rate)).map { _ in
        level += 0.0377 * (normal() - level)
        slow += 0.0377 * (level - slow)
        return slow
      }
      let deviation = (walk.reduce(0) { $0 + $1 * $1 } / Double(walk.count)).squareRoot()
      for (i, value) in walk.enumerated() {
        let bell = pow(sin(.pi * Double(i) / Double(walk.count)), 2)
        samples[Int(time * Self.rate) + i] += Float(90 * Self.sigma * bell * value / deviation)
      }
    }
    return samples
  }

  private func analysed(_ samples: [Float], reach: Double? = nil) async throws -> [Event] {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples],
      blockLengths: [4096])
    var settings = AnalysisSettings(preset: .surface)
    if let reach { settings.detection.artifacts.motionReach = reach }
    return try await Analysis(settings: settings).run(source, name: "test").events
  }

  @Test mutating func theEdgesOfMovementsWereFasciculations() async throws {
    func isLone(_ event: Event) -> Bool {
      event.type == .fasciculation || event.type == .unclassified
    }
    func isMovement(_ event: Event) -> Bool { event.details.cause == .motion }
    var (before, after) = (0, 0)
    for _ in 0..<8 {
      let samples = movements(at: Array(stride(from: 6.0, to: 85, by: 13)), seconds: 90)
      let without = try await analysed(samples, reach: 0)
      let events = try await analysed(samples)
      before += without.count(where: isLone)
      after += events.count(where: isLone)
      // The movements are as many as before, and hold their edges.
      #expect(events.count(where: isMovement) == without.count(where: isMovement))
    }
    #expect(before >= 5)
    #expect(after <= 1)
  }

  @Test mutating func dischargesOfAKnownUnitBesideAMovementStay() async throws {
    let times = Array(stride(from: 4.0, to: 110, by: 8.6))
    var samples = movements(at: times, seconds: 114)
    func discharge(at time: Double) {
      for i in -40..<40 {
        let t = Double(i) / Self.rate / 0.002
        samples[Int(time * Self.rate) + i] += Float(-15 * Self.sigma * t * exp(-t * t / 2))
      }
    }
    // Right beside each movement, and away from it.
    let beside = times.map { $0 - 0.06 }
    for time in beside + times.map({ $0 + 5 }) { discharge(at: time) }
    let events = try await analysed(samples)
    let found = events.filter { $0.type == .fasciculation }
      .flatMap(\.details.discharges).map { Double($0) / Self.rate }
    for time in beside + times.map({ $0 + 5 }) {
      #expect(found.contains { abs($0 - time) < 0.01 }, "\(time) s")
    }
  }
}
