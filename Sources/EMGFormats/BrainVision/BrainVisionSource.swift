internal import EMGCore
internal import Foundation

/// A BrainVision recording: header, markers and binary samples in three files.
final class BrainVisionSource: RecordingSource {
  private(set) var header: RecordingHeader
  private(set) var contentSHA256: String?
  private let info: BrainVisionHeader
  private let stream: ByteStream
  private let files: [String]
  /// Frames that the data file holds.
  private let frames: Int
  /// Stored frames at which a stretch begins, with its place on the timeline.
  private let stretches: [(stored: Int, start: Int)]
  private var stretch = 0
  private var frame = 0
  private var bytes: [UInt8] = []
  private var isFinished = false

  /// Frames handed out at a time.
  private static let framesPerBlock = 16_384

  init(path: String, options: ReadingOptions) throws(FormatError) {
    let info = try BrainVisionHeader(path: path)
    self.info = info
    stream = try ByteStream(path: info.dataFile, isHashed: false)
    guard let size = stream.fileSize else {
      throw FormatError(
        .unsupported, field: "DataFile", location: info.dataFile, detail: "expected a regular file")
    }
    let frameBytes = info.storedChannels * info.type.byteCount
    let found = size / frameBytes
    var findings: [Finding] = []
    if let stated = info.points, stated > 0 {
      frames = min(found, stated)
      if found < stated {
        guard found > 0 else {
          throw FormatError(
            .truncated, field: "samples", location: info.dataFile,
            detail: "expected \(stated) data points of \(frameBytes) bytes, found \(size) bytes")
        }
        findings.append(
          Finding(code: "truncated", message: "expected \(stated) data points, found \(found)"))
      } else if size > stated * frameBytes {
        findings.append(
          Finding(
            code: "trailing_bytes",
            message: "\(size - stated * frameBytes) bytes follow the last data point; left out"))
      }
    } else {
      frames = found
      if size % frameBytes != 0 {
        guard !info.isVectorized else {
          throw FormatError(
            .inconsistent, field: "file size", location: info.dataFile,
            detail: "expected \(info.storedChannels) channels of equal length, found \(size) bytes")
        }
        findings.append(
          Finding(
            code: "truncated",
            message: "the last data point has \(size % frameBytes) of \(frameBytes) bytes;"
              + " left out"))
      }
    }
    if info.isVectorized, let stated = info.points, stated > 0, found != stated {
      throw FormatError(
        .inconsistent, field: "DataPoints", location: info.dataFile,
        detail: "expected \(found) as the file's size says, found \(stated): where channels follow"
          + " each other a wrong length misplaces all but the first")
    }
    let kinds = ChannelNaming.kinds(info.channels.map { ($0.name, $0.unit) })
    let channels = info.channels.enumerated().map { n, channel -> Channel in
      var unit = PhysicalUnit(symbol: channel.unit)
      if kinds[n] == .emg, !unit.isVoltage, let given = options.unit {
        unit = PhysicalUnit(symbol: given)
      }
      return Channel(
        name: channel.name, unit: unit, kind: kinds[n], rate: info.rate,
        resolution: info.type.isInteger ? abs(channel.resolution) : nil,
        limits: Self.limits(info, channel.resolution))
    }
    header = RecordingHeader(format: "brainvision", channels: channels, findings: findings)
    var files = [path]
    var stretches = [(stored: 0, start: 0)]
    if let markerFile = info.markerFile {
      if FileManager.default.fileExists(atPath: markerFile) {
        files.append(markerFile)
        let list = try BrainVisionMarkers(path: markerFile)
        stretches = Self.stretches(list, info.rate, frames, &header)
        header.annotations = Self.annotations(list, stretches, info.rate)
      } else {
        header.findings.append(
          Finding(
            code: "no_markers",
            message: "the marker file '\((markerFile as NSString).lastPathComponent)' is missing"))
      }
    }
    self.stretches = stretches
    self.files = files + [info.dataFile]
    for c in header.channels.indices { header.channels[c].sampleCount = frames }
  }

  private static func limits(
    _ info: BrainVisionHeader, _ resolution: Double
  ) -> ClosedRange<Double>? {
    let range: (Double, Double)
    switch info.type {
    case .int16le, .int16be: range = info.isUnsigned ? (0, 65_535) : (-32_768, 32_767)
    case .int32le, .int32be: range = (-2_147_483_648, 2_147_483_647)
    default: return nil
    }
    let (a, b) = (range.0 * resolution, range.1 * resolution)
    return min(a, b)...max(a, b)
  }

