import EMGCore
import Testing

@testable import EMGEvaluation

@Suite struct MatchingTests {
  @Test func nearPairsArePreferredButNeverAtTheCostOfAPair() {
    // Both true events want the first detection; only the second can do with the other.
    let near: [[Double?]] = [[0.1, nil], [0.2, 0.9]]
    let pairs = maximumMatching(
      truthCount: 2, foundCount: 2, candidates: { _ in 0..<2 }, cost: { near[$0][$1] })
    #expect(pairs == [0, 1])
    let reversed = maximumMatching(
      truthCount: 2, foundCount: 2, candidates: { _ in 0..<2 }, cost: { near[1 - $0][$1] })
    #expect(reversed == [1, 0])
  }

  @Test func aChainThatTakesALongAugmentationIsFoundWhole() {
    // Each true event reaches two detections; the last one fits only if all others move.
    let n = 3000
    let pairs = maximumMatching(
      truthCount: n, foundCount: n,
      candidates: { $0 == n - 1 ? 0..<1 : $0..<($0 + 2) },
      cost: { Double($1 - $0) })
    #expect(pairs.count { $0 != nil } == n)
  }

  @Test func theSweepFindsWhatLookingAtAllFinds() {
    var generator = SplitMix64(seed: 5)
    func number(_ below: Double) -> Double {
      Double(generator.next() % 10_000) / 10_000 * below
    }
    for _ in 0..<50 {
      let stretches = (0..<40).map { _ -> Stretch in
        let onset = number(10)
        return Stretch(onset: onset, end: onset + number(generator.next() % 8 == 0 ? 8 : 0.5))
      }
      let line = Timeline(stretches)
      let set = TimeSet(stretches)
      for _ in 0..<20 {
        let onset = number(11)
        let other = Stretch(onset: onset, end: onset + number(1))
        let all = stretches.indices.filter {
          stretches[$0].end >= other.onset && stretches[$0].onset <= other.end
        }
        #expect(line.touching(other).sorted() == all)
        #expect(set.contains(onset) == stretches.contains { $0.onset <= onset && onset <= $0.end })
      }
      // The length of the union, by counting steps.
      let steps = (0..<20_000).count { n in
        let t = (Double(n) + 0.5) / 1000
        return stretches.contains { $0.onset <= t && t < $0.end }
      }
      #expect(abs(set.duration - Double(steps) / 1000) < 0.1)
    }
  }
}
