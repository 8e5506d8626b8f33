internal import EMGCore
internal import EMGKernels
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
  /// Bytes read at a time at the most, unless a frame is longer.
  private static let bytesPerBlock = 1 << 20
  /// Bytes whose samples are handed out before the next.
  private static let bytesPerPass = 1 << 14
  /// Most channels of a raw file.
  static let mostChannels = 4_096

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    self.stream = stream
    func missing(_ field: String, _ flag: String, _ key: String) -> FormatError {
      FormatError(
        .missingFact, field: field, location: stream.name,
        detail: "raw samples do not say it: pass \(flag) or \"\(key)\" in FILE.json beside it")
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
        let plane = try stream.again()
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
      let wanted = max(frame, min(Self.framesPerBlock * frame, Self.bytesPerBlock))
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
    // So many frames at a time that all channels find them in the cache.
    let some = max(64, Self.bytesPerPass / frame)
    for first in Swift.stride(from: 0, to: frames, by: some) {
      let count = min(some, frames - first)
      for c in 0..<channelCount {
        decode(
          bytes, from: first * frame + c * type.byteCount, stride: frame, count: count,
          into: &block.samples[c])
      }
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
    let (scale, offset) = (self.scale, self.offset)
    if type == .int16le || type == .int16be {
      appendScaledWords(
        of: bytes.span, from: start, stride: stride, count: count, isBigEndian: type == .int16be,
        scale: scale, offset: offset, to: &samples)
      return
    }
    let known = samples.count
    append(0, count: count, to: &samples)
    var target = samples.mutableSpan
    /// Integers of one width from each frame, then one product and one sum.
    func decode<Word: FixedWidthInteger>(
      _ word: Word.Type, _ target: inout MutableSpan<Float>, _ number: (Word) -> Float
    ) {
      let last = start + (count - 1) * stride + Word.bitWidth / 8
      precondition(count == 0 || (start >= 0 && stride >= 0 && last <= bytes.count), "is within")
      unsafe bytes.withUnsafeBytes { source in
        unsafe target.withUnsafeMutableBufferPointer { target in
          var i = start
          for k in 0..<count {
            let value = number(unsafe source.loadUnaligned(fromByteOffset: i, as: Word.self))
            let scaled = value * scale + offset
            unsafe target[known + k] = scaled.isFinite ? scaled : .nan
            i += stride
          }
        }
      }
    }
    switch type {
    case .int16le, .int16be: break
    case .int32le: decode(Int32.self, &target) { Float(Int32(littleEndian: $0)) }
    case .int32be: decode(Int32.self, &target) { Float(Int32(bigEndian: $0)) }
    case .float32le:
      decode(UInt32.self, &target) { Float(bitPattern: UInt32(littleEndian: $0)) }
    case .float32be: decode(UInt32.self, &target) { Float(bitPattern: UInt32(bigEndian: $0)) }
    case .float64le:
      decode(UInt64.self, &target) { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
    case .float64be:
      decode(UInt64.self, &target) { Float(Double(bitPattern: UInt64(bigEndian: $0))) }
    case .int24le, .int24be:
      let places = type == .int24le ? [0, 1, 2] : [2, 1, 0]
      for k in 0..<count {
        let i = start + k * stride
        let word =
          UInt32(bytes[i + places[0]]) << 8 | UInt32(bytes[i + places[1]]) << 16
          | UInt32(bytes[i + places[2]]) << 24
        let scaled = Float(Int32(bitPattern: word) >> 8) * scale + offset
        target[known + k] = scaled.isFinite ? scaled : .nan
      }
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
