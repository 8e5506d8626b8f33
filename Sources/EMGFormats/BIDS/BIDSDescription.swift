internal import EMGCore
internal import Foundation

/// What the files of a BIDS dataset say of a recording beside it.
///
/// Source: Brain Imaging Data Structure, EMG: `…_channels.tsv`, `…_emg.json`, `…_events.tsv`,
/// `…_electrodes.tsv`, `…_scans.tsv`.
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
  /// When the recording began, where the file itself does not say.
  private(set) var startTime: String?
  private(set) var annotations: [Annotation] = []
  private(set) var findings: [Finding] = []
  /// Whether any of the files is there.
  private(set) var isPresent = false

  private static let mostEvents = 1_000_000

  /// Reads what a dataset says of a recording.
  ///
  /// - Parameters:
  ///   - path: The recording.
  ///   - files: What speaks of it.
  ///   - header: The recording's own header.
  /// - Throws: `FormatError` where a file is there and cannot be read.
  init(
    of path: String, _ files: BIDSFiles, _ header: RecordingHeader
  ) throws(FormatError) {
    channels = Array(repeating: ChannelFacts(), count: header.channels.count)
    var electrodes: TabTable?
    if let path = files.electrodes { electrodes = try TabTable(path: path, required: "name") }
    if let path = files.channels {
      isPresent = true
      let table = try TabTable(path: path, required: "name")
      for row in table.rows { try take(row, table, electrodes, header) }
    }
    try readSidecars(files.sidecars, header)
    if let path = files.events {
      isPresent = true
      let table = try TabTable(path: path, required: "onset")
      for row in table.rows { takeEvent(row, table) }
      annotations.sort { $0.onset < $1.onset }
    }
    if let scans = files.scans { try readStart(of: path, scans, header) }
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

  /// Takes each key from the nearest sidecar that has it.
  private mutating func readSidecars(
    _ paths: [String], _ header: RecordingHeader
  ) throws(FormatError) {
    var said: [String: (value: Any, path: String)] = [:]
    for path in paths {
      isPresent = true
      let bytes = try ByteStream.wholeFile(path)
      guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
      else {
        throw FormatError(
          .badField, field: "sidecar", location: path, detail: "expected a JSON object")
      }
      said.merge(object.mapValues { ($0, path) }) { nearest, _ in nearest }
    }
    // "n/a" is a text and stands for unknown.
    if let (value, path) = said["PowerLineFrequency"], let line = (value as? NSNumber)?.doubleValue
    {
      guard (16...400).contains(line) else {
        throw FormatError(
          .badField, field: "PowerLineFrequency", location: path,
          detail: "expected 16 to 400 Hz, found \(line)")
      }
      mainsHertz = line
    }
    // The highest, where channels differ: BIDS keeps one for the file.
    if let rate = (said["SamplingFrequency"]?.value as? NSNumber)?.doubleValue,
      let c = header.channels.indices.max(by: {
        header.channels[$0].rate < header.channels[$1].rate
      })
    {
      check(rate: rate, "\(rate)", header, c, "the sidecar")
    }
  }

  /// Takes the begin from the table of recordings, where the file states none.
  private mutating func readStart(
    of path: String, _ scans: String, _ header: RecordingHeader
  ) throws(FormatError) {
    let table = try TabTable(path: scans, required: "filename")
    let name = (path as NSString).lastPathComponent
    // Names are relative to the table's folder: the last part tells recordings apart.
    let row = table.rows.first {
      table.cell($0, "filename").map { ($0 as NSString).lastPathComponent } == name
    }
    guard let row, let stated = table.cell(row, "acq_time") else { return }
    guard let time = StartTime.local(stated) else {
      findings.append(
        Finding(
          code: "bad_start",
          message: "\(scans): expected a local time such as 2021-03-04T05:06:07, found '\(stated)';"
            + " left out"))
      return
    }
    guard let own = header.startTime else {
      isPresent = true
      startTime = time
      return
    }
    // The table's times may be given to the second, and shifted for privacy.
    if own.prefix(19) != time.prefix(19) {
      isPresent = true
      findings.append(
        Finding(
          code: "start_disagrees",
          message: "the table of recordings says '\(stated)', the file '\(own)'; the file's is used"
        ))
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
