internal import EMGCore
package import Foundation
internal import Synchronization

/// A file that appears whole or not at all; all that this program writes is written by one.
///
/// It is written under another name beside its place and takes its own by renaming. Two writers never share that other
/// name, on one machine or on several: it stands for the machine, holds a random number and is made only where it does
/// not exist. It is locked while it is written, by which the remains of a killed run are told from another run's work.
package final class WholeFile {
  private let path: String
  /// Where it is written; nil where the path is a device or a pipe, which cannot be replaced.
  private let temporary: String?
  private let handle: FileHandle
  private var isDone = false

  /// Unfinished files of this process.
  ///
  /// The lock is held while one is made or renamed, so that an interrupt never comes between.
  private static let unfinished = Mutex<Set<String>>([])

  /// Begins a file.
  ///
  /// - Parameter path: Its name; the folder is made where it is missing.
  /// - Throws: ``WritingError`` that it cannot be created.
  package init(_ path: String) throws(WritingError) {
    self.path = path
    let url = URL(filePath: path)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch { throw Self.refusal(path, error.localizedDescription) }
    switch FileFacts(path)?.kind {
    case .folder?: throw Self.refusal(path, "it is a folder")
    case .other?:
      guard let handle = FileHandle(forWritingAtPath: path) else {
        throw Self.refusal(path, "the device cannot be opened")
      }
      (temporary, self.handle) = (nil, handle)
    default:
      (temporary, handle) = try Self.unfinished.withLock { parts throws(WritingError) in
        let (part, descriptor) = try Self.part(for: url, path)
        parts.insert(part)
        return (part, FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
      }
    }
  }

  private static func refusal(_ path: String, _ reason: String) -> WritingError {
    WritingError(.cannotCreate, "\(path): cannot be written: \(reason)")
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  /// What stands for the machine, short and without what would not fit a file's name.
  private static let machine = String(
    String(stableHash(ProcessInfo.processInfo.hostName), radix: 36).prefix(6))

  private static func head(_ url: URL) -> String { ".\(url.lastPathComponent).\(machine)-" }

  /// The name for now and its descriptor, locked where the file system knows locks.
  private static func part(
    for url: URL, _ path: String
  ) throws(WritingError) -> (path: String, descriptor: Int32) {
    let folder = url.deletingLastPathComponent()
    while true {
      let number = String(UInt64.random(in: .min ... .max), radix: 36)
      let part = folder.appending(path: "\(head(url))\(number).part").path
      let descriptor = unsafe open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor < 0 {
        if errno == EEXIST { continue }
        throw refusal(path, reason(errno))
      }
      // Between making and locking it, another run may have taken it for remains.
      var info = stat()
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      if isLocked, unsafe fstat(descriptor, &info) == 0, info.st_nlink > 0 {
        return (part, descriptor)
      }
      _ = unsafe unlink(part)
      _ = close(descriptor)
    }
  }

  /// Appends bytes.
  ///
  /// - Parameter data: What follows.
  /// - Throws: ``WritingError`` of input and output.
  package func write(_ data: Data) throws(WritingError) {
    do { try handle.write(contentsOf: data) } catch {
      throw WritingError(
        .inputOutput, "\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``WritingError`` where that cannot be.
  package func finish() throws(WritingError) {
    // The file is closed, and its lock given back, once it has its name: until then it is no
    // remains of a killed run.
    defer { try? handle.close() }
    guard let temporary else { return isDone = true }
    // A network file system says at a closing, also of a second descriptor, what it could not write.
    guard close(dup(handle.fileDescriptor)) == 0 else {
      throw WritingError(.inputOutput, "\(path): cannot be written: \(Self.reason(errno))")
    }
    isDone = true
    try Self.unfinished.withLock { parts throws(WritingError) in
      guard unsafe rename(temporary, path) == 0 else {
        let reason = Self.reason(errno)
        _ = unsafe unlink(temporary)
        parts.remove(temporary)
        throw Self.refusal(path, reason)
      }
      parts.remove(temporary)
    }
  }

  /// What was begun and not finished goes.
  deinit {
    guard !isDone, let temporary else { return }
    _ = Self.unfinished.withLock { parts in
      _ = unsafe unlink(temporary)
      return parts.remove(temporary)
    }
  }

  /// Gives a finished file of this program a second name; no file of ours is ever written in place.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - path: Its second name, which replaces what has it.
  /// - Returns: Whether the file system can do so.
  /// - Throws: ``WritingError`` where the folder cannot be made.
  package static func addName(_ source: String, to path: String) throws(WritingError) -> Bool {
    let file = try WholeFile(path)
    guard let temporary = file.temporary else { return false }
    let second = temporary + ".link"
    guard unsafe link(source, second) == 0 else { return false }
    let isDone = unsafe rename(second, path) == 0
    // Of two names of one file a renaming leaves both.
    _ = unsafe unlink(second)
    return isDone
  }

  /// Removes what killed runs of this machine left of a file.
  ///
  /// - Parameter path: The file's name.
  package static func removeRemains(of path: String) {
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(head(url)) && name.hasSuffix(".part") {
      let part = folder.appending(path: name).path
      let descriptor = unsafe open(part, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { _ = unsafe unlink(part) }
      _ = close(descriptor)
    }
  }

  /// Removes all that is unfinished and ends the program, with no file begun or renamed in between.
  ///
  /// - Parameter end: Ends the program.
  package static func abandonAll(_ end: () -> Never) -> Never {
    unfinished.withLock { parts in
      for part in parts { _ = unsafe unlink(part) }
      end()
    }
  }
}
