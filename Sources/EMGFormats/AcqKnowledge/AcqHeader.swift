internal import EMGCore

/// The headers of an AcqKnowledge file: what stands before the samples.
///
/// Source: BIOPAC's Application Note 156 for files before version 4, and the structure that the notes of
/// bioread tell for later ones.
struct AcqHeader {
  /// A channel's header with the type of its samples.
  struct Channel {
    var name: String
    var unit: String
    /// 16-bit integers or numbers of double precision.
    var type: NumberType
    /// Ticks of the file's clock from sample to sample.
    var divider: Int
    /// Samples.
    var count: Int
    /// What a stored integer is multiplied by, and what is added; numbers of double precision are as they are.
    var scale: Double
    var offset: Double
  }

  /// The number of the file's structure; it grows with the program's version.
  let revision: Int
  let isBig: Bool
  /// Ticks of the file's clock a second.
  let ticksPerSecond: Double
  let isCompressed: Bool
  private(set) var channels: [Channel] = []
  /// Where samples begin, or markers where the samples are packed behind them.
  private(set) var end: Int

  /// Structures of this number or more are of version 4 or later.
  static let fourth = 61
  /// The first that packs samples, of those before version 4.
  static let firstPacked = 41
  /// The first that has headers of no known use between those of the file and the channels.
  private static let firstPadded = 124
  /// The first with a divider for each channel.
  private static let firstDivided = 38
  /// Bytes of the file's header that are looked at.
  static let lookedAt = 24
  /// The numbers of structures that there may be: version 2 has 30, version 5 has 132.
  private static let revisions = 30...400
  /// Bytes behind the foreign data in which the types of channels are looked for.
  private static let mostScanned = 4_096
  /// Most ticks a second.
  private static let fastest = 1e7

  /// Whether the first bytes are those of such a file, in either byte order.
  static func begins(_ first: [UInt8]) -> Bool { byteOrder(first) != nil }

  /// Whether the numbers are big-endian; nil where they make no sense in either order.
  private static func byteOrder(_ first: [UInt8]) -> Bool? {
    guard first.count >= lookedAt else { return nil }
    return [false, true].first { isBig in
      let period = NumberType.float64.value(first, at: 16, isBig: isBig)
      return revisions.contains(Int(Int32(first, at: 2, isBig: isBig)))
        && (200...1 << 20).contains(Int(Int32(first, at: 6, isBig: isBig)))
        && (0...RawSource.mostChannels).contains(Int(Int16(first, at: 10, isBig: isBig)))
        && period >= 1000 / fastest && period <= 1e9
    }
  }

  /// Reads the headers.
  ///
  /// - Throws: `FormatError` that names the byte and the field.
  init(_ file: SeekableFile) throws(FormatError) {
    var reader = FieldReader(file)
    let first = try reader.bytes(Self.lookedAt, "graph header")
    guard let isBig = Self.byteOrder(first) else {
      throw reader.failure(
        "graph header", "expected the version, length and clock of an AcqKnowledge file", at: 0)
    }
    self.isBig = isBig
    revision = Int(Int32(first, at: 2, isBig: isBig))
    ticksPerSecond = 1000 / NumberType.float64.value(first, at: 16, isBig: isBig)
    let count = Int(Int16(first, at: 10, isBig: isBig))
    guard count > 0 else {
      throw reader.failure("number of channels", "expected 1 or more, found 0", at: 10)
    }
    reader.isBig = isBig
    let isLate = revision >= Self.fourth
    let packed = isLate ? 972 : revision >= Self.firstPacked ? 1936 : nil
    if let packed {
      reader.position = packed
      isCompressed = try reader.integer(Int32.self, "compression") != 0
    } else {
      isCompressed = false
    }
    var paddings = 0
    if revision >= Self.firstPadded {
      reader.position = 2398
      paddings = try reader.integer(Int16.self, "number of padding headers")
    }
    guard (0...RawSource.mostChannels).contains(paddings) else {
      throw reader.failure(
        "number of padding headers", "expected 0 to \(RawSource.mostChannels), found \(paddings)")
    }
    reader.position = Int(Int32(first, at: 6, isBig: isBig))
    for _ in 0..<paddings { _ = try Self.section(&reader, "padding header") }
    end = 0
    for n in 0..<count {
      let start = reader.position
      let length = try reader.integer(Int32.self, "length of channel header \(n + 1)")
      let least = isLate ? 154 : revision >= Self.firstDivided ? 252 : 112
      guard length >= least else {
        throw reader.failure(
          "length of channel header \(n + 1)", "expected \(least) or more, found \(length)",
          at: start)
      }
      channels.append(try channel(n, &reader, isLate))
      reader.position = start
      try reader.skip(length, "channel header \(n + 1)")
    }
    // Of no known use.
    let foreign = reader.position
    let length =
      isLate
      ? try reader.integer(Int32.self, "length of foreign data")
      : try reader.integer(Int16.self, "length of foreign data")
    reader.position = foreign
    try reader.skip(max(0, length), "foreign data")
    end = try types(from: reader.position, file)
  }

