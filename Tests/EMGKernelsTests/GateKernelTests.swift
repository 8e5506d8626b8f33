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

  @Test(
    arguments: [0, 1, 5, 31, 32, 33, 67],
    [[1], [0, 3], [2, 2, 27], [6, 10, 16, 27], [1, 2, 3, 4, 5, 6]])
  func pairResponsesEqualTheirTwin(count: Int, reaches: [Int]) {
    let longest = reaches.last ?? 0
    let x = values(count + 2 * longest + 9, seed: UInt64(count + longest))
    let pairs = reaches.enumerated().map { n, reach in
      (
        odd: values(reach + 1, seed: UInt64(2 * n + 2)),
        even: values(reach + 1, seed: UInt64(2 * n + 3))
      )
    }
    let taps = pairs.flatMap { $0.odd + $0.even }
    let center = longest + 4
    var score: [Float] = [-1]
    appendPairResponses(
      to: &score, count: count, of: x.span, center: center, taps: taps, reaches: reaches)
    #expect(score.count == count + 1 && score[0] == -1)
    for i in 0..<count {
      var twin: Float = 0
      for (odd, even) in pairs {
        // The sums in Float, from the centre outwards, whatever other pairs there are.
        var (a, b) = (Float(0), even[0] * x[center + i])
        for j in 1..<max(1, odd.count) {
          a += (x[center + i + j] - x[center + i - j]) * odd[j]
          b += (x[center + i + j] + x[center + i - j]) * even[j]
        }
        twin = max(twin, abs(a), abs(b))
      }
      #expect(score[i + 1] == twin)
    }
    // A sample's bits do not depend on how many are asked for with it.
    for i in 0..<count {
      var one: [Float] = []
      appendPairResponses(
        to: &one, count: 1, of: x.span, center: center + i, taps: taps, reaches: reaches)
      #expect(one == [score[i + 1]])
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

  @Test(arguments: [1, 31, 32, 33, 64, 75], [[], [2], [0, 1, 4]])
  func sumsOfRowsEqualTheirTwin(length: Int, rows: [Int]) {
    let x = values(5 * length, seed: 6).map { Double($0) }
    let twin = (0..<length).map { i in rows.reduce(0.0) { $0 + x[$1 * length + i] } }
    #expect(sumOfRows(x, length: length, rows: rows) == twin)
  }

  @Test func correlationsEqualTheirTwin() {
    let sums = values(37, seed: 7)
    var known = [1.5]
    appendCorrelation(sums.span, length: 40, power: 0.3, to: &known)
    #expect(known == [1.5] + (0..<37).map { Double(sums[$0]) / Double(40 - $0) / 0.3 })
  }

  @Test(arguments: [0, 1, 7, 8, 9, 50]) func multiplesOfAnAngleAreItsWaves(count: Int) {
    var (c, s): ([Float], [Float]) = ([1, 2, 3], [])
    multiples(cosine: cos(0.3), sine: sin(0.3), count: count, cosines: &c, sines: &s)
    #expect(c.count == count && s.count == count)
    for i in 0..<count {
      #expect(abs(Double(c[i]) - cos(0.3 * Double(i))) < 1e-7)
      #expect(abs(Double(s[i]) - sin(0.3 * Double(i))) < 1e-7)
    }
  }

  @Test func powersOfTurnsAddUp() {
    let lanes = turnsPerTable
    let (up, down) = (values(5 * lanes, seed: 8), values(5 * lanes, seed: 9))
    let (above, below) = turnSums(up.span, down.span, rows: 4)
    var sums = [1.0, 2, 3, 4, 5]
    addBeside(up.span, down.span, turns: 2..<7, to: &sums)
    for l in 0..<lanes {
      #expect(above[l] == (0..<4).reduce(0.0) { $0 + Double(up[$1 * lanes + l]) })
      #expect(below[l] == (0..<4).reduce(0.0) { $0 + Double(down[$1 * lanes + l]) })
    }
    for h in sums.indices {
      let twin = (2..<7).reduce(Double(h + 1)) {
        $0 + (Double(down[h * lanes + $1]) + Double(up[h * lanes + $1]))
      }
      #expect(sums[h] == twin)
    }
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
    let (cosines, sines) = (table(cos), table(sin))
    foldedSums(
      of: x.span, groupLength: length, cosines: cosines.span, sines: sines.span,
      frequencies: steps.count, stride: stride, from: 2, real: &real, imaginary: &imaginary)
    for (f, step) in steps.enumerated() {
      for g in 0..<groups {
        var (c, s) = (0.0, 0.0)
        for n in 0..<length {
          let phase = step * (Double(n) - Double(length - 1) / 2)
          c += Double(x[g * length + n]) * cos(phase)
          s -= Double(x[g * length + n]) * sin(phase)
        }
        #expect(abs(Double(real[f * stride + 2 + g]) - c) < 1e-5)
        #expect(abs(Double(imaginary[f * stride + 2 + g]) - s) < 1e-5)
      }
    }
  }

  @Test(arguments: [1, 2, 5], [false, true])
  func turnedPowersEqualTheirTwin(rows: Int, isShared: Bool) {
    let (count, stride) = (21, 23)
    let (x, y) = (values(rows * stride, seed: 8), values(rows * stride, seed: 9))
    let sets = (0..<(isShared ? 1 : rows)).map { set in
      (0..<7).map { lane in values(count, seed: UInt64(10 + 7 * set + lane)).map { 9 * $0 } }
    }
    let table = sets.flatMap { angles in
      turnTable(
        cosines: angles.map { $0.map { cos($0) } }, sines: angles.map { $0.map { sin($0) } })
    }
    // Half the angle that a wave turns in a group reaches from none to beyond the last lobe.
    let distances = sets.indices.flatMap { set in (0..<8).map { Float($0) * (0.8 + Float(set)) } }
    let (scale, middle) = (Float(0.7), 0.3)
    var down = [Float](repeating: 0, count: rows * turnsPerTable)
    var up = down
    turnedPowers(
      x.span, y.span, rows: rows, stride: stride, turns: table.span,
      turnStep: isShared ? 0 : table.count / rows, distances: distances.span,
      distanceStep: isShared ? 0 : 8, count: count, scale: scale, middle: middle, down: &down,
      up: &up)
    for h in 0..<rows {
      let (angles, row) = (sets[isShared ? 0 : h], h * stride)
      for lane in 0..<7 {
        let distance = distances[(isShared ? 0 : h) * 8 + lane]
        let at = h * turnsPerTable + lane
        for (power, sign) in [(down[at], Float(1)), (up[at], -1)] {
          var (re, im) = (Float(0), Float(0))
          for i in 0..<count {
            let (c, s) = (cos(angles[lane][i]), sign * sin(angles[lane][i]))
            re += x[row + i] * c + y[row + i] * s
            im += y[row + i] * c - x[row + i] * s
          }
          let a = scale * (Float(middle * Double(h + 1)) + sign * distance)
          let loss = max(0.2, abs(a) < 1e-6 ? 1 : sin(a) / a)
          let twin = (re * re + im * im) / (loss * loss)
          #expect(abs(power - twin) < 1e-4 * max(1, twin))
        }
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

  @Test func groupsAreTurnedAndWeighed() {
    let (rows, stride, count) = (3, 9, 7)
    let (x, y) = (values(rows * stride, seed: 32), values(rows * stride, seed: 33))
    let (cosines, sines) = (values(rows * stride, seed: 34), values(rows * stride, seed: 35))
    let weights = values(count, seed: 36)
    var real = [Float](repeating: 5, count: rows * stride)
    var imaginary = real
    weighTurned(
      x, y, cosines: cosines, sines: sines, weights: weights, stride: stride, real: &real,
      imaginary: &imaginary)
    for i in x.indices {
      guard i % stride < count else {
        #expect(real[i] == 5 && imaginary[i] == 5)
        continue
      }
      let w = weights[i % stride]
      #expect(real[i] == w * (x[i] * cosines[i] + y[i] * sines[i]))
      #expect(imaginary[i] == w * (y[i] * cosines[i] - x[i] * sines[i]))
    }
    var moved = x
    moveToFront(&moved, stride: stride, 4..<7)
    for i in x.indices { #expect(moved[i] == x[i % stride < 3 ? i + 4 : i]) }
  }

  @Test(arguments: [1, 2, 7, 8, 9, 50, 64, 65, 200])
  func aRankOfFewOrManyIsThatOfTheSorted(count: Int) {
    let x = values(count, seed: UInt64(count)).map { Double(($0 * 20).rounded()) }
    let sorted = x.sorted()
    for rank in x.indices { #expect(value(ofRank: rank, of: x) == sorted[rank]) }
  }
}
