import EMGTestSupport
import Foundation
import Testing

/// `myosift bench` as a user calls it: what it counts, not how long it takes.
@Suite struct BenchCommandTests {
  private var path: String { Fixture.url("Recordings/mixture.raw").path }

  @Test func itCountsWhatItAnalyses() throws {
    let run = try Program(["bench", path, "--rounds", "1", "--jobs", "2", "--json"])
    #expect(run.code == 0, "\(run.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(json?["schema"] as? String == "myosift-bench")
    let runs = json?["runs"] as? [[String: Any]] ?? []
    #expect(runs.map { $0["jobs"] as? Int } == [1, 2])
    let analysed = try Program(["analyze", path, "--quiet"])
    let events =
      try JSONSerialization.jsonObject(with: Data(analysed.output.utf8)) as? [String: Any]
    let recording = events?["recording"] as? [String: Any]
    let channels = recording?["channels"] as? [[String: Any]] ?? []
    for run in runs {
      #expect(run["channels"] as? Int == channels.count)
      #expect(
        run["samples"] as? Int == channels.reduce(0) { $0 + ($1["samples"] as? Int ?? 0) })
      #expect(run["duration_s"] as? Double == recording?["duration_s"] as? Double)
      let wall = run["wall_s"] as? Double ?? 0
      let ratio = run["times_real_time"] as? Double ?? 0
      #expect(wall > 0)
      #expect(abs(ratio * wall - (run["duration_s"] as? Double ?? 0)) < 0.01 * ratio + 0.01)
      #expect(run["peak_mb"] as? Double ?? 0 > 1)
    }
  }

  @Test func aLiveRunsBlocksAreCounted() throws {
    let run = try Program(["bench", path, "--live", "--json"])
    #expect(run.code == 0, "\(run.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let live = json?["live"] as? [String: Any]
    let classes = live?["classes"] as? [String: [String: Any]] ?? [:]
    let counts = classes.mapValues { $0["count"] as? Int ?? 0 }
    // Blocks of the file that are no whole multiple of 10 ms end with a shorter one.
    let whole = Int(((live?["duration_s"] as? Double ?? .infinity) * 100).rounded(.up))
    #expect((whole...(whole + 20)).contains(counts["all"] ?? 0))
    #expect(counts["all"] == ["waiting", "page", "events"].reduce(0) { $0 + (counts[$1] ?? 0) })
    #expect(try Program(["bench", path, path, "--live"]).code == 64)
  }

  @Test func theTableHasALineForEachRun() throws {
    let run = try Program(["bench", path, path, "--rounds", "1", "--jobs", "1"])
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.split(separator: "\n").count { $0.contains("mixture.raw") } == 2)
  }

  @Test func whatCannotBeMeasuredIsToldAndTheOthersAreMeasured() throws {
    let run = try Program(["bench", "/no/such/file.raw", path, "--rounds", "1", "--json"])
    #expect(run.code == 66)
    #expect(run.output.contains("mixture.raw"))
    #expect(try Program(["bench", "-"]).code == 64)
    #expect(try Program(["bench", path, "--rounds", "0"]).code == 64)
  }
}
