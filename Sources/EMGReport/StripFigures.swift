internal import EMGCore

extension SessionDocument {
  /// Whether all channels are contacts over one muscle.
  var isArray: Bool { settings.contains { $0.key == "preset" && $0.value == "array" } }

  /// What the picture of all channels shows.
  var rasterTitle: String { (isArray ? "Contacts" : "Muscles") + " against time" }
}

/// Pictures with the whole recording from left to right.
struct StripFigures {
  let document: SessionDocument

  static let width = 960.0
  static let left = 150.0
  static let right = 944.0
  /// Columns of an overview's trace.
  static let columns = 794

  private var time: Scale { Scale(0, max(document.duration, 1e-3), to: Self.left, Self.right) }

  /// Marks of events in one row: one path a class, what is nearer than half a column merged.
  private func marks(
    _ events: [SessionDocument.EventEntry], _ x: Scale, top: Double, height: Double
  ) -> String {
    var spans: [(Double, Double)] = []
    func add(_ from: Double, _ to: Double) {
      let a = x.at(from)
      let b = max(x.at(to), a + 1)
      if let last = spans.last, a <= last.1 + 0.3 {
        spans[spans.count - 1].1 = max(last.1, b)
      } else {
        spans.append((a, b))
      }
    }
    for event in events {
      if event.times.isEmpty {
        add(event.onset, event.end)
      } else {
        for t in event.times { add(t, t) }
      }
    }
    return spans.map {
      "M\(short($0.0)) \(short(top))h\(short($0.1 - $0.0))v\(short(height))h\(short($0.0 - $0.1))z"
    }.joined()
  }

  /// A channel's whole recording: trace, thresholds, masks, and a row for each class.
  func overview(_ channel: SessionDocument.ChannelEntry, _ trace: ChannelTrace?) -> Figure {
    let x = time
    let events = document.events(of: channel.index)
    let types = EventType.allCases.filter { type in events.contains { $0.type == type } }
    var canvas = Canvas()
    let top = 8.0
    let bottom = trace == nil ? top : 118.0
    var row = bottom + 10
    let rows = types.map { type in
      defer { row += 18 }
      return (type, row)
    }
    let base = max(row, bottom + 12)
    canvas.timeAxis(x, y: base, top: top)
    for mask in channel.masks {
      canvas.rect(
        "maskfill", x.at(mask.onset), top,
        x.at(mask.onset + mask.duration) - x.at(mask.onset), base - top)
    }
    if let trace { draw(trace, channel, events, x, top, bottom, &canvas) }
    for (type, y) in rows {
      canvas.text("nm", Self.left - 8, y + 11, Palette.name(type))
      canvas.line("gr", Self.left, y + 7, Self.right, y + 7)
      canvas.path(
        Palette.mark(type), marks(events.filter { $0.type == type }, x, top: y, height: 14))
    }
    let counts = types.map { type in
      "\(Palette.name(type)) (\(events.count { $0.type == type }))"
    }
    return Figure(
      name: "overview-\(channel.name)", title: "\(channel.name): whole recording",
      summary: (counts.isEmpty ? "No events" : counts.joined(separator: ", "))
        + " in \(clock(document.duration))"
        + (channel.masks.isEmpty
          ? "" : "; left out: \(counted(channel.masks.count, "stretch", "stretches")) (hatched)")
        + ".", width: Self.width, height: base + 36, body: canvas.body,
      strip: Figure.Strip(
        rows: rows.map { type, y in
          Figure.Strip.Row(
            channel: channel.index, type: EventType.allCases.firstIndex(of: type), y: y, height: 14)
        }, bands: []))
  }

  private func draw(
    _ trace: ChannelTrace, _ channel: SessionDocument.ChannelEntry,
    _ events: [SessionDocument.EventEntry], _ x: Scale, _ top: Double, _ bottom: Double,
    _ canvas: inout Canvas
  ) {
    let extent = shownExtent(trace, channel, events)
    let y = Scale(-extent, extent, to: bottom, top)
    canvas.upright(y, x: Self.left, right: Self.right, count: 4, label: "µV")
    let perSecond = channel.rate / Double(trace.bin)
    var path = PathText()
    for column in 0..<Self.columns {
      let t0 = Double(column) / Double(Self.columns) * document.duration
      let t1 = Double(column + 1) / Double(Self.columns) * document.duration
      let from = min(trace.low.count, max(0, Int(t0 * perSecond)))
      let to = min(trace.low.count, max(from + 1, Int(t1 * perSecond)))
      guard from < to else { continue }
      var low = Float.infinity
      var high = -Float.infinity
      for b in from..<to where !trace.low[b].isNaN {
        low = min(low, trace.low[b])
        high = max(high, trace.high[b])
      }
      guard low <= high else { continue }
      let a = y.at(Double(high))
      let b = y.at(Double(low))
      path.move(x.at((t0 + t1) / 2), a)
      path.vertical(max(a + 0.6, b))
    }
    canvas.path("tr", path.text)
    // The threshold that each event states, held until the next states another.
    for sign in [1.0, -1] {
      var line = ""
      var last: Double?
      for event in events {
        guard let threshold = event.threshold, threshold.isFinite, threshold > 0 else { continue }
        let height = y.at(sign * threshold)
        if last == nil { line = "M\(short(Self.left)) \(short(height))" }
        if let last, abs(last - height) > 0.2 {
          line += "H\(short(x.at(event.onset)))V\(short(height))"
        }
        if last == nil || abs((last ?? 0) - height) > 0.2 { last = height }
      }
      if last != nil { canvas.path("th", line + "H\(short(Self.right))") }
    }
  }

