internal import EMGCore

/// What a page tells of a recording in words and tables.
struct RecordingTables {
  let document: SessionDocument
  /// Why there is no trace, or where it comes from.
  let note: String
  /// The recording's place on the page.
  let number: Int

  /// Where the recording and its events come from.
  var provenance: String {
    let rows = [
      ("Recording", "\(document.source) (\(document.format))"),
      ("Begins", document.startTime ?? "not stated"), ("Length", clock(document.duration)),
      (
        "Channels",
        "\(document.channels.count(where: \.isAnalysed)) of \(document.channels.count) analysed"
      ),
      ("SHA-256", document.sha256 ?? "not known"), ("Analysed by", document.generator),
      ("Settings SHA-256", document.settingsSHA256), ("Trace", note),
    ]
    return "<dl class=\"facts\">"
      + rows.map { "<dt>\($0.0)</dt><dd>\(escaped($0.1))</dd>" }.joined() + "</dl>"
  }

  /// Events by type, with their colours.
  var legend: String {
    let types = EventType.allCases.filter { type in document.events.contains { $0.type == type } }
    guard !types.isEmpty else { return "<p>No events.</p>" }
    let items = types.map { type in
      "<li><span class=\"key\" style=\"background:var(--\(Palette.mark(type)))\"></span>"
        + "\(escaped(Palette.name(type))) (\(document.events.count { $0.type == type }))</li>"
    }
    return "<ul class=\"legend\" aria-label=\"Events by type\">\(items.joined())"
      + "<li><span class=\"key hatchkey\"></span>left out</li></ul>"
  }

  /// Fasciculations a minute and other events, a row a channel.
  var summary: String {
    let rows = document.channels.filter(\.isAnalysed).map { channel -> String in
      let events = document.events(of: channel.index)
      let count = events.count { $0.type == .fasciculation }
      let minutes = channel.analysable / 60
      let interval = PoissonInterval(count: count, exposure: minutes)
      let rate = minutes > 0 ? readable(Double(count) / minutes) : "–"
      let limits = interval.map { "\(readable($0.lower)) to \(readable($0.upper))" } ?? "–"
      let others = EventType.allCases.filter { $0 != .fasciculation }.compactMap { type in
        let count = events.count { $0.type == type }
        return count > 0 ? "\(Palette.name(type)) (\(count))" : nil
      }
      return
        "<tr><th scope=\"row\"><a href=\"#r\(number)c\(channel.index)\">\(escaped(channel.name))</a>"
        + "</th><td>\(count)</td><td>\(rate)</td><td>\(limits)</td>"
        + "<td>\(escaped(clock(channel.analysable)))</td>"
        + "<td class=\"left\">\(escaped(others.isEmpty ? "–" : others.joined(separator: ", ")))</td>"
        + "</tr>"
    }
    return "<h3>Summary</h3><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Channel</th>"
      + "<th scope=\"col\">Fasciculations</th><th scope=\"col\">a minute</th>"
      + "<th scope=\"col\">95 % interval</th><th scope=\"col\">analysable</th>"
      + "<th scope=\"col\" class=\"left\">other events</th></tr></thead>"
      + "<tbody>\(rows.joined())</tbody></table></div>"
  }

  /// What was found about the channels' signals and while reading.
  var quality: String {
    let rows = document.channels.map { channel -> String in
      let masked = channel.masks.reduce(0) { $0 + $1.duration }
      let causes = Set(channel.masks.map(\.cause)).sorted().joined(separator: ", ")
      let mains = channel.mains.map {
        "\(fixed($0, 2)) Hz, \(readable(channel.mainsRatio)) dB"
      }
      let cells = [
        channel.unit == "uV" ? "µV" : channel.unit, "\(readable(channel.rate)) Hz",
        channel.isAnalysed ? "yes" : "no",
        channel.noise.map { "\(readable($0)) µV" } ?? "–", mains ?? "–",
        channel.clippedFraction.map { "\(readable($0 * 100)) %" } ?? "–",
        masked > 0 ? "\(clock(masked)) (\(causes))" : "–",
        channel.flags.isEmpty ? "–" : channel.flags.joined(separator: ", "),
      ]
      return "<tr><th scope=\"row\">\(escaped(channel.name))</th>"
        + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    let heads = [
      "Channel", "unit", "rate", "analysed", "noise (SD)", "power line", "clipped", "left out",
      "flags",
    ]
    let findings =
      document.findings.isEmpty
      ? "<p>No findings while reading.</p>"
      : "<ul>\(document.findings.map { "<li>\(escaped($0))</li>" }.joined())</ul>"
    return "<h3>Quality</h3><div class=\"scroll\"><table><thead><tr>"
      + heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
      + "</tr></thead><tbody>\(rows.joined())</tbody></table></div>\(findings)"
  }

  /// All settings in force.
  var settings: String {
    let rows = document.settings.map {
      "<tr><th scope=\"row\"><code>\(escaped($0.key))</code></th>"
        + "<td class=\"left\">\(escaped($0.value))</td></tr>"
    }
    return "<h3>Settings</h3><details><summary>\(rows.count) settings in force</summary>"
      + "<div class=\"settings\"><table><tbody>\(rows.joined())</tbody></table></div></details>"
  }
}
