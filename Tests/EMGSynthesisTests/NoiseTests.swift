import EMGCore
import EMGFilters
import EMGTestSupport
import Foundation
import Testing

@testable import EMGSynthesis

/// The noise is what its model says.
@Suite struct NoiseTests {
  private func noise(_ seconds: Double, _ change: (inout NoiseModel) -> Void = { _ in }) -> [Float]
  {
    var scenario = Scenario(name: "noise", components: [.quiet])
    scenario.duration = seconds
    change(&scenario.noiseModel)
    return Simulation(scenario: scenario, seed: 6).samples[0]
  }

  private func deviation(_ x: [Double]) -> Double {
    (x.reduce(0) { $0 + $1 * $1 } / Double(x.count)).squareRoot()
  }

  private func inBand(_ x: [Float]) throws -> [Double] {
    let band = try SectionCascade(
      .butterworth(order: 4), .bandpass(20, 450), rate: SampleRate(checked: 2000))
    var filtered = x
    var filter = SectionFilter(band)
    filter.process(&filtered)
    return filtered.map(Double.init)
  }

  @Test(arguments: [0.0, 0.3, 1]) func levelAndSlopeAreAsStated(color: Double) throws {
    let x = noise(60) { $0.color = color }
    #expect(abs(deviation(try inBand(x)) / 3 - 1) < 0.02)
    // Mean power about frequencies an octave apart, by Goertzel's sums over Hann windows.
    let frequencies = [12.5, 25, 50, 100, 200]
    let length = 800
    var points: [(x: Double, y: Double)] = []
    for frequency in frequencies {
      var power = 0.0
      for start in stride(from: 0, to: x.count - length, by: length) {
        var real = 0.0
        var imaginary = 0.0
        for i in 0..<length {
          let window = 0.5 - 0.5 * cos(2 * .pi * (Double(i) + 0.5) / Double(length))
          let angle = 2 * Double.pi * frequency * Double(i) / 2000
          real += window * Double(x[start + i]) * cos(angle)
          imaginary += window * Double(x[start + i]) * sin(angle)
        }
        power += real * real + imaginary * imaginary
      }
      points.append((log(frequency), log(power)))
    }
    let mx = points.map(\.x).reduce(0, +) / 5
    let my = points.map(\.y).reduce(0, +) / 5
    let slope =
      points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) }
      / points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
    #expect(abs(slope + color) < 0.12)
  }

  @Test func heavyTailsAreHeavyAndKeepTheLevel() throws {
    func kurtosis(_ x: [Float]) -> Double {
      let second = x.reduce(0) { $0 + Double($1 * $1) } / Double(x.count)
      return x.reduce(0) { $0 + Double($1 * $1 * $1 * $1) } / Double(x.count) / second / second
    }
    let plain = noise(60)
    let heavy = noise(60) { $0.tailFreedom = 6 }
    #expect(abs(kurtosis(plain) - 3) < 0.15)
    // Student's t of 6 degrees has a kurtosis of 6.
    #expect(kurtosis(heavy) > 4)
    #expect(abs(deviation(try inBand(heavy)) / 3 - 1) < 0.1)
  }

  @Test func theLevelChangesSlowlyAndSuddenlyAndTruthKnowsIt() throws {
    var model = NoiseModel()
    model.stepsPerMinute = 6
    let level = NoiseLevel(model, seed: 3, channel: 0)
    let values = (0..<1200).map { level.value(at: Double($0) / 10) }
    #expect(Set(values).count > 6)
    #expect(values.allSatisfy { $0 >= 1.5 && $0 <= 6 })
    var scenario = try #require(Scenario.named("noise_steps"))
    scenario.duration = 60
    let truth = Simulation(scenario: scenario, seed: 3).truth
    #expect(Set(truth.map(\.noise)).count > 3)
  }
}
