internal import EMGCore
internal import Foundation

/// A WFDB record: a header file, its signal files, its segments and its reference annotations.
final class WFDBSource: RecordingSource {
  private(set) var header: RecordingHeader
  private(set) var contentSHA256: String?
  private let record: WFDBHeader
  private let layout: WFDBHeader
  private let parts: [Part]
  private var files: [String]
  private var part = 0
  private var segment: WFDBSegment?
  private var targets: [Int] = []
  private var factors: [Double] = []
  private var position = 0
  private var delivered = 0
  private var isFinished = false

  /// A stretch of the record.
  private struct Part {
    /// The header of its samples; nil for a gap.
    var header: WFDBHeader?
    var frames: Int
  }

  /// Samples of the fastest channel that are handed out at a time.
  private static let samplesPerBlock = 16_384

  init(path: String, options: ReadingOptions) throws(FormatError) {
    let record = try WFDBHeader(path: path)
    self.record = record
    var files = [path]
    var parts: [Part] = []
    var layout: WFDBHeader?
    for (n, segment) in record.segments.enumerated() {
      if segment.name == "~" {
        parts.append(Part(header: nil, frames: segment.frames))
        continue
      }
      let inner = try WFDBHeader(path: record.file(segment.name + ".hea"))
      files.append(inner.path)
      guard inner.segments.isEmpty else {
        throw FormatError(
          .unsupported, field: "segment", location: inner.path,
          detail: "expected a record with signals, found one of segments again")
      }
      // A first segment without samples only names all signals that may come.
      if n == 0, segment.frames == 0 {
        layout = inner
        continue
      }
      if layout == nil { layout = inner }
      guard inner.rate == record.rate else {
        throw FormatError(
          .inconsistent, field: "sampling frequency", location: inner.path,
          detail: "expected \(record.rate.hertz) Hz as the record, found \(inner.rate.hertz) Hz")
      }
      parts.append(Part(header: inner, frames: segment.frames))
    }
    if record.segments.isEmpty {
      layout = record
      parts = [Part(header: record, frames: record.frames ?? 0)]
    }
    guard let layout else {
      throw FormatError(
        .badField, field: "segments", location: path,
        detail: "expected one with signals, found only gaps")
    }
    self.layout = layout
    self.parts = parts
    self.files = files
    header = RecordingHeader(format: "wfdb", startTime: record.startTime, channels: [])
    header.channels = try channels(options)
    if record.isRateAssumed {
      header.findings.append(
        Finding(
          code: "rate_assumed", message: "the header states no sampling frequency: 250 Hz by rule"))
    }
    if record.hasTimeWithoutDate {
      header.findings.append(
        Finding(code: "no_start_date", message: "the header states a time of day without a date"))
    }
    try openPart()
    try readAnnotations()
    // A single record's length follows from its files where the header omits it.
    if record.segments.isEmpty {
      for c in header.channels.indices {
        header.channels[c].sampleCount = (segment?.frames ?? 0) * layout.signals[c].perFrame
      }
    }
  }

  private func channels(_ options: ReadingOptions) throws(FormatError) -> [Channel] {
    let names = layout.signals.enumerated().map { $1.name ?? "ch\($0 + 1)" }
    let kinds = ChannelNaming.kinds(zip(names, layout.signals).map { ($0, $1.unit) })
    var channels: [Channel] = []
    for (n, signal) in layout.signals.enumerated() {
      guard let rate = SampleRate(hertz: record.rate.hertz * Double(signal.perFrame)) else {
        throw FormatError(
          .badField, field: "sampling frequency", location: layout.path,
          detail: "expected a number above 0, found none")
      }
      if !signal.isCalibrated {
        header.findings.append(
          Finding(
            code: "uncalibrated",
            message: "signal '\(names[n])' states no gain: 200 steps a \(signal.unit) by rule",
            channelIndex: n))
      }
      var channel = Channel(
        name: names[n], unit: PhysicalUnit(symbol: signal.unit), kind: kinds[n], rate: rate,
        resolution: 1 / abs(signal.gain))
      if channel.kind == .emg, !channel.unit.isVoltage, let given = options.unit {
        channel.unit = PhysicalUnit(symbol: given)
      }
      let stored = signal.format == .differences8 ? 16 : signal.format.bits
      let bits = (1..<stored).contains(signal.bits) ? signal.bits : stored
      let half = Double(1 << (bits - 1))
      let center = bits < stored ? Double(signal.zero) : 0
      let low = (center - half - signal.baseline) / signal.gain
      let high = (center + half - 1 - signal.baseline) / signal.gain
      channel.limits = min(low, high)...max(low, high)
      channels.append(channel)
    }
    return channels
  }

