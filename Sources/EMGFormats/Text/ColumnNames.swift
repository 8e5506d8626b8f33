internal import EMGCore

/// A column of a text table.
struct TextColumn: Hashable, Sendable {
  var name: String
  /// The unit that the header states, or nil.
  var unit: String?
  var kind: ChannelKind
  /// What a stored number becomes in the unit, by the recorder's description.
  var scale = 1.0
  var offset = 0.0
}

/// Reads names, units and kinds from column headings.
enum ColumnNames {
  /// Units other than voltages that headings carry.
  private static let otherUnits: Set<String> = [
    "g", "m/s2", "m/s^2", "m/s²", "deg", "°", "°/s", "deg/s", "dps", "N", "Nm", "kg", "%", "%MVC",
    "%(MVC)",
    "s", "sec", "ms", "us", "µs", "°C", "C", "a.u.", "a.u", "au", "adu", "counts", "count", "raw",
    "bpm",
    "rad", "rad/s", "uT", "T", "mm", "cm", "m", "Hz", "mG", "mGauss", "Gauss",
  ]

  static func isUnit(_ text: String) -> Bool {
    PhysicalUnit(symbol: text).isVoltage || otherUnits.contains(text)
  }

  /// Takes the unit out of a heading: `BB_R (uV)`, `BB_R [mV]`, `BB_R_uV`, `BB_R/uV`, `BB_R, uV`.
  static func split(_ heading: String) -> (name: String, unit: String?) {
    var text = heading
    for (open, close) in [("(", ")"), ("[", "]")] {
      guard text.hasSuffix(close), let start = text.range(of: open, last: true) else { continue }
      let unit = String(text[text.index(after: start)...].dropLast()).trimmed
      guard isUnit(unit) else { continue }
      text = String(text[..<start]).trimmed
      return (text.isEmpty ? heading : text, unit)
    }
    for mark in ["_", "/", ",", " "] {
      guard let start = text.range(of: mark, last: true) else { continue }
      let unit = String(text[text.index(after: start)...]).trimmed
      let name = String(text[..<start]).trimmed
      // A lone letter after a mark is a side or an axis more often than volts or grams.
      if unit.count > 1, PhysicalUnit(symbol: unit).isVoltage, !name.isEmpty { return (name, unit) }
    }
    return (text, nil)
  }

  private static let kinds: [(ChannelKind, [String])] = [
    (.ecg, ["ecg", "ekg"]),
    (.accelerometer, ["acc", "gyro", "imu", "magnet"]),
    (.trigger, ["trig", "stim", "marker", "event", "digital", "sync", "status"]),
    (.time, ["timestamp", "sample index", "nseq", "packet"]),
    (
      .other,
      [
        "force", "torque", "temp", "eda", "resp", "button", "not used", "other", "analog", "angle",
        "battery", "eeg", "eog", "counter",
      ]
    ),
  ]

  /// What a channel is for, by its name; EMG unless the name says otherwise.
  static func kind(_ name: String, unit: String?) -> ChannelKind {
    let lower = name.lowercased()
    if lower == "di" || lower == "seq" { return .trigger }
    for (kind, words) in kinds where words.contains(where: { lower.contains($0) }) { return kind }
    if let unit, !PhysicalUnit(symbol: unit).isVoltage,
      ["g", "mG", "N", "Nm", "°C", "%", "deg", "mGauss", "Gauss"].contains(unit)
    {
      return unit == "g" || unit == "mG" ? .accelerometer : .other
    }
    return .emg
  }

  private static let timeNames: Set<String> = [
    "time", "t", "times", "zeit", "temps", "tiempo", "tempo", "seconds", "sec", "secs", "time_s",
    "time_ms", "timestamp", "timestamps", "elapsed", "elapsed time", "x", "x_value", "time stamp",
    "'elapsed time'", "onset",
  ]

  static func isTime(_ name: String) -> Bool {
    let lower = name.lowercased()
    return timeNames.contains(lower) || lower.hasPrefix("time")
  }

  static func isIndex(_ name: String) -> Bool {
    let lower = name.lowercased()
    return [
      "sample", "samples", "index", "frame", "nseq", "sample index", "n", "#", "no",
      "sample_number",
    ]
    .contains(lower)
  }
}

extension String {
  fileprivate func range(of mark: String, last: Bool) -> String.Index? {
    guard let character = mark.first else { return nil }
    return last ? lastIndex(of: character) : firstIndex(of: character)
  }

  var trimmed: String {
    var text = Substring(self)
    while let c = text.first, c.isWhitespace || c == "\"" || c == "'" { text.removeFirst() }
    while let c = text.last, c.isWhitespace || c == "\"" || c == "'" { text.removeLast() }
    return String(text)
  }
}
