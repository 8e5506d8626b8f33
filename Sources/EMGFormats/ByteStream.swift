internal import Crypto
internal import EMGCore
internal import Foundation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The bytes of a file, of standard input or of memory, read once from front to back and hashed on
/// the way.
final class ByteStream {
  /// The name for messages.
  let name: String
  /// All bytes, where they stand in memory.
  let memory: [UInt8]?
  private var memoryPlace = 0
  private let descriptor: Int32
  private let isOwned: Bool
  private let isHashed: Bool
  /// Who may end the stream from outside.
  private let ending: StreamEnd?
  private var hash = SHA256()
  private var hasEnded = false
  /// Bytes that were looked at and not yet read.
  private var ahead: [UInt8] = []
  /// Where the system puts what it reads.
  private var landing: [UInt8] = []
  private static let largestRead = 1 << 18
  private static let smallestRead = 1 << 12
  /// The most that one read gives: a small file costs no large buffer.
  private lazy var oneRead = min(
    Self.largestRead, fileSize.map { max(Self.smallestRead, $0) } ?? Self.largestRead)
  /// Bytes read so far, those looked at left out.
  private(set) var position = 0

  /// Whether the stream was ended from outside: its last line or frame may be cut.
  private(set) var isCutOff = false

  /// Whether all bytes have been read.
  var isOver: Bool { hasEnded && ahead.isEmpty }

  /// Opens a file, or standard input for `-`.
  ///
  /// - Parameters:
  ///   - path: A file, or `-`.
  ///   - isHashed: Whether the bytes are hashed on the way.
  ///   - ending: Who may end the stream from outside.
  /// - Throws: `FormatError` where it cannot be opened.
  init(
    path: String, isHashed: Bool = true, ending: StreamEnd? = nil
  ) throws(FormatError) {
    self.isHashed = isHashed
    self.ending = ending
    memory = nil
    name = path == "-" ? "standard input" : path
    guard path != "-" else {
      descriptor = 0
      isOwned = false
      return
    }
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard exists, !isFolder.boolValue else {
      throw FormatError(
        .unreadable, field: "file", location: path,
        detail: isFolder.boolValue ? "expected a file, found a folder" : "no such file")
    }
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    isOwned = true
    guard descriptor >= 0 else {
      throw FormatError(
        .unreadable, field: "file", location: path, detail: unsafe String(cString: strerror(errno)))
    }
  }

  /// Bytes that stand in memory.
  ///
  /// - Parameters:
  ///   - bytes: All bytes.
  ///   - name: The name for messages.
  init(bytes: [UInt8], name: String) {
    (self.name, memory, isHashed, ending) = (name, bytes, true, nil)
    (descriptor, isOwned) = (-1, false)
  }

  /// The same input from its first byte, for one more reading; standard input has none.
  func again() throws(FormatError) -> ByteStream {
    if let memory { return ByteStream(bytes: memory, name: name) }
    return try ByteStream(path: name)
  }

  deinit {
    if isOwned { _ = close(descriptor) }
  }

  /// The size of a regular file or of what stands in memory, or nil.
  var fileSize: Int? {
    if let memory { return memory.count }
    var info = stat()
    guard isOwned, unsafe fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(info.st_size)
  }

