import Testing

@testable import EMGDetection

/// Laws of chains of grouped discharges.
@Suite struct GroupedDischargesTests {
  private let finder = GroupedDischarges(settings: GroupingSettings(), rate: 1000)

  /// Groups of 100 ms, a second apart, where `true`; bursts that only may be groups elsewhere.
  private func groups(_ proven: [Bool], sizes: [Double]? = nil) -> [GroupedDischarges.Group] {
    proven.enumerated().map { n, isProven in
      var group = GroupedDischarges.Group(
        onset: 1000 * n, end: 1000 * n + 100, inner: isProven ? 80 : nil)
      group.size = sizes?[n] ?? 50
      return group
    }
  }

  /// Against `scipy.stats.binom.sf`, SciPy 1.16.
  @Test(arguments: [
    (3, 5, 0.06, 6.229586922984929), (4, 11, 0.06, 5.796618537308274),
    (30, 200, 0.06, 12.499432820122943), (1, 1, 0.06, 2.8134107167600364),
    (7, 7, 0.1, 16.11809565095832), (0, 9, 0.1, 0),
  ])
  func chanceIsTheBinomialTail(hits: Int, count: Int, share: Double, nats: Double) {
    let own = GroupedDischarges.chance(of: hits, among: count, each: share)
    #expect(abs(own - nats) < 1e-9)
  }

  @Test func groupsWhoseDischargesOverlapBrokeTheChain() throws {
    let pattern = [true, false, false, true, false, true, false, false, true, false, true]
    let chains = finder.chains(groups(pattern))
    let chain = try #require(chains.first)
    #expect(chains.count == 1)
    #expect(chain.groups.count == pattern.count)
    #expect(chain.proven == 5)
  }

  @Test func fewOfManyAreChance() {
    #expect(finder.chains(groups([true, true] + Array(repeating: false, count: 9))).isEmpty)
    let sparse = (0..<60).map { $0 % 12 == 0 }
    #expect(finder.chains(groups(sparse)).isEmpty)
  }

  @Test func burstsOfAnotherSizeAreNoPart() throws {
    let pattern = [true, true, false, true, true, false]
    let chain = try #require(
      finder.chains(groups(pattern, sizes: [50, 60, 400, 55, 50, 300])).first)
    #expect(chain.groups.map(\.onset) == [0, 1000, 3000, 4000])
  }

  /// The beats of a tremor are nearer to each other than groups: together they are one look at chance
  /// each, not one group that is proven as soon as one of them is.
  @Test func beatsOfATremorWereProvenTogether() {
    let beats = (0..<60).map { n in
      GroupedDischarges.Group(
        onset: 200 * n + 800 * (n / 10), end: 200 * n + 800 * (n / 10) + 80,
        inner: n % 10 == 3 ? 90 : nil)
    }
    #expect(finder.chains(beats).isEmpty)
  }
}
