import Foundation
import Testing

@testable import EMGDetection

/// The tail of a channel's noise, from its peaks below the gate.
@Suite struct NoiseTailTests {
  private let settings = NoiseTailSettings()

  /// Peaks at even quantiles of a power law from the start on, up to twenty times it.
  private func peaks(exponent: Double, count: Int) -> [(score: Double, weight: Double)] {
    (0..<count).map {
      (settings.start * pow(1 - (Double($0) + 0.5) / Double(count), -1 / exponent), 1)
    }
  }

  @Test(arguments: [7.0, 9, 12]) func powerLawsAreRecovered(exponent: Double) {
    let found = NoisePeaks(
      scores: peaks(exponent: exponent, count: 20_000), minutes: 100, settings: settings)
    #expect(abs(found.exponent(settings) / exponent - 1) < 0.03)
    // What is extrapolated: as many as there are beyond, less what Gaussian noise falls short by.
    var plain = settings
    plain.growth = 1
    let beyond = 200 * pow(1.5 / (settings.bias * settings.start), -exponent)
    #expect(abs(found.perMinute(reaching: 1.5, plain) / beyond - 1) < 0.1)
    // The score that is asked for is reached as rarely as is asked for.
    var open = settings
    open.highest = 50
    let limit = found.limit(open)
    #expect(limit > 1)
    let rate = found.perMinute(reaching: limit, settings)
    #expect(abs(rate / settings.falsePerMinute - 1) < 1e-9)
  }

  @Test func whatOpensTheGateDoesNotRaiseTheTail() {
    let noise = peaks(exponent: 8, count: 500).filter { $0.score < 1 }
    let discharges = (0..<200).map { (score: 1 + 0.02 * Double($0), weight: 1.0) }
    let alone = NoisePeaks(scores: noise, minutes: 10, settings: settings)
    let both = NoisePeaks(scores: noise + discharges, minutes: 10, settings: settings)
    #expect(alone.limit(settings) == both.limit(settings))
    #expect(alone.limit(settings) > 1.2)
  }

  @Test func gaussianNoiseAsksForNothingMore() {
    // The squares of the peaks of such noise are exponential (Rice 1945), the gate at 5.35 of its standard
    // deviations.
    let count = 20.0
    let scores = (0..<400).map { n -> (score: Double, weight: Double) in
      let tail = -log((Double(n) + 0.5) / 400) * 2 / (5.35 * 5.35)
      return ((settings.start * settings.start + tail).squareRoot(), 1)
    }
    let found = NoisePeaks(scores: scores, minutes: 400 / count, settings: settings)
    #expect(found.limit(settings) < 1.03)
  }

  @Test func heavierTailsAskForMore() {
    let limits = [16.0, 10, 6].map {
      NoisePeaks(scores: peaks(exponent: $0, count: 600), minutes: 12, settings: settings)
        .limit(settings)
    }
    #expect(limits == limits.sorted())
    #expect(limits[2] > limits[0] + 0.3)
    #expect(limits.allSatisfy { $0 <= settings.highest })
  }

  @Test func fewPeaksTellNothing() {
    let found = NoisePeaks(scores: [(0.99, 1)], minutes: 2, settings: settings)
    #expect(found.limit(settings) < 1.05)
    #expect(NoisePeaks().limit(settings) == 1)
  }

  @Test func poissonTailsSumToOne() {
    #expect(poissonTail(0, mean: 3) == 1)
    #expect(abs(poissonTail(1, mean: 0.5) - (1 - exp(-0.5))) < 1e-12)
    #expect(abs(poissonTail(4, mean: 2) - 0.142876539501453) < 1e-12)
  }

  /// Of 750 expected ones and more the probability of none underflowed, so that a unit of a long recording
  /// was chance however often it came.
  @Test func manyDischargesAmongManyPeaksWereChance() {
    #expect(poissonTail(1500, mean: 800) < 1e-9)
    #expect(poissonTail(600, mean: 800) > 0.999)
    #expect(abs(poissonTail(800, mean: 800) - 0.5) < 0.02)
  }
}
