import EMGCore
import EMGKernels
import Testing

@Suite struct SectionKernelTests {
  private let section = SectionCoefficients(b0: 0.2, b1: -0.1, b2: 0.05, a1: -1.2, a2: 0.5)

  /// The difference equation, written out.
  private func twin(_ x: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: x.count)
    for n in x.indices {
      y[n] = section.b0 * x[n]
      if n >= 1 { y[n] += section.b1 * x[n - 1] - section.a1 * y[n - 1] }
      if n >= 2 { y[n] += section.b2 * x[n - 2] - section.a2 * y[n - 2] }
    }
    return y
  }

  @Test(arguments: Array(0...33)) func equalsTheDifferenceEquation(count: Int) {
    var generator = SplitMix64(seed: UInt64(count))
    let x = (0..<count).map { _ in generator.uniform() - 0.5 }
    var forward = x
    var state = SIMD2<Double>.zero
    var span = forward.mutableSpan
    runSection(&span, section, state: &state)
    #expect(zip(forward, twin(x)).allSatisfy { abs($0 - $1) < 1e-13 })
    var backward = x
    state = .zero
    var other = backward.mutableSpan
    runSection(&other, section, state: &state, isReversed: true)
    let expected = Array(twin(x.reversed()).reversed())
    #expect(zip(backward, expected).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  @Test func steadyStateHoldsAConstant() {
    var x = [Double](repeating: 3, count: 20)
    var state = section.steadyState * 3
    var span = x.mutableSpan
    runSection(&span, section, state: &state)
    #expect(x.allSatisfy { abs($0 - 3 * section.constantGain) < 1e-12 })
  }
}
