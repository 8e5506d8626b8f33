/// How the signal gets from its level before a pop to the pop's height: at once, or over some samples
/// where the recorder's filter rounds it or the contact is lost slowly.
///
/// What rises without turning is the pop's; a potential on top of it turns, and is left.
struct PopRise: Sendable {
  /// The rise as it is taken out, from its first sample to the one before the tail, µV.
  var values: [Double]
  /// What it leaves, µV.
  var rest: [Double]

  /// - Parameters:
  ///   - y: The samples, without the level before.
  ///   - isUp: Whether the pop is positive.
  init(of y: ArraySlice<Double>, isUp: Bool) {
    // The nearest course that never falls: neighbours that do are pooled (Ayer and others, 1955).
    var pools: [(sum: Double, count: Int)] = []
    for sample in y {
      var pool = (sum: isUp ? sample : -sample, count: 1)
      while let last = pools.last,
        last.sum * Double(pool.count) >= pool.sum * Double(last.count)
      {
        pool = (pool.sum + last.sum, pool.count + last.count)
        pools.removeLast()
      }
      pools.append(pool)
    }
    values = pools.flatMap { pool in
      let mean = max(0, pool.sum / Double(pool.count))
      return [Double](repeating: isUp ? mean : -mean, count: pool.count)
    }
    rest = zip(y, values).map { $0 - $1 }
  }
}
