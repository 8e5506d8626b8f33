import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Waves of the heart that recur as a unit's discharges do.
@Suite struct CardiacUnitTests: NoisyChannel {
  var random = SplitMix64(seed: 3)

  /// A heart with an abrupt P wave, seen in most beats, and a unit that knows nothing of it.
  private mutating func analysed(
    isUnitFree: Bool
  ) async throws -> (events: [Event], beats: [Double], discharges: [Double]) {
    var samples = noise(80)
    func add(at time: Double, _ value: (Double) -> Double) {
      Self.add(0.1, to: &samples, at: time - 0.05) { Self.sigma * value($0 - 0.05) }
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
    return (try await analysed(samples), beats, discharges)
  }

  @Test mutating func wavesThatPrecedeTheBeatsWereAUnit() async throws {
    let (events, beats, _) = try await analysed(isUnitFree: false)
    let heart = try #require(events.first { $0.details.cause == .ecg })
    #expect(heart.details.times.count > beats.count * 9 / 10)
    #expect(events.count { $0.type == .fasciculation } <= 1)
  }

  @Test mutating func aUnitBesideThemIsKept() async throws {
    let (events, _, discharges) = try await analysed(isUnitFree: true)
    let found = events.filter { $0.type == .fasciculation }.flatMap { $0.details.discharges }
      .map { Double($0) / Self.rate }
    #expect(discharges.count > 6)
    for time in discharges { #expect(found.contains { abs($0 - time) < 0.02 }) }
    #expect(found.count <= discharges.count + 1)
  }
}
