import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// What is not muscle, and what it hid or was taken for.
@Suite struct ForeignSignsTests {
  private static let rate = 2000.0
  /// The noise's deviation, µV.
  private static let sigma = 3.0

  private var random = SplitMix64(seed: 77)

  private mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
  }

  private mutating func noise(_ seconds: Double) -> [Float] {
    (0..<Int(seconds * Self.rate)).map { _ in Float(Self.sigma * normal()) }
  }

  private static func add(
    _ length: Double, to samples: inout [Float], at time: Double, _ value: (Double) -> Double
  ) {
    let start = Int(time * rate)
    for i in 0..<Int(length * rate) where samples.indices.contains(start + i) {
      samples[start + i] += Float(value(Double(i) / rate))
    }
  }

  /// A burst of many units: noise under a bell.
  private mutating func burst(
    _ samples: inout [Float], at time: Double, _ length: Double, level: Double
  ) {
    let values = (0..<Int(length * Self.rate)).map { _ in normal() }
    Self.add(length, to: &samples, at: time) { t in
      let bell = sin(.pi * t / length)
      return level * Self.sigma * bell * bell * values[min(values.count - 1, Int(t * Self.rate))]
    }
  }

  /// A few cycles of slow movement under a bell.
  private static func movement(
    _ samples: inout [Float], at time: Double, _ length: Double, frequency: Double, level: Double
  ) {
    add(length, to: &samples, at: time) { t in
      let bell = sin(.pi * t / length)
      return level * sigma * bell * bell * sin(2 * .pi * frequency * t)
    }
  }

  private func analysed(_ samples: [Float], block: Int = 4096) async throws -> [Event] {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples],
      blockLengths: [block])
    return try await Analysis(settings: AnalysisSettings(preset: .surface))
      .run(source, name: "test").events
  }

  @Test mutating func aPopWhoseTailWasOverWithTheBurstWasCalledFasciculation() async throws {
    var samples = noise(60)
    var count = 0
    for time in stride(from: 4.0, to: 58, by: 3.7) {
      let height = (count % 2 == 0 ? 1 : -1) * (40 + 8 * Double(count)) * Self.sigma
      Self.add(0.2, to: &samples, at: time) { height * exp(-$0 / 0.012) }
      count += 1
    }
    let events = try await analysed(samples)
    #expect(events.count { $0.details.cause == .electrodePop } == count)
    #expect(events.count == count)
  }

  @Test mutating func movementBelowTheBandHadNoName() async throws {
    var samples = noise(90)
    let times = Array(stride(from: 6.0, to: 85, by: 8.3))
    for time in times {
      Self.movement(&samples, at: time, 0.5, frequency: 5, level: 150)
    }
    let events = try await analysed(samples)
    let found = events.filter { $0.details.cause == .motion }
    #expect(found.count == times.count)
    // One false alarm in some minutes is the gate's.
    #expect(events.count <= times.count + 1)
    for (event, time) in zip(found, times) {
      #expect(abs(Double(event.onset) / Self.rate - time) < 0.15)
    }
    for block in [1, 333, 180_000] {
      #expect(try await analysed(samples, block: block) == events)
    }
  }

  @Test mutating func movementWithAShareInTheBandWasCalledContraction() async throws {
    var samples = noise(60)
    for time in stride(from: 5.0, to: 56, by: 6.1) {
      // Noise under a bell whose spectrum falls through the band, by two poles at 15 Hz.
      var (level, slow) = (0.0, 0.0)
      let walk = (0..<Int(1.2 * Self.rate)).map { _ in
        level += 4 * normal() - 0.046 * level
        slow += 0.046 * (level - slow)
        return 3 * slow
      }
      Self.add(1.2, to: &samples, at: time) { t in
        let bell = sin(.pi * t / 1.2)
        return 2 * Self.sigma * bell * bell * walk[min(walk.count - 1, Int(t * Self.rate))]
      }
    }
    let events = try await analysed(samples)
    #expect(events.count { $0.details.cause == .motion } >= 8)
    #expect(!events.contains { $0.type == .contraction })
  }

  @Test mutating func oneMovementEndedATremor() async throws {
    var samples = noise(40)
    for n in 0..<120 {
      let rise = min(1, 0.2 + Double(min(n, 119 - n)) / 12)
      burst(&samples, at: 8 + Double(n) / 6 + 0.005 * normal(), 0.08, level: 12 * rise)
    }
    Self.movement(&samples, at: 17, 0.8, frequency: 4, level: 200)
    let events = try await analysed(samples)
    let tremor = try #require(events.first { $0.type == .tremor })
    #expect(Double(tremor.end - tremor.onset) / Self.rate > 18)
    #expect(!events.contains { $0.type == .myoclonus || $0.type == .fasciculation })
  }

  /// Beats of a heart with their waves; `size` is the largest deflection over the noise.
  private mutating func heart(_ samples: inout [Float], size: Double) {
    for n in 0..<Int(Double(samples.count) / Self.rate / 0.78 - 1) {
      let time = 0.5 + 0.78 * Double(n) + 0.01 * normal()
      Self.add(0.75, to: &samples, at: time) { t in
        func wave(_ height: Double, _ center: Double, _ width: Double) -> Double {
          height * exp(-pow((t - center) / width, 2))
        }
        return size * Self.sigma
          * (wave(0.12, 0.13, 0.03) + wave(1, 0.3, 0.012) - wave(0.3, 0.33, 0.014)
            + wave(0.25, 0.55, 0.05))
      }
    }
  }

  @Test mutating func wavesOfHeartbeatsMadePopsOfATremor() async throws {
    var samples = noise(60)
    heart(&samples, size: 40)
    for n in 0..<100 {
      let rise = min(1, 0.2 + Double(min(n, 99 - n)) / 12)
      burst(&samples, at: 20 + Double(n) / 8.3 + 0.003 * normal(), 0.06, level: 7 * rise)
    }
    let events = try await analysed(samples)
    #expect(events.contains { $0.details.cause == .ecg })
    #expect(!events.contains { $0.details.cause == .electrodePop })
    let tremor = try #require(events.first { $0.type == .tremor })
    #expect(Double(tremor.end - tremor.onset) / Self.rate > 9)
  }

  @Test mutating func beatsTakenOutOfAContractionWereItsSilences() async throws {
    var samples = noise(60)
    heart(&samples, size: 40)
    for i in Int(10 * Self.rate)..<Int(40 * Self.rate) {
      samples[i] += Float(9 * Self.sigma * normal())
    }
    let events = try await analysed(samples)
    #expect(events.contains { $0.details.cause == .ecg })
    #expect(!events.contains { $0.type == .negativeMyoclonus })
    let contraction = try #require(events.first { $0.type == .contraction })
    #expect(Double(contraction.end - contraction.onset) / Self.rate > 25)
  }

  @Test mutating func beatsTakenOutBrokeUpAFastTremor() async throws {
    var samples = noise(60)
    heart(&samples, size: 8)
    for n in 0..<150 {
      let rise = min(1, 0.2 + Double(min(n, 149 - n)) / 12)
      burst(&samples, at: 20 + Double(n) / 6.8 + 0.002 * normal(), 0.04, level: 7 * rise)
    }
    let events = try await analysed(samples)
    let rhythm = try #require(events.first { $0.type == .tremor || $0.type == .rhythmicBursting })
    #expect(Double(rhythm.end - rhythm.onset) / Self.rate > 19)
    #expect(events.count { $0.type == .fasciculation || $0.type == .myoclonus } <= 3)
  }

  /// Bursts at the rates of single units, less even than most tremors'.
  @Test mutating func beatsOfARefusedRhythmWereCalledFasciculations() async throws {
    var samples = noise(40)
    var time = 10.0
    while time < 22 {
      burst(&samples, at: time, 0.028, level: 9)
      time += 0.102 * (1 + 0.15 * normal())
    }
    let events = try await analysed(samples)
    #expect(
      events.contains { [.tremor, .rhythmicBursting, .contraction].contains($0.type) })
    #expect(events.count { $0.type == .fasciculation } <= 3)
  }

  /// A start at full size alone is no clonus' for certain, but no tremor's either.
  @Test mutating func aClonusThatDidNotDecayWasATremor() async throws {
    var samples = noise(40)
    for n in 0..<18 {
      burst(&samples, at: 12 + Double(n) / 5.5 + 0.003 * normal(), 0.06, level: 15)
    }
    let events = try await analysed(samples)
    #expect(events.map(\.type) == [.clonus] || events.map(\.type) == [.rhythmicBursting])
  }

  @Test mutating func furtherUnitsBesideASteadyOneWereFasciculations() async throws {
    var samples = noise(60)
    // Three units at will for ten seconds, of which the smaller ones are often hidden.
    for (size, frequency, width) in [(20.0, 9.0, 0.0016), (9, 7.3, 0.0024), (8, 8.1, 0.0011)] {
      var time = 25 + 0.1 * random.uniform()
      while time < 35 {
        Self.add(0.02, to: &samples, at: time) { t in
          let u = (t - 0.01) / width
          return size * Self.sigma * u * exp(-u * u / 2)
        }
        time += (1 + 0.15 * normal()) / frequency
      }
    }
    let events = try await analysed(samples)
    #expect(events.contains { $0.type == .tonicFiring || $0.type == .contraction })
    #expect(events.count { $0.type == .fasciculation } <= 2)
  }
}
