internal import EMGCore

/// How samples are stored in a WFDB signal file.
///
/// Source: signal(5) of the WFDB Applications Guide.
enum WFDBFormat: Int, Sendable, CaseIterable {
  /// First differences of 8 bits.
  case differences8 = 8
  /// 16 bits, little-endian.
  case little16 = 16
  /// 24 bits, little-endian.
  case little24 = 24
  /// 32 bits, little-endian.
  case little32 = 32
  /// 16 bits, big-endian.
  case big16 = 61
  /// 8 bits, offset binary.
  case offset8 = 80
  /// 16 bits, offset binary.
  case offset16 = 160
  /// Two samples of 12 bits in three bytes.
  case packed12 = 212
  /// Three samples of 10 bits in four bytes, the third in pieces.
  case packed10 = 310
  /// Three samples of 10 bits in four bytes, one after another.
  case packed10InOrder = 311
  /// At most 8 bits, packed by FLAC.
  case flac8 = 508
  /// At most 16 bits, packed by FLAC.
  case flac16 = 516
  /// At most 24 bits, packed by FLAC.
  case flac24 = 524

  /// Whether a file is a FLAC stream.
  var isFLAC: Bool { rawValue > 500 }

  /// Bytes and samples of the smallest unit of storage.
  var pack: (bytes: Int, samples: Int) {
    switch self {
    case .differences8, .offset8, .flac8: (1, 1)
    case .little16, .big16, .offset16, .flac16: (2, 1)
    case .little24, .flac24: (3, 1)
    case .little32: (4, 1)
    case .packed12: (3, 2)
    case .packed10, .packed10InOrder: (4, 3)
    }
  }

  /// Bits of a sample.
  var bits: Int {
    switch self {
    case .differences8, .offset8, .flac8: 8
    case .little16, .big16, .offset16, .flac16: 16
    case .little24, .flac24: 24
    case .little32: 32
    case .packed12: 12
    case .packed10, .packed10InOrder: 10
    }
  }

  /// The value that stands for a missing sample.
  var missing: Int32? {
    self == .differences8 ? nil : Int32(truncatingIfNeeded: -(1 << (bits - 1)))
  }

  /// Samples that a count of bytes holds, an incomplete pack included as far as it goes.
  func samples(inBytes count: Int) -> Int {
    let left = count % pack.bytes
    let whole = count / pack.bytes * pack.samples
    switch self {
    case .packed12, .packed10: return whole + (left >= 2 ? 1 : 0)
    case .packed10InOrder: return whole + max(0, left - 1)
    default: return whole
    }
  }

  /// Decodes the samples of one pack.
  fileprivate func decode(_ b: [UInt8], at i: Int, into samples: inout [Int32]) {
    /// The low `count` bits as a signed number.
    func signed(_ word: UInt32, _ count: UInt32) -> Int32 {
      Int32(bitPattern: word << (32 - count)) >> Int32(32 - count)
    }
    switch self {
    case .differences8: samples.append(Int32(Int8(bitPattern: b[i])))
    case .offset8: samples.append(Int32(b[i]) - 128)
    case .little16: samples.append(Int32(Int16(b, at: i)))
    case .big16: samples.append(Int32(Int16(b, at: i, isBig: true)))
    case .offset16: samples.append(Int32(UInt16(b, at: i)) - 32_768)
    case .little24: samples.append(int24(b, at: i))
    case .little32: samples.append(Int32(b, at: i))
    case .packed12:
      samples.append(signed(UInt32(b[i]) | UInt32(b[i + 1] & 0x0F) << 8, 12))
      samples.append(signed(UInt32(b[i + 2]) | UInt32(b[i + 1] & 0xF0) << 4, 12))
    case .packed10:
      let one = UInt32(UInt16(b, at: i))
      let two = UInt32(UInt16(b, at: i + 2))
      samples.append(signed((one >> 1) & 0x3FF, 10))
      samples.append(signed((two >> 1) & 0x3FF, 10))
      samples.append(signed((one >> 11) | (two >> 11) << 5, 10))
    case .packed10InOrder:
      let word = UInt32(b, at: i)
      for n in 0..<3 { samples.append(signed((word >> UInt32(10 * n)) & 0x3FF, 10)) }
    // Not stored by themselves: `FLACStream` decodes them.
    case .flac8, .flac16, .flac24: break
    }
  }
}

/// The samples of a WFDB signal file.
protocol WFDBSamples: AnyObject {
  /// Samples in the file, from the first that belongs to the record.
  var count: Int { get }

  /// Appends the samples of the next piece.
  ///
  /// - Returns: False at the end.
  func read(into samples: inout [Int32]) throws(FormatError) -> Bool

  /// Moves to a sample, which is read next; one of differences would mean nothing.
  func seek(to sample: Int) throws(FormatError)
}

/// The samples of a file that stores them plainly, in file order.
final class WFDBSignalFile: WFDBSamples {
  let count: Int
  private let stream: ByteStream
  private let format: WFDBFormat
  private let byteOffset: Int
  private var bytes: [UInt8] = []
  /// Samples of the next pack that lie before what was sought.
  private var passed = 0

  /// Bytes of a size that holds whole packs of every format.
  private static let chunk = 12 << 12

  /// Opens a file past its header bytes.
  init(path: String, format: WFDBFormat, byteOffset: Int) throws(FormatError) {
    stream = try ByteStream(path: path, isHashed: false)
    guard let size = stream.fileSize else {
      throw FormatError(
        .unsupported, field: "signal file", location: path, detail: "expected a regular file")
    }
    count = format.samples(inBytes: max(0, size - byteOffset))
    self.format = format
    self.byteOffset = byteOffset
    try stream.skip(byteOffset)
  }

  func seek(to sample: Int) throws(FormatError) {
    let pack = format.pack
    try stream.jump(to: byteOffset + sample / pack.samples * pack.bytes)
    passed = sample % pack.samples
  }

  func read(into samples: inout [Int32]) throws(FormatError) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    let isWhole = try stream.readFully(Self.chunk, into: &bytes)
    guard !bytes.isEmpty else { return false }
    let count = samples.count
    let wanted = format.samples(inBytes: bytes.count)
    if !isWhole { bytes += [0, 0, 0] }
    let pack = format.pack
    samples.reserveCapacity(count + wanted + pack.samples)
    var i = 0
    while samples.count < count + wanted {
      format.decode(bytes, at: i, into: &samples)
      i += pack.bytes
    }
    samples.removeLast(samples.count - count - wanted)
    samples.removeSubrange(count..<count + min(passed, wanted))
    passed = 0
    return true
  }
}
