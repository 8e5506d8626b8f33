import EMGCore
import Testing

@Suite struct PoissonIntervalTests {
  /// Values of scipy.stats.chi2: ppf(0.025, 2n)/2 and ppf(0.975, 2n+2)/2.
  @Test(arguments: [
    (0, 0.0, 3.688879454), (1, 0.025317808, 5.571643391), (10, 4.795389207, 18.39035604),
    (21, 12.999330984, 32.100730735), (1000, 938.973018408, 1063.952136016),
  ])
  func equalsTheChiSquareQuantiles(count: Int, lower: Double, upper: Double) throws {
    let interval = try #require(PoissonInterval(count: count, exposure: 1))
    #expect(abs(interval.lower - lower) < 1e-5 * max(1, lower))
    #expect(abs(interval.upper - upper) < 1e-5 * upper)
  }

  @Test func withoutExposureThereIsNone() {
    #expect(PoissonInterval(count: 3, exposure: 0) == nil)
    #expect(PoissonInterval(count: -1, exposure: 1) == nil)
  }
}
