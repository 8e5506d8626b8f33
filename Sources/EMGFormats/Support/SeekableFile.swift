internal import EMGCore
internal import Foundation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The bytes of a recording that is not read from front to back only.
///
/// A pipe is copied to a temporary file without a name first, so that it can be read so too.
final class SeekableFile {
  /// The name for messages.
  let name: String
  /// Bytes in the file.
  let size: Int
  private let stream: ByteStream?
  private let descriptor: Int32
  private var window: [UInt8] = []
  private var windowStart = 0
  private static let windowSize = 1 << 16

  /// The name of a temporary file that a library is still to open; nil for all others.
  private var temporaryName: String?

  #if HDF5
  /// A path by which a library opens the same file.
  var devicePath: String { temporaryName ?? "/dev/fd/\(descriptor)" }

  /// Takes over a stream for a library that opens files by name: what stands nowhere else is copied.
  convenience init(named stream: ByteStream) throws(FormatError) {
    guard stream.fileSize == nil || stream.memory != nil else {
      try self.init(stream)
      return
    }
    try self.init(name: stream.name, stream: stream, keepsName: true) {
      append throws(FormatError) in
      var bytes: [UInt8] = []
      while try stream.read(Self.windowSize, into: &bytes) > 0 {
        try append(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Takes the name from a temporary file: it is gone when it is closed.
  func removeName() {
    if let temporaryName { _ = unsafe unlink(temporaryName) }
    temporaryName = nil
  }
  #endif

  /// Takes over a stream at its first byte.
  init(_ stream: ByteStream) throws(FormatError) {
    self.stream = stream
    name = stream.name
    if let memory = stream.memory {
      size = memory.count
      descriptor = -1
      window = memory
      return
    }
    if let size = stream.fileSize {
      self.size = size
      descriptor = stream.duplicateDescriptor()
    } else {
      descriptor = try Self.temporary(stream.name).descriptor
      var written = 0
      var bytes: [UInt8] = []
      do {
        while try stream.read(Self.windowSize, into: &bytes) > 0 {
          try Self.append(bytes, to: descriptor, stream.name)
          written += bytes.count
          bytes.removeAll(keepingCapacity: true)
        }
      } catch {
        // Nothing closes the file of an object that was not made.
        close(descriptor)
        throw error
      }
      size = written
    }
    guard descriptor >= 0 else {
      throw FormatError(
        .unreadable, field: "file", location: name, detail: unsafe String(cString: strerror(errno)))
    }
  }

  /// An empty temporary file that is filled by `append` while it is made.
  ///
  /// - Parameters:
  ///   - name: The name for messages.
  ///   - stream: Where the bytes come from, for the hash; nil where there is none.
  ///   - keepsName: Whether its name stays until `removeName`.
  ///   - fill: Hands pieces of bytes to its argument, in order.
  /// - Throws: `FormatError` where the file cannot be made, and what `fill` throws.
  init(
    name: String, stream: ByteStream? = nil, keepsName: Bool = false,
    fill: (_ append: ([UInt8]) throws(FormatError) -> Void) throws(FormatError) -> Void
  ) throws(FormatError) {
    self.name = name
    self.stream = stream
    let (descriptor, path) = try Self.temporary(name, keepsName: keepsName)
    temporaryName = path
    self.descriptor = descriptor
    var written = 0
    do {
      try fill { bytes throws(FormatError) in
        try Self.append(bytes, to: descriptor, name)
        written += bytes.count
      }
    } catch {
      close(descriptor)
      if let path { _ = unsafe unlink(path) }
      throw error
    }
    size = written
  }

  deinit {
    if let temporaryName { _ = unsafe unlink(temporaryName) }
    if descriptor >= 0 { close(descriptor) }
  }

  /// A file without a name, which the system removes when it is closed, or with one for a while.
  private static func temporary(
    _ name: String, keepsName: Bool = false
  ) throws(FormatError) -> (descriptor: Int32, path: String?) {
    let folder = FileManager.default.temporaryDirectory.path
    var template = Array((folder + "/myosift-" + String(repeating: "X", count: 6)).utf8CString)
    let descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return Int32(-1) }
      let made = unsafe mkstemp(base)
      if made >= 0, !keepsName { _ = unsafe unlink(base) }
      return made
    }
    guard descriptor >= 0 else {
      throw FormatError(
        .inputOutput, field: "temporary file", location: name,
        detail: unsafe "\(folder): \(String(cString: strerror(errno)))")
    }
    let path = FieldText.decoded(template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }[...])
    return (descriptor, keepsName ? path : nil)
  }

  private static func append(
    _ bytes: [UInt8], to descriptor: Int32, _ name: String
  ) throws(FormatError) {
    var done = 0
    while done < bytes.count {
      let got = unsafe bytes.withUnsafeBytes { source in
        guard let base = source.baseAddress else { return 0 }
        return unsafe write(descriptor, base + done, bytes.count - done)
      }
      guard got > 0 else {
        if got < 0, errno == EINTR { continue }
        throw FormatError(
          .inputOutput, field: "temporary file", location: name,
          detail: unsafe String(cString: strerror(errno)))
      }
      done += got
    }
  }

  /// Appends bytes from a place in the file; fewer come only where the file ends.
  ///
  /// - Returns: Whether all came.
  func read(_ count: Int, at offset: Int, into buffer: inout [UInt8]) throws(FormatError) -> Bool {
    guard count > 0 else { return count == 0 }
    guard offset >= 0, offset < size else { return false }
    // What stands in memory is one window.
    if count < Self.windowSize || descriptor < 0 {
      let end = offset + min(count, size - offset)
      if offset < windowStart || end > windowStart + window.count {
        window.removeAll(keepingCapacity: true)
        windowStart = offset
        try readOnce(min(Self.windowSize, size - offset), at: offset, into: &window)
      }
      let from = offset - windowStart
      let taken = min(count, window.count - from)
      guard taken > 0 else { return false }
      buffer.append(contentsOf: window[from..<from + taken])
      return taken == count
    }
    let wanted = min(count, size - offset)
    var done = 0
    while done < wanted {
      let before = buffer.count
      try readOnce(min(wanted - done, 1 << 20), at: offset + done, into: &buffer)
      if buffer.count == before { return false }
      done += buffer.count - before
    }
    return done == count
  }

  private func readOnce(
    _ count: Int, at offset: Int, into buffer: inout [UInt8]
  ) throws(FormatError) {
    let before = buffer.count
    buffer += [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe buffer.withUnsafeMutableBytes { target in
        guard let base = target.baseAddress else { return 0 }
        return unsafe pread(descriptor, base + before + done, count - done, off_t(offset + done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        throw FormatError(
          .inputOutput, field: "read", location: "\(name), byte \(offset)",
          detail: unsafe String(cString: strerror(errno)))
      }
      // A file that was shortened meanwhile.
      if got == 0 { break }
      done += got
    }
    buffer.removeLast(count - done)
  }

  /// Reads what the stream has left, for the hash.
  func drain() throws(FormatError) { try stream?.drain() }

  /// SHA-256 of all bytes, once drained.
  var sha256: String? { stream?.sha256 }
}
