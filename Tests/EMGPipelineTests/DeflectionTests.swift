import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// What an electrode or a cable does by itself, told by its course on the unfiltered signal.
@Suite struct DeflectionTests: NoisyChannel {
  var random = SplitMix64(seed: 11)

  /// The same at 13 places in a minute, each somewhat larger and every second one upside down.
  private mutating func repeated(
    _ length: Double, from least: Double, _ value: (Double) -> Double
  ) -> (samples: [Double], count: Int) {
    var samples = noise(60)
    var count = 0
    for time in stride(from: 4.0, to: 57, by: 4.3) {
      let height = (count % 2 == 0 ? 1 : -1) * least * pow(1.15, Double(count)) * Self.sigma
      Self.add(length, to: &samples, at: time) { height * value($0) }
      count += 1
    }
    return (samples, count)
  }

  /// A damped swing that begins within 10 ms: the filter's answer to that is as to a step.
  @Test(arguments: [5.0, 8, 12, 15])
  mutating func aKnockedCableWasAnElectrodePop(frequency: Double) async throws {
    let (samples, count) = repeated(1.2, from: 80) {
      sin(2 * .pi * frequency * $0) * exp(-$0 / 0.15) * min(1, $0 / 0.01)
    }
    let events = try await analysed(samples)
    #expect(!events.contains { $0.details.cause == .electrodePop })
    #expect(events.count { $0.details.cause == .motion } >= count - 2)
    // A burst that ends where it began has no step, and is not told.
    #expect(events.count { $0.type == .fasciculation || $0.type == .myoclonus } <= 2)
  }

  /// A contact that is lost and found again: two edges to opposite sides, 20 to 55 ms apart.
  @Test(arguments: [0.02, 0.035, 0.055])
  mutating func aContactLostAndFoundWasAMyoclonus(apart: Double) async throws {
    let (samples, count) = repeated(0.6, from: 30) {
      exp(-$0 / 0.08) - ($0 < apart ? 0 : 1.3 * exp(-($0 - apart) / 0.05))
    }
    let events = try await analysed(samples)
    #expect(!events.contains { $0.type == .fasciculation || $0.type == .myoclonus })
    #expect(events.count { $0.type == .artifact } >= count - 1)
  }

  /// A contact that is lost and found slowly, whose deflection stays on its side.
  @Test(arguments: [0.012, 0.018, 0.024])
  mutating func aRoundHumpWasADischarge(length: Double) async throws {
    let (samples, count) = repeated(length, from: 30) { 0.5 - 0.5 * cos(2 * .pi * $0 / length) }
    let events = try await analysed(samples)
    #expect(!events.contains { $0.type == .fasciculation || $0.type == .myoclonus })
    #expect(events.count { $0.type == .artifact } >= count - 1)
  }

  /// Potentials of three phases, 8 to 20 ms long.
  @Test(arguments: [1.0, 1.5, 2, 2.5])
  mutating func aLongPotentialIsNoPop(stretch: Double) async throws {
    let (samples, count) = repeated(0.06, from: 20) { t in
      let u = (t - 0.006 * stretch) / (0.0014 * stretch)
      return (1 - u * u) * exp(-u * u / 2) / 1.45
    }
    let events = try await analysed(samples)
    #expect(!events.contains { $0.type == .artifact })
    #expect(events.flatMap(\.details.discharges).count == count)
  }

  /// A discharge of a fifth of a slow wave's height: the wave alone would be an electrode's.
  @Test mutating func aDischargeOnASlowWaveIsKept() async throws {
    var samples = noise(60)
    let times = Array(stride(from: 4.0, to: 57, by: 4.3))
    for time in times {
      Self.add(0.3, to: &samples, at: time) {
        60 * Self.sigma * (0.5 - 0.5 * cos(2 * .pi * $0 / 0.3))
      }
      Self.add(0.05, to: &samples, at: time + 0.144) { t in
        let u = (t - 0.006) / 0.0014
        return 20 * Self.sigma * (1 - u * u) * exp(-u * u / 2) / 1.45
      }
    }
    let events = try await analysed(samples)
    let discharges = events.flatMap(\.details.discharges).map { Double($0) / Self.rate }
    for time in times { #expect(discharges.contains { abs($0 - time - 0.15) < 0.01 }) }
  }
}
