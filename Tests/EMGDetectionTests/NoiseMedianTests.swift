import EMGCore
import EMGTestSupport
import Testing

@testable import EMGDetection

@Suite struct NoiseMedianTests {
  @Test func theMiddleOfFewValuesIsExact() {
    var random = SplitMix64(seed: 3)
    var (median, values): (NoiseMedian, [Double]) = (NoiseMedian(), [])
    #expect(median.median == nil)
    for n in 1...5000 {
      let value = random.uniform()
      median.add(value)
      values.append(value)
      if n % 617 == 0 { #expect(median.median == values.sorted()[n / 2]) }
    }
  }

  /// Even, rising, falling and jumping values of more than a day.
  @Test(arguments: 0..<4) func theMiddleOfManyValuesIsNearInBoundedMemory(kind: Int) {
    var random = SplitMix64(seed: 4)
    let count = 100_000
    let values = (0..<count).map { n in
      switch kind {
      case 0: random.uniform()
      case 1: Double(n)
      case 2: Double(-n)
      default: n < count / 3 ? 100 + random.uniform() : random.uniform()
      }
    }
    var median = NoiseMedian()
    var most = 0
    for value in values {
      median.add(value)
      most = max(most, median.kept)
    }
    #expect(most <= 4 * NoiseMedian.capacity)
    let found = median.median ?? .nan
    let below = values.count { $0 < found }
    #expect(abs(Double(below) / Double(count) - 0.5) < 1e-3, "\(below)")
  }
}
