import EMGTestSupport
import Foundation
import Testing

/// The commands of docs/interop.md, run as a reader would.
@Suite struct InteropTests {
  private static let blocks: [String] = {
    let page = try? String(
      contentsOf: Fixture.root.appending(path: "docs/interop.md"), encoding: .utf8)
    return (page ?? "").components(separatedBy: "```sh\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }()

  @Test func theBlocksAreThere() {
    #expect(Self.blocks.count == 9)
    #expect(Self.blocks.allSatisfy { $0.hasPrefix("# needs:") })
  }

  @Test func everyCommandOfThePageRuns() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try FileManager.default.copyItem(
      atPath: Fixture.url("Recordings/fasciculations.csv").path, toPath: folder.path("biceps.csv"))
    for block in Self.blocks {
      let needs = block.prefix { $0 != "\n" }.dropFirst("# needs:".count)
        .split(separator: " ").map(String.init)
      if let missing = try needs.first(where: { try !isHere($0, folder) }) {
        print("skipped: \(missing) of docs/interop.md is not here")
        continue
      }
      let (code, said) = try shell("set -euo pipefail\n" + block, folder)
      #expect(code == 0, "\(block)\n\(said)")
    }
  }

  private func isHere(_ tool: String, _ folder: Folder) throws -> Bool {
    let module = tool.hasPrefix("python:") ? String(tool.dropFirst(7)) : nil
    let test = module.map { "python -c 'import \($0)'" } ?? "command -v \(tool)"
    return try shell(test, folder).code == 0
  }

  private func shell(_ script: String, _ folder: Folder) throws -> (code: Int32, said: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder.url
    let places = [
      Program.url.deletingLastPathComponent().path, Fixture.root.appending(path: ".venv/bin").path,
      ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PATH": places.joined(separator: ":")
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
