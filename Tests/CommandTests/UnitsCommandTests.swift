import EMGTestSupport
import Foundation
import Testing

@Suite struct UnitsCommandTests {
  @Test func itTellsTheStretchAndRefusesWhatItCannotDo() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let file = folder.path("needle.raw")
    #expect(
      try Program(["simulate", "needle_contraction", "--seed", "3", "--output", file]).code == 0)
    let run = try Program(["units", file, "--from", "2", "--to", "3", "--json"])
    #expect(run.code == 0, "\(run.errors)")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let settings = try #require(document["settings"] as? [String: Any])
    #expect(settings["high_pass_hz"] as? Double == 1000)
    let channel = try #require((document["channels"] as? [[String: Any]])?.first)
    #expect(channel["start_s"] as? Double == 2 && channel["duration_s"] as? Double == 1)
    for unit in channel["units"] as? [[String: Any]] ?? [] {
      let times = try #require(unit["discharges_s"] as? [Double])
      #expect(times == times.sorted() && times.allSatisfy { (2...3).contains($0) })
      #expect(unit["discharges"] as? Int == times.count)
    }
    let long = try Program(["units", file, "--set", "decomposition.longest_s=1"])
    #expect(long.code == 65 && long.errors.contains("--from"))
    let slow = try Program(["units", file, "--set", "decomposition.high_pass_hz=20000"])
    #expect(slow.code == 64)
    #expect(try Program(["units", file, "--channels", "none"]).code == 64)
    #expect(try Program(["units", folder.path("missing.csv")]).code == 66)
  }
}
