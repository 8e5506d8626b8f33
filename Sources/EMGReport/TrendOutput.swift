internal import EMGCore
public import EMGSinks
internal import Foundation

extension Trend {
  /// The comparison as JSON.
  public var json: JSONValue {
    let facts: [(String, JSONValue)] = [
      ("schema", .text("myosift-trend")), ("schema_version", .text("1.0.0")),
      ("position_unit", .text(isDated ? "days" : "session")), ("change_per", .text(stepName)),
      (
        "sessions",
        .list(
          sessions.enumerated().map { n, session in
            let (active, analysed) = spread(n)
            return .object([
              ("source", .text(session.source)), ("start_time", .optional(session.startTime)),
              ("position", .rounded(session.position, 6)), ("muscles_active", .integer(active)),
              ("muscles_analysed", .integer(analysed)),
              ("muscles_share", activeShare(n)?.json ?? .null),
              ("regions_active", .list(regions(n).active.map { .text($0.rawValue) })),
              ("regions_analysed", .list(regions(n).analysed.map { .text($0.rawValue) })),
            ])
          })
      ), ("muscles", .list(muscles.map(value))),
      (
        "sides",
        .list(
          sides.map {
            .object([
              ("muscle", .text($0.muscle)), ("session", .integer($0.session)),
              ("right_over_left", .rounded($0.ratio, 4)),
              ("ci95", .list([.rounded($0.lower, 4), .rounded($0.upper, 4)])),
            ])
          })
      ),
    ]
    return .object(facts + (diaryJSON.map { [("diary", $0)] } ?? []))
  }

