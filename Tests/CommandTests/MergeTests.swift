import EMGTestSupport
import Foundation
import Testing

/// Parts of a batch, done apart and joined, are what one run would have written.
@Suite struct MergeTests {
  private let manager = FileManager.default

  /// Six recordings in two folders, one of them corrupt.
  private func inputs(_ folder: Folder) throws {
    let kinds = ["quiet", "tremor", "clonus"]
    for n in 0..<6 {
      let path = folder.path("in/s\(n % 2)/r\(n).csv")
      try manager.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      // The first seconds are enough.
      let whole = try String(
        contentsOf: Fixture.url("Recordings/\(kinds[n % 3]).csv"), encoding: .utf8)
      let lines = whole.split(separator: "\n", omittingEmptySubsequences: false).prefix(4001)
      try (lines.joined(separator: "\n") + "\n")
        .write(toFile: path, atomically: true, encoding: .utf8)
    }
    try Data("oops".utf8).write(
      to: URL(filePath: folder.path("in/s0/bad.csv")))
  }

  private func analyse(_ folder: Folder, _ out: String, _ more: [String] = []) throws -> Int32 {
    try Program(
      ["analyze", folder.path("in"), "--output", folder.path(out), "-q"] + more
    ).code
  }

  private func shards(_ folder: Folder, _ more: [String] = []) throws {
    for n in 1...3 {
      #expect([0, 65].contains(try analyse(folder, "part\(n)", ["--shard", "\(n)/3"] + more)))
    }
  }

  private func merge(_ folder: Folder, _ parts: [String], _ out: String) throws -> Program {
    try Program(["merge"] + parts.map(folder.path) + ["--output", folder.path(out)])
  }

  /// What a database holds, whatever the order in which its rows came.
  private func rows(_ path: String) throws -> String? {
    try Python.run(
      """
      import json, sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      database.row_factory = sqlite3.Row
      assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
      assert database.execute("PRAGMA foreign_key_check").fetchall() == []
      named = {r["id"]: r["output"] for r in database.execute("SELECT id, output FROM recordings")}
      lines = []
      for table in ["recordings", "channels", "events", "settings"]:
          for row in map(dict, database.execute("SELECT * FROM " + table)):
              row.pop("id", None)
              if "recording_id" in row: row["recording_id"] = named[row["recording_id"]]
              lines.append(table + json.dumps(row, sort_keys=True))
      print("\\n".join(sorted(lines)))
      """, [path])
  }

  /// Every file that is no journal, with its bytes; of a database its rows.
  private func contents(_ folder: String) throws -> [String: Data] {
    var result = try files(below: folder) { !$0.hasSuffix(".myosift-journal.jsonl") }
    for name in result.keys where name.hasSuffix("batch.sqlite") {
      result[name] = Data((try rows((folder as NSString).appendingPathComponent(name)) ?? "").utf8)
    }
    return result
  }

