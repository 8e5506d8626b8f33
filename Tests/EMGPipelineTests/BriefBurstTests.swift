import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// What brief bursts are: beats of a rhythm, long potentials, or several units at once.
@Suite struct BriefBurstTests: NoisyChannel {
  var random = SplitMix64(seed: 11)

  /// A wave of one or two phases around a time.
  private static func wave(_ t: Double, width: Double, isTwofold: Bool) -> Double {
    let u = t / width
    return (isTwofold ? u * 1.65 : 1 - u * u) * exp(-u * u / 2)
  }

  /// Clonus of so few units that each beat is some potential of another shape and size, just out of the
  /// noise.
  @Test(arguments: [5.0, 6.5, 9])
  mutating func aClonusOfBriefBeatsWasScatteredDischarges(frequency: Double) async throws {
    var samples = noise(40)
    var time = 15.0
    while time < 21 {
      let height = (random.uniform() < 0.5 ? 1 : -1) * (6 + 6 * random.uniform()) * Self.sigma
      let (width, isTwofold) = (0.001 + 0.002 * random.uniform(), random.uniform() < 0.5)
      Self.add(0.03, to: &samples, at: time) {
        height * Self.wave($0 - 0.015, width: width, isTwofold: isTwofold)
      }
      time += (1 + 0.03 * normal()) / frequency
    }
    let events = try await analysed(samples)
    let rhythmic = events.filter { [.clonus, .tremor, .rhythmicBursting].contains($0.type) }
    let covered = rhythmic.reduce(0) { $0 + $1.end - $1.onset }
    #expect(Double(covered) / Self.rate > 4)
    #expect(events.count { $0.type == .fasciculation } <= 3)
  }

  @Test mutating func aLongPotentialOfFewTurnsWasMyoclonus() async throws {
    var samples = noise(60)
    var count = 0
    for time in stride(from: 3.0, to: 57, by: 2.3) {
      // Slow waves of one phase more or less, none like another: some 20 to 30 ms of energy.
      let height = (count % 2 == 0 ? 1 : -1) * (12 + Double(count % 7)) * Self.sigma
      let width = 0.005 + 0.0002 * Double(count % 9)
      let isTwofold = count % 3 == 0
      Self.add(0.12, to: &samples, at: time) {
        height * Self.wave($0 - 0.06, width: width, isTwofold: isTwofold)
      }
      count += 1
    }
    let events = try await analysed(samples)
    #expect(!events.contains { $0.type == .myoclonus })
  }

  /// Bursts of many units, of 40 ms and more.
  @Test mutating func shortBurstsOfManyUnitsAreStillMyoclonus() async throws {
    var samples = noise(60)
    var count = 0
    for time in stride(from: 3.0, to: 57, by: 2.3) {
      for _ in 0..<25 {
        let at = time + 0.045 * random.uniform()
        let height = (8 + 10 * random.uniform()) * Self.sigma * (random.uniform() < 0.5 ? 1 : -1)
        let (width, isTwofold) = (0.001 + 0.001 * random.uniform(), random.uniform() < 0.5)
        Self.add(0.02, to: &samples, at: at) {
          height * Self.wave($0 - 0.01, width: width, isTwofold: isTwofold)
        }
      }
      count += 1
    }
    let events = try await analysed(samples)
    #expect(events.count { $0.type == .myoclonus } >= count - 1)
  }
}
