import EMGCore
import EMGDetection
import EMGTestSupport
import Foundation
import Testing

/// Units that fire together, made from sums of Gaussian derivatives: nothing of EMGSynthesis.
@Suite struct DecompositionTests {
  private static let rate = 10_000.0
  private static let seconds = 3.0

  /// A potential of some sharp phases, µV, as a function of time in seconds.
  private struct Potential {
    var phases: [(center: Double, width: Double, height: Double)]

    func value(_ t: Double) -> Double {
      phases.reduce(0) { sum, phase in
        let x = (t - phase.center) / phase.width
        return sum - phase.height * x * exp(-x * x / 2)
      }
    }
  }

  private static let potentials = [
    Potential(phases: [(0, 0.00012, 700), (0.0008, 0.0003, 250)]),
    Potential(phases: [(0, 0.00018, 420), (-0.0009, 0.0002, -200)]),
    Potential(phases: [(0, 0.0001, -300), (0.0005, 0.0001, 260)]),
    Potential(phases: [(0, 0.00025, -500), (0.0025, 0.0001, 150)]),
  ]

  private func normal(_ random: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
  }

  private func recording(seed: UInt64) -> (samples: [Float], trains: [[Double]]) {
    var random = SplitMix64(seed: seed)
    var samples = (0..<Int(Self.seconds * Self.rate)).map { _ in 10 * normal(&random) }
    let trains = Self.potentials.map { potential in
      let interval = 0.07 + 0.06 * random.uniform()
      var times: [Double] = []
      var time = 0.05 + 0.1 * random.uniform()
      while time < Self.seconds - 0.05 {
        times.append(time)
        let first = Int((time - 0.006) * Self.rate)
        for i in first..<(first + Int(0.012 * Self.rate)) {
          samples[i] += potential.value(Double(i) / Self.rate - time)
        }
        time += max(0.02, interval * (1 + 0.15 * normal(&random)))
      }
      return times
    }
    return (samples.map { Float($0) }, trains)
  }

  /// Matched discharges over all of both, at the best of the distances within a potential.
  private func agreement(_ truth: [Double], _ found: [Double]) -> Double {
    stride(from: -0.004, through: 0.004, by: 0.00025).map { shift in
      let hits = truth.count { time in found.contains { abs($0 + shift - time) <= 0.0005 } }
      return Double(hits) / Double(truth.count + found.count - hits)
    }.max() ?? 0
  }

  @Test func unitsThatFireTogetherAreToldApart() throws {
    let (samples, trains) = recording(seed: 1)
    let units = try MotorUnitDecomposition(
      settings: DecompositionSettings(), rate: SampleRate(checked: Self.rate)
    ).units(in: samples)
    #expect(units.count <= trains.count + 1)
    for train in trains {
      let best = units.map { agreement(train, $0.discharges) }.max() ?? 0
      #expect(best >= 0.9)
    }
    #expect(zip(units, units.dropFirst()).allSatisfy { $0.shapeOverNoise >= $1.shapeOverNoise })
  }

  @Test func theSignChangesNothingButTheSign() throws {
    let samples = recording(seed: 4).samples
    let decomposition = try MotorUnitDecomposition(
      settings: DecompositionSettings(), rate: SampleRate(checked: Self.rate))
    let units = try decomposition.units(in: samples)
    #expect(!units.isEmpty)
    #expect(try decomposition.units(in: samples.map { -$0 }) == units)
  }

  @Test func noiseHasNoUnits() throws {
    var random = SplitMix64(seed: 9)
    let samples = (0..<Int(Self.seconds * Self.rate)).map { _ in Float(10 * normal(&random)) }
    let units = try MotorUnitDecomposition(
      settings: DecompositionSettings(), rate: SampleRate(checked: Self.rate)
    ).units(in: samples)
    #expect(units.isEmpty)
  }

  @Test func aRateTooLowForTheBandIsRefused() {
    #expect(throws: ConfigurationError.self) {
      try MotorUnitDecomposition(
        settings: DecompositionSettings(), rate: SampleRate(checked: 2000))
    }
  }
}
