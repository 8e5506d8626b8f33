internal import EMGCore

/// EDF+ and BDF+ with all annotations, gaps as gaps, and each channel at its own rate.
///
/// Sources: those of the reader; ranges are rounded outward (edfio, issue 2), onsets are the shortest
/// exact text (edfio, issue 110), and annotations may be any number a record (pyedflib, issue 187).
final class EDFWriter {
  private let survey: RecordingSurvey
  private let file: BufferedFile
  private let width: Int
  private let lanes: [EDFLane]
  /// Seconds that a record lasts, and the same as text.
  private let duration: (value: Double, text: String)
  private let layouts: [Stretch]
  private let recordCount: Int
  /// Bytes of the annotation signal in each record, and what stands in them.
  private let noteBytes: Int
  private let notes: [[UInt8]]
  /// Seconds from the header's whole second to the first sample.
  private let fraction: Double
  private var findings: [Finding] = []

  /// Samples of each channel that wait for a whole record.
  private var waiting: [[Float]]
  private var stretch = 0
  private var written = 0

  /// A stretch without a gap: its first second and its records.
  private struct Stretch {
    var onset: Double
    var records: Int
  }

  init(
    _ survey: RecordingSurvey, _ annotations: [Annotation], isBDF: Bool, _ path: String
  ) throws(WritingError) {
    self.survey = survey
    width = isBDF ? 3 : 2
    let header = survey.header
    guard let frame = survey.frame() else {
      throw WritingError(
        .unsupported,
        "\(path): expected rates that share a data record, found"
          + " \(header.channels.map { "\($0.rate.hertz)" }.joined(separator: ", ")) Hz")
    }
    if !header.channels.isEmpty, survey.stretches.isEmpty {
      throw WritingError(.unsupported, "\(path): expected samples, found channels without any")
    }
    let record = EDFRecordLength(survey, frame, width)
    duration = (record.seconds, record.text)
    if record.isInexact {
      findings.append(
        Finding(
          code: "rate_rounded",
          message: "a data record lasts \(record.text) s, the nearest to the rate that"
            + " eight characters can tell"))
    }
    var lanes: [EDFLane] = []
    for c in header.channels.indices {
      var lane = try EDFLane(survey, c, isBDF: isBDF, path)
      lane.samples = frame[c] * record.frames
      lanes.append(lane)
    }
    EDFLane.label(&lanes, header.channels.map(\.name), &findings)
    self.lanes = lanes
    fraction = Self.fraction(header.startTime)
    let reference = header.channels.indices.max {
      header.channels[$0].rate < header.channels[$1].rate
    }
    layouts = survey.stretches.map { ranges in
      guard let c = reference else { return Stretch(onset: 0, records: 0) }
      let records = header.channels.indices.map {
        (ranges[$0].count + lanes[$0].samples - 1) / lanes[$0].samples
      }
      return Stretch(
        onset: header.channels[c].rate.seconds(ranges[c].lowerBound), records: records.max() ?? 0)
    }
    recordCount = max(1, layouts.reduce(0) { $0 + $1.records })
    var all = annotations
    for (ranges, stretch) in zip(survey.stretches, layouts) {
      guard let c = reference else { break }
      let lacking = stretch.records * lanes[c].samples - ranges[c].count
      guard lacking > 0 else { continue }
      let rate = header.channels[c].rate
      all.append(
        Annotation(
          onset: rate.seconds(ranges[c].upperBound), duration: rate.seconds(lacking),
          text: "padding"))
    }
    let onsets = layouts.flatMap { stretch in
      (0..<stretch.records).map { stretch.onset + Double($0) * record.seconds }
    }
    (noteBytes, notes) = EDFNotes.pack(
      all, onsets.isEmpty ? [0] : onsets, fraction, width)
    waiting = Array(repeating: [], count: lanes.count)
    for c in header.channels.indices where survey.hasMissing[c] {
      findings.append(
        Finding(
          code: "missing_samples",
          message: "missing samples of '\(header.channels[c].name)' are written as its smallest"
            + " number, \(lanes[c].text.low) \(lanes[c].unit), which no other sample has",
          channelIndex: c))
    }
    file = try BufferedFile(path)
    try file.write(head(isBDF: isBDF))
  }

  // MARK: - Header

  private static func fraction(_ start: String?) -> Double {
    guard let start, let point = start.lastIndex(of: ".") else { return 0 }
    let digits = start[start.index(after: point)...].prefix { $0.isNumber }
    return Double("0." + digits) ?? 0
  }

