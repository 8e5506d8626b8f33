import EMGCore
import EMGTestSupport
import Foundation
import Testing

@testable import EMGDetection

/// Even firing with missed discharges against random firing.
@Suite struct MissedRenewalTests {
  private func gaussian(_ generator: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() }
  }

  private let settings = SteadyPoolSettings()

  @Test(arguments: [(0.0, 0.1), (0.2, 0.15), (0.3, 0.12)])
  func aTrainOfWhichSomeWereMissedIsSteady(missed: Double, variation: Double) throws {
    for seed in 0..<10 {
      var generator = SplitMix64(seed: UInt64(seed))
      var (time, times) = (0.0, [Double]())
      for _ in 0..<400 {
        time += max(0.03, 0.1 * (1 + variation * gaussian(&generator)))
        if generator.uniform() >= missed { times.append(time) }
      }
      let fit = try #require(MissedRenewal(times: times, rates: 3...40, settings: settings))
      #expect(abs(fit.period - 0.1) < 0.015)
      #expect(fit.evidence > 2 * settings.evidence)
      #expect(fit.evidence > settings.evidencePerInterval * Double(fit.count))
    }
  }

  @Test(arguments: [(0.5, 0.02), (1.0, 0.05), (2.0, 0.12), (5.0, 0.02)])
  func randomFiringWithADeadTimeIsNot(rate: Double, dead: Double) {
    for seed in 0..<40 {
      var generator = SplitMix64(seed: UInt64(seed))
      var (time, times) = (0.0, [Double]())
      for _ in 0..<200 {
        time += dead - (1 / rate - dead) * log(1 - generator.uniform())
        times.append(time)
      }
      let fit = MissedRenewal(times: times, rates: 3...40, settings: settings)
      let isSteady =
        fit.map {
          $0.evidence >= settings.evidence
            && $0.evidence >= settings.evidencePerInterval * Double($0.count)
        } ?? false
      #expect(!isSteady)
    }
  }

  @Test func tooFewIntervalsTellNothing() {
    #expect(MissedRenewal(times: [], rates: 3...40, settings: settings) == nil)
    #expect(MissedRenewal(times: [1, 1.1, 1.2], rates: 3...40, settings: settings) == nil)
  }
}
