import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Discharges beside groups that come again.
@Suite struct GroupedRemainsTests {
  private static let rate = 2000.0

  private static func add(
    _ size: Double, width: Double, to samples: inout [Float], at time: Double
  ) {
    for i in -60..<60 {
      let t = Double(i) / rate / width
      samples[Int(time * rate) + i] += Float(-size * t * exp(-t * t / 2))
    }
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

  @Test(arguments: 1..<5 as Range<UInt64>)
  func groupsWithPausesOfMoreThanTwoSecondsWereCutFromEachOther(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var samples = (0..<Int(60 * Self.rate)).map { _ in
      Float(3 * (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() })
    }
    var time = 8.0
    var last = time
    while time < 40 {
      for n in 0..<5 { Self.add(60, width: 0.0015, to: &samples, at: time + 0.028 * Double(n)) }
      last = time + 0.112
      time += 2.3 + 0.9 * random.uniform()
    }
    let events = try await events(samples)
    #expect(events.map(\.type) == [.groupedDischarge])
    guard let groups = events.first else { return }
    #expect(abs(Double(groups.onset) / Self.rate - 8) < 0.05)
    #expect(abs(Double(groups.end) / Self.rate - last) < 0.05)
  }

  @Test(arguments: 1..<9 as Range<UInt64>)
  func dischargesRightAfterGroupsWereLostWithTheRhythmThatTheGroupsMade(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var samples = (0..<Int(60 * Self.rate)).map { _ in
      Float(3 * (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() })
    }
    // Groups of one unit, and single discharges of another within two groups' interval of the last.
    var time = 8.0
    var last = time
    while time < 35 {
      for n in 0..<5 { Self.add(60, width: 0.0015, to: &samples, at: time + 0.028 * Double(n)) }
      last = time + 0.112
      time += 1 + 0.4 * random.uniform()
    }
    let lone = [last + 1 + 0.6 * random.uniform(), last + 2]
    for place in lone { Self.add(-90, width: 0.0022, to: &samples, at: place) }
    let events = try await events(samples)
    #expect(events.contains { $0.type == .groupedDischarge })
    let found = events.filter { $0.type == .fasciculation }
      .flatMap(\.details.discharges).map { Double($0) / Self.rate }
    for place in lone { #expect(found.contains { abs($0 - place) < 0.01 }, "\(place) s") }
  }
}
