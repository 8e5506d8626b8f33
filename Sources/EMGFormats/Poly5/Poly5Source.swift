internal import EMGCore

/// A TMSi Poly5 (TMS32) recording: samples of 32-bit floats in blocks, each listed as two signals.
///
/// Source: the layout that TMSi's own readers and FieldTrip's `read_tmsi_poly5` agree on.
final class Poly5Source: RecordingSource {
  private(set) var header: RecordingHeader
  private let stream: ByteStream
  private let scales: [(gain: Double, offset: Double)]
  private let periodsPerBlock: Int
  /// Sample periods promised; nil where the recording was not closed.
  private let promised: Int?
  private var periods = 0
  private var bytes: [UInt8] = []
  private var isFinished = false

  /// How a file begins.
  static let mark = Array("POLY SAM".utf8)
  private static let fixedBytes = 217
  private static let signalBytes = 136
  private static let blockHeaderBytes = 86
  /// Sample periods handed out at a time, whole blocks apart.
  private static let periodsPerRead = 8_192

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    self.stream = stream
    var bytes: [UInt8] = []
    guard try stream.readFully(Self.fixedBytes, into: &bytes) else {
      throw FormatError(
        .truncated, field: "header", location: "\(stream.name), byte \(bytes.count)",
        detail: "expected \(Self.fixedBytes) bytes, found \(bytes.count)")
    }
    func failure(_ field: String, _ byte: Int, _ detail: String) -> FormatError {
      FormatError(.badField, field: field, location: "\(stream.name), byte \(byte)", detail: detail)
    }
    // Version 2.04 has one byte more before its number.
    var shift = 0
    if UInt16(bytes, at: 31) != 203 {
      shift = 1
      guard UInt16(bytes, at: 32) == 204, try stream.readFully(1, into: &bytes) else {
        throw failure("version", 31, "expected 203 or 204, found \(UInt16(bytes, at: 31))")
      }
    }
    func number(_ offset: Int) -> Int { Int(UInt16(bytes, at: offset + shift)) }
    let frequency = number(114)
    guard let rate = SampleRate(hertz: Double(frequency)) else {
      throw failure("sample frequency", 114 + shift, "expected a number above 0, found 0")
    }
    let signals = number(119)
    guard signals > 0, signals % 2 == 0, signals / 2 <= RawSource.mostChannels else {
      throw failure(
        "number of signals", 119 + shift,
        "expected two a channel, at most \(2 * RawSource.mostChannels), found \(signals)")
    }
    let count = signals / 2
    let total = Int(Int32(bytes, at: 121 + shift))
    periodsPerBlock = number(147)
    let blockBytes = number(149)
    guard periodsPerBlock > 0, blockBytes == periodsPerBlock * count * 4 else {
      throw failure(
        "size of a block", 149 + shift,
        "expected \(periodsPerBlock) periods of \(count) channels of 4 bytes, found \(blockBytes)")
    }
    guard number(151) == 0 else {
      throw FormatError(
        .unsupported, field: "compression", location: "\(stream.name), byte \(151 + shift)",
        detail: "expected 0, found \(number(151))")
    }
    promised = total > 0 ? total : nil
    var findings: [Finding] = []
    let storage = number(116)
    if storage != frequency, storage != 0 {
      findings.append(
        Finding(
          code: "rate_disagrees",
          message: "the header states \(frequency) Hz for sampling and \(storage) Hz for storage;"
            + " the first is used"))
    }
    var table: [UInt8] = []
    guard try stream.readFully(signals * Self.signalBytes, into: &table) else {
      throw FormatError(
        .truncated, field: "signal descriptions", location: "\(stream.name)",
        detail: "expected \(signals * Self.signalBytes) bytes, found \(table.count)")
    }
    var facts: [(name: String, unit: String)] = []
    var scales: [(gain: Double, offset: Double)] = []
    for c in 0..<count {
      let at = 2 * c * Self.signalBytes
      func text(_ offset: Int, _ most: Int) -> String {
        let length = min(Int(table[at + offset]), most)
        return FieldText.text(table[at + offset + 1..<at + offset + 1 + length])
      }
      func real(_ offset: Int) -> Double {
        Double(Float(bitPattern: UInt32(table, at: at + offset)))
      }
      let name = text(0, 40)
      let (low, high, first, last) = (real(56), real(60), real(64), real(68))
      guard [low, high, first, last].allSatisfy(\.isFinite), first != last, low != high else {
        throw failure(
          "range of signal \(2 * c + 1)", Self.fixedBytes + shift + at + 56,
          "expected different finite numbers, found \(low) to \(high) for \(first) to \(last)")
      }
      let gain = (high - low) / (last - first)
      scales.append((gain, low - first * gain))
      facts.append(
        (name.hasPrefix("(Lo) ") ? String(name.dropFirst(5)) : name, Self.symbol(text(45, 10))))
    }
    self.scales = scales
    var frames: Int?
    if let size = stream.fileSize {
      let data = size - Self.fixedBytes - shift - signals * Self.signalBytes
      let blocks = max(0, data) / (Self.blockHeaderBytes + blockBytes)
      let found = blocks * periodsPerBlock
      frames = promised.map { min($0, found) } ?? found
      if let promised, found < promised {
        guard found > 0 else {
          throw FormatError(
            .truncated, field: "samples", location: stream.name,
            detail: "expected \(promised) sample periods, found no complete block")
        }
        findings.append(
          Finding(
            code: "truncated", message: "expected \(promised) sample periods, found \(found)"))
      }
    }
    if promised == nil {
      findings.append(
        Finding(
          code: "unfinished_recording", message: "the header tells no number of sample periods"))
    }
    let kinds = ChannelNaming.kinds(facts)
    let start = StartTime.text(
      year: number(129), month: number(131), day: number(133), hour: number(137),
      minute: number(139), second: number(141))
    header = RecordingHeader(
      format: "poly5", startTime: start,
      channels: facts.enumerated().map { n, fact in
        var unit = PhysicalUnit(symbol: fact.unit)
        if kinds[n] == .emg, !unit.isVoltage, let given = options.unit {
          unit = PhysicalUnit(symbol: given)
        }
        return Channel(
          name: fact.name, unit: unit, kind: kinds[n], rate: rate, sampleCount: frames)
      }, findings: findings)
  }

  /// Units that the recorder writes out.
  private static func symbol(_ unit: String) -> String {
    unit.hasSuffix("Volt") ? String(unit.dropLast(3)) : unit
  }

  var contentSHA256: String? { stream.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    let count = scales.count
    for c in 0..<count {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = periods
    }
    let start = periods
    let size = Self.blockHeaderBytes + periodsPerBlock * count * 4
    while periods < promised ?? .max, periods - start < Self.periodsPerRead {
      bytes.removeAll(keepingCapacity: true)
      guard try stream.readFully(size, into: &bytes) else { break }
      let wanted = min(periodsPerBlock, (promised ?? .max) - periods)
      for c in 0..<count {
        var at = Self.blockHeaderBytes + 4 * c
        let (gain, offset) = scales[c]
        for _ in 0..<wanted {
          let value = Float(bitPattern: UInt32(bytes, at: at))
          let scaled = Float(Double(value) * gain + offset)
          block.samples[c].append(scaled.isFinite ? scaled : .nan)
          at += 4 * count
        }
      }
      periods += wanted
      if stream.fileSize == nil { break }
    }
    if periods == start, !isFinished {
      isFinished = true
      try stream.drain()
      for c in 0..<count { header.channels[c].sampleCount = periods }
      if let promised, promised > periods,
        !header.findings.contains(where: { $0.code == "truncated" })
      {
        header.findings.append(
          Finding(
            code: "truncated", message: "expected \(promised) sample periods, found \(periods)"))
      }
    }
    return periods > start
  }
}