  @Test(arguments: [[], ["--format", "bids"], ["--report"]])
  func aMergedBatchIsWhatOneRunWrites(options: [String]) throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder)
    #expect(try analyse(folder, "whole", options) == 65)
    try shards(folder, options)
    let whole = try contents(folder.path("whole"))
    #expect(whole.count >= 8)
    for (n, order) in [["part1", "part2", "part3"], ["part3", "part1", "part2", "part1"]]
      .enumerated()
    {
      let run = try merge(folder, order, "merged\(n)")
      #expect(run.code == 65 && run.errors.contains("bad.csv"))
      #expect(try contents(folder.path("merged\(n)")) == whole)
    }
    // One after another, again, and of what was merged.
    #expect([0, 65].contains(try merge(folder, ["part2"], "steps").code))
    #expect(try merge(folder, ["part1", "part3"], "steps").code == 65)
    #expect(try merge(folder, ["merged0", "steps", "part1"], "steps").code == 65)
    #expect(try contents(folder.path("steps")) == whole)
    let linked = try Program(
      ["merge", folder.path("merged0"), "--link", "--output", folder.path("linked"), "-q"])
    #expect(linked.code == 65)
    #expect(try contents(folder.path("linked")) == whole)
  }

  @Test func mergingMadeAnEmptyDatabaseOfPartsWithoutOne() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder)
    try shards(folder, [])
    for part in 1...3 { try manager.removeItem(atPath: folder.path("part\(part)/batch.sqlite")) }
    #expect(try merge(folder, ["part1", "part2", "part3"], "merged").code == 65)
    #expect(try contents(folder.path("merged")).keys.contains("summary.json"))
    #expect(!manager.fileExists(atPath: folder.path("merged/batch.sqlite")))
  }

  @Test func anUnbegunDatabaseOfAKilledPartGivesNothing() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder)
    try shards(folder, [])
    try Data().write(to: URL(filePath: folder.path("part1/batch.sqlite")))
    #expect(try merge(folder, ["part1", "part2", "part3"], "merged").code == 65)
    #expect(try rows(folder.path("merged/batch.sqlite")) != "")
    #expect(try Data(contentsOf: URL(filePath: folder.path("part1/batch.sqlite"))).isEmpty)
  }

  @Test func shardsInOneFolderLeaveTheWholeSummary() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder)
    #expect(try analyse(folder, "whole") == 65)
    let runs = try (1...3).map { n in
      try RunningProgram([
        "analyze", folder.path("in"), "--output", folder.path("out"), "-q", "--shard", "\(n)/3",
      ])
    }
    for run in runs { #expect([0, 65].contains(run.end(by: 0).code)) }
    #expect(try contents(folder.path("out")) == contents(folder.path("whole")))
  }

  @Test func twoWritersOfTheSameBatchLeaveItWhole() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder)
    #expect(try analyse(folder, "whole") == 65)
    let runs = try (1...3).map { _ in
      try RunningProgram(["analyze", folder.path("in"), "--output", folder.path("out"), "-q"])
    }
    for run in runs { #expect(run.end(by: 0).code == 65) }
    #expect(try contents(folder.path("out")) == contents(folder.path("whole")))
    #expect(try merge(folder, ["out"], "merged").code == 65)
    #expect(try contents(folder.path("merged")) == contents(folder.path("whole")))
  }

  @Test func staleAndForeignResultsAreNamedAndLeftOut() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder)
    try manager.removeItem(atPath: folder.path("in/s0/bad.csv"))
    try shards(folder)
    #expect(try analyse(folder, "other", ["--set", "gate.rms_tail=1e-7"]) == 0)
    let mixed = try merge(folder, ["part1", "other", "part2", "part3"], "mixed")
    #expect(mixed.code == 65 && mixed.errors.contains("expected results of one batch, found 2"))
    let batch = try #require(
      mixed.errors.split(whereSeparator: { " ,:".contains($0) }).first { $0.count == 64 })
    let one = try Program(
      ["merge"] + ["part1", "other", "part2", "part3"].map(folder.path)
        + ["--output", folder.path("one"), "--batch", String(batch)])
    #expect(one.code == 0 && one.errors.contains("foreign: "))

    // A result that was touched afterwards, and one whose recording has changed.
    let names = try contents(folder.path("part1")).keys.filter { $0.hasSuffix(".events.json") }
    let touched = try #require(names.sorted().first)
    try Data("{}".utf8).write(to: URL(filePath: folder.path("part1/" + touched)))
    let stale = try merge(folder, ["part1", "part2", "part3"], "stale")
    #expect(stale.code == 65 && stale.errors.contains("\(touched): stale: not the bytes"))
    #expect(!manager.fileExists(atPath: folder.path("stale/" + touched)))
    let input = folder.path("in/s0/r0.csv")
    try manager.removeItem(atPath: input)
    try manager.copyItem(atPath: Fixture.url("Recordings/contraction.csv").path, toPath: input)
    let checked = try Program([
      "merge", folder.path("other"), "--output", folder.path("checked"), "--recordings",
      folder.path("in"),
    ])
    #expect(checked.code == 65)
    #expect(checked.errors.contains("s0/r0.events.json: stale: its recording"))
    try manager.removeItem(atPath: folder.path("other/.myosift-journal.jsonl"))
    #expect(try merge(folder, ["other"], "none").code == 66)
  }

  @Test func twoRecordingsOfOneNameAreNotMerged() throws {
    let folder = try Folder()
    defer { folder.remove() }
    for (name, kind) in [("a", "quiet"), ("b", "clonus")] {
      try manager.createDirectory(
        atPath: folder.path("in" + name), withIntermediateDirectories: true)
      try manager.copyItem(
        atPath: Fixture.url("Recordings/\(kind).csv").path, toPath: folder.path("in\(name)/r.csv"))
      let run = try Program([
        "analyze", folder.path("in" + name), "--output", folder.path("out" + name), "-q",
      ])
      #expect(run.code == 0)
    }
    let there = try merge(folder, ["outa", "outb"], "ab")
    let back = try merge(folder, ["outb", "outa"], "ba")
    #expect(there.code == 65 && there.errors.contains("r.events.json: expected one result"))
    #expect(back.code == 65)
    #expect(try contents(folder.path("ab")) == contents(folder.path("ba")))
  }

  @Test func aManifestNamesRecordingsAndTheSummaryCarriesItsLabels() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder)
    let table = """
      path\tsubject\tsession\tmuscle\tside\telectrode\tcohort
      in/s0/r0.csv\t01\t1\tbiceps\tright\tsurface\tpilot
      in/s1/r1.csv\t02\tn/a\tbiceps\tleft\tsurface\t

      """
    try table.write(toFile: folder.path("m.tsv"), atomically: true, encoding: .utf8)
    let arguments = ["analyze", "--manifest", folder.path("m.tsv"), "-q", "--output"]
    #expect(try Program(arguments + [folder.path("whole")]).code == 0)
    let summary = try String(contentsOfFile: folder.path("whole/summary.csv"), encoding: .utf8)
    let lines = summary.split(separator: "\n")
    #expect(
      lines[0].hasPrefix("source,status,reason,subject,session,muscle,side,electrode,cohort,"))
    #expect(lines[1].hasPrefix("in/s0/r0.csv,done,,01,1,biceps,right,surface,pilot,4,"))
    #expect(lines[2].hasPrefix("in/s1/r1.csv,done,,02,,biceps,left,surface,,"))
    for n in 1...2 {
      #expect(try Program(arguments + [folder.path("part\(n)"), "--shard", "\(n)/2"]).code == 0)
    }
    // A part that fell empty has no journal.
    let parts = ["part1", "part2"].filter {
      manager.fileExists(atPath: folder.path($0 + "/.myosift-journal.jsonl"))
    }
    #expect(try merge(folder, parts, "merged").code == 0)
    #expect(try contents(folder.path("merged")) == contents(folder.path("whole")))
    let missing = try Program([
      "merge", folder.path("whole"), "--output", folder.path("checked"), "--recordings",
      folder.path("in"),
    ])
    #expect(missing.code == 66)
  }

  @Test(arguments: [
    ("file\tsubject\n", "line 1"), ("path\tpath\na\tb\n", "column 2"),
    ("path\treason\n", "column 2"),
    ("path\tsubject\na.csv\n", "expected 2 cells, found 1"), ("path\na\na\n", "line 2 already"),
    ("path\tx\nn/a\t1\n", "line 2, path"), ("", "line 1"),
  ])
  func aManifestThatIsNoneIsRefusedWithItsLine(text: String, words: String) throws {
    let folder = try Folder()
    defer { folder.remove() }
    try text.write(toFile: folder.path("m.tsv"), atomically: true, encoding: .utf8)
    let run = try Program([
      "analyze", "--manifest", folder.path("m.tsv"), "--output", folder.path("out"),
    ])
    #expect([65, 66].contains(run.code) && run.errors.contains(words) || text.isEmpty)
    #expect(run.code != 0)
  }

  @Test func thePlanForProgramsTellsWhatEachRecordingTakes() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder)
    let run = try Program(["analyze", folder.path("in"), "--dry-run", "--json"])
    #expect(run.code == 65)
    struct Plan: Decodable {
      struct Row: Decodable {
        var source: String
        var status: String
        var reason: String?
        var duration_s: Double?
        var memory_bytes: Int?
        var cpu_s: Double?
      }
      struct Total: Decodable {
        var recordings: Int
        var open: Int
        var memory_bytes: Int
      }
      var recordings: [Row]
      var total: Total
    }
    let plan = try JSONDecoder().decode(Plan.self, from: Data(run.output.utf8))
    #expect(plan.total.recordings == 7 && plan.total.open == 6)
    for row in plan.recordings where row.status == "open" {
      #expect((3...7).contains(row.duration_s ?? 0))
      #expect((row.memory_bytes ?? 0) > 30_000_000 && (row.cpu_s ?? 0) > 0)
    }
    #expect(plan.recordings.contains { $0.status == "failed" && $0.reason != nil })
    #expect(try Program(["analyze", folder.path("in"), "--json", "--output", "x"]).code == 64)
  }
}
