import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Steady units whose potentials are alike and that fire at once.
@Suite struct SeveralSteadyTests: NoisyChannel {
  var random = SplitMix64(seed: 37)

  private func potential(
    to samples: inout [Double], at time: Double, _ size: Double, width: Double
  ) {
    Self.add(0.04, to: &samples, at: time - 0.02) { second in
      let t = (second - 0.02) / width
      return 0.7 * size * Self.sigma * (1 - t * t - 0.3 * t) * exp(-t * t / 2)
    }
  }

  private mutating func train(_ range: Range<Double>, _ frequency: Double) -> [Double] {
    var times: [Double] = []
    var time = range.lowerBound
    while time < range.upperBound {
      times.append(time)
      time += max(0.03, (1 + 0.12 * normal()) / frequency)
    }
    return times
  }

  @Test(arguments: [37, 38, 39, 40] as [UInt64])
  mutating func meetingsOfAlikeSteadyUnitsWereFasciculations(_ seed: UInt64) async throws {
    random = SplitMix64(seed: seed)
    var samples = noise(50)
    for time in train(8..<40, 7) { potential(to: &samples, at: time, 22, width: 0.0022) }
    for time in train(8.3..<40, 8.6) { potential(to: &samples, at: time, 19, width: 0.0024) }
    let events = try await analysed(samples)
    let trains = events.filter { $0.type == .tonicFiring }
    #expect(trains.contains { $0.evidence.contains { $0.rule == "several_units_interval_cv" } })
    let inside = events.filter { $0.type == .fasciculation && (16_000..<80_000).contains($0.onset) }
    #expect(inside.count <= 1)
  }
}
