internal import EMGCore

/// An XDF recording: every regular stream of numbers as channels, every stream of text as notes.
///
/// All streams share the recorder's clock; streams of one rate share one grid of samples.
final class XDFSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let file: SeekableFile
  private var lanes: [Lane] = []
  /// Samples delivered of each channel.
  private var delivered: [Int]
  /// Seconds that the next block begins at.
  private var window = 0
  private let windowSeconds: Double
  private var isFinished = false

  /// One stream while it is read.
  private struct Lane {
    var stream: XDFStream
    var chunks: [XDFIndex.Chunk]
    /// Channels of the recording.
    var channels: Range<Int>
    /// First sample and first place on the grid of each run.
    var runs: [(first: Int, count: Int, place: Int)]
    var run = 0
    /// The next sample of the stream.
    var sample = 0
    var chunk = 0
    /// The next byte within the chunk.
    var byte: Int?
    var rate: Double
    /// Bytes of the chunk at hand.
    var bytes: [UInt8] = []

    /// The place of the next sample, or nil at the end.
    var place: Int? {
      runs.indices.contains(run) ? runs[run].place + sample - runs[run].first : nil
    }
  }

  /// Samples of the fastest channel that a block spans.
  private static let samplesPerBlock = 8_192.0
  /// Chunks up to this size are decoded from memory.
  private static let largestChunk = 1 << 26

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    let file = try SeekableFile(stream)
    self.file = file
    let index = try XDFIndex(file)
    var findings = index.findings
    var signals = index.entries.filter { $0.stream.isSignal && $0.samples > 0 }
    // Who gives the rate that the file states wants that.
    let stated = signals.map(\.stream.nominalRate).max()
    let isForced = stated.map { abs((options.rate ?? -1) - $0) <= 1e-9 * $0 } ?? false
    if !isForced { for n in signals.indices { signals[n].timeline?.takeMeasuredRate() } }
    let origin = signals.compactMap { $0.timeline?.runs.map(\.start).min() }.min() ?? 0
    var facts: [(name: String, unit: String, kind: ChannelKind?, entry: Int)] = []
    for (n, entry) in signals.enumerated() {
      let first = facts.count
      facts += entry.stream.facts.map { ($0.name, $0.unit, $0.kind, n) }
      if let largest = entry.chunks.first(where: { $0.end - $0.offset > Self.largestChunk }) {
        throw FormatError(
          .unsupported, field: "chunk of samples", location: "\(file.name), byte \(largest.offset)",
          detail: "expected at most \(Self.largestChunk) bytes, found"
            + " \(largest.end - largest.offset)")
      }
      let timeline = entry.timeline ?? XDFTimeline(rate: entry.stream.nominalRate)
      let places = timeline.places(from: origin)
      lanes.append(
        Lane(
          stream: entry.stream, chunks: entry.chunks, channels: first..<facts.count,
          runs: zip(timeline.runs, places).map { ($0.first, $0.count, $1) },
          rate: timeline.rate))
      findings += Self.findings(entry, timeline, channel: first)
    }
    for entry in index.entries where !entry.stream.isSignal || entry.samples == 0 {
      guard entry.stream.sampleBytes != nil || entry.samples == 0 else { continue }
      findings.append(
        Finding(
          code: entry.samples == 0 ? "empty_stream" : "irregular_stream",
          message: "stream '\(entry.stream.name)' (\(entry.stream.type)) of"
            + " \(entry.stream.channelCount) channels "
            + (entry.samples == 0
              ? "has no samples; left out"
              : "has no fixed rate: \(entry.samples) samples left out")))
    }
    let named = ChannelNaming.kinds(facts.map { ($0.name, $0.unit) })
    let isGapless = Self.isGapless(lanes)
    let extents = Self.extents(lanes)
    var channels: [Channel] = []
    for (c, fact) in facts.enumerated() {
      let rate = signals[fact.entry].timeline?.rate ?? signals[fact.entry].stream.nominalRate
      var unit = PhysicalUnit(symbol: fact.unit)
      let kind = fact.kind ?? named[c]
      if kind == .emg, !unit.isVoltage, let given = options.unit {
        unit = PhysicalUnit(symbol: given)
      }
      guard let sampleRate = SampleRate(hertz: rate) else { continue }
      channels.append(
        Channel(
          name: fact.name, unit: unit, kind: kind, rate: sampleRate,
          sampleCount: isGapless ? extents[rate]?.upperBound : nil))
    }
    if let rate = options.rate, let stated, !isForced {
      throw FormatError(
        .inconsistent, field: "sampling rate", location: stream.name,
        detail: "expected what the file says, \(stated) Hz, found \(rate) Hz: leave out --rate")
    }
    let reference =
      facts.indices.first { channels[$0].kind == .emg }.map { facts[$0].entry }
      ?? signals.indices.first
    let timeline = reference.flatMap { signals[$0].timeline }
    let places = timeline?.places(from: origin) ?? []
    header = RecordingHeader(
      format: "xdf", startTime: index.date.flatMap(Self.startTime), channels: channels,
      annotations: index.marks.map { moment, text in
        let seconds = timeline?.seconds(moment, from: origin, places: places) ?? moment - origin
        return Annotation(onset: (seconds * 1e9).rounded() / 1e9, duration: nil, text: text)
      }, findings: findings)
    delivered = Array(repeating: 0, count: channels.count)
    windowSeconds = Self.samplesPerBlock / (lanes.map(\.rate).max() ?? 1)
  }

  private static func findings(
    _ entry: XDFIndex.Entry, _ timeline: XDFTimeline, channel: Int
  ) -> [Finding] {
    let name = entry.stream.name
    var findings: [Finding] = []
    if timeline.rate != timeline.nominalRate {
      findings.append(
        Finding(
          code: "rate_disagrees",
          message: "stream '\(name)': the header states \(timeline.nominalRate) Hz, its time"
            + " stamps say \(timeline.rate) Hz; the second is used, --rate"
            + " \(timeline.nominalRate) forces the first", channelIndex: channel))
    }
    if timeline.runs.count > 1 {
      findings.append(
        Finding(
          code: "time_gap",
          message: "stream '\(name)': \(timeline.runs.count - 1) breaks in its time stamps"
            + (timeline.backwards > 0
              ? ", \(timeline.backwards) of them backwards and read as continuous" : ""),
          channelIndex: channel))
    }
    if let promised = entry.promised, promised != entry.samples {
      findings.append(
        Finding(
          code: "count_disagrees",
          message: "stream '\(name)': the footer counts \(promised) samples, found"
            + " \(entry.samples)", channelIndex: channel))
    }
    return findings
  }

  /// From where to where the streams of each rate reach.
  private static func extents(_ lanes: [Lane]) -> [Double: Range<Int>] {
    var extents: [Double: Range<Int>] = [:]
    for lane in lanes {
      guard let first = lane.runs.first, let last = lane.runs.last else { continue }
      let range = first.place..<last.place + last.count
      let other = extents[lane.rate] ?? range
      extents[lane.rate] =
        min(range.lowerBound, other.lowerBound)..<max(range.upperBound, other.upperBound)
    }
    return extents
  }

  /// Whether every position is delivered, so that the counts are known beforehand.
  private static func isGapless(_ lanes: [Lane]) -> Bool {
    lanes.allSatisfy { $0.runs.count == 1 && $0.runs[0].place == 0 }
  }

  /// The file's date with its zone as ISO 8601, or nil.
  private static func startTime(_ text: String) -> String? {
    guard clockSeconds(text) != nil, text.count >= 19, text.contains("T") else { return nil }
    // `+0000` lacks the colon of the extended form.
    let zone = text.suffix(5)
    if zone.first == "+" || zone.first == "-", zone.dropFirst().allSatisfy(\.isNumber) {
      return "\(text.dropLast(2)):\(text.suffix(2))"
    }
    return text
  }

  var contentSHA256: String? { file.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in header.channels.indices { block.samples[c].removeAll(keepingCapacity: true) }
    while true {
      // The window that holds the earliest sample that is left.
      let times = lanes.compactMap { lane in lane.place.map { Double($0) / lane.rate } }
      guard let earliest = times.min() else { break }
      window = max(window, Int((earliest / windowSeconds).rounded(.down)))
      var isEmpty = true
      for rate in Set(lanes.map(\.rate)) {
        let range = Self.positions(window, rate, windowSeconds)
        let group = lanes.indices.filter { lanes[$0].rate == rate }
        let firsts = group.compactMap { lanes[$0].place }.filter { $0 < range.upperBound }
        guard let first = firsts.min() else {
          for n in group { for c in lanes[n].channels { block.start[c] = range.lowerBound } }
          continue
        }
        var last = first
        for n in group {
          last = max(last, try fill(n, from: first, to: range.upperBound, into: &block))
        }
        for n in group {
          for c in lanes[n].channels {
            block.start[c] = first
            let missing = last - first - block.samples[c].count
            block.samples[c].append(contentsOf: repeatElement(.nan, count: missing))
            delivered[c] += last - first
          }
        }
        if last > first { isEmpty = false }
      }
      window += 1
      if !isEmpty { return true }
    }
    if !isFinished {
      isFinished = true
      try file.drain()
      for c in delivered.indices { header.channels[c].sampleCount = delivered[c] }
    }
    return false
  }

  /// The positions of a rate within a window.
  private static func positions(_ window: Int, _ rate: Double, _ seconds: Double) -> Range<Int> {
    // A far place of a slow stream may have no number at a fast one.
    func edge(_ n: Int) -> Int { Int(min(9e18, (Double(n) * seconds * rate).rounded(.up))) }
    return edge(window)..<max(edge(window), edge(window + 1))
  }

  /// Appends a stream's samples up to a place; what lies between is missing.
  ///
  /// - Returns: The place after the last sample appended, or `first`.
  private func fill(
    _ n: Int, from first: Int, to end: Int, into block: inout SignalBlock
  ) throws(FormatError) -> Int {
    guard case .number(let type) = lanes[n].stream.values else { return first }
    var at = first
    while let place = lanes[n].place, place < end {
      if place > at {
        for c in lanes[n].channels {
          block.samples[c].append(contentsOf: repeatElement(.nan, count: place - at))
        }
        at = place
      }
      try decode(n, type, into: &block)
      at += 1
      let run = lanes[n].runs[lanes[n].run]
      if lanes[n].sample >= run.first + run.count { lanes[n].run += 1 }
    }
    return at
  }

  /// Appends one sample of every channel of a stream.
  private func decode(
    _ n: Int, _ type: NumberType, into block: inout SignalBlock
  ) throws(FormatError) {
    while lanes[n].sample >= lanes[n].chunks[lanes[n].chunk].first
      + lanes[n].chunks[lanes[n].chunk].count
    {
      lanes[n].chunk += 1
      lanes[n].byte = nil
    }
    let chunk = lanes[n].chunks[lanes[n].chunk]
    if lanes[n].byte == nil {
      lanes[n].bytes.removeAll(keepingCapacity: true)
      var reader = FieldReader(file, at: chunk.offset, end: chunk.end)
      lanes[n].bytes = try reader.bytes(chunk.end - chunk.offset, "chunk of samples")
    }
    var byte = lanes[n].byte ?? 0
    // The lengths were checked when the stamps were read.
    byte += 1 + Int(lanes[n].bytes[byte])
    for c in lanes[n].channels {
      block.samples[c].append(sample(type.value(lanes[n].bytes, at: byte)))
      byte += type.byteCount
    }
    lanes[n].byte = byte
    lanes[n].sample += 1
  }
}
