import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Responses that come late and not each time, as F waves do.
@Suite struct LateResponseTests {
  private static let rate = 2000.0
  private static let sigma = 3.0

  /// Stimuli twice a second with potentials after two in five of them, and others between.
  private func recording(
    seed: UInt64, latency: (inout SplitMix64) -> Double
  ) -> (samples: [Float], late: [Double], other: [Double]) {
    var random = SplitMix64(seed: seed)
    var samples = (0..<Int(64 * Self.rate)).map { _ in
      Float(Self.sigma * (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() })
    }
    func add(_ size: Double, width: Double, at time: Double) {
      for i in -40..<40 {
        let t = Double(i) / Self.rate / width
        samples[Int(time * Self.rate) + i] += Float(-size * t * exp(-t * t / 2))
      }
    }
    var (late, other): ([Double], [Double]) = ([], [])
    for n in 0..<120 {
      let mark = 2 + 0.5 * Double(n)
      for i in 0..<2 {
        samples[Int(mark * Self.rate) + i] += Float(i == 0 ? 400 : -300) * Float(Self.sigma)
      }
      // Each of another unit's shape.
      let (size, width) = (30 + 40 * random.uniform(), 0.0012 + 0.0014 * random.uniform())
      let sign = random.uniform() < 0.5 ? 1.0 : -1.0
      if random.uniform() < 0.4 {
        late.append(mark + latency(&random))
        add(sign * size, width: width, at: late[late.count - 1])
      } else if random.uniform() < 0.3 {
        other.append(mark + 0.15 + 0.25 * random.uniform())
        add(sign * size, width: width, at: other[other.count - 1])
      }
    }
    return (samples, late, other)
  }

  private func events(_ samples: [Float]) async throws -> [Event] {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples],
      blockLengths: [4096])
    return try await Analysis(settings: AnalysisSettings(preset: .surface))
      .run(source, name: "test").events
  }

  private func count(_ places: [Double], in events: [Event], of type: EventType) -> Int {
    let own = events.filter { $0.type == type }
    return places.count { place in
      own.contains {
        Double($0.onset) / Self.rate - 0.01 < place && place < Double($0.end) / Self.rate + 0.01
      }
    }
  }

  @Test func fWavesWereFasciculations() async throws {
    let (samples, late, other) = recording(seed: 3) { 0.028 + 0.004 * $0.uniform() }
    let events = try await events(samples)
    try #require(events.contains { $0.details.cause == .stimulation })
    #expect(count(late, in: events, of: .evoked) >= late.count * 6 / 10)
    #expect(count(late, in: events, of: .fasciculation) <= late.count / 10)
    // What comes at any time stays.
    #expect(count(other, in: events, of: .fasciculation) >= other.count * 9 / 10)
    for event in events where event.type == .evoked {
      let latency = try #require(event.details.latency)
      #expect(latency > 0.015 && latency < 0.04)
    }
  }

  @Test func dischargesAtAnyTimeAfterStimuliAreNoResponses() async throws {
    let (samples, late, _) = recording(seed: 4) { 0.03 + 0.35 * $0.uniform() }
    let events = try await events(samples)
    try #require(events.contains { $0.details.cause == .stimulation })
    #expect(count(late, in: events, of: .fasciculation) >= late.count * 9 / 10)
  }
}
