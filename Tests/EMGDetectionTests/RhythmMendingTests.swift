import EMGCore
import EMGTestSupport
import Foundation
import Testing

@testable import EMGDetection

/// What went wrong with rhythms and sustained activity, and must not again.
@Suite struct RhythmMendingTests {
  private func gaussian(_ generator: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() }
  }

  @Test func afterAPauseEverySecondBeatOfATremorWasSkipped() throws {
    var generator = SplitMix64(seed: 5)
    let beats = (0..<50).map { n in
      Double(n) * 0.2 + (n >= 20 ? 1.03 : 0) + 0.01 * gaussian(&generator)
    }
    let search = RhythmSearch(settings: RhythmSettings(), mayPause: true)
    let chain = try #require(
      search.bestChain(
        times: beats, strengths: beats.map { _ in 1 }, lowest: 0.9, highest: 19))
    #expect(chain.members == Array(beats.indices))
    let intervals = zip(beats, beats.dropFirst()).map { $1 - $0 }
    let frequency = try #require(
      IntervalStatistics.frequency(intervals, usual: 0.2, settings: RhythmSettings()))
    #expect(abs(frequency - 5) < 0.05)
  }

  @Test func aRhythmWentOnOverBeatsThatStandAlone() throws {
    let train = (0..<30).map { Double($0) * 0.1 }
    let beats = train + [4.2, 5.4, 6.6] + train.map { 7.8 + $0 }
    let search = RhythmSearch(settings: RhythmSettings(), mayPause: true)
    let chain = try #require(
      search.bestChain(
        times: beats, strengths: beats.map { _ in 1 }, lowest: 0.9, highest: 19))
    #expect(chain.members == Array(0..<30) || chain.members == Array(33..<63))
  }

  @Test func aBeatThatWasCutInTwoCountedAsTwoCycles() throws {
    let intervals = (0..<40).flatMap { $0 % 4 == 0 ? [0.11, 0.09] : [0.2] }
    let frequency = try #require(
      IntervalStatistics.frequency(intervals, usual: 0.2, settings: RhythmSettings()))
    #expect(abs(frequency - 5) < 1e-6)
  }

  /// The close ones merge, so that those left are further apart than a cycle.
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func beatsThatMergedMadeTheRateTooLow(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var beats = [0.0]
    for n in 1..<400 {
      let time = Double(n) / 15 + 0.009 * gaussian(&generator)
      if time - (beats.last ?? 0) > 0.06 { beats.append(time) }
    }
    let intervals = zip(beats, beats.dropFirst()).map { $1 - $0 }
    let usual = intervals.sorted()[intervals.count / 2]
    #expect(1 / usual < 13.5)
    let frequency = try #require(
      IntervalStatistics.frequency(intervals, usual: usual, settings: RhythmSettings()))
    #expect(abs(frequency - 15) < 0.25)
  }

  /// Of 4.6 Hz with a second, lesser burst in each cycle 9.3 Hz were told.
  @Test func aSecondBurstInEachCycleDoubledTheRate() throws {
    var generator = SplitMix64(seed: 6)
    var times: [Double] = []
    var logs: [Double] = []
    for n in 0..<60 where n % 11 != 5 {
      times.append(Double(n) / 9.2 + 0.005 * gaussian(&generator))
      logs.append((n % 2 == 0 ? 0 : -0.6) + 0.3 * gaussian(&generator))
    }
    let alternation = try #require(
      RhythmAlternation(times: times, logs: logs, period: 1 / 9.2))
    #expect(alternation.holds(RhythmSettings()))
    let intervals = zip(alternation.stronger, alternation.stronger.dropFirst()).map {
      times[$1] - times[$0]
    }
    #expect(abs(intervals.sorted()[intervals.count / 2] - 1 / 4.6) < 0.01)
  }

  @Test func beatsOfUnequalSizeByChanceKeepTheirRate() {
    for seed in 0..<300 {
      var generator = SplitMix64(seed: UInt64(seed))
      let times = (0..<60).map { Double($0) * 0.1 }
      let logs = times.map { _ in 0.5 * gaussian(&generator) }
      let alternation = RhythmAlternation(times: times, logs: logs, period: 0.1)
      #expect(alternation?.holds(RhythmSettings()) == false)
    }
  }

  private func clonus(_ channel: Int, shift: Int, nats: Double) -> Event {
    var event = Event(
      type: .clonus, channelIndex: channel, onset: shift, end: 20_000 + shift, confidence: 0.7,
      noise: 3, threshold: 15)
    event.details.frequencyHz = 5
    event.details.bursts = (0..<50).map { $0 * 400 + shift }
    event.evidence = [Evidence("clonus_over_tremor_nats", value: nats, threshold: 0.5)]
    return event
  }

  @Test(arguments: [(0.8, EventType.tremor), (3.2, .clonus)])
  func antagonistsThatTakeTurnsWereCalledClonus(nats: Double, type: EventType) {
    let rate = SampleRate(checked: 2000)
    let channels = (0..<2).map { Channel(name: "M\($0)", unit: .microvolt, rate: rate) }
    var events = [clonus(0, shift: 0, nats: nats), clonus(1, shift: 200, nats: nats)]
    RhythmPartners(settings: RhythmSettings()).fill(&events, channels: channels)
    #expect(events.allSatisfy { $0.type == type })
    #expect(events.allSatisfy { $0.details.pattern == "alternating" })
  }

  @Test func aContractionThatFilledTheFirstHalfMinuteWasTakenForNoise() {
    var generator = SplitMix64(seed: 7)
    var x = (0..<160_000).map { _ in Float(gaussian(&generator)) }
    // Slower than the noise, as muscle is.
    let quiet = x
    for i in 3..<70_000 { x[i] = 5 * (quiet[i] + quiet[i - 1] + quiet[i - 2] + quiet[i - 3]) }
    var floor = NoiseFloor(rate: 2000, band: 0...1000, lagCount: 40, settings: NoiseSettings())
    for start in stride(from: 0, to: x.count, by: floor.frameLength) {
      floor.append(frame: x[start..<min(x.count, start + floor.frameLength)])
    }
    let levels = (0..<30).map { floor.state(ofFrame: $0).sigma }
    #expect((levels.max() ?? 0) < 1.2)
  }

  @Test func noiseThatFellInTheFirstMinuteWasNoiseBefore() {
    var generator = SplitMix64(seed: 9)
    var x = (0..<160_000).map { _ in Float(gaussian(&generator)) }
    for i in 0..<50_000 { x[i] *= 3 }
    var floor = NoiseFloor(rate: 2000, band: 0...1000, lagCount: 40, settings: NoiseSettings())
    for start in stride(from: 0, to: x.count, by: floor.frameLength) {
      floor.append(frame: x[start..<min(x.count, start + floor.frameLength)])
    }
    let levels = (0..<20).map { floor.state(ofFrame: $0).sigma }
    #expect((levels.min() ?? 0) > 2.5)
  }

  /// Units that all begin within the first seconds, and stop one by one or together.
  private func activity(fading: Bool) -> [Float] {
    var generator = SplitMix64(seed: 8)
    var x = [Float](repeating: 0, count: 30_000)
    for i in x.indices { x[i] = Float(gaussian(&generator)) }
    for unit in 0..<24 {
      let size = 10 + 30 * generator.uniform()
      var time = 0.1 * generator.uniform()
      let end = fading ? 10 + 4.9 * Double(unit) / 23 : 14.9
      while time < end {
        let middle = Int(time * 2000)
        for i in max(0, middle - 12)..<min(x.count, middle + 12) {
          let t = Double(i - middle) / 3
          x[i] += Float(-size * t * exp(0.5 - t * t / 2))
        }
        time += 0.025 + 0.02 * generator.uniform()
      }
    }
    return x
  }

  private func ending(of x: [Float], _ settings: ClassificationSettings) -> CrampEnding? {
    let noise = [Float](repeating: 1, count: x.count)
    let episode = Episode(start: 0, signal: x, raw: x, score: noise, sigma: noise, rate: 2000)
    let envelope = Envelope(
      of: episode.powerOverNoise, hop: 5, window: episode.samples(settings.crampEnvelopeWindow))
    return CrampEnding(of: x[...], envelope: envelope, rate: 2000, settings: settings)
  }

  @Test func aCrampWhoseUnitsFellAwayOneByOneWasAContraction() throws {
    let settings = ClassificationSettings()
    let cramp = try #require(ending(of: activity(fading: true), settings))
    #expect(cramp.evidence(settings) >= settings.crampEvidence)
    let contraction = try #require(ending(of: activity(fading: false), settings))
    #expect(contraction.evidence(settings) < settings.crampEvidence)
  }
}
