@unsafe @preconcurrency import Dispatch
import EMGFormats
import Foundation
import Synchronization

/// A file that appears whole or not at all.
///
/// It is written under another name beside its place and takes its own by renaming. An interrupt
/// removes what is unfinished.
final class OutputFile {
  private let path: String
  /// Where it is written; nil where the path is a device or a pipe, which cannot be replaced.
  private let temporary: String?
  private let handle: FileHandle
  private var isDone = false

  /// Unfinished files of this process.
  ///
  /// The lock is held while one is made or renamed, so that an interrupt never comes between.
  fileprivate static let unfinished = Mutex<Set<String>>([])

  /// Begins a file.
  ///
  /// - Parameter path: Its name; the folder is made where it is missing.
  /// - Throws: ``Failure`` that it cannot be created.
  init(_ path: String) throws {
    self.path = path
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent()
    func refusal(_ reason: String) -> Failure {
      Failure(.cannotCreate, "\(path): cannot be written: \(reason)")
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch { throw refusal(error.localizedDescription) }
    let type =
      try? FileManager.default.attributesOfItem(
        atPath: url.resolvingSymlinksInPath().path)[.type] as? FileAttributeType
    switch type {
    case .typeDirectory?: throw refusal("it is a folder")
    case .typeCharacterSpecial?, .typeBlockSpecial?, .typeSocket?, .typeUnknown?:
      guard let handle = FileHandle(forWritingAtPath: path) else {
        throw refusal("the device cannot be opened")
      }
      (temporary, self.handle) = (nil, handle)
      return
    default: break
    }
    (temporary, handle) = try Self.unfinished.withLock { parts in
      let (part, descriptor) = try PartialFile.create(for: url) { throw refusal(Self.reason($0)) }
      parts.insert(part)
      return (part, FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  /// Appends bytes.
  ///
  /// - Parameter data: What follows.
  /// - Throws: ``Failure`` of input and output.
  func write(_ data: Data) throws {
    do { try handle.write(contentsOf: data) } catch {
      throw Failure(.inputOutput, "\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``Failure`` where that cannot be.
  func finish() throws {
    // The file is closed, and its lock given back, once it has its name: until then it is no
    // remains of a killed run.
    defer { try? handle.close() }
    guard let temporary else { return isDone = true }
    // A network file system says at a closing, also of a second descriptor, what it could not write.
    guard close(dup(handle.fileDescriptor)) == 0 else {
      throw Failure(.inputOutput, "\(path): cannot be written: \(Self.reason(errno))")
    }
    isDone = true
    try Self.unfinished.withLock { parts in
      guard unsafe rename(temporary, path) == 0 else {
        let reason = Self.reason(errno)
        _ = unsafe unlink(temporary)
        parts.remove(temporary)
        throw Failure(.cannotCreate, "\(path): cannot be written: \(reason)")
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
  /// - Throws: ``Failure`` where the folder cannot be made.
  static func addName(_ source: String, to path: String) throws -> Bool {
    let file = try OutputFile(path)
    guard let temporary = file.temporary else { return false }
    let second = temporary + ".link"
    guard unsafe link(source, second) == 0 else { return false }
    let isDone = unsafe rename(second, path) == 0
    // Of two names of one file a renaming leaves both.
    _ = unsafe unlink(second)
    return isDone
  }

  /// Writes a whole text.
  static func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

  /// Writes whole data.
  static func write(_ data: Data, to path: String) throws {
    let file = try OutputFile(path)
    try file.write(data)
    try file.finish()
  }
}

/// Ends the program on an interrupt or a request to end: finished files stay, unfinished ones go.
enum Interruption {
  /// Keeps the sources alive; nothing touches them once they are made.
  private final class Listeners: @unchecked Sendable {
    let sources: [any DispatchSourceSignal]

    init() {
      let queue = DispatchQueue(label: "interruption")
      sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
        let before = signal(number, SIG_IGN)
        // A run under nohup survives its terminal.
        if number == SIGHUP, Self.isIgnored(before) { return nil }
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler {
          // A live run ends by itself at the first wish, at once at the second.
          if Interruption.ending.withLock({ $0?.ask() }) == true { return }
          OutputFile.unfinished.withLock { parts in
            for part in parts { _ = unsafe unlink(part) }
            _exit(Exit.interrupted.rawValue)
          }
        }
        source.resume()
        return source
      }
    }

    private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
      unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
  }

  private static let listeners = Listeners()
  private static let ending = Mutex<StreamEnd?>(nil)

  /// From now on an interrupt asks a stream to end.
  static func handOver(to end: StreamEnd) { ending.withLock { $0 = end } }

  /// Begins to listen.
  static func watch() { _ = listeners }
}
