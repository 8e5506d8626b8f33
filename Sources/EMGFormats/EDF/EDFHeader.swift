internal import EMGCore

/// One signal as the header of an EDF or BDF file describes it.
struct EDFSignal: Sendable {
  var label: String
  var transducer: String
  var dimension: String
  var physicalMinimum: Double
  var physicalMaximum: Double
  var digitalMinimum: Int
  var digitalMaximum: Int
  var prefilter: String
  /// Samples in each data record.
  var samples: Int
  /// Whether the bytes are annotations, not samples.
  var isAnnotation: Bool

  /// Physical value of one digital step; nil where the header's ranges give none.
  var gain: Double? {
    guard digitalMaximum > digitalMinimum, physicalMaximum != physicalMinimum else { return nil }
    return (physicalMaximum - physicalMinimum) / Double(digitalMaximum - digitalMinimum)
  }
}

/// The header of an EDF, EDF+, BDF or BDF+ file.
///
/// Sources: Kemp et al. 1992, Electroencephalogr Clin Neurophysiol 82:391; Kemp & Olivan 2003, Clin
/// Neurophysiol 114:1755 (EDF+); BioSemi's description of BDF; Teunis van Beelen's of BDF+.
struct EDFHeader: Sendable {
  /// How the data records follow each other.
  enum Continuity: Sendable {
    /// Plain EDF or BDF: without a gap and without timekeeping.
    case plain
    /// EDF+C: without a gap.
    case continuous
    /// EDF+D: each record says when it begins.
    case discontinuous
  }

  var isBDF: Bool
  var continuity: Continuity
  /// `yyyy-mm-ddThh:mm:ss`, or nil where the fields hold no time.
  var startTime: String?
  /// The patient field, or nil where it tells nothing.
  var patient: String?
  /// Bytes before the first data record.
  var byteCount: Int
  /// Data records promised; nil where the recording was not finished.
  var recordCount: Int?
  /// Seconds that a data record lasts.
  var recordDuration: Double
  var signals: [EDFSignal]
  var findings: [Finding]

  /// Bytes of a data record.
  var recordBytes: Int { signals.reduce(0) { $0 + $1.samples } * (isBDF ? 3 : 2) }

  /// Bytes before the signals' part.
  static let fixedBytes = 256
  /// Bytes that each signal adds.
  static let signalBytes = 256
  /// Largest data record that is read; a record stands in memory as a whole.
  static let largestRecord = 1 << 28
  /// Most bytes between the header's last field and the first record.
  private static let largestSlack = 1 << 24

