/// The median of a long row of values in little memory: it grows with the logarithm of their count.
///
/// Exact for fewer than ``capacity`` values. Each level's value stands for two of the level before: where a
/// level is full, every second of its sorted values goes to the next (Karnin, Lang and Liberty 2016, with
/// the first and the second of each two taken in turn), so that the rank of what is given is off by a few
/// in ten thousand.
struct NoiseMedian: Sendable {
  /// Values of a level.
  static let capacity = 8192

  private var levels: [[Double]] = [[]]
  /// Whether the next time that a level is full the first of each two values is kept.
  private var isFirst = [true]

  /// Values that are kept.
  var kept: Int { levels.reduce(0) { $0 + $1.count } }

  mutating func add(_ value: Double) {
    levels[0].append(value)
    var n = 0
    while levels[n].count >= Self.capacity {
      if n + 1 == levels.count {
        levels.append([])
        isFirst.append(true)
      }
      let sorted = levels[n].sorted()
      levels[n + 1] += stride(from: isFirst[n] ? 0 : 1, to: sorted.count, by: 2).map { sorted[$0] }
      isFirst[n].toggle()
      levels[n].removeAll(keepingCapacity: true)
      n += 1
    }
  }

  /// The value in the middle, the upper of two; nil without values.
  var median: Double? {
    let values = levels.enumerated().flatMap { n, level in level.map { ($0, 1 << n) } }
      .sorted { $0.0 < $1.0 }
    let middle = values.reduce(0) { $0 + $1.1 } / 2
    var below = 0
    for (value, weight) in values {
      below += weight
      if below > middle { return value }
    }
    return nil
  }
}
