/// The even grid of a clock through marks of which each may stand a sample or two beside it.
///
/// The line through the marks over their cycles; both ends may grow.
struct ClockGrid: Sendable {
  private var line = LineFit()

  /// The grid of a run of marks that stand on one, whose shortest interval is one cycle.
  init(through run: [Int]) {
    let gaps = zip(run, run.dropFirst()).map { Double($1 - $0) }
    let shortest = gaps.min() ?? 1
    var cycle = 0
    for (n, mark) in run.enumerated() {
      if n > 0 { cycle += max(1, Int((gaps[n - 1] / shortest).rounded())) }
      add(mark, at: cycle)
    }
  }

  /// Adds the mark of a cycle.
  mutating func add(_ mark: Int, at cycle: Int) { line.add(Double(cycle), Double(mark)) }

  /// Samples a cycle.
  var period: Double { line.gradient ?? 0 }

  /// Where a cycle is due.
  func due(_ cycle: Int) -> Double { line.meanY + (Double(cycle) - line.meanX) * period }

  /// The cycle that is due next to a mark.
  func cycle(of mark: Int) -> Int { Int(((Double(mark) - due(0)) / period).rounded()) }
}
