import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Stimuli that come once in some seconds, each alone in its stretch.
@Suite struct SeldomStimuliTests: NoisyChannel {
  var random = SplitMix64(seed: 41)

  /// A biphasic pulse of 0.8 ms or two samples, averaged over each sample, and a response after 6 ms where there is one.
  private static func sweep(
    _ samples: inout [Double], at time: Double, rate: Double, response: Double
  ) {
    let parts = 20
    let width = max(0.0004, 1 / rate)
    for i in Int(time * rate)..<min(samples.count, Int((time + 0.05) * rate)) {
      samples[i] +=
        (0..<parts).reduce(0.0) { sum, part in
          let own = (Double(i) + Double(part) / Double(parts)) / rate - time
          let pulse = own < 0 ? 0 : own < width ? 2000.0 : own < 2 * width ? -1000 : 0
          let u = (own - 0.012) / 0.002
          return sum + pulse + (own > 0.006 ? response * -u * exp(-u * u / 2) : 0)
        } / Double(parts)
    }
  }

  private mutating func stimulated(
    rate: Double, jitter: Double, response: Double, seconds: Double = 90
  ) -> (samples: [Double], times: [Double]) {
    var samples = (0..<Int(seconds * rate)).map { _ in Self.sigma * normal() }
    let times = stride(from: 3.0, to: seconds - 2, by: 3.3).map {
      $0 + jitter * (2 * random.uniform() - 1)
    }
    for time in times { Self.sweep(&samples, at: time, rate: rate, response: response) }
    return (samples, times)
  }

  @Test(arguments: [(1000.0, 0.05), (2000, 0), (2000, 0.3), (5000, 0.05)])
  mutating func stimuliThatComeSeldomWereFasciculations(rate: Double, jitter: Double) async throws {
    let (samples, times) = stimulated(rate: rate, jitter: jitter, response: 300)
    let events = try await analysed(samples, rate: rate)
    let trains = events.filter { $0.details.cause == .stimulation }
    #expect(trains.count == 1)
    let found = trains.flatMap(\.details.times).map { Double($0) / rate }
    #expect(found.count >= times.count - 1)
    #expect(found.allSatisfy { place in times.contains { abs($0 - place) < 0.003 } })
    #expect(events.count { $0.type == .evoked } >= times.count - 1)
    #expect(!events.contains { ![.artifact, .evoked].contains($0.type) })
  }

  @Test mutating func withoutAResponseNothingIsEvoked() async throws {
    let (samples, times) = stimulated(rate: 2000, jitter: 0.1, response: 0)
    let events = try await analysed(samples)
    #expect(events.map(\.details.cause) == [.stimulation])
    #expect(events.flatMap(\.details.times).count >= times.count - 1)
  }

  /// What lies between the stimuli stays what it is.
  @Test mutating func dischargesBetweenStimuliAreKept() async throws {
    var (samples, times) = stimulated(rate: 2000, jitter: 0.1, response: 300)
    for time in times where time < 80 {
      Self.add(0.02, to: &samples, at: time + 1 + random.uniform()) {
        let u = ($0 - 0.01) / 0.0016
        return 20 * Self.sigma * (1 - u * u) * exp(-u * u / 2)
      }
    }
    let events = try await analysed(samples)
    #expect(events.count { $0.type == .fasciculation } == times.count { $0 < 80 })
    #expect(events.count { $0.type == .evoked } >= times.count - 1)
  }

  /// Pops of one size and brief tails, as evenly as stimuli, to either side.
  @Test mutating func popsOfOneSizeAreNoStimuli() async throws {
    var samples = noise(90)
    var count = 0
    for time in stride(from: 3.0, to: 88, by: 3.3) {
      let sign = random.uniform() < 0.5 ? -1.0 : 1
      Self.add(0.2, to: &samples, at: time + 0.2 * random.uniform()) {
        sign * 120 * Self.sigma * exp(-$0 / 0.006)
      }
      count += 1
    }
    let events = try await analysed(samples)
    #expect(!events.contains { $0.details.cause == .stimulation })
    #expect(events.count { $0.details.cause == .electrodePop } >= count - 1)
  }

  /// A large unit whose potentials are as brief as skin lets them be, at 1 kHz and at random.
  @Test mutating func aLargeBriefUnitIsNoStimulator() async throws {
    let rate = 1000.0
    var samples = (0..<90_000).map { _ in Self.sigma * normal() }
    var (time, count) = (2.0, 0)
    while time < 87 {
      for i in Int(time * rate)..<Int((time + 0.02) * rate) {
        let u = (Double(i) / rate - time - 0.01) / 0.0009
        samples[i] += 90 * Self.sigma * -u * exp((1 - u * u) / 2)
      }
      count += 1
      time += 0.3 - 3 * log(1 - random.uniform())
    }
    let events = try await analysed(samples, rate: rate)
    #expect(!events.contains { $0.details.cause == .stimulation })
    #expect(events.count { $0.type == .fasciculation } >= count - 1)
  }
}
