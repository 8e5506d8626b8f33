internal import EMGCore

/// A page of one or several recordings that needs nothing but itself.
public struct ReportPage: Sendable {
  /// A recording with what was read of its samples.
  public struct Entry: Sendable {
    /// The events.
    public var document: SessionDocument
    /// Traces by channel; empty where the recording is not at hand.
    public var traces: [Int: ChannelTrace]
    /// Why there is no trace, or where it comes from.
    public var note: String

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - document: The events.
    ///   - traces: Traces by channel.
    ///   - note: Why there is no trace, or where it comes from.
    public init(document: SessionDocument, traces: [Int: ChannelTrace], note: String) {
      self.document = document
      self.traces = traces
      self.note = note
    }
  }

  /// Samples of all channels together up to which a page holds every one: some 5 MB.
  private static let wholeSamples = 2_000_000
  /// Bins of all channels together that a page holds of longer recordings.
  private static let bins = 300_000
  /// Discharges of all channels together that a page draws.
  private static let discharges = 3300
  /// Bytes of pieces with every sample.
  private static let pieceBytes = 1_000_000

  /// Units of a channel that the page's room is shared out for.
  private static let unitsExpected = 5

  /// The recordings in the order of the page.
  public let entries: [Entry]

  /// Makes a page.
  ///
  /// - Parameter entries: The recordings in the order of the page.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// What a page needs of a recording, so that it stays small whatever the recording's length.
  ///
  /// - Parameters:
  ///   - document: The events.
  ///   - channelCount: Analysed channels of all recordings of the page.
  /// - Returns: A plan a channel.
  public static func plans(
    _ document: SessionDocument, channelCount: Int
  ) -> [TraceCollector.Plan] {
    document.channels.filter { $0.isAnalysed && $0.rate > 0 }.map { channel in
      let (_, pieces) = pieces(document, channel, channelCount)
      let length = max(1, Int(document.duration * channel.rate))
      let isWhole = length <= wholeSamples / max(1, channelCount)
      return TraceCollector.Plan(
        channel: channel.index, length: length,
        bins: isWhole ? length : max(1000, bins / max(1, channelCount)), pieces: pieces,
        rhythms: RhythmSpectrum.stretches(document, channel))
    }
  }

  private static func pieces(
    _ document: SessionDocument, _ channel: SessionDocument.ChannelEntry, _ channelCount: Int
  ) -> ([SessionDocument.EventEntry], [(start: Int, count: Int, event: Int)]) {
    let shares = Self.unitsExpected * max(1, channelCount)
    let seconds = DischargePieces.length + 2 * DischargePieces.margin
    let size = max(1, Int(seconds * channel.rate)) * 3
    let limit = min(60, discharges / shares, pieceBytes / shares / size)
    return DischargePieces.plan(
      document.events(of: channel.index), rate: channel.rate, limit: max(4, limit))
  }

  private var channelCount: Int {
    entries.reduce(0) { $0 + $1.document.channels.count(where: \.isAnalysed) }
  }

  /// The pictures of a channel, the overview first.
  private func figures(_ entry: Entry, _ channel: SessionDocument.ChannelEntry) -> [Figure] {
    let pictures = ChannelFigures(
      document: entry.document, channel: channel, trace: entry.traces[channel.index])
    let (events, _) = Self.pieces(entry.document, channel, channelCount)
    let strip = StripFigures(document: entry.document)
      .overview(channel, entry.traces[channel.index])
    return [strip]
      + [
        pictures.gallery(events), pictures.rate(), pictures.intervalHistogram(),
        pictures.spectrum(),
      ].compactMap(\.self)
  }

  private func recordingFigures(_ entry: Entry) -> [Figure] {
    StripFigures(document: entry.document).rasters()
      + RhythmFigures(document: entry.document, traces: entry.traces).all()
  }

  /// All pictures, named so that they can be files of one folder.
  public var figures: [Figure] {
    Self.named(
      entries.flatMap { entry in
        let all =
          recordingFigures(entry)
          + entry.document.channels.filter(\.isAnalysed).flatMap { figures(entry, $0) }
        return all.map { figure in
          var figure = figure
          let head = entries.count > 1 ? Self.stem(entry.document.source) + "-" : ""
          figure.name = head + figure.name
          return figure
        }
      })
  }

