internal import EMGCore
internal import Foundation

/// Raw binary samples, interleaved or planar, from a file or a stream.
final class RawSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let stream: ByteStream
  private let planes: [ByteStream]
  private let type: SampleType
  private let channelCount: Int
  private let scale: Float
  private let offset: Float
  private var bytes: [UInt8] = []
  private var position = 0

  /// Frames handed out at a time.
  private static let framesPerBlock = 16_384
  /// Most channels of a raw file.
  static let mostChannels = 4_096

  init(stream: ByteStream, path: String, options: ReadingOptions) throws(FormatError) {
    self.stream = stream
    func missing(_ field: String, _ flag: String, _ key: String) -> FormatError {
      FormatError(
        .missingFact, field: field, location: stream.name,
        detail: "raw samples do not say it: pass \(flag) or \"\(key)\" in \(path).json")
    }
    guard let type = options.sampleType else {
      throw missing("sample type", "--sample-type", "sample_type")
    }
    guard let count = options.channelCount else {
      throw missing("channel count", "--channel-count", "channel_count")
    }
    guard (1...Self.mostChannels).contains(count) else {
      throw FormatError(
        .badField, field: "channel count", location: stream.name,
        detail: "expected 1 to \(Self.mostChannels), found \(count)")
    }
    guard let hertz = options.rate else { throw missing("sampling rate", "--rate", "rate") }
    guard let rate = SampleRate(hertz: hertz) else {
      throw FormatError(
        .badField, field: "sampling rate", location: stream.name,
        detail: "expected a number above 0, found \(hertz)")
    }
    guard let symbol = options.unit else { throw missing("unit", "--unit", "unit") }
    let unit = PhysicalUnit(symbol: symbol)
    guard unit.isVoltage else {
      throw FormatError(
        .badField, field: "unit", location: stream.name,
        detail: "expected a voltage such as uV, mV or V, found '\(symbol)'"
          + " (for counts pass --scale and the unit of the result)")
    }
    let headerBytes = options.headerBytes ?? 0
    guard headerBytes >= 0 else {
      throw FormatError(
        .badField, field: "header bytes", location: stream.name,
        detail: "expected 0 or more, found \(headerBytes)")
    }
    let names = options.channelNames ?? (1...count).map { "ch\($0)" }
    guard names.count == count else {
      throw FormatError(
        .inconsistent, field: "channel names", location: stream.name,
        detail: "expected \(count), found \(names.count)")
    }
    self.type = type
    channelCount = count
    let scale = Float(options.scale ?? 1)
    let offset = Float(options.offset ?? 0)
    self.scale = scale
    self.offset = offset
    var frames: Int?
    if let size = stream.fileSize {
      let data = size - headerBytes
      let frame = count * type.byteCount
      guard data >= 0, data % frame == 0 else {
        throw FormatError(
          .inconsistent, field: "file size", location: stream.name,
          detail: "expected \(headerBytes) header bytes and whole frames of \(frame) bytes"
            + " (\(count) × \(type.rawValue)), found \(size) bytes;"
            + " check --channel-count, --sample-type and --header-bytes")
      }
      frames = data / frame
    }
    let step = Double(abs(scale))
    let limits = Self.limits(type).map { range -> ClosedRange<Double> in
      let a = range.lowerBound * Double(scale) + Double(offset)
      let b = range.upperBound * Double(scale) + Double(offset)
      return min(a, b)...max(a, b)
    }
    header = RecordingHeader(
      format: "raw",
      channels: names.map {
        Channel(
          name: $0, unit: unit, rate: rate, sampleCount: frames,
          resolution: type.isInteger ? step : nil, limits: limits)
      })
    if (options.layout ?? .interleaved) == .planar, count > 1 {
      guard let frames else {
        throw FormatError(
          .unsupported, field: "layout", location: stream.name,
          detail: "planar samples need a file, since the second channel begins after the whole of"
            + " the first; expected interleaved samples on a stream")
      }
      var made: [ByteStream] = []
      for channel in 0..<count {
        let plane = try ByteStream(path: path)
        try plane.skip(headerBytes + channel * frames * type.byteCount)
        made.append(plane)
      }
      planes = made
    } else {
      planes = []
      var skipped: [UInt8] = []
      while skipped.count < headerBytes {
        let got = try stream.read(min(1 << 16, headerBytes - skipped.count), into: &skipped)
        if got == 0 {
          throw FormatError(
            .truncated, field: "header bytes", location: stream.name,
            detail: "expected \(headerBytes), found \(skipped.count)")
        }
      }
    }
  }

  private static func limits(_ type: SampleType) -> ClosedRange<Double>? {
    switch type {
    case .int16le, .int16be: -32_768...32_767
    case .int24le, .int24be: -8_388_608...8_388_607
    case .int32le, .int32be: -2_147_483_648...2_147_483_647
    default: nil
    }
  }

  var contentSHA256: String? { stream.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in 0..<channelCount {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = position
    }
    let frames = planes.isEmpty ? try interleaved(&block) : try planar(&block)
    position += frames
    return frames > 0
  }

  private func interleaved(_ block: inout SignalBlock) throws(FormatError) -> Int {
    let frame = channelCount * type.byteCount
    while bytes.count < frame {
      let wanted = max(frame, Self.framesPerBlock * type.byteCount)
      if try stream.read(wanted, into: &bytes) == 0 {
        guard bytes.isEmpty else {
          throw FormatError(
            .truncated, field: "last frame", location: "\(stream.name), byte \(stream.position)",
            detail: "expected whole frames of \(frame) bytes, found \(bytes.count) bytes more")
        }
        return 0
      }
    }
    let frames = bytes.count / frame
    for c in 0..<channelCount {
      decode(
        bytes, from: c * type.byteCount, stride: frame, count: frames, into: &block.samples[c])
    }
    bytes.removeFirst(frames * frame)
    return frames
  }

  private func planar(_ block: inout SignalBlock) throws(FormatError) -> Int {
    let total = header.channels[0].sampleCount ?? 0
    let frames = min(Self.framesPerBlock, total - position)
    guard frames > 0 else {
      try stream.drain()
      return 0
    }
    for c in 0..<channelCount {
      var plane: [UInt8] = []
      while plane.count < frames * type.byteCount {
        if try planes[c].read(frames * type.byteCount - plane.count, into: &plane) == 0 {
          throw FormatError(
            .truncated, field: "samples", location: stream.name,
            detail: "expected \(total) samples of channel \(c + 1); the file was shortened")
        }
      }
      decode(plane, from: 0, stride: type.byteCount, count: frames, into: &block.samples[c])
    }
    return frames
  }

  private func decode(
    _ bytes: [UInt8], from start: Int, stride: Int, count: Int, into samples: inout [Float]
  ) {
    samples.reserveCapacity(count)
    let (scale, offset) = (self.scale, self.offset)
    func word(_ i: Int, _ n: Int, isBig: Bool) -> UInt64 {
      var value: UInt64 = 0
      for k in 0..<n { value |= UInt64(bytes[i + k]) << UInt64(8 * (isBig ? n - 1 - k : k)) }
      return value
    }
    for k in 0..<count {
      let i = start + k * stride
      let value: Float =
        switch type {
        case .int16le: Float(Int16(truncatingIfNeeded: word(i, 2, isBig: false)))
        case .int16be: Float(Int16(truncatingIfNeeded: word(i, 2, isBig: true)))
        case .int24le: Float(Int32(truncatingIfNeeded: word(i, 3, isBig: false) << 8) >> 8)
        case .int24be: Float(Int32(truncatingIfNeeded: word(i, 3, isBig: true) << 8) >> 8)
        case .int32le: Float(Int32(truncatingIfNeeded: word(i, 4, isBig: false)))
        case .int32be: Float(Int32(truncatingIfNeeded: word(i, 4, isBig: true)))
        case .float32le: Float(bitPattern: UInt32(truncatingIfNeeded: word(i, 4, isBig: false)))
        case .float32be: Float(bitPattern: UInt32(truncatingIfNeeded: word(i, 4, isBig: true)))
        case .float64le: Float(Double(bitPattern: word(i, 8, isBig: false)))
        case .float64be: Float(Double(bitPattern: word(i, 8, isBig: true)))
        }
      let scaled = value * scale + offset
      samples.append(scaled.isFinite ? scaled : .nan)
    }
  }
}

extension ByteStream {
  /// Passes over bytes of a file without hashing them.
  func skip(_ count: Int) throws(FormatError) {
    guard seek(count) else {
      throw FormatError(
        .inputOutput, field: "seek", location: "\(name), byte \(count)", detail: "cannot seek")
    }
  }
}
