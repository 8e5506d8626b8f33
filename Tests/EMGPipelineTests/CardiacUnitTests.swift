import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Waves of the heart that recur as a unit's discharges do.
@Suite struct CardiacUnitTests {
  private static let rate = 2000.0
  /// The noise's deviation, µV.
  private static let sigma = 3.0

  /// A heart with an abrupt P wave, seen in most beats, and a unit that knows nothing of it.
  private func analysed(
    isUnitFree: Bool
  ) async throws -> (events: [Event], beats: [Double], discharges: [Double]) {
    var random = SplitMix64(seed: 3)
    func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }
    var samples = (0..<Int(80 * Self.rate)).map { _ in Self.sigma * normal() }
    func add(at time: Double, _ value: (Double) -> Double) {
      let start = Int((time - 0.05) * Self.rate)
      for i in 0..<200 where samples.indices.contains(start + i) {
        samples[start + i] += Self.sigma * value((Double(start + i)) / Self.rate - time)
      }
    }
    var (beats, discharges): ([Double], [Double]) = ([], [])
    var time = 0.6
    while time < 79 {
      beats.append(time)
      add(at: time) { t in
        90 * (exp(-pow(t / 0.008, 2) / 2) - 0.4 * exp(-pow((t - 0.022) / 0.009, 2) / 2))
      }
      if random.uniform() < 0.7 {
        add(at: time - 0.14 + 0.002 * normal()) { t in
          -10 * (t / 0.004) * exp(-pow(t / 0.004, 2) / 2)
        }
      }
      time += 0.85 * (1 + 0.05 * normal())
    }
    if isUnitFree {
      for _ in 0..<25 {
        let at = 1 + 78 * random.uniform()
        guard beats.allSatisfy({ abs($0 - at) > 0.2 || $0 - at > 0.25 }),
          discharges.allSatisfy({ abs($0 - at) > 0.3 })
        else { continue }
        discharges.append(at)
        add(at: at) { t in 12 * (1 - pow(t / 0.002, 2)) * exp(-pow(t / 0.002, 2) / 2) }
      }
    }
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: Self.rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]),
      samples: [samples.map { Float($0) }])
    let run = try await Analysis(settings: AnalysisSettings(preset: .surface))
      .run(source, name: "test")
    return (run.events, beats, discharges)
  }

  @Test func wavesThatPrecedeTheBeatsWereAUnit() async throws {
    let (events, beats, _) = try await analysed(isUnitFree: false)
    let heart = try #require(events.first { $0.details.cause == .ecg })
    #expect(heart.details.times.count > beats.count * 9 / 10)
    #expect(events.count { $0.type == .fasciculation } <= 1)
  }

  @Test func aUnitBesideThemIsKept() async throws {
    let (events, _, discharges) = try await analysed(isUnitFree: true)
    let found = events.filter { $0.type == .fasciculation }.flatMap { $0.details.discharges }
      .map { Double($0) / Self.rate }
    #expect(discharges.count > 6)
    for time in discharges { #expect(found.contains { abs($0 - time) < 0.02 }) }
    #expect(found.count <= discharges.count + 1)
  }
}
