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

  /// Takes over a stream at its first byte.
  init(_ stream: ByteStream) throws(FormatError) {
    self.stream = stream
    name = stream.name
    if let size = stream.fileSize {
      self.size = size
      descriptor = stream.duplicateDescriptor()
    } else {
      descriptor = try Self.temporary(stream.name)
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
  ///   - fill: Hands pieces of bytes to its argument, in order.
  /// - Throws: `FormatError` where the file cannot be made, and what `fill` throws.
  init(
    name: String,
    fill: (_ append: ([UInt8]) throws(FormatError) -> Void) throws(FormatError) -> Void
  ) throws(FormatError) {
    self.name = name
    stream = nil
    let descriptor = try Self.temporary(name)
    self.descriptor = descriptor
    var written = 0
    do {
      try fill { bytes throws(FormatError) in
        try Self.append(bytes, to: descriptor, name)
        written += bytes.count
      }
    } catch {
      close(descriptor)
      throw error
    }
    size = written
  }

  deinit { close(descriptor) }

  /// A file without a name, which the system removes when it is closed.
  private static func temporary(_ name: String) throws(FormatError) -> Int32 {
    let folder = FileManager.default.temporaryDirectory.path
    var template = Array((folder + "/myosift-" + String(repeating: "X", count: 6)).utf8CString)
    let descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return Int32(-1) }
      let made = unsafe mkstemp(base)
      if made >= 0 { _ = unsafe unlink(base) }
      return made
    }
    guard descriptor >= 0 else {
      throw FormatError(
        .inputOutput, field: "temporary file", location: name,
        detail: unsafe "\(folder): \(String(cString: strerror(errno)))")
    }
    return descriptor
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
    if count < Self.windowSize {
      let end = min(offset + count, size)
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
