import EMGTestSupport
import Foundation
import Testing

/// The database of a batch, asked by an independent reader: Python's sqlite3.
@Suite struct BatchDatabaseTests {
  private let manager = FileManager.default

  private func inputs(_ folder: Folder, _ names: [String]) throws {
    try manager.createDirectory(
      atPath: folder.path("in/deep"), withIntermediateDirectories: true)
    for (name, fixture) in zip(names, ["fasciculations.csv", "quiet.csv"]) {
      try manager.copyItem(
        atPath: Fixture.url("Recordings/" + fixture).path, toPath: folder.path("in/" + name))
    }
  }

  private func analyze(_ folder: Folder, _ more: [String] = []) throws -> Program {
    try Program(["analyze", folder.path("in"), "--output", folder.path("out"), "-q"] + more)
  }

  /// Rows as Python prints them, a list of lists of JSON.
  private func ask(_ path: String, _ sql: String) throws -> String? {
    try Python.run(
      """
      import json, sqlite3, sys
      with sqlite3.connect(sys.argv[1]) as database:
          print(json.dumps(database.execute(sys.argv[2]).fetchall()), end="")
      """, [path, sql])
  }

  private let all = """
    SELECT r.source, r.status, r.key, c.name, c.fasciculations, c.per_min, e.event_id, e.type,
      e.onset_s, e.features, e.evidence, e.details
    FROM recordings AS r LEFT JOIN channels AS c ON c.recording_id = r.id
    LEFT JOIN events AS e ON e.recording_id = r.id AND e.channel_index = c.channel_index
    ORDER BY r.source, c.channel_index, e.event_id
    """

  @Test func recordingsSideBySideLeaveWhatOneAfterTheOtherDoes() throws {
    let folder = try Folder()
    defer { folder.remove() }
    for n in 0..<5 { try inputs(folder, ["deep/a\(n).csv", "b\(n).csv"]) }
    try Data("nonsense".utf8).write(to: URL(filePath: folder.path("in/c.csv")))
    var found: [[String: Data]] = []
    var rows: [String?] = []
    for jobs in ["1", "3"] {
      let out = folder.path("out\(jobs)")
      let run = try Program([
        "analyze", folder.path("in"), "--output", out, "-q", "--jobs", jobs,
      ])
      #expect(run.code == 65)
      let names = (manager.enumerator(atPath: out)?.allObjects as? [String]) ?? []
      found.append(
        Dictionary(
          uniqueKeysWithValues: names.filter { $0.hasSuffix(".json") || $0.hasSuffix(".csv") }.map {
            ($0, manager.contents(atPath: out + "/" + $0) ?? Data())
          }))
      rows.append(try ask(out + "/batch.sqlite", all))
    }
    #expect(found[0].count == 12)
    #expect(found[0] == found[1])
    #expect(rows[0] == rows[1] && rows[0]?.contains("b4.csv") == true)
  }

