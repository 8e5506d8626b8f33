/// The text of a path whose steps are relative, in tenths.
///
/// A step is taken from the point as drawn, so that rounding does not add up, and numbers stand as
/// close as SVG's grammar lets them.
struct PathText {
  private(set) var text = ""
  private var x = 0
  private var y = 0
  /// The command that a pair or number without a letter repeats.
  private var command = ""
  private var last = Last.letter

  private enum Last { case letter, whole, fraction }

  /// Begins a line.
  mutating func move(_ toX: Double, _ toY: Double) {
    command = ""
    step("m", toX, toY)
    // Pairs that follow a move are lines.
    command = "l"
  }

  /// A line to a point.
  mutating func line(_ toX: Double, _ toY: Double) { step("l", toX, toY) }

  /// Lines through points from left to right, without those that lie on the line of their neighbours.
  mutating func curve(_ points: [(x: Double, y: Double)]) {
    guard let first = points.first else { return }
    move(first.x, first.y)
    var kept = 0
    for next in points.indices.dropFirst() where next > kept + 1 {
      let (a, b) = (points[kept], points[next])
      let slope = (b.y - a.y) / max(b.x - a.x, 1e-9)
      let isStraight = points[(kept + 1)..<next].allSatisfy {
        abs(a.y + slope * ($0.x - a.x) - $0.y) <= Self.tolerance
      }
      guard !isStraight else { continue }
      line(points[next - 1].x, points[next - 1].y)
      kept = next - 1
    }
    if let last = points.last, points.count > 1 { line(last.x, last.y) }
  }

  /// Units of the picture by which a point may lie off its line: a quarter of a thin line.
  private static let tolerance = 0.25

  /// A line straight up or down.
  mutating func vertical(_ toY: Double) {
    let to = Self.tenths(toY)
    letter("v")
    number(to - y)
    y = to
  }

  private mutating func step(_ name: String, _ toX: Double, _ toY: Double) {
    let (a, b) = (Self.tenths(toX), Self.tenths(toY))
    letter(name)
    number(a - x)
    number(b - y)
    (x, y) = (a, b)
  }

  private mutating func letter(_ name: String) {
    guard name != command else { return }
    text += name
    command = name
    last = .letter
  }

  private mutating func number(_ tenths: Int) {
    let size = abs(tenths)
    let isWhole = size % 10 == 0
    let whole = isWhole || size >= 10 ? "\(size / 10)" : ""
    // A sign ends the number before, a point does so where that has one.
    let isApart = tenths >= 0 && last != .letter && !(last == .fraction && whole.isEmpty)
    text += (tenths < 0 ? "-" : isApart ? " " : "") + whole + (isWhole ? "" : ".\(size % 10)")
    last = isWhole ? .whole : .fraction
  }

  private static func tenths(_ value: Double) -> Int {
    value.isFinite && abs(value) < 1e12 ? Int((value * 10).rounded()) : 0
  }
}
