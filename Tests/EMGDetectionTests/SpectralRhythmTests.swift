import EMGCore
import EMGTestSupport
import Foundation
import Testing

@testable import EMGDetection
@testable import EMGKernels

/// Rhythms of activity that never falls silent.
@Suite struct SpectralRhythmTests {
  private static let rate = 2000.0

  private func gaussian(_ generator: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() }
  }

  /// Many units whose common drive gives the moments of discharges.
  ///
  /// - Parameters:
  ///   - seconds: Its length.
  ///   - seed: Of the random numbers.
  ///   - moments: Seconds at which one unit fires, ascending.
  /// - Returns: Potentials in noise of one standard deviation.
  private func activity(
    _ seconds: Double, seed: UInt64, moments: (inout SplitMix64) -> [Double]
  ) -> [Float] {
    var generator = SplitMix64(seed: seed)
    var x = (0..<Int(seconds * Self.rate)).map { _ in Float(gaussian(&generator)) }
    for _ in 0..<20 {
      let size = 8 * exp(0.5 * gaussian(&generator))
      for time in moments(&generator) {
        let middle = Int(time * Self.rate)
        for i in middle - 20..<middle + 20 where x.indices.contains(i) {
          let t = (Double(i) / Self.rate - time) / 0.0025
          x[i] += Float(size * (1 - t * t) * exp(-t * t / 2))
        }
      }
    }
    return x
  }

  private func rhythm(_ x: [Float], without silences: [Range<Int>] = []) -> SpectralRhythm? {
    let envelope = Envelope(of: RunningSums(of: x.map { $0 * $0 }), hop: 5, window: 40)
    return SpectralRhythm(
      in: x.indices, envelope: envelope, without: silences, rate: Self.rate,
      settings: RhythmSettings())
  }

  /// Its peak is no higher than what units of like rates make by chance, but its phase runs evenly.
  @Test(arguments: [11, 12, 13, 14] as [UInt64])
  func aTremorWithoutSilenceAtTheRatesOfUnitsWasAContraction(seed: UInt64) throws {
    let x = activity(18, seed: seed) { generator in
      var moments: [Double] = []
      for step in 0..<18_000 {
        let time = Double(step) / 1000
        let drive = 11 * (1 + 0.55 * cos(2 * .pi * 8.3 * time))
        if generator.uniform() < drive / 1000 { moments.append(time) }
      }
      return moments
    }
    let found = try #require(rhythm(x))
    #expect(!found.isGuarded)
    #expect(abs(found.frequency - 8.3) < 0.2)
    #expect((found.driveNats ?? 0) > 0)
  }

  @Test(arguments: 21...40)
  func unitsThatFireSideBySideAreNoTremor(seed: Int) {
    let x = activity(18, seed: UInt64(seed)) { generator in
      let usual = 10.5 + 1.5 * gaussian(&generator)
      var moments = [generator.uniform() / usual]
      while let last = moments.last, last < 18 {
        moments.append(last + max(0.03, (1 + 0.13 * gaussian(&generator)) / usual))
      }
      return moments
    }
    #expect(rhythm(x)?.isGuarded ?? true)
  }

  /// The beat of four large units that fire side by side, over many small ones, stood as high and as
  /// narrow as a tremor's peak: what lies under it does not swing.
  @Test(arguments: 41...60)
  func fewLargeUnitsOverSmallOnesWereATremor(seed: Int) {
    var count = 0
    let x = activity(18, seed: UInt64(seed)) { generator in
      count += 1
      let usual = 9 + 6 * generator.uniform()
      var moments = [generator.uniform() / usual]
      while let last = moments.last, last < 18 {
        moments.append(last + max(0.03, (1 + 0.1 * gaussian(&generator)) / usual))
      }
      // Large ones fire at every moment a second and a third time, one sample on.
      return count <= 4 ? moments.flatMap { [$0, $0 + 0.0005, $0 + 0.001] } : moments
    }
    #expect(rhythm(x)?.isGuarded ?? true)
  }

  /// The harmonics of a silence every 1.75 s stood at 3.5 to 6.5 Hz.
  @Test func evenlySpacedSilencesWereATremor() {
    for seed in [31, 32, 33, 34, 35, 36] as [UInt64] {
      var generator = SplitMix64(seed: seed)
      var x = activity(16, seed: seed) { generator in
        (0..<16 * 40).map { _ in 16 * generator.uniform() }.sorted()
      }
      let silences = stride(from: 1.2, to: 15.5, by: 1.75).map { start in
        Int(start * Self.rate)..<Int((start + 0.18) * Self.rate)
      }
      for silence in silences {
        for i in silence { x[i] = Float(gaussian(&generator)) }
      }
      #expect(rhythm(x, without: silences) == nil)
    }
  }
}