  private func head(isBDF: Bool) -> [UInt8] {
    func field(_ text: String, _ width: Int) -> [UInt8] {
      let bytes = Array(text.utf8.prefix(width))
      return bytes + [UInt8](repeating: 32, count: width - bytes.count)
    }
    let name = isBDF ? "BDF" : "EDF"
    let count = lanes.count + 1
    let isWhole = survey.stretches.count <= 1
    let start = Array((survey.header.startTime ?? "").utf8)
    func part(_ range: Range<Int>) -> String {
      start.count >= 19 ? String(decoding: start[range], as: UTF8.self) : ""
    }
    let months = [
      "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    var date = "01.01.85"
    var time = "00.00.00"
    var day = "X"
    if start.count >= 19, let month = Int(part(5..<7)), (1...12).contains(month),
      let year = Int(part(0..<4))
    {
      // Two digits reach from 1985 to 2084; the recording field has four.
      let short = (1985...2084).contains(year) ? part(2..<4) : "yy"
      date = "\(part(8..<10)).\(part(5..<7)).\(short)"
      time = "\(part(11..<13)).\(part(14..<16)).\(part(17..<19))"
      day = "\(part(8..<10))-\(months[month - 1])-\(part(0..<4))"
    }
    var bytes: [UInt8] = isBDF ? [0xFF] + Array("BIOSEMI".utf8) : field("0", 8)
    let patient = survey.header.patient.map(EDFLane.ascii) ?? "X X X X"
    bytes += field(patient, 80) + field("Startdate \(day) X X X", 80)
    bytes += field(date, 8) + field(time, 8) + field("\(256 * (count + 1))", 8)
    bytes += field("\(name)+\(isWhole ? "C" : "D")", 44)
    bytes += field("\(recordCount)", 8) + field(duration.text, 8) + field("\(count)", 4)
    let digital = isBDF ? ("-8388608", "8388607") : ("-32768", "32767")
    func each(_ width: Int, _ last: String, _ text: (EDFLane) -> String) {
      for lane in lanes { bytes += field(text(lane), width) }
      bytes += field(last, width)
    }
    each(16, "\(name) Annotations") { $0.label }
    each(80, "") { _ in "" }
    each(8, "") { $0.unit }
    each(8, "-1") { $0.text.low }
    each(8, "1") { $0.text.high }
    each(8, digital.0) { "\($0.digital.low)" }
    each(8, digital.1) { "\($0.digital.high)" }
    each(80, "") { _ in "" }
    each(8, "\(noteBytes / width)") { "\($0.samples)" }
    each(32, "") { _ in "" }
    return bytes
  }

  // MARK: - Samples

  func append(_ block: SignalBlock) throws(WritingError) {
    guard !lanes.isEmpty else { return }
    let ranges = survey.stretches[stretch]
    if lanes.indices.contains(where: { block.start[$0] >= ranges[$0].upperBound }) {
      try closeStretch()
      stretch += 1
    }
    for c in lanes.indices { waiting[c] += block.samples[c] }
    var used = 0
    while lanes.indices.allSatisfy({ waiting[$0].count >= (used + 1) * lanes[$0].samples }) {
      try writeRecord(used)
      used += 1
    }
    for c in lanes.indices { waiting[c].removeFirst(used * lanes[c].samples) }
  }

  /// Writes what waits, its last record filled up with each channel's last sample.
  private func closeStretch() throws(WritingError) {
    guard waiting.contains(where: { !$0.isEmpty }) else { return }
    for c in lanes.indices {
      let last = waiting[c].last ?? 0
      waiting[c] += repeatElement(last, count: max(0, lanes[c].samples - waiting[c].count))
    }
    try writeRecord(0)
    for c in lanes.indices { waiting[c].removeAll() }
  }

  private func writeRecord(_ number: Int) throws(WritingError) {
    var bytes: [UInt8] = []
    for c in lanes.indices {
      let lane = lanes[c]
      let gain = lane.gain
      let first = number * lane.samples
      for k in first..<first + lane.samples {
        let value = Double(waiting[c][k]) * lane.factor
        let step = ((value - lane.physical.low) / gain).rounded() + Double(lane.digital.low)
        let stored =
          value.isNaN
          ? lane.digital.low
          : Int(max(Double(lane.digital.low), min(Double(lane.digital.high), step)))
        for b in 0..<width { bytes.append(UInt8(truncatingIfNeeded: stored >> (8 * b))) }
      }
    }
    let note = written < notes.count ? notes[written] : []
    bytes += note + [UInt8](repeating: 0, count: noteBytes - note.count)
    written += 1
    try file.write(bytes)
  }

  func finish() throws(WritingError) -> [Finding] {
    try closeStretch()
    if lanes.isEmpty || written == 0 {
      // Annotations alone.
      let note = notes.first ?? []
      let samples = lanes.reduce(0) { $0 + $1.samples } * width
      let padding = [UInt8](repeating: 0, count: samples + noteBytes - note.count)
      try file.write(samples > 0 ? [UInt8](repeating: 0, count: samples) + note : note + padding)
    }
    try file.commit()
    return findings
  }
}
