internal import EMGCore
internal import Foundation

/// One signal as a WFDB header describes it.
struct WFDBSignal: Sendable {
  var file: String
  var format: WFDBFormat
  /// Samples in each frame.
  var perFrame = 1
  /// Frames by which the stored samples lag.
  var skew = 0
  /// Bytes before the first sample.
  var byteOffset = 0
  /// Steps a unit.
  var gain = 200.0
  var isCalibrated = true
  /// The step that stands for zero.
  var baseline = 0.0
  var unit = "mV"
  /// Bits of the converter; 0 where unknown.
  var bits = 0
  var zero = 0
  var initial = 0
  /// Sum of all samples modulo 65 536, or nil.
  var checksum: Int?
  var name: String?
}

/// The header of a WFDB record.
///
/// Source: header(5) of the WFDB Applications Guide.
struct WFDBHeader: Sendable {
  var path: String
  var rate: SampleRate
  var isRateAssumed = false
  /// Frames, or nil where the header omits them.
  var frames: Int?
  var startTime: String?
  var hasTimeWithoutDate = false
  var signals: [WFDBSignal] = []
  /// Parts of a record of several segments: name (`~` is a gap) and frames.
  var segments: [(name: String, frames: Int)] = []

  /// Most signals of a record.
  static let mostSignals = 4_096
  /// Most samples in a frame.
  static let mostPerFrame = 1 << 20
  private static let mostFrames = 1 << 40

  /// The folder that holds the record's files.
  var folder: String { (path as NSString).deletingLastPathComponent }

