internal import EMGCore
internal import Foundation

/// Pictures of tremor, clonus and their like.
struct RhythmFigures {
  let document: SessionDocument
  let traces: [Int: ChannelTrace]

  private static let types = RhythmSpectrum.types

  private var rhythms: [SessionDocument.EventEntry] {
    document.events.filter { Self.types.contains($0.type) }
  }

  private var channels: [SessionDocument.ChannelEntry] {
    let seen = Set(rhythms.map(\.channel))
    return document.channels.filter { seen.contains($0.index) }
  }

  /// All pictures; none without a rhythm.
  func all() -> [Figure] {
    guard !rhythms.isEmpty else { return [] }
    let (tall, low) = (RowParts(channels, most: 20), RowParts(channels, most: 48))
    return tall.all.indices.map { frequency(tall, $0) } + low.all.indices.map { bursts(low, $0) }
      + spectra() + phases()
  }

  private func frequency(_ parts: RowParts, _ part: Int) -> Figure {
    let channels = parts.all[part]
    let shown = Set(channels.map(\.index))
    let x = Scale(0, document.duration, to: StripFigures.left, StripFigures.right)
    let row = self.channels.count > 8 ? 52.0 : 96.0
    var canvas = Canvas()
    let base = 8 + row * Double(channels.count)
    canvas.timeAxis(x, y: base, top: 8)
    let told = rhythms.filter { shown.contains($0.channel) }
    let peak = max(8, (rhythms.compactMap(\.frequency).max() ?? 8) * 1.6)
    for (n, channel) in channels.enumerated() {
      let top = 8 + row * Double(n)
      let y = Scale(0, peak, to: top + row - 8, top + 2)
      canvas.upright(
        y, x: StripFigures.left, right: StripFigures.right, count: 3, label: "Hz", offset: 28)
      canvas.text("nm", StripFigures.left - 44, top + row / 2 - 2, shortened(channel.name, 13))
      for type in Self.types {
        // Points that touch are one stroke: by column the tops of points two units high.
        var tops: [Int: Set<Int>] = [:]
        for event in rhythms where event.channel == channel.index && event.type == type {
          for (a, b) in zip(event.bursts, event.bursts.dropFirst()) where b > a {
            let column = Int(x.at((a + b) / 2).rounded())
            tops[column, default: []].insert(Int(y.at(1 / (b - a)).rounded()) - 1)
          }
          if let f = event.frequency {
            canvas.line("err", x.at(event.onset), y.at(f), x.at(event.end), y.at(f))
          }
        }
        canvas.path("s-\(type.rawValue) dots", Self.strokes(tops))
      }
    }
    return Figure(
      name: parts.name("rhythm-frequency", part),
      title: parts.title("Frequency over time", part),
      summary: "Each point: one over the interval between two bursts; line: the run's frequency. "
        + told.prefix(6).map { event in
          "\(name(event.channel)): \(Palette.name(event.type)) at \(readable(event.frequency)) Hz"
            + " from \(clock(event.onset)) for \(clock(event.duration))"
        }.joined(separator: "; ") + (told.count > 6 ? "; …" : "."), width: StripFigures.width,
      height: base + 36, body: canvas.body)
  }

  private static func strokes(_ tops: [Int: Set<Int>]) -> String {
    var path = PathText()
    for (column, rows) in tops.sorted(by: { $0.key < $1.key }) {
      var bottom: Int?
      for top in rows.sorted() {
        if bottom.map({ top > $0 }) ?? true {
          if let bottom { path.vertical(Double(bottom)) }
          path.move(Double(column), Double(top))
        }
        bottom = top + 2
      }
      if let bottom { path.vertical(Double(bottom)) }
    }
    return path.text
  }

  private func spectra() -> [Figure] {
    channels.compactMap { channel in
      RhythmSpectrum(document: document, channel: channel).figure(traces[channel.index]?.envelope)
    }
  }

  private func name(_ index: Int) -> String {
    document.channels.first { $0.index == index }?.name ?? "channel \(index)"
  }

