import Foundation
import Testing

@testable import EMGDetection

/// Which units are taken for the doublets of another one.
@Suite struct DoubletUnitTests {
  private let rate = 1000.0

  /// Potentials of one phase up and one down, 4 ms apart, in a window of the sorter's length.
  private func waveform(_ times: [Double], _ sorter: UnitSorter) -> [Float] {
    (0..<sorter.window).map { i in
      let t = Double(i - sorter.window / 2)
      var sum = 0.0
      for time in times {
        let up: Double = t - time + 2
        let down: Double = t - time - 2
        sum += exp(-up * up / 3)
        sum -= exp(-down * down / 3)
      }
      return Float(60 * sum)
    }
  }

  @Test func theTwinOfAUnitOfTwoPeaksWasAnothersDoublet() throws {
    // Discharges of a unit that is nearly two of another one's had founded a second template, rare enough
    // for a doublet.
    var sorter = UnitSorter(settings: UnitSettings(), rate: rate)
    let first = sorter.add(waveform([0], sorter), members: 60)
    let second = sorter.add(waveform([-2.1, 1.9], sorter), members: 10)
    let (one, rare) = (try #require(first), try #require(second))
    var alone = sorter
    alone.findComposites()
    #expect(alone.composites == [rare: one])
    _ = sorter.add(waveform([-2, 2], sorter), members: 38)
    sorter.findComposites()
    #expect(sorter.composites.isEmpty)
  }
}
