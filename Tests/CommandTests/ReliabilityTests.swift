import EMGTestSupport
import Foundation
import Testing

/// What must hold when machines and disks fail; `make test-reliability` does more of it.
@Suite struct ReliabilityTests {
  private let manager = FileManager.default

  /// Numbers that are the same on every run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  private func inputs(_ folder: Folder, _ count: Int) throws {
    try manager.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
    let whole = try String(contentsOf: Fixture.url("Recordings/clonus.csv"), encoding: .utf8)
    let lines = whole.split(separator: "\n").prefix(6001)
    for n in 0..<count {
      // Each its own bytes.
      let text = lines.dropLast(n).joined(separator: "\n") + "\n"
      try text.write(toFile: folder.path("in/r\(n).csv"), atomically: true, encoding: .utf8)
    }
  }

  private func contents(_ folder: String) throws -> [String: Data] {
    // The database has tests of its own.
    try files(below: folder) { !$0.hasPrefix(".") && !$0.hasPrefix("batch.sqlite") }
  }

  @Test func afterTwentyKillsNothingIsLostAndNothingDoubled() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, 6)
    let arguments = ["analyze", folder.path("in"), "-q", "--output"]
    let clock = ContinuousClock()
    let begun = clock.now
    let undisturbed = try Program(arguments + [folder.path("whole")])
    let length = clock.now - begun
    #expect(undisturbed.code == 0)
    let want = try contents(folder.path("whole"))
    #expect(want.count == 8)
    let out = folder.path("out")
    var numbers = Numbers(state: 20)
    for kill in 0..<20 {
      let run = try RunningProgram(arguments + [out, "--resume"])
      Thread.sleep(
        forTimeInterval: Double.random(in: 0...1, using: &numbers) * (length / .seconds(2)))
      _ = run.end(by: SIGKILL)
      for (name, data) in try contents(out) where name.hasSuffix(".events.json") {
        #expect(want[name] == data, "kill \(kill): \(name)")
      }
    }
    let last = try Program(arguments + [out, "--resume"])
    #expect(last.code == 0 && last.errors.isEmpty)
    #expect(try contents(out) == want)
    let remains = try manager.contentsOfDirectory(atPath: out).filter { $0.hasSuffix(".part") }
    #expect(remains.isEmpty)
    // A recording is noted once: killed between its result and its note, it is done again and noted then.
    let journal = try String(contentsOfFile: out + "/.myosift-journal.jsonl", encoding: .utf8)
    #expect(journal.split(separator: "\n").count == 6)
  }

  @Test func aDiskThatIsFullEndsWithInputOutputAndLeavesNothingTorn() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, 3)
    // A limit on the size of files stands for the end of the disk: what is over it is refused.
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c",
      "trap '' XFSZ; ulimit -f 1; exec '\(Program.url.path)' analyze '\(folder.path("in"))' -q"
        + " --output '\(folder.path("out"))'",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    let names = try manager.contentsOfDirectory(atPath: folder.path("out"))
    #expect(!names.contains { $0.hasSuffix(".part") || $0.hasSuffix(".events.json") })
    #expect(
      try Program(["analyze", folder.path("in"), "-q", "--resume", "--output", folder.path("out")])
        .code == 0)
    #expect(try contents(folder.path("out")).count == 5)
  }

  @Test func aRecordingThatWentIsNamedAndTheOthersAreDone() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, 3)
    try manager.removeItem(atPath: folder.path("in/r1.csv"))
    try manager.createSymbolicLink(
      atPath: folder.path("in/r1.csv"), withDestinationPath: folder.path("gone.csv"))
    let run = try Program(["analyze", folder.path("in"), "-q", "--output", folder.path("out")])
    #expect(run.code == 66 && run.errors.contains("r1.csv"))
    #expect(try contents(folder.path("out")).count == 4)
    #expect(try contents(folder.path("out"))["r1.events.json"] == nil)
  }

  @Test func anOutputFolderThatCannotBeIsToldAsSuch() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, 2)
    try Data().write(to: URL(filePath: folder.path("out")))
    for out in ["out", "out/below"] {
      let run = try Program(["analyze", folder.path("in"), "-q", "--output", folder.path(out)])
      #expect(run.code == 73)
    }
  }
}
