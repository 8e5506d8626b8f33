internal import EMGCore

/// The shape of a text table, told from its first lines.
struct TextShape: Sendable {
  var fields: TextFields
  var decimal: UInt8
  /// Byte at which the data begin.
  var dataStart: Int
  /// Line number of the first data line, from 1.
  var dataLine: Int
  var columns: [TextColumn]
  /// Rate that the header states, Hz.
  var statedRate: Double?
  /// When the recording began, where the header states it.
  var startTime: String?
  /// Unit that the header states for all channels.
  var statedUnit: String?
  /// The values of the first data rows.
  var rows: [[Double]]
  /// The text of the first data rows, for times of day.
  var texts: [[String]]
}

/// Tells delimiter, decimal mark, header and columns of a text table from its first bytes.
struct TextSniffer: Sendable {
  let options: ReadingOptions
  let name: String

  /// Most columns of a table; more are rows turned on their side.
  static let mostColumns = 4_096
  /// Data rows that are looked at.
  static let rowsLookedAt = 4_000

  func shape(of bytes: [UInt8], isOver: Bool) throws(FormatError) -> TextShape {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes.count > start else {
      throw FormatError(
        .truncated, field: "file", location: name, detail: "expected a table, found no bytes")
    }
    if bytes.prefix(4096).contains(0) {
      throw FormatError(
        .notThisFormat, field: "content", location: name,
        detail: "expected text, found binary data; raw samples need --sample-type, --channel-count,"
          + " --rate and --unit (or FILE.json beside the file)")
    }
    let lines = lineRanges(bytes, from: start, isOver: isOver)
    guard !lines.isEmpty else {
      throw FormatError(
        .notThisFormat, field: "line 1", location: name,
        detail: "expected lines of text, found none within \(bytes.count) bytes")
    }
    let comments = lines.prefix(200).filter { isComment(bytes, $0) }.map {
      String(decoding: bytes[$0], as: UTF8.self)
    }
    let candidates = delimiterCandidates()
    var best: (score: Int, delimiter: UInt8, decimal: UInt8, first: Int, count: Int)?
    for delimiter in candidates {
      for decimal in decimalCandidates(delimiter) {
        let (score, first, count) = score(bytes, lines, delimiter, decimal)
        if score > best?.score ?? 0 { best = (score, delimiter, decimal, first, count) }
      }
    }
    guard let best else {
      throw FormatError(
        .notThisFormat, field: "content", location: name,
        detail: "expected a table of numbers, found no line of numbers among the first"
          + " \(lines.count) lines")
    }
    guard best.count <= Self.mostColumns else {
      throw FormatError(
        .badField, field: "columns", location: "\(name), line \(best.first + 1)",
        detail: "expected at most \(Self.mostColumns), found \(best.count)"
          + " (are the samples laid out in rows?)")
    }
    let fields = TextFields(delimiter: best.delimiter)
    var shape = TextShape(
      fields: fields, decimal: best.decimal, dataStart: lines[best.first].lowerBound,
      dataLine: best.first + 1, columns: [], statedRate: statedRate(comments),
      statedUnit: nil, rows: [], texts: [])
    shape.startTime = comments.lazy.compactMap { OpenSignalsHeader(comment: $0) }.first?.startTime
    shape.columns = columns(bytes, lines, best.first, best.count, fields, comments)
    var ranges: [Range<Int>] = []
    for line in lines[best.first...].prefix(Self.rowsLookedAt) {
      fields.ranges(bytes, line, into: &ranges)
      if ranges.count == best.count - 1, fields.endsOpen(bytes, line) {
        ranges.append(line.upperBound..<line.upperBound)
      }
      guard ranges.count == best.count else { continue }
      shape.rows.append(
        ranges.map { DecimalNumber.parse(bytes, $0, decimal: best.decimal) ?? .nan })
      if shape.texts.count < 4 { shape.texts.append(ranges.map { TextFields.text(bytes, $0) }) }
    }
    return shape
  }

  private func delimiterCandidates() -> [UInt8] {
    switch options.delimiter {
    case ",": [44]
    case ";": [59]
    case "tab", "\t": [9]
    case "space", " ": [32]
    default: [9, 59, 44, 32]
    }
  }

  private func decimalCandidates(_ delimiter: UInt8) -> [UInt8] {
    if let mark = options.decimalMark { return [mark == "," ? 44 : 46] }
    return delimiter == 44 ? [46] : [46, 44]
  }

  private func isComment(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
    guard let first = line.first(where: { bytes[$0] != 32 && bytes[$0] != 9 }) else { return true }
    if bytes[first] == 13 { return true }
    if bytes[first] == 35 || bytes[first] == 37 { return true }
    return bytes[first] == 47 && first + 1 < line.upperBound && bytes[first + 1] == 47
  }

