import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Responses that come late and not each time, as F waves do.
@Suite struct LateResponseTests: NoisyChannel {
  var random = SplitMix64(seed: 1)

  /// Stimuli twice a second with potentials after two in five of them, and others between.
  private mutating func recording(
    seed: UInt64, latency: (inout SplitMix64) -> Double
  ) -> (samples: [Double], late: [Double], other: [Double]) {
    random = SplitMix64(seed: seed)
    var samples = noise(64)
    func add(_ size: Double, width: Double, at time: Double) {
      Self.add(0.04, to: &samples, at: time - 0.02) { second in
        let t = (second - 0.02) / width
        return -size * t * exp(-t * t / 2)
      }
    }
    var (late, other): ([Double], [Double]) = ([], [])
    for n in 0..<120 {
      let mark = 2 + 0.5 * Double(n)
      for i in 0..<2 {
        samples[Int(mark * Self.rate) + i] += (i == 0 ? 400 : -300) * Self.sigma
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

  private func count(_ places: [Double], in events: [Event], of type: EventType) -> Int {
    let own = events.filter { $0.type == type }
    return places.count { place in
      own.contains {
        Double($0.onset) / Self.rate - 0.01 < place && place < Double($0.end) / Self.rate + 0.01
      }
    }
  }

  @Test mutating func fWavesWereFasciculations() async throws {
    let (samples, late, other) = recording(seed: 3) { 0.028 + 0.004 * $0.uniform() }
    let events = try await analysed(samples)
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

  @Test mutating func dischargesAtAnyTimeAfterStimuliAreNoResponses() async throws {
    let (samples, late, _) = recording(seed: 4) { 0.03 + 0.35 * $0.uniform() }
    let events = try await analysed(samples)
    try #require(events.contains { $0.details.cause == .stimulation })
    #expect(count(late, in: events, of: .fasciculation) >= late.count * 9 / 10)
  }
}
