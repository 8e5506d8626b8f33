/// The even grid of a clock through marks of which each may stand a sample or two beside it.
///
/// A least-squares line through the marks over their cycles; both ends may grow.
struct ClockGrid: Sendable {
  private var count = 0.0
  private var cycles = 0.0
  private var marks = 0.0
  private var squares = 0.0
  private var products = 0.0

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
  mutating func add(_ mark: Int, at cycle: Int) {
    count += 1
    cycles += Double(cycle)
    marks += Double(mark)
    squares += Double(cycle) * Double(cycle)
    products += Double(cycle) * Double(mark)
  }

  /// Samples a cycle.
  var period: Double {
    (count * products - cycles * marks) / (count * squares - cycles * cycles)
  }

  /// Where a cycle is due.
  func due(_ cycle: Int) -> Double { (marks - period * cycles) / count + Double(cycle) * period }

  /// The cycle that is due next to a mark.
  func cycle(of mark: Int) -> Int { Int(((Double(mark) - due(0)) / period).rounded()) }
}
