internal import EMGCore

/// The table of events behind the data records of a GDF file.
enum GDFEvents {
  private static let most = 1 << 24
  /// An event that carries a value of a channel, not a mark.
  private static let sparseSample = 0x7FFF

  /// Reads the table.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - offset: The byte after the last data record.
  ///   - header: What the file's header says.
  /// - Returns: Notes with times in seconds from the first sample; none where there is no table.
  /// - Throws: `FormatError` where the table is cut off.
  static func read(
    _ file: SeekableFile, at offset: Int, _ header: GDFHeader
  ) throws(FormatError) -> [Annotation] {
    guard offset + 8 <= file.size else { return [] }
    var reader = FieldReader(file, at: offset)
    let mode = try reader.integer(UInt8.self, "mode of the event table")
    guard mode == 1 || mode == 3 else {
      guard mode != 0 else { return [] }
      throw reader.failure("mode of the event table", "expected 1 or 3, found \(mode)", at: offset)
    }
    func three() throws(FormatError) -> Int {
      let low = try reader.integer(UInt16.self, "head of the event table")
      return low | (try reader.integer(UInt8.self, "head of the event table")) << 16
    }
    let count: Int
    var rate: Double
    if header.version < 1.94 {
      rate = Double(try three())
      count = try reader.integer(UInt32.self, "number of events")
    } else {
      count = try three()
      rate = try reader.float("rate of events")
    }
    let width = mode == 3 ? 12 : 6
    guard count <= min(most, (file.size - reader.position) / width) else {
      throw reader.failure(
        .truncated, "number of events",
        "expected at most \((file.size - reader.position) / width) in the bytes left, found \(count)",
        at: offset)
    }
    if !(rate > 0) || !rate.isFinite {
      rate =
        header.signals.map { Double($0.samples) / header.recordDuration }.max() ?? 1
    }
    let positions = try reader.bytes(4 * count, "positions of events")
    let types = try reader.bytes(2 * count, "types of events")
    let channels = mode == 3 ? try reader.bytes(2 * count, "channels of events") : []
    let durations = mode == 3 ? try reader.bytes(4 * count, "durations of events") : []
    var notes: [Annotation] = []
    notes.reserveCapacity(count)
    for n in 0..<count {
      let type = Int(UInt16(types, at: 2 * n))
      let channel = mode == 3 ? Int(UInt16(channels, at: 2 * n)) : 0
      guard type != sparseSample else { continue }
      // Positions count from one.
      let onset = (Double(UInt32(positions, at: 4 * n)) - 1) / rate
      let duration = mode == 3 ? Double(UInt32(durations, at: 4 * n)) / rate : nil
      var text = header.eventNames[type] ?? "0x" + hexadecimal(type)
      if channel > 0, header.signals.indices.contains(channel - 1) {
        text += "@@" + header.signals[channel - 1].label
      }
      notes.append(Annotation(onset: max(0, onset), duration: duration, text: text))
    }
    return notes.sorted { $0.onset < $1.onset }
  }

  private static func hexadecimal(_ code: Int) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
