import EMGCore
import Testing

@testable import EMGDetection

/// Steady units beside another muscle's tremor.
@Suite struct TremorUnitTests {
  private static let rate = SampleRate(checked: 2000)
  private let channels = (0..<3).map { Channel(name: "M\($0)", unit: .microvolt, rate: rate) }
  private let units = TremorUnits(settings: DetectionSettings())

  private func gaussian(_ generator: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() }
  }

  private func event(_ type: EventType, _ channel: Int, _ times: [Double]) -> Event {
    let bursts = times.map { Self.rate.samples($0) }
    var event = Event(
      type: type, channelIndex: channel, onset: (bursts.first ?? 0) - 10,
      end: (bursts.last ?? 0) + 10, confidence: 0.9, noise: 3, threshold: 15)
    event.details.bursts = bursts
    return event
  }

  private func tremor(_ channel: Int, _ times: [Double], at frequency: Double) -> Event {
    var event = event(.tremor, channel, times)
    event.details.frequencyHz = frequency
    return event
  }

  private func unit(_ channel: Int, _ times: [Double], at frequency: Double) -> Event {
    var event = event(.tonicFiring, channel, times)
    event.details.rateHz = frequency
    event.motorUnit = 1
    event.features = [Measure("discharges", Double(times.count))]
    return event
  }

  private func discharge(_ channel: Int, at time: Double) -> Event {
    var event = event(.fasciculation, channel, [time])
    event.details.discharges = event.details.bursts
    event.details.bursts = []
    return event
  }

  /// Intervals that vary for themselves.
  private func renewal(
    _ frequency: Double, count: Int, variation: Double, from start: Double = 5,
    _ generator: inout SplitMix64
  ) -> [Double] {
    var time = start
    return (0..<count).map { _ in
      defer { time += max(0.2, 1 + variation * gaussian(&generator)) / frequency }
      return time
    }
  }

  @Test func aTremorThatOneUnitDominatesWasASteadyUnitWithFasciculations() throws {
    var generator = SplitMix64(seed: 3)
    let cycles = renewal(15, count: 150, variation: 0.03, &generator)
    // It misses a cycle now and then.
    let own = cycles.filter { _ in generator.uniform() > 0.15 }
      .map { $0 + 0.008 + 0.004 * gaussian(&generator) }
    let loose = stride(from: 6.0, to: 14, by: 0.5).map { discharge(1, at: $0) }
    let beside = [discharge(1, at: 2), discharge(2, at: 8), discharge(0, at: 1)]
    var events = [tremor(0, cycles, at: 15), unit(1, own, at: 15)] + loose + beside
    units.fill(&events, channels: channels)
    RhythmPartners(settings: RhythmSettings()).fill(&events, channels: channels)
    let found = try #require(events.first { $0.channelIndex == 1 && $0.type == .tremor })
    #expect(found.details.partners == ["M0"] && found.details.band == "13-19 Hz")
    #expect(found.details.frequencyHz == 15 && found.motorUnit == nil)
    #expect(found.evidence.contains { $0.rule == "keeps_time_nats" && $0.value > 10 })
    #expect(!events.contains { $0.type == .tonicFiring })
    // What lies in it is its own, what lies elsewhere is not.
    #expect(events.filter { $0.type == .fasciculation }.count == beside.count)
  }

  @Test func aUnitThatFiresForItselfAtATremorsRateStaysOne() {
    var generator = SplitMix64(seed: 11)
    for round in 0..<300 {
      let frequency = 6 + 10 * generator.uniform()
      let count = Int((5 + 15 * generator.uniform()) * frequency)
      let cycles = renewal(frequency, count: count, variation: 0.04, &generator)
      let own = renewal(
        frequency, count: count, variation: 0.05 + 0.15 * generator.uniform(),
        from: 5 + generator.uniform() / frequency, &generator)
      var events = [tremor(0, cycles, at: frequency), unit(1, own, at: frequency)]
      events.append(discharge(1, at: own[own.count / 2] + 0.01))
      let before = events
      units.fill(&events, channels: channels)
      #expect(events == before, "round \(round)")
    }
  }

  /// One unit under two electrodes, or units of two muscles that share a drive: no tremor leads.
  @Test func unitsThatKeepTimeWithEachOtherStaySo() {
    var generator = SplitMix64(seed: 5)
    let own = renewal(10, count: 120, variation: 0.1, &generator)
    var events = [unit(0, own, at: 10), unit(1, own.map { $0 + 0.001 }, at: 10)]
    let before = events
    units.fill(&events, channels: channels)
    #expect(events == before)
  }

  @Test func theDischargesOfASteadyUnitAreNotWritten() {
    var events = [unit(0, [5, 5.1, 5.2, 5.3], at: 10)]
    RhythmPartners.settleAlone(&events)
    #expect(events[0].details.bursts.isEmpty)
  }
}
