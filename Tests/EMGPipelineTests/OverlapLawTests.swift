import EMGCore
import EMGPipeline
import EMGSynthesis
import EMGTestSupport
import Foundation
import Testing

/// A stretch of signal belongs to one class: which events may share one.
@Suite struct OverlapLawTests {
  /// Whether an event claims its whole stretch: what repeats under everything else does not, and
  /// movement and masks lie below or over the signal.
  private func claims(_ event: Event) -> Bool {
    guard event.type == .artifact else { return true }
    return event.details.cause == .electrodePop
  }

  private func isLasting(_ type: EventType) -> Bool {
    switch type {
    case .tremor, .clonus, .rhythmicBursting, .contraction, .cramp, .tonicFiring, .groupedDischarge:
      true
    default: false
    }
  }

  private func mayOverlap(_ a: Event, _ b: Event) -> Bool {
    switch (a.type, b.type) {
    case (.tonicFiring, .fasciculation), (.fasciculation, .tonicFiring),
      (.negativeMyoclonus, .contraction), (.contraction, .negativeMyoclonus),
      (.tonicFiring, .tonicFiring):
      return true
    case (.artifact, _) where isLasting(b.type): return a.onset > b.onset && a.end < b.end
    case (_, .artifact) where isLasting(a.type): return b.onset > a.onset && b.end < a.end
    default: return false
    }
  }

  private func check(_ events: [Event], _ label: String) {
    for channel in Set(events.map(\.channelIndex)) {
      let own = events.filter { $0.channelIndex == channel && claims($0) }
        .sorted { $0.onset < $1.onset }
      for (n, a) in own.enumerated() {
        #expect(a.onset < a.end, "\(label): \(a.type) at \(a.onset) is empty")
        #expect(
          a.details.discharges.allSatisfy { a.onset <= $0 && $0 < a.end },
          "\(label): a discharge lies outside its event at \(a.onset)")
        for b in own[(n + 1)...] where b.onset < a.end {
          #expect(
            mayOverlap(a, b),
            "\(label): \(a.type) \(a.onset)..<\(a.end) and \(b.type) \(b.onset)..<\(b.end)")
        }
      }
    }
  }

  @Test(arguments: Scenario.names.filter { $0 != "needle" && $0 != "array" })
  func aStretchBelongsToOneClass(name: String) async throws {
    for seed in 500...502 as ClosedRange<UInt64> {
      var scenario = try #require(Scenario.named(name))
      scenario.duration = min(scenario.duration, 60)
      let simulation = Simulation(scenario: scenario, seed: seed)
      let source = MemorySource(header: simulation.header, samples: simulation.samples)
      let result = try await Analysis(settings: AnalysisSettings()).run(source, name: name)
      check(result.events, "\(name) \(seed)")
    }
  }

  /// A steady unit, bursts of many units, pops and stimuli at random times over each other.
  @Test(arguments: 0..<12) func aStretchBelongsToOneClassWhateverCoincides(seed: Int) async throws {
    var random = SplitMix64(seed: UInt64(900 + seed))
    func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }
    let rate = 2000.0
    var x = (0..<Int(60 * rate)).map { _ in Float(3 * normal()) }
    func potential(at time: Double, _ size: Double, _ width: Double) {
      for i in Int((time - 0.02) * rate)..<Int((time + 0.02) * rate) where x.indices.contains(i) {
        let t = (Double(i) / rate - time) / width
        x[i] += Float(size * (1 - t * t - 0.3 * t) * exp(-t * t / 2))
      }
    }
    var time = 5.0
    while time < 45 {
      potential(at: time, 50, 0.002)
      time += (1 + 0.15 * normal()) / 9
    }
    for _ in 0..<30 { potential(at: 2 + 56 * random.uniform(), 60 + 60 * random.uniform(), 0.0014) }
    for _ in 0..<12 {
      let start = Int((2 + 54 * random.uniform()) * rate)
      let length = Int((0.04 + 0.12 * random.uniform()) * rate)
      for i in start..<(start + length) { x[i] += Float(40 * normal()) }
    }
    for _ in 0..<6 {
      let start = Int((2 + 54 * random.uniform()) * rate)
      for i in start..<min(x.count, start + 800) {
        x[i] += Float(300 * exp(-Double(i - start) / 60))
      }
    }
    if seed % 3 == 0 {
      for i in Int(46 * rate)..<Int(52 * rate) { x[i] += Float(30 * normal()) }
    }
    if seed % 3 == 1 {
      for n in 0..<20 {
        let start = Int((30 + 0.5 * Double(n)) * rate)
        x[start] += 900
        x[start + 1] -= 900
        potential(at: Double(start) / rate + 0.012, 150, 0.002)
      }
    }
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [x])
    let result = try await Analysis(settings: AnalysisSettings()).run(source, name: "all")
    check(result.events, "mixture \(seed)")
  }
}