  private func bursts(_ parts: RowParts, _ part: Int) -> Figure {
    let channels = parts.all[part]
    let x = Scale(0, document.duration, to: StripFigures.left, StripFigures.right)
    let row = 22.0
    var canvas = Canvas()
    let base = 8 + row * Double(channels.count)
    canvas.timeAxis(x, y: base, top: 8)
    var total = 0
    for (n, channel) in channels.enumerated() {
      let top = 8 + row * Double(n)
      canvas.text("nm", StripFigures.left - 8, top + 15, shortened(channel.name))
      for type in Self.types {
        var ticks = PathText()
        var last = -1.0
        for event in rhythms where event.channel == channel.index && event.type == type {
          total += event.bursts.count
          for t in event.bursts where x.at(t) - last >= 1 {
            ticks.move(x.at(t), top + 3)
            ticks.vertical(top + row - 3)
            last = x.at(t)
          }
        }
        canvas.path("s-\(type.rawValue)", ticks.text)
      }
    }
    return Figure(
      name: parts.name("rhythm-bursts", part), title: parts.title("Burst raster", part),
      summary: "\(total) bursts, a stroke each.",
      width: StripFigures.width, height: base + 36, body: canvas.body)
  }

  /// Phases of one muscle's bursts in another's cycle, a picture for each run that they share.
  private func phases() -> [Figure] {
    let places = Dictionary(
      document.channels.map { ($0.name, $0.index) }, uniquingKeysWith: { a, _ in a })
    var figures: [Figure] = []
    for event in rhythms where event.bursts.count > 2 {
      for partner in event.partners where figures.count < Self.mostPhases {
        guard let other = places[partner], other > event.channel else { continue }
        let ticks = rhythms.filter { $0.channel == other }.flatMap(\.bursts).sorted()
        var phases: [Double] = []
        var k = 0
        for t in ticks {
          while k + 1 < event.bursts.count, event.bursts[k + 1] <= t { k += 1 }
          guard k + 1 < event.bursts.count, event.bursts[k] <= t else { continue }
          let cycle = event.bursts[k + 1] - event.bursts[k]
          if cycle > 0, cycle < 1 { phases.append((t - event.bursts[k]) / cycle) }
        }
        if let figure = phase(event, other, phases) { figures.append(figure) }
      }
    }
    return figures
  }

  /// Pictures of phases on a page.
  private static let mostPhases = 8

  private func phase(
    _ event: SessionDocument.EventEntry, _ b: Int, _ phases: [Double]
  ) -> Figure? {
    let a = event.channel
    guard phases.count >= 5 else { return nil }
    let count = 18
    var bins = [Int](repeating: 0, count: count)
    // From −90 to 270 degrees, so that neither muscles together nor in turn lie at an edge.
    for phase in phases {
      let share = (phase + 0.25).truncatingRemainder(dividingBy: 1)
      bins[min(count - 1, Int(share * Double(count)))] += 1
    }
    let c = phases.reduce(0) { $0 + cos(2 * .pi * $1) } / Double(phases.count)
    let s = phases.reduce(0) { $0 + sin(2 * .pi * $1) } / Double(phases.count)
    let length = (c * c + s * s).squareRoot()
    var mean = atan2(s, c) * 180 / .pi
    if mean < -90 { mean += 360 }
    let shared = event.pairs.first { $0.channel == name(b) && $0.measures["value"] != nil }
    let coherence = shared.map { pair in
      " Coherence at the rhythm \(readable(pair.measures["value"]))"
        + (pair.measures["limit_95"].map { ", by chance up to \(readable($0)) in 95 %" } ?? "")
        + "."
    }
    let x = Scale(-90, 270, to: 60, 440)
    let y = Scale(0, Double(bins.max() ?? 1) * 1.1, to: 170, 10)
    var canvas = Canvas()
    canvas.upright(y, x: 60, right: 440, count: 4, label: "bursts")
    for n in bins.indices {
      let from = x.at(Double(n) * 360 / Double(count) - 90) + 1
      canvas.rect(
        "bar", from, y.at(Double(bins[n])),
        x.at(Double(n + 1) * 360 / Double(count) - 90) - from - 1,
        170 - y.at(Double(bins[n])))
    }
    for t in [-90.0, 0, 90, 180, 270] { canvas.text("tm", x.at(t), 184, "\(fixed(t, 0))°") }
    canvas.line("ax", 60, 170, 440, 170)
    canvas.line("exp", x.at(mean), 10, x.at(mean), 170)
    canvas.text("tm", 255, 200, "phase of \(name(b)) in the cycle of \(name(a))")
    return Figure(
      name: "phase-\(name(a))-\(name(b))-\(Int(event.onset))s",
      title: "Phase: \(name(b)) against \(name(a)), from \(clock(event.onset))",
      summary:
        "\(phases.count) bursts, mean phase \(readable(mean)) degrees (dashed), concentration"
        + " \(readable(length)) (0: none, 1: fixed). Near 0 degrees the muscles burst"
        + " together, near 180 in turn." + (coherence ?? ""), width: 470, height: 208,
      body: canvas.body)
  }
}
