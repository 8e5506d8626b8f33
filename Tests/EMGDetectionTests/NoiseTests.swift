import EMGCore
import EMGTestSupport
import Foundation
import Testing

@testable import EMGDetection

@Suite struct NoiseTests {
  /// scipy.stats.chi2.sf and isf.
  @Test(arguments: [
    (3.0, 7.0, 0.0718977725), (6.4, 20.0, 0.0037013275), (10, 3.0, 0.9814240638),
    (1, 30, 4.32046e-8),
  ])
  func chiSquareTailEqualsSciPy(freedom: Double, x: Double, tail: Double) {
    let distribution = ChiSquare(freedom: freedom)
    let own = distribution.tail(x).probability
    #expect(abs(own - tail) < 1e-4 * tail)
    #expect(abs(distribution.upperQuantile(own) - x) < 1e-6 * x)
  }

  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      Float((0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() })
    }
  }

  /// The floor in each frame.
  private func levels(_ x: [Float]) -> [Double] {
    var floor = NoiseFloor(rate: 2000, band: 0...1000, lagCount: 40, settings: NoiseSettings())
    var frames = 0
    for start in stride(from: 0, to: x.count, by: floor.frameLength) {
      floor.append(frame: x[start..<min(x.count, start + floor.frameLength)])
      frames += 1
    }
    return (0..<frames).map { floor.state(ofFrame: $0).sigma }
  }

  private func median(_ x: [Float]) -> Double {
    let sorted = levels(x).sorted()
    return sorted[sorted.count / 2]
  }

  @Test func theFloorOfWhiteNoiseIsItsDeviation() {
    let sigma = median(noise(120_000, seed: 1))
    #expect(abs(sigma - 1) < 0.02)
  }

  @Test func activityHalfOfTheTimeHardlyRaisesTheFloor() {
    var x = noise(240_000, seed: 2)
    for i in x.indices where (i / 2000) % 2 == 0 { x[i] *= 10 }
    #expect(median(x) < 1.12)
  }

  @Test func aLongContractionDoesNotBecomeNoise() {
    var x = noise(400_000, seed: 3)
    for i in 120_000..<240_000 { x[i] *= 12 }
    let levels = levels(x)
    #expect((levels.max() ?? 0) < 2.6)
  }

  /// Potentials of units that fire by themselves, a few of them at a time, and noise.
  private func contraction(
    _ range: Range<Int>, of count: Int, strength: Float = 1, seed: UInt64
  ) -> [Float] {
    var generator = SplitMix64(seed: seed)
    var x = noise(count, seed: seed + 100)
    for _ in 0..<30 {
      let size = strength * Float(2 + 5 * generator.uniform())
      var time = Double(range.lowerBound) + 200 * generator.uniform()
      while Int(time) < range.upperBound {
        for k in -8...8 where x.indices.contains(Int(time) + k) {
          let t = Float(k) / 2.5
          x[Int(time) + k] += size * (1 - t * t) * exp(-t * t / 2)
        }
        time += 160 + 80 * generator.uniform()
      }
    }
    return x
  }

  /// While it filled the window bit by bit its floor rose from noise to activity, each step within
  /// what noise may rise by.
  @Test func aContractionOfFortySecondsBecameNoise() {
    let x = contraction(40_000..<120_000, of: 180_000, seed: 5)
    let levels = levels(x)
    #expect((levels.max() ?? 0) < 1.3)
  }

  /// A few seconds are under the quantile of the window; what follows is as long as the window waits.
  @Test(arguments: [180_000, 60_000])
  func aContractionAfterFourSecondsOfRestBecameNoise(count: Int) {
    let x = contraction(8_000..<min(count, 96_000), of: count, strength: 3, seed: 7)
    let levels = levels(x)
    #expect((levels.max() ?? 0) < 1.3)
    #expect((levels.min() ?? 0) > 0.8)
  }

  /// Longer than a floor is remembered.
  @Test func aRestOfFiveSecondsBetweenContractionsWasForgotten() {
    let count = 900_000
    var x = noise(count, seed: 8)
    for start in stride(from: 20_000, to: count, by: 90_000) {
      let end = min(count, start + 80_000)
      let own = contraction(start..<end, of: end, strength: 3, seed: 9)
      for i in start..<end { x[i] = own[i] }
    }
    let levels = levels(x)
    #expect((levels.max() ?? 0) < 1.4)
  }

  @Test func noiseThatRoseAfterFourSecondsIsNoActivity() {
    var x = noise(180_000, seed: 10)
    for i in 8_000..<x.count { x[i] *= 5 }
    let levels = levels(x)
    #expect(abs(levels[40] - 5) < 0.5)
    #expect(abs(levels[80] - 5) < 0.5)
  }

  /// Seconds in which the input has a tenth of the noise, of another spectrum.
  @Test func aLostContactIsNoRest() {
    var x = noise(240_000, seed: 11)
    for i in 120_000..<128_000 { x[i] = (x[i] + x[i + 1] + x[i + 2]) / 17 }
    let levels = levels(x)
    #expect((levels.min() ?? 0) > 0.8)
    #expect((levels.max() ?? 0) < 1.2)
  }

  /// From one to six in two steps, the second of which is more than is followed from the first
  /// floor.
  @Test func noiseThatRoseTwiceWasAContraction() {
    var x = noise(240_000, seed: 6)
    for i in 60_000..<120_000 { x[i] *= 2.4 }
    for i in 120_000..<240_000 { x[i] *= 6 }
    let levels = levels(x)
    #expect(abs(levels[45] - 2.4) < 0.2)
    #expect(abs(levels[75] - 6) < 0.5)
    #expect(abs(levels[110] - 6) < 0.5)
  }

  @Test func theFirstNoiseDependedOnHowManyFramesCameAtOnce() {
    var x = noise(180_000, seed: 4)
    for i in 0..<100_000 { x[i] *= 10 }
    let settings = NoiseSettings()
    var (few, many) = (
      NoiseFloor(rate: 2000, band: 0...1000, lagCount: 40, settings: settings),
      NoiseFloor(rate: 2000, band: 0...1000, lagCount: 40, settings: settings)
    )
    let length = few.frameLength
    let needed = few.framesNeeded(after: 0) + 1
    for n in 0..<(x.count / length) {
      let frame = x[(n * length)..<((n + 1) * length)]
      if n < needed { few.append(frame: frame) }
      many.append(frame: frame)
    }
    #expect(few.state(ofFrame: 0).sigma == many.state(ofFrame: 0).sigma)
  }
}

