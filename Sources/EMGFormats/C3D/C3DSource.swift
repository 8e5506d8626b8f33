internal import EMGCore

/// The analogue channels of a C3D file; what the cameras saw is left out.
///
/// Source: the C3D file format user guide (Motion Lab Systems).
final class C3DSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let file: SeekableFile
  private let processor: C3DParameters.Processor
  private let type: NumberType
  private let gains: [Double]
  private let offsets: [Double]
  /// Where the first frame begins.
  private let dataStart: Int
  /// Bytes of the points of a frame, and samples of each channel in it.
  private let pointBytes: Int
  private let perFrame: Int
  private let frames: Int
  private var frame = 0
  private var isFinished = false

  private static let blockSize = 512
  private static let samplesPerBlock = 16_384
  private static let mostPoints = 65_535

  /// Whether bytes begin a C3D file: the block of its parameters and the mark.
  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[1] == 0x50 && (2...64).contains(bytes[0])
  }

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    let file = try SeekableFile(stream)
    self.file = file
    var reader = FieldReader(file)
    let block = try reader.integer(UInt8.self, "block of the parameters")
    _ = try reader.integer(UInt8.self, "mark")
    let parameters = try C3DParameters(file, block: block)
    let processor = parameters.processor
    self.processor = processor
    reader.isBig = processor.isBig
    let points = try reader.integer(UInt16.self, "number of points")
    let perAll = try reader.integer(UInt16.self, "analogue samples a frame")
    let first = try reader.integer(UInt16.self, "first frame")
    let last = try reader.integer(UInt16.self, "last frame")
    _ = try reader.integer(UInt16.self, "longest gap")
    let scale = processor.float(try reader.bytes(4, "scale of points"), at: 0)
    let statedBlock = try reader.integer(UInt16.self, "block of the data")
    let perChannel = try reader.integer(UInt16.self, "analogue samples of a channel a frame")
    let headerRate = processor.float(try reader.bytes(4, "frames a second"), at: 0)
    guard points <= Self.mostPoints, perAll > 0, perChannel > 0, perAll % perChannel == 0 else {
      throw reader.failure(
        "analogue samples a frame",
        "expected channels times samples of each, above 0; found \(perAll) of \(perChannel) each"
          + (perAll == 0 ? " (the file has no analogue channels)" : ""), at: 4)
    }
    let count = perAll / perChannel
    let used = parameters["ANALOG:USED"]?.counts.first.flatMap { Int(exactly: $0) } ?? count
    guard used == count, count <= RawSource.mostChannels else {
      throw reader.failure(
        .inconsistent, "analogue channels",
        "expected \(used) as ANALOG:USED says, found \(count) in the header", at: 4)
    }
    perFrame = perChannel
    let rate = try Self.rate(parameters, headerRate, perChannel, reader)
    type =
      scale < 0
      ? .float32
      : parameters.texts("ANALOG:FORMAT").first?.uppercased() == "UNSIGNED" ? .uint16 : .int16
    pointBytes = points * 4 * (scale < 0 ? 4 : 2)
    let dataBlock =
      statedBlock > 0
      ? statedBlock : parameters["POINT:DATA_START"]?.counts.first.flatMap { Int(exactly: $0) } ?? 0
    guard dataBlock >= 2 else {
      throw reader.failure("block of the data", "expected 2 or more, found \(dataBlock)", at: 16)
    }
    dataStart = (dataBlock - 1) * Self.blockSize
    var findings: [Finding] = []
    let promised = Self.frames(parameters, first, last)
    let frameBytes = pointBytes + perAll * type.byteCount
    let found = max(0, file.size - dataStart) / frameBytes
    guard found > 0 || promised == 0 else {
      throw FormatError(
        .truncated, field: "frames", location: "\(file.name), byte \(dataStart)",
        detail: "expected \(promised) of \(frameBytes) bytes, found none complete")
    }
    if found < promised {
      findings.append(
        Finding(
          code: "truncated", message: "expected \(promised) frames, found \(found) complete"))
    }
    frames = min(promised, found)
    let general = parameters.numbers("ANALOG:GEN_SCALE").first ?? 1
    let scales = parameters.numbers("ANALOG:SCALE")
    let zeros =
      type == .uint16
      ? parameters["ANALOG:OFFSET"]?.counts ?? [] : parameters.numbers("ANALOG:OFFSET")
    var gains: [Double] = []
    var offsets: [Double] = []
    for c in 0..<count {
      let gain = general * (scales.indices.contains(c) ? scales[c] : 1)
      let zero = zeros.indices.contains(c) ? zeros[c] : 0
      guard gain.isFinite, gain != 0, zero.isFinite else {
        throw FormatError(
          .badField, field: "ANALOG:SCALE of channel \(c + 1)", location: file.name,
          detail: "expected a finite number other than 0, found \(gain)")
      }
      gains.append(gain)
      offsets.append(zero)
    }
    if scales.count < count {
      findings.append(
        Finding(
          code: "no_physical_range",
          message: "ANALOG:SCALE has \(scales.count) values for \(count) channels; 1 for the rest"))
    }
    self.gains = gains
    self.offsets = offsets
    let total = frames * perChannel
    var channels = Self.channels(parameters, count, rate, total, options)
    if type.isInteger {
      for c in channels.indices { channels[c].resolution = abs(gains[c]) }
    }
    header = RecordingHeader(
      format: "c3d", channels: channels,
      annotations: Self.events(parameters, from: Double(max(first, 1) - 1), headerRate),
      findings: findings)
  }

  private static func rate(
    _ parameters: C3DParameters, _ headerRate: Double, _ perChannel: Int, _ reader: FieldReader
  ) throws(FormatError) -> SampleRate {
    let points = parameters.numbers("POINT:RATE").first ?? headerRate
    let stated = parameters.numbers("ANALOG:RATE").first ?? 0
    let derived = points * Double(perChannel)
    let hertz = stated > 0 ? stated : derived
    guard let rate = SampleRate(hertz: hertz), hertz <= 1e7 else {
      throw reader.failure("ANALOG:RATE", "expected a number above 0, found \(hertz)", at: 20)
    }
    guard !(derived > 0) || abs(derived - hertz) <= 1e-3 * hertz else {
      throw reader.failure(
        .inconsistent, "ANALOG:RATE",
        "expected \(points) frames a second of \(perChannel) samples, found \(hertz) Hz", at: 20)
    }
    return rate
  }

  /// The count of frames; the header's 16 bits are too few for a long trial.
  private static func frames(_ parameters: C3DParameters, _ first: Int, _ last: Int) -> Int {
    let stated = parameters["POINT:FRAMES"]?.counts.first ?? 0
    let fields = ["TRIAL:ACTUAL_START_FIELD", "TRIAL:ACTUAL_END_FIELD"].map { key in
      let words = parameters[key]?.counts ?? []
      return words.count == 2 ? words[0] + 65_536 * words[1] : words.first ?? 0
    }
    if fields[0] > 0, fields[1] >= fields[0] { return Int(fields[1] - fields[0]) + 1 }
    if stated > 65_535, stated < 1e12 { return Int(stated) }
    return max(0, last - first + 1)
  }

  private static func channels(
    _ parameters: C3DParameters, _ count: Int, _ rate: SampleRate, _ samples: Int,
    _ options: ReadingOptions
  ) -> [Channel] {
    let labels = parameters.texts("ANALOG:LABELS")
    let notes = parameters.texts("ANALOG:DESCRIPTIONS")
    let units = parameters.texts("ANALOG:UNITS")
    func text(_ list: [String], _ c: Int) -> String { list.indices.contains(c) ? list[c] : "" }
    let facts = (0..<count).map { c in
      (
        name: text(labels, c).isEmpty ? "analog \(c + 1)" : text(labels, c),
        unit: text(units, c)
      )
    }
    var kinds = ChannelNaming.kinds(facts)
    for c in 0..<count where kinds[c] == .emg {
      // A label may be short where the description says what it is.
      kinds[c] = ChannelNaming.kinds([(text(notes, c), facts[c].unit)])[0]
    }
    // Channels of the force plates carry volts as well.
    for channel in parameters.numbers("FORCE_PLATFORM:CHANNEL") {
      let c = Int(exactly: channel).map { $0 - 1 } ?? -1
      if kinds.indices.contains(c) { kinds[c] = .other }
    }
    return facts.enumerated().map { c, fact in
      var unit = PhysicalUnit(symbol: fact.unit)
      if kinds[c] == .emg, !unit.isVoltage, let given = options.unit {
        unit = PhysicalUnit(symbol: given)
      }
      return Channel(
        name: fact.name, unit: unit, kind: kinds[c], rate: rate, sampleCount: samples)
    }
  }

  /// Events with times in minutes and seconds from the trial's first frame.
  private static func events(
    _ parameters: C3DParameters, from firstFrame: Double, _ frameRate: Double
  ) -> [Annotation] {
    let labels = parameters.texts("EVENT:LABELS")
    let contexts = parameters.texts("EVENT:CONTEXTS")
    let times = parameters.numbers("EVENT:TIMES")
    // A trial that was cut keeps the times of the whole.
    let shift = frameRate > 0 ? firstFrame / frameRate : 0
    return labels.indices.compactMap { n in
      guard times.indices.contains(2 * n + 1) else { return nil }
      let onset = times[2 * n] * 60 + times[2 * n + 1] - shift
      guard onset.isFinite else { return nil }
      let side = contexts.indices.contains(n) ? contexts[n] : ""
      return Annotation(
        onset: (onset * 1e6).rounded() / 1e6, duration: nil,
        text: side.isEmpty ? labels[n] : "\(side) \(labels[n])")
    }
  }

  var contentSHA256: String? { file.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    let count = gains.count
    for c in 0..<count {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = frame * perFrame
    }
    guard frame < frames else {
      if !isFinished {
        isFinished = true
        try file.drain()
      }
      return false
    }
    let frameBytes = pointBytes + count * perFrame * type.byteCount
    // A frame has at most 65535 points and samples.
    let wanted = min(
      frames - frame, max(1, Self.samplesPerBlock / perFrame), max(1, (1 << 22) / frameBytes))
    var reader = FieldReader(file, at: dataStart + frame * frameBytes)
    let bytes = try reader.bytes(wanted * frameBytes, "frame \(frame + 1)")
    for f in 0..<wanted {
      var at = f * frameBytes + pointBytes
      for _ in 0..<perFrame {
        for c in 0..<count {
          let stored =
            type == .float32
            ? processor.float(bytes, at: at) : type.value(bytes, at: at, isBig: processor.isBig)
          block.samples[c].append(sample((stored - offsets[c]) * gains[c]))
          at += type.byteCount
        }
      }
    }
    frame += wanted
    return true
  }
}
