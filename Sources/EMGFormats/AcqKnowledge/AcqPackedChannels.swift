internal import EMGCore

/// The packed samples of an AcqKnowledge file: a stream of zlib for each channel, little-endian whatever
/// the byte order of the headers.
struct AcqPackedChannels {
  private let streams: [Inflater]

  /// Streams that are unpacked side by side: each takes some 100 kB.
  private static let mostStreams = 256

  /// Finds the streams.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - start: The byte after the journal.
  ///   - header: The file's.
  /// - Throws: `FormatError` that names the byte and the field.
  init(_ file: SeekableFile, at start: Int, _ header: AcqHeader) throws(FormatError) {
    var reader = FieldReader(file, at: start)
    reader.isBig = header.isBig
    guard header.channels.count <= Self.mostStreams else {
      throw reader.failure(
        .unsupported, "number of packed channels",
        "expected at most \(Self.mostStreams), found \(header.channels.count)")
    }
    let isLate = header.revision >= AcqHeader.fourth
    try reader.skip(isLate ? 24 : 34, "head of packed data")
    var length = try reader.integer(Int32.self, "length of a text")
    if isLate {
      length += try reader.integer(Int32.self, "length of a text")
      try reader.skip(header.revision >= 108 ? 26 : 20, "head of packed data")
    }
    try reader.skip(length, "head of packed data")
    var streams: [Inflater] = []
    for (n, channel) in header.channels.enumerated() {
      try reader.skip(44, "head of packed channel \(n + 1)")
      let label = try reader.integer(Int32.self, "length of the label of channel \(n + 1)")
      let unit = try reader.integer(Int32.self, "length of the unit of channel \(n + 1)")
      let unpacked = try reader.integer(Int32.self, "unpacked bytes of channel \(n + 1)")
      let packed = try reader.integer(Int32.self, "packed bytes of channel \(n + 1)")
      guard unpacked == channel.count * channel.type.byteCount else {
        throw reader.failure(
          .inconsistent, "unpacked bytes of channel \(n + 1)",
          "expected \(channel.count) samples of \(channel.type.byteCount) bytes, found \(unpacked)"
            + " bytes", at: reader.position - 8)
      }
      try reader.skip(label, "label of channel \(n + 1)")
      try reader.skip(unit, "unit of channel \(n + 1)")
      let range = reader.position..<reader.position + max(0, packed)
      try reader.skip(packed, "packed samples of channel \(n + 1)")
      streams.append(try Inflater(file, range, field: "packed samples of channel \(n + 1)"))
    }
    self.streams = streams
  }

  /// Appends the next unpacked bytes of a channel.
  func read(_ count: Int, of channel: Int, into bytes: inout [UInt8]) throws(FormatError) {
    try streams[channel].readFully(count, into: &bytes)
  }
}
