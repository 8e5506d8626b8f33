/// Right checksums for the blocks of a varied FLAC stream, which libFLAC would refuse by them otherwise.
///
/// A block is what lies from one synchronization code to the next.
enum FLACChecksums {
  static let mark = Array("fLaC".utf8)

  private static func crc(_ bytes: ArraySlice<UInt8>, bits: Int, polynomial: Int) -> Int {
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

  /// Bytes of a block's header without its checksum, or nil where there is no room.
  private static func headerLength(_ block: ArraySlice<UInt8>) -> Int? {
    guard block.count > 16 else { return nil }
    let at = { block[block.startIndex + $0] }
    // The number of the block takes as many bytes as its first has leading ones.
    var length = 4 + max(1, (~at(4)).leadingZeroBitCount)
    length += [6: 1, 7: 2][at(2) >> 4] ?? 0
    length += [12: 1, 13: 2, 14: 2][at(2) & 15] ?? 0
    return length
  }

  static func mended(_ data: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes = Array(data)
    var starts: [Int] = []
    for n in bytes.indices.dropFirst(42).dropLast()
    where bytes[n] == 0xFF && bytes[n + 1] & 0xFE == 0xF8 { starts.append(n) }
    for (k, start) in starts.enumerated() {
      let end = k + 1 < starts.count ? starts[k + 1] : bytes.count
      guard let length = headerLength(bytes[start..<end]) else { continue }
      bytes[start + length] = UInt8(
        crc(bytes[start..<start + length], bits: 8, polynomial: 0x07))
      let sum = crc(bytes[start..<end - 2], bits: 16, polynomial: 0x8005)
      (bytes[end - 2], bytes[end - 1]) = (UInt8(sum >> 8), UInt8(sum & 255))
    }
    return bytes
  }
}