  /// Half the height of an overview, µV: all that is not an artifact, so that one blow to a cable
  /// does not flatten the rest; what is taller is cut at the edge.
  private func shownExtent(
    _ trace: ChannelTrace, _ channel: SessionDocument.ChannelEntry,
    _ events: [SessionDocument.EventEntry]
  ) -> Double {
    let perSecond = channel.rate / Double(trace.bin)
    var isLeftOut = [Bool](repeating: false, count: trace.low.count)
    func leaveOut(_ from: Double, _ to: Double) {
      let first = max(0, Int((from - 0.02) * perSecond))
      let last = min(isLeftOut.count - 1, Int((to + 0.02) * perSecond))
      if first <= last { for b in first...last { isLeftOut[b] = true } }
    }
    for mask in channel.masks { leaveOut(mask.onset, mask.onset + mask.duration) }
    for event in events where event.type == .artifact {
      if event.times.isEmpty { leaveOut(event.onset, event.end) }
      for t in event.times { leaveOut(t, t) }
    }
    var peak: Float = 0
    for b in trace.low.indices where !isLeftOut[b] && !trace.low[b].isNaN {
      peak = max(peak, abs(trace.low[b]), abs(trace.high[b]))
    }
    return peak > 0 ? Double(peak) * 1.08 : Self.extent(trace)
  }

  /// Half the height that shows everything, µV.
  static func extent(_ trace: ChannelTrace) -> Double {
    let sizes = zip(trace.low, trace.high).lazy.filter { !$0.0.isNaN }
      .map { Double(max(abs($0.0), abs($0.1))) }
    let peak = sizes.max() ?? 1
    return max(peak * 1.05, 1.2)
  }

  /// Rows of one picture of muscles, so that it fits on a sheet of paper.
  private static let mostRows = 64

  /// Muscles below each other against time; of very many several pictures.
  func rasters() -> [Figure] {
    let channels = document.channels.filter(\.isAnalysed)
    let parts = RowParts(channels, most: Self.mostRows)
    return parts.all.indices.map { raster(parts, $0) }
  }

  private func raster(_ parts: RowParts, _ part: Int) -> Figure {
    let x = time
    let channels = parts.all[part]
    let row = channels.count > 24 ? 16.0 : 24.0
    var canvas = Canvas()
    let top = 8.0
    let base = top + row * Double(max(1, channels.count)) + 2
    canvas.timeAxis(x, y: base, top: top)
    var total = 0
    for (n, channel) in channels.enumerated() {
      let y = top + row * Double(n)
      canvas.text("nm", Self.left - 8, y + row / 2 + 4, shortened(channel.name))
      canvas.line("gr", Self.left, y + row, Self.right, y + row)
      for mask in channel.masks {
        canvas.rect(
          "maskfill", x.at(mask.onset), y + 1,
          x.at(mask.onset + mask.duration) - x.at(mask.onset), row - 2)
      }
      let events = document.events(of: channel.index)
      total += events.count
      for type in Self.paintOrder {
        let some = events.filter { $0.type == type }
        guard !some.isEmpty else { continue }
        let (from, share) = Self.band(type)
        canvas.path(
          Palette.mark(type),
          marks(some, x, top: y + 2 + from * (row - 4), height: share * (row - 4))
        )
      }
    }
    return Figure(
      name: parts.name("raster", part), title: parts.title(document.rasterTitle, part),
      summary:
        "\(counted(channels.count, document.isArray ? "contact" : "muscle")), \(counted(total, "event"))."
        + " Discharges fill the row's height, rhythms its upper part, sustained activity its lower"
        + " part; hatched: left out.", width: Self.width, height: base + 36, body: canvas.body,
      strip: Figure.Strip(
        rows: channels.enumerated().map { n, channel in
          Figure.Strip.Row(
            channel: channel.index, type: nil, y: top + row * Double(n) + 2, height: row - 4)
        },
        bands: EventType.allCases.map {
          let (from, share) = Self.band($0)
          return [from, share]
        }))
  }

  /// What lasts is painted first, so that what lies within it is seen.
  private static let paintOrder: [EventType] = [
    .artifact, .contraction, .cramp, .groupedDischarge, .tonicFiring, .tremor, .clonus,
    .rhythmicBursting, .myoclonus, .negativeMyoclonus, .unclassified, .evoked, .fasciculation,
  ]

  /// Where in its row a type stands, so that colour is not alone: top and height as shares.
  private static func band(_ type: EventType) -> (Double, Double) {
    switch type {
    case .fasciculation, .evoked, .unclassified: (0, 1)
    case .tremor, .clonus, .rhythmicBursting, .myoclonus: (0, 0.5)
    case .contraction, .cramp, .tonicFiring, .groupedDischarge: (0.5, 0.5)
    case .negativeMyoclonus: (0.35, 0.65)
    case .artifact: (0.85, 0.15)
    }
  }
}
