internal import EMGCore
internal import Foundation

extension Trend {
  /// Pictures: rates, amplitudes, durations, spread, sides, diary.
  public var figures: [Figure] {
    [
      rateFigure, amplitudeFigure, durationFigure, spreadFigure, sideFigure,
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

  private var rateFigure: Figure? {
    panels(
      "trend-rate", "Fasciculations a minute above the common floor",
      "Points with exact 95 % Poisson intervals; dashed: a log-linear fit.", label: "per minute",
      isOneScale: true,
      muscles.filter { !$0.points.isEmpty }.map { muscle in
        Panel(
          name: muscle.name, note: change(of: muscle), change: muscle.change,
          points: muscle.points.map {
            ($0.session, $0.rate, $0.interval.lower, $0.interval.upper)
          })
      })
  }

  private var amplitudeFigure: Figure? {
    panels(
      "trend-amplitude", "Peak-to-peak amplitude above the common floor",
      "Median and quartiles of each session.", label: "µV", isOneScale: true,
      muscles.filter { !$0.points.isEmpty }.map { muscle in
        Panel(
          name: muscle.name,
          points: muscle.points.filter { $0.quartiles.count == 3 }.map {
            ($0.session, $0.quartiles[1], $0.quartiles[0], $0.quartiles[2])
          })
      })
  }

  /// One of several small pictures.
  struct Panel {
    var name: String
    var note = ""
    var change: Change?
    /// Session, value and the limits about it.
    var points: [(session: Int, value: Double, low: Double, high: Double)]
  }

  /// Small pictures with the same axis of time, and of values where `isOneScale`.
  func panels(
    _ name: String, _ title: String, _ summary: String, label: String, isOneScale: Bool = false,
    _ shown: [Panel]
  ) -> Figure? {
    let peaks = shown.map { $0.points.map(\.high).max() ?? 0 }
    guard let peak = peaks.max(), shown.contains(where: { !$0.points.isEmpty }) else { return nil }
    let columns = min(3, shown.count)
    let rows = (shown.count + columns - 1) / columns
    let hasNotes = sessions.count > 1 && shown.contains { !$0.note.isEmpty }
    let head = hasNotes ? 40.0 : 26
    let (wide, tall) = (310.0, 150 + head)
    var canvas = Canvas()
    for (n, panel) in shown.enumerated() {
      let left = 58 + Double(n % columns) * wide
      let top = head + Double(n / columns) * tall
      let x = scale(left, left + wide - 72)
      let y = Scale(0, (isOneScale ? peak : peaks[n]) * 1.05, to: top + 108, top)
      canvas.upright(y, x: left, right: left + wide - 72, count: 4, label: label)
      ticks(&canvas, x, y: top + 108, top: top)
      canvas.text("tm", (x.from + x.to) / 2, top + 138, axisLabel)
      canvas.text("ts", left - 40, top - (hasNotes ? 24 : 10), shortened(panel.name, 44))
      if hasNotes { canvas.text("ts", left - 40, top - 9, panel.note) }
      draw(panel, x, y, &canvas)
    }
    return Figure(
      name: name, title: title, summary: summary, width: 58 + Double(columns) * wide - 40,
      height: Double(rows) * tall, body: canvas.body)
  }

  private func draw(_ panel: Panel, _ x: Scale, _ y: Scale, _ canvas: inout Canvas) {
    let places = panel.points.map { sessions[$0.session].position }
    if let change = panel.change, let first = places.first, let last = places.last {
      var line = ""
      for k in 0...40 {
        let t = first + Double(k) / 40 * (last - first)
        let value = change.start * exp(change.slope * t)
        line += "\(k == 0 ? "M" : "L")\(short(x.at(t))) \(short(y.at(value)))"
      }
      canvas.path("exp", line)
    }
    for point in panel.points {
      let at = x.at(sessions[point.session].position)
      canvas.line("err", at, y.at(point.low), at, y.at(point.high))
      canvas.dot("bar", at, y.at(point.value), 4)
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
