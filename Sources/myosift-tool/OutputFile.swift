@unsafe @preconcurrency import Dispatch
import EMGFormats
import EMGSinks
import Foundation
import Synchronization

/// A file that appears whole or not at all, with the contract's exit codes for its failures.
final class OutputFile {
  private let file: WholeFile

  /// Begins a file.
  ///
  /// - Parameter path: Its name; the folder is made where it is missing.
  /// - Throws: ``Failure`` that it cannot be created.
  init(_ path: String) throws { file = try Self.told { try WholeFile(path) } }

  private static func told<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as WritingError { throw Failure(error) }
  }

  /// Appends bytes.
  ///
  /// - Parameter data: What follows.
  /// - Throws: ``Failure`` of input and output.
  func write(_ data: Data) throws { try Self.told { try file.write(data) } }

  /// Gives the file its name.
  ///
  /// - Throws: ``Failure`` where that cannot be.
  func finish() throws { try Self.told { try file.finish() } }

  /// Gives a finished file of this program a second name.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - path: Its second name, which replaces what has it.
  /// - Returns: Whether the file system can do so.
  /// - Throws: ``Failure`` where the folder cannot be made.
  static func addName(_ source: String, to path: String) throws -> Bool {
    try told { try WholeFile.addName(source, to: path) }
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
          WholeFile.abandonAll { _exit(Exit.interrupted.rawValue) }
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