  /// Whether bytes begin an EDF or BDF file.
  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: Array("0       ".utf8))
      || bytes.starts(with: [0xFF] + Array("BIOSEMI".utf8))
  }

  /// Reads a header.
  ///
  /// - Parameter stream: At its first byte; left at the first data record.
  /// - Throws: `FormatError` that names the field and its byte.
  init(_ stream: ByteStream) throws(FormatError) {
    let name = stream.name
    let first = try stream.peek(8)
    guard Self.begins(first) || first.count < 8 else {
      throw FormatError(
        .notThisFormat, field: "version", location: "\(name), byte 0",
        detail: "expected '0' and seven blanks (EDF) or byte 255 and BIOSEMI (BDF)")
    }
    var bytes: [UInt8] = []
    guard try stream.readFully(Self.fixedBytes, into: &bytes) else {
      throw FormatError(
        .truncated, field: "header", location: "\(name), byte \(bytes.count)",
        detail: "expected \(Self.fixedBytes) bytes, found \(bytes.count)")
    }
    isBDF = bytes[0] == 0xFF
    let reserved = FieldText.text(bytes[192..<236])
    if reserved.hasPrefix("EDF+D") || reserved.hasPrefix("BDF+D") {
      continuity = .discontinuous
    } else if reserved.hasPrefix("EDF+") || reserved.hasPrefix("BDF+") {
      continuity = .continuous
    } else {
      continuity = .plain
    }
    let patient = FieldText.text(bytes[8..<88])
    self.patient = patient.allSatisfy { $0 == "X" || $0 == " " } ? nil : patient
    var findings: [Finding] = []
    startTime = Self.startTime(bytes, isPlus: continuity != .plain)
    if Self.isUnknownStart(bytes), continuity != .plain {
      startTime = nil
    } else if startTime == nil {
      findings.append(
        Finding(
          code: "no_start_time",
          message: "start date and time: expected dd.mm.yy and hh.mm.ss, found"
            + " '\(FieldText.text(bytes[168..<176]))' and '\(FieldText.text(bytes[176..<184]))'"))
    }
    let count = try Self.integer(bytes, 252..<256, "number of signals", name)
    guard (1...9_999).contains(count) else {
      throw FormatError(
        .badField, field: "number of signals", location: "\(name), byte 252",
        detail: "expected 1 to 9999, found \(count)")
    }
    let records = try Self.integer(bytes, 236..<244, "number of data records", name)
    guard records >= -1 else {
      throw FormatError(
        .badField, field: "number of data records", location: "\(name), byte 236",
        detail: "expected 0 or more, or -1 while recording, found \(records)")
    }
    recordCount = records < 0 ? nil : records
    recordDuration = try Self.number(bytes, 244..<252, "duration of a data record", name)
    guard recordDuration >= 0 else {
      throw FormatError(
        .badField, field: "duration of a data record", location: "\(name), byte 244",
        detail: "expected 0 or more seconds, found \(recordDuration)")
    }
    let fields = Self.fixedBytes + count * Self.signalBytes
    byteCount = fields
    let stated = FieldText.number(FieldText.text(bytes[184..<192]))
    if let stated, stated != Double(fields) {
      guard stated > Double(fields), stated <= Double(fields + Self.largestSlack) else {
        throw FormatError(
          .inconsistent, field: "number of header bytes", location: "\(name), byte 184",
          detail: "expected \(fields) for \(count) signals, found \(stated)")
      }
      byteCount = Int(stated)
      findings.append(
        Finding(
          code: "long_header",
          message: "header of \(byteCount) bytes: expected \(fields) for \(count) signals"))
    } else if stated == nil {
      findings.append(
        Finding(
          code: "odd_header",
          message: "number of header bytes: expected \(fields), found"
            + " '\(FieldText.text(bytes[184..<192]))'"))
    }
    guard try stream.readFully(byteCount - Self.fixedBytes, into: &bytes) else {
      throw FormatError(
        .truncated, field: "header", location: "\(name), byte \(bytes.count)",
        detail: "expected \(byteCount) bytes for \(count) signals, found \(bytes.count)")
    }
    signals = []
    var size = 0
    for n in 0..<count {
      let signal = try Self.signal(bytes, n, of: count, isBDF: isBDF, name)
      size += signal.samples * (isBDF ? 3 : 2)
      guard size <= Self.largestRecord else {
        throw FormatError(
          .unsupported, field: "samples in a data record",
          location: "\(name), byte \(Self.fixedBytes + count * 216 + n * 8)",
          detail: "expected a data record of at most \(Self.largestRecord) bytes, found more")
      }
      signals.append(signal)
    }
    if continuity == .discontinuous, !signals.contains(where: \.isAnnotation) {
      throw FormatError(
        .inconsistent, field: "label", location: "\(name), byte 256",
        detail: "an interrupted recording (EDF+D) needs a signal 'EDF Annotations' that says when"
          + " each data record begins; found none")
    }
    if recordDuration == 0, signals.contains(where: { !$0.isAnnotation && $0.samples > 0 }) {
      throw FormatError(
        .badField, field: "duration of a data record", location: "\(name), byte 244",
        detail: "expected seconds above 0 for records with samples, found 0")
    }
    self.findings = findings
  }

  private static func signal(
    _ bytes: [UInt8], _ n: Int, of count: Int, isBDF: Bool, _ name: String
  ) throws(FormatError) -> EDFSignal {
    /// The bytes of a field, by the sum of the widths of the fields before it.
    func range(_ before: Int, _ width: Int) -> Range<Int> {
      let start = fixedBytes + before * count + n * width
      return start..<start + width
    }
    let label = FieldText.text(bytes[range(0, 16)])
    let isAnnotation = label == "EDF Annotations" || label == "BDF Annotations"
    let where_ = "of signal \(n + 1) '\(label)'"
    let samples = try integer(bytes, range(216, 8), "samples in a data record \(where_)", name)
    guard samples >= 0 else {
      throw FormatError(
        .badField, field: "samples in a data record \(where_)",
        location: "\(name), byte \(range(216, 8).lowerBound)",
        detail: "expected 0 or more, found \(samples)")
    }
    var signal = EDFSignal(
      label: label, transducer: FieldText.text(bytes[range(16, 80)]),
      dimension: FieldText.text(bytes[range(96, 8)]), physicalMinimum: 0, physicalMaximum: 0,
      digitalMinimum: 0, digitalMaximum: 0, prefilter: FieldText.text(bytes[range(136, 80)]),
      samples: samples, isAnnotation: isAnnotation)
    // Annotations have ranges for form's sake only.
    if isAnnotation { return signal }
    signal.physicalMinimum = try number(bytes, range(104, 8), "physical minimum \(where_)", name)
    signal.physicalMaximum = try number(bytes, range(112, 8), "physical maximum \(where_)", name)
    signal.digitalMinimum = try integer(bytes, range(120, 8), "digital minimum \(where_)", name)
    signal.digitalMaximum = try integer(bytes, range(128, 8), "digital maximum \(where_)", name)
    guard signal.digitalMaximum >= signal.digitalMinimum else {
      throw FormatError(
        .badField, field: "digital maximum \(where_)",
        location: "\(name), byte \(range(128, 8).lowerBound)",
        detail: "expected more than the digital minimum \(signal.digitalMinimum), found"
          + " \(signal.digitalMaximum)")
    }
    return signal
  }

  private static func number(
    _ bytes: [UInt8], _ range: Range<Int>, _ field: String, _ name: String
  ) throws(FormatError) -> Double {
    let text = FieldText.text(bytes[range])
    // A decimal comma is against the specification and cannot mean anything else.
    guard let value = FieldText.number(text) ?? FieldText.number(text.replacing(",", with: "."))
    else {
      throw FormatError(
        .badField, field: field, location: "\(name), byte \(range.lowerBound)",
        detail: "expected a number, found '\(text)'")
    }
    return value
  }

  private static func integer(
    _ bytes: [UInt8], _ range: Range<Int>, _ field: String, _ name: String
  ) throws(FormatError) -> Int {
    let value = try number(bytes, range, field, name)
    guard value == value.rounded(), abs(value) < 1e9 else {
      throw FormatError(
        .badField, field: field, location: "\(name), byte \(range.lowerBound)",
        detail: "expected a whole number, found '\(FieldText.text(bytes[range]))'")
    }
    return Int(value)
  }

  /// Whether the fields say, as EDF+ has it, that the start is not known.
  private static func isUnknownStart(_ bytes: [UInt8]) -> Bool {
    FieldText.text(bytes[88..<168]).hasPrefix("Startdate X")
      && FieldText.text(bytes[168..<184]) == "01.01.8500.00.00"
  }

  private static let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]

  /// Local date and time; the recording field of EDF+ has the year in full.
  private static func startTime(_ bytes: [UInt8], isPlus: Bool) -> String? {
    func numbers(_ range: Range<Int>) -> [Int]? {
      let parts = FieldText.text(bytes[range]).split(whereSeparator: { !$0.isNumber })
      let values = parts.compactMap { Int($0) }
      return values.count == 3 && parts.count == 3 ? values : nil
    }
    guard let date = numbers(168..<176), let time = numbers(176..<184), time[0] < 24, time[1] < 60,
      time[2] < 60
    else { return nil }
    var (day, month, year) = (date[0], date[1], date[2])
    guard year < 100 else { return nil }
    year += year < 85 ? 2000 : 1900
    let words = FieldText.text(bytes[88..<168]).split(separator: " ")
    if isPlus, words.count > 1, words[0] == "Startdate" {
      let parts = words[1].split(separator: "-")
      if parts.count == 3, let d = Int(parts[0]), let y = Int(parts[2]), (1...9999).contains(y),
        let m = months.firstIndex(of: parts[1].uppercased())
      {
        (day, month, year) = (d, m + 1, y)
      }
    }
    return StartTime.text(
      year: year, month: month, day: day, hour: time[0], minute: time[1], second: time[2])
  }
}
