internal import EMGCore
internal import Foundation

/// Sections of keys and values, as the text files of BrainVision hold them.
struct BrainVisionText: Sendable {
  /// A key with its value and the number of its line.
  struct Entry: Sendable {
    var key: String
    var value: String
    var line: Int
  }

  let path: String
  /// The first line.
  let identification: String
  /// Entries by the section's name in lower case.
  private(set) var sections: [String: [Entry]] = [:]

  /// Reads a file whose first line begins with `Brain Vision` or `BrainVision`.
  init(path: String, kind: String) throws(FormatError) {
    self.path = path
    var bytes = try ByteStream.wholeFile(path)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    let lines = lineRanges(bytes, from: 0, isOver: true)
    let first = lines.first.map { FieldText.text(bytes[$0]) } ?? ""
    guard first.hasPrefix("Brain"), first.contains("Vision"), first.contains("File") else {
      throw FormatError(
        .notThisFormat, field: "identification", location: "\(path), line 1",
        detail: "expected 'Brain Vision … \(kind) File', found '\(first.prefix(60))'")
    }
    identification = first
    // One file is of one encoding: UTF-8 where all of it is.
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    var section = ""
    for (n, range) in lines.enumerated().dropFirst() {
      let text =
        isUTF8
        ? String(decoding: bytes[range], as: UTF8.self)
        : String(String.UnicodeScalarView(bytes[range].map { Unicode.Scalar($0) }))
      let line = text.trimmed
      if line.isEmpty || line.hasPrefix(";") { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = line.dropFirst().dropLast().lowercased()
        continue
      }
      // Comments are free text.
      guard section != "comment", let mark = text.firstIndex(of: "=") else { continue }
      sections[section, default: []].append(
        Entry(
          key: String(text[..<mark]).trimmed, value: String(text[text.index(after: mark)...]),
          line: n + 1))
    }
  }

  /// A key's value, blanks removed, or nil.
  func value(_ section: String, _ key: String) -> (text: String, line: Int)? {
    let entry = sections[section]?.first { $0.key.lowercased() == key.lowercased() }
    return entry.map { ($0.value.trimmed, $0.line) }
  }

  /// The fields between commas, `\1` in them being a comma.
  static func fields(_ value: String) -> [String] {
    value.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0).replacing("\\1", with: ",")
    }
  }

  func failure(
    _ code: FormatError.Code, _ field: String, _ line: Int?, _ detail: String
  ) -> FormatError {
    FormatError(
      code, field: field, location: line.map { "\(path), line \($0)" } ?? path, detail: detail)
  }
}

/// The header of a BrainVision recording.
///
/// Source: Brain Products, BrainVision Core Data Format 1.0.
struct BrainVisionHeader: Sendable {
  struct Channel: Sendable {
    var name: String
    var resolution: Double
    var unit: String
  }

  var path: String
  var dataFile: String
  var markerFile: String?
  var isVectorized: Bool
  var type: SampleType
  var isUnsigned = false
  var rate: SampleRate
  /// Data points stated, or nil.
  var points: Int?
  var channels: [Channel] = []
  /// Channels in each data point: the V-Amp stores one more than its header lists.
  var storedChannels: Int { channels.count + (isVAmp ? 1 : 0) }
  private var isVAmp: Bool

