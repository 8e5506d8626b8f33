import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Two discharges of one unit within 10 ms: told apart by the unit's own waveform.
@Suite struct DoubletTests {
  private static let seconds = 62.0

  private var random = SplitMix64(seed: 5)

  private mutating func noise(_ rate: Double) -> [Float] {
    (0..<Int(Self.seconds * rate)).map { _ in
      3 * Float((0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() })
    }
  }

  /// A potential of three phases at any time, also between two samples.
  private func add(to x: inout [Float], _ rate: Double, at time: Double, _ size: Double) {
    for i in Int((time - 0.02) * rate)..<Int((time + 0.02) * rate) {
      let t = (Double(i) / rate - time) / 0.0022
      x[i] += Float(size * (1 - t * t - 0.3 * t) * exp(-t * t / 2))
    }
  }

  private func discharges(_ x: [Float], _ rate: Double) async throws -> [Event] {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [x])
    return try await Analysis(settings: AnalysisSettings()).run(source, name: "doublets").events
      .filter { $0.type == .fasciculation }
  }

  @Test mutating func doubletsBeforeTheirUnitWasKnownWereSingles() async throws {
    let rate = 2000.0
    var x = noise(rate)
    for (time, lag) in [(2.0, 0.006), (10.0, 0.008)] {
      add(to: &x, rate, at: time, 60)
      add(to: &x, rate, at: time + lag, 54)
    }
    for n in 0..<24 { add(to: &x, rate, at: 14 + 1.7 * Double(n), 60) }
    let found = try await discharges(x, rate)
    #expect(found.count == 26)
    try #require(found.prefix(2).map(\.details.discharges.count) == [2, 2])
    #expect(found.dropFirst(2).allSatisfy { $0.details.discharges.count == 1 })
    #expect(Set(found.map(\.motorUnit)).count == 1)
    // Each event still stands where it was.
    for (event, time) in zip(found, [2.0, 10]) {
      #expect(abs(Double(event.details.discharges[0]) / rate - time) < 0.002)
      #expect(event.onset < event.details.discharges[0])
      #expect(event.end > event.details.discharges[1])
    }
  }

  @Test mutating func kindsOfPotentialsAreNoDoubletsOfEachOther() async throws {
    // The larger is nearly two of the smaller, but comes as often and always the same.
    let rate = 2000.0
    var x = noise(rate)
    for n in 0..<40 {
      let time = 2 + 1.4 * Double(n)
      add(to: &x, rate, at: time, 60)
      if n % 2 == 1 { add(to: &x, rate, at: time + 0.005, 60) }
    }
    let found = try await discharges(x, rate)
    #expect(found.count == 40)
    #expect(found.allSatisfy { $0.details.discharges.count == 1 })
  }

  @Test mutating func doubletsOfLikeIntervalsFoundedUnitsOfTheirOwn() async throws {
    // Every second discharge is a doublet of the unit's own interval: as frequent as the single ones.
    let rate = 2000.0
    var x = noise(rate)
    for n in 0..<44 {
      let time = 2 + 1.3 * Double(n)
      add(to: &x, rate, at: time, 60 + 6 * random.uniform())
      guard n % 2 == 1 else { continue }
      let interval = 0.0068 + 0.0006 * random.uniform()
      add(to: &x, rate, at: time + interval, 46 + 18 * random.uniform())
    }
    let found = try await discharges(x, rate)
    try #require(found.count == 44)
    let told = found.map { $0.details.discharges.count == 2 }
    #expect(told.indices.allSatisfy { !told[$0] || $0 % 2 == 1 })
    #expect(told.count { $0 } >= 20)
  }

  @Test mutating func whatLiesBetweenSamplesKeptDoubletsWhole() async throws {
    let rate = 1000.0
    var x = noise(rate)
    var isDoublet: [Bool] = []
    var time = 2.0
    for n in 0..<36 {
      add(to: &x, rate, at: time, 120)
      isDoublet.append(n > 12 && n % 4 == 0)
      if n > 12, n % 4 == 0 {
        add(to: &x, rate, at: time + 0.006 + 0.0035 * random.uniform(), 110)
      }
      time += 1.1 + 0.8 * random.uniform()
    }
    let found = try await discharges(x, rate)
    try #require(found.count == 36)
    let told = found.map { $0.details.discharges.count == 2 }
    #expect(zip(told, isDoublet).allSatisfy { !$0 || $1 })
    #expect(told.count { $0 } == isDoublet.count { $0 })
  }
}
