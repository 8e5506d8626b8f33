import Crypto
import Foundation

/// A FLAC stream of unpacked samples, made by hand after RFC 9639.
struct FLACBytes {
  var mark = Array("fLaC".utf8)
  /// Samples of each channel that the stream says it has; 0 for unknown.
  var total: Int
  /// The sum of all samples, or zeros for none.
  var md5 = [UInt8](repeating: 0, count: 16)
  /// The blocks with their checksums.
  var blocks: [[UInt8]]
  private let channels: Int
  private let bits: Int
  private let longest: Int

  /// - Parameters:
  ///   - values: The samples of each block, the channels of a moment together.
  ///   - channels: Their count.
  ///   - bits: Of a sample: 8, 12, 16 or 24.
  init(_ values: [[Int32]], channels: Int = 1, bits: Int) {
    (self.channels, self.bits) = (channels, bits)
    longest = values.map { $0.count / channels }.max() ?? 0
    total = 0
    blocks = []
    for block in values {
      blocks.append(Self.block(block, at: total, channels, bits))
      total += block.count / channels
    }
    let width = (bits + 7) / 8
    let all = values.joined().flatMap { value in
      (0..<width).map { UInt8(truncatingIfNeeded: value >> Int32(8 * $0)) }
    }
    md5 = Array(Insecure.MD5.hash(data: all))
  }

  /// The stream.
  var bytes: [UInt8] {
    // Variable block sizes; 96 kHz as other programs write.
    let facts: [(value: Int, bits: Int)] = [
      (16, 16), (max(16, longest), 16), (0, 24), (0, 24), (96_000, 20), (channels - 1, 3),
      (bits - 1, 5), (total, 36),
    ]
    var packed = Bits()
    for fact in facts { packed.append(fact.value, fact.bits) }
    return mark + [0x80, 0, 0, 34] + packed.bytes + md5 + blocks.flatMap { $0 }
  }

  private static func block(
    _ values: [Int32], at position: Int, _ channels: Int, _ bits: Int
  ) -> [UInt8] {
    let count = values.count / channels
    let size = [8: 1, 12: 2, 16: 4, 24: 6][bits] ?? 0
    // Each block says its first sample, in the manner of UTF-8, and its length in 16 bits.
    var header: [UInt8] = [0xFF, 0xF9, 0x70, UInt8((channels - 1) << 4 | size << 1)]
    header += number(position)
    header += [UInt8((count - 1) >> 8 & 255), UInt8((count - 1) & 255)]
    header.append(UInt8(crc(header, 8, 0x07)))
    var packed = Bits()
    for c in 0..<channels {
      packed.append(0b00_0001_0, 8)
      for n in 0..<count { packed.append(Int(values[n * channels + c]), bits) }
    }
    packed.fill()
    let body = header + packed.bytes
    let sum = crc(body, 16, 0x8005)
    return body + [UInt8(sum >> 8), UInt8(sum & 255)]
  }

  private static func number(_ value: Int) -> [UInt8] {
    if value < 0x80 { return [UInt8(value)] }
    var tail: [UInt8] = []
    var (rest, room) = (value, 0x40)
    while rest >= room {
      tail.insert(UInt8(0x80 | rest & 0x3F), at: 0)
      rest >>= 6
      room >>= 1
    }
    return [UInt8(truncatingIfNeeded: ~(2 * room - 1) | rest)] + tail
  }

  private static func crc(_ bytes: [UInt8], _ bits: Int, _ polynomial: Int) -> Int {
    var sum = 0
    for byte in bytes {
      sum ^= Int(byte) << (bits - 8)
      for _ in 0..<8 {
        sum = (sum << 1) ^ (sum >> (bits - 1) & 1 == 1 ? polynomial : 0)
        sum &= (1 << bits) - 1
      }
    }
    return sum
  }

  /// Numbers packed with the highest bit first.
  private struct Bits {
    var bytes: [UInt8] = []
    private var used = 8

    mutating func append(_ value: Int, _ count: Int) {
      for n in (0..<count).reversed() {
        if used == 8 {
          bytes.append(0)
          used = 0
        }
        if value >> n & 1 == 1 { bytes[bytes.count - 1] |= UInt8(0x80 >> used) }
        used += 1
      }
    }

    mutating func fill() { used = 8 }
  }
}
