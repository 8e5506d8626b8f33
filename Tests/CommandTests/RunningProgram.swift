import Foundation

/// The built program while it runs, to be interrupted.
final class RunningProgram {
  private let process = Process()
  private let errorsURL: URL

  init(_ arguments: [String]) throws {
    errorsURL = FileManager.default.temporaryDirectory.appending(
      path: "errors-\(UUID().uuidString)")
    try Data().write(to: errorsURL)
    process.executableURL = Program.url
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: errorsURL)
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(at: errorsURL) }

  var isRunning: Bool { process.isRunning }

  /// Sends a signal and waits for the end.
  func end(by signal: Int32) -> (code: Int32, wasKilled: Bool) {
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return (process.terminationStatus, process.terminationReason == .uncaughtSignal)
  }

  /// Waits until something holds.
  ///
  /// - Returns: Whether it came to hold within a minute, while the program ran.
  func waits(until condition: () -> Bool) -> Bool {
    for _ in 0..<6000 {
      if condition() { return true }
      if !process.isRunning { return condition() }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }
}

/// A pipe with a name that hands out the beginning of a table and then keeps its reader waiting.
final class SlowTable {
  private let handle: FileHandle

  init(_ path: String) throws {
    guard unsafe mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    // Opened both ways, it waits for no reader and never ends.
    let descriptor = unsafe open(path, O_RDWR)
    guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var text = "time_s,EMG1 (uV)\n"
    for i in 0..<1000 { text += "\(Double(i) / 1000),\(i % 7)\n" }
    try handle.write(contentsOf: Data(text.utf8))
  }
}
