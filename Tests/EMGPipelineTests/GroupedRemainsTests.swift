import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Groups of discharges that come again, and discharges beside them.
@Suite struct GroupedRemainsTests: NoisyChannel {
  var random = SplitMix64(seed: 1)

  private func add(_ size: Double, width: Double, to samples: inout [Double], at time: Double) {
    Self.add(0.06, to: &samples, at: time - 0.03) { second in
      let t = (second - 0.03) / width
      return -size * t * exp(-t * t / 2)
    }
  }

  /// Groups of one unit from 8 s on, and when the last discharge is.
  private mutating func addGroups(
    to samples: inout [Double], until end: Double, _ pause: ClosedRange<Double>
  ) -> Double {
    var (time, last) = (8.0, 8.0)
    while time < end {
      for n in 0..<5 { add(60, width: 0.0015, to: &samples, at: time + 0.028 * Double(n)) }
      last = time + 0.112
      time += pause.lowerBound + (pause.upperBound - pause.lowerBound) * random.uniform()
    }
    return last
  }

  @Test(arguments: 1..<5 as Range<UInt64>)
  mutating func groupsWithPausesOfMoreThanTwoSecondsWereCutFromEachOther(
    seed: UInt64
  ) async throws {
    random = SplitMix64(seed: seed)
    var samples = noise(60)
    let last = addGroups(to: &samples, until: 40, 2.3...3.2)
    let events = try await analysed(samples)
    #expect(events.map(\.type) == [.groupedDischarge])
    guard let groups = events.first else { return }
    #expect(abs(Double(groups.onset) / Self.rate - 8) < 0.05)
    #expect(abs(Double(groups.end) / Self.rate - last) < 0.05)
  }

  @Test(arguments: 1..<9 as Range<UInt64>)
  mutating func dischargesRightAfterGroupsWereLostWithTheRhythmThatTheGroupsMade(
    seed: UInt64
  ) async throws {
    random = SplitMix64(seed: seed)
    var samples = noise(60)
    let last = addGroups(to: &samples, until: 35, 1...1.4)
    // Single discharges of another unit within two groups' interval of the last.
    let lone = [last + 1 + 0.6 * random.uniform(), last + 2]
    for place in lone { add(-90, width: 0.0022, to: &samples, at: place) }
    let events = try await analysed(samples)
    #expect(events.contains { $0.type == .groupedDischarge })
    let found = events.filter { $0.type == .fasciculation }
      .flatMap(\.details.discharges).map { Double($0) / Self.rate }
    for place in lone { #expect(found.contains { abs($0 - place) < 0.01 }, "\(place) s") }
  }
}
