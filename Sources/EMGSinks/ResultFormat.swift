public import EMGCore

/// A form in which results are written.
public enum ResultFormat: String, Hashable, Sendable, CaseIterable {
  /// One JSON document a recording.
  case json
  /// JSON Lines: the recording, each event, the summary.
  case jsonl
  /// A table of events.
  case csv
  /// The table `events.tsv` of BIDS; its sidecar is written apart.
  case bids

  /// The ending of a file of this form.
  public var fileEnding: String {
    switch self {
    case .json: "events.json"
    case .jsonl: "events.jsonl"
    case .csv: "events.csv"
    case .bids: "events.tsv"
    }
  }

  /// The text of a result.
  ///
  /// - Parameter result: What an analysis found.
  /// - Returns: The whole text, its last line ended.
  public func text(of result: AnalysisResult) -> String {
    let text = Collected()
    let sink = sink { text.all += $0 }
    // Collecting in memory does not fail.
    try? sink.take(result)
    return text.all
  }

  private final class Collected {
    var all = ""
  }

  /// A sink that writes this form piece by piece.
  ///
  /// - Parameter write: Takes the text as it comes; what it throws ends the writing.
  /// - Returns: The sink, for one recording.
  public func sink(_ write: @escaping (String) throws -> Void) -> any EventSink {
    switch self {
    case .json: DocumentSink(write)
    case .jsonl: LinesSink(write)
    case .csv: TableSink(write, separator: ",", missing: "")
    case .bids: TableSink(write, separator: "\t", missing: "n/a")
    }
  }
}

/// Events as a table.
struct EventTable {
  let separator: String
  let missing: String

  private static let csvColumns = [
    "id", "type", "channel", "channel_index", "onset_s", "duration_s", "onset_sample",
    "onset_time", "confidence", "noise_uv", "threshold_uv", "motor_unit", "peak_to_peak_uv", "snr",
    "frequency_hz", "rate_hz", "cause", "partners", "pattern",
  ]
  private static let bidsColumns =
    ["onset", "duration", "trial_type", "channel", "sample", "confidence"]
    + csvColumns.filter {
      !["type", "channel", "onset_s", "duration_s", "onset_sample", "confidence"].contains($0)
    }
  private static let bidsKeys = [
    "onset": "onset_s", "duration": "duration_s", "trial_type": "type", "sample": "onset_sample",
  ]

  private var isBIDS: Bool { separator == "\t" }
  private var columns: [String] { isBIDS ? Self.bidsColumns : Self.csvColumns }

  var head: String { columns.joined(separator: separator) + "\n" }

  /// The row of an event's keys and values.
  func row(_ pairs: [(String, JSONValue)]) -> String {
    columns.map { column in
      let key = isBIDS ? Self.bidsKeys[column] ?? column : column
      return cell(key, pairs, separator, missing)
    }.joined(separator: separator) + "\n"
  }

  private func cell(
    _ key: String, _ pairs: [(String, JSONValue)], _ separator: String, _ missing: String
  ) -> String {
    var value = pairs.first { $0.0 == key }?.1
    if value == nil, case .object(let features)? = pairs.first(where: { $0.0 == "features" })?.1 {
      value = features.first { $0.0 == key }?.1
    }
    switch value {
    case nil, .null: return missing
    case .text(let text): return quoted(text, separator)
    case .list(let values):
      return quoted(
        values.map { if case .text(let t) = $0 { t } else { $0.compactText } }.joined(
          separator: ";"),
        separator)
    case let other?: return other.compactText
    }
  }

  private func quoted(_ text: String, _ separator: String) -> String {
    if separator == "\t" {
      return String(text.map { $0 == "\t" || $0 == "\n" || $0 == "\r" ? " " : $0 })
    }
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// The JSON sidecar of a BIDS `events.tsv`: what each column means.
public enum EventSidecar {
  /// The text of the sidecar.
  public static var text: String {
    func column(_ name: String, _ description: String, _ unit: String? = nil) -> (String, JSONValue)
    {
      var pairs: [(String, JSONValue)] = [("Description", .text(description))]
      if let unit { pairs.append(("Units", .text(unit))) }
      return (name, .object(pairs))
    }
    let levels = EventType.allCases.map { ($0.rawValue, JSONValue.text($0.meaning)) }
    return JSONValue.object([
      (
        "trial_type",
        .object([
          ("Description", .text("Type of the detected event")), ("Levels", .object(levels)),
        ])
      ),
      column("channel", "Channel in which the event was detected"),
      column("sample", "First sample of the event, from 0"),
      column("confidence", "Probability that the type is right"),
      column("id", "Number of the event within the recording"),
      column("channel_index", "Index of the channel, from 0"),
      column("onset_time", "Local time of the onset"),
      column("noise_uv", "Standard deviation of the noise at the event", "uV"),
      column("threshold_uv", "Amplitude that the gate asked for", "uV"),
      column("motor_unit", "Number of the motor unit within the channel"),
      column("peak_to_peak_uv", "Peak-to-peak amplitude", "uV"),
      column("snr", "Peak-to-peak amplitude over the noise"),
      column("frequency_hz", "Bursts a second of a rhythm", "Hz"),
      column("rate_hz", "Discharges a second of a steady train", "Hz"),
      column("cause", "What made an artifact"),
      column("partners", "Channels that share a rhythm"),
      column("pattern", "Whether these take turns"),
    ]).indentedText
  }
}

extension EventType {
  /// One line on what the type means.
  public var meaning: String {
    switch self {
    case .fasciculation: "One spontaneous discharge of a motor unit, or its doublet or multiplet"
    case .tremor: "A sustained rhythm"
    case .clonus: "A run of rhythmic bursts with silent troughs, from an abrupt start"
    case .rhythmicBursting: "Rhythm that the evidence cannot settle"
    case .myoclonus: "A brief multi-unit burst"
    case .negativeMyoclonus: "A brief silence within tonic activity"
    case .tonicFiring: "Steady firing of one or a few units"
    case .contraction: "Sustained multi-unit activity"
    case .cramp: "Sustained activity with a cramp's signature"
    case .groupedDischarge: "Multiplet bursts"
    case .evoked: "A response locked to a stimulus"
    case .artifact: "Not muscle"
    case .unclassified: "Something is there, no rule decides"
    }
  }
}
