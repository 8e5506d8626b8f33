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

  @Test(arguments: [(0.0, 0.1), (0.2, 0.15), (0.3, 0.12), (0.5, 0.1), (0.5, 0.14)])
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

  /// A Poisson process with a dead time was all that irregular firing could be, and its density was more
  /// than one in all: a train of which half was missed had no evidence at all.
  @Test(arguments: [1.0, 1.5, 2, 3, 4])
  func irregularFiringOfOtherKindsIsNoTrain(shape: Double) {
    for seed in 0..<20 {
      var generator = SplitMix64(seed: UInt64(seed))
      var (time, times) = (0.0, [Double]())
      for _ in 0..<600 {
        // Gamma, by the sum of whole parts and one that is drawn by chance.
        let parts = Int(shape) + (generator.uniform() < shape - Double(Int(shape)) ? 1 : 0)
        time -= (0..<parts).reduce(0.0) { sum, _ in sum + log(1 - generator.uniform()) } / shape / 3
        times.append(time)
      }
      let fit = MissedRenewal(times: times, rates: 3...40, settings: settings)
      #expect((fit?.evidence ?? 0) < settings.evidence)
    }
  }

  /// Intervals of more than six periods had nothing to do with a train.
  @Test func longGapsOfAFastTrainAreMissedDischarges() throws {
    var generator = SplitMix64(seed: 3)
    var (time, times) = (0.0, [Double]())
    for n in 0..<1200 {
      time += max(0.03, 0.07 * (1 + 0.1 * gaussian(&generator)))
      if n % 12 < 3 || generator.uniform() < 0.1 { times.append(time) }
    }
    let fit = try #require(MissedRenewal(times: times, rates: 3...40, settings: settings))
    #expect(abs(fit.period - 0.07) < 0.01)
    #expect(fit.evidence > settings.evidence)
  }

  @Test func tooFewIntervalsTellNothing() {
    #expect(MissedRenewal(times: [], rates: 3...40, settings: settings) == nil)
    #expect(MissedRenewal(times: [1, 1.1, 1.2], rates: 3...40, settings: settings) == nil)
  }
}
