import EMGCore
import EMGFilters
import EMGTestSupport
import Foundation
import Testing

/// The power line at the ends of a segment, as a zero-phase filter leaves it.
@Suite struct MainsEdgeTests {
  /// The largest of what is left of a line in the first and last tenth of a second, over its amplitude.
  ///
  /// - Parameters:
  ///   - seconds: Length of the segment.
  ///   - phase: Of the line where it begins, radians.
  ///   - decimation: Every how many filtered samples are kept.
  ///   - surplus: Samples after the last one that is kept.
  ///   - isTold: Whether the canceller knows the filter.
  /// - Returns: The share at the two ends.
  /// - Throws: Where the filter cannot be designed.
  private func left(
    seconds: Double, phase: Double, decimation: Int = 1, surplus: Int = 0, isTold: Bool
  ) throws -> [Double] {
    let rate = SampleRate(checked: 2000 * Double(decimation))
    let filter = ZeroPhaseFilter(
      try SectionCascade(.butterworth(order: 2), .bandpass(20, 450), rate: rate))
    let count = (Int(2000 * seconds) - 1) * decimation + 1 + surplus
    var random = SplitMix64(seed: UInt64(count))
    let clean = (0..<count).map { _ in (0..<4).reduce(-2.0) { sum, _ in sum + random.uniform() } }
    let amplitude = 40.0
    let whole = clean.enumerated().map { n, x in
      let angle = 2 * Double.pi * 50.02 * Double(n) / rate.hertz + phase
      return x + amplitude * (cos(angle) + 0.3 * cos(3 * angle + 1))
    }
    func banded(_ x: [Double]) -> [Float] {
      let y = filter.filtered(x)
      return stride(from: 0, to: y.count, by: decimation).map { Float(y[$0]) }
    }
    var canceller = MainsCanceller(
      rate: SampleRate(checked: 2000), settings: MainsSettings(),
      edges: isTold ? MainsEdges(filter, rate: rate, decimation: decimation) : nil)
    var samples = banded(whole)
    var first = 0
    while true {
      var ready = canceller.takeOut(of: &samples, from: first)
      if ready == 0 { ready = canceller.finish(&samples, from: first, surplus: surplus) }
      if ready == 0 { break }
      first += ready
    }
    let error = zip(samples, banded(clean)).map { abs(Double($0 - $1)) }
    return [error.prefix(200), error.suffix(200)].map { ($0.max() ?? 0) / amplitude }
  }

  @Test(arguments: [0.0, 1, 2, 4], [0.8, 2.5, 7.3])
  func theLineLeftADischargeAtTheEnds(phase: Double, seconds: Double) throws {
    #expect(try left(seconds: seconds, phase: phase, isTold: true).allSatisfy { $0 < 0.1 })
  }

  @Test(arguments: [0, 2, 4]) func theSameWhereTheRateIsReduced(surplus: Int) throws {
    let told = try left(seconds: 9, phase: 2, decimation: 5, surplus: surplus, isTold: true)
    #expect(told.allSatisfy { $0 < 0.1 })
  }

  @Test func aCancellerThatDoesNotKnowTheFilterLeavesIt() throws {
    let untold = try [0.0, 1, 2, 4].flatMap { try left(seconds: 9, phase: $0, isTold: false) }
    #expect(untold.contains { $0 > 0.2 })
  }

  @Test(arguments: [5.0, 20, 50, 300, 900]) func theGainIsThatOfBothPasses(frequency: Double) throws
  {
    let rate = SampleRate(checked: 2000)
    let filter = ZeroPhaseFilter(
      try SectionCascade(.butterworth(order: 2), .bandpass(20, 450), rate: rate))
    let wave = (0..<20_000).map { cos(2 * Double.pi * frequency * Double($0) / 2000) }
    let inner = 8000..<12_000
    let own = zip(filter.filtered(wave)[inner], wave[inner]).reduce(0.0) { $0 + $1.0 * $1.1 }
    let gain = own / wave[inner].reduce(0.0) { $0 + $1 * $1 }
    #expect(abs(gain - filter.gain(at: frequency, rate: rate)) < 1e-6)
  }
}
