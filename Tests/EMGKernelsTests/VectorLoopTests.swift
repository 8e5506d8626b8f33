import EMGCore
import EMGKernels
import Testing

/// Loops that stand in C for several instruction sets against what they compute, said slowly.
@Suite struct VectorLoopTests {
  private func values(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(2 * generator.uniform() - 1) }
  }

  static let counts = [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 127, 129, 300]

  @Test(arguments: counts, [1, 2, 5, 8, 40]) func movingMeansEqualTheirTwins(
    count: Int, length: Int
  ) {
    let x = values(count, seed: UInt64(count))
    for edge in [MeanEdge.zero, .none] {
      for (first, stride) in [(0, 1), (2, 5)] {
        let own = RunningSums(of: x).means(
          length: length, edge: edge, from: first, stride: stride)
        let twin = Swift.stride(from: first, to: count, by: stride).map { i -> Float in
          guard length > 1, count > 1 else { return x[i] }
          let low = i - length / 2
          let known = x[max(0, low)..<min(count, low + length)]
          let sum = known.reduce(0.0) { $0 + Double($1) }
          return Float(sum / Double(edge == .zero ? length : known.count))
        }
        #expect(own.count == twin.count)
        for (a, b) in zip(own, twin) { #expect(abs(a - b) <= 1e-7) }
      }
    }
  }

  /// Sums that are made piece by piece and forgotten are those of the whole.
  @Test(arguments: counts + [2047, 2048, 2049, 9000], [1, 2, 5, 8, 40, 3001])
  func movingMeansInPiecesEqualThoseOfTheWhole(count: Int, length: Int) {
    let x = values(count, seed: UInt64(count + 7))
    let sums = RunningSums(of: x)
    for edge in [MeanEdge.zero, .none] {
      for (first, stride) in [(0, 1), (2, 5), (3, 1), (0, 4000), (count, 1), (count + 1, 3)] {
        #expect(
          movingMeans(of: x, length: length, edge: edge, from: first, stride: stride)
            == sums.means(length: length, edge: edge, from: first, stride: stride))
      }
    }
  }

  @Test(arguments: [0, 1, 5, 4096, 5000]) func appendedCopiesFollowWhatIsThere(count: Int) {
    var x: [Float] = [1, 2]
    append(3, count: count, to: &x)
    #expect(x == [1, 2] + [Float](repeating: 3, count: count))
  }

  @Test(arguments: counts) func relativePowersEqualTheirTwin(count: Int) {
    let x = values(count, seed: 3)
    let units = values(count, seed: 4).map { abs($0) + 0.1 }
    #expect(
      relativePowers(of: x.span, over: units.span)
        == zip(x, units).map { ($0 / $1) * ($0 / $1) })
  }

  @Test(arguments: counts.dropFirst()) func ranksEqualThoseOfSortedValues(count: Int) {
    // Few distinct values too: many are equal.
    for x in [values(count, seed: 5), values(count, seed: 6).map { ($0 * 3).rounded() }] {
      let sorted = x.sorted()
      var scratch: [Float] = []
      for rank in 0..<count {
        for guess in [Float(0), 0.4] {
          #expect(
            value(ofRank: rank, in: x.span, near: guess, scratch: &scratch) == sorted[rank])
        }
        #expect(value(ofRank: rank, of: x.map { Double($0) }) == Double(sorted[rank]))
      }
    }
  }

  @Test func ranksOfManyValuesEqualThoseOfSortedValues() {
    let x = values(20_000, seed: 7)
    let sorted = x.sorted()
    var scratch: [Float] = []
    for rank in [0, 1, 5_000, 10_000, 19_998, 19_999] {
      #expect(value(ofRank: rank, in: x.span, near: 0, scratch: &scratch) == sorted[rank])
    }
  }

  @Test(arguments: counts) func searchesEqualTheirTwins(count: Int) {
    let x = values(count, seed: 8)
    for limit in [Float(-2), 0, 0.9, 0.99, 2] {
      for start in [1, 2, 63, 64, 65] {
        let reaching = x.indices.first { $0 >= start && x[$0] >= limit } ?? count
        #expect(firstIndex(reaching: limit, in: x.span, from: start) == reaching)
        let jump = x.indices.first { $0 >= start && abs(x[$0] - x[$0 - 1]) > 2 * limit } ?? count
        #expect(firstJump(beyond: 2 * limit, in: x.span, from: start) == jump)
      }
    }
  }

  @Test(arguments: [1, 4, 8, 13, 16, 24, 35]) func pieceEnergiesEqualTheirTwin(length: Int) {
    // Pieces are taken eight at a time and one by one.
    let x = values(13 * length + length - 1, seed: 9)
    let own = pieceEnergies(of: x.span, length: length)
    #expect(own.count == x.count / length)
    for (k, energy) in own.enumerated() {
      let twin = x[(k * length)..<((k + 1) * length)].reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(energy - twin) <= 1e-14 * twin)
    }
  }

  @Test(arguments: [1, 2, 3, 8, 9, 16, 17, 23, 24, 25, 30])
  func toeplitzTracesEqualThoseOfTheMatrix(order: Int) {
    let column = values(order, seed: 10).map { Double($0) }
    let matrix = (0..<order).map { i in (0..<order).map { column[abs(i - $0)] } }
    func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
      (0..<order).map { i in
        (0..<order).map { j in (0..<order).reduce(0.0) { $0 + a[i][$1] * b[$1][j] } }
      }
    }
    let square = product(matrix, matrix)
    let cube = product(square, matrix)
    func trace(_ a: [[Double]]) -> Double { a.indices.reduce(0) { $0 + a[$1][$1] } }
    let own = toeplitzTraces(column, order: column.count)
    #expect(abs(own.square - trace(square)) <= 1e-12 * trace(square))
    #expect(abs(own.cube - trace(cube)) <= 1e-10 * trace(square))
  }
}
