import EMGTestSupport
import Foundation

/// Commands of pages, run as a reader would: in a folder, with the built program on the path.
enum PageShell {
  /// The blocks of a page that are marked `sh`.
  static func blocks(_ page: String) -> [String] {
    let text = try? String(contentsOf: Fixture.root.appending(path: page), encoding: .utf8)
    return (text ?? "").components(separatedBy: "```sh\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  /// Runs a script.
  ///
  /// - Returns: Its exit code and all that it said.
  static func run(_ script: String, _ folder: Folder) throws -> (code: Int32, said: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder.url
    let places = [
      Program.url.deletingLastPathComponent().path, Fixture.root.appending(path: ".venv/bin").path,
      ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PATH": places.joined(separator: ":"), "MYOSIFT_SOURCE": Fixture.root.path,
    ]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
