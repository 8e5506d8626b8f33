internal import EMGCore

/// A recording of OT Bioelettronica's software: OTB+ and OTB4, both tar archives.
///
/// The signals are 16-bit integers, one sample of each channel after another.
final class OTBSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let file: SeekableFile
  private let gains: [Double]
  private let offset: Int
  private let frames: Int
  private var position = 0
  private var isFinished = false

  private static let samplesPerBlock = 16_384
  private static let largestDocument = 1 << 24

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    let file = try SeekableFile(stream)
    self.file = file
    let archive = try TarArchive(file)
    let signals = archive.members(ending: ".sig")
    guard let signal = signals.first else {
      throw FormatError(
        .notThisFormat, field: "members", location: file.name,
        detail: "expected an archive with a .sig member, found"
          + " \(archive.members.prefix(8).map(\.name).joined(separator: ", "))")
    }
    let description: OTBDescription
    if let tracks = archive["Tracks_000.xml"] {
      guard signals.count == 1 else {
        throw FormatError(
          .unsupported, field: "members", location: file.name,
          detail: "expected one .sig member in an OTB4 archive, found \(signals.count)")
      }
      description = try OTBDescription(
        tracks: try Self.document(tracks, file), location: "\(file.name), Tracks_000.xml")
    } else {
      let name = signal.name.dropLast(4) + ".xml"
      guard let device = archive[String(name)] else {
        throw FormatError(
          .missingFact, field: "members", location: file.name,
          detail: "expected \(name) beside \(signal.name), found none")
      }
      let subject = try archive["patient.xml"].map { member throws(FormatError) in
        try Self.document(member, file)
      }
      description = try OTBDescription(
        device: try Self.document(device, file), subject: subject,
        location: "\(file.name), \(name)")
    }
    var findings = description.findings
    if signals.count > 1 {
      findings.append(
        Finding(
          code: "other_recordings",
          message: "\(signals.count - 1) more acquisitions in the archive; the first is read"))
    }
    let count = description.signals.count
    let left = signal.data.count % (2 * count)
    frames = signal.data.count / (2 * count)
    offset = signal.data.lowerBound
    if archive.isTruncated || left > 0 {
      findings.append(
        Finding(
          code: "truncated",
          message:
            "\(signal.name): expected whole samples of \(count) channels, found \(left) bytes"
            + " after \(frames)" + (archive.isTruncated ? " where the archive is cut off" : "")))
    }
    guard let rate = SampleRate(hertz: description.rate), description.rate <= 1e7 else {
      throw FormatError(
        .badField, field: "SampleFrequency", location: file.name,
        detail: "expected a number above 0 to 1e7, found \(description.rate)")
    }
    let kinds = ChannelNaming.kinds(description.signals.map { ($0.name, $0.unit) })
    var gains: [Double] = []
    var channels: [Channel] = []
    for (c, signal) in description.signals.enumerated() {
      let kind = signal.kind ?? kinds[c]
      var unit = PhysicalUnit(symbol: signal.gain == nil ? "" : signal.unit)
      var gain = signal.gain ?? 1
      if kind == .emg, !unit.isVoltage, let given = options.unit {
        unit = PhysicalUnit(symbol: given)
        gain = options.scale ?? 1
      }
      gains.append(gain)
      let low = -32_768 * gain
      channels.append(
        Channel(
          name: signal.name, unit: unit, kind: kind, rate: rate, sampleCount: frames,
          resolution: gain != 0 ? abs(gain) : nil,
          limits: gain > 0 ? low...(32_767 * gain) : nil))
    }
    self.gains = gains
    header = RecordingHeader(
      format: "otb", startTime: description.startTime, channels: channels, findings: findings)
    header.patient = description.patient
  }

  private static func document(
    _ member: TarArchive.Member, _ file: SeekableFile
  ) throws(FormatError) -> XMLTree {
    var reader = FieldReader(file, at: member.data.lowerBound, end: member.data.upperBound)
    guard member.data.count <= largestDocument else {
      throw reader.failure(
        .unsupported, member.name, "expected at most \(largestDocument) bytes, found more")
    }
    return try XMLTree.read(
      try reader.bytes(member.data.count, member.name), location: "\(file.name), \(member.name)",
      field: "document")
  }

  var contentSHA256: String? { file.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    let count = gains.count
    for c in 0..<count {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = position
    }
    let wanted = min(max(1, Self.samplesPerBlock * 64 / max(64, count)), frames - position)
    guard wanted > 0 else {
      if !isFinished {
        isFinished = true
        try file.drain()
      }
      return false
    }
    var reader = FieldReader(file, at: offset + position * count * 2)
    let bytes = try reader.bytes(wanted * count * 2, "samples")
    for c in 0..<count {
      let gain = gains[c]
      block.samples[c].reserveCapacity(wanted)
      for k in 0..<wanted {
        block.samples[c].append(
          sample(Double(Int16(bytes, at: 2 * (k * count + c))) * gain))
      }
    }
    position += wanted
    return true
  }
}