  /// Passes over a section that begins with its length.
  private static func section(
    _ reader: inout FieldReader, _ field: String
  ) throws(FormatError) -> Int {
    let start = reader.position
    let length = try reader.integer(Int32.self, "length of \(field)")
    guard length >= 4 else {
      throw reader.failure("length of \(field)", "expected 4 or more, found \(length)", at: start)
    }
    reader.position = start
    try reader.skip(length, field)
    return length
  }

  private func channel(
    _ n: Int, _ reader: inout FieldReader, _ isLate: Bool
  ) throws(FormatError) -> Channel {
    let start = reader.position - 4
    try reader.skip(2, "number of channel \(n + 1)")
    let name = Self.text(try reader.bytes(40, "name of channel \(n + 1)"))
    try reader.skip(22, "display of channel \(n + 1)")
    let unit = Self.text(try reader.bytes(20, "unit of channel \(n + 1)"))
    let count = try reader.integer(Int32.self, "samples of channel \(n + 1)")
    guard count >= 0 else {
      throw reader.failure(
        "samples of channel \(n + 1)", "expected 0 or more, found \(count)", at: start + 88)
    }
    let scale = try reader.double("scale of channel \(n + 1)")
    let offset = try reader.double("offset of channel \(n + 1)")
    var divider = 1
    if isLate || revision >= Self.firstDivided {
      reader.position = start + (isLate ? 152 : 250)
      divider = try reader.integer(Int16.self, "divider of channel \(n + 1)")
      guard divider >= 0 else {
        throw reader.failure(
          "divider of channel \(n + 1)", "expected 0 or more, found \(divider)",
          at: reader.position - 2)
      }
    }
    return Channel(
      name: name, unit: unit, type: .int16, divider: max(1, divider), count: count, scale: scale,
      offset: offset)
  }

  /// A text that ends at its first zero.
  static func text(_ bytes: [UInt8]) -> String { FieldText.text(bytes.prefix { $0 != 0 }) }

  /// Reads the types of all channels' samples, which stand somewhere behind the foreign data.
  ///
  /// - Returns: The byte after them.
  private mutating func types(
    from start: Int, _ file: SeekableFile
  ) throws(FormatError) -> Int {
    let size = 4 * channels.count
    let most = min(Self.mostScanned + size, file.size - start)
    var bytes: [UInt8] = []
    if most >= size { _ = try file.read(most, at: start, into: &bytes) }
    var shift = 0
    while shift + size <= bytes.count, shift < Self.mostScanned {
      let found = (0..<channels.count).map { type(bytes, at: shift + 4 * $0) }
      if found.allSatisfy({ $0 != nil }) {
        for (c, type) in found.enumerated() { channels[c].type = type ?? .int16 }
        for (c, channel) in channels.enumerated() where channel.type == .int16 {
          guard channel.scale.isFinite, channel.offset.isFinite, channel.scale != 0 else {
            throw FormatError(
              .badField, field: "scale of channel \(c + 1)", location: file.name,
              detail: "expected a finite number that is not 0 and a finite offset, found"
                + " \(channel.scale) and \(channel.offset)")
          }
        }
        return start + shift + size
      }
      shift += 1
    }
    throw FormatError(
      .badField, field: "types of channels", location: "\(file.name), byte \(start)",
      detail: "expected 8 bytes of type 0 or 1, or 2 bytes of type 2, for each of"
        + " \(channels.count) channels within \(Self.mostScanned) bytes")
  }

  /// Size and kind of a channel's samples; nil where they are none of the known ones.
  private func type(_ bytes: [UInt8], at place: Int) -> NumberType? {
    switch (Int16(bytes, at: place, isBig: isBig), Int16(bytes, at: place + 2, isBig: isBig)) {
    case (8, 0), (8, 1): .float64
    case (2, 2): .int16
    default: nil
    }
  }
}