  private func value(_ muscle: Muscle) -> JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .rounded($0, 4) } ?? .null }
    let change: JSONValue =
      muscle.change.map {
        .object([
          ("factor", .rounded($0.factor, 4)),
          ("ci95", .list([.rounded($0.lower, 4), .rounded($0.upper, 4)])),
          ("overdispersion", .rounded($0.overdispersion, 4)),
        ])
      } ?? .null
    return .object([
      ("channel", .text(muscle.name)), ("floor_uv", number(muscle.floor)), ("change", change),
      ("persistence", persistence(muscle)?.json ?? .null),
      (
        "points",
        .list(
          muscle.points.map { point in
            .object([
              ("session", .integer(point.session)), ("threshold_uv", number(point.threshold)),
              ("fasciculations", .integer(point.count)),
              ("fasciculations_all", .integer(point.all)),
              ("analysable_s", .rounded(point.minutes * 60, 4)), ("per_min", number(point.rate)),
              (
                "per_min_ci95",
                .list([.rounded(point.interval.lower, 4), .rounded(point.interval.upper, 4)])
              ), ("peak_to_peak_quartiles_uv", .list(point.quartiles.map { .rounded($0, 4) })),
              ("amplitude_dispersion", number(point.dispersion)),
            ])
          })
      ),
    ])
  }

  /// The change in words.
  ///
  /// - Parameter muscle: The muscle.
  /// - Returns: Per cent with its interval, or why there is none.
  public func change(of muscle: Muscle) -> String {
    guard let change = muscle.change else { return "not estimable" }
    func percent(_ factor: Double) -> String {
      let value = (factor - 1) * 100
      return value > 1000 ? "×\(readable(factor))" : (value > 0 ? "+" : "") + fixed(value, 0) + " %"
    }
    return "\(percent(change.factor)) (\(percent(change.lower)) to \(percent(change.upper)))"
      + " per \(stepName)"
  }

  /// Tables for people: rates, then changes, spread and sides, each with its heading row.
  public var tables: [[[String]]] {
    var rates = [
      [
        "muscle", "session", "above floor", "all", "a minute", "95 %", "median (µV)", "IQR/median",
        "floor (µV)",
      ]
    ]
    for muscle in muscles {
      for point in muscle.points {
        rates.append([
          muscle.name, sessions[point.session].source, "\(point.count)", "\(point.all)",
          readable(point.rate),
          "\(readable(point.interval.lower))–\(readable(point.interval.upper))",
          readable(point.quartiles.count == 3 ? point.quartiles[1] : nil),
          readable(point.dispersion), readable(muscle.floor),
        ])
      }
    }
    var result = [rates]
    if sessions.count > 1 {
      result.append(
        [["muscle", "change (95 %)", "sessions with fasciculations (95 %)"]]
          + muscles.map { [$0.name, change(of: $0), persistence($0)?.text ?? "–"] })
    }
    result.append(
      [["session", "begins", "muscles with fasciculations (95 %)", "regions", "of"]]
        + sessions.enumerated().map { n, session in
          let (active, analysed) = regions(n)
          return [
            session.source, session.startTime ?? "–", activeShare(n)?.text ?? "–",
            active.isEmpty ? "–" : active.map(\.rawValue).joined(separator: ", "),
            "\(analysed.count)",
          ]
        })
    if !sides.isEmpty {
      result.append(
        [["muscle", "session", "right/left", "95 %"]]
          + sides.map {
            [
              $0.muscle, sessions[$0.session].source, readable($0.ratio),
              "\(readable($0.lower))–\(readable($0.upper))",
            ]
          })
    }
    if let diaryTable { result.append(diaryTable) }
    return result
  }

  /// Pictures: rates, amplitudes, spread, sides, diary.
  public var figures: [Figure] {
    [
      panels("trend-rate", "Fasciculations a minute above the common floor", rate),
      panels("trend-amplitude", "Peak-to-peak amplitude above the common floor", amplitude),
      spreadFigure, sideFigure,
      diaryFigure({ ticks(&$0, $1, y: $2, top: $3) }, scale(190, 630)),
    ].compactMap(\.self)
  }

  private var axisLabel: String { isDated ? "days from the first session" : "session" }

  private func ticks(_ canvas: inout Canvas, _ x: Scale, y: Double, top: Double) {
    let values =
      isDated ? x.ticks(8).filter { $0 >= 0 } : sessions.map(\.position)
    let every = max(1, values.count / 8)
    for (n, t) in values.enumerated() where n % every == 0 {
      canvas.line("gr", x.at(t), top, x.at(t), y)
      canvas.text("tm", x.at(t), y + 14, isDated ? readable(t) : "\(n + 1)")
    }
  }

  private func scale(_ left: Double, _ right: Double) -> Scale {
    let span = max(sessions.last?.position ?? 0, isDated ? 1e-4 : 1)
    return Scale(-0.06 * span, 1.06 * span, to: left, right)
  }

  /// A small picture a muscle, all with the same axes.
  private func panels(
    _ name: String, _ title: String,
    _ draw: (Muscle, Scale, Scale, inout Canvas) -> Void
  ) -> Figure? {
    let shown = muscles.filter { !$0.points.isEmpty }
    guard !shown.isEmpty else { return nil }
    let columns = min(3, shown.count)
    let rows = (shown.count + columns - 1) / columns
    let (wide, tall) = (310.0, 176.0)
    let isRate = name == "trend-rate"
    let peak =
      shown.flatMap(\.points).compactMap { isRate ? $0.interval.upper : $0.quartiles.last }.max()
    guard let peak else { return nil }
    var canvas = Canvas()
    for (n, muscle) in shown.enumerated() {
      let left = 58 + Double(n % columns) * wide
      let top = 26 + Double(n / columns) * tall
      let x = scale(left, left + wide - 72)
      let y = Scale(0, peak * 1.05, to: top + 108, top)
      canvas.upright(
        y, x: left, right: left + wide - 72, count: 4, label: isRate ? "per minute" : "µV")
      ticks(&canvas, x, y: top + 108, top: top)
      canvas.text("tm", (x.from + x.to) / 2, top + 138, axisLabel)
      let note = isRate && sessions.count > 1 ? ": " + change(of: muscle) : ""
      canvas.text("ts", left - 40, top - 10, String((muscle.name + note).prefix(52)))
      draw(muscle, x, y, &canvas)
    }
    return Figure(
      name: name, title: title,
      summary: isRate
        ? "Points with exact 95 % Poisson intervals; dashed: a log-linear fit."
        : "Median and quartiles of each session.",
      width: 58 + Double(columns) * wide - 40, height: 26 + Double(rows) * tall, body: canvas.body)
  }

  private func rate(_ muscle: Muscle, _ x: Scale, _ y: Scale, _ canvas: inout Canvas) {
    if let change = muscle.change, let end = sessions.last?.position {
      var line = ""
      for k in 0...40 {
        let t = Double(k) / 40 * end
        let value = change.start * exp(change.slope * t)
        line += "\(k == 0 ? "M" : "L")\(short(x.at(t))) \(short(y.at(value)))"
      }
      canvas.path("exp", line)
    }
    for point in muscle.points {
      let at = x.at(sessions[point.session].position)
      canvas.line("err", at, y.at(point.interval.lower), at, y.at(point.interval.upper))
      canvas.dot("bar", at, y.at(point.rate), 4)
    }
  }

  private func amplitude(_ muscle: Muscle, _ x: Scale, _ y: Scale, _ canvas: inout Canvas) {
    for point in muscle.points where point.quartiles.count == 3 {
      let at = x.at(sessions[point.session].position)
      canvas.line("err", at, y.at(point.quartiles[0]), at, y.at(point.quartiles[2]))
      canvas.dot("bar", at, y.at(point.quartiles[1]), 4)
    }
  }

  private var spreadFigure: Figure? {
    guard !sessions.isEmpty, !muscles.isEmpty else { return nil }
    let x = scale(60, 450)
    let most = sessions.indices.map { spread($0).analysed }.max() ?? 1
    let y = Scale(0, Double(max(1, most)) * 1.08, to: 150, 12)
    var canvas = Canvas()
    let every = max(1, most / 4)
    for count in stride(from: 0, through: most, by: every) {
      canvas.line("gr", 60, y.at(Double(count)), 450, y.at(Double(count)))
      canvas.text("te", 55, y.at(Double(count)) + 4, "\(count)")
    }
    canvas.sideways(18, 81, "muscles")
    ticks(&canvas, x, y: 150, top: 12)
    canvas.text("tm", 255, 182, axisLabel)
    for (n, session) in sessions.enumerated() {
      let (active, analysed) = spread(n)
      let at = x.at(session.position)
      if let limits = activeShare(n)?.limits {
        let (low, high) = (limits.lower * Double(analysed), limits.upper * Double(analysed))
        canvas.line("err", at, y.at(low), at, y.at(high))
      }
      canvas.line("ax", at - 8, y.at(Double(analysed)), at + 8, y.at(Double(analysed)))
      canvas.dot("bar", at, y.at(Double(active)), 5)
    }
    return Figure(
      name: "trend-spread", title: "Muscles with fasciculations",
      summary: "Dots: muscles with a fasciculation above the floor, with the 95 % interval of their"
        + " share (Wilson); strokes: muscles analysed.",
      width: 470, height: 190, body: canvas.body)
  }

  private var sideFigure: Figure? {
    guard !sides.isEmpty else { return nil }
    let names = Set(sides.map(\.muscle)).sorted()
    // A ratio beyond the axis would look like one at its end.
    let widest = sides.map { abs(log2($0.ratio)) }.filter(\.isFinite).max() ?? 0
    let step = widest > 6 ? 4.0 : 2
    let end = max(4, (widest / step).rounded(.up) * step)
    let x = Scale(-end, end, to: 170, 600)
    var canvas = Canvas()
    let base = 14 + 18 * Double(sides.count) + 6 * Double(names.count)
    for t in stride(from: -end, through: end, by: step) {
      canvas.line(t == 0 ? "ax" : "gr", x.at(t), 4, x.at(t), base)
      let value = pow(2, abs(t))
      canvas.text("tm", x.at(t), base + 14, t < 0 ? "1/\(fixed(value, 0))" : fixed(value, 0))
    }
    var y = 14.0
    for name in names {
      for side in sides where side.muscle == name {
        canvas.text("nm", 160, y + 4, String("\(name), \(side.session + 1)".prefix(24)))
        canvas.line(
          "err", x.at(log2(side.lower)), y, x.at(log2(side.upper)), y)
        canvas.dot("bar", x.at(log2(side.ratio)), y, 4)
        y += 18
      }
      y += 6
    }
    canvas.text("tm", 385, y + 32, "right rate over left rate (logarithmic)")
    return Figure(
      name: "trend-sides", title: "Right against left",
      summary: "Muscle and session; above one: more on the right. Approximate 95 % intervals.",
      width: 620, height: y + 40, body: canvas.body)
  }
}
