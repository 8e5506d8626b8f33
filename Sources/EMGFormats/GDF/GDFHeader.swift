internal import EMGCore

/// One signal of a GDF file.
struct GDFSignal: Sendable {
  var label: String
  var unit: String
  var physicalMinimum = 0.0
  var physicalMaximum = 0.0
  var digitalMinimum = 0.0
  var digitalMaximum = 0.0
  /// Samples in each data record.
  var samples = 0
  var type = NumberType.int16

  /// Physical value of one digital step; nil where the ranges give none.
  var gain: Double? {
    let gain = (physicalMaximum - physicalMinimum) / (digitalMaximum - digitalMinimum)
    return gain.isFinite && gain != 0 ? gain : nil
  }
}

/// The header of a GDF file.
///
/// Source: Schlögl, "GDF: a general dataformat for biosignals" (arXiv:cs/0608052), versions 1.x
/// and 2.x; units by ISO 11073-10101.
struct GDFHeader {
  let version: Double
  private(set) var startTime: String?
  private(set) var patient: String?
  let byteCount: Int
  /// Data records promised; nil where the header does not know.
  private(set) var recordCount: Int?
  /// Seconds that a data record lasts.
  private(set) var recordDuration = 0.0
  private(set) var signals: [GDFSignal] = []
  /// Texts of events that the file defines, by code.
  private(set) var eventNames: [Int: String] = [:]

  static let mark = Array("GDF ".utf8)
  private static let fixedBytes = 256
  private static let signalBytes = 256
  static let largestRecord = 1 << 28

  /// Bytes of a data record.
  var recordBytes: Int { signals.reduce(0) { $0 + $1.samples * $1.type.byteCount } }

  var isSecond: Bool { version >= 1.9 }

  init(_ file: SeekableFile) throws(FormatError) {
    var reader = FieldReader(file)
    let mark = try reader.text(8, "version")
    guard mark.hasPrefix("GDF "), let version = FieldText.number(String(mark.dropFirst(4))),
      (1..<4).contains(version)
    else {
      throw reader.failure("version", "expected GDF 1.x to 3.x, found '\(mark)'", at: 0)
    }
    self.version = version
    let isSecond = version >= 1.9
    let patient = try reader.text(isSecond ? 66 : 80, "patient")
    self.patient = patient.allSatisfy { $0 == "X" || $0 == " " } ? nil : patient
    reader.position = 168
    startTime =
      isSecond
      ? Self.date(try reader.bytes(8, "start time"))
      : Self.date(text: try reader.text(16, "start time"))
    reader.position = 184
    byteCount =
      isSecond
      ? try reader.integer(UInt16.self, "header length") * 256
      : try reader.integer(Int64.self, "header length")
    reader.position = 236
    let records = try reader.integer(Int64.self, "number of data records")
    guard records >= -1 else {
      throw reader.failure(
        "number of data records", "expected -1 or more, found \(records)", at: 236)
    }
    recordCount = records < 0 ? nil : records
    let numerator = try reader.integer(UInt32.self, "duration of a data record")
    let denominator = try reader.integer(UInt32.self, "duration of a data record")
    recordDuration = Double(numerator) / Double(denominator)
    guard numerator > 0, denominator > 0 else {
      throw reader.failure(
        "duration of a data record",
        "expected a fraction above 0, found \(numerator)/\(denominator)",
        at: 244)
    }
    let count =
      isSecond
      ? try reader.integer(UInt16.self, "number of signals")
      : try reader.integer(UInt32.self, "number of signals")
    let fields = Self.fixedBytes + count * Self.signalBytes
    guard (1...RawSource.mostChannels).contains(count) else {
      throw reader.failure(
        "number of signals", "expected 1 to \(RawSource.mostChannels), found \(count)", at: 252)
    }
    guard byteCount >= fields, byteCount <= file.size else {
      throw reader.failure(
        byteCount < fields ? .inconsistent : .truncated, "header length",
        "expected \(fields) or more bytes for \(count) signals in a file of \(file.size), found"
          + " \(byteCount)", at: 184)
    }
    reader.position = Self.fixedBytes
    try readSignals(&reader, count)
    if isSecond { try readTail(file, from: fields) }
  }

