import EMGCore
import EMGTestSupport
import Testing

@testable import EMGDetection

@Suite struct UnitFilterTests {
  /// Noise whose neighbours hang together: a moving sum of three.
  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    let white = (0..<(count + 2)).map { _ in
      Float((0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() })
    }
    return (0..<count).map {
      (white[$0] + 2 * white[$0 + 1] + white[$0 + 2]) / Float(6).squareRoot()
    }
  }

  private let correlation = [1, 4.0 / 6, 1.0 / 6]
  private let waveform: [Float] = [0, 1, 4, -9, 5, 2, -1, 0, 0, 0]

  @Test func noiseLeavesTheFilterWithVarianceOneAndRicesCrossings() throws {
    let filter = try #require(
      UnitFilter(unit: 0, waveform: waveform, correlation: correlation, ridge: 0.01))
    let x = noise(400_000, seed: 4)
    var answers: [Double] = []
    filter.answers(x.map(Double.init), into: &answers)
    let power = answers.reduce(0) { $0 + $1 * $1 } / Double(answers.count)
    #expect(abs(power - 1) < 0.02)
    let crossings = zip(answers, answers.dropFirst()).count { $0 < 0 && $1 >= 0 }
    #expect(abs(Double(crossings) / Double(answers.count) - filter.crossings) < 0.003)
  }

  @Test func ofAllFiltersItSetsTheWaveformHighest() throws {
    let filter = try #require(
      UnitFilter(unit: 0, waveform: waveform, correlation: correlation, ridge: 0))
    let zeros = [Double](repeating: 0, count: 6)
    let x = zeros + waveform.map(Double.init) + zeros
    var answers: [Double] = []
    let match = try #require(
      filter.matches(x, sigma: 1, room: 6, least: 1, &answers).upright)
    #expect(match.shift == 0)
    #expect(abs(match.gain - 1) < 1e-9)
    #expect(match.rest < 1e-12)
    // The waveform itself as the filter, and others: taps a over their noise's deviation.
    for taps in [waveform, [1, -1, 2, -9, 3, 0, 0, 0, 0, 0]] {
      let a = taps.map(Double.init)
      var variance = 0.0
      for i in a.indices {
        for j in a.indices where abs(i - j) < 3 {
          variance += a[i] * a[j] * correlation[abs(i - j)]
        }
      }
      let height = zip(a, waveform).reduce(0) { $0 + $1.0 * Double($1.1) }
      #expect(height / variance.squareRoot() < match.size)
    }
  }

  @Test func alikeWeakDischargesBecomeAUnit() {
    var loose = LooseDischarges(settings: UnitSearchSettings())
    let x = noise(4000, seed: 5)
    for n in 0..<12 {
      var piece = Array(x[(n * 100)..<(n * 100 + 60)])
      // Every third is something else.
      for (i, value) in waveform.enumerated() where n % 3 < 2 { piece[26 + n % 2 + i] += value }
      loose.keep(
        LooseDischarges.Item(
          onset: n, snippet: Snippet(around: 30, of: piece, sigma: 1, window: 10, room: 4)))
    }
    let units = loose.takeUnits()
    #expect(units.count == 1)
    #expect(units.first?.members.map(\.onset) == [0, 1, 3, 4, 6, 7, 9, 10])
    #expect(loose.items.map(\.onset) == [2, 5, 8, 11])
  }
}
