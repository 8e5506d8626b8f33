import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Units that fire steadily, and what was made of them.
@Suite struct SteadyUnitTests {
  private static let rate = 2000.0
  private static let sigma = 3.0

  private var random = SplitMix64(seed: 91)

  private mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
  }

  private mutating func noise(_ seconds: Double) -> [Float] {
    (0..<Int(seconds * Self.rate)).map { _ in Float(Self.sigma * normal()) }
  }

  /// A potential of three phases, `size` times the noise from peak to peak.
  private func add(
    to x: inout [Float], at time: Double, _ size: Double, width: Double = 0.0022, skew: Double = 0.3
  ) {
    let range = Int((time - 0.02) * Self.rate)..<Int((time + 0.02) * Self.rate)
    for i in range where x.indices.contains(i) {
      let t = (Double(i) / Self.rate - time) / width
      x[i] += Float(0.7 * size * Self.sigma * (1 - t * t - skew * t) * exp(-t * t / 2))
    }
  }

  /// The times of a train, its intervals normal about their mean.
  private mutating func train(
    _ range: ClosedRange<Double>, _ frequency: Double, variation: Double
  ) -> [Double] {
    var times: [Double] = []
    var time = range.lowerBound
    while time < range.upperBound {
      times.append(time)
      time += max(0.03, (1 + variation * normal()) / frequency)
    }
    return times
  }

  private func analysed(_ x: [Float], rate: Double = rate) async throws -> [Event] {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [x])
    return try await Analysis(settings: AnalysisSettings()).run(source, name: "steady").events
  }

  /// How many discharges are found of some, and how many there are in all.
  private func found(_ times: [Double], in events: [Event]) -> (hits: Int, all: Int) {
    let found = events.filter { $0.type == .fasciculation }.flatMap(\.details.discharges)
    let hits = times.count { time in
      found.contains { abs(Double($0) / Self.rate - time) < 0.01 }
    }
    return (hits, found.count)
  }

  private func isOneTrain(_ events: [Event], _ range: ClosedRange<Double>) -> Bool {
    let trains = events.filter { $0.type == .tonicFiring }
    guard trains.count == 1 else { return false }
    return abs(Double(trains[0].onset) / Self.rate - range.lowerBound) < 0.5
      && abs(Double(trains[0].end) / Self.rate - range.upperBound) < 0.5
  }

  @Test mutating func secondDischargesOfASteadyUnitsDoubletsWereFasciculations() async throws {
    var x = noise(50)
    for (n, time) in train(8...40, 9, variation: 0.12).enumerated() {
      add(to: &x, at: time, 25)
      if n % 12 == 5 { add(to: &x, at: time + 0.009, 22) }
    }
    let events = try await analysed(x)
    #expect(isOneTrain(events, 8...40))
    #expect(events.count { $0.type == .fasciculation } == 0)
  }

  @Test(arguments: [4.8, 5.5, 6.3, 6.8])
  mutating func aSlowUnitOfManyTurnsWasATremor(frequency: Double) async throws {
    var x = noise(50)
    for time in train(8...40, frequency, variation: 0.13) {
      for n in 0..<4 { add(to: &x, at: time + 0.0035 * Double(n), 12, width: 0.000_8, skew: 1.5) }
    }
    let events = try await analysed(x)
    #expect(isOneTrain(events, 8...40))
    #expect(!events.contains { $0.type == .tremor || $0.type == .rhythmicBursting })
  }

  @Test mutating func aSteadyUnitOfDriftingAmplitudeLeftFasciculations() async throws {
    var x = noise(60)
    for time in train(6...52, 10, variation: 0.15) {
      add(to: &x, at: time, 22 * exp(0.5 * sin(2 * .pi * time / 17)))
    }
    let events = try await analysed(x)
    #expect(isOneTrain(events, 6...52))
    #expect(events.count { $0.type == .fasciculation } == 0)
  }

  /// Strong noise of some tens of milliseconds each hides most of the discharges from the gate.
  @Test mutating func aWeakSteadyUnitWasSplitIntoFasciculationsOfSeveral() async throws {
    var x = noise(70)
    for time in train(10...60, 11, variation: 0.14) {
      add(to: &x, at: time, 8 * exp(0.12 * normal()))
    }
    let events = try await analysed(x)
    #expect(events.count { $0.type == .tonicFiring } == 1)
    #expect(events.count { $0.type == .fasciculation } <= 3)
  }

  @Test mutating func fasciculationsOverASteadyUnitStay() async throws {
    var x = noise(60)
    let times = train(5...55, 8, variation: 0.12)
    for time in times { add(to: &x, at: time, 14) }
    var others: [Double] = []
    for n in 0..<24 {
      let time = 6 + 2 * Double(n) + 0.3 * random.uniform()
      add(to: &x, at: time, 30, width: 0.0012, skew: -1.5)
      others.append(time)
    }
    let events = try await analysed(x)
    #expect(isOneTrain(events, 5...55))
    let (hits, found) = found(others, in: events)
    #expect(hits >= 22)
    #expect(found <= hits + 1)
  }

  /// What is like a steady unit's discharge but comes too soon between two of them was the unit's own.
  @Test mutating func dischargesLikeASteadyUnitsBetweenThemWereItsOwn() async throws {
    var x = noise(60)
    let times = train(5...55, 7, variation: 0.1)
    for time in times { add(to: &x, at: time, 15) }
    var others: [Double] = []
    for n in stride(from: 12, to: times.count - 10, by: 14) {
      let time = times[n] + 0.35 * (times[n + 1] - times[n])
      add(to: &x, at: time, 15, width: 0.0021, skew: 0.5)
      others.append(time)
    }
    let events = try await analysed(x)
    #expect(isOneTrain(events, 5...55))
    let (hits, found) = found(others, in: events)
    #expect(Double(hits) >= 0.8 * Double(others.count))
    #expect(found <= hits + 2)
  }

  /// An early discharge lets the next come a whole interval later, which another unit's does not.
  @Test mutating func anEarlyDischargeOfASteadyUnitIsItsOwn() async throws {
    var x = noise(60)
    var (time, count) = (5.0, 0)
    while time < 55 {
      add(to: &x, at: time, 15)
      time += (count % 20 == 13 ? 0.45 : 1 + 0.1 * normal()) / 7
      count += 1
    }
    let events = try await analysed(x)
    #expect(isOneTrain(events, 5...55))
    #expect(events.count { $0.type == .fasciculation } <= 1)
  }

  /// Copies that stand half a sample apart hardly look alike where sampling is coarse.
  @Test mutating func aSteadyUnitSampledCoarselyLeftHalfOfItsDischarges() async throws {
    let (rate, width) = (500.0, 0.0018)
    var x = (0..<Int(60 * rate)).map { _ in Float(Self.sigma * normal()) }
    let times = train(5...55, 8, variation: 0.12)
    for time in times {
      for i in Int((time - 0.02) * rate)..<Int((time + 0.02) * rate) {
        let t = (Double(i) / rate - time) / width
        x[i] += Float(40 * (1 - t * t - 0.3 * t) * exp(-t * t / 2))
      }
    }
    let events = try await analysed(x, rate: rate)
    let trains = events.filter { $0.type == .tonicFiring }
    #expect(trains.count == 1)
    #expect(abs((trains.first?.measure("discharges") ?? 0) / Double(times.count) - 1) < 0.05)
    #expect(events.count { $0.type == .fasciculation } == 0)
  }

  /// Of a train that is longer than what is judged at once only the first part was counted.
  @Test mutating func aLongTrainCountedTheDischargesOfItsFirstPart() async throws {
    var x = noise(130)
    let times = train(5...125, 9, variation: 0.12)
    for time in times { add(to: &x, at: time, 25) }
    let events = try await analysed(x)
    #expect(isOneTrain(events, 5...125))
    let train = events.first { $0.type == .tonicFiring }
    let count = train?.measure("discharges") ?? 0
    #expect(abs(count / Double(times.count) - 1) < 0.05)
    #expect(abs((train?.details.rateHz ?? 0) / 9 - 1) < 0.03)
  }

  /// Single discharges in the rest between two trains, a second and a little from each other, made one train
  /// of both.
  @Test mutating func dischargesBetweenTwoTrainsOfAUnitMadeThemOne() async throws {
    var x = noise(50)
    for range in [6.0...18.0, 23.0...33.0] {
      for time in train(range, 11, variation: 0.1) { add(to: &x, at: time, 15) }
    }
    let others = [19.2, 20.5, 21.75]
    for time in others { add(to: &x, at: time, 18, width: 0.0012, skew: -1.5) }
    let events = try await analysed(x)
    #expect(events.count { $0.type == .tonicFiring } == 2)
    let found = events.filter { $0.type == .fasciculation }.flatMap(\.details.discharges)
    for time in others {
      #expect(found.contains { abs(Double($0) / Self.rate - time) < 0.01 })
    }
  }

  @Test mutating func oneUnitThatDischargesAtRandomIsNotSteady() async throws {
    var x = noise(120)
    var (time, count) = (2.0, 0)
    while time < 118 {
      add(to: &x, at: time, 20)
      time += 0.05 - 0.6 * log(1 - random.uniform())
      count += 1
    }
    let events = try await analysed(x)
    #expect(events.count { $0.type == .tonicFiring } == 0)
    #expect(events.count { $0.type == .fasciculation } >= count * 9 / 10)
  }

  @Test mutating func unitsRecruitedBesideAContractionWereFasciculations() async throws {
    var x = noise(40)
    for i in Int(15 * Self.rate)..<Int(20 * Self.rate) { x[i] += Float(12 * Self.sigma * normal()) }
    for time in train(14.3...15, 9, variation: 0.1) + train(20.05...20.9, 8, variation: 0.1) {
      add(to: &x, at: time, 20)
    }
    let events = try await analysed(x)
    #expect(events.map(\.type) == [.contraction])
    let contraction = try #require(events.first)
    #expect(Double(contraction.onset) / Self.rate < 14.4)
    #expect(Double(contraction.end) / Self.rate > 20.7)
  }
}
