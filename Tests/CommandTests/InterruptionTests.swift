import EMGTestSupport
import Foundation
import Testing

@Suite struct InterruptionTests {
  private let fixture = Fixture.url("Recordings/fasciculations.csv").path

  private func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func isUnfinished(_ folder: String) -> Bool {
    names(folder).contains { $0.hasSuffix(".part") }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func anInterruptLeftAPartialFile(
    signal: Int32
  ) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let slow = try SlowTable(folder.path("slow.csv"))
    defer { withExtendedLifetime(slow) {} }
    let run = try RunningProgram([
      "analyze", fixture, folder.path("slow.csv"), "--output", folder.path("out"), "-q",
    ])
    let isBusy = run.waits {
      names(folder.path("out")).contains("fasciculations.events.json")
        && names(folder.path("out")).contains { $0.hasPrefix(".slow") }
    }
    #expect(isBusy)
    let end = run.end(by: signal)
    #expect(end.code == 130 && !end.wasKilled)
    #expect(names(folder.path("out")).contains("fasciculations.events.json"))
    #expect(!isUnfinished(folder.path("out")))
    #expect(!names(folder.path("out")).contains("slow.events.json"))
  }

  @Test func anInterruptLeftAPartialFileOfASimulation() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let run = try RunningProgram([
      "simulate", "mixture", "--seed", "1", "--duration", "86400", "--output",
      folder.path("out/long.csv"),
    ])
    #expect(run.waits { isUnfinished(folder.path("out")) })
    #expect(run.end(by: SIGINT).code == 130)
    #expect(names(folder.path("out")).isEmpty)
  }

  @Test(arguments: ["info", "spectrum"]) func everyCommandEndsWithTheContractsCode(
    command: String
  ) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let slow = try SlowTable(folder.path("slow.csv"))
    defer { withExtendedLifetime(slow) {} }
    let run = try RunningProgram([command, folder.path("slow.csv")])
    Thread.sleep(forTimeInterval: 0.5)
    #expect(run.isRunning)
    #expect(run.end(by: SIGINT).code == 130)
  }

  @Test func aKilledRunIsTakenUpAgain() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
    try manager.copyItem(atPath: fixture, toPath: folder.path("in/a.csv"))
    let slow = try SlowTable(folder.path("in/b.csv"))
    let out = folder.path("out")
    let run = try RunningProgram(["analyze", folder.path("in"), "--output", out, "-q"])
    // What is done is noted while others are analysed.
    let isBusy = run.waits {
      let journal = try? String(contentsOfFile: out + "/.myosift-journal.jsonl", encoding: .utf8)
      return journal?.contains("a.csv") == true && isUnfinished(out)
    }
    #expect(isBusy)
    #expect(run.end(by: SIGKILL).wasKilled)
    #expect(isUnfinished(out))
    withExtendedLifetime(slow) {}
    try manager.removeItem(atPath: folder.path("in/b.csv"))
    try manager.copyItem(atPath: fixture, toPath: folder.path("in/b.csv"))

    let date = try manager.attributesOfItem(atPath: out + "/a.events.json")[.modificationDate]
    let again = try Program(["analyze", folder.path("in"), "--output", out, "--resume"])
    #expect(again.code == 0)
    #expect(again.errors.contains("a.csv: done already"))
    #expect(!isUnfinished(out))
    let later = try manager.attributesOfItem(atPath: out + "/a.events.json")[.modificationDate]
    #expect(date as? Date == later as? Date)
    // All is as one run would have left it.
    let whole = folder.path("whole")
    #expect(try Program(["analyze", folder.path("in"), "--output", whole, "-q"]).code == 0)
    for name in ["a.events.json", "b.events.json", "summary.csv", "summary.json"] {
      #expect(manager.contentsEqual(atPath: out + "/" + name, andPath: whole + "/" + name))
    }
  }

  @Test(arguments: ["true", "head -c 1", "head -n 1"]) func aReaderThatWentAwayIsSuccess(
    reader: String
  ) throws {
    // The output is larger than a pipe holds, and with `true` nobody is there for its first byte.
    let script = """
      for form in json jsonl csv; do
        '\(Program.url.path)' analyze '\(fixture)' -q --format $form | \(reader) >/dev/null
        [ ${PIPESTATUS[0]} = 0 ] || exit 1
      done
      '\(Program.url.path)' settings --explain | \(reader) >/dev/null
      [ ${PIPESTATUS[0]} = 0 ] || exit 2
      '\(Program.url.path)' spectrum --json '\(fixture)' | \(reader) >/dev/null
      [ ${PIPESTATUS[0]} = 0 ] || exit 3
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(said.isEmpty)
  }
}
