/// Joins the shapes that are parts of one potential: they stand at one distance of each other.
struct PotentialParts {
  let settings: DecompositionSettings
  /// Samples a second of the fine grid.
  let rate: Double

  /// A shape and its discharges.
  struct Part {
    var train: [Int]
    var shape: [Float]
  }

  /// The largest part of each potential, the largest potential first.
  ///
  /// Where many discharges of a part stand with another part and many without it, two units have
  /// that part alike, and are told apart by the other one.
  ///
  /// - Parameter parts: Shapes and their discharges.
  /// - Returns: A part a unit.
  func joined(_ parts: [Part]) -> [Part] {
    var whole: [Part] = []
    for part in parts.sorted(by: {
      (height(of: $0.shape), $0.train.count) > (height(of: $1.shape), $1.train.count)
    }) {
      let company = whole.map { companions(of: part.train, beside: $0.train) }
      guard
        let best = whole.indices.max(by: { company[$0].count < company[$1].count }),
        Double(company[best].count) >= settings.partShare * Double(part.train.count)
      else {
        whole.append(part)
        continue
      }
      let alone = whole[best].train.filter { !company[best].contains($0) }
      let fewest = max(
        settings.fewest, Int(settings.aloneShare * Double(whole[best].train.count)))
      guard alone.count >= fewest, company[best].count >= fewest else { continue }
      whole.append(Part(train: alone, shape: whole[best].shape))
      whole[best].train = company[best].sorted()
    }
    return whole
  }

  /// The discharges of another train that the largest number of a train's stand at one distance of.
  private func companions(of train: [Int], beside other: [Int]) -> Set<Int> {
    let reach = sampleCount(settings.potential, at: rate)
    let jitter = 2 * sampleCount(settings.jitter, at: rate)
    var pairs: [(distance: Int, place: Int)] = []
    var first = 0
    for place in train {
      while first < other.count, other[first] < place - reach { first += 1 }
      var next = first
      while next < other.count, other[next] <= place + reach {
        pairs.append((place - other[next], other[next]))
        next += 1
      }
    }
    pairs.sort { $0 < $1 }
    var most = 0..<0
    var low = 0
    for high in pairs.indices {
      while pairs[high].distance - pairs[low].distance > jitter { low += 1 }
      if high + 1 - low > most.count { most = low..<(high + 1) }
    }
    return Set(pairs[most].map(\.place))
  }
}
