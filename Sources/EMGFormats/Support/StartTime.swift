internal import EMGCore

/// Local start times as ISO 8601.
enum StartTime {
  /// `yyyy-mm-ddThh:mm:ss`, or nil where the parts are no date and time.
  static func text(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int
  ) -> String? {
    guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    // A day that the month has not comes back as another.
    guard CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
      + "T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
  }

  /// A local time as others write it, as `text` and `adding` give it.
  ///
  /// - Parameter stated: `2021-03-04T05:06:07`, perhaps with a fraction.
  /// - Returns: Nil where it is no such time, or one of a zone, which would have to be dropped.
  static func local(_ stated: String) -> String? {
    let halves = stated.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = (halves.first ?? "").split(whereSeparator: { "-T:".contains($0) })
    let numbers = parts.compactMap { Int($0) }
    guard parts.count == 6, numbers.count == 6, stated.prefix(19).count == 19,
      let whole = text(
        year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3],
        minute: numbers[4], second: numbers[5]), halves.first.map(String.init) == whole
    else { return nil }
    guard halves.count == 2 else { return whole }
    guard let fraction = Double("0." + halves[1]), halves[1].allSatisfy(\.isNumber) else {
      return nil
    }
    return adding(fraction, to: whole)
  }

  /// A time some seconds later, its fraction written as far as it goes, at most to nanoseconds.
  ///
  /// - Parameters:
  ///   - seconds: Within a century.
  ///   - start: As `text` gives it.
  /// - Returns: The later time.
  static func adding(_ seconds: Double, to start: String) -> String {
    let parts = start.split(whereSeparator: { "-T:".contains($0) }).compactMap { Int($0) }
    guard parts.count == 6, seconds != 0, abs(seconds) < 4e9 else { return start }
    let whole = seconds.rounded(.down)
    var nanos = Int(((seconds - whole) * 1e9).rounded())
    var clock = (parts[3] * 60 + parts[4]) * 60 + parts[5] + Int(whole)
    if nanos == 1_000_000_000 { (nanos, clock) = (0, clock + 1) }
    var day = CivilDate(year: parts[0], month: parts[1], day: parts[2]).daysSince1970
    day += clock >= 0 ? clock / 86_400 : (clock - 86_399) / 86_400
    clock = (clock % 86_400 + 86_400) % 86_400
    let date = CivilDate(daysSince1970: day)
    guard
      let text = text(
        year: date.year, month: date.month, day: date.day, hour: clock / 3600,
        minute: clock / 60 % 60, second: clock % 60)
    else { return start }
    var fraction = padded(nanos, 9)
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? text : "\(text).\(fraction)"
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = "\(value)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