  /// Another descriptor of the file, to be closed by who asked; below zero where there is none.
  func duplicateDescriptor() -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }

  /// Appends what one read gives, at most `count` bytes.
  ///
  /// - Returns: The count of bytes read; zero at the end.
  func read(_ count: Int, into buffer: inout [UInt8]) throws(FormatError) -> Int {
    guard ahead.isEmpty else {
      let taken = min(count, ahead.count)
      buffer.append(contentsOf: ahead[..<taken])
      ahead.removeFirst(taken)
      position += taken
      return taken
    }
    let got = try readOnce(count, into: &buffer)
    position += got
    return got
  }

  /// The first bytes that will be read, without reading them.
  ///
  /// - Parameter count: Bytes wanted; fewer come only where the input ends.
  /// - Returns: The bytes.
  /// - Throws: `FormatError` where reading fails.
  func peek(_ count: Int) throws(FormatError) -> [UInt8] {
    while ahead.count < count, try readOnce(count - ahead.count, into: &ahead) > 0 {}
    return Array(ahead.prefix(count))
  }

  /// Appends exactly `count` bytes, or fewer where the input ends; storage grows with what comes.
  ///
  /// - Returns: Whether all came.
  func readFully(_ count: Int, into buffer: inout [UInt8]) throws(FormatError) -> Bool {
    var left = count
    while left > 0 {
      let got = try read(left, into: &buffer)
      if got == 0 { return false }
      left -= got
    }
    return true
  }

  private func readOnce(_ count: Int, into buffer: inout [UInt8]) throws(FormatError) -> Int {
    guard !hasEnded else { return 0 }
    guard ending?.waits(for: descriptor) ?? true else {
      (hasEnded, isCutOff) = (true, true)
      return 0
    }
    if let memory {
      let taken = memory[memoryPlace..<min(memory.count, memoryPlace + min(count, oneRead))]
      memoryPlace = taken.endIndex
      if taken.isEmpty { hasEnded = true } else if isHashed { update(taken) }
      buffer.append(contentsOf: taken)
      return taken.count
    }
    if landing.isEmpty { landing = [UInt8](repeating: 0, count: oneRead) }
    var got = 0
    repeat {
      got = unsafe landing.withUnsafeMutableBytes { bytes in
        unsafe sysRead(descriptor, bytes.baseAddress, 0, min(count, bytes.count))
      }
    } while got < 0 && errno == EINTR
    guard got >= 0 else {
      throw FormatError(
        .inputOutput, field: "read", location: "\(name), byte \(position)",
        detail: unsafe String(cString: strerror(errno)))
    }
    if got == 0 { hasEnded = true } else if isHashed { update(landing[..<got]) }
    buffer.append(contentsOf: landing[..<got])
    return got
  }

  /// Moves to a byte of a file that is not hashed; what follows is read from there.
  func jump(to offset: Int) throws(FormatError) {
    try skip(offset)
    ahead.removeAll()
    hasEnded = false
    position = offset
  }

  /// Moves to a byte of a file.
  func seek(_ offset: Int) -> Bool {
    guard let memory else { return lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) }
    guard offset >= 0 else { return false }
    memoryPlace = min(offset, memory.count)
    return true
  }

  private func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
  }

  /// SHA-256 of all bytes, once the stream is over.
  var sha256: String? {
    guard isOver, isHashed else { return nil }
    let copy = hash
    return copy.finalize().hexadecimalText
  }

  /// The bytes of a small file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: Most bytes that such a file has.
  /// - Returns: All bytes.
  /// - Throws: `FormatError` where it cannot be read or is larger.
  static func wholeFile(_ path: String, limit: Int = 1 << 24) throws(FormatError) -> [UInt8] {
    let stream = try ByteStream(path: path, isHashed: false)
    var bytes: [UInt8] = []
    if try stream.readFully(limit, into: &bytes) {
      throw FormatError(
        .badField, field: "file size", location: path,
        detail: "expected fewer than \(limit) bytes, found more")
    }
    return bytes
  }

  /// SHA-256 of the bytes of several files, one after another.
  ///
  /// - Parameter paths: The files in order.
  /// - Returns: Lower-case hexadecimal.
  /// - Throws: `FormatError` where one cannot be read.
  static func sha256(of paths: [String]) throws(FormatError) -> String {
    var hash = SHA256()
    for path in paths {
      let stream = try ByteStream(path: path, isHashed: false)
      var bytes: [UInt8] = []
      while try stream.read(largestRead, into: &bytes) > 0 {
        unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
        bytes.removeAll(keepingCapacity: true)
      }
    }
    return hash.finalize().hexadecimalText
  }

  /// Reads to the end for the hash.
  func drain() throws(FormatError) {
    var buffer: [UInt8] = []
    while try read(1 << 20, into: &buffer) > 0 { buffer.removeAll(keepingCapacity: true) }
  }
}

private func sysRead(
  _ descriptor: Int32, _ base: UnsafeMutableRawPointer?, _ offset: Int, _ count: Int
) -> Int {
  guard let base = unsafe base else { return 0 }
  return unsafe read(descriptor, base + offset, count)
}
