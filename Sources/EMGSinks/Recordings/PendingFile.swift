internal import EMGCore
internal import Foundation

/// Why a recording could not be written.
public struct WritingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure that callers tell apart.
  public enum Code: Hashable, Sendable {
    /// The file cannot be made.
    case cannotCreate
    /// The format cannot hold what the recording has.
    case unsupported
  }

  /// The kind of failure.
  public var code: Code
  /// The message for a person: where, what was expected and what was found.
  public var description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}

/// A file that appears under its name only when it is complete.
final class PendingFile {
  let path: String
  private let temporary: String
  private var handle: FileHandle?
  private var buffer: [UInt8] = []
  private var isCommitted = false

  private static let bufferSize = 1 << 18

  /// Makes a temporary file beside a path.
  init(_ path: String) throws(WritingError) {
    self.path = path
    let folder = (path as NSString).deletingLastPathComponent
    let name = (path as NSString).lastPathComponent
    temporary = (folder as NSString).appendingPathComponent(
      ".\(name).\(ProcessInfo.processInfo.processIdentifier).part")
    if !folder.isEmpty {
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    }
    guard FileManager.default.createFile(atPath: temporary, contents: nil),
      let handle = FileHandle(forWritingAtPath: temporary)
    else { throw WritingError(.cannotCreate, "\(path): cannot be written") }
    self.handle = handle
  }

  deinit {
    try? handle?.close()
    if !isCommitted { try? FileManager.default.removeItem(atPath: temporary) }
  }

  func write(_ bytes: [UInt8]) throws(WritingError) {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  func write(_ text: String) throws(WritingError) { try write(Array(text.utf8)) }

  private func flush() throws(WritingError) {
    do {
      try handle?.write(contentsOf: Data(buffer))
    } catch {
      throw WritingError(
        .cannotCreate, "\(path): cannot be written: \(error.localizedDescription)")
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Gives the file its name, replacing what bore it.
  func commit() throws(WritingError) {
    try flush()
    try? handle?.close()
    handle = nil
    guard unsafe rename(temporary, path) == 0 else {
      throw WritingError(.cannotCreate, "\(path): cannot be written")
    }
    isCommitted = true
  }
}
