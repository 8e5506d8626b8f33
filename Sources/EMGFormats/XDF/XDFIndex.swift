internal import EMGCore

/// Where everything stands in an XDF file: one pass over its chunks.
///
/// Source: the specification of XDF 1.0 (xdf-modules).
struct XDFIndex {
  /// A chunk of samples of a stream.
  struct Chunk {
    /// The byte of its first sample.
    var offset: Int
    /// The byte after its last.
    var end: Int
    /// The stream's sample that it begins with.
    var first: Int
    var count: Int
  }

  /// A stream with all that was found of it.
  struct Entry {
    var stream: XDFStream
    var chunks: [Chunk] = []
    var clock = XDFClock()
    var timeline: XDFTimeline?
    /// Samples that the footer counts.
    var promised: Int?
    var samples = 0
    fileprivate var stamps: [(chunk: Int, seen: Int)] = []
  }

  private(set) var entries: [Entry] = []
  private(set) var findings: [Finding] = []
  /// When the file says that it was begun.
  private(set) var date: String?
  /// Texts with seconds on the recorder's clock.
  private(set) var marks: [(moment: Double, text: String)] = []
  private var lostMarks = 0
  private let file: SeekableFile

  /// How a file begins.
  static let mark = Array("XDF:".utf8)
  private static let largestHeader = 1 << 24
  private static let longestText = 1 << 20
  private static let mostStreams = 1_024
  private static let mostMarks = 1_000_000

  /// Reads all chunks, then all stamps.
  init(_ file: SeekableFile) throws(FormatError) {
    self.file = file
    var reader = FieldReader(file, at: Self.mark.count)
    while reader.position < file.size {
      let start = reader.position
      do {
        try readChunk(&reader)
      } catch  where error.code == .truncated && !entries.isEmpty {
        findings.append(
          Finding(
            code: "truncated",
            message: "the chunk at byte \(start) is cut off: \(error.detail); left out"))
        break
      }
    }
    guard !entries.isEmpty else {
      throw FormatError(
        .badField, field: "streams", location: file.name,
        detail: "expected the header of a stream, found none")
    }
    for n in entries.indices { try place(n) }
    if lostMarks > 0 {
      findings.append(
        Finding(
          code: "many_annotations",
          message: "\(lostMarks) markers beyond the first million; left out"))
    }
    marks.sort { $0.moment < $1.moment }
  }

  private static func length(
    _ reader: inout FieldReader, _ field: String
  ) throws(FormatError) -> Int {
    let at = reader.position
    switch try reader.integer(UInt8.self, field) {
    case 1: return try reader.integer(UInt8.self, field)
    case 4: return try reader.integer(UInt32.self, field)
    case 8: return try reader.integer(UInt64.self, field)
    case let other:
      throw reader.failure(field, "expected 1, 4 or 8 bytes of length, found \(other)", at: at)
    }
  }

  private mutating func readChunk(_ reader: inout FieldReader) throws(FormatError) {
    let start = reader.position
    let length = try Self.length(&reader, "length of a chunk")
    let content = reader.position
    guard length >= 2, length <= file.size - content else {
      throw reader.failure(
        length < 2 ? .badField : .truncated, "length of a chunk",
        "expected 2 to \(file.size - content) bytes, found \(length)", at: start)
    }
    var chunk = FieldReader(file, at: content, end: content + length)
    reader.position = content + length
    let tag = try chunk.integer(UInt16.self, "tag of a chunk")
    switch tag {
    case 1:
      date = try document(&chunk, "file header").text("datetime")
    case 2:
      let identifier = try chunk.integer(UInt32.self, "stream number")
      guard entry(identifier) == nil, entries.count < Self.mostStreams else {
        throw chunk.failure(
          .inconsistent, "stream number",
          "expected a new one of at most \(Self.mostStreams), found \(identifier) again")
      }
      let stream = try XDFStream(
        identifier: identifier, xml: try document(&chunk, "header of stream \(identifier)"),
        location: "\(file.name), byte \(start)")
      entries.append(Entry(stream: stream))
    case 3:
      let n = try known(&chunk)
      let count = try Self.length(&chunk, "number of samples")
      // The shortest sample is one byte without a stamp and its values.
      let least = 1 + (entries[n].stream.sampleBytes ?? entries[n].stream.channelCount * 2)
      guard count <= (chunk.end - chunk.position) / least else {
        throw chunk.failure(
          .inconsistent, "number of samples",
          "expected at most \((chunk.end - chunk.position) / least) in a chunk of \(length) bytes,"
            + " found \(count)")
      }
      entries[n].stamps.append((entries[n].chunks.count, entries[n].clock.count))
      entries[n].chunks.append(
        Chunk(offset: chunk.position, end: chunk.end, first: entries[n].samples, count: count))
      entries[n].samples += count
    case 4:
      let n = try known(&chunk)
      let time = try chunk.double("time of a clock offset")
      entries[n].clock.append(time: time, value: try chunk.double("clock offset"))
    case 6:
      let n = try known(&chunk)
      let footer = try document(&chunk, "footer of stream \(entries[n].stream.identifier)")
      entries[n].promised = footer.number("sample_count").flatMap { Int(exactly: $0) }
    default:
      // Boundaries (5) and tags that later versions may add.
      break
    }
  }

