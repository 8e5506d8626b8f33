import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Bursts and rhythms that were called something else.
@Suite struct LabelMendingTests {
  private static let rate = 2000.0

  private var random = SplitMix64(seed: 31)

  private mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
  }

  private mutating func noise(_ seconds: Double) -> [Float] {
    (0..<Int(seconds * Self.rate)).map { _ in Float(3 * normal()) }
  }

  private func analysed(_ samples: [[Float]]) async throws -> [Event] {
    let channels = samples.indices.map {
      Channel(
        name: "M\($0)", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    }
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: channels), samples: samples)
    return try await Analysis(settings: AnalysisSettings()).run(source, name: "labels").events
  }

  private func add(_ shape: [Float], at time: Double, to x: inout [Float]) {
    let start = Int(time * Self.rate) - shape.count / 2
    for i in shape.indices { x[start + i] += shape[i] }
  }

  /// What many units make within a bell curve, µV.
  private mutating func volley(_ size: Double, width: Double) -> [Float] {
    let count = Int(6 * width * Self.rate)
    let middle = Double(count) / 2
    var carrier = (0..<count + 8).map { _ in normal() }
    for i in 8..<carrier.count { carrier[i] = 0.6 * carrier[i] + 0.4 * carrier[i - 4] }
    return (0..<count).map { i in
      let t = (Double(i) - middle) / (width * Self.rate)
      return Float(size * carrier[i + 8] * exp(-t * t / 2))
    }
  }

  private mutating func rhythm(
    _ rate: Double, count: Int, width: Double, jitter: Double = 0.03, in x: inout [Float],
    size: (Int) -> Double
  ) {
    var time = 10.0
    for n in 0..<count {
      add(volley(size(n), width: width), at: time, to: &x)
      time += (1 + jitter * normal()) / rate
    }
  }

  private func rhythms(_ events: [Event]) -> [Event] {
    events.filter { [.tremor, .clonus, .rhythmicBursting].contains($0.type) }
  }

  @Test mutating func aTremorOfOneMuscleThatBeganAtFullSizeWasLeftUnsettled() async throws {
    var x = noise(40)
    rhythm(5.5, count: 80, width: 0.012, in: &x) { 60 * (1 + 0.2 * sin(Double($0) / 6)) }
    let found = rhythms(try await analysed([x]))
    #expect(found.map(\.type) == [.tremor])
  }

  /// Its beats were so many fasciculations.
  @Test mutating func aWeakTremorOfWhichEveryFourthBeatWasMissedWasNone() async throws {
    var x = noise(40)
    var generator = SplitMix64(seed: 7)
    let sizes = (0..<110).map { _ in generator.uniform() < 0.25 ? 0 : 25 + 40 * generator.uniform()
    }
    rhythm(5.8, count: sizes.count, width: 0.009, jitter: 0.05, in: &x) { sizes[$0] }
    let events = try await analysed([x])
    let covered = rhythms(events).reduce(0.0) { $0 + Double($1.end - $1.onset) / Self.rate }
    #expect(covered > 15)
    #expect(events.count { $0.type == .fasciculation || $0.type == .myoclonus } < 6)
  }

  @Test mutating func aClonusThatBuiltUpOverItsFirstBeatsWasATremor() async throws {
    var x = noise(30)
    rhythm(5.5, count: 16, width: 0.01, in: &x) { n in
      [0.55, 0.75, 0.9][min(n, 2)] * 90 * (n < 3 ? 1 / 0.9 : exp(-0.08 * Double(n - 3)))
    }
    let found = rhythms(try await analysed([x]))
    #expect(found.map(\.type) == [.clonus])
    let start = try #require(found.first?.evidence.first { $0.rule == "onset_ratio" })
    #expect(start.value < start.threshold)
  }

  @Test mutating func tapsHadTheConfidenceOfTheirSizeNotOfBeingNeither() async throws {
    var x = noise(40)
    rhythm(2, count: 30, width: 0.04, jitter: 0.08, in: &x) { _ in 60 }
    let taps = try #require(rhythms(try await analysed([x])).first)
    #expect(taps.type == .rhythmicBursting)
    let shares = Dictionary(
      uniqueKeysWithValues: taps.details.probabilities.map { ($0.name, $0.value) })
    #expect(abs(shares.values.reduce(0, +) - 1) < 1e-9)
    let neither = try #require(shares["neither"])
    #expect(neither > 0.9)
    #expect(taps.confidence > 0.8 && taps.confidence <= neither)
  }

  @Test mutating func aPotentialOfThirtyMillisecondsThatCameAgainWasMyoclonus() async throws {
    var x = noise(90)
    // Five phases over some 35 ms, as through fat.
    let shape = (0..<96).map { i -> Float in
      let t = (Double(i) - 48) / 24
      return Float(70 * cos(2.6 * t + 0.4) * exp(-t * t / 2))
    }
    var times: [Double] = []
    var time = 5.0
    while time < 85 {
      times.append(time)
      add(shape, at: time, to: &x)
      time += 1.3 + 3 * random.uniform()
    }
    let events = try await analysed([x])
    #expect(events.count { $0.type == .myoclonus } == 0)
    #expect(events.count { $0.type == .fasciculation } == times.count)
  }

  @Test mutating func burstsOfThatLengthThatNeverComeAgainAreMyoclonus() async throws {
    var x = noise(90)
    for n in 0..<20 { add(volley(60, width: 0.01), at: 5 + 4 * Double(n), to: &x) }
    let events = try await analysed([x])
    #expect(events.count { $0.type == .myoclonus } >= 18)
  }

  @Test mutating func aBriefJerkOfTwoMusclesWasTwoFasciculations() async throws {
    var x = [noise(90), noise(90)]
    for n in 0..<20 {
      let time = 5 + 4 * Double(n)
      for c in 0..<2 { add(volley(70, width: 0.0045), at: time + 0.006 * Double(c), to: &x[c]) }
    }
    let events = try await analysed(x)
    #expect(events.count { $0.type == .myoclonus } >= 36)
    #expect(events.count { $0.type == .fasciculation } <= 2)
  }

  @Test mutating func unitsOfTwoMusclesThatFireTogetherAreNoJerk() async throws {
    var x = [noise(90), noise(90)]
    let shapes = [3.0, 5.0].map { width in
      (0..<40).map { i -> Float in
        let t = (Double(i) - 20) / width
        return Float(80 * (1 - t * t) * exp(-t * t / 2))
      }
    }
    for n in 0..<20 { for c in 0..<2 { add(shapes[c], at: 5 + 4 * Double(n), to: &x[c]) } }
    let events = try await analysed(x)
    #expect(events.count { $0.type == .fasciculation } >= 38)
  }

  @Test mutating func oneSourceUnderTwoElectrodesIsNoJerk() async throws {
    var x = [noise(90), noise(90)]
    for n in 0..<20 {
      let shape = volley(70, width: 0.0045)
      add(shape, at: 5 + 4 * Double(n), to: &x[0])
      add(shape.map { -0.7 * $0 }, at: 5 + 4 * Double(n), to: &x[1])
    }
    let alone = try await analysed([x[0]]).count { $0.type == .fasciculation }
    #expect(alone >= 10)
    let together = try await analysed(x).count { $0.type == .fasciculation && $0.channelIndex == 0 }
    #expect(together >= alone - 2)
  }
}
