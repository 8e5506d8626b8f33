import Foundation
import Synchronization

/// The built program at work on a stream that stays open, and the lines that it has written so far.
final class LiveProgram {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors = Pipe()
  private let received = Received()

  private final class Received: Sendable {
    let data = Mutex(Data())
    let isOver = Mutex(false)
  }

  init(_ arguments: [String]) throws {
    // A program that ended early is found by its code, not by a signal to the tests.
    signal(SIGPIPE, SIG_IGN)
    process.executableURL = Program.url
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let (reader, received) = (output.fileHandleForReading, received)
    Thread.detachNewThread {
      while true {
        let part = reader.availableData
        if part.isEmpty { break }
        received.data.withLock { $0 += part }
      }
      received.isOver.withLock { $0 = true }
    }
  }

  /// Whole lines written so far.
  var lines: [[String: Any]] {
    let text = String(decoding: received.data.withLock { $0 }, as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      ((try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]) ?? [:]
    }
  }

  /// Lines of a kind.
  func lines(_ record: String) -> [[String: Any]] {
    lines.filter { $0["record"] as? String == record }
  }

  func write(_ data: Data) throws { try input.fileHandleForWriting.write(contentsOf: data) }

  func closeInput() throws { try input.fileHandleForWriting.close() }

  var isRunning: Bool { process.isRunning }

  /// Waits until something holds.
  ///
  /// - Returns: Whether it came to hold within two minutes, while the program ran.
  func waits(until condition: (LiveProgram) -> Bool) -> Bool {
    for _ in 0..<1200 {
      if condition(self) { return true }
      if !process.isRunning { return condition(self) }
      Thread.sleep(forTimeInterval: 0.1)
    }
    return false
  }

  func interrupt(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for the end of the program and of its output.
  func end() -> Int32 {
    process.waitUntilExit()
    while !received.isOver.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.01) }
    return process.terminationStatus
  }
}
