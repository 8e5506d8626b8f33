internal import EMGCore
internal import Foundation

/// What the files of a BIDS dataset say of a recording beside it.
///
/// Source: Brain Imaging Data Structure, EMG: `…_channels.tsv`, `…_emg.json`, `…_events.tsv`,
/// `…_electrodes.tsv`.
struct BIDSDescription {
  /// One channel's row.
  struct ChannelFacts {
    var kind: ChannelKind?
    var unit: PhysicalUnit?
    var targetMuscle: String?
  }

  /// One entry a channel of the recording.
  private(set) var channels: [ChannelFacts]
  private(set) var mainsHertz: Double?
  private(set) var annotations: [Annotation] = []
  private(set) var findings: [Finding] = []
  /// Whether any of the files is there.
  private(set) var isPresent = false

  private static let mostEvents = 1_000_000

  /// Reads what stands beside a recording.
  ///
  /// - Parameters:
  ///   - stem: The recording's path up to the suffix: `sub-1/emg/sub-1_task-rest`.
  ///   - suffix: `emg`, `eeg` or `ieeg`.
  ///   - header: The recording's own header.
  /// - Throws: `FormatError` where a file is there and cannot be read.
  init(stem: String, suffix: String, _ header: RecordingHeader) throws(FormatError) {
    channels = Array(repeating: ChannelFacts(), count: header.channels.count)
    let electrodes = try TabTable.read(stem + "_electrodes.tsv", required: "name")
    if let table = try TabTable.read(stem + "_channels.tsv", required: "name") {
      isPresent = true
      for row in table.rows { try take(row, table, electrodes, header) }
    }
    try readSidecar("\(stem)_\(suffix).json", header)
    if let table = try TabTable.read(stem + "_events.tsv", required: "onset") {
      isPresent = true
      for row in table.rows { takeEvent(row, table) }
      annotations.sort { $0.onset < $1.onset }
    }
  }

  private mutating func take(
    _ row: [String], _ table: TabTable, _ electrodes: TabTable?, _ header: RecordingHeader
  ) throws(FormatError) {
    guard let name = table.cell(row, "name") else { return }
    let electrode = table.cell(row, "signal_electrode").flatMap { wanted in
      electrodes.flatMap { list in list.rows.first { list.cell($0, "name") == wanted } }
    }
    let muscle =
      table.cell(row, "target_muscle")
      ?? electrodes.flatMap { list in electrode.flatMap { list.cell($0, "target_muscle") } }
    for c in header.channels.indices where header.channels[c].name == name {
      channels[c].kind = table.cell(row, "type").map(Self.kind)
      channels[c].targetMuscle = muscle
      if let text = table.cell(row, "units") {
        let stated = PhysicalUnit(symbol: text)
        if header.channels[c].unit.symbol.isEmpty {
          channels[c].unit = stated
        } else if stated.microvolts != header.channels[c].unit.microvolts {
          findings.append(
            Finding(
              code: "units_disagree",
              message: "channel '\(name)': the table of channels says '\(text)', the file"
                + " '\(header.channels[c].unit.symbol)'; the file's is used", channelIndex: c))
        }
      }
      if let text = table.cell(row, "sampling_frequency") {
        check(rate: FieldText.number(text), text, header, c, "the table of channels")
      }
      if table.cell(row, "status") == "bad" {
        findings.append(
          Finding(
            code: "bad_channel",
            message: "channel '\(name)' is marked as bad in the table of channels",
            channelIndex: c))
      }
    }
  }

  private mutating func check(
    rate: Double?, _ text: String, _ header: RecordingHeader, _ c: Int, _ source: String
  ) {
    let own = header.channels[c].rate.hertz
    guard let rate, abs(rate - own) <= 1e-6 * own else {
      findings.append(
        Finding(
          code: "rate_disagrees",
          message: "channel '\(header.channels[c].name)': \(source) says '\(text)' Hz, the file"
            + " \(own) Hz; the file's is used", channelIndex: c))
      return
    }
  }

  private static func kind(_ type: String) -> ChannelKind {
    switch type.uppercased() {
    case "EMG": .emg
    case "ECG": .ecg
    case "TRIG": .trigger
    case "ACCEL", "GYRO", "MAGN": .accelerometer
    default: .other
    }
  }

  private mutating func readSidecar(
    _ path: String, _ header: RecordingHeader
  ) throws(FormatError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    isPresent = true
    let bytes = try ByteStream.wholeFile(path)
    guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
      throw FormatError(
        .badField, field: "sidecar", location: path, detail: "expected a JSON object")
    }
    // "n/a" is a text and stands for unknown.
    if let line = (object["PowerLineFrequency"] as? NSNumber)?.doubleValue {
      guard (16...400).contains(line) else {
        throw FormatError(
          .badField, field: "PowerLineFrequency", location: path,
          detail: "expected 16 to 400 Hz, found \(line)")
      }
      mainsHertz = line
    }
    // The highest, where channels differ: BIDS keeps one for the file.
    if let rate = (object["SamplingFrequency"] as? NSNumber)?.doubleValue,
      let c = header.channels.indices.max(by: {
        header.channels[$0].rate < header.channels[$1].rate
      })
    {
      check(rate: rate, "\(rate)", header, c, "the sidecar")
    }
  }

  private mutating func takeEvent(_ row: [String], _ table: TabTable) {
    guard let onset = table.cell(row, "onset").flatMap(FieldText.number) else {
      if row.contains(where: { !$0.isEmpty }) {
        findings.append(
          Finding(
            code: "bad_annotations",
            message: "\(table.path): expected the seconds of an onset, found"
              + " '\(table.cell(row, "onset") ?? "")'; left out"))
      }
      return
    }
    guard annotations.count < Self.mostEvents else { return }
    let duration = table.cell(row, "duration").flatMap(FieldText.number)
    let text =
      table.cell(row, "trial_type") ?? table.cell(row, "value").map { "value \($0)" } ?? "event"
    annotations.append(
      Annotation(onset: onset, duration: duration.flatMap { $0 < 0 ? nil : $0 }, text: text))
  }
}