  /// Where recording was paused: each `New Segment` with a date says when it goes on.
  private static func stretches(
    _ list: BrainVisionMarkers, _ rate: SampleRate, _ frames: Int, _ header: inout RecordingHeader
  ) -> [(stored: Int, start: Int)] {
    func seconds(_ date: [Int]) -> Double? {
      guard
        StartTime.text(
          year: date[0], month: date[1], day: date[2], hour: date[3], minute: date[4],
          second: date[5]) != nil
      else { return nil }
      let day = CivilDate(year: date[0], month: date[1], day: date[2]).daysSince1970
      return Double(((day * 24 + date[3]) * 60 + date[4]) * 60 + date[5]) + Double(date[6]) * 1e-6
    }
    let segments = list.markers.filter { $0.type == "New Segment" }
      .sorted { $0.position < $1.position }
    guard let first = segments.first, first.position == 0, let date = first.date,
      let origin = seconds(date),
      let start = StartTime.text(
        year: date[0], month: date[1], day: date[2], hour: date[3], minute: date[4],
        second: date[5])
    else { return [(0, 0)] }
    header.startTime = StartTime.adding(Double(date[6]) * 1e-6, to: start)
    var stretches = [(stored: 0, start: 0)]
    var gaps = 0
    var missing = 0
    for segment in segments.dropFirst() where segment.position < frames {
      guard let date = segment.date, let time = seconds(date), let last = stretches.last else {
        continue
      }
      let expected = last.start + segment.position - last.stored
      let offset = (time - origin) * rate.hertz
      guard abs(offset) < 1e15, segment.position > last.stored else { continue }
      let place = Int(offset.rounded())
      guard place > expected else {
        if place < expected - 1 {
          header.findings.append(
            Finding(
              code: "time_jump",
              message: "the segment at data point \(segment.position + 1) says that it begins"
                + " \(Double(expected - place) / rate.hertz) s before the end of the one before;"
                + " read as continuous"))
        }
        continue
      }
      gaps += 1
      missing += place - expected
      stretches.append((segment.position, place))
    }
    if gaps > 0 {
      header.findings.append(
        Finding(
          code: "time_gap",
          message: "\(gaps) pause\(gaps == 1 ? "" : "s") of the recording,"
            + " \(Double(missing) / rate.hertz) s in total, kept as gaps"))
    }
    return stretches
  }

  private static func annotations(
    _ list: BrainVisionMarkers, _ stretches: [(stored: Int, start: Int)], _ rate: SampleRate
  ) -> [Annotation] {
    list.markers.map { marker in
      let stretch = stretches.last { $0.stored <= marker.position } ?? (0, 0)
      let place = stretch.start + marker.position - stretch.stored
      return Annotation(
        onset: rate.seconds(place), duration: marker.size > 1 ? rate.seconds(marker.size) : nil,
        text: "\(marker.type)/\(marker.text)")
    }
  }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    let count = info.channels.count
    while stretch + 1 < stretches.count, frame >= stretches[stretch + 1].stored { stretch += 1 }
    let start = stretches[stretch].start + frame - stretches[stretch].stored
    for c in 0..<count {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = start
    }
    let end = stretch + 1 < stretches.count ? stretches[stretch + 1].stored : frames
    // Blocks of many channels are shorter, so that their bytes stay few.
    let most = max(
      1, min(Self.framesPerBlock, (1 << 24) / (info.storedChannels * info.type.byteCount)))
    let wanted = min(most, end - frame)
    guard wanted > 0 else {
      try finish()
      return false
    }
    let width = info.type.byteCount
    let stored = info.storedChannels
    if info.isVectorized {
      for c in 0..<count {
        try stream.jump(to: (c * frames + frame) * width)
        try load(wanted * width)
        decode(from: 0, stride: width, wanted, c, &block.samples[c])
      }
    } else {
      try load(wanted * stored * width)
      for c in 0..<count {
        decode(from: c * width, stride: stored * width, wanted, c, &block.samples[c])
      }
    }
    frame += wanted
    return true
  }

  private func load(_ count: Int) throws(FormatError) {
    bytes.removeAll(keepingCapacity: true)
    guard try stream.readFully(count, into: &bytes) else {
      throw FormatError(
        .truncated, field: "samples", location: "\(info.dataFile), byte \(stream.position)",
        detail: "expected \(count) bytes, found \(bytes.count); the file was shortened")
    }
  }

  private func decode(
    from first: Int, stride: Int, _ count: Int, _ channel: Int, _ samples: inout [Float]
  ) {
    let resolution = info.channels[channel].resolution
    samples.reserveCapacity(count)
    var i = first
    for _ in 0..<count {
      let value: Double =
        switch info.type {
        case .int16le where info.isUnsigned: Double(UInt16(bytes, at: i))
        case .int16be where info.isUnsigned: Double(UInt16(bytes, at: i, isBig: true))
        case .int16le: Double(Int16(bytes, at: i))
        case .int16be: Double(Int16(bytes, at: i, isBig: true))
        case .int32le: Double(Int32(bytes, at: i))
        case .int32be: Double(Int32(bytes, at: i, isBig: true))
        case .float32be: Double(Float(bitPattern: UInt32(bytes, at: i, isBig: true)))
        default: Double(Float(bitPattern: UInt32(bytes, at: i)))
        }
      let scaled = Float(value * resolution)
      samples.append(scaled.isFinite ? scaled : .nan)
      i += stride
    }
  }

  private func finish() throws(FormatError) {
    guard !isFinished else { return }
    isFinished = true
    contentSHA256 = try ByteStream.sha256(of: files)
  }
}