  /// How well a delimiter and decimal mark explain the lines: the count of lines of numbers with
  /// the most frequent count of fields, weighted so that more columns win ties.
  private func score(
    _ bytes: [UInt8], _ lines: [Range<Int>], _ delimiter: UInt8, _ decimal: UInt8
  ) -> (score: Int, first: Int, count: Int) {
    let fields = TextFields(delimiter: delimiter)
    var ranges: [Range<Int>] = []
    var counts: [Int: (lines: Int, first: Int, numbers: Int)] = [:]
    var open: [Int: Int] = [:]
    for (n, line) in lines.prefix(400).enumerated() where !isComment(bytes, line) {
      fields.ranges(bytes, line, into: &ranges)
      var numbers = 0
      for range in ranges {
        if let value = DecimalNumber.parse(bytes, range, decimal: decimal), value.isFinite {
          numbers += 1
        }
      }
      guard numbers > 0, 2 * numbers >= ranges.count else { continue }
      if fields.endsOpen(bytes, line) { open[ranges.count, default: 0] += 1 }
      let known = counts[ranges.count]
      counts[ranges.count] = (
        (known?.lines ?? 0) + 1, known?.first ?? n, (known?.numbers ?? 0) + numbers
      )
    }
    guard let top = counts.max(by: { ($0.value.lines, $0.key) < ($1.value.lines, $1.key) }) else {
      return (0, 0, 0)
    }
    // A last column that is empty in most rows: the others tell that it is there.
    if let full = counts[top.key + 1], open[top.key] == top.value.lines {
      return (
        (top.value.numbers + full.numbers) * 16 + top.value.lines + full.lines,
        min(top.value.first, full.first), top.key + 1
      )
    }
    return (top.value.numbers * 16 + top.value.lines, top.value.first, top.key)
  }

  private func statedRate(_ comments: [String]) -> Double? {
    for comment in comments {
      let lower = comment.lowercased()
      guard let at = lower.firstRange(of: "sampl"), lower.contains("rate") || lower.contains("freq")
      else { continue }
      var digits = ""
      for c in lower[at.upperBound...] {
        if c.isNumber || c == "." {
          digits.append(c)
        } else if !digits.isEmpty {
          break
        }
      }
      if let value = Double(digits), value > 0 { return value }
    }
    return nil
  }

  /// Names, units and kinds from the header lines, or made-up names where there are none.
  private func columns(
    _ bytes: [UInt8], _ lines: [Range<Int>], _ first: Int, _ count: Int, _ fields: TextFields,
    _ comments: [String]
  ) -> [TextColumn] {
    var ranges: [Range<Int>] = []
    var names: [String]?
    var units: [String?] = Array(repeating: nil, count: count)
    for n in stride(from: first - 1, through: max(0, first - 8), by: -1)
    where !isComment(bytes, lines[n]) {
      fields.ranges(bytes, lines[n], into: &ranges)
      guard ranges.count == count || ranges.count == count - 1 else { continue }
      var texts = ranges.map { TextFields.text(bytes, $0) }
      if texts.count == count - 1 { texts.append("") }
      if names == nil, texts.allSatisfy({ $0.isEmpty || ColumnNames.isUnit($0) }),
        texts.contains(where: { !$0.isEmpty })
      {
        units = texts.map { $0.isEmpty ? nil : $0 }
        continue
      }
      names = texts
      break
    }
    if names == nil { names = commentNames(comments, count) }
    let openSignals = comments.lazy.compactMap { OpenSignalsHeader(comment: $0) }.first
    let isOpenBCI = comments.contains { $0.contains("OpenBCI Raw EXG Data") }
    return (0..<count).map { i in
      let heading = names.flatMap { $0[i].isEmpty ? nil : $0[i] } ?? "column \(i + 1)"
      let (name, unit) = ColumnNames.split(heading)
      var column = TextColumn(
        name: name, unit: unit ?? units[i],
        kind: ColumnNames.kind(name, unit: unit ?? units[i]))
      // The OpenBCI recorder writes microvolts and g without saying so (its data format page).
      if isOpenBCI, name.hasPrefix("EXG Channel") { column.unit = "uV" }
      if isOpenBCI, name.hasPrefix("Accel") { column.unit = "g" }
      openSignals?.describe(&column)
      return column
    }
  }

  /// Names within comment lines: `# Labels:= EMG`, `"column": ["nSeq", …]`, `# columns: a,b`.
  private func commentNames(_ comments: [String], _ count: Int) -> [String]? {
    for comment in comments {
      let lower = comment.lowercased()
      var list: Substring?
      if let at = comment.firstRange(of: "\"column\": [") {
        list = comment[at.upperBound...].prefix { $0 != "]" }
      } else if let at = lower.firstRange(of: "labels:=") ?? lower.firstRange(of: "columns:") {
        list = comment[at.upperBound...]
      }
      guard let list else { continue }
      let names = list.split(whereSeparator: { $0 == "," || $0 == "\t" }).map { String($0).trimmed }
      if names.count == count { return names }
    }
    return nil
  }
}
