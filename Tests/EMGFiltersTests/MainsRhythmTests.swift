import EMGCore
import EMGFilters
import EMGTestSupport
import Foundation
import Testing

/// Muscle that fires at a divisor of the line's frequency has harmonics where the line has its own.
@Suite struct MainsRhythmTests {
  private static let rate = SampleRate(checked: 2000)
  private static let peak: Float = 40

  /// Biphasic discharges of some 12 ms at an exact rate.
  private static func unit(_ count: Int, hertz: Double, width: Double = 5) -> [Float] {
    var x = [Float](repeating: 0, count: count)
    var time = 0.1
    while Int(time * 2000) + 60 < count {
      let middle = time * 2000
      for i in max(0, Int(middle) - 50)..<(Int(middle) + 50) {
        let t = (Double(i) - middle) / width
        x[i] += peak * Float(-t * exp(0.5 - t * t / 2))
      }
      time += 1 / hertz
    }
    return x
  }

  private static func line(_ count: Int, amplitude: Double, frequency: Double = 50) -> [Float] {
    (0..<count).map { i in
      let phase = 2 * .pi * frequency * Double(i) / 2000
      return Float(
        amplitude * (cos(phase + 0.3) + 0.3 * cos(3 * phase + 1) + 0.1 * cos(2 * phase + 2)))
    }
  }

  private static func run(_ signal: [Float]) -> (output: [Float], measured: MainsMeasurement) {
    var canceller = MainsCanceller(rate: rate, settings: MainsSettings())
    var output: [Float] = []
    canceller.process(signal[...], into: &output)
    canceller.finish(into: &output)
    return (output, canceller.measurement)
  }

  private static func largest(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: [7.142857, 8.333333, 10, 12, 12.5, 15, 16.666667, 20, 25, 30])
  func aSteadyUnitAtADivisorOfTheLineWasTakenForIt(hertz: Double) throws {
    let quiet = try InterferenceSignals.noise(8, seed: 7)
    let signal = zip(quiet, Self.unit(quiet.count, hertz: hertz)).map { $0 + $1 }
    let result = Self.run(signal)
    #expect(Self.largest(result.output, signal) < 0.02 * Self.peak)
    #expect(result.measured.presentShare < 0.1)
  }

  /// Beats of 25 ms that repeat their shape, as a tremor of few units has them.
  @Test(arguments: [5.0, 6.25, 10, 12.5]) func aTremorAtADivisorOfTheLineWasTakenForIt(
    hertz: Double
  ) throws {
    let quiet = try InterferenceSignals.noise(8, seed: 8)
    var beats = Self.unit(quiet.count, hertz: hertz, width: 4)
    for (shift, gain) in [(17, 0.8), (31, -0.7), (44, 0.6)] as [(Int, Float)] {
      let one = Self.unit(quiet.count, hertz: hertz, width: 4)
      for i in shift..<beats.count { beats[i] += gain * one[i - shift] }
    }
    let signal = zip(quiet, beats).map { $0 + $1 }
    let result = Self.run(signal)
    #expect(Self.largest(result.output, signal) < 0.02 * Self.peak)
  }

  @Test(arguments: [
    (10.0, 5.0), (12.5, 5.0), (12.5, 30.0), (16.666667, 30.0), (8.0, 100.0), (20.0, 30.0),
  ])
  func regularDischargesOverAStrongLineWereDamaged(hertz: Double, amplitude: Double) throws {
    let quiet = try InterferenceSignals.noise(8, seed: 9)
    let clean = zip(quiet, Self.unit(quiet.count, hertz: hertz)).map { $0 + $1 }
    let signal = zip(clean, Self.line(clean.count, amplitude: amplitude)).map { $0 + $1 }
    let result = Self.run(signal)
    #expect(Self.largest(result.output, clean) < 0.05 * Self.peak)
    #expect(abs((result.measured.frequency ?? 0) - 50) < 0.02)
  }

  @Test(arguments: [0.1, 0.3, 0.45, 0.6]) func aShortSegmentOfMuscleIsLeftAlone(
    seconds: Double
  ) throws {
    let whole = try InterferenceSignals.noise(2, seed: 10)
    let discharges = Self.unit(whole.count, hertz: 5)
    for start in stride(from: 0, to: 2400, by: 160) {
      let part = (start..<(start + Int(seconds * 2000))).map { whole[$0] + discharges[$0] }
      #expect(Self.run(part).output == part)
    }
  }

  @Test(arguments: [0.3, 0.45, 0.6, 1.2]) func aShortSegmentKeptItsLine(seconds: Double) throws {
    let whole = try InterferenceSignals.noise(2, seed: 11)
    let clean = Array(whole[..<Int(seconds * 2000)])
    let line = Self.line(clean.count, amplitude: 20)
    let output = Self.run(zip(clean, line).map { $0 + $1 }).output
    let left = zip(output, clean).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }
    let before = line.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(left < 0.01 * before)
  }

  @Test func aLineOfNoughtHertzIsNotLookedFor() {
    var settings = MainsSettings()
    settings.nominal = [0, -50, .nan]
    var canceller = MainsCanceller(rate: Self.rate, settings: settings)
    var output: [Float] = []
    let signal = [Float](repeating: 1, count: 9000)
    canceller.process(signal[...], into: &output)
    canceller.finish(into: &output)
    #expect(output == signal)
  }
}
