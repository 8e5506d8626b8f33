internal import EMGCore
internal import EMGSpectra
internal import Foundation

/// Pictures of one channel.
struct ChannelFigures {
  let document: SessionDocument
  let channel: SessionDocument.ChannelEntry
  let trace: ChannelTrace?

  private var fasciculations: [SessionDocument.EventEntry] {
    document.events.filter { $0.channel == channel.index && $0.type == .fasciculation }
  }

  /// Intervals between fasciculations that no mask interrupts, seconds.
  private var intervals: [Double] {
    let times = fasciculations.map(\.time)
    return zip(times, times.dropFirst()).compactMap { a, b in
      let isCut = channel.masks.contains { $0.onset < b && $0.onset + $0.duration > a }
      return isCut || b <= a ? nil : b - a
    }
  }

  /// How long it is between fasciculations, beside what chance alone would give.
  func intervalHistogram() -> Figure? {
    let values = intervals
    guard values.count >= 3 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let perDecade = 5.0
    let low = ((log10(values.min() ?? 0.01)) * perDecade).rounded(.down)
    let high = max(low + 5, ((log10(values.max() ?? 10)) * perDecade).rounded(.down) + 1)
    let count = Int(high - low)
    var bins = [Int](repeating: 0, count: count)
    for value in values {
      bins[min(count - 1, max(0, Int((log10(value) * perDecade - low).rounded(.down))))] += 1
    }
    func edge(_ n: Int) -> Double { pow(10, (low + Double(n)) / perDecade) }
    let expected = (0..<count).map {
      Double(values.count) * (exp(-edge($0) / mean) - exp(-edge($0 + 1) / mean))
    }
    let peak = max(Double(bins.max() ?? 1), expected.max() ?? 1)
    let x = Scale(low, high, to: 60, 450)
    let y = Scale(0, peak * 1.1, to: 170, 10)
    var canvas = Canvas()
    canvas.upright(y, x: 60, right: 450, count: 4, label: "intervals")
    for n in 0..<count where bins[n] > 0 {
      let a = x.at(low + Double(n)) + 1
      canvas.rect(
        "bar", a, y.at(Double(bins[n])), x.at(low + Double(n + 1)) - a - 1,
        170 - y.at(Double(bins[n])))
    }
    var line = ""
    for n in 0..<count {
      let at = x.at(low + Double(n) + 0.5)
      line += "\(n == 0 ? "M" : "L")\(short(at)) \(short(y.at(expected[n])))"
    }
    canvas.path("exp", line)
    let steps: [Double] = high - low > 2.5 * perDecade ? [1] : [1, 2, 5]
    for decade in Int((low / perDecade).rounded(.down))...Int((high / perDecade).rounded(.up)) {
      for step in steps {
        let value = step * pow(10, Double(decade))
        let place = log10(value) * perDecade
        guard place >= low - 1e-9, place <= high + 1e-9 else { continue }
        canvas.text("tm", x.at(place), 184, readable(value))
        canvas.line("ax", x.at(place), 170, x.at(place), 174)
      }
    }
    canvas.line("ax", 60, 170, 450, 170)
    canvas.text("tm", 255, 200, "interval (s, logarithmic)")
    let sd = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
      .squareRoot()
    return Figure(
      name: "intervals-\(channel.name)", title: "\(channel.name): intervals",
      summary: "\(values.count) intervals between fasciculations, mean \(readable(mean)) s,"
        + " coefficient of variation \(readable(sd / mean)). Dashed: what a Poisson process of the"
        + " same mean would give.", width: 470, height: 208, body: canvas.body)
  }

  /// Seconds of each bin in which a fasciculation would have been counted.
  private func exposures(_ length: Double, _ count: Int) -> [Double] {
    var stretches = channel.masks.map { ($0.onset, $0.onset + $0.duration) }
    stretches += document.events(of: channel.index).filter(\.isSustained).map { ($0.onset, $0.end) }
    stretches.sort { $0.0 < $1.0 }
    var merged: [(Double, Double)] = []
    for stretch in stretches {
      if let last = merged.last, stretch.0 <= last.1 {
        merged[merged.count - 1].1 = max(last.1, stretch.1)
      } else {
        merged.append(stretch)
      }
    }
    var free = (0..<count).map { min(length, document.duration - Double($0) * length) }
    for (from, to) in merged {
      let first = max(0, Int(from / length))
      let last = min(count - 1, Int(to / length))
      guard first <= last else { continue }
      for n in first...last {
        let start = Double(n) * length
        free[n] = max(0, free[n] - max(0, min(to, start + length) - max(from, start)))
      }
    }
    // The document states the whole; the parts are made to fit.
    let sum = free.reduce(0, +)
    guard sum > 0 else { return free }
    return zip(free, 0..<count).map { min(length, $0.0 * min(1, channel.analysable / sum)) }
  }

