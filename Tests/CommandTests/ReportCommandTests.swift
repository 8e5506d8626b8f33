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

  /// Width and height of a PNG.
  private func size(_ path: String) throws -> [Int] {
    let data = try Data(contentsOf: URL(filePath: path))
    #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    return [16, 20].map { at in data[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test func figuresArePNGWhereLibrsvgIsHere() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard
      places.contains(where: {
        FileManager.default.isExecutableFile(atPath: "\($0)/rsvg-convert")
      })
    else { return print("skipped: rsvg-convert is not here") }
    let run = try Program([
      "report", folder.path("a.events.json"), "--output", folder.path("a.html"), "--figures",
      folder.path("figures"), "--figure-format", "both", "--figure-dpi", "192",
    ])
    #expect(run.code == 0, "\(run.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("figures"))
    let pictures = names.filter { $0.hasSuffix(".png") }
    #expect(!pictures.isEmpty && pictures.count * 2 == names.count)
    let svg = try String(contentsOfFile: folder.path("figures/raster.svg"), encoding: .utf8)
    let wanted = ["width", "height"].compactMap { key in
      svg.components(separatedBy: "\(key)=\"").dropFirst().first?.split(separator: "\"").first
        .flatMap { Double($0) }.map { Int(($0 * 2).rounded(.up)) }
    }
    #expect(try size(folder.path("figures/raster.png")) == wanted)
  }

  @Test(arguments: ["report", "trend"]) func withoutLibrsvgNothingIsBegun(command: String) throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    let run = try Program(
      [
        command, folder.path("a.events.json"), "--figures", folder.path("figures"),
        "--figure-format", "png",
      ], environment: ["PATH": "/nowhere"])
    #expect(run.code == 73 && run.errors.contains("rsvg-convert") && run.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path("figures")))
    let alone = try Program([command, folder.path("a.events.json"), "--figure-format", "png"])
    #expect(alone.code == 64 && alone.errors.contains("--figures"))
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

  @Test func aFolderOfDocumentsCouldNotBeRead() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(
      atPath: folder.path("study/arm"), withIntermediateDirectories: true)
    for (name, place) in [("fasciculations.csv", "study"), ("tremor.csv", "study/arm")] {
      try FileManager.default.copyItem(
        atPath: Fixture.url("Recordings/\(name)").path, toPath: folder.path("\(place)/\(name)"))
    }
    let results = folder.path("results")
    #expect(try Program(["analyze", folder.path("study"), "--output", results, "-q"]).code == 0)
    let alone = try Program(["report", results, "--output", folder.path("alone.html")])
    #expect(alone.code == 0)
    // Without the recordings the page says so, and so does the program.
    #expect(alone.errors.contains("fasciculations.csv: events only"), "\(alone.errors)")
    let whole = try Program([
      "report", results, "--recording", folder.path("study"), "--output", folder.path("all.html"),
    ])
    #expect(whole.code == 0 && whole.errors.isEmpty, "\(whole.errors)")
    let page = try String(contentsOfFile: folder.path("all.html"), encoding: .utf8)
    #expect(page.contains("read from tremor.csv") && page.contains("read from fasciculations.csv"))
    #expect(try Program(["trend", results]).output.contains("tremor.csv"))
    let empty = try Program(["report", folder.path("study")])
    #expect(empty.code == 66 && empty.errors.contains("no documents"), "\(empty.errors)")
  }
}
