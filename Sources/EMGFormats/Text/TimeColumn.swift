internal import EMGCore

/// The column that tells when a sample was taken, and what it says of the rate.
struct TimeColumn: Sendable {
  /// The column's index.
  var index: Int
  /// Seconds in one of its units; nil where it holds times of day.
  var factor: Double
  /// Whether it only counts samples.
  var isIndex: Bool
  /// Whether it is text of date or time of day.
  var isClock: Bool
}

/// What the time column of the first rows says.
struct TimeJudgement: Sendable {
  var rate: Double
  var first: Double
  /// The smallest step of the printed times, seconds.
  var quantum: Double
  /// The largest deviation of a step from the period, seconds, apart from jumps.
  var jitter: Double
  var note: String
}

/// Finds and judges the time column.
struct TimeSniffer: Sendable {
  let options: ReadingOptions
  let name: String

  /// The time column, or nil where there is none.
  func column(_ shape: TextShape) throws(FormatError) -> TimeColumn? {
    if let said = options.timeColumn {
      if said == "none" { return nil }
      let byName = shape.columns.firstIndex { $0.name == said }
      let byNumber = Int(said).flatMap { shape.columns.indices.contains($0 - 1) ? $0 - 1 : nil }
      guard let index = byName ?? byNumber else {
        throw FormatError(
          .badField, field: "time column", location: name,
          detail: "expected one of \(shape.columns.map(\.name).joined(separator: ", ")) or a number"
            + " from 1 to \(shape.columns.count), found '\(said)'")
      }
      return described(shape, index, isNamed: true)
    }
    if let index = shape.columns.firstIndex(where: { ColumnNames.isTime($0.name) }),
      let column = described(shape, index, isNamed: true)
    {
      return column
    }
    let hasNames = shape.columns.contains { !$0.name.hasPrefix("column ") }
    if ColumnNames.isIndex(shape.columns[0].name) {
      return described(shape, 0, isNamed: true)
    }
    if !hasNames, shape.columns.count > 1 { return described(shape, 0, isNamed: false) }
    return nil
  }

  private func described(_ shape: TextShape, _ index: Int, isNamed: Bool) -> TimeColumn? {
    if let text = shape.texts.first?[index], clockSeconds(text) != nil, text.contains(":") {
      return TimeColumn(index: index, factor: 1, isIndex: false, isClock: true)
    }
    let values = shape.rows.map { $0[index] }
    guard values.count >= 2, values.allSatisfy(\.isFinite) else { return nil }
    let steps = zip(values.dropFirst(), values).map { $0 - $1 }
    let sorted = steps.sorted()
    let middle = sorted[sorted.count / 2]
    let falling = steps.count { $0 < 0 }
    guard falling * 100 <= steps.count, (values.last ?? 0) > (values.first ?? 0) else { return nil }
    let column = shape.columns[index]
    if ColumnNames.isIndex(column.name) || (!isNamed && sorted.allSatisfy { $0 == 1 }) {
      return TimeColumn(index: index, factor: 1, isIndex: true, isClock: false)
    }
    if !isNamed {
      // Without a name only a column that rises in nearly equal steps is a time.
      let even = steps.count { abs($0 - middle) <= 0.5 * middle + 1e-9 }
      guard middle > 0, even * 10 >= steps.count * 9 else { return nil }
    }
    // Where times are packed, many steps are zero; a jump of years is in the mean only.
    let usual =
      middle > 0 ? middle : ((values.last ?? 0) - (values.first ?? 0)) / Double(values.count - 1)
    let factor: Double =
      switch column.unit {
      case "ms": 1e-3
      case "us", "µs", "μs": 1e-6
      case "s", "sec": 1
      default:
        column.name.lowercased().hasSuffix("ms")
          ? 1e-3
          // Unlabelled steps of a fiftieth of a second and more would be under 50 Hz.
          : usual >= 0.02 ? (usual >= 10 ? 1e-6 : 1e-3) : 1
      }
    return TimeColumn(index: index, factor: factor, isIndex: false, isClock: false)
  }

