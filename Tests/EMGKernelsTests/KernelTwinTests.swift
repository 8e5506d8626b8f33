import EMGCore
import EMGKernels
import Testing

/// Every kernel against a slow, obvious twin, at all lengths around the vector's, at any offset.
@Suite struct KernelTwinTests {
  private static let lengths = Array(0...67)

  /// A stretch of random values that starts anywhere in an array, so that vectors are unaligned.
  private func stretch(_ count: Int, seed: UInt64, offset: Float = 0) -> ArraySlice<Float> {
    var generator = SplitMix64(seed: seed &* 1000 &+ UInt64(count))
    let start = Int(generator.next() % 17)
    let values = (0..<(start + count + 9)).map { _ in Float(generator.uniform() - 0.5) + offset }
    return values[start..<(start + count)]
  }

  @Test(arguments: lengths) func sumsEqualTheirTwins(count: Int) {
    let x = stretch(count, seed: 1, offset: 0.1)
    let scale = Double(max(1, count)) * 1e-15
    #expect(abs(sum(of: x.span) - x.reduce(0.0) { $0 + Double($1) }) <= scale)
    #expect(
      abs(sumOfSquares(of: x.span) - x.reduce(0.0) { $0 + Double($1) * Double($1) }) <= scale)
    #expect(abs(sumOfMagnitudes(of: x.span) - x.reduce(0.0) { $0 + abs(Double($1)) }) <= scale)
  }

  @Test(arguments: lengths) func varianceIsNotHurtByAnOffset(count: Int) {
    let x = stretch(count, seed: 2, offset: 1000)
    let (mean, variance) = meanAndVariance(of: x.span)
    guard count > 0 else {
      #expect(mean == 0 && variance == 0)
      return
    }
    let twinMean = x.reduce(0.0) { $0 + Double($1) } / Double(count)
    let twin = x.reduce(0.0) { $0 + (Double($1) - twinMean) * (Double($1) - twinMean) }
    #expect(abs(mean - twinMean) < 1e-9)
    #expect(abs(variance - twin / Double(count)) < 1e-9)
  }

  @Test(arguments: lengths) func extremesEqualTheirTwins(count: Int) {
    let x = stretch(count, seed: 3)
    let found = extremes(of: x.span)
    #expect(found?.minimum == x.min())
    #expect(found?.maximum == x.max())
    #expect(largestMagnitude(of: x.span) == x.map { abs($0) }.max() ?? 0)
  }

  @Test(arguments: lengths) func elementwiseKernelsEqualTheirTwins(count: Int) {
    let x = stretch(count, seed: 4)
    var values = Array(x)
    var span = values.mutableSpan
    rectify(&span)
    #expect(values == x.map { abs($0) })
    var scaled = Array(x)
    var scaledSpan = scaled.mutableSpan
    scale(&scaledSpan, by: 3, plus: -1)
    #expect(scaled == x.map { $0 * 3 + -1 })
    var written = [Float](repeating: .nan, count: count)
    var writtenSpan = written.mutableSpan
    squares(of: x.span, into: &writtenSpan)
    #expect(written == x.map { $0 * $0 })
    var roots = Array(x)
    var rootsSpan = roots.mutableSpan
    takeSquareRoots(&rootsSpan)
    #expect(roots == x.map { max(0, $0).squareRoot() })
    var appended: [Float] = [7]
    append(x.span, to: &appended)
    #expect(appended == [7] + x)
  }

  @Test(arguments: lengths, [1, 2, 5]) func teagerKaiserEqualsItsTwin(count: Int, lag: Int) {
    guard count >= 2 * lag else { return }
    let x = Array(stretch(count, seed: 5))
    var energy = [Float](repeating: .nan, count: count - 2 * lag)
    var span = energy.mutableSpan
    teagerKaiser(x.span, lag: lag, into: &span)
    #expect(energy == energy.indices.map { x[$0 + lag] * x[$0 + lag] - x[$0] * x[$0 + 2 * lag] })
  }

  @Test(arguments: lengths, [1, 2, 3, 8, 31, 64]) func movingWindowsEqualTheirTwins(
    count: Int, length: Int
  ) {
    guard count >= length else { return }
    let x = Array(stretch(count, seed: 6))
    var largest = [Float](repeating: .nan, count: count - length + 1)
    var sums = [Double](repeating: .nan, count: count - length + 1)
    var (floats, doubles): ([Float], [Double]) = ([], [])
    var span = largest.mutableSpan
    movingMaximum(x.span, length: length, scratch: &floats, into: &span)
    var sumSpan = sums.mutableSpan
    movingSum(x.span, at: 3, length: length, scratch: &doubles, into: &sumSpan)
    for i in sums.indices {
      let window = x[i..<(i + length)]
      #expect(largest[i] == window.max())
      #expect(abs(sums[i] - window.reduce(0.0) { $0 + Double($1) }) < 1e-13)
    }
  }

  @Test(arguments: 1...40) func movingSumsDependOnThePositionInTheSignalAlone(length: Int) {
    // Values of very different sizes: sums of like Floats are exact in Double in any order.
    let signal = stretch(300, seed: 7).enumerated().map { i, x in
      x * Float(sign: .plus, exponent: (i * 37) % 71 - 35, significand: 1)
    }
    func sums(_ range: Range<Int>) -> [Double] {
      var output = [Double](repeating: 0, count: range.count - length + 1)
      var scratch: [Double] = []
      var span = output.mutableSpan
      let piece = signal[range]
      movingSum(
        piece.span, at: range.lowerBound, length: length, scratch: &scratch, into: &span)
      return output
    }
    let whole = sums(0..<300)
    for low in 0..<90 {
      let high = min(300, low + length + 3 * low)
      let isSame = sums(low..<high) == Array(whole[low..<(high - length + 1)])
      #expect(isSame)
    }
  }

  @Test func movingSumsDoNotDriftAfterAnArtefact() {
    var signal = [Float](repeating: 0, count: 5000)
    for i in 100..<200 { signal[i] = 3e30 }
    for i in 400..<5000 { signal[i] = 1e-3 }
    var sums = [Double](repeating: 0, count: 4901)
    var scratch: [Double] = []
    var span = sums.mutableSpan
    movingSum(signal.span, at: 0, length: 100, scratch: &scratch, into: &span)
    #expect(sums[200...300].allSatisfy { $0 == 0 })
    #expect(sums[400...].allSatisfy { abs($0 - 100 * Double(Float(1e-3))) < 1e-12 })
  }

  @Test(arguments: lengths.dropFirst()) func orderStatisticsEqualSorting(count: Int) {
    // Values of few steps, so that many are equal.
    for steps in [2, 5, 1000] as [Float] {
      let x = stretch(count, seed: 8).map { ($0 * steps).rounded() }
      let sorted = x.sorted()
      for rank in x.indices {
        var values = x
        var span = values.mutableSpan
        #expect(select(&span, rank: rank) == sorted[rank])
      }
      for share in [0, 0.1, 0.25, 0.5, 0.9, 1] {
        let exact = share * Double(count - 1)
        let low = Int(exact)
        let high = min(count - 1, low + 1)
        let twin =
          Double(sorted[low]) + (exact - Double(low)) * Double(sorted[high] - sorted[low])
        var values = x
        var span = values.mutableSpan
        let found = quantile(&span, share)
        #expect(abs((found ?? .nan) - twin) < 1e-6 * Double(steps))
      }
    }
  }

  @Test func medianAndDeviationOfKnownValues() {
    var values: [Float] = [1, 1, 2, 2, 4, 6, 9]
    var span = values.mutableSpan
    let found = medianAndDeviation(&span)
    #expect(found?.median == 2)
    #expect(found?.deviation == 1)
    var none: [Float] = []
    var empty = none.mutableSpan
    #expect(medianAndDeviation(&empty) == nil)
  }

  @Test(arguments: lengths, [1, 2, 7, 33]) func slidingDotProductsEqualTheirTwins(
    count: Int, tapCount: Int
  ) {
    guard count >= tapCount else { return }
    let x = Array(stretch(count, seed: 9))
    let taps = Array(stretch(tapCount, seed: 10))
    let wide = taps.map { Double($0) }
    var floats = [Float](repeating: .nan, count: count - tapCount + 1)
    var span = floats.mutableSpan
    slidingDotProduct(x.span, taps: taps.span, into: &span)
    var doubles = floats
    var doubleSpan = doubles.mutableSpan
    slidingDotProduct(x.span, taps: wide.span, into: &doubleSpan)
    for i in floats.indices {
      // In the order of the taps: the bits of a vector lane and of the rest are the same.
      let float = taps.indices.reduce(Float(0)) { $0 + x[i + $1] * taps[$1] }
      let double = taps.indices.reduce(0.0) { $0 + Double(x[i + $1]) * wide[$1] }
      #expect(floats[i] == float)
      #expect(doubles[i] == Float(double))
      #expect(dotProduct(x.span, from: i, taps: wide.span) == double)
    }
  }
}
