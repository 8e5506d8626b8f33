import EMGTestSupport
import Foundation
import Testing

/// `workflow/scripts/parquet.py`, read by DuckDB and held against the database.
@Suite struct ParquetTests {
  private static let tables = ["recordings", "channels", "events", "settings"]

  private func isHere() throws -> Bool {
    let answer = try Python.run(
      """
      import importlib.util as u
      print(all(u.find_spec(m) for m in ("pyarrow", "duckdb")))
      """, [])
    if answer != "True\n" { print("skipped: pyarrow or duckdb is not here (make venv)") }
    return answer == "True\n"
  }

  private func convert(_ folder: String) throws {
    let script = Fixture.root.appending(path: "workflow/scripts/parquet.py").path
    _ = try Python.run(
      "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')",
      [script, folder])
  }

  @Test func parquetHoldsWhatTheDatabaseHolds() throws {
    guard try isHere() else { return }
    let folder = try Folder()
    defer { folder.remove() }
    for name in ["fasciculations", "tremor", "clonus"] {
      try FileManager.default.createDirectory(
        atPath: folder.path("in"), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: Fixture.url("Recordings/\(name).csv").path, toPath: folder.path("in/\(name).csv"))
    }
    try "not a recording".write(
      toFile: folder.path("in/bad.csv"), atomically: true, encoding: .utf8)
    #expect(
      try Program(["analyze", folder.path("in"), "--output", folder.path("out"), "-q"]).code == 65)
    for part in 1...2 {
      let run = try Program([
        "analyze", folder.path("in"), "--output", folder.path("part\(part)"), "-q", "--shard",
        "\(part)/2",
      ])
      #expect([0, 65].contains(run.code))
    }
    let merged = try Program([
      "merge", folder.path("part2"), folder.path("part1"), "--output", folder.path("merged"), "-q",
    ])
    #expect(merged.code == 65)
    try convert(folder.path("out"))
    try convert(folder.path("merged"))
    for table in Self.tables {
      let files = ["out", "merged"].map { URL(filePath: folder.path("\($0)/\(table).parquet")) }
      #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]), "\(table)")
    }
    let differences = try Python.run(
      """
      import duckdb, json, sqlite3, sys
      out = sys.argv[1]
      base = sqlite3.connect(out + "/batch.sqlite")
      base.row_factory = sqlite3.Row
      of = {r["id"]: r["output"] for r in base.execute("SELECT * FROM recordings")}
      wrong = 0
      for table in ("recordings", "channels", "events", "settings"):
          want = []
          for row in map(dict, base.execute("SELECT * FROM " + table)):
              row.pop("id", None)
              if "recording_id" in row: row["output"] = of[row.pop("recording_id")]
              for key in ("discharges_s", "bursts_s", "times_s"):
                  if row.get(key) is not None: row[key] = json.loads(row[key])
              if table == "settings" and not isinstance(row["value"], str): row["value"] = json.dumps(row["value"])
              want.append(json.dumps(row, sort_keys=True))
          cursor = duckdb.execute(f"SELECT * FROM '{out}/{table}.parquet'")
          names = [d[0] for d in cursor.description]
          have = [json.dumps(dict(zip(names, row)), sort_keys=True) for row in cursor.fetchall()]
          wrong += sorted(want) != sorted(have) or not have
      failed = duckdb.execute(f"SELECT count(*) FROM '{out}/recordings.parquet' WHERE status = 'failed'").fetchone()[0]
      bursts = duckdb.execute(f"SELECT sum(len(bursts_s)) FROM '{out}/events.parquet'").fetchone()[0]
      print(wrong, failed, bursts > 10)
      """, [folder.path("out")])
    #expect(differences == "0 1 True\n")
  }
}
