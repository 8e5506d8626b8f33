import EMGCore
import EMGTestSupport
import Foundation
import Testing

@testable import EMGSynthesis

/// Motor unit potentials and the trains of their discharges.
@Suite struct PotentialTests {
  @Test func potentialsTravelWithTheUnitsVelocity() throws {
    let rate = SampleRate(checked: 2048)
    // End plates far to one side: the wave passes all electrodes in one direction.
    let places = (0..<5).map { ElectrodePlace(along: 8 * Double($0 - 2), across: 0) }
    let geometry = MuscleGeometry(
      electrode: .bipolarSurface, places: places, interelectrode: 8, innervation: -32,
      polarity: 1, halfWidth: 0)
    let filters = UnitFilters(electrode: .bipolarSurface, rate: rate)
    for seed in 0..<8 {
      var random = RandomDeviates(seed: UInt64(seed), purpose: 9)
      let unit = MotorUnitModel(geometry: geometry, rate: rate, filters: filters, random: &random)
      let waves = unit.potentials.map { potential in
        var samples = [Float](repeating: 0, count: 400)
        potential.add(to: &samples, from: 0, at: 200, gains: [1, 1], stretch: 1)
        return samples.map(Double.init)
      }
      let delays = (1..<3).map { delay(waves[$0], waves[$0 + 1]) }
      let mean = delays.reduce(0, +) / Double(delays.count) / rate.hertz
      #expect(abs(mean / (0.008 / unit.velocity) - 1) < 0.12)
    }
  }

  /// The lag of the largest cross-correlation, by a parabola through its neighbours.
  private func delay(_ a: [Double], _ b: [Double]) -> Double {
    let lags = -12...12
    let sums = lags.map { lag in
      (20..<(a.count - 20)).reduce(0.0) { $0 + a[$1] * b[$1 + lag] }
    }
    let top = (1..<(sums.count - 1)).max { sums[$0] < sums[$1] } ?? 1
    let bend = sums[top - 1] - 2 * sums[top] + sums[top + 1]
    return Double(lags.lowerBound + top) + 0.5 * (sums[top - 1] - sums[top + 1]) / bend
  }

  @Test func aDischargeMayStandBetweenTwoSamples() {
    let rate = SampleRate(checked: 1000)
    let geometry = MuscleGeometry(
      electrode: .bipolarSurface, places: [], interelectrode: 20, innervation: 0, polarity: 1,
      halfWidth: 0)
    var random = RandomDeviates(seed: 1, purpose: 1)
    let unit = MotorUnitModel(
      geometry: geometry, rate: rate,
      filters: UnitFilters(electrode: .bipolarSurface, rate: rate), random: &random)
    func center(_ position: Double) -> Double {
      var samples = [Float](repeating: 0, count: 200)
      unit.potentials[0].add(
        to: &samples, from: 0, at: position, gains: [1, 1], stretch: 1)
      var top = 0.0
      var bottom = 0.0
      for (i, x) in samples.enumerated() {
        top += Double(i) * Double(x * x)
        bottom += Double(x * x)
      }
      return top / bottom
    }
    for part in [0.0, 0.25, 0.5, 0.9] {
      #expect(abs(center(100 + part) - center(100) - part) < 0.01)
    }
  }

  @Test func aUnitKeepsItsShapeAndVariesALittle() throws {
    var scenario = try #require(Scenario.named("tonic_firing"))
    scenario.duration = 20
    let simulation = Simulation(scenario: scenario, seed: 3, layers: .activity)
    let event = try #require(simulation.truth.first)
    let samples = simulation.samples[0]
    var peaks: [Float] = []
    var i = event.onset
    while i < event.end - 40 {
      let top = samples[i..<(i + 40)].map(abs).max() ?? 0
      if top > 0.5 * (samples[event.onset..<event.end].map(abs).max() ?? 0) { peaks.append(top) }
      i += 40
    }
    let low = peaks.min() ?? 0
    let high = peaks.max() ?? 0
    #expect(high > low)
    #expect(high < 1.8 * low)
  }

  @Test func intervalsHaveTheStatedMeanVariationAndRefractoryTime() {
    var random = RandomDeviates(seed: 4, purpose: 1)
    for (mean, variation) in [(0.1, 0.18), (0.03, 0.2), (0.5, 0.9)] {
      let refractory = 0.2 * mean
      let intervals = (0..<20_000).map { _ in
        random.interval(mean: mean, variation: variation, refractory: refractory)
      }
      let average = intervals.reduce(0, +) / 20_000
      let variance = intervals.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 20_000
      #expect(abs(average / mean - 1) < 0.03)
      #expect((intervals.min() ?? 0) >= refractory)
      if variation * mean < mean - refractory {
        #expect(abs(variance.squareRoot() / average / variation - 1) < 0.05)
      }
    }
  }

  @Test func unitsAreRecruitedInOrderOfSizeAndFireFasterWithDrive() {
    #expect((1..<Muscle.unitCount).allSatisfy { Muscle.size($0) > Muscle.size($0 - 1) })
    #expect((1..<Muscle.unitCount).allSatisfy { Muscle.threshold($0) > Muscle.threshold($0 - 1) })
    var random = RandomDeviates(seed: 5, purpose: 1)
    var coding = RateCoding()
    coding.doubletProbability = 0
    var counts: [Int] = []
    for drive in [0.05, 0.4, 1] {
      let times = coding.times(threshold: 0.05, in: 0...100, random: &random) { _ in drive }
      counts.append(times.count)
      #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= coding.refractory })
      #expect(abs(Double(times.count) / 100 / coding.rate(drive - 0.05) - 1) < 0.05)
    }
    #expect(counts == counts.sorted())
    #expect(coding.times(threshold: 0.5, in: 0...10, random: &random) { _ in 0.4 }.isEmpty)
  }

  /// The plan of a recording is the same on every machine, to the last bit.
  @Test func theSameSeedPlansTheSameEverywhere() throws {
    let scenario = try #require(Scenario.named("fasciculations"))
    var train = FasciculationTrain(scenario, doubletShare: 0.5, from: 2, seed: 1)
    let plan = (0..<200).compactMap { _ in train.occurrence(before: 1000) }
    var digest: UInt64 = 14_695_981_039_346_656_037
    for occurrence in plan {
      for value in occurrence.times + [occurrence.snr] {
        digest = (digest ^ value.bitPattern) &* 1_099_511_628_211
      }
    }
    #expect(digest == 13_893_832_586_371_675_849)
  }

  @Test func portableFunctionsAgreeWithTheLibrary() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<2000 {
      let x = 40 * generator.uniform() - 20
      #expect(abs(PortableMath.exp(x) / Foundation.exp(x) - 1) < 1e-14)
      let y = generator.uniform() * 1000 + 1e-9
      #expect(abs(PortableMath.log(y) - Foundation.log(y)) < 1e-14 * max(1, abs(Foundation.log(y))))
      let (sine, cosine) = PortableMath.sineCosine(turns: x)
      let exact = (x - x.rounded()) * 2 * Double.pi
      #expect(abs(sine - Foundation.sin(exact)) < 1e-14)
      #expect(abs(cosine - Foundation.cos(exact)) < 1e-14)
    }
  }
}
