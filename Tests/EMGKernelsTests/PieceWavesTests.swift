import EMGCore
import EMGKernels
import EMGTestSupport
import Foundation
import Testing

/// Harmonics in pieces of a signal against what the loops compute, said slowly.
@Suite struct PieceWavesTests {
  private func values(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in 2 * generator.uniform() - 1 }
  }

  @Test(arguments: [(16, 5, 9), (7, 3, 4), (4, 1, 1), (3, 4, 17)])
  func harmonicsAreSummedAndSubtractedPieceByPiece(length: Int, count: Int, harmonics: Int) {
    let x = (0..<(length * count + 2)).map { Float(sin(Double($0) * 1.7) * 10) }
    func step(_ h: Int) -> Double { 0.11 * Double(h + 1) }
    let cosines = (0..<harmonics).map { h in (0..<length).map { cos(step(h) * Double($0)) } }
    let sines = (0..<harmonics).map { h in (0..<length).map { sin(step(h) * Double($0)) } }
    let jumps = (0..<harmonics).map { step($0) * Double(length) }
    let table = HarmonicTable(
      cosines: cosines, sines: sines, steps: jumps.map { (cos($0), sin($0)) }, pieces: count + 1)
    var real = [Double](repeating: 0, count: count * table.stride)
    var imaginary = real
    harmonicSums(of: x.span, pieces: count, table, real: &real, imaginary: &imaginary)
    for k in 0..<count {
      for h in 0..<harmonics {
        // The phase is that of the first sample of all.
        let (a, b) = (0..<length).reduce((0.0, 0.0)) { sum, i in
          let angle = step(h) * Double(k * length + i)
          return (
            sum.0 + Double(x[k * length + i]) * cos(angle),
            sum.1 - Double(x[k * length + i]) * sin(angle)
          )
        }
        #expect(abs(real[k * table.stride + h] - a) < 1e-9)
        #expect(abs(imaginary[k * table.stride + h] - b) < 1e-9)
      }
    }
    let (p, q) = (values(harmonics, seed: 1), values(harmonics, seed: 2))
    var y = x
    subtractHarmonics(
      from: &y, length: length, cosines: cosines.flatMap { $0 }, sines: sines.flatMap { $0 },
      real: p, imaginary: q, cosineSteps: jumps.map { cos($0) }, sineSteps: jumps.map { sin($0) })
    for i in x.indices {
      let wave = (0..<harmonics).reduce(0.0) {
        $0 + p[$1] * cos(step($1) * Double(i)) - q[$1] * sin(step($1) * Double(i))
      }
      #expect(abs(Double(y[i]) - (i < count * length ? Double(x[i]) - wave : Double(x[i]))) < 1e-5)
    }
  }

  @Test(arguments: [0, 1, 2, 50, 250]) func turnedSumsEqualTheirTwins(count: Int) {
    let stride = 16
    let (x, y) = (values(count * stride, seed: 3), values(count * stride, seed: 4))
    let weights = values(count, seed: 5)
    var angles = GrowingAngles()
    let starts = values(stride, seed: 6)
    let steps = values(stride, seed: 7)
    for lane in 0..<stride {
      (angles.cosines[lane], angles.sines[lane]) = (cos(starts[lane]), sin(starts[lane]))
      (angles.cosineSteps[lane], angles.sineSteps[lane]) = (cos(steps[lane]), sin(steps[lane]))
      angles.scales[lane] = Double(lane)
    }
    let plain = angles.sums(weights)
    let own = angles.sums(weights, of: x, y, first: 0, stride: stride)
    let turned = turnedSums(
      x, y, count: count, first: 0, stride: stride, cosines: angles.cosineSteps,
      sines: angles.sineSteps)
    for lane in 0..<stride {
      var sums = [Double](repeating: 0, count: 6)
      for k in 0..<count {
        let angle = starts[lane] + steps[lane] * Double(k)
        let factor = weights[k] * Double(lane)
        let (a, b) = (x[k * stride + lane], y[k * stride + lane])
        sums[0] += factor * cos(angle)
        sums[1] += factor * sin(angle)
        sums[2] += factor * (a * cos(angle) + b * sin(angle))
        sums[3] += factor * (b * cos(angle) - a * sin(angle))
        let turn = steps[lane] * Double(k)
        sums[4] += x[k * stride] * cos(turn) + y[k * stride] * sin(turn)
        sums[5] += y[k * stride] * cos(turn) - x[k * stride] * sin(turn)
      }
      let found = [
        plain.cosines[lane], plain.sines[lane], own.real[lane], own.imaginary[lane],
        turned.real[lane], turned.imaginary[lane],
      ]
      for (a, b) in zip(found, sums) { #expect(abs(a - b) < 1e-9) }
    }
  }

  @Test(arguments: [1, 5, 7]) func joinedPiecesEqualTheirTwin(group: Int) {
    let (count, stride) = (23, 16)
    let (x, weights) = (values(count * stride, seed: 8), values(count, seed: 9))
    let own = joinedPieces(x, stride: stride, weights: weights, group: group)
    #expect(own.count == (count + group - 1) / group * stride)
    for n in own.indices {
      let (g, h) = (n / stride, n % stride)
      let sum = (g * group..<min(count, (g + 1) * group)).reduce(0.0) {
        $0 + weights[$1] * x[$1 * stride + h]
      }
      #expect(own[n] == sum)
    }
  }

  @Test(arguments: [1, 5, 12], [1, 4, 25]) func groupWeightsEqualTheirTwin(group: Int, count: Int) {
    let taper = values(count, seed: 14)
    let means = values((count + group - 1) / group, seed: 15)
    var own: [Double] = [1, 2]
    groupWeights(taper, over: means, floor: 0.1, group: group, into: &own)
    #expect(own == taper.indices.map { taper[$0] / max(means[$0 / group], 0.1) })
  }

  @Test(arguments: [1, 15, 16, 40, 53], [0, 1, 3, 8, 19]) func blockMeansAreThoseOfTheBlocks(
    length: Int, count: Int
  ) {
    let x = values(length * count + length / 2, seed: 16).map { Float($0) }
    var (means, powers): ([Float], [Float]) = ([7], [8])
    appendBlockMeans(of: x.span, length: length, to: &means)
    appendBlockPowers(of: x.span, length: length, to: &powers)
    #expect(means.count == 1 + x.count / length && powers.count == means.count)
    #expect(means[0] == 7 && powers[0] == 8)
    for b in 0..<(x.count / length) {
      let block = x.span.extracting((b * length)..<((b + 1) * length))
      #expect(means[b + 1] == Float(sum(of: block) / Double(length)))
      #expect(powers[b + 1] == Float(sumOfSquares(of: block) / Double(length)))
    }
  }

  @Test(arguments: [0, 1, 8, 37]) func taperAndPowersEqualTheirTwins(count: Int) {
    let (x, window) = (values(count, seed: 17).map { Float($0) }, values(count, seed: 18))
    var tapered = [Float](repeating: 0, count: count)
    var target = tapered.mutableSpan
    taper(x.span, less: 0.3, window: window.span, into: &target)
    #expect(tapered == x.indices.map { Float((Double(x[$0]) - 0.3) * window[$0]) })
    let bins = x.indices.map { SIMD2(x[$0], Float(window[$0])) }
    var sums = values(count, seed: 19)
    let before = sums
    var span = sums.mutableSpan
    addPowers(of: bins.span, to: &span)
    for k in bins.indices {
      let (re, im) = (Double(bins[k].x), Double(bins[k].y))
      #expect(sums[k] == before[k] + (re * re + im * im))
    }
  }

  @Test(arguments: [1, 5, 7, 16, 20, 40], [0, 3, 8, 21]) func blocksEqualTheirTwins(
    length: Int, count: Int
  ) {
    let x = values(length * count + length / 2, seed: 10).map { Float($0) }
    var (levels, kept): ([Float], [Float]) = ([7], [8])
    appendBlockLevels(of: x.span, length: length, to: &levels)
    let maxima = blockMaxima(of: x.span, length: length)
    blockMaxima(of: x.span, length: length, into: &kept)
    #expect(levels[0] == 7 && levels.count == 1 + x.count / length)
    #expect(maxima.count == x.count / length && kept == maxima)
    for b in maxima.indices {
      let block = x[(b * length)..<((b + 1) * length)]
      #expect(
        levels[b + 1] == (block.reduce(0) { $0 + $1 * $1 } / Float(length)).squareRoot())
      #expect(maxima[b] == max(0, block.max() ?? 0))
    }
    let others = x.map { $0 * 0.3 }
    #expect(differences(x, less: others) == zip(x, others).map { $0 - $1 })
  }

  @Test(arguments: [0, 1, 40]) func binsOfSquaresEqualTheirTwins(count: Int) {
    var x = values(count, seed: 20).map { abs(Float($0)) }
    if count > 2 { (x[0], x[1], x[2]) = (1, 1e30, 0.99999994) }
    var bins: [UInt16] = [9]
    appendSquareBins(of: x.span, count: 512, to: &bins)
    #expect(bins == [9] + x.map { $0 < 1 ? UInt16($0 * $0 * 512) : 511 })
  }

  @Test(arguments: [0, 1, 63, 64, 65, 200]) func theFirstValueBeyondIsFound(place: Int) {
    var x = [Float](repeating: 1, count: 201)
    #expect(firstIndex(beyond: 1, in: x.span, from: 0) == 201)
    for size: Float in [1.5, -1.5] {
      x[place] = size
      #expect(firstIndex(beyond: 1, in: x.span, from: 0) == place)
      #expect(firstIndex(beyond: 1, in: x.span, from: place) == place)
      #expect(firstIndex(beyond: 1, in: x.span, from: place + 1) == 201)
    }
  }

  @Test(arguments: [0, 1, 9]) func valuesAreMultipliedInPlace(count: Int) {
    let x = values(count, seed: 21)
    var own = x
    multiply(&own, by: 0.3)
    #expect(own == x.map { $0 * 0.3 })
  }

  @Test(arguments: [1, 5], [0, 4, 5, 23]) func meansOfGroupsEqualTheirTwins(group: Int, count: Int)
  {
    let x = values(count, seed: 22)
    var means: [Double] = [1, 2, 3]
    groupMeans(of: x, group: group, into: &means)
    let twins = (0..<(count / group)).map { g in
      x[(g * group)..<((g + 1) * group)].reduce(0, +) / Double(group)
    }
    #expect(means == twins)
  }

  @Test func runsOfOneAndTwoArePassedUpToThreeEqualValues() {
    for place in 2..<80 {
      var x = values(80, seed: UInt64(place)).map { Float($0) }
      // Pairs everywhere, and one value three times.
      for n in stride(from: 1, to: 80, by: 5) { x[n] = x[n - 1] }
      (x[place - 1], x[place - 2]) = (x[place], x[place])
      let twin = x.indices.first { $0 > 1 && x[$0] == x[$0 - 1] && x[$0] == x[$0 - 2] } ?? 80
      for start in [2, 3, 17] where start <= twin {
        var (low, high) = (Float(-0.1), Float(0.1))
        let end = passShortRuns(x.span, from: start, lowest: &low, highest: &high)
        #expect(end == twin)
        #expect(low == min(-0.1, x[start..<end].min() ?? 0))
        #expect(high == max(0.1, x[start..<end].max() ?? 0))
      }
    }
    for value in [Float.infinity, -.infinity, .nan] {
      var x = values(40, seed: 1).map { Float($0) }
      x[18] = value
      var (low, high) = (Float(0), Float(0))
      #expect(passShortRuns(x.span, from: 2, lowest: &low, highest: &high) == 18)
      #expect(low.isFinite && high.isFinite)
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 63, 200]) func elementwiseLoopsEqualTheirTwins(count: Int) {
    var x = values(count, seed: 11).map { Float($0) }
    var scaled: [Float] = []
    #expect(scale(x.span, by: 3, within: .infinity, into: &scaled))
    #expect(scaled == x.map { $0 * 3 })
    var more: [Float] = [7]
    #expect(appendScaled(x.span, by: 3, within: .infinity, to: &more))
    #expect(more == [7] + scaled)
    #expect(knownCount(of: x.span) == count)
    #expect(stepSizes(of: x) == zip(x, x.dropFirst()).map { abs($1 - $0) })
    let (earlier, later) = (x.map { $0 * 0.3 }, x.map { $0 * 0.7 })
    var rest = x
    takeOut(earlier, later[...], of: &rest)
    for i in x.indices { #expect(rest[i] == x[i] - (earlier[i] - later[i])) }
    guard count > 0 else { return }
    x[count / 2] = .nan
    #expect(!scale(x.span, by: 3, within: .infinity, into: &scaled) && scaled[count / 2].isNaN)
    // As large as the limit is in, the next larger number is not.
    let limit = Float(1e6)
    for (value, isIn) in [
      (limit, true), (-limit, true), (limit.nextUp, false), (-.infinity, false),
    ] {
      x[count / 2] = value
      #expect(scale(x.span, by: 1, within: limit, into: &scaled) == isIn)
      #expect(scaled[count / 2].isNaN == !isIn)
    }
    x[count / 2] = .nan
    #expect(knownCount(of: x.span) == count - 1)
  }

  @Test(arguments: [1, 2, 16, 40], [0, 1, 6, 7, 15, 31, 63, 64, 100])
  func slidingProductsEqualTheirTwins(taps: Int, more: Int) {
    let x = values(taps + more, seed: 12)
    let h = values(taps, seed: 13)
    var own = [Double](repeating: 0, count: more + 1)
    var span = own.mutableSpan
    slidingDotProduct(x.span, taps: h.span, into: &span)
    let (floats, shorts) = (x.map { Float($0) }, h.map { Float($0) })
    var single = [Float](repeating: 0, count: more + 1)
    var singles = single.mutableSpan
    slidingDotProduct(floats.span, taps: shorts.span, into: &singles)
    for i in 0...more {
      // Term by term, in the order of the taps.
      #expect(own[i] == h.indices.reduce(0.0) { $0 + x[i + $1] * h[$1] })
      #expect(single[i] == h.indices.reduce(Float(0)) { $0 + floats[i + $1] * shorts[$1] })
    }
  }

  @Test(arguments: 1...9) func symmetricEquationsAreSolved(size: Int) {
    // Products of a matrix with itself, and the sides that a known solution gives.
    let root = values(size * size, seed: UInt64(size))
    let wanted = values(size, seed: 20)
    var matrix = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0..<size {
        matrix[i * size + j] =
          (0..<size).reduce(i == j ? 0.5 : 0) { $0 + root[i * size + $1] * root[j * size + $1] }
      }
    }
    var right = (0..<size).map { i in
      (0..<size).reduce(0.0) { $0 + matrix[i * size + $1] * wanted[$1] }
    }
    #expect(solveSymmetric(&matrix, &right))
    for i in 0..<size { #expect(abs(right[i] - wanted[i]) < 1e-12) }
    var (nothing, sides) = ([0.0], [1.0])
    #expect(!solveSymmetric(&nothing, &sides))
    (nothing, sides) = ([0], [1])
    #expect(solveSymmetric(&nothing, &sides, ridge: 4) && sides == [0.25])
  }
}