  @Test func anIndependentReaderFindsWhatTheDocumentsSay() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv", "deep/b.csv"])
    try Data("oops".utf8).write(to: URL(filePath: folder.path("in/bad.csv")))
    #expect(try analyze(folder).code == 65)
    let answer = try Python.run(
      """
      import json, os, sqlite3, sys
      out = sys.argv[1]
      database = sqlite3.connect(os.path.join(out, "batch.sqlite"))
      database.row_factory = sqlite3.Row
      assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
      assert database.execute("PRAGMA foreign_key_check").fetchall() == []
      rows = {r["source"]: r for r in database.execute("SELECT * FROM recordings")}
      assert sorted(rows) == ["a.csv", "bad.csv", "deep/b.csv"], sorted(rows)
      assert rows["bad.csv"]["status"] == "failed" and "bad.csv" in rows["bad.csv"]["reason"]
      count = 0
      for source in ["a.csv", "deep/b.csv"]:
          row = rows[source]
          document = json.load(open(os.path.join(out, row["output"])))
          assert row["sha256"] == document["recording"]["sha256"]
          assert row["settings_sha256"] == document["generator"]["settings_sha256"]
          channels = database.execute(
              "SELECT * FROM channels WHERE recording_id = ? ORDER BY channel_index", [row["id"]])
          for mine, theirs in zip(channels, document["recording"]["channels"], strict=True):
              assert (mine["name"], mine["rate_hz"]) == (theirs["name"], theirs["rate_hz"])
              summary = [s for s in document["summary"]["channels"] if s["channel"] == mine["name"]]
              assert mine["fasciculations"] == (summary[0]["fasciculations"] if summary else None)
          events = database.execute(
              "SELECT * FROM events WHERE recording_id = ? ORDER BY event_id", [row["id"]])
          for mine, theirs in zip(events, document["events"], strict=True):
              count += 1
              for key, value in theirs.items():
                  if key in ("features", "evidence", "discharges_s", "bursts_s", "times_s"):
                      assert json.loads(mine[key]) == value, key
                  elif key == "id":
                      assert mine["event_id"] == value
                  elif key in mine.keys():
                      assert mine[key] == value, (key, mine[key], value)
                  elif key != "channel":
                      assert json.loads(mine["details"])[key] == value, key
          for section, values in document["settings"].items():
              for key, value in values.items() if isinstance(values, dict) else []:
                  stored = database.execute(
                      "SELECT value FROM settings WHERE settings_sha256 = ? AND key = ?",
                      [row["settings_sha256"], section + "." + key]).fetchone()[0]
                  if isinstance(value, list):
                      stored = json.loads(stored)
                  assert stored == value, (section, key, stored, value)
      print(count, end="")
      """, [folder.path("out")])
    guard let answer else { return }
    #expect((Int(answer) ?? 0) > 10)
  }

  @Test func aSecondRunAndATakenUpOneChangeNothing() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv", "deep/b.csv"])
    let path = folder.path("out/" + "batch.sqlite")
    #expect(try analyze(folder).code == 0)
    guard let first = try ask(path, all) else { return }
    #expect(try analyze(folder).code == 0)
    #expect(try ask(path, all) == first)
    #expect(try analyze(folder, ["--resume"]).code == 0)
    #expect(try ask(path, all) == first)
    // What a failure replaces is gone, events included.
    try Data("oops".utf8).write(to: URL(filePath: folder.path("in/a.csv")))
    #expect(try analyze(folder, ["--resume"]).code == 65)
    #expect(
      try ask(
        path,
        "SELECT count(*) FROM events JOIN recordings AS r ON r.id = recording_id "
          + "WHERE r.source = 'a.csv'") == "[[0]]")
  }

  @Test func aDatabaseThatWasLostIsFilledAgainByATakenUpRun() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv", "deep/b.csv"])
    let path = folder.path("out/batch.sqlite")
    #expect(try analyze(folder).code == 0)
    guard let first = try ask(path, all) else { return }
    try manager.removeItem(atPath: path)
    #expect(try analyze(folder, ["--resume"]).code == 0)
    #expect(try ask(path, all) == first)
  }

  @Test func shardsOfOneFolderShareTheDatabase() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv", "deep/b.csv"])
    #expect(try analyze(folder).code == 0)
    guard let whole = try ask(folder.path("out/batch.sqlite"), all) else { return }
    try manager.removeItem(atPath: folder.path("out"))
    for part in ["1/2", "2/2"] { #expect(try analyze(folder, ["--shard", part]).code == 0) }
    #expect(try ask(folder.path("out/batch.sqlite"), all) == whole)
  }

  @Test func aKilledRunLeavesWholeRecordings() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv"])
    let path = folder.path("out/batch.sqlite")
    #expect(try analyze(folder).code == 0)
    guard let whole = try ask(path, all) else { return }
    // A run over it again that is killed while it waits for the second recording.
    let slow = try SlowTable(folder.path("in/b.csv"))
    let date = try manager.attributesOfItem(atPath: path)[.modificationDate] as? Date
    let run = try RunningProgram([
      "analyze", folder.path("in"), "--output", folder.path("out"), "-q",
    ])
    let hasWritten = run.waits {
      let now = try? manager.attributesOfItem(atPath: path)[.modificationDate] as? Date
      return now != date && manager.fileExists(atPath: path + "-journal") == false
    }
    #expect(hasWritten)
    #expect(run.end(by: SIGKILL).wasKilled)
    withExtendedLifetime(slow) {}
    #expect(try ask(path, "PRAGMA integrity_check") == #"[["ok"]]"#)
    #expect(try ask(path, "PRAGMA foreign_key_check") == "[]")
    #expect(try ask(path, all) == whole)
  }

  @Test func recordingsOfOneNameInTwoFoldersReplacedEachOther() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv", "deep/a.csv"])
    let run = try Program([
      "analyze", folder.path("in/a.csv"), folder.path("in/deep/a.csv"), "--output",
      folder.path("out"), "-q",
    ])
    #expect(run.code == 0)
    let path = folder.path("out/batch.sqlite")
    guard let answer = try ask(path, "SELECT source, output FROM recordings ORDER BY id") else {
      return
    }
    #expect(
      answer == #"[["a.csv", "a.csv.events.json"], ["a.csv", "a.csv.2.events.json"]]"#, "\(answer)")
  }

  @Test func anotherFileUnderItsNameIsLeftAlone() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv"])
    try manager.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: true)
    let path = folder.path("out/batch.sqlite")
    let text = Data(String(repeating: "not a database\n", count: 100).utf8)
    try text.write(to: URL(filePath: path))
    let run = try Program(["analyze", folder.path("in"), "--output", folder.path("out")])
    #expect(run.code == 73)
    #expect(run.errors.contains("batch.sqlite"))
    #expect(manager.contents(atPath: path) == text)
    try manager.removeItem(atPath: path)
    guard try ask(path, "CREATE TABLE mine (x)") != nil else { return }
    let second = try Program(["analyze", folder.path("in"), "--output", folder.path("out")])
    #expect(second.code == 73 && second.errors.contains("another database"))
  }

  @Test func theQuestionsOfTheDocumentationHaveAnswers() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv", "deep/b.csv"])
    #expect(try analyze(folder).code == 0)
    let page = try String(
      contentsOf: Fixture.root.appending(path: "docs/database.md"), encoding: .utf8)
    let blocks = page.components(separatedBy: "```sql\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    #expect(blocks.count == 4)
    let questions = blocks.flatMap { $0.split(separator: ";") }
      .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    for question in questions {
      guard let answer = try ask(folder.path("out/batch.sqlite"), question) else { return }
      #expect(answer.hasPrefix("["), "\(question)")
    }
  }
}

/// The Python of the tests' environment, or else the system's.
enum Python {
  static let path: String? = {
    let own = Fixture.root.appending(path: ".venv/bin/python").path
    // Another environment with the same packages, and more.
    let named = ProcessInfo.processInfo.environment["MYOSIFT_TEST_PYTHON"].map { [$0] } ?? []
    let all =
      named + [own, "/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
    let found = all.first { FileManager.default.isExecutableFile(atPath: $0) }
    if found == nil { print("skipped: no python is here (make venv)") }
    return found
  }()

  /// Runs a script.
  ///
  /// - Returns: What it printed, or nil where there is no Python.
  static func run(_ script: String, _ arguments: [String]) throws -> String? {
    guard let path else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "the Python script failed")
    return String(decoding: data, as: UTF8.self)
  }
}
