import EMGCore
import EMGSinks
import Foundation

/// What a batch leaves beside its results: a row a recording, in the order of the results' names,
/// so that it is the same whoever did which part of it.
enum BatchSummary {
  /// The columns of numbers.
  static let numbers =
    ["duration_s", "channels", "analysable_s"] + EventType.allCases.map(\.rawValue)
  /// The columns before those of labels and numbers.
  static let heads = ["source", "status", "reason"]

  /// The numbers of a result, by column.
  static func values(_ result: AnalysisResult) -> [String: Double] {
    var values: [String: Double] = [:]
    for type in EventType.allCases {
      values[type.rawValue] = Double(result.events.count { $0.type == type })
    }
    values["duration_s"] = rounded(result.duration)
    values["channels"] = Double(result.channels.count(where: \.isAnalysed))
    values["analysable_s"] = rounded(result.channels.reduce(0) { $0 + $1.analysable })
    return values
  }

  /// A tenth of a millisecond is enough for a table.
  private static func rounded(_ seconds: Double) -> Double {
    if case .number(let value) = JSONValue.rounded(seconds, 4) { value } else { seconds }
  }

  private static func isInOrder(_ a: Journal.Entry, _ b: Journal.Entry) -> Bool {
    (a.output, a.source) < (b.output, b.source)
  }

  /// Writes `summary.csv` and `summary.json`.
  ///
  /// - Parameters:
  ///   - entries: What is known of each recording, in any order.
  ///   - folder: Where they go.
  /// - Throws: ``Failure`` where they cannot be written.
  static func write(_ entries: [Journal.Entry], to folder: String) throws {
    let entries = entries.sorted(by: isInOrder)
    let labels = Manifest.columnOrder(Set(entries.flatMap { ($0.labels ?? [:]).keys }))
    let base = folder as NSString
    for name in ["summary.csv", "summary.json"] {
      WholeFile.removeRemains(of: base.appendingPathComponent(name))
    }
    let table = try OutputFile(base.appendingPathComponent("summary.csv"))
    try table.write(Data(((heads + labels + numbers).joined(separator: ",") + "\n").utf8))
    let document = try OutputFile(base.appendingPathComponent("summary.json"))
    try document.write(Data("{\n  \"recordings\": [".utf8))
    for (n, entry) in entries.enumerated() {
      try table.write(Data(row(entry, labels).utf8))
      let text = JSONValue.list([object(entry, labels)]).indentedText
      // The object as it stands in a list of the document.
      let lines = text.split(separator: "\n").dropFirst().dropLast().map { "  " + $0 }
      try document.write(Data(((n > 0 ? ",\n" : "\n") + lines.joined(separator: "\n")).utf8))
    }
    try document.write(Data((entries.isEmpty ? "]\n}\n" : "\n  ]\n}\n").utf8))
    try table.finish()
    try document.finish()
  }

  private static func row(_ entry: Journal.Entry, _ labels: [String]) -> String {
    let texts =
      [entry.source, entry.status, entry.failure?.reason ?? ""]
      + labels.map { entry.labels?[$0] ?? "" }
    let cells = numbers.map { name in
      entry.values[name].map { JSONValue.number($0).compactText } ?? ""
    }
    return (texts.map(quoted) + cells).joined(separator: ",") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    text.contains(where: { ",\"\n\r".contains($0) || $0.isNewline })
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  private static func object(_ entry: Journal.Entry, _ labels: [String]) -> JSONValue {
    let known = labels.compactMap { name in
      entry.labels?[name].map { (name, JSONValue.text($0)) }
    }
    let values = numbers.compactMap { name in
      entry.values[name].map { (name, JSONValue.number($0)) }
    }
    return .object(
      [
        ("source", .text(entry.source)), ("status", .text(entry.status)),
        ("reason", .optional(entry.failure?.reason)),
      ] + known + values)
  }
}
