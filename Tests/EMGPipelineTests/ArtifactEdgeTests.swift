import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Pops and stimuli as recorders' filters leave them, and what is none of them.
@Suite struct ArtifactEdgeTests: NoisyChannel {
  var random = SplitMix64(seed: 5)

  /// A second-order filter by the bilinear transform; a quality of 0.707 is Butterworth's.
  private static func filtered(
    _ x: [Double], _ frequency: Double, quality: Double, isHighPass: Bool, rate: Double = rate
  ) -> [Double] {
    let angle = 2 * Double.pi * frequency / rate
    let alpha = sin(angle) / (2 * quality)
    let side = (isHighPass ? 1 + cos(angle) : 1 - cos(angle)) / 2
    let b = [side, isHighPass ? -2 * side : 2 * side, side].map { $0 / (1 + alpha) }
    let a = [-2 * cos(angle), 1 - alpha].map { $0 / (1 + alpha) }
    var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
    return x.map { sample in
      let y = b[0] * sample + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
      (x1, x2, y1, y2) = (sample, x1, y, y1)
      return y
    }
  }

  /// A potential of three phases, some 8 ms long, of a height of one.
  private static func potential(_ t: Double) -> Double {
    let u = (t - 0.006) / 0.0014
    return (1 - u * u) * exp(-u * u / 2) / 1.45
  }

  @Test(arguments: [0.001, 0.002, 0.003])
  mutating func aRoundedPopLeftADischargeBesideIt(rise: Double) async throws {
    var samples = noise(60)
    var count = 0
    for time in stride(from: 4.0, to: 57, by: 3.3) {
      let height = (count % 2 == 0 ? 1 : -1) * (40 + 10 * Double(count)) * Self.sigma
      Self.add(0.5, to: &samples, at: time) { height * exp(-$0 / 0.06) * (1 - exp(-$0 / rise)) }
      count += 1
    }
    let events = try await analysed(samples)
    #expect(events.count { $0.details.cause == .electrodePop } == count)
    #expect(events.count == count)
  }

  /// Steps with tails of many lengths, as a recorder that keeps nothing under 10 or 20 Hz shows them.
  @Test(arguments: [10.0, 20.0])
  mutating func popsBehindAHighPassWereDischarges(frequency: Double) async throws {
    var samples = noise(60)
    var count = 0
    for time in stride(from: 4.0, to: 57, by: 3.3) {
      let height = (count % 2 == 0 ? 1 : -1) * (25 + 4 * Double(count)) * Self.sigma
      let tail = 0.005 * pow(1.3, Double(count))
      Self.add(1, to: &samples, at: time) { height * exp(-$0 / tail) * (1 - exp(-$0 / 0.0003)) }
      count += 1
    }
    samples = Self.filtered(samples, frequency, quality: 0.707, isHighPass: true)
    let events = try await analysed(samples)
    // Behind 20 Hz all of them were, behind 10 Hz a third.
    #expect(events.count { $0.type == .fasciculation } <= 1)
    #expect(events.count { $0.details.cause == .electrodePop } >= count - 1)
  }

  /// Potentials whose first phase is their steepest and largest, from 6 to 12 ms long.
  @Test(arguments: [10.0, 20.0])
  mutating func potentialsBehindAHighPassAreNoPops(frequency: Double) async throws {
    var samples = noise(60)
    var count = 0
    for time in stride(from: 4.0, to: 57, by: 1.9) {
      let height = (count % 2 == 0 ? 1 : -1) * (20 + 3 * Double(count)) * Self.sigma
      let width = 0.001 + 0.00005 * Double(count % 20)
      Self.add(0.05, to: &samples, at: time) { t in
        let u = (t - 4 * width) / width
        return height * (1 - u) * exp(-u * u / 2) / 2
      }
      count += 1
    }
    samples = Self.filtered(samples, frequency, quality: 0.707, isHighPass: true)
    let events = try await analysed(samples)
    #expect(!events.contains { $0.details.cause == .electrodePop })
    #expect(events.count { $0.type == .fasciculation } == count)
  }

