import EMGTestSupport
import Foundation
import Testing

/// The commands of docs/interop.md, run as a reader would.
@Suite struct InteropTests {
  private static let blocks = PageShell.blocks("docs/interop.md")

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
      let (code, said) = try PageShell.run("set -euo pipefail\n" + block, folder)
      #expect(code == 0, "\(block)\n\(said)")
    }
  }

  private func isHere(_ tool: String, _ folder: Folder) throws -> Bool {
    let module = tool.hasPrefix("python:") ? String(tool.dropFirst(7)) : nil
    let test = module.map { "python -c 'import \($0)'" } ?? "command -v \(tool)"
    return try PageShell.run(test, folder).code == 0
  }
}