  /// How often fasciculations come over the recording.
  func rate() -> Figure? {
    let events = fasciculations
    guard !events.isEmpty, channel.analysable > 0 else { return nil }
    let lengths: [Double] = [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200]
    let length = lengths.first { document.duration / $0 <= 24 } ?? document.duration / 24
    let count = max(1, Int((document.duration / length).rounded(.up)))
    let exposure = exposures(length, count)
    var counts = [Int](repeating: 0, count: count)
    for event in events { counts[min(count - 1, max(0, Int(event.time / length)))] += 1 }
    let bars = (0..<count).compactMap { n -> (Int, Double, PoissonInterval)? in
      guard exposure[n] > length * 0.1,
        let interval = PoissonInterval(count: counts[n], exposure: exposure[n] / 60)
      else { return nil }
      return (n, Double(counts[n]) / exposure[n] * 60, interval)
    }
    let peak = bars.map(\.2.upper).max() ?? 1
    let x = Scale(0, document.duration, to: 60, 450)
    let y = Scale(0, peak * 1.05, to: 170, 10)
    var canvas = Canvas()
    canvas.timeAxis(x, y: 170, top: 10, count: 5)
    canvas.upright(y, x: 60, right: 450, count: 4, label: "per minute")
    for (n, rate, interval) in bars {
      let at = x.at(min(document.duration, (Double(n) + 0.5) * length))
      canvas.line("err", at, y.at(interval.lower), at, y.at(interval.upper))
      canvas.dot("bar", at, y.at(rate), 3.5)
    }
    let mean = Double(events.count) / channel.analysable * 60
    canvas.line("exp", 60, y.at(mean), 450, y.at(mean))
    return Figure(
      name: "rate-\(channel.name)", title: "\(channel.name): rate over time",
      summary: "Fasciculations a minute in bins of \(clock(length)) with exact 95 % Poisson"
        + " intervals; dashed: the mean of \(readable(mean)) a minute. Bins with under a tenth of"
        + " analysable time are left out.", width: 470, height: 208, body: canvas.body)
  }

  /// Density over frequency with the analysed band and the power line.
  func spectrum() -> Figure? {
    guard let spectrum = trace?.spectrum else { return nil }
    let low = document.number("conditioning.high_pass_hz") ?? 20
    let high = min(document.number("conditioning.low_pass_hz") ?? 450, channel.rate * 0.45)
    let mains = channel.mains.flatMap { $0 >= 1 ? $0 : nil }
    let lines = mains.map { Array(stride(from: $0, to: channel.rate / 2, by: $0)) } ?? []
    return SpectrumFigure.figure(
      spectrum, name: channel.name, rate: channel.rate, unit: "µV",
      band: low...max(low + 1, high), lines: lines)
  }

  /// Pieces moved by up to `shift` samples to where each is most like the mean of those before it,
  /// cut by that much at both ends: the largest deflection alone jumps between two equal peaks.
  private static func aligned(_ pieces: [[Float]], shift: Int) -> [[Float]] {
    guard let length = pieces.map(\.count).min(), length > 2 * shift + 2 else { return pieces }
    let count = length - 2 * shift
    var sum = [Float](repeating: 0, count: count)
    return pieces.map { piece in
      var best = shift
      var most = -Float.infinity
      for offset in 0...(2 * shift) {
        var product: Float = 0
        for k in 0..<count { product += sum[k] * piece[offset + k] }
        if product > most { (most, best) = (product, offset) }
      }
      if sum.allSatisfy({ $0 == 0 }) { best = shift }
      for k in 0..<count { sum[k] += piece[best + k] }
      return Array(piece[best..<(best + count)])
    }
  }