  private mutating func readSignals(
    _ reader: inout FieldReader, _ count: Int
  ) throws(FormatError) {
    let start = reader.position
    /// The field of signal `n` that begins after `before` bytes of each signal.
    func at(_ n: Int, _ before: Int, _ width: Int) -> Int { start + before * count + n * width }
    var size = 0
    for n in 0..<count {
      func field(_ name: String) -> String { "\(name) of signal \(n + 1)" }
      reader.position = at(n, 0, 16)
      var signal = GDFSignal(label: try reader.text(16, field("label")), unit: "")
      if isSecond {
        reader.position = at(n, 102, 2)
        signal.unit = Self.unit(try reader.integer(UInt16.self, field("unit")))
      } else {
        reader.position = at(n, 96, 8)
        signal.unit = try reader.text(8, field("unit"))
      }
      var range: [Double] = []
      for (k, before) in [104, 112, 120, 128].enumerated() {
        reader.position = at(n, before, 8)
        range.append(
          k < 2 || isSecond
            ? try reader.double(field("range"))
            : Double(try reader.integer(Int64.self, field("range"))))
      }
      (signal.physicalMinimum, signal.physicalMaximum) = (range[0], range[1])
      (signal.digitalMinimum, signal.digitalMaximum) = (range[2], range[3])
      reader.position = at(n, 216, 4)
      signal.samples = try reader.integer(UInt32.self, field("samples in a data record"))
      reader.position = at(n, 220, 4)
      let code = try reader.integer(UInt32.self, field("type"))
      guard let type = Self.types[code] else {
        throw reader.failure(
          .unsupported, field("type"), "expected an integer or a float of GDF, found \(code)",
          at: at(n, 220, 4))
      }
      signal.type = type
      size += signal.samples * type.byteCount
      guard size <= Self.largestRecord else {
        throw reader.failure(
          .unsupported, field("samples in a data record"),
          "expected a data record of at most \(Self.largestRecord) bytes, found more",
          at: at(n, 216, 4))
      }
      signals.append(signal)
    }
  }

  /// Reads the third header: tags with a length each; the first tag names events.
  private mutating func readTail(_ file: SeekableFile, from start: Int) throws(FormatError) {
    var reader = FieldReader(file, at: start, end: byteCount)
    while reader.position + 4 <= byteCount {
      let tag = try reader.integer(UInt8.self, "tag of the third header")
      let low = try reader.integer(UInt16.self, "length of tag \(tag)")
      let length = low | (try reader.integer(UInt8.self, "length of tag \(tag)")) << 16
      guard tag != 0 else { return }
      let bytes = try reader.bytes(length, "tag \(tag) of the third header")
      guard tag == 1 else { continue }
      for (n, text) in bytes.split(separator: 0, omittingEmptySubsequences: false).enumerated()
      where !text.isEmpty {
        eventNames[n + 1] = FieldText.decoded(text)
      }
    }
  }

  private static let types: [Int: NumberType] = [
    1: .int8, 2: .uint8, 3: .int16, 4: .uint16, 5: .int32, 6: .uint32, 7: .int64, 8: .uint64,
    16: .float32, 17: .float64, 255 + 24: .int24, 511 + 24: .uint24,
  ]

  private static let units: [Int: String] = [
    512: "", 544: "%", 736: "deg", 768: "rad", 2496: "Hz", 4256: "V", 4288: "Ohm", 4160: "A",
    6048: "degC", 1280: "m", 2176: "s", 3872: "mmHg", 3840: "Pa",
  ]
  private static let prefixes: [Int: String] = [
    0: "", 1: "da", 2: "h", 3: "k", 4: "M", 5: "G", 6: "T", 16: "d", 17: "c", 18: "m", 19: "u",
    20: "n", 21: "p", 22: "f",
  ]

  /// The symbol of a unit's code: five bits of decimal factor below the code of its kind.
  private static func unit(_ code: Int) -> String {
    guard code != 0 else { return "" }
    guard let symbol = units[code & ~31], let prefix = prefixes[code & 31] else {
      return "unit \(code)"
    }
    return prefix + symbol
  }

  /// Days since the year 0 with 32 bits of fraction; nil where there is none.
  private static func date(_ bytes: [UInt8]) -> String? {
    let fraction = Double(UInt32(bytes, at: 0)) / 4_294_967_296
    let day = Int(UInt32(bytes, at: 4)) - 719_529
    guard day > -719_529, day < 2_932_896 else { return nil }
    let date = CivilDate(daysSince1970: day)
    return StartTime.text(
      year: date.year, month: date.month, day: date.day, hour: 0, minute: 0, second: 0
    )
    // The fraction resolves twenty microseconds.
    .map { StartTime.adding((fraction * 86_400 * 1e4).rounded() / 1e4, to: $0) }
  }

  /// `YYYYMMDDhhmmsscc`.
  private static func date(text: String) -> String? {
    let digits = text.compactMap(\.wholeNumberValue)
    guard digits.count >= 14, digits.count == text.count else { return nil }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    let hundredths = digits.count >= 16 ? number(14..<16) : 0
    return StartTime.text(
      year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10),
      minute: number(10..<12), second: number(12..<14)
    ).map { StartTime.adding(Double(hundredths) / 100, to: $0) }
  }
}