  /// Gives figures names that can be files of one folder, each another.
  ///
  /// - Parameter figures: Figures with any names.
  /// - Returns: The same with safe and different ones.
  public static func named(_ figures: [Figure]) -> [Figure] {
    var taken: Set<String> = []
    return figures.map { figure in
      var figure = figure
      let name = safe(figure.name)
      figure.name = name
      var number = 2
      while !taken.insert(figure.name).inserted {
        figure.name = "\(name)-\(number)"
        number += 1
      }
      return figure
    }
  }

  private static func stem(_ source: String) -> String {
    source.lastIndex(of: ".").map { String(source[..<$0]) } ?? source
  }

  private static func safe(_ name: String) -> String {
    let text = String(
      name.unicodeScalars.map { scalar -> Character in
        let isPlain =
          scalar.value > 127
          ? scalar.properties.isAlphabetic
          : ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            || ("0"..."9").contains(scalar) || "-_.".unicodeScalars.contains(scalar)
        return isPlain ? Character(scalar) : "_"
      }.prefix(100))
    return text.hasPrefix(".") ? "_" + text : text
  }

  /// The page.
  public var html: String { html(nil) }

  /// The page with what a server adds; its trace then comes from there.
  package func html(_ served: Extension?) -> String {
    let title =
      entries.count == 1
      ? entries.first?.document.source ?? "report" : "\(entries.count) recordings"
    var text = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'\(served == nil ? "" : "; connect-src 'self'")">
      <title>\(escaped(title)) – MyoSift report</title>
      <style>\(Palette.variables)\(Palette.pageFigureStyle)\(PageText.style)\(served?.style ?? "")</style></head><body>
      <a class="skip" href="#main">Skip to the content</a>
      <svg class="fig" width="0" height="0" aria-hidden="true" style="position:absolute">\
      \(Palette.patterns)</svg>
      <header><h1>\(escaped(title))</h1>
      <p class="soft">MyoSift report. Research use, not a medical device: it labels patterns of \
      signals and gives no medical advice.</p></header><main id="main">

      """
    for (n, entry) in entries.enumerated() { text += section(entry, n, served) }
    return text + "</main>\n" + (served.map { "<script>\($0.script)</script>\n" } ?? "")
      + "<script>\(PageText.script)</script>\n</body></html>\n"
  }

  private func section(_ entry: Entry, _ n: Int, _ served: Extension?) -> String {
    let document = entry.document
    let analysed = document.channels.filter(\.isAnalysed)
    var text = "<section class=\"recording\" aria-labelledby=\"r\(n)\">"
    text += "<h2 id=\"r\(n)\">\(entries.count > 1 ? escaped(document.source) : "Recording")</h2>"
    let tables = RecordingTables(document: document, note: entry.note, number: n)
    text += tables.provenance + tables.legend + tables.summary
    text += RegionTable(document: document).html
    text += "<h3>\(document.rasterTitle)</h3>"
    text += StripFigures(document: document).rasters().map(picture).joined()
    let rhythms = RhythmFigures(document: document, traces: entry.traces).all()
    text += served?.section ?? ""
    if !entry.traces.isEmpty { text += PageText.viewer(n, analysed.map { ($0.index, $0.name) }) }
    if !rhythms.isEmpty {
      text += "<h3>Rhythm</h3><div class=\"grid\">"
      text += rhythms.map(picture).joined() + "</div>"
    }
    text += MeasureTables(document: document).html
    text += "<h3>Channels</h3>"
    for channel in analysed {
      text += "<section class=\"channel\" aria-labelledby=\"r\(n)c\(channel.index)\">"
      text += "<h4 id=\"r\(n)c\(channel.index)\">\(escaped(channel.name))</h4>"
      if entry.traces[channel.index] == nil {
        text += "<p class=\"soft\">Events only: the recording was not at hand.</p>"
      }
      let all = figures(entry, channel)
      text += all.first.map(picture) ?? ""
      if all.count > 1 {
        text += "<div class=\"grid\">" + all.dropFirst().map(picture).joined() + "</div>"
      }
      text += "</section>"
    }
    text += tables.quality
    text += "<h3>Events</h3><div class=\"events\" data-recording=\"\(n)\">"
    text += "<noscript><p>The table of events needs scripts; the JSON document holds them all.</p>"
    text += "</noscript></div>" + tables.settings
    return text + PageData.script(entry, n, withTraces: served == nil) + "</section>\n"
  }

  private func picture(_ figure: Figure) -> String {
    let wide = figure.width > 480 ? " class=\"wide\"" : ""
    return "<figure\(wide)><div class=\"scroll\">\(figure.inline)</div>"
      + "<figcaption><b>\(escaped(figure.title)).</b> \(escaped(figure.summary))</figcaption>"
      + "</figure>\n"
  }
}
