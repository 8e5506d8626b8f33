internal import EMGCore

/// The markers of an AcqKnowledge file, and what stands between them and packed samples.
struct AcqMarkers {
  /// A marker.
  struct Marker: Hashable {
    /// The tick of the file's clock.
    var tick: Int
    var text: String
    /// Four letters from version 4 on: what the marker is for.
    var style: String
    /// Milliseconds since 1970, UTC, from version 4.4 on.
    var milliseconds: Int?
  }

  private(set) var markers: [Marker] = []
  /// The byte after the last.
  private(set) var end: Int

  /// The style of a marker that stands where a segment begins.
  static let append = "apnd"

  private static let withLocks = 36
  private static let withFlags = 121
  private static let withDates = 128
  /// Texts are notes of a person.
  private static let mostMarkers = 1_000_000

  /// Reads the markers.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - start: Where they begin.
  ///   - header: The file's.
  /// - Throws: `FormatError` that names the byte and the field.
  init(_ file: SeekableFile, at start: Int, _ header: AcqHeader) throws(FormatError) {
    var reader = FieldReader(file, at: start)
    reader.isBig = header.isBig
    let isLate = header.revision >= AcqHeader.fourth
    _ = try reader.integer(Int32.self, "length of the markers")
    var count = try reader.integer(Int32.self, "number of markers")
    if isLate {
      count -= 1
      try reader.skip(17, "head of the markers")
      if header.revision >= Self.withFlags { try reader.skip(8, "head of the markers") }
      if header.revision >= Self.withDates { try reader.skip(8, "head of the markers") }
    }
    guard (-1...Self.mostMarkers).contains(count) else {
      throw reader.failure(
        "number of markers", "expected 0 to \(Self.mostMarkers), found \(count)", at: start + 4)
    }
    end = start
    for _ in 0..<max(0, count) {
      markers.append(
        isLate
          ? try Self.late(&reader, header.revision) : try Self.early(&reader, header.revision))
    }
    end = reader.position
  }

  /// A marker of a file before version 4.
  private static func early(
    _ reader: inout FieldReader, _ revision: Int
  ) throws(FormatError) -> Marker {
    let tick = try reader.integer(Int32.self, "sample of a marker")
    try reader.skip(revision >= withLocks ? 6 : 4, "marker")
    let length = try reader.integer(Int16.self, "length of a marker's text")
    let text = try reader.bytes(length + (revision >= withLocks ? 1 : 0), "text of a marker")
    return Marker(tick: tick, text: AcqHeader.text(text), style: "", milliseconds: nil)
  }

  /// A marker of version 4 or later.
  private static func late(
    _ reader: inout FieldReader, _ revision: Int
  ) throws(FormatError) -> Marker {
    let tick = try reader.integer(Int32.self, "sample of a marker")
    try reader.skip(6, "marker")
    let style = AcqHeader.text(try reader.bytes(4, "style of a marker"))
    var date: Int?
    if revision >= withDates {
      let bytes = try reader.bytes(8, "date of a marker")
      date = Int(exactly: UInt64(bytes, at: 0, isBig: reader.isBig))
    }
    if revision >= withFlags { try reader.skip(8, "marker") }
    let length = try reader.integer(Int16.self, "length of a marker's text")
    let text = try reader.bytes(length, "text of a marker")
    return Marker(tick: tick, text: AcqHeader.text(text), style: style, milliseconds: date)
  }

  /// The byte after the journal, where packed samples begin.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - header: The file's.
  /// - Returns: The byte.
  /// - Throws: `FormatError` that names the byte and the field.
  func endOfJournal(_ file: SeekableFile, _ header: AcqHeader) throws(FormatError) -> Int {
    var reader = FieldReader(file, at: end)
    reader.isBig = header.isBig
    if header.revision >= AcqHeader.fourth {
      let length = try reader.integer(Int32.self, "length of the journal")
      guard length >= 4 else {
        throw reader.failure(
          "length of the journal", "expected 4 or more, found \(length)", at: end)
      }
      try reader.skip(length - 4, "journal")
      return reader.position
    }
    // Colours and tags of markers may stand before the journal's mark.
    let mark: [UInt8] = [0x44, 0x33, 0x22, 0x11]
    if try reader.bytes(4, "mark of the journal") != mark {
      try reader.skip(80 + 28 * markers.count, "colours of markers")
      let found = try reader.bytes(4, "mark of the journal")
      guard found == mark else {
        throw reader.failure(
          "mark of the journal", "expected 44332211, found \(found.hexadecimalText)",
          at: reader.position - 4)
      }
    }
    try reader.skip(2, "journal")
    let length = try reader.integer(Int32.self, "length of the journal")
    try reader.skip(length, "journal")
    return reader.position
  }
}