  /// Discharges laid over each other, a panel a unit.
  ///
  /// - Parameter events: The events that the trace's pieces belong to.
  /// - Returns: The figure, or nil without pieces.
  func gallery(_ events: [SessionDocument.EventEntry]) -> Figure? {
    guard let trace, !trace.snippets.isEmpty, channel.rate > 0 else { return nil }
    var groups: [Int: [[Float]]] = [:]
    for snippet in trace.snippets where !snippet.samples.contains(where: \.isNaN) {
      groups[events[snippet.event].unit ?? -1, default: []].append(snippet.samples)
    }
    let shift = Int(DischargePieces.margin * channel.rate)
    groups = groups.mapValues { Self.aligned($0, shift: shift) }
    let totals = Dictionary(grouping: fasciculations) { $0.unit ?? -1 }
    let order = groups.keys.sorted {
      ((groups[$1]?.count ?? 0), $0) < ((groups[$0]?.count ?? 0), $1)
    }.prefix(6)
    guard !order.isEmpty else { return nil }
    let cell = 156.0
    var canvas = Canvas()
    for (n, unit) in order.enumerated() {
      let traces = groups[unit] ?? []
      let length = traces.map(\.count).min() ?? 0
      guard length > 1 else { continue }
      let left = 44 + Double(n) * cell
      let right = left + cell - 48
      let extent = Double(traces.joined().map(abs).max() ?? 1)
      let y = Scale(-extent, extent, to: 140, 24)
      let span = Double(length - 1) / channel.rate * 1000
      let x = Scale(
        -span * DischargePieces.before, span * (1 - DischargePieces.before), to: left, right)
      canvas.upright(y, x: left, right: right, count: 3, label: n == 0 ? "µV" : "", offset: 36)
      canvas.axis(x, y: 140, top: 24, count: 3, label: "ms")
      func draw(_ values: [Float], _ path: inout PathText) {
        let step = (right - left) / Double(length - 1)
        let thin = max(1, length / 70)
        path.curve(
          Swift.stride(from: 0, to: length, by: thin).map { k in
            (left + Double(k) * step, y.at(Double(values[k])))
          })
      }
      var all = PathText()
      for values in traces { draw(values, &all) }
      canvas.path("one", all.text)
      let mean = (0..<length).map { k in
        traces.reduce(Float(0)) { $0 + $1[k] } / Float(traces.count)
      }
      var middle = PathText()
      draw(mean, &middle)
      canvas.path("mean", middle.text)
      let count = totals[unit]?.count ?? traces.count
      let shown = traces.count < count ? "\(traces.count) of \(count)" : "\(count)"
      canvas.text("ts", left, 14, (unit < 0 ? "no unit" : "unit \(unit)") + ", n = \(shown)")
    }
    let units = totals.keys.count
    return Figure(
      name: "gallery-\(channel.name)", title: "\(channel.name): discharges by unit",
      summary: "Fasciculations at their largest deflection, aligned by shape, heavy: their mean."
        + (units > order.count ? " The \(order.count) most frequent of \(units) units." : ""),
      width: 44 + cell * Double(order.count), height: 176, body: canvas.body)
  }
}

/// Which samples around discharges a report keeps.
struct DischargePieces {
  /// Seconds.
  static let length = 0.03
  /// Seconds on both sides by which pieces may be moved to fit.
  static let margin = 0.006
  /// Share of the piece before the largest deflection.
  static let before = 0.4

  /// Fasciculations evenly over each unit's, at most `limit` a unit, with their pieces.
  static func plan(
    _ events: [SessionDocument.EventEntry], rate: Double, limit: Int
  ) -> (events: [SessionDocument.EventEntry], pieces: [(start: Int, count: Int, event: Int)]) {
    let groups = Dictionary(grouping: events.filter { $0.type == .fasciculation }) { $0.unit ?? -1 }
    var chosen: [SessionDocument.EventEntry] = []
    for unit in groups.keys.sorted() {
      let all = groups[unit] ?? []
      let count = min(limit, all.count)
      for k in 0..<count { chosen.append(all[k * all.count / count]) }
    }
    let shift = Int(margin * rate)
    let count = max(2, Int(length * rate))
    let pieces = chosen.enumerated().map { n, event in
      let peak = Int((event.time * rate).rounded())
      return (
        start: peak - Int(before * Double(count - 1)) - shift, count: count + 2 * shift, event: n
      )
    }
    return (chosen, pieces)
  }
}
