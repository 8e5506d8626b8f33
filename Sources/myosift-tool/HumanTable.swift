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

/// What a batch leaves beside its results.
enum BatchSummary {
  struct Row {
    var source: String
    var status: String
    var reason: String
    var values: [(String, JSONValue)]

    init(_ source: String, _ result: AnalysisResult) {
      self.source = source
      status = "done"
      reason = ""
      let events = EventType.allCases.map { type in
        (type.rawValue, JSONValue.integer(result.events.count { $0.type == type }))
      }
      let analysable = result.channels.reduce(0) { $0 + $1.analysable }
      values =
        [
          ("duration_s", .rounded(result.duration, 4)),
          ("channels", .integer(result.channels.count(where: \.isAnalysed))),
          ("analysable_s", .rounded(analysable, 4)),
        ] + events
    }

    /// The row of a recording that an earlier run has finished.
    init(_ source: String, numbers: [String: Double]) {
      self.source = source
      status = "done"
      reason = ""
      values = BatchSummary.columns.dropFirst(3).compactMap { name in
        numbers[name].map { (name, .number($0)) }
      }
    }

    /// The row's numbers by column.
    var numbers: [String: Double] {
      var result: [String: Double] = [:]
      for (name, value) in values {
        switch value {
        case .number(let number): result[name] = number
        case .integer(let number): result[name] = Double(number)
        default: break
        }
      }
      return result
    }

    init(_ source: String, _ failure: Failure) {
      self.source = source
      status = "failed"
      reason = failure.message
      values = []
    }
  }

  /// The columns of its table.
  static let columns =
    ["source", "status", "reason", "duration_s", "channels", "analysable_s"]
    + EventType.allCases.map(\.rawValue)

  static func write(_ rows: [Row], to folder: String) throws {
    let columns = Self.columns.dropFirst(3)
    var table = Self.columns.joined(separator: ",") + "\n"
    var list: [JSONValue] = []
    for row in rows {
      let cells = columns.map { name in
        row.values.first { $0.0 == name }?.1.compactText ?? ""
      }
      let texts = [row.source, row.status, row.reason].map { text in
        text.contains(where: { ",\"\n".contains($0) })
          ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
      }
      table += (texts + cells).joined(separator: ",") + "\n"
      list.append(
        .object(
          [
            ("source", .text(row.source)), ("status", .text(row.status)),
            ("reason", row.reason.isEmpty ? .null : .text(row.reason)),
          ] + row.values))
    }
    let base = folder as NSString
    try OutputFile.write(table, to: base.appendingPathComponent("summary.csv"))
    let document = JSONValue.object([("recordings", .list(list))])
    try OutputFile.write(
      document.indentedText, to: base.appendingPathComponent("summary.json"))
  }
}
