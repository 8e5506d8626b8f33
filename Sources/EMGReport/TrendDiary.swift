internal import EMGSinks

/// A diary beside the sessions: shown, and nothing more.
extension Trend {
  /// Where a day stands on the axis of the sessions; nil where that has no days.
  private func position(_ entry: Diary.Entry) -> Double? {
    // A session's position counts from the time of day of the first; a note is put at noon.
    firstDay.map { Double(entry.day) + 0.5 - $0 }
  }

  /// The sessions of a day.
  private func sources(_ entry: Diary.Entry) -> String {
    let some = sessions.filter { $0.startTime?.hasPrefix(entry.date) ?? false }.map(\.source)
    return some.isEmpty ? "–" : some.joined(separator: ", ")
  }

  /// The diary as a table with the sessions of each day, or nil.
  var diaryTable: [[String]]? {
    guard let diary else { return nil }
    return [["day", "sessions"] + diary.columns]
      + diary.entries.map { entry in
        [entry.date, sources(entry)] + entry.values.map { $0.isEmpty ? "–" : $0 }
      }
  }

  /// The diary as written, or nil.
  var diaryJSON: JSONValue? {
    guard let diary else { return nil }
    return .object([
      ("columns", .list(diary.columns.map(JSONValue.text))),
      (
        "days",
        .list(
          diary.entries.map { entry in
            .object([
              ("date", .text(entry.date)),
              ("position", position(entry).map { .rounded($0, 4) } ?? .null),
              ("values", .list(entry.values.map { $0.isEmpty ? .null : .text($0) })),
            ])
          })
      ),
    ])
  }

  /// Rows of a picture of the diary.
  private static let mostRows = 12

  /// The diary's columns against the days of the sessions: numbers as points, words as strokes.
  func diaryFigure(_ ticks: (inout Canvas, Scale, Double, Double) -> Void, _ x: Scale) -> Figure? {
    guard let diary, firstDay != nil, !diary.entries.isEmpty, !diary.columns.isEmpty else {
      return nil
    }
    let columns = Array(diary.columns.prefix(Self.mostRows))
    let row = 56.0
    let base = 30 + row * Double(columns.count)
    var canvas = Canvas()
    ticks(&canvas, x, base, 22)
    canvas.text("tm", (x.from + x.to) / 2, base + 32, "days from the first session")
    for session in sessions {
      let at = x.at(session.position)
      canvas.path("mark", "M\(short(at - 4)) 10h8l-4 8z")
      canvas.line("ax", at, 18, at, base)
    }
    for (n, name) in columns.enumerated() {
      let top = 30 + row * Double(n)
      canvas.text("nm", x.from - 44, top + row / 2, shortened(name, 14))
      canvas.line("gr", x.from, top + row, x.to, top + row)
      let noted = diary.entries.compactMap { entry -> (Double, String)? in
        guard let at = position(entry), at >= x.low, at <= x.high, !entry.values[n].isEmpty else {
          return nil
        }
        return (x.at(at), entry.values[n])
      }
      let numbers = noted.compactMap { at, text in Double(text).map { (at, $0) } }
      guard !numbers.isEmpty, numbers.allSatisfy({ $0.1.isFinite }), numbers.count == noted.count
      else {
        for (at, _) in noted { canvas.line("err", at, top + 14, at, top + row - 10) }
        continue
      }
      let values = numbers.map(\.1)
      let y = Scale(
        min(0, values.min() ?? 0), max(values.max() ?? 1, 1e-9), to: top + row - 6, top + 10)
      for t in [y.low, y.high] { canvas.text("te", x.from - 5, y.at(t) + 4, readable(t)) }
      for (at, value) in numbers { canvas.dot("bar", at, y.at(value), 2.5) }
    }
    return Figure(
      name: "trend-diary", title: "Diary beside the sessions",
      summary: "What the subject noted: numbers as points, words as strokes; triangles: sessions."
        + " Shown beside, not related to the recordings by any computation."
        + (diary.columns.count > columns.count
          ? " The first \(columns.count) of \(diary.columns.count) columns." : ""),
      width: x.to + 30, height: base + 40, body: canvas.body)
  }
}
