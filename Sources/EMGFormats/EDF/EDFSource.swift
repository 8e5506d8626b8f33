internal import EMGCore

/// EDF, EDF+, BDF and BDF+ from a file or a stream, record by record.
final class EDFSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let stream: ByteStream
  private let edf: EDFHeader
  private let width: Int
  /// One entry a channel: its place within the record and its scaling.
  private let lanes: [Lane]
  private let annotationRanges: [Range<Int>]
  private let recordBytes: Int
  private let isLive: Bool

  private struct Lane {
    var firstByte: Int
    var samples: Int
    var gain: Double
    var offset: Double
  }

  private var record: [UInt8] = []
  private var isHeld = false
  private var heldStarts: [Int] = []
  private var records = 0
  private var ends: [Int]
  /// When the first record begins, seconds after the header's start time.
  private var origin = 0.0
  private var previousOnset: Double?
  private var gaps = 0
  private var gapSeconds = 0.0
  private var overlaps = 0
  private var badLists = 0
  private var lostAnnotations = 0
  private var unsaid = 0
  private var isFinished = false

  /// Samples of the fastest channel that are handed out at a time, whole records apart.
  private static let samplesPerBlock = 16_384
  /// Annotations that are kept.
  private static let mostAnnotations = 1_000_000
  /// Share of a record by which its time may lie before the end of the one before.
  private static let overlapTolerance = 0.01
  /// A timeline longer than this many samples is a damaged time.
  private static let longestTimeline = 1e15

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    self.stream = stream
    let edf = try EDFHeader(stream)
    self.edf = edf
    width = edf.isBDF ? 3 : 2
    recordBytes = edf.recordBytes
    isLive = stream.fileSize == nil
    var findings = edf.findings
    var recordCount = edf.recordCount
    if let size = stream.fileSize, recordBytes > 0 {
      let found = max(0, size - edf.byteCount) / recordBytes
      if let promised = recordCount, promised > 0 {
        recordCount = try DataRecords.present(
          promised, found, of: recordBytes, at: "\(stream.name), byte \(size)", &findings)
      } else {
        recordCount = found
      }
    }
    if edf.recordCount == nil || (edf.recordCount == 0 && recordCount != 0) {
      findings.append(DataRecords.unfinished)
    }
    var lanes: [Lane] = []
    var ranges: [Range<Int>] = []
    var channels: [Channel] = []
    let used = edf.signals.filter { !$0.isAnnotation && $0.samples > 0 }
    let kinds = ChannelNaming.kinds(used.map { ($0.label, $0.dimension) })
    var place = 0
    for signal in edf.signals {
      let bytes = signal.samples * width
      defer { place += bytes }
      if signal.isAnnotation {
        ranges.append(place..<place + bytes)
        continue
      }
      guard let rate = Self.rate(signal.samples, edf.recordDuration) else {
        findings.append(
          Finding(
            code: "empty_channel",
            message: "signal '\(signal.label)' has no samples in a data record; left out"))
        continue
      }
      let index = channels.count
      let gain = signal.gain
      if gain == nil {
        findings.append(
          Finding(
            code: "no_physical_range",
            message: "signal '\(signal.label)': physical range \(signal.physicalMinimum) to"
              + " \(signal.physicalMaximum), digital range \(signal.digitalMinimum) to"
              + " \(signal.digitalMaximum) give no unit; its stored numbers are read as they are",
            channelIndex: index))
      }
      let kind = kinds[index]
      var symbol = gain == nil ? "" : signal.dimension
      var scale = 1.0
      var shift = 0.0
      if kind == .emg, !PhysicalUnit(symbol: symbol).isVoltage, let given = options.unit {
        symbol = given
        scale = options.scale ?? 1
        shift = options.offset ?? 0
      }
      let step = (gain ?? 1) * scale
      let zero =
        gain.map { signal.physicalMinimum - Double(signal.digitalMinimum) * $0 } ?? 0
      let low = signal.physicalMinimum * scale + shift
      let high = signal.physicalMaximum * scale + shift
      lanes.append(
        Lane(
          firstByte: place, samples: signal.samples, gain: step, offset: zero * scale + shift))
      channels.append(
        Channel(
          name: signal.label, unit: PhysicalUnit(symbol: symbol), kind: kind, rate: rate,
          sampleCount: recordCount.map { $0 * signal.samples }, resolution: abs(step),
          limits: gain == nil ? nil : min(low, high)...max(low, high)))
    }
    self.lanes = lanes
    annotationRanges = ranges
    ends = Array(repeating: 0, count: lanes.count)
    if let names = Self.duplicates(channels.map(\.name)) {
      findings.append(
        Finding(code: "duplicate_names", message: "several channels are called '\(names)'"))
    }
    if let rate = options.rate, let stated = channels.map(\.rate.hertz).max(),
      abs(rate - stated) > 1e-9 * stated
    {
      throw FormatError(
        .inconsistent, field: "sampling rate", location: stream.name,
        detail: "expected what the file says, \(stated) Hz, found \(rate) Hz: leave out --rate")
    }
    let plus = edf.continuity == .plain ? "" : "+"
    header = RecordingHeader(
      format: (edf.isBDF ? "bdf" : "edf") + plus, startTime: edf.startTime, channels: channels,
      findings: findings)
    header.patient = edf.patient
    if edf.continuity != .plain, try readRecord() {
      try keepTime()
      isHeld = true
    }
  }

  /// Samples over seconds; where the division left a decimal rate by a rounding, that rate.
  private static func rate(_ samples: Int, _ duration: Double) -> SampleRate? {
    let hertz = Double(samples) / duration
    let decimal = (hertz * 1e6).rounded() / 1e6
    return SampleRate(hertz: abs(decimal - hertz) <= 1e-12 * hertz ? decimal : hertz)
  }

  private static func duplicates(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }

  var contentSHA256: String? { stream.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in lanes.indices {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = ends[c]
    }
    guard !isFinished else { return false }
    var isFirst = true
    while isHeld ? true : try readRecord() {
      if !isHeld { try keepTime() }
      isHeld = true
      if isFirst {
        for c in lanes.indices { block.start[c] = heldStarts[c] }
      } else if heldStarts != ends {
        // The record after a gap begins the next block.
        return true
      }
      isHeld = false
      isFirst = false
      var most = 0
      for c in lanes.indices {
        decode(lanes[c], into: &block.samples[c])
        ends[c] = heldStarts[c] + lanes[c].samples
        most = max(most, block.samples[c].count)
      }
      if most > 0, isLive || most >= Self.samplesPerBlock { return true }
    }
    try finish()
    return !isFirst && !lanes.isEmpty
  }

  /// Reads the next complete record; false at the end.
  private func readRecord() throws(FormatError) -> Bool {
    if let promised = edf.recordCount, promised > 0, records >= promised { return false }
    guard recordBytes > 0 else { return false }
    record.removeAll(keepingCapacity: true)
    guard try stream.readFully(recordBytes, into: &record) else {
      if !record.isEmpty {
        header.findings.append(
          Finding(
            code: "partial_record",
            message: "data record \(records + 1): expected \(recordBytes) bytes, found"
              + " \(record.count); left out"))
      }
      return false
    }
    records += 1
    return true
  }

  /// Reads the annotations of the record at hand and places it on the timeline.
  private func keepTime() throws(FormatError) {
    var onset: Double?
    for (n, range) in annotationRanges.enumerated() {
      let list = EDFAnnotationList(record[range])
      badLists += list.badCount
      if n == 0 { onset = list.recordOnset }
      if records == 1, n == 0, edf.continuity != .plain, let first = onset {
        origin = first
        header.startTime = header.startTime.map { StartTime.adding(first, to: $0) }
      }
      for annotation in list.annotations {
        guard header.annotations.count < Self.mostAnnotations else {
          lostAnnotations += 1
          continue
        }
        var moved = annotation
        // Times in the file are decimal; nanoseconds keep the difference of two so.
        if origin != 0 { moved.onset = ((annotation.onset - origin) * 1e9).rounded() / 1e9 }
        header.annotations.append(moved)
      }
    }
    heldStarts = ends
    guard edf.continuity != .plain else { return }
    guard let onset else {
      unsaid += 1
      if edf.continuity == .discontinuous {
        throw FormatError(
          .badField, field: "time of data record \(records)",
          location: "\(stream.name), byte \(edf.byteCount + (records - 1) * recordBytes)",
          detail: "expected a time-keeping annotation, since the recording is interrupted (EDF+D);"
            + " found none")
      }
      return
    }
    defer { previousOnset = onset }
    guard let previous = previousOnset else { return }
    let fastest = header.channels.map(\.rate.hertz).max() ?? 0
    let step = onset - previous - edf.recordDuration
    guard abs(step) * fastest >= 0.5 || fastest == 0 else { return }
    guard edf.continuity == .discontinuous else {
      if step > 0 { gapSeconds += step }
      gaps += 1
      return
    }
    if step < 0 {
      guard -step <= Self.overlapTolerance * edf.recordDuration else {
        throw FormatError(
          .inconsistent, field: "time of data record \(records)",
          location: "\(stream.name), byte \(edf.byteCount + (records - 1) * recordBytes)",
          detail: "expected \(previous + edf.recordDuration) s or later, found \(onset) s")
      }
      overlaps += 1
      return
    }
    gaps += 1
    gapSeconds += step
    guard (onset - origin) * fastest < Self.longestTimeline else {
      throw FormatError(
        .badField, field: "time of data record \(records)",
        location: "\(stream.name), byte \(edf.byteCount + (records - 1) * recordBytes)",
        detail: "expected a time within the recording, found \(onset) s")
    }
    for c in lanes.indices {
      let start = ((onset - origin) * header.channels[c].rate.hertz).rounded()
      heldStarts[c] = max(ends[c], Int(start))
    }
  }

  private func decode(_ lane: Lane, into samples: inout [Float]) {
    samples.reserveCapacity(samples.count + lane.samples)
    var i = lane.firstByte
    if width == 2 {
      for _ in 0..<lane.samples {
        let word = UInt16(record[i]) | UInt16(record[i + 1]) << 8
        samples.append(Float(Double(Int16(bitPattern: word)) * lane.gain + lane.offset))
        i += 2
      }
    } else {
      for _ in 0..<lane.samples {
        samples.append(Float(Double(int24(record, at: i)) * lane.gain + lane.offset))
        i += 3
      }
    }
  }

  private func finish() throws(FormatError) {
    isFinished = true
    for c in lanes.indices { header.channels[c].sampleCount = records * lanes[c].samples }
    let before = stream.position
    try stream.drain()
    func note(_ code: String, _ message: String) {
      header.findings.append(Finding(code: code, message: message))
    }
    let left = stream.position - before
    if left > 0 {
      note("trailing_bytes", "\(left) bytes follow the last data record; left out")
    }
    if let promised = edf.recordCount, promised > records,
      !header.findings.contains(where: { $0.code == "truncated" })
    {
      note("truncated", "expected \(promised) data records, found \(records) that are complete")
    }
    if gaps > 0, edf.continuity == .discontinuous {
      note(
        "time_gap",
        "\(gaps) gap\(gaps == 1 ? "" : "s") between data records, \(gapSeconds) s in total")
    } else if gaps > 0 {
      note(
        "time_jump",
        "\(gaps) data records do not begin where the one before ends although the recording calls"
          + " itself continuous (EDF+C); read as continuous")
    }
    if overlaps > 0 {
      note("record_overlap", "\(overlaps) data records begin a little before the end of the last")
    }
    if badLists > 0 { note("bad_annotations", "\(badLists) annotations cannot be read; left out") }
    if lostAnnotations > 0 {
      note("many_annotations", "\(lostAnnotations) annotations beyond the first million; left out")
    }
    if unsaid > 0 { note("no_record_time", "\(unsaid) data records do not say when they begin") }
  }
}
