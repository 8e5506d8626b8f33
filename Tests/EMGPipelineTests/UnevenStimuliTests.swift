import EMGCore
import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

/// Stimuli that keep no clock, and potentials that are nearly as brief.
@Suite struct UnevenStimuliTests: NoisyChannel {
  var random = SplitMix64(seed: 77)

  /// A biphasic pulse of a millisecond, which may begin between two samples.
  private func stimulus(_ samples: inout [Double], at time: Double) {
    Self.add(0.02, to: &samples, at: time) { t in
      let own = t - 0.005 - (time * Self.rate).truncatingRemainder(dividingBy: 1) / Self.rate
      switch own {
      case 0..<0.000_5: return 1200
      case 0.000_5..<0.001: return -1000
      case 0.001...: return -200 * exp(-(own - 0.001) / 0.001)
      default: return 0
      }
    }
  }

  @Test mutating func stimuliDelayedByChanceWereFasciculations() async throws {
    var samples = noise(60)
    var times: [Double] = []
    while (times.last ?? 2) < 56 {
      times.append((times.last ?? 2) + 0.96 + 0.08 * random.uniform())
    }
    for time in times { stimulus(&samples, at: time) }
    let events = try await analysed(samples)
    #expect(events.count { $0.type == .fasciculation || $0.type == .myoclonus } <= 2)
    let found = events.filter { $0.details.cause == .stimulation }.flatMap(\.details.times)
    #expect(Double(found.count) >= 0.9 * Double(times.count))
    for time in found {
      let seconds = Double(time) / Self.rate
      #expect(times.contains { abs($0 + 0.005 - seconds) < 0.002 })
    }
  }

  /// Potentials at uneven intervals, and how many.
  private mutating func discharges(_ shape: (Double) -> Double) -> (samples: [Double], count: Int) {
    var samples = noise(60)
    var count = 0
    var time = 2.0
    while time < 56 {
      Self.add(0.02, to: &samples, at: time) { shape($0 - 0.01) }
      count += 1
      time += 0.7 + 1.5 * random.uniform()
    }
    return (samples, count)
  }

  /// Large, alike and uneven as they are: a potential rises within a millisecond and more.
  @Test mutating func largeDischargesAreNoStimuli() async throws {
    let (samples, count) = discharges { t in
      let u = t / 0.001_6
      return 250 * (1 - u * u) * exp(-u * u / 2)
    }
    let events = try await analysed(samples)
    #expect(events.count { $0.type == .fasciculation } == count)
    #expect(!events.contains { $0.details.cause == .stimulation })
  }

  /// Right under the skin a potential has its energy within two to three milliseconds.
  @Test mutating func shortPotentialsOfAUnitWereUnclassified() async throws {
    let (samples, count) = discharges { t in
      let u = t / 0.000_6
      return 60 * u * exp(-u * u / 2)
    }
    let events = try await analysed(samples)
    #expect(events.count { $0.type == .fasciculation } >= count - 2)
  }
}
