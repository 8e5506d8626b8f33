import EMGCore
import EMGSinks
import Foundation

/// The table for people at the end of an analysis.
enum HumanTable {
  static func text(_ result: AnalysisResult) -> String {
    var rows = [["channel", "analysable", "noise", "events", "fasciculations a minute (95 %)"]]
    for summary in result.channels where summary.isAnalysed {
      let events = result.events.filter { $0.channelIndex == summary.index }
      let counts = EventType.allCases.compactMap { type -> String? in
        let count = events.count { $0.type == type }
        return count > 0 ? "\(count) \(type.rawValue)" : nil
      }
      let rate = FasciculationRate(summary, result.events)
      let interval = rate.interval.map { " (\(short($0.lower))–\(short($0.upper)))" } ?? ""
      rows.append([
        summary.channel.name, "\(short(summary.analysable)) s",
        summary.noise.map { "\(short($0)) µV" } ?? "–",
        counts.isEmpty ? "none" : counts.joined(separator: ", "),
        (rate.perMinute.map(short) ?? "–") + interval,
      ])
    }
    var lines = ["\(result.source): \(short(result.duration)) s", Terminal.table(rows)]
    let notes = result.header.findings.filter { $0.code != "rate_derived" }
    lines += notes.prefix(8).map { "note: \($0.message)" }
    if notes.count > 8 { lines.append("note: \(notes.count - 8) more in the output") }
    return lines.joined(separator: "\n")
  }

  static func short(_ value: Double) -> String {
    abs(value) >= 100
      ? String(format: "%.0f", value)
      : abs(value) >= 10 ? String(format: "%.1f", value) : String(format: "%.2f", value)
  }
}
