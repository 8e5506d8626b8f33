internal import EMGCore
internal import EMGKernels

/// A table of numbers as text, from a file or a stream.
final class TextSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let stream: ByteStream
  private let shape: TextShape
  private let rate: SampleRate
  /// Column of each channel.
  private let channelColumns: [Int]
  private let factors: [(scale: Double, offset: Double)]

  private var bytes: [UInt8]
  private var position: Int
  private var line: Int
  private var fields: [Range<Int>] = []
  /// Rows of plain numbers, which most are.
  private var plain: NumberRows

  /// Rows read, and their shift on the timeline by jumps.
  private var rows = 0
  private var shift = 0
  private var timeline: TextTimeline
  private var badLines = 0
  private var firstBadLine = 0
  private var badCells = 0
  private var firstBadCell = 0
  private var isFinished = false

  /// Bytes read at a time, and looked at for sniffing.
  private static let chunk = 1 << 18
  /// Longest line.
  private static let longestLine = 1 << 20
  /// Rows handed out at a time.
  private static let rowsPerBlock = 16_384
  /// Share of lines that may be unreadable.
  private static let badShare = 0.01
  /// Lines that may be unreadable in any case.
  private static let badAllowance = 3

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    self.stream = stream
    var bytes: [UInt8] = []
    // A live stream hands over what it has: some rows are enough to tell the shape.
    while bytes.count < Self.chunk {
      if try stream.read(Self.chunk - bytes.count, into: &bytes) == 0 { break }
      if stream.fileSize == nil, bytes.count(where: { $0 == 10 }) >= 256 { break }
    }
    let sniffer = TextSniffer(options: options, name: stream.name)
    let shape = try sniffer.shape(of: bytes, isOver: stream.isOver)
    self.shape = shape
    let clock = TimeSniffer(options: options, name: stream.name)
    let time = try clock.column(shape)
    var findings: [Finding] = []
    var judged: TimeJudgement?
    if let time, !time.isIndex {
      let times =
        time.isClock
        ? Self.clockTimes(bytes, shape, time) : shape.rows.map { $0[time.index] * time.factor }
      judged = clock.judge(times)
    }
    let hertz = options.rate ?? shape.statedRate ?? judged?.rate
    guard let hertz else {
      throw FormatError(
        .missingFact, field: "sampling rate", location: stream.name,
        detail: "neither a time column nor the header tells it: pass --rate"
          + " (columns: \(shape.columns.map(\.name).joined(separator: ", ")))")
    }
    guard let rate = SampleRate(hertz: hertz) else {
      throw FormatError(
        .badField, field: "sampling rate", location: stream.name,
        detail: "expected a number above 0, found \(hertz)")
    }
    self.rate = rate
    timeline = TextTimeline(time: time, judged, rate: rate)
    if let judged {
      findings += TextTimeline.findings(
        judged, rate: hertz, options: options, stated: shape.statedRate)
    }
    let chosen = try TextColumns(
      shape, time: time?.index, rate: rate, options, name: stream.name, &findings)
    channelColumns = chosen.indices
    factors = chosen.factors
    plain = NumberRows(
      columns: shape.columns.count, delimiter: shape.fields.delimiter, mark: shape.decimal)
    header = RecordingHeader(format: "csv", channels: chosen.channels, findings: findings)
    self.bytes = bytes
    header.startTime = shape.startTime
    position = shape.dataStart
    line = shape.dataLine
    if let time, time.isClock, let text = shape.texts.first?[time.index], text.contains("-") {
      header.startTime = text.replacing(" ", with: "T")
    }
  }

  private static func clockTimes(
    _ bytes: [UInt8], _ shape: TextShape, _ time: TimeColumn
  ) -> [Double] {
    var ranges: [Range<Int>] = []
    return lineRanges(bytes, from: shape.dataStart, isOver: false)
      .prefix(TextSniffer.rowsLookedAt).compactMap { line in
        shape.fields.ranges(bytes, line, into: &ranges)
        guard ranges.count == shape.columns.count else { return nil }
        return clockSeconds(TextFields.text(bytes, ranges[time.index]))
      }
  }

  var contentSHA256: String? { stream.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in channelColumns.indices {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = rows + shift
    }
    var count = 0
    var jumped = 0
    while count < Self.rowsPerBlock {
      let taken = takePlainRows(Self.rowsPerBlock - count, into: &block)
      count += taken
      if taken > 0 { continue }
      guard let range = try nextLine(isBlocking: count == 0) else { break }
      line += 1
      let isKept = try row(range, into: &block, isFirst: count == 0, jump: &jumped)
      if isKept { count += 1 }
      guard jumped > 0 else { continue }
      shift += jumped
      // The row after a jump begins the next block.
      guard isKept else { break }
      for c in channelColumns.indices { block.start[c] = rows + shift }
      jumped = 0
    }
    rows += count
    if count == 0, !isFinished { finish() }
    return count > 0
  }

  /// Takes rows that hold nothing but numbers and follow each other without a jump, as far as the
  /// bytes at hand go; any other row is left to ``row(_:into:isFirst:jump:)``.
  ///
  /// - Returns: How many rows.
  private func takePlainRows(_ limit: Int, into block: inout SignalBlock) -> Int {
    guard heldRow == nil, timeline.time?.isClock != true else { return 0 }
    plain.read(bytes.span, from: position, limit: limit)
    var count = plain.count
    if let time = timeline.time {
      let factor = time.isIndex ? 1 / rate.hertz : time.factor
      for row in 0..<plain.count {
        let now = plain[row, time.index] * factor
        if timeline.missingSamples(before: now) > 0 {
          count = row
          break
        }
        timeline.previous = now
      }
    }
    guard count > 0 else { return 0 }
    for (c, column) in channelColumns.enumerated() {
      plain.append(
        column: column, rows: count, scale: factors[c].scale, offset: factors[c].offset,
        to: &block.samples[c])
    }
    position += plain.end(ofRow: count - 1)
    line += count
    return count
  }

  private var heldRow: Range<Int>?

  /// The next complete line, or nil at the end, or where more would have to be waited for.
  private func nextLine(isBlocking: Bool) throws(FormatError) -> Range<Int>? {
    if let held = heldRow {
      heldRow = nil
      return held
    }
    var scan = position
    while true {
      while scan < bytes.count, bytes[scan] != 10, bytes[scan] != 13 { scan += 1 }
      if scan < bytes.count, bytes[scan] == 10 || scan + 1 < bytes.count || stream.isOver {
        let range = position..<scan
        let isPair = bytes[scan] == 13 && scan + 1 < bytes.count && bytes[scan + 1] == 10
        position = scan + (isPair ? 2 : 1)
        if range.isEmpty, bytes[scan] == 13 || bytes[scan] == 10 {
          scan = position
          line += 1
          continue
        }
        return range
      }
      if stream.isOver {
        // Of a line that was cut off the last number may be half of one.
        guard position < bytes.count, !stream.isCutOff else { return nil }
        let range = position..<bytes.count
        position = bytes.count
        return range
      }
      guard bytes.count - position <= Self.longestLine else {
        throw FormatError(
          .badField, field: "line", location: "\(stream.name), line \(line)",
          detail: "expected at most \(Self.longestLine) bytes, found more")
      }
      // What is ready goes out before more is waited for.
      if !isBlocking { return nil }
      scan -= position
      bytes.removeFirst(position)
      position = 0
      _ = try stream.read(Self.chunk, into: &bytes)
    }
  }

  /// Reads one row into the block.
  private func row(
    _ range: Range<Int>, into block: inout SignalBlock, isFirst: Bool, jump: inout Int
  ) throws(FormatError) -> Bool {
    shape.fields.ranges(bytes, range, into: &fields)
    if fields.count == shape.columns.count - 1, range.upperBound > range.lowerBound,
      bytes[range.upperBound - 1] == shape.fields.delimiter, shape.fields.delimiter != 32
    {
      // The last cell is empty, which elsewhere is a trailing delimiter.
      fields.append(range.upperBound..<range.upperBound)
    }
    guard fields.count == shape.columns.count else {
      let isLast = stream.isOver && position >= bytes.count
      guard !range.allSatisfy({ bytes[$0] <= 32 }) else { return false }
      if isLast {
        header.findings.append(
          Finding(
            code: "truncated_last_line",
            message: "line \(line - 1): expected \(shape.columns.count) fields, found"
              + " \(fields.count) at the end of the file; left out"))
        return false
      }
      try badLine(fields.count)
      // A line that cannot be read still takes its time.
      for c in channelColumns.indices { block.samples[c].append(.nan) }
      timeline.previous = timeline.previous.map { $0 + 1 / rate.hertz }
      return true
    }
    if let time = timeline.time {
      let now =
        time.isClock
        ? clockSeconds(TextFields.text(bytes, fields[time.index]))
        : DecimalNumber.parse(bytes, fields[time.index], decimal: shape.decimal)
          .map { $0 * (time.isIndex ? 1 / rate.hertz : time.factor) }
      if let now, now.isFinite {
        let missing = timeline.missingSamples(before: now)
        if missing > 0 {
          timeline.gaps += 1
          timeline.gapSeconds += Double(missing) / rate.hertz
          jump = missing
          if !isFirst {
            // Read again as the first row of the next block.
            heldRow = range
            line -= 1
            timeline.previous = now - 1 / rate.hertz
            return false
          }
        }
        timeline.previous = now
      }
    }
    for (c, column) in channelColumns.enumerated() {
      guard let value = DecimalNumber.parse(bytes, fields[column], decimal: shape.decimal) else {
        if badCells == 0 { firstBadCell = line - 1 }
        badCells += 1
        try checkShare(badCells / max(1, channelColumns.count), firstBadCell)
        block.samples[c].append(.nan)
        continue
      }
      block.samples[c].append(Float(value * factors[c].scale + factors[c].offset))
    }
    return true
  }

  private func badLine(_ found: Int) throws(FormatError) {
    if badLines == 0 { firstBadLine = line - 1 }
    badLines += 1
    try checkShare(badLines, firstBadLine, found: found)
  }

  private func checkShare(
    _ count: Int, _ first: Int, found: Int? = nil
  ) throws(FormatError) {
    guard count > Self.badAllowance, Double(count) > Self.badShare * Double(rows + 1_000) else {
      return
    }
    throw FormatError(
      .badField, field: "row", location: "\(stream.name), line \(line - 1)",
      detail: "expected \(shape.columns.count) numbers"
        + (found.map { ", found \($0) fields" } ?? ", found text")
        + "; \(count) lines cannot be read, the first is line \(first)")
  }

  private func finish() {
    isFinished = true
    for c in header.channels.indices { header.channels[c].sampleCount = rows }
    header.findings += timeline.findings
    if badLines > 0 {
      header.findings.append(
        Finding(
          code: "unreadable_lines",
          message: "\(badLines) lines without \(shape.columns.count) fields, the first is line"
            + " \(firstBadLine); kept as gaps"))
    }
    if badCells > 0 {
      header.findings.append(
        Finding(
          code: "unreadable_cells",
          message: "\(badCells) cells that are no numbers, the first in line \(firstBadCell);"
            + " kept as gaps"))
    }
  }
}
