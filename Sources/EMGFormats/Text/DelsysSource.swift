internal import EMGCore

/// A Delsys EMGworks export: a line of facts for each channel, then pairs of time and value.
///
/// Row `k` holds sample `k` of every channel, so that the columns of slower channels end earlier.
/// There is no published description; the form is that of exports found in public.
final class DelsysSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let stream: ByteStream
  private let fields = TextFields(delimiter: UInt8(ascii: ","))
  private var bytes: [UInt8] = []
  private var line = 0
  private var isFinished = false
  private var promised: [Int?]
  /// Samples by which each channel begins after the first.
  private var offsets: [Int]
  private var counts: [Int]
  private var badCells = 0
  private var ranges: [Range<Int>] = []
  private var place = 0

  /// How the first line begins.
  static let mark = Array("Label: ".utf8)
  private static let rowsPerBlock = 8_192
  private static let longestLine = 1 << 20
  /// Cells without a number that are gaps; more mean that this is no table.
  private static let mostBadCells = 1_000
  /// Seconds of a Trigno frame, in which each of its rates has a whole number of samples.
  private static let frame = 0.0135

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    self.stream = stream
    header = RecordingHeader(format: "delsys", channels: [])
    promised = []
    offsets = []
    counts = []
    var found: [(name: String, unit: String, rate: SampleRate, points: Int?, start: Double)] = []
    var columns = 0
    while true {
      guard let text = try nextLine() else {
        throw FormatError(
          .truncated, field: "header", location: "\(stream.name), line \(line)",
          detail: "expected the line of column names 'X[s],…', found the end")
      }
      if text.hasPrefix("Label: ") {
        found.append(try Self.facts(text, "\(stream.name), line \(line)"))
        guard found.count <= TextSniffer.mostColumns else {
          throw FormatError(
            .badField, field: "channels", location: "\(stream.name), line \(line)",
            detail: "expected at most \(TextSniffer.mostColumns), found more")
        }
      } else if text.hasPrefix("X[") || text.hasPrefix("\"X[") {
        var list: [Range<Int>] = []
        let row = Array(text.utf8)
        fields.ranges(row, row.indices, into: &list)
        columns = list.count
        break
      }
      guard line < 10_000 else {
        throw FormatError(
          .badField, field: "header", location: "\(stream.name), line \(line)",
          detail: "expected the line of column names 'X[s],…', found none")
      }
    }
    guard !found.isEmpty, columns == 2 * found.count else {
      throw FormatError(
        .inconsistent, field: "columns", location: "\(stream.name), line \(line)",
        detail: "expected \(2 * found.count), a time and a value for each channel, found \(columns)"
      )
    }
    let kinds = ChannelNaming.kinds(found.map { ($0.name, $0.unit) })
    header.channels = found.enumerated().map { n, fact in
      Channel(
        name: fact.name, unit: PhysicalUnit(symbol: fact.unit), kind: kinds[n], rate: fact.rate)
    }
    promised = found.map(\.points)
    offsets = found.map { Int(($0.start * $0.rate.hertz).rounded()) }
    counts = Array(repeating: 0, count: found.count)
  }

  private static func facts(
    _ text: String, _ location: String
  ) throws(FormatError) -> (
    name: String, unit: String, rate: SampleRate, points: Int?, start: Double
  ) {
    let keys = [
      "Label: ", " Sampling frequency: ", " Number of points: ", " start: ", " Unit: ",
      " Domain Unit:",
    ]
    var values: [String] = []
    var rest = Substring(text)
    for (n, key) in keys.enumerated() {
      guard let mark = rest.firstRange(of: key) else {
        throw FormatError(
          .badField, field: "channel", location: location,
          detail: "expected '\(key.trimmed)', found '\(rest.prefix(60))'")
      }
      if n > 0 { values.append(String(rest[..<mark.lowerBound]).trimmed) }
      rest = rest[mark.upperBound...]
    }
    guard let stated = FieldText.number(values[1]), let rate = SampleRate(hertz: exact(stated))
    else {
      throw FormatError(
        .badField, field: "sampling frequency", location: location,
        detail: "expected a number above 0, found '\(values[1])'")
    }
    guard let start = FieldText.number(values[3]), (0..<1e6).contains(start), rate.hertz < 1e9
    else {
      throw FormatError(
        .badField, field: "start", location: location,
        detail: "expected 0 to a million seconds, found '\(values[3])'")
    }
    return (values[0], values[4], rate, Int(values[2]), start)
  }

  /// The rate behind seven printed digits: a whole number of samples in a frame of the system.
  private static func exact(_ rate: Double) -> Double {
    let samples = (rate * frame).rounded()
    guard samples >= 1, abs(samples / frame - rate) < 1e-6 * rate else { return rate }
    return samples / frame
  }

  var contentSHA256: String? { stream.sha256 }

  /// The next line without its end, or nil at the end of the file.
  private func nextRange() throws(FormatError) -> Range<Int>? {
    var scan = place
    while true {
      while scan < bytes.count, bytes[scan] != 10 { scan += 1 }
      if scan < bytes.count || stream.isOver {
        guard place < bytes.count else { return nil }
        let range = place..<scan
        place = min(bytes.count, scan + 1)
        line += 1
        return range
      }
      guard bytes.count - place <= Self.longestLine else {
        throw FormatError(
          .badField, field: "line", location: "\(stream.name), line \(line + 1)",
          detail: "expected at most \(Self.longestLine) bytes, found more")
      }
      scan -= place
      bytes.removeFirst(place)
      place = 0
      _ = try stream.read(1 << 18, into: &bytes)
    }
  }

  private func nextLine() throws(FormatError) -> String? {
    try nextRange().map { FieldText.text(bytes[$0]) }
  }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in counts.indices {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = offsets[c] + counts[c]
    }
    var rows = 0
    while rows < Self.rowsPerBlock, let range = try nextRange() {
      fields.ranges(bytes, range, into: &ranges)
      if range.allSatisfy({ bytes[$0] <= 32 }) { continue }
      // A blank last cell is a slower channel that is over.
      guard ranges.count >= 2 * counts.count - 1, ranges.count <= 2 * counts.count else {
        guard place >= bytes.count, stream.isOver else {
          throw FormatError(
            .badField, field: "row", location: "\(stream.name), line \(line)",
            detail: "expected \(2 * counts.count) fields, found \(ranges.count)")
        }
        note(
          "truncated_last_line",
          "line \(line): expected \(2 * counts.count) fields, found \(ranges.count) at the end of"
            + " the file; left out")
        break
      }
      for c in counts.indices {
        guard 2 * c + 1 < ranges.count, !isBlank(ranges[2 * c + 1]) || !isBlank(ranges[2 * c])
        else { continue }
        if let value = DecimalNumber.parse(bytes, ranges[2 * c + 1], decimal: 46) {
          block.samples[c].append(value.isFinite ? Float(value) : .nan)
        } else {
          badCells += 1
          guard badCells <= Self.mostBadCells else {
            throw FormatError(
              .badField, field: header.channels[c].name, location: "\(stream.name), line \(line)",
              detail: "expected a number, found text; more than \(Self.mostBadCells) such cells")
          }
          block.samples[c].append(.nan)
        }
      }
      rows += 1
    }
    for c in counts.indices { counts[c] += block.samples[c].count }
    if rows == 0, !isFinished { finish() }
    return rows > 0
  }

  private func isBlank(_ range: Range<Int>) -> Bool { range.allSatisfy { bytes[$0] <= 32 } }

  private func note(_ code: String, _ message: String) {
    header.findings.append(Finding(code: code, message: message))
  }

  private func finish() {
    isFinished = true
    for c in counts.indices {
      header.channels[c].sampleCount = counts[c]
      if let wanted = promised[c], wanted > counts[c] {
        header.findings.append(
          Finding(
            code: "truncated",
            message: "channel '\(header.channels[c].name)': expected \(wanted) samples, found"
              + " \(counts[c])", channelIndex: c))
      }
    }
    if badCells > 0 {
      note("unreadable_cells", "\(badCells) cells that are no numbers; kept as gaps")
    }
  }
}
