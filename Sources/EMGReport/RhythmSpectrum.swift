internal import EMGCore
internal import EMGSpectra

/// How strongly a channel's envelope swings at each frequency while it is called a rhythm.
struct RhythmSpectrum {
  let document: SessionDocument
  let channel: SessionDocument.ChannelEntry

  static let types: [EventType] = [.tremor, .clonus, .rhythmicBursting]
  /// Seconds of the shortest segment that still tells rhythms apart.
  private static let shortest = 1.0
  /// Hz; rhythms end below, and two harmonics of a tremor are shown.
  private static let top = 25.0

  private var rhythms: [SessionDocument.EventEntry] {
    document.events(of: channel.index).filter { Self.types.contains($0.type) }
  }

  /// Stretches of a channel with rhythm, in samples, those that touch joined.
  static func stretches(
    _ document: SessionDocument, _ channel: SessionDocument.ChannelEntry
  ) -> [Range<Int>] {
    let events = RhythmSpectrum(document: document, channel: channel).rhythms
      .filter { $0.onset >= 0 && $0.duration > 0 && $0.end * channel.rate < 1e15 }
      .sorted { $0.onset < $1.onset }
    var joined: [Range<Int>] = []
    for event in events {
      let from = Int(event.onset * channel.rate)
      let to = max(from + 1, Int((event.end * channel.rate).rounded(.up)))
      if let last = joined.last, from <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, to)
      } else {
        joined.append(from..<to)
      }
    }
    return joined
  }

  /// The length of Welch's segments that fits stretches: that of `spectrum`, or shorter, so that the longest holds
  /// two.
  ///
  /// - Parameters:
  ///   - stretches: In samples.
  ///   - rate: Samples a second.
  /// - Returns: Seconds; nil where all are too short.
  static func segment(_ stretches: [Range<Int>], rate: Double) -> Double? {
    guard let longest = stretches.map(\.count).max(), rate > 0 else { return nil }
    let length = Double(longest) / rate
    guard length >= shortest else { return nil }
    return min(EnvelopeSpectrum.segment, max(shortest, length / 1.5))
  }

  /// The picture; nil without a rhythm long enough or without samples.
  func figure(_ spectrum: PowerSpectrum?) -> Figure? {
    let events = rhythms
    guard let spectrum, !events.isEmpty else { return nil }
    let last = min(spectrum.density.count - 1, Int(Self.top / spectrum.resolution))
    guard last > 4, let peak = spectrum.density[1...last].max(), peak > 0 else { return nil }
    let x = Scale(0, Double(last) * spectrum.resolution, to: 60, 450)
    let y = Scale(0, peak * 1.1, to: 170, 10)
    var canvas = Canvas()
    canvas.axis(x, y: 170, top: 10, label: "frequency of the envelope (Hz)")
    canvas.upright(y, x: 60, right: 450, count: 4, label: "ln²/Hz")
    // Lines nearer than a step are one.
    let marked = events.compactMap(\.frequency).sorted().reduce(into: [Double]()) { kept, f in
      if kept.last.map({ f - $0 >= spectrum.resolution }) ?? true { kept.append(f) }
    }
    for f in marked.prefix(Self.mostMarks) where f < x.high {
      canvas.line("exp", x.at(f), 10, x.at(f), 170)
      if 2 * f < x.high { canvas.line("mains", x.at(2 * f), 10, x.at(2 * f), 170) }
    }
    var path = PathText()
    path.curve((1...last).map { (x.at(spectrum.frequency($0)), y.at(spectrum.density[$0])) })
    canvas.path("tr", path.text)
    let best = (1...last).max { spectrum.density[$0] < spectrum.density[$1] } ?? 1
    let count = counted(events.count, "rhythm")
    return Figure(
      name: "envelope-\(channel.name)", title: "\(channel.name): envelope spectrum",
      summary: "Power of the envelope's logarithm within \(count) of this channel, in steps of"
        + " \(readable(spectrum.resolution)) Hz; largest at \(readable(spectrum.frequency(best))) Hz."
        + (marked.isEmpty
          ? "" : " Dashed: the frequency that an event states; dotted: twice that."),
      width: 470, height: 208, body: canvas.body)
  }

  /// Events' frequencies that are marked.
  private static let mostMarks = 6
}