  /// A file of the record, or an error where its name leads out of the folder.
  func file(_ name: String, line: Int = 0) throws(FormatError) -> String {
    guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw FormatError(
        .badField, field: "file name", location: path,
        detail: "expected a file beside the header, found '\(name)'")
    }
    return (folder as NSString).appendingPathComponent(name)
  }

  /// Reads a header file.
  init(path: String) throws(FormatError) {
    self.path = path
    let bytes = try ByteStream.wholeFile(path)
    var lines: [(number: Int, text: String)] = []
    for (n, range) in lineRanges(bytes, from: 0, isOver: true).enumerated() {
      let text = FieldText.text(bytes[range])
      // A line may be blank by other blanks than a field's padding, such as a no-break space.
      if !text.hasPrefix("#"), text.contains(where: { !$0.isWhitespace }) {
        lines.append((n + 1, text))
      }
    }
    guard let first = lines.first else {
      throw FormatError(
        .truncated, field: "record line", location: path, detail: "expected one, found none")
    }
    func failure(_ line: Int, _ field: String, _ expected: String, _ found: String) -> FormatError {
      FormatError(
        .badField, field: field, location: "\(path), line \(line)",
        detail: "expected \(expected), found '\(found)'")
    }
    let words = first.text.split(whereSeparator: \.isWhitespace).map(String.init)
    let name = words[0].split(separator: "/", maxSplits: 1).map(String.init)
    guard words.count > 1, let count = Int(words[1]), (0...Self.mostSignals).contains(count) else {
      throw failure(
        first.number, "number of signals", "0 to \(Self.mostSignals)",
        words.count > 1 ? words[1] : "")
    }
    let rateText =
      words.count > 2 ? words[2].split(separator: "/")[...].first.map(String.init) : nil
    if let rateText {
      guard let hertz = FieldText.number(rateText), let value = SampleRate(hertz: hertz) else {
        throw failure(first.number, "sampling frequency", "a number above 0", words[2])
      }
      rate = value
    } else {
      rate = SampleRate(checked: 250)
      isRateAssumed = true
    }
    if words.count > 3 {
      guard let value = Int(words[3]), (0...Self.mostFrames).contains(value) else {
        throw failure(first.number, "number of samples", "0 or more", words[3])
      }
      frames = value == 0 ? nil : value
    }
    if words.count > 4 {
      startTime = Self.time(words[4], words.count > 5 ? words[5] : nil)
      hasTimeWithoutDate = words.count == 5
    }
    if name.count == 2 {
      guard let parts = Int(name[1]), parts > 0, parts == lines.count - 1 else {
        throw failure(first.number, "number of segments", "\(lines.count - 1) as below", name[1])
      }
      for line in lines.dropFirst() {
        let parts = line.text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count >= 2, let length = Int(parts[1]), (0...Self.mostFrames).contains(length)
        else { throw failure(line.number, "segment", "a name and a number of samples", line.text) }
        segments.append((parts[0], length))
      }
      guard segments.reduce(0.0, { $0 + Double($1.frames) }) <= Double(Self.mostFrames) else {
        throw failure(first.number, "number of samples", "a sum below 2^40", "more")
      }
      return
    }
    guard lines.count - 1 == count else {
      throw failure(first.number, "number of signals", "\(lines.count - 1) as below", words[1])
    }
    for line in lines.dropFirst() {
      signals.append(try Self.signal(line.text, line.number, path))
    }
  }

  private static func signal(
    _ text: String, _ line: Int, _ path: String
  ) throws(FormatError) -> WFDBSignal {
    func failure(_ field: String, _ expected: String, _ found: String) -> FormatError {
      FormatError(
        .badField, field: field, location: "\(path), line \(line)",
        detail: "expected \(expected), found '\(found)'")
    }
    let words = text.split(maxSplits: 8, whereSeparator: \.isWhitespace).map(String.init)
    guard words.count >= 2 else { throw failure("format", "a file and a format", text) }
    // format[xsamples][:skew][+offset]
    var numbers: [Character: String] = [:]
    var key: Character = "f"
    for c in words[1] {
      if c == "x" || c == ":" || c == "+" {
        guard numbers[c] == nil else { throw failure("format", "each part once", words[1]) }
        key = c
        numbers[c] = ""
      } else {
        numbers[key, default: ""].append(c)
      }
    }
    guard let code = Int(numbers["f"] ?? "") else {
      throw failure("format", "a number", words[1])
    }
    guard let format = WFDBFormat(rawValue: code) else {
      throw FormatError(
        .unsupported, field: "format", location: "\(path), line \(line)",
        detail: "expected one of"
          + " \(WFDBFormat.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")), found \(code)"
      )
    }
    #if !FLAC
    if format.isFLAC {
      throw Recordings.missingTrait(
        "\(path), line \(line)", "\(code), which is FLAC", library: "libFLAC", trait: "FLAC")
    }
    #endif
    var signal = WFDBSignal(file: words[0], format: format)
    func part(_ key: Character, _ field: String, _ range: ClosedRange<Int>, _ otherwise: Int)
      throws(FormatError) -> Int
    {
      guard let text = numbers[key] else { return otherwise }
      guard let value = Int(text), range.contains(value) else {
        throw failure(field, "\(range.lowerBound) to \(range.upperBound)", words[1])
      }
      return value
    }
    signal.perFrame = try part("x", "samples a frame", 1...mostPerFrame, 1)
    signal.skew = try part(":", "skew", 0...mostPerFrame, 0)
    signal.byteOffset = try part("+", "byte offset", 0...(1 << 50), 0)
    func whole(_ index: Int, _ field: String) throws(FormatError) -> Int? {
      guard words.count > index else { return nil }
      guard let value = Int(words[index]), value.magnitude <= 1 << 40 else {
        throw failure(field, "a whole number", words[index])
      }
      return value
    }
    signal.bits = try whole(3, "ADC resolution") ?? 0
    signal.zero = try whole(4, "ADC zero") ?? 0
    signal.initial = try whole(5, "initial value") ?? signal.zero
    signal.checksum = try whole(6, "checksum").map { $0 & 0xFFFF }
    signal.baseline = Double(signal.zero)
    if words.count > 8 { signal.name = words[8] }
    guard words.count > 2 else {
      signal.isCalibrated = false
      return signal
    }
    // gain[(baseline)][/unit]
    var rest = Substring(words[2])
    if let slash = rest.firstIndex(of: "/") {
      signal.unit = String(rest[rest.index(after: slash)...])
      rest = rest[..<slash]
    }
    if let open = rest.firstIndex(of: "(") {
      let inside = rest[rest.index(after: open)...]
      guard inside.last == ")", let value = FieldText.number(String(inside.dropLast())) else {
        throw failure("baseline", "a number in brackets", words[2])
      }
      signal.baseline = value
      rest = rest[..<open]
    }
    guard let gain = FieldText.number(String(rest)) else {
      throw failure("gain", "a number", words[2])
    }
    if gain == 0 { signal.isCalibrated = false } else { signal.gain = gain }
    return signal
  }

  /// `hh:mm:ss[.f]` and `dd/mm/yyyy`; shorter times leave out what leads.
  private static func time(_ clock: String, _ date: String?) -> String? {
    guard let date else { return nil }
    let parts = clock.split(separator: ":")
    let day = date.split(separator: "/").compactMap { Int($0) }
    guard (1...3).contains(parts.count), day.count == 3, let last = parts.last,
      let seconds = FieldText.number(String(last)), (0..<61).contains(seconds)
    else { return nil }
    let leading = parts.dropLast().compactMap { Int($0) }
    guard leading.count == parts.count - 1 else { return nil }
    let minute = leading.last ?? 0
    let hour = leading.count == 2 ? leading[0] : 0
    let text = StartTime.text(
      year: day[2], month: day[1], day: day[0], hour: hour, minute: minute, second: Int(seconds))
    let fraction = ((seconds - seconds.rounded(.down)) * 1e9).rounded() / 1e9
    return text.map { StartTime.adding(fraction, to: $0) }
  }
}
