internal import EMGCore

/// Recordings of one rate as text, or as raw floats with a description beside them.
final class TableWriter {
  private let survey: RecordingSurvey
  private let isText: Bool
  private let file: BufferedFile
  private let rate: SampleRate
  private let factors: [Float]
  private let path: String
  private var end = 0
  private var bytes: [UInt8] = []

  /// Missing samples that a raw file is filled with at most, beyond the samples that are there.
  static let mostFill = 1 << 30

  init(_ survey: RecordingSurvey, isText: Bool, _ path: String) throws(WritingError) {
    self.survey = survey
    self.isText = isText
    self.path = path
    let channels = survey.header.channels
    guard let first = channels.first else {
      throw WritingError(.unsupported, "\(path): expected a channel with samples, found none")
    }
    if let other = channels.first(where: { $0.rate != first.rate }) {
      throw WritingError(
        .unsupported,
        "\(path): expected channels of one rate, found \(first.name) at \(first.rate.hertz) Hz and"
          + " \(other.name) at \(other.rate.hertz) Hz: choose some with --channels, or write EDF+")
    }
    rate = first.rate
    if isText || channels.allSatisfy({ $0.unit == first.unit }) {
      factors = channels.map { _ in 1 }
    } else {
      let scales = channels.compactMap { $0.unit.microvolts.map(Float.init) }
      guard scales.count == channels.count else {
        throw WritingError(
          .unsupported,
          "\(path): expected channels of one unit, found"
            + " \(Set(channels.map(\.unit.symbol)).sorted().joined(separator: ", ")):"
            + " choose some with --channels")
      }
      factors = scales
    }
    if !isText, survey.end(0) - survey.delivered(0) > Self.mostFill {
      throw WritingError(
        .unsupported, "\(path): the gaps are too long to be filled with missing samples")
    }
    file = try BufferedFile(path)
    if isText {
      let names = channels.map { channel in
        let heading =
          channel.unit.symbol.isEmpty
          ? channel.name : "\(channel.name) (\(channel.unit.symbol))"
        let isPlain = !heading.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        return isPlain ? heading : "\"" + heading.replacing("\"", with: "\"\"") + "\""
      }
      try file.write((["time_s"] + names).joined(separator: ",") + "\n")
    }
  }

  func append(_ block: SignalBlock) throws(WritingError) {
    let channels = block.samples.indices
    let start = block.start[0]
    if !isText, start > end {
      let frame = channels.flatMap { _ in Self.little(Float.nan.bitPattern) }
      for _ in end..<start { try file.write(frame) }
    }
    bytes.removeAll(keepingCapacity: true)
    for k in block.samples[0].indices {
      if isText { bytes += DecimalText.shortest(rate.seconds(start + k)).utf8 }
      for c in channels {
        let value = block.samples[c][k] * factors[c]
        if isText {
          bytes.append(UInt8(ascii: ","))
          if !value.isNaN { bytes += Self.text(value).utf8 }
        } else {
          bytes += Self.little(value.bitPattern)
        }
      }
      if isText { bytes.append(10) }
    }
    end = start + block.samples[0].count
    try file.write(bytes)
  }

  private static func text(_ value: Float) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }

  private static func little(_ word: UInt32) -> [UInt8] {
    [
      UInt8(truncatingIfNeeded: word), UInt8(truncatingIfNeeded: word >> 8),
      UInt8(truncatingIfNeeded: word >> 16), UInt8(truncatingIfNeeded: word >> 24),
    ]
  }

  func finish() throws(WritingError) -> [Finding] {
    let channels = survey.header.channels
    guard !isText else {
      try file.commit()
      return []
    }
    let unit = Set(channels.map(\.unit)).count == 1 ? channels[0].unit.symbol : "uV"
    let sidecar = try BufferedFile(path + ".json")
    try sidecar.write(
      JSONValue.object([
        ("rate", .number(rate.hertz)), ("channel_count", .integer(channels.count)),
        ("sample_type", .text("float32le")), ("layout", .text("interleaved")),
        ("unit", .text(unit)), ("channel_names", .list(channels.map { .text($0.name) })),
      ]).indentedText)
    try file.commit()
    try sidecar.commit()
    return []
  }
}