  /// Opens the signal files of the part at hand.
  private func openPart() throws(FormatError) {
    segment = nil
    guard part < parts.count, let inner = parts[part].header else { return }
    let opened = try WFDBSegment(
      inner, promised: record.segments.isEmpty ? nil : parts[part].frames)
    header.findings += opened.findings
    files += opened.files
    segment = opened
    targets = []
    factors = []
    for (n, signal) in inner.signals.enumerated() {
      let isFixed = inner.signals.count == layout.signals.count
      let name = signal.name ?? "ch\(n + 1)"
      let named = header.channels.indices.first {
        header.channels[$0].name == name && !targets.contains($0)
      }
      let index = named ?? (isFixed && !targets.contains(n) ? n : nil)
      guard let index, layout.signals[index].perFrame == signal.perFrame else {
        throw FormatError(
          .inconsistent, field: "signal \(n + 1)", location: inner.path,
          detail: "expected a signal of the record with its samples a frame, found '\(name)'")
      }
      targets.append(index)
      factors.append(try factor(PhysicalUnit(symbol: signal.unit), index, inner.path))
    }
  }

  private func factor(
    _ unit: PhysicalUnit, _ index: Int, _ path: String
  ) throws(FormatError) -> Double {
    let wanted = PhysicalUnit(symbol: layout.signals[index].unit)
    if unit.symbol == wanted.symbol { return 1 }
    guard let a = unit.microvolts, let b = wanted.microvolts else {
      throw FormatError(
        .inconsistent, field: "unit", location: path,
        detail: "expected '\(wanted.symbol)' as in the record's other parts, found '\(unit.symbol)'"
      )
    }
    return a / b
  }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in header.channels.indices { block.samples[c].removeAll(keepingCapacity: true) }
    let fastest = layout.signals.map(\.perFrame).max() ?? 1
    let wanted = max(1, Self.samplesPerBlock / fastest)
    while part < parts.count {
      for c in header.channels.indices {
        block.start[c] = position * layout.signals[c].perFrame
      }
      if let segment {
        let got = try segment.read(wanted, targets: targets, factors: factors, into: &block)
        if got > 0 {
          // A signal that this part has not is missing.
          for c in header.channels.indices where !targets.contains(c) {
            block.samples[c].append(
              contentsOf: repeatElement(.nan, count: got * layout.signals[c].perFrame))
          }
          position += got
          delivered += got
          return true
        }
        header.findings += try segment.checksumFindings(targets: targets)
      }
      try advance()
    }
    try finish()
    return false
  }

  /// Opens the part that holds a time, and seeks within it.
  func pass(to seconds: Double) throws(FormatError) {
    guard seconds > 0, seconds.isFinite, position == 0 else { return }
    // One frame before the nearest, whichever way each channel rounds.
    var left = Int(min(seconds * record.rate.hertz, 1e15)) - 1
    guard left > 0 else { return }
    while part + 1 < parts.count, left >= parts[part].frames {
      left -= parts[part].frames
      try advance()
    }
    guard let segment else { return }
    position += try segment.seek(to: min(left, segment.frames - 1))
  }

  private func advance() throws(FormatError) {
    // What a part lacks at its end is a gap before the next.
    let before = parts[..<(part + 1)].reduce(0) { $0 + $1.frames }
    if !record.segments.isEmpty { position = max(position, before) }
    part += 1
    try openPart()
  }

  private func finish() throws(FormatError) {
    guard !isFinished else { return }
    isFinished = true
    for c in header.channels.indices {
      header.channels[c].sampleCount = delivered * layout.signals[c].perFrame
    }
    var seen: Set<String> = []
    contentSHA256 = try ByteStream.sha256(of: files.filter { seen.insert($0).inserted })
  }

  /// Reads the annotations of the reference annotator, `RECORD.atr`, where they exist.
  private func readAnnotations() throws(FormatError) {
    let path = (record.path as NSString).deletingPathExtension + ".atr"
    guard FileManager.default.fileExists(atPath: path) else { return }
    files.append(path)
    let list = try WFDBAnnotations(path: path, rate: record.rate.hertz)
    header.annotations = list.annotations
  }
}