  /// The rate from the times of the first rows.
  ///
  /// The median step tells the jumps from the steps; the span without jumps over the count of
  /// steps is the period, refined to a whole rate where the printed precision allows no other.
  func judge(_ times: [Double]) -> TimeJudgement? {
    guard times.count >= 3 else { return nil }
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }
    let sorted = steps.sorted()
    var middle = sorted[sorted.count / 2]
    if middle <= 0 {
      middle = ((times.last ?? 0) - (times.first ?? 0)) / Double(steps.count)
    }
    guard middle > 0 else { return nil }
    // Rounded or packed times: the period is the mean of the steps that are no jumps.
    let usual = steps.filter { abs($0) <= 20 * middle }
    let mean = usual.reduce(0, +) / Double(max(1, usual.count))
    guard mean > 0 else { return nil }
    let quantum = sorted.first { $0 > mean * 1e-6 }.map { min($0, mean) } ?? mean
    let limit = max(2.5 * mean, 3 * quantum)
    let regular = steps.filter { $0 > -limit && $0 < mean + limit }
    let period = regular.reduce(0, +) / Double(max(1, regular.count))
    guard period > 0 else { return nil }
    let deviations = regular.map { abs($0 - period) }.sorted()
    let jitter = deviations[min(deviations.count - 1, deviations.count * 999 / 1000)]
    var rate = 1 / period
    let span = period * Double(regular.count)
    // The ends of the span are rounded to the printed precision.
    let printed = printedPrecision(times)
    let tolerance = rate * (printed + 1e-9) / span
    var note = "the mean step over \(regular.count) rows"
    for grain in [100.0, 10, 1, 0.5, 0.1] {
      let near = (rate / grain).rounded() * grain
      if near > 0, abs(near - rate) <= min(tolerance, rate * 0.005) {
        rate = near
        note += ", rounded within the printed precision"
        break
      }
    }
    return TimeJudgement(
      rate: rate, first: times[0], quantum: printed, jitter: jitter, note: note)
  }

  /// The largest decimal step that all times are multiples of, down to a nanosecond.
  private func printedPrecision(_ times: [Double]) -> Double {
    for step in [0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8] {
      let isMultiple = times.suffix(500).allSatisfy {
        abs(($0 / step).rounded() * step - $0) <= 1e-3 * step + abs($0) * 1e-14
      }
      if isMultiple { return step }
    }
    return 1e-9
  }
}

/// Seconds of a date with time, or of a time of day; nil where the text is neither.
///
/// Dates count from 1970 in the proleptic Gregorian calendar; zones are ignored, since only
/// differences are used.
func clockSeconds(_ text: String) -> Double? {
  var day = 0.0
  var clock = Substring(text)
  if let mark = text.firstIndex(where: { $0 == "T" || $0 == " " }) {
    let date = text[..<mark].split(separator: "-").compactMap { Int($0) }
    guard date.count == 3, (1...12).contains(date[1]), (1...31).contains(date[2]) else {
      return nil
    }
    day = Double(CivilDate(year: date[0], month: date[1], day: date[2]).daysSince1970)
    clock = text[text.index(after: mark)...]
  }
  while let c = clock.last, c.isLetter { clock.removeLast() }
  if let zone = clock.lastIndex(where: { $0 == "+" }) { clock = clock[..<zone] }
  let parts = clock.split(separator: ":").map(String.init)
  guard parts.count == 2 || parts.count == 3, let h = Int(parts[0]), let m = Int(parts[1]),
    (0..<48).contains(h), (0..<60).contains(m)
  else { return nil }
  let s = parts.count == 3 ? Double(parts[2].replacing(",", with: ".")) : 0
  guard let s, s >= 0, s < 61 else { return nil }
  return day * 86_400 + Double(h * 3_600 + m * 60) + s
}
