import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// What is told by a shape that comes again: groups of one unit, and beats of a heart that start
/// elsewhere in it.
@Suite struct RepeatedShapeTests {
  private static let rate = 2000.0
  private static let length = 60 * 2000

  private var random = SplitMix64(seed: 11)
  private var samples: [Float]

  init() {
    samples = [Float](repeating: 0, count: Self.length)
    for i in samples.indices { samples[i] = 3 * normal() }
  }

  private mutating func normal() -> Float {
    Float((0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() })
  }

  private func analysed() async throws -> AnalysisResult {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples])
    return try await Analysis(settings: AnalysisSettings()).run(source, name: "shapes")
  }

  private mutating func add(_ shape: [Float], at time: Double, _ size: Float) {
    let start = Int(time * Self.rate) - shape.count / 2
    for i in shape.indices { samples[start + i] += size * shape[i] }
  }

  /// A potential of three phases, some 12 ms long, of a width of its own.
  private func potential(_ width: Double) -> [Float] {
    (0..<32).map { i in
      let t = (Double(i) - 16) / width
      return Float((1 - t * t) * exp(-t * t / 2))
    }
  }

  /// Bursts a second and more apart, each of some discharges at uneven intervals of 14–18 ms.
  private mutating func addBursts(_ shapes: [[Float]]) {
    var time = 5.0
    while time < 50 {
      var place = time
      for _ in 0..<(5 + Int(random.uniform() * 5)) {
        add(shapes[Int(random.uniform() * Double(shapes.count))], at: place, 120)
        place += 0.014 + 0.004 * random.uniform()
      }
      time += 0.9 + 0.8 * random.uniform()
    }
  }

  @Test mutating func groupsOfOneUnitWereTakenForBurstsOfMany() async throws {
    addBursts([potential(4)])
    let events = try await analysed().events
    let groups = events.filter { $0.type == .groupedDischarge }
    let covered = groups.reduce(0) { $0 + ($1.end - $1.onset) }
    #expect(Double(covered) >= 0.9 * 45 * Self.rate)
    #expect(events.count { $0.type == .myoclonus || $0.type == .rhythmicBursting } <= 2)
  }

  /// Some groups are slow, so that each discharge stands alone, others fast, so that they overlap.
  @Test mutating func groupsWhoseRateChangesWereARhythmOrMyoclonus() async throws {
    var time = 5.0
    while time < 50 {
      let interval = 0.006 + 0.03 * random.uniform()
      var place = time
      for _ in 0..<(5 + Int(random.uniform() * 6)) {
        add(potential(4), at: place, 120)
        place += interval * (0.92 + 0.16 * random.uniform())
      }
      time = place + 0.6 + 0.5 * random.uniform()
    }
    let events = try await analysed().events
    let groups = events.filter { $0.type == .groupedDischarge }
    let covered = groups.reduce(0) { $0 + ($1.end - $1.onset) }
    #expect(Double(covered) >= 0.9 * 45 * Self.rate)
    #expect(events.count { $0.type == .myoclonus || $0.type == .rhythmicBursting } <= 2)
  }

  @Test mutating func burstsOfUnlikeUnitsAreNoGroups() async throws {
    // Noise of the same length in the place of the potentials: no two are alike.
    let shapes = (0..<200).map { _ -> [Float] in
      var x = (0..<36).map { _ in normal() }
      for _ in 0..<2 { x = zip(x, x.dropFirst()).map { ($0 + $1) / 2 } }
      return x.enumerated().map { $1 * Float(sin(.pi * Double($0 + 1) / Double(x.count + 1))) }
    }
    addBursts(shapes)
    let events = try await analysed().events
    #expect(!events.contains { $0.type == .groupedDischarge })
    #expect(events.count { $0.type == .myoclonus || $0.type == .rhythmicBursting } >= 1)
  }

  @Test mutating func ectopicBeatsWereTakenForPops() async throws {
    func beat(_ width: Double, _ sign: Double) -> [Float] {
      (0..<400).map { i in
        let t = (Double(i) - 200) / Self.rate / width
        return Float(sign * (exp(-t * t / 0.000_08) - 0.3 * exp(-pow(t - 0.02, 2) / 0.000_1)))
      }
    }
    var (time, number, ectopic) = (1.0, 0, 0)
    while time < 58 {
      number += 1
      if number % 9 == 4 {
        add(beat(2.6, -1.2), at: time - 0.25, 150)
        ectopic += 1
      } else {
        add(beat(1, 1), at: time, 150)
      }
      time += 0.8 + 0.02 * Double(normal())
    }
    let events = try await analysed().events
    #expect(events.count == 1)
    let heart = try #require(events.first)
    #expect(heart.details.cause == .ecg)
    #expect(heart.details.times.count == number)
    #expect(heart.measure("ectopic_beats") == Double(ectopic))
  }
}
