import EMGCore
import EMGKernels
import Testing

/// The kernels of the gate against slow, obvious twins.
@Suite struct GateKernelTests {
  private func values(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(generator.uniform() - 0.5) }
  }

  @Test(arguments: [0, 1, 5, 15, 16, 17, 40, 67], [1, 3, 27])
  func pairResponsesEqualTheirTwin(count: Int, reach: Int) {
    let x = values(count + 2 * reach + 9, seed: UInt64(count + reach))
    let odd = values(reach + 1, seed: 2)
    let even = values(reach + 1, seed: 3)
    let center = reach + 4
    let floor = values(count, seed: 4)
    var score = floor
    var span = score.mutableSpan
    raiseToPairResponses(&span, of: x.span, center: center, odd: odd.span, even: even.span)
    for i in 0..<count {
      var (a, b) = (0.0, Double(even[0]) * Double(x[center + i]))
      for j in 1...reach {
        a += Double(odd[j]) * (Double(x[center + i + j]) - Double(x[center + i - j]))
        b += Double(even[j]) * (Double(x[center + i + j]) + Double(x[center + i - j]))
      }
      #expect(abs(Double(score[i]) - max(Double(floor[i]), abs(a), abs(b))) < 1e-5)
    }
    // A sample's bits do not depend on how many are asked for with it.
    for i in 0..<count {
      var one = [floor[i]]
      var oneSpan = one.mutableSpan
      raiseToPairResponses(
        &oneSpan, of: x.span, center: center + i, odd: odd.span, even: even.span)
      #expect(one[0] == score[i])
    }
  }

  @Test(arguments: [0, 1, 7, 8, 33], [1, 2, 3, 8, 13, 16, 31])
  func movingRMSEqualsItsTwin(count: Int, length: Int) {
    let x = values(count + length + 6, seed: UInt64(count * 40 + length))
    let floor = values(count, seed: 5)
    var score = floor
    var span = score.mutableSpan
    var scratch: [Float] = []
    raiseToMovingRMS(
      &span, of: x.span, start: 5, length: length, factor: 2, scratch: &scratch)
    for i in 0..<count {
      let sum = (0..<length).reduce(0.0) { $0 + Double(x[5 + i + $1]) * Double(x[5 + i + $1]) }
      let twin = max(Double(floor[i]), 2 * (sum / Double(length)).squareRoot())
      #expect(abs(Double(score[i]) - twin) < 1e-6)
    }
  }

  @Test(arguments: [1, 2, 50, 333]) func aRankIsThatOfTheSortedWhateverTheGuess(count: Int) {
    var scratch: [Float] = []
    let x = values(count, seed: UInt64(count)).map { ($0 * 40).rounded() / 20 + 1.5 }
    let sorted = x.sorted()
    for rank in stride(from: 0, to: count, by: max(1, count / 20)) {
      for guess in [0, 0.2, sorted[rank], sorted[rank] * 1.015, 90] {
        #expect(value(ofRank: rank, in: x.span, near: guess, scratch: &scratch) == sorted[rank])
      }
    }
  }

  @Test func addedSumsEqualTheirTwin() {
    let x = values(37, seed: 6).map { Double($0) }
    var sums = values(37, seed: 7).map { Double($0) }
    let twin = zip(x, sums).map { $0 + $1 }
    var span = sums.mutableSpan
    add(x.span, to: &span)
    #expect(sums == twin)
  }
}
