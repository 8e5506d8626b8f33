internal import EMGCore

/// The files within a tar archive; nothing is unpacked, and names lead nowhere.
///
/// Source: POSIX.1-2017, `pax`: the ustar interchange format.
struct TarArchive {
  struct Member {
    /// The last part of the name.
    var name: String
    var data: Range<Int>
  }

  private(set) var members: [Member] = []
  /// Whether the archive ends before its last member does.
  private(set) var isTruncated = false

  private static let block = 512
  private static let mostMembers = 10_000

  /// Bytes that tell an archive.
  static let lookedAt = 262

  /// Whether bytes begin an archive.
  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.count >= lookedAt && bytes[257..<262].elementsEqual("ustar".utf8)
  }

  /// Reads the heads of all members.
  init(_ file: SeekableFile) throws(FormatError) {
    var reader = FieldReader(file)
    while reader.position + Self.block <= file.size {
      let start = reader.position
      let head = try reader.bytes(Self.block, "head of a member")
      if head.allSatisfy({ $0 == 0 }) { break }
      guard Self.begins(head), Self.hasChecksum(head), let size = Self.size(head[124..<136]) else {
        throw reader.failure(
          "head of a member", "expected one of tar with its checksum, found other bytes", at: start)
      }
      guard members.count < Self.mostMembers else {
        throw reader.failure("members", "expected at most \(Self.mostMembers), found more")
      }
      let end = reader.position + size
      if end > file.size { isTruncated = true }
      // Ordinary files only: a link leads elsewhere.
      if head[156] == 0 || head[156] == UInt8(ascii: "0") {
        let name = FieldText.decoded(head[0..<100].prefix { $0 != 0 })
        members.append(
          Member(
            name: name.split(separator: "/").last.map(String.init) ?? name,
            data: reader.position..<min(end, file.size)))
      }
      guard end <= file.size else { break }
      reader.position = end + (Self.block - size % Self.block) % Self.block
    }
  }

  /// A size in octal digits, or in 88 bits where the first one is set; nil where it is neither.
  private static func size(_ field: ArraySlice<UInt8>) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
      guard first == 0x80, field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }) else { return nil }
      return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
    }
    let digits = field.filter { $0 != 0 && $0 != 32 }
    guard digits.allSatisfy({ (48...55).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 48) }
  }

  private static func hasChecksum(_ head: [UInt8]) -> Bool {
    let digits = head[148..<156].filter { $0 != 0 && $0 != 32 }
    guard digits.allSatisfy({ (48...55).contains($0) }) else { return false }
    let stated = digits.reduce(0) { $0 << 3 | Int($1 - 48) }
    let sum = head.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(head[$1])) }
    return sum == stated
  }

  /// The members whose names end so.
  func members(ending: String) -> [Member] {
    members.filter { $0.name.lowercased().hasSuffix(ending) }
  }

  /// The member of a name.
  subscript(_ name: String) -> Member? { members.first { $0.name == name } }
}
