import EMGCore
import EMGPipeline
import EMGSynthesis
import EMGTestSupport
import Foundation
import Testing

/// A rhythm says whether an accelerometer swings with it; nothing else follows from that.
@Suite struct AccelerometerTests {
  /// Channels of several rates, in blocks of seconds.
  private final class MixedSource: RecordingSource {
    let header: RecordingHeader
    private let samples: [[Float]]
    private let seconds: [Double]
    private var at = 0.0
    private var n = 0

    init(_ header: RecordingHeader, _ samples: [[Float]], seconds: [Double]) {
      (self.header, self.samples, self.seconds) = (header, samples, seconds)
    }

    func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
      let end = at + seconds[n % seconds.count]
      n += 1
      var isOver = true
      for (c, channel) in header.channels.enumerated() {
        let low = min(samples[c].count, channel.rate.samples(at))
        let high = min(samples[c].count, channel.rate.samples(end))
        block.start[c] = low
        block.samples[c] = Array(samples[c][low..<high])
        isOver = isOver && low == samples[c].count
      }
      at = end
      return !isOver
    }
  }

  private static let seconds = 90.0

  private func simulation() -> Simulation {
    var scenario = Scenario(name: "rhythm", components: [.tremor, .clonus, .contraction])
    scenario.duration = Self.seconds
    return Simulation(scenario: scenario, seed: 4)
  }

  /// A rest of noise and gravity, with a swing.
  private func accelerometer(_ rate: Double, swing: (Double) -> Double) -> [Float] {
    var random = SplitMix64(seed: 12)
    return (0..<Int(Self.seconds * rate)).map { i in
      let t = Double(i) / rate
      return Float(1 + 0.3 * sin(0.4 * t) + 0.02 * (random.uniform() - 0.5) + swing(t))
    }
  }

  private func run(
    _ simulation: Simulation, _ beside: [(rate: Double, samples: [Float])],
    seconds: [Double] = [3], jobs: Int = 1
  ) async throws -> AnalysisResult {
    var header = simulation.header
    for (n, channel) in beside.enumerated() {
      header.channels.append(
        Channel(
          name: "ACC \(n)", unit: PhysicalUnit(symbol: "g"), kind: .accelerometer,
          rate: SampleRate(checked: channel.rate)))
    }
    var options = AnalysisOptions()
    options.jobs = jobs
    return try await Analysis(settings: AnalysisSettings(), options: options).run(
      MixedSource(header, simulation.samples + beside.map(\.samples), seconds: seconds),
      name: "test")
  }

  private func plain(_ event: Event) -> Event {
    var event = event
    event.features.removeAll { $0.name.hasPrefix("accelerometer_") }
    return event
  }

  @Test(arguments: [148.148, 1000]) func aSwingAtTheRhythmIsMeasured(rate: Double) async throws {
    let simulation = simulation()
    let alone = try await run(simulation, [])
    let rhythms = alone.events.filter { $0.details.frequencyHz != nil }
    #expect(rhythms.count >= 2)
    let still = accelerometer(rate) { _ in 0 }
    let own = accelerometer(rate) { t in
      rhythms.reduce(0) { sum, event in
        let emg = simulation.header.channels[0].rate
        let isOn = t >= emg.seconds(event.onset) && t <= emg.seconds(event.end)
        return isOn ? sum + 0.2 * sin(2 * .pi * (event.details.frequencyHz ?? 0) * t) : sum
      }
    }
    let result = try await run(simulation, [(rate, still), (rate, own)])
    #expect(result.events.map(plain) == alone.events)
    for event in result.events {
      guard let frequency = event.details.frequencyHz else {
        #expect(event.measure("accelerometer_share") == nil)
        continue
      }
      #expect(event.measure("accelerometer_channel") == 2)
      let share = try #require(event.measure("accelerometer_share"))
      let peak = try #require(event.measure("accelerometer_peak_hz"))
      #expect(share > 0.9 && abs(peak - frequency) < 0.15)
    }
  }

  @Test func anotherSwingIsNotTheRhythms() async throws {
    let simulation = simulation()
    let other = accelerometer(100) { t in 0.2 * sin(2 * .pi * 13.3 * t) }
    let result = try await run(simulation, [(100, other)])
    let alone = try await run(simulation, [])
    #expect(result.events.map(plain) == alone.events)
    for event in result.events where event.details.frequencyHz != nil {
      #expect(try #require(event.measure("accelerometer_share")) < 0.02)
      #expect(abs(try #require(event.measure("accelerometer_peak_hz")) - 13.3) < 0.1)
    }
  }

  @Test func anAccelerometerThatIsOffIsNotMeasured() async throws {
    let simulation = simulation()
    let count = Int(Self.seconds * 100)
    for value: Float in [.nan, 1] {
      let result = try await run(
        simulation, [(100, [Float](repeating: value, count: count))])
      #expect(
        result.events.allSatisfy { event in
          event.measure("accelerometer_share") == nil
        })
    }
  }

  @Test func cutsAndJobsChangeNothingOfAnAccelerometer() async throws {
    let simulation = simulation()
    var swing = accelerometer(148.148) { t in 0.2 * sin(2 * .pi * 5 * t) }
    for i in 3000..<3100 { swing[i] = .nan }
    let whole = try await run(simulation, [(148.148, swing)], seconds: [Self.seconds])
    #expect(whole.events.contains { $0.measure("accelerometer_share") != nil })
    for (cuts, jobs) in [([0.05], 1), ([3, 0.01, 7.7], 2)] {
      let pieces = try await run(
        simulation, [(148.148, swing)], seconds: cuts, jobs: jobs)
      #expect(pieces == whole)
    }
  }
}
