import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Multiplets of units that fire but once.
@Suite struct RepeatedPotentialTests: NoisyChannel {
  var random = SplitMix64(seed: 1)

  /// A potential of four phases, `size` times the noise.
  private func potential(
    to samples: inout [Double], at time: Double, _ size: Double, width: Double, skew: Double
  ) {
    Self.add(0.04, to: &samples, at: time - 0.02) { second in
      let t = (second - 0.02) / width
      return 0.6 * size * Self.sigma * (t * t * t - 3 * t + skew * (t * t - 1)) * exp(-t * t / 2)
    }
  }

  private mutating func shape() -> (size: Double, width: Double, skew: Double) {
    (20 + 25 * random.uniform(), 0.0012 + 0.001 * random.uniform(), 2 * random.uniform() - 1)
  }

  /// Single discharges of four units.
  private mutating func singles(_ count: Int, to samples: inout [Double]) {
    let units = (0..<4).map { _ in shape() }
    for n in 0..<count {
      let own = units[n % units.count]
      potential(
        to: &samples, at: 12 + 3 * Double(n) + random.uniform(), own.size, width: own.width,
        skew: own.skew)
    }
  }

  @Test mutating func tripletsOfAUnitThatFiresButOnceWereMyoclonus() async throws {
    var (hits, all, bursts, proven) = (0, 0, 0, 0)
    for seed in 1..<7 as Range<UInt64> {
      random = SplitMix64(seed: seed)
      var samples = noise(70)
      singles(16, to: &samples)
      var times: [Double] = []
      for n in 0..<3 {
        let own = shape()
        var time = 15 + 18 * Double(n) + 0.5
        for _ in 0..<3 {
          times.append(time)
          potential(to: &samples, at: time, own.size, width: own.width, skew: own.skew)
          time += 0.0065 + 0.005 * random.uniform()
        }
      }
      let events = try await analysed(samples)
      let found = events.filter { $0.type == .fasciculation }.flatMap(\.details.discharges)
        .map { Double($0) / Self.rate }
      hits += times.count { time in found.contains { abs($0 - time) < 0.004 } }
      all += times.count
      bursts += events.count { $0.type == .myoclonus }
      proven += events.flatMap(\.evidence).count { $0.rule == "repeated_potential_rest" }
    }
    #expect(bursts <= 4 && proven >= 6)
    #expect(hits >= all * 3 / 4, "\(hits) of \(all)")
  }

  @Test mutating func burstsOfSeveralUnitsStayMyoclonus() async throws {
    var bursts = 0
    for seed in 1..<5 as Range<UInt64> {
      random = SplitMix64(seed: seed)
      var samples = noise(70)
      singles(16, to: &samples)
      for n in 0..<3 {
        for _ in 0..<12 {
          let own = shape()
          potential(
            to: &samples, at: 15.5 + 18 * Double(n) + 0.04 * random.uniform(), own.size,
            width: own.width, skew: own.skew)
        }
      }
      bursts += try await analysed(samples).count { $0.type == .myoclonus }
    }
    #expect(bursts >= 11, "of 12")
  }
}
