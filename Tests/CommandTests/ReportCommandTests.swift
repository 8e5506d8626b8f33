import EMGTestSupport
import Foundation
import Testing

/// `myosift report`, `trend` and `analyze --report` as a user calls them.
@Suite struct ReportCommandTests {
  private func analysed(_ folder: Folder) throws {
    let made = try Program([
      "simulate", "fasciculations", "--seed", "2", "--duration", "20", "--output",
      folder.path("a.raw"),
    ])
    #expect(made.code == 0, "\(made.errors)")
    let run = try Program([
      "analyze", folder.path("a.raw"), "--output", folder.path("a.events.json"), "--report",
      "--quiet",
    ])
    #expect(run.code == 0, "\(run.errors)")
  }

  @Test func anAnalysisDrawsItselfAndReportDrawsTheSame() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    let page = try String(contentsOfFile: folder.path("a.report.html"), encoding: .utf8)
    #expect(page.contains("the bytes that were analysed"))
    let again = try Program([
      "report", folder.path("a.events.json"), "--figures", folder.path("figures"),
    ])
    #expect(again.code == 0, "\(again.errors)")
    #expect(again.output == page)
    let figures = try FileManager.default.contentsOfDirectory(atPath: folder.path("figures"))
    #expect(figures.contains("raster.svg"))
  }

  @Test func anotherRecordingIsNotDrawnUnderTheseEvents() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    let made = try Program([
      "simulate", "fasciculations", "--seed", "3", "--duration", "20", "--output",
      folder.path("a.raw"),
    ])
    #expect(made.code == 0)
    let found = try Program(["report", folder.path("a.events.json")])
    #expect(found.code == 0)
    #expect(found.output.contains("not the bytes that were analysed"))
    let named = try Program([
      "report", folder.path("a.events.json"), "--recording", folder.path("a.raw"),
    ])
    #expect(named.code == 65)
    #expect(named.output.isEmpty)
  }

  @Test func aCourseIsJSONWhereAsked() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    let path = folder.path("a.events.json")
    let run = try Program(["trend", path, path, "--json"])
    #expect(run.code == 0, "\(run.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(json?["schema"] as? String == "myosift-trend")
    #expect((json?["sessions"] as? [Any])?.count == 2)
    let absent = try Program(["trend", folder.path("no.json")])
    #expect(absent.code == 66)
  }
}
