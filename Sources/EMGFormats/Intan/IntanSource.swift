internal import EMGCore

/// An Intan RHD or RHS recording in the traditional format: blocks of all signals.
///
/// Source: Intan Technologies, "RHD2000/RHS2000 data file formats".
final class IntanSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let file: SeekableFile
  private let intan: IntanHeader
  private let lanes: [Lane]
  private let blockBytes: Int
  private let blocks: Int
  private var index = 0
  /// The sample number of the recording's first sample.
  private var origin = 0
  /// Place of the next sample.
  private var place = 0
  private var gaps = 0
  private var jumps = 0
  private var delivered: [Int]
  private var isFinished = false

  /// Where a channel stands in a block and what its numbers mean.
  private struct Lane {
    enum Code {
      case number(NumberType)
      /// One bit of the port's word.
      case bit(Int)
      /// Sign and magnitude of a stimulation current.
      case current
    }
    var offset: Int
    var periods: Int
    var code: Code
    var gain: Double
    var zero: Double
  }

  private static let samplesPerBlock = 16_384
  private static let longestTimeline = 1 << 50

  /// Whether bytes begin such a file.
  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: IntanHeader.markRHD) || bytes.starts(with: IntanHeader.markRHS)
  }

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    let file = try SeekableFile(stream)
    self.file = file
    let intan = try IntanHeader(file)
    self.intan = intan
    var plan = Plan(intan)
    plan.fill()
    guard !plan.lanes.isEmpty else {
      throw FormatError(
        .badField, field: "channels", location: file.name,
        detail: "expected one that is enabled, found none")
    }
    lanes = plan.lanes
    blockBytes = plan.size
    let data = file.size - intan.byteCount
    blocks = data / plan.size
    var findings: [Finding] = []
    guard blocks > 0 else {
      throw FormatError(
        data == 0 ? .unsupported : .truncated, field: "data blocks",
        location: "\(file.name), byte \(intan.byteCount)",
        detail: "expected blocks of \(plan.size) bytes after the header, found \(data) bytes"
          + (data == 0 ? " (a recording in one file for each signal is not read)" : ""))
    }
    if data % plan.size != 0 {
      findings.append(
        Finding(
          code: "truncated",
          message: "the last block is cut off: expected \(plan.size) bytes, found"
            + " \(data % plan.size); left out"))
    }
    var first = FieldReader(file, at: intan.byteCount)
    origin = try Self.stamp(&first, intan)
    delivered = Array(repeating: 0, count: plan.lanes.count)
    header = RecordingHeader(
      format: intan.isRHS ? "rhs" : "rhd", channels: plan.channels, findings: findings)
  }

  /// Lays out a block of samples.
  private struct Plan {
    let intan: IntanHeader
    var lanes: [Lane] = []
    var channels: [Channel] = []
    /// Bytes so far: the sample numbers come first.
    var size: Int

    init(_ intan: IntanHeader) {
      self.intan = intan
      size = 4 * intan.blockPeriods
    }

    private mutating func add(
      _ name: String, _ unit: String, _ kind: ChannelKind, periods: Int, code: Lane.Code,
      gain: Double, zero: Double = 0, isShared: Bool = false
    ) {
      guard
        let rate = SampleRate(
          hertz: intan.rate.hertz * Double(periods) / Double(intan.blockPeriods))
      else { return }
      let low = gain * zero
      lanes.append(Lane(offset: size, periods: periods, code: code, gain: gain, zero: zero))
      channels.append(
        Channel(
          name: name, unit: PhysicalUnit(symbol: unit), kind: kind, rate: rate,
          resolution: gain != 0 ? abs(gain) : nil,
          limits: kind == .emg && gain > 0 ? -low...(65_535 * gain - low) : nil))
      if !isShared { size += 2 * periods }
    }

    mutating func fill() {
      let all = intan.blockPeriods
      let amplifier = intan.channels(.amplifier)
      // Names may say that an electrode lies elsewhere than over a muscle.
      let kinds = ChannelNaming.kinds(amplifier.map { ($0.name, "uV") })
      for (n, channel) in amplifier.enumerated() {
        add(
          channel.name, "uV", kinds[n], periods: all, code: .number(.uint16), gain: 0.195,
          zero: 32_768)
      }
      if intan.isRHS {
        if intan.hasDirectCurrent {
          for channel in amplifier {
            add(
              channel.name + "_DC", "mV", .other, periods: all, code: .number(.uint16),
              gain: -19.23, zero: 512)
          }
        }
        for channel in amplifier {
          add(
            channel.name + "_STIM", "A", .trigger, periods: all, code: .current,
            gain: intan.stimulationStep)
        }
        for signal in [IntanHeader.Signal.analogIn, .four] {
          for channel in intan.channels(signal) {
            add(
              channel.name, "V", .other, periods: all, code: .number(.uint16), gain: 0.000_312_5,
              zero: 32_768)
          }
        }
        port(.five)
        port(.six)
        return
      }
      for channel in intan.channels(.auxiliary) {
        // Where headstages have their accelerometer.
        add(
          channel.name, "V", .accelerometer, periods: all / 4, code: .number(.uint16),
          gain: 0.000_037_4)
      }
      for channel in intan.channels(.supply) {
        add(channel.name, "V", .other, periods: 1, code: .number(.uint16), gain: 0.000_074_8)
      }
      for n in 0..<intan.temperatureSensors {
        add("temperature_\(n)", "degC", .other, periods: 1, code: .number(.int16), gain: 0.01)
      }
      let (gain, zero): (Double, Double) =
        switch intan.boardMode {
        case 1: (0.000_152_59, 32_768)
        case 13: (0.000_312_5, 32_768)
        default: (0.000_050_354, 0)
        }
      for channel in intan.channels(.analogIn) {
        add(
          channel.name, "V", .other, periods: all, code: .number(.uint16), gain: gain, zero: zero)
      }
      port(.four)
      port(.five)
    }

    /// All channels of a digital port share one word.
    private mutating func port(_ signal: IntanHeader.Signal) {
      let channels = intan.channels(signal)
      for channel in channels {
        add(
          channel.name, "", .trigger, periods: intan.blockPeriods,
          code: .bit(channel.bit & 15), gain: 1, isShared: true)
      }
      if !channels.isEmpty { size += 2 * intan.blockPeriods }
    }
  }

  /// A block's first sample number; before version 1.2 it had no sign.
  private static func stamp(
    _ reader: inout FieldReader, _ intan: IntanHeader
  ) throws(FormatError) -> Int {
    intan.isRHS || intan.isAtLeast(1, 2)
      ? try reader.integer(Int32.self, "sample number")
      : try reader.integer(UInt32.self, "sample number")
  }

  var contentSHA256: String? { file.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in lanes.indices { block.samples[c].removeAll(keepingCapacity: true) }
    var isFirst = true
    while index < blocks {
      var reader = FieldReader(file, at: intan.byteCount + index * blockBytes)
      let number = try Self.stamp(&reader, intan) - origin
      if number != place {
        if number > place, number < Self.longestTimeline {
          // The block after a gap begins the next piece.
          if !isFirst { return true }
          gaps += 1
          place = number
        } else {
          jumps += 1
          origin += number - place
        }
      }
      if isFirst {
        for c in lanes.indices {
          block.start[c] = place / (intan.blockPeriods / lanes[c].periods)
        }
        isFirst = false
      }
      reader.position = intan.byteCount + index * blockBytes
      let bytes = try reader.bytes(blockBytes, "data block \(index + 1)")
      for c in lanes.indices { decode(lanes[c], bytes, into: &block.samples[c]) }
      for c in lanes.indices { delivered[c] += lanes[c].periods }
      index += 1
      place += intan.blockPeriods
      if block.samples[0].count >= Self.samplesPerBlock { return true }
    }
    if isFirst { try finish() }
    return !isFirst
  }

  private func decode(_ lane: Lane, _ bytes: [UInt8], into samples: inout [Float]) {
    for k in 0..<lane.periods {
      let at = lane.offset + 2 * k
      let word = UInt16(bytes, at: at)
      let stored: Double =
        switch lane.code {
        case .number(let type): type.value(bytes, at: at) - lane.zero
        case .bit(let bit): Double(word >> UInt16(bit) & 1)
        case .current: Double(word & 0xFF) * (word & 0x100 == 0 ? 1 : -1)
        }
      samples.append(sample(stored * lane.gain))
    }
  }

  private func finish() throws(FormatError) {
    guard !isFinished else { return }
    isFinished = true
    try file.drain()
    for c in lanes.indices { header.channels[c].sampleCount = delivered[c] }
    if gaps > 0 {
      header.findings.append(
        Finding(
          code: "time_gap", message: "\(gaps) gap\(gaps == 1 ? "" : "s") in the sample numbers"))
    }
    if jumps > 0 {
      header.findings.append(
        Finding(
          code: "time_jump",
          message: "\(jumps) data blocks whose sample number runs backwards; read as continuous"))
    }
  }
}