  private func entry(_ identifier: Int) -> Int? {
    entries.firstIndex { $0.stream.identifier == identifier }
  }

  private func known(_ chunk: inout FieldReader) throws(FormatError) -> Int {
    let at = chunk.position
    let identifier = try chunk.integer(UInt32.self, "stream number")
    guard let n = entry(identifier) else {
      throw chunk.failure(
        .inconsistent, "stream number", "expected one with a header before it, found \(identifier)",
        at: at)
    }
    return n
  }

  private func document(
    _ chunk: inout FieldReader, _ field: String
  ) throws(FormatError) -> XMLTree {
    let at = chunk.position
    guard chunk.end - at <= Self.largestHeader else {
      throw chunk.failure(
        .unsupported, field, "expected at most \(Self.largestHeader) bytes, found more")
    }
    let bytes = try chunk.bytes(chunk.end - at, field)
    return try XMLTree.read(bytes, location: "\(file.name), byte \(at)", field: field)
  }

  /// Reads the stamps of a stream, and its texts where it has such.
  private mutating func place(_ n: Int) throws(FormatError) {
    let stream = entries[n].stream
    var timeline = stream.isSignal ? XDFTimeline(rate: stream.nominalRate) : nil
    var previous: Double?
    for (index, seen) in entries[n].stamps {
      let chunk = entries[n].chunks[index]
      var reader = FieldReader(file, at: chunk.offset, end: chunk.end)
      for _ in 0..<chunk.count {
        let stamp = try Self.stamp(&reader)
        let moment = stamp.map { entries[n].clock.corrected($0, seen: seen) }
        if let bytes = stream.sampleBytes {
          try reader.skip(bytes, "samples of stream '\(stream.name)'")
          if let isPlaced = timeline?.take(moment), !isPlaced {
            throw reader.failure("time stamps", "expected a recording, found 100000 breaks")
          }
        } else {
          let text = try texts(&reader, stream)
          // A sample without a stamp follows the last by a period.
          let period = stream.nominalRate > 0 ? 1 / stream.nominalRate : 0
          let time = moment ?? previous.map { $0 + period } ?? 0
          previous = time
          guard XDFTimeline.isTime(time), marks.count < Self.mostMarks else {
            lostMarks += 1
            continue
          }
          marks.append((time, text))
        }
      }
    }
    timeline?.close()
    entries[n].timeline = timeline
    entries[n].stamps = []
  }

  /// The stamp of a sample, or nil where it has none.
  static func stamp(_ reader: inout FieldReader) throws(FormatError) -> Double? {
    let at = reader.position
    switch try reader.integer(UInt8.self, "bytes of a time stamp") {
    case 0: return nil
    case 8: return try reader.double("time stamp")
    case let other:
      throw reader.failure("bytes of a time stamp", "expected 0 or 8, found \(other)", at: at)
    }
  }

  private func texts(
    _ reader: inout FieldReader, _ stream: XDFStream
  ) throws(FormatError) -> String {
    var parts: [String] = []
    for _ in 0..<stream.channelCount {
      let length = try Self.length(&reader, "length of a text")
      guard length <= Self.longestText else {
        throw reader.failure(
          .unsupported, "length of a text", "expected at most \(Self.longestText), found \(length)")
      }
      parts.append(try reader.text(length, "text of stream '\(stream.name)'"))
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }
}