  /// Reads a header file.
  init(path: String) throws(FormatError) {
    self.path = path
    let text = try BrainVisionText(path: path, kind: "Data Exchange Header")
    isVAmp = text.identification.contains("V-Amp")
    func required(_ key: String) throws(FormatError) -> (text: String, line: Int) {
      guard let value = text.value("common infos", key), !value.text.isEmpty else {
        throw text.failure(
          .missingFact, key, nil, "expected it in the section Common Infos, found none")
      }
      return value
    }
    let stem = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    let folder = (path as NSString).deletingLastPathComponent
    func file(_ value: (text: String, line: Int)) throws(FormatError) -> String {
      let name = value.text.replacing("$b", with: stem)
      guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
        throw text.failure(
          .badField, "file name", value.line, "expected a file beside the header, found '\(name)'")
      }
      return (folder as NSString).appendingPathComponent(name)
    }
    dataFile = try file(required("DataFile"))
    if let value = text.value("common infos", "MarkerFile"), !value.text.isEmpty {
      markerFile = try file(value)
    }
    for (key, expected) in [("DataFormat", "BINARY"), ("DataType", "TIMEDOMAIN")] {
      if let value = text.value("common infos", key), value.text.uppercased() != expected {
        throw text.failure(
          .unsupported, key, value.line, "expected \(expected), found '\(value.text)'")
      }
    }
    let orientation = text.value("common infos", "DataOrientation")
    switch orientation?.text.uppercased() {
    case "MULTIPLEXED", nil: isVectorized = false
    case "VECTORIZED": isVectorized = true
    default:
      throw text.failure(
        .badField, "DataOrientation", orientation?.line,
        "expected MULTIPLEXED or VECTORIZED, found '\(orientation?.text ?? "")'")
    }
    let isBig = text.value("binary infos", "UseBigEndianOrder")?.text.uppercased() == "YES"
    let format = text.value("binary infos", "BinaryFormat")
    switch format?.text.uppercased() {
    case "INT_16", nil: type = isBig ? .int16be : .int16le
    case "UINT_16":
      type = isBig ? .int16be : .int16le
      isUnsigned = true
    case "INT_32": type = isBig ? .int32be : .int32le
    case "IEEE_FLOAT_32": type = isBig ? .float32be : .float32le
    default:
      throw text.failure(
        .unsupported, "BinaryFormat", format?.line,
        "expected INT_16, UINT_16, INT_32 or IEEE_FLOAT_32, found '\(format?.text ?? "")'")
    }
    let interval = try required("SamplingInterval")
    guard let micros = FieldText.number(interval.text), micros > 0,
      let value = SampleRate(hertz: 1e6 / micros)
    else {
      throw text.failure(
        .badField, "SamplingInterval", interval.line,
        "expected microseconds above 0, found '\(interval.text)'")
    }
    rate = value
    let stated = try required("NumberOfChannels")
    guard let count = Int(stated.text), (1...RawSource.mostChannels).contains(count) else {
      throw text.failure(
        .badField, "NumberOfChannels", stated.line,
        "expected 1 to \(RawSource.mostChannels), found '\(stated.text)'")
    }
    if let value = text.value("common infos", "DataPoints") {
      guard let number = Int(value.text), number >= 0 else {
        throw text.failure(
          .badField, "DataPoints", value.line, "expected 0 or more, found '\(value.text)'")
      }
      points = number
    }
    for n in 1...count {
      guard let entry = text.sections["channel infos"]?.first(where: { $0.key == "Ch\(n)" }) else {
        throw text.failure(
          .missingFact, "Ch\(n)", nil, "expected it in the section Channel Infos, found none")
      }
      let fields = BrainVisionText.fields(entry.value)
      let resolution = fields.count > 2 ? fields[2].trimmed : ""
      guard let factor = resolution.isEmpty ? 1 : FieldText.number(resolution), factor != 0 else {
        throw text.failure(
          .badField, "resolution of Ch\(n)", entry.line, "expected a number, found '\(resolution)'")
      }
      let unit = fields.count > 3 ? fields[3].trimmed : ""
      channels.append(
        Channel(
          name: fields[0].trimmed, resolution: factor, unit: unit.isEmpty ? "µV" : unit))
    }
  }
}

/// The markers of a BrainVision recording.
struct BrainVisionMarkers: Sendable {
  struct Marker: Sendable {
    var type: String
    var text: String
    /// Data points from 0.
    var position: Int
    /// Data points.
    var size: Int
    /// Year to microsecond, where the marker has a date.
    var date: [Int]?
  }

  var markers: [Marker] = []

  /// Reads a marker file.
  init(path: String) throws(FormatError) {
    let text = try BrainVisionText(path: path, kind: "Data Exchange Marker")
    for entry in text.sections["marker infos"] ?? []
    where entry.key.lowercased().hasPrefix("mk") {
      let fields = BrainVisionText.fields(entry.value)
      guard fields.count >= 3, let position = Int(fields[2].trimmed), position >= 0,
        position < 1 << 50
      else {
        throw text.failure(
          .badField, "marker \(entry.key)", entry.line,
          "expected type, description and a position of 1 or more, found '\(entry.value)'")
      }
      let size = fields.count > 3 ? Int(fields[3].trimmed) ?? 0 : 0
      markers.append(
        Marker(
          type: fields[0].trimmed, text: fields[1], position: max(0, position - 1),
          size: max(0, min(size, 1 << 50)), date: fields.count > 5 ? Self.date(fields[5]) : nil))
    }
  }

  /// `yyyymmddhhmmssuuuuuu`; zeros mean that it is not known.
  private static func date(_ field: String) -> [Int]? {
    let text = field.trimmed
    guard text.utf8.count == 20, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    var parts: [Int] = []
    var rest = Substring(text)
    for width in [4, 2, 2, 2, 2, 2, 6] {
      parts.append(Int(rest.prefix(width)) ?? 0)
      rest = rest.dropFirst(width)
    }
    return parts[0] > 0 ? parts : nil
  }
}