  @Test func aDischargeOnTheTailOfARoundedPopIsKept() async throws {
    var test = self
    var samples = test.noise(60)
    // On no clock: on one they would be stimuli.
    let times = stride(from: 4.0, to: 57, by: 3.3).map { $0 + 0.6 * test.random.uniform() }
    for time in times {
      Self.add(0.6, to: &samples, at: time) {
        90 * Self.sigma * exp(-$0 / 0.1) * (1 - exp(-$0 / 0.001))
      }
      Self.add(0.02, to: &samples, at: time + 0.03) { 30 * Self.sigma * Self.potential($0) }
    }
    let events = try await analysed(samples)
    #expect(events.count { $0.details.cause == .electrodePop } == times.count)
    let discharges = events.flatMap { $0.details.discharges }.map { Double($0) / Self.rate }
    for time in times { #expect(discharges.contains { abs($0 - time - 0.036) < 0.01 }) }
  }

  /// Stimuli once a second with a tail of electrodes, as a recorder with a band of 10–500 Hz shows them.
  private mutating func stimulated(
    tail: Double, response: Double?
  ) async throws -> (events: [Event], count: Int) {
    var samples = [Double](repeating: 0, count: Int(40 * Self.rate))
    let times = (0..<30).map { 5.2 + Double($0) }
    for time in times {
      Self.add(0.06, to: &samples, at: time) {
        500 * Self.sigma * ($0 < 0.00025 ? 1 : -0.2 * exp(-$0 / tail))
      }
      guard let latency = response else { continue }
      Self.add(0.03, to: &samples, at: time + latency) { t in
        80 * Self.sigma * Self.potential(t * 0.7)
      }
    }
    let white = noise(40)
    samples = zip(samples, white).map { $0 + 1.3 * $1 }
    samples = Self.filtered(samples, 10, quality: 0.707, isHighPass: true)
    for quality in [0.541, 1.307] {
      samples = Self.filtered(samples, 500, quality: quality, isHighPass: false)
    }
    return (try await analysed(samples), times.count)
  }

  @Test(arguments: [0.002, 0.004, 0.008])
  mutating func theTailOfAStimulusBehindAHighPassWasCalledEvoked(tail: Double) async throws {
    let (events, count) = try await stimulated(tail: tail, response: nil)
    #expect(!events.contains { $0.type == .evoked })
    let train = try #require(events.first { $0.details.cause == .stimulation })
    #expect(train.details.times.count == count)
  }

  /// A filter against aliasing (Butterworth of order eight, a third of the rate) makes some samples of each
  /// stimulus, on which nothing stood in one step, and rings on: that was tremor, or a second train and
  /// its responses.
  @Test(arguments: [500.0, 1000])
  mutating func aSteepFilterMadeOfStimuliWhatTheyAreNot(rate: Double) async throws {
    let samples = coarselyStimulated(rate: rate, each: 1.0 / 3, response: nil)
    let events = try await analysed(samples, rate: rate)
    #expect(events.allSatisfy { $0.details.cause == .stimulation })
    #expect(events.map(\.details.times.count) == [90])
  }

  /// The ringing of one stimulus may last until the next of a fast train.
  @Test mutating func everyStimulusOfAFastTrainIsOne() async throws {
    let events = try await analysed(
      coarselyStimulated(rate: 500, each: 0.022, response: nil), rate: 500)
    let trains = events.filter { $0.details.cause == .stimulation }.map(\.details.times.count)
    // What rings after the last may still count.
    #expect(trains == [90] || trains == [91])
    #expect(!events.contains { $0.type == .evoked })
  }

  @Test mutating func aResponseBehindASteepFilterIsStillEvoked() async throws {
    let events = try await analysed(
      coarselyStimulated(rate: 1000, each: 1.0 / 3, response: 0.006), rate: 1000)
    #expect(events.count { $0.type == .evoked } == 90)
  }

  /// Ninety stimuli of one sample each way behind a steep filter against aliasing, and what they evoke.
  private mutating func coarselyStimulated(
    rate: Double, each interval: Double, response: Double?
  ) -> [Double] {
    var samples = (0..<Int(40 * rate)).map { _ in 1.3 * Self.sigma * normal() }
    for n in 0..<90 {
      let start = Int((4.2 + Double(n) * interval) * rate)
      samples[start] += 150 * Self.sigma
      samples[start + 1] -= 120 * Self.sigma
      guard let latency = response else { continue }
      for i in 0..<Int(0.02 * rate) {
        samples[start + Int(latency * rate) + i] +=
          80 * Self.sigma * Self.potential(Double(i) / rate)
      }
    }
    for quality in [0.510, 0.601, 0.900, 2.563] {
      samples = Self.filtered(samples, 0.33 * rate, quality: quality, isHighPass: false, rate: rate)
    }
    return samples
  }

  @Test(arguments: [0.003, 0.006, 0.012])
  mutating func aResponseOnSuchATailIsStillEvoked(latency: Double) async throws {
    let (events, count) = try await stimulated(tail: 0.004, response: latency)
    #expect(events.count { $0.type == .evoked } == count)
  }

  @Test mutating func theSlopeOfAnUnknownHeartbeatMadePopsOfDischarges() async throws {
    var samples = noise(60)
    var times: [Double] = []
    // Too few beats to be known as a heart's, each with a discharge beside it.
    for n in 0..<18 {
      let beat = 3 + 3.1 * Double(n) + 0.4 * normal()
      Self.add(0.5, to: &samples, at: beat) { t in
        func wave(_ height: Double, _ center: Double, _ width: Double) -> Double {
          height * exp(-pow((t - center) / width, 2) / 2)
        }
        return 5 * Self.sigma * (wave(1, 0.1, 0.009) - wave(0.6, 0.13, 0.009))
      }
      times.append(beat + 0.02 + 0.1 * random.uniform())
      Self.add(0.02, to: &samples, at: times[n]) { 20 * Self.sigma * Self.potential($0) }
    }
    samples = Self.filtered(samples, 5, quality: 0.707, isHighPass: true)
    let events = try await analysed(samples)
    // They were a third of them; one may still meet a wave that looks like a step.
    #expect(events.count { $0.details.cause == .electrodePop } <= 1)
    #expect(events.count { $0.type == .fasciculation } >= times.count - 2)
  }

  /// The baseline leaves its place under some discharges of a unit that came often before.
  @Test mutating func aKnownUnitsDischargesWhereTheBaselineStepsWerePops() async throws {
    var samples = noise(60)
    var times: [Double] = []
    for n in 0..<30 {
      times.append(2 + 1.8 * Double(n) + 0.3 * random.uniform())
      Self.add(0.02, to: &samples, at: times[n]) { 20 * Self.sigma * Self.potential($0) }
      guard n > 8, n % 4 == 0 else { continue }
      Self.add(1.2, to: &samples, at: times[n] - 0.06) {
        17 * Self.sigma * exp(-$0 / 0.3) / (1 + exp((0.066 - $0) / 0.008))
      }
    }
    var settings = AnalysisSettings(preset: .surface)
    let events = try await analysed(samples, settings: settings)
    #expect(!events.contains { $0.details.cause == .electrodePop })
    #expect(events.count { $0.type == .fasciculation } == times.count)
    try settings.set("artifacts.pop_unit_members", to: "1000000")
    let unknown = try await analysed(samples, settings: settings)
    #expect(unknown.count { $0.details.cause == .electrodePop } > 3)
  }

  @Test(arguments: [10.0, 20.0])
  mutating func whatAFilterMakesOfTheStartWasADischarge(frequency: Double) async throws {
    // A recorder's filter that begins from zero on a channel that stands at 3 mV.
    let samples = Self.filtered(
      noise(30).map { $0 + 3000 }, frequency, quality: 0.707, isHighPass: true)
    #expect(try await analysed(samples).isEmpty)
  }

  @Test(arguments: [16.0, 22])
  mutating func aKnockedCableWasAContraction(frequency: Double) async throws {
    var samples = noise(60)
    for time in stride(from: 5.0, to: 55, by: 7) {
      let height = 60 * Self.sigma
      Self.add(1.2, to: &samples, at: time) {
        height * (1 - exp(-$0 / 0.01)) * exp(-$0 / 0.15) * cos(2 * .pi * frequency * $0)
      }
    }
    let events = try await analysed(samples)
    #expect(events.allSatisfy { $0.type == .artifact })
    #expect(events.contains { $0.details.cause == .motion })
  }
}