@Suite struct RhythmSearchTests {
  private let search = RhythmSearch(settings: RhythmSettings())

  private func chain(_ times: [Double]) -> RhythmChain? {
    search.bestChain(
      times: times, strengths: times.map { _ in 1 }, lowest: 2, highest: 19)
  }

  @Test func aRegularTrainIsOneChain() throws {
    var generator = SplitMix64(seed: 1)
    let times = (0..<20).map { Double($0) * 0.2 + 0.02 * (generator.uniform() - 0.5) }
    let found = try #require(chain(times))
    #expect(found.members == Array(0..<20))
    #expect(found.evidence > 15)
  }

  @Test func aMissedBeatDoesNotBreakTheChain() throws {
    var times = (0..<20).map { Double($0) * 0.2 }
    times.remove(at: 9)
    #expect(try #require(chain(times)).members.count == 19)
  }

  @Test func aRandomTrainDoesNotReachWhatBriefBeatsAreHeldTo() {
    var worst = 0.0
    for seed in 0..<200 {
      var generator = SplitMix64(seed: UInt64(seed))
      var time = 0.0
      let times = (0..<30).map { _ -> Double in
        time += 0.06 + 0.8 * generator.uniform() * generator.uniform()
        return time
      }
      worst = max(worst, chain(times)?.evidence ?? 0)
    }
    #expect(worst < ClassificationSettings().briefEvidence)
  }

  /// Lags that end somewhere made less than nothing of noise that is all in one line, and its gate had a
  /// threshold of zero: any sample opened it infinitely far.
  @Test func noiseOfOneLineOpenedTheGateInfinitely() {
    let wave = (0..<24).map { lag -> Double in cos(0.3 * Double(lag)) }
    let line = NoiseState(sigma: 3, correlation: wave)
    // A filter whose band is elsewhere: alternating taps.
    var taps: [Double] = []
    for lag in 0..<40 {
      let size = Double(40 - lag)
      taps.append(lag % 2 == 0 ? size : -size)
    }
    let table = WaveletBank.table(of: [taps])
    var sigmas: [Double] = []
    line.sigmas(afterTapCorrelations: table, leastWhite: 0.0001, into: &sigmas)
    let least: Double = 0.004
    #expect(sigmas[0] >= 3 * least.squareRoot())
    let white = NoiseState(sigma: 3, correlation: [1])
    white.sigmas(afterTapCorrelations: table, leastWhite: 0.0001, into: &sigmas)
    #expect(abs(sigmas[0] - 3 * Double(40).squareRoot()) < 1e-12)
  }
}
