internal import EMGCore

/// EDF+ and BDF+ with all annotations, gaps as gaps, and each channel at its own rate.
///
/// Sources: those of the reader; ranges are rounded outward (edfio, issue 2), onsets are the shortest
/// exact text (edfio, issue 110), and annotations may be any number a record (pyedflib, issue 187).
final class EDFWriter {
  private let survey: RecordingSurvey
  private let file: BufferedFile
  private let width: Int
  private let lanes: [Lane]
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

  /// A channel's integers.
  private struct Lane {
    var label: String
    var unit: String
    /// To the unit that is written.
    var factor: Double
    var physical: (low: Double, high: Double)
    var text: (low: String, high: String)
    var digital: (low: Int, high: Int)
    var samples: Int

    var gain: Double { (physical.high - physical.low) / Double(digital.high - digital.low) }
  }

  /// A stretch without a gap: its first second and its records.
  private struct Stretch {
    var onset: Double
    var records: Int
  }

  /// Bytes of a data record that are not exceeded where a shorter one will do.
  private static let largeRecord = 1 << 23

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
    let record = Self.record(survey, frame, width)
    duration = record.duration
    if record.isInexact {
      findings.append(
        Finding(
          code: "rate_rounded",
          message: "a data record lasts \(record.duration.text) s, the nearest to the rate that"
            + " eight characters can tell"))
    }
    var lanes: [Lane] = []
    for c in header.channels.indices {
      var lane = try Self.lane(survey, c, isBDF: isBDF, path)
      lane.samples = frame[c] * record.frames
      lanes.append(lane)
    }
    Self.label(&lanes, header.channels.map(\.name), &findings)
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
      (0..<stretch.records).map { stretch.onset + Double($0) * record.duration.value }
    }
    (noteBytes, notes) = Self.pack(
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

  // MARK: - Layout

  /// The length of a data record: exact in eight characters, a divisor of every stretch where one
  /// is, and near a second.
  private static func record(
    _ survey: RecordingSurvey, _ frame: [Int], _ width: Int
  ) -> (frames: Int, duration: (value: Double, text: String), isInexact: Bool) {
    let header = survey.header
    guard
      let c = header.channels.indices.max(by: {
        header.channels[$0].rate < header.channels[$1].rate
      })
    else { return (1, (0, "0"), false) }
    let period = Double(frame[c]) / header.channels[c].rate.hertz
    var common = 0
    for ranges in survey.stretches {
      let whole = ranges[c].count % frame[c] == 0
      var (a, b) = (common, whole ? ranges[c].count / frame[c] : 1)
      while b != 0 { (a, b) = (b, a % b) }
      common = a
    }
    let frameBytes = frame.reduce(0, +) * width
    let most = max(1, min(Int(min(60 / period, 2e5)), largeRecord / max(1, frameBytes)))
    func text(_ frames: Int) -> (value: Double, text: String, error: Double) {
      let seconds = Double(frames) * period
      let exact = DecimalText.shortest(seconds)
      if exact.utf8.count <= 8 { return (seconds, exact, 0) }
      let up = DecimalText.outward(seconds, isUp: true)
      let down = DecimalText.outward(seconds, isUp: false)
      let near = [up, down].compactMap { $0 }.min {
        abs($0.value - seconds) < abs($1.value - seconds)
      }
      guard let near, near.value > 0 else { return (seconds, "1", 1) }
      return (near.value, near.text, abs(near.value - seconds) / seconds)
    }
    var best: (score: Double, frames: Int)?
    var leastError: (error: Double, frames: Int) = (.infinity, 1)
    for frames in 1...most {
      let error = text(frames).error
      if error < leastError.error { leastError = (error, frames) }
      guard error < 1e-10 else { continue }
      let seconds = Double(frames) * period
      let isDivisor = common > 0 && common % frames == 0
      // Without padding first, then near a second.
      let away = seconds > 1 ? seconds : 1 / seconds
      let score = (isDivisor && seconds >= 0.01 ? 0 : 1e6) + away
      if score < best?.score ?? .infinity { best = (score, frames) }
    }
    // A short or odd length is better than samples that nobody recorded.
    if best.map({ $0.score >= 1e6 }) ?? true, (1...most).contains(common),
      text(common).error < 1e-10
    {
      best = (0, common)
    }
    let frames = best?.frames ?? leastError.frames
    let chosen = text(frames)
    return (frames, (Double(frames) * period, chosen.text), best == nil)
  }

  /// The integers of a channel.
  private static func lane(
    _ survey: RecordingSurvey, _ c: Int, isBDF: Bool, _ path: String
  ) throws(WritingError) -> Lane {
    let channel = survey.header.channels[c]
    let largest = isBDF ? 8_388_607 : 32_767
    let smallest = -largest - 1
    let hasMissing = survey.hasMissing[c]
    // The smallest integer is kept for samples that are missing.
    let lowest = hasMissing ? smallest + 1 : smallest
    var low = Double(survey.lowest[c])
    var high = Double(survey.highest[c])
    if low > high { (low, high) = (-1, 1) }
    var lane = Lane(
      label: channel.name, unit: channel.unit.symbol, factor: 1, physical: (0, 0), text: ("", ""),
      digital: (smallest, largest), samples: 0)
    if let limits = channel.limits, let step = channel.resolution, !hasMissing,
      limits.lowerBound <= low + step / 2, limits.upperBound >= high - step / 2,
      let a = exact(limits.lowerBound), let b = exact(limits.upperBound)
    {
      // The recorder's own range can be told as it is.
      let steps = ((b.value - a.value) / step).rounded()
      if steps >= 1, steps <= Double(largest - smallest),
        abs((b.value - a.value) / steps - step) <= 1e-9 * step
      {
        let zero = (a.value / step).rounded()
        let first =
          zero >= Double(smallest) && zero + steps <= Double(largest) ? Int(zero) : smallest
        lane.physical = (a.value, b.value)
        lane.text = (a.text, b.text)
        lane.digital = (first, first + Int(steps))
        return lane
      }
    }
    if let step = survey.grid(c, steps: Double(largest - lowest)),
      max(abs(low), abs(high)) / step <= Double(largest)
    {
      // Symmetric integers whose physical ends eight characters tell best.
      let least = max(1, Int((max(abs(low), abs(high)) / step).rounded()) + (hasMissing ? 1 : 0))
      var best: (error: Double, count: Int, text: String)?
      for count in stride(from: largest, through: max(least, largest - 4_096), by: -1) {
        let value = Double(count) * step
        guard let near = DecimalText.outward(value, isUp: true), near.text.utf8.count <= 7 else {
          continue
        }
        let error = abs(near.value - value) / value
        if error < best?.error ?? 1e-6 { best = (error, count, near.text) }
        if error < 1e-14 { break }
      }
      if let best, let end = Double(best.text) {
        lane.physical = (-end, end)
        lane.text = ("-" + best.text, best.text)
        lane.digital = (-best.count, best.count)
        return lane
      }
    }
    // The samples' own range, rounded outward.
    if channel.unit.isVoltage, let factor = channel.unit.microvolts, factor != 1,
      max(abs(low), abs(high)) < 10
    {
      // Small numbers have few digits in eight characters.
      lane.unit = "uV"
      lane.factor = factor
      (low, high) = (low * factor, high * factor)
    }
    if low == high { (low, high) = (low - 1, high + 1) }
    if hasMissing { low -= 2 * (high - low) / Double(largest - smallest) }
    guard let a = DecimalText.outward(low, isUp: false),
      let b = DecimalText.outward(high, isUp: true), b.value > a.value
    else {
      throw WritingError(
        .unsupported,
        "\(path): channel '\(channel.name)': expected numbers that eight characters can tell,"
          + " found \(low) to \(high) \(lane.unit)")
    }
    lane.physical = (a.value, b.value)
    lane.text = (a.text, b.text)
    return lane
  }

  private static func exact(_ value: Double) -> (text: String, value: Double)? {
    let text = DecimalText.shortest(value)
    if text.utf8.count <= 8 { return (text, value) }
    // A bound that arithmetic left a little beside its text.
    guard let near = DecimalText.outward(value, isUp: true),
      abs(near.value - value) <= 1e-12 * abs(value)
    else { return nil }
    return near
  }

  /// Labels in ASCII of at most sixteen characters, each once.
  private static func label(_ lanes: inout [Lane], _ names: [String], _ findings: inout [Finding]) {
    var taken: Set<String> = []
    for c in lanes.indices {
      let plain = ascii(names[c])
      var label = String(plain.prefix(16))
      if label == "EDF Annotations" || label == "BDF Annotations" { label = "signal" }
      var number = 2
      while !taken.insert(label).inserted {
        let tail = "~\(number)"
        label = String(plain.prefix(16 - tail.count)) + tail
        number += 1
      }
      lanes[c].label = label
      lanes[c].unit = String(ascii(lanes[c].unit).prefix(8))
      if label != names[c] {
        findings.append(
          Finding(
            code: "renamed", message: "channel '\(names[c])' is called '\(label)' in the file",
            channelIndex: c))
      }
    }
  }

  private static func ascii(_ text: String) -> String {
    String(
      text.map { c in
        if c == "\u{00B5}" || c == "\u{03BC}" { return "u" }
        if c == "°" { return "d" }
        return c.isASCII && !c.isNewline && (c.asciiValue ?? 0) >= 32 ? c : "_"
      })
  }

  // MARK: - Annotations

  /// Spreads annotations over the records so that all fit.
  ///
  /// Each stands in the record of its onset where there is room, and in another where not.
  private static func pack(
    _ annotations: [Annotation], _ onsets: [Double], _ fraction: Double, _ width: Int
  ) -> (bytes: Int, notes: [[UInt8]]) {
    func stamp(_ seconds: Double) -> String {
      // Decimal times stay decimal: a nanosecond is finer than any recorder's clock.
      let value = fraction == 0 ? seconds : ((seconds + fraction) * 1e9).rounded() / 1e9
      return (value < 0 ? "" : "+") + DecimalText.shortest(value)
    }
    var notes = onsets.map { Array("\(stamp($0))\u{14}\u{14}\u{0}".utf8) }
    let lists = annotations.map { note -> [UInt8] in
      let text = note.text.unicodeScalars.map {
        $0.value == 0 || $0.value == 0x14 || $0.value == 0x15 ? " " : Character($0)
      }
      let duration = note.duration.map { "\u{15}" + DecimalText.shortest(max(0, $0)) } ?? ""
      return Array("\(stamp(note.onset))\(duration)\u{14}\(String(text))\u{14}\u{0}".utf8)
    }
    let clock = notes.map(\.count).max() ?? 0
    let longest = lists.map(\.count).max() ?? 0
    let total = lists.reduce(0) { $0 + $1.count }
    let wanted = clock + longest + (total + onsets.count - 1) / onsets.count
    let bytes = (wanted + width - 1) / width * width
    for (note, list) in zip(annotations, lists) {
      let own = max(0, onsets.partitioningIndex { $0 > note.onset } - 1)
      // One place has room, since no record's rest is shorter than the longest list while there
      // is still something to place.
      let place =
        (own..<notes.count).first { notes[$0].count + list.count <= bytes }
        ?? (0..<own).first { notes[$0].count + list.count <= bytes }
      if let place { notes[place] += list }
    }
    return (bytes, notes)
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
    let patient = survey.header.patient.map(Self.ascii) ?? "X X X X"
    bytes += field(patient, 80) + field("Startdate \(day) X X X", 80)
    bytes += field(date, 8) + field(time, 8) + field("\(256 * (count + 1))", 8)
    bytes += field("\(name)+\(isWhole ? "C" : "D")", 44)
    bytes += field("\(recordCount)", 8) + field(duration.text, 8) + field("\(count)", 4)
    let digital = isBDF ? ("-8388608", "8388607") : ("-32768", "32767")
    func each(_ width: Int, _ last: String, _ text: (Lane) -> String) {
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
