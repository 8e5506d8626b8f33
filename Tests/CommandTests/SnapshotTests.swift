import EMGTestSupport
import Foundation
import Testing

/// What people and scripts see of the program; `UPDATE_GOLDEN=1` takes a wanted change.
@Suite struct SnapshotTests {
  @Test(arguments: [
    "", "analyze", "info", "spectrum", "simulate", "score", "report", "trend", "settings",
    "convert", "merge", "bids", "review", "bench", "units",
  ])
  func theHelpIsWhatItWas(command: String) throws {
    let arguments = command.isEmpty ? ["--help"] : [command, "--help"]
    let run = try Program(arguments, environment: ["COLUMNS": "80"])
    #expect(run.code == 0)
    let name = command.isEmpty ? "myosift" : "myosift-\(command)"
    let difference = try Golden.difference(run.output, "help/\(name).txt")
    #expect(difference == nil)
  }

  @Test func theFactsOfARecordingAreWhatTheyWere() throws {
    let run = try Program(["info", Fixture.url("Recordings/mixture.raw").path, "--json"])
    let difference = try Golden.difference(run.output, "info.json")
    #expect(difference == nil)
  }
}
