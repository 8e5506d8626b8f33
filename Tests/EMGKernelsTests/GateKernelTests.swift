import EMGCore
import EMGKernels
import Foundation
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

  @Test(arguments: [1, 2, 50, 333, 5000]) func aRankIsThatOfTheSortedWhateverTheGuess(count: Int) {
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

  @Test(arguments: [1, 2, 15, 16, 17, 80, 81]) func foldedSumsEqualTheirTwin(length: Int) {
    let (groups, stride) = (5, 8)
    let steps = (0..<19).map { 0.3 + 0.15 * Double($0) }
    let x = values(groups * length + length - 1, seed: UInt64(length))
    let half = (length + 1) / 2
    func table(_ wave: (Double) -> Double) -> [Float] {
      foldedTable(
        steps.map { step in
          (0..<half).map { Float(wave(step * (Double(length - 1) / 2 - Double($0)))) }
        })
    }
    var real = [Float](repeating: 0, count: steps.count * stride)
    var imaginary = real
    var a = real.mutableSpan
    var b = imaginary.mutableSpan
    func turns(_ wave: (Double) -> Double) -> [[Float]] {
      steps.map { step in (0..<groups).map { Float(wave(0.7 * step * Double($0))) } }
    }
    let (cosines, sines) = (table(cos), table(sin))
    foldedSums(
      of: x.span, groupLength: length, cosines: cosines.span, sines: sines.span,
      turns: GroupTurns(cosines: turns(cos), sines: turns(sin)), frequencies: steps.count,
      stride: stride, real: &a, imaginary: &b)
    for (f, step) in steps.enumerated() {
      for g in 0..<groups {
        var (c, s) = (0.0, 0.0)
        for n in 0..<length {
          let phase = step * (Double(n) - Double(length - 1) / 2 + 0.7 * Double(g))
          c += Double(x[g * length + n]) * cos(phase)
          s -= Double(x[g * length + n]) * sin(phase)
        }
        #expect(abs(Double(real[f * stride + g]) - c) < 1e-5)
        #expect(abs(Double(imaginary[f * stride + g]) - s) < 1e-5)
      }
    }
  }

  @Test func turnedPowersEqualTheirTwin() {
    let (x, y) = (values(21, seed: 8), values(21, seed: 9))
    let angles = (0..<7).map { lane in values(21, seed: UInt64(10 + lane)).map { 9 * $0 } }
    let table = turnTable(
      cosines: angles.map { $0.map { cos($0) } }, sines: angles.map { $0.map { sin($0) } })
    // Half the angle that a wave turns in a group reaches from none to beyond the last lobe.
    let distances = (0..<8).map { Float($0) * 0.8 }
    let (scale, middle) = (Float(0.7), Float(0.3))
    let powers = turnedPowers(
      x.span, y.span, turns: table.span, distances: distances.span, scale: scale, middle: middle)
    for lane in 0..<7 {
      for (power, sign) in [(powers.down[lane], Float(1)), (powers.up[lane], -1)] {
        var (re, im) = (Float(0), Float(0))
        for i in 0..<21 {
          let (c, s) = (cos(angles[lane][i]), sign * sin(angles[lane][i]))
          re += x[i] * c + y[i] * s
          im += y[i] * c - x[i] * s
        }
        let a = scale * (middle + sign * distances[lane])
        let loss = max(0.2, abs(a) < 1e-6 ? 1 : sin(a) / a)
        let twin = (re * re + im * im) / (loss * loss)
        #expect(abs(power - twin) < 1e-4 * max(1, twin))
      }
    }
  }

  @Test func rowsAreTurnedByMultiples() {
    let (rows, stride, first) = (4, 9, 2)
    let x = values(first + rows * stride, seed: 30)
    let y = values(first + rows * stride, seed: 31)
    let angles = (0..<7).map { 0.4 * Float($0) }
    let (cosines, sines) = (angles.map { cos($0) }, angles.map { sin($0) })
    var (a, b) = (x, y)
    var aSpan = a.mutableSpan
    var bSpan = b.mutableSpan
    turnRows(
      &aSpan, &bSpan, from: first, rows: rows, stride: stride, cosines: cosines.span,
      sines: sines.span)
    for i in x.indices {
      let (h, n) = ((i - first) / stride, (i - first) % stride)
      guard i >= first, n < 7 else {
        #expect(a[i] == x[i] && b[i] == y[i])
        continue
      }
      let (c, s) = (cos(Float(h + 1) * angles[n]), sin(Float(h + 1) * angles[n]))
      #expect(abs(a[i] - (x[i] * c + y[i] * s)) < 1e-5)
      #expect(abs(b[i] - (y[i] * c - x[i] * s)) < 1e-5)
    }
  }

  @Test(arguments: [1, 3, 16]) func piecesAreWeighed(length: Int) {
    let x = values(5 * length + 2, seed: 32)
    let weights = [0.5, 2, 1.0 / 3, 0]
    let own = weighedPieces(of: x.span, length: length, weights: weights, count: 4 * length + 3)
    for i in own.indices {
      #expect(own[i] == (i < 4 * length ? x[i] * Float(weights[i / length]) : 0))
    }
  }
}
