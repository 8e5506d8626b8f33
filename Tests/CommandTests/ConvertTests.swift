import EMGTestSupport
import Foundation
import Testing

/// `myosift convert` as a user meets it.
@Suite struct ConvertTests {
  private let recording = Fixture.url("Recordings/fasciculations.csv").path

  @Test(arguments: ["csv", "edf", "bdf", "hea", "raw"])
  func eachFormatIsWrittenAndReadAgain(ending: String) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let events = folder.path("events.json")
    #expect(try Program(["analyze", recording, "--output", events, "--quiet"]).code == 0)
    let file = folder.path("copy.\(ending)")
    let convert = try Program(["convert", recording, "--output", file, "--events", events])
    #expect(convert.code == 0, "\(convert.errors)")
    #expect(convert.output.isEmpty)
    let info = try Program(["info", file, "--json"])
    #expect(info.code == 0)
    #expect(info.output.contains("\"samples\": 40000"))
    // The copy gives the same events.
    let again = folder.path("again.json")
    #expect(try Program(["analyze", file, "--output", again, "--quiet"]).code == 0)
    let score = try Program(["score", events, again])
    #expect(score.code == 0)
  }

  @Test func theSourceIsNeverWrittenOver() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let source = folder.path("a.csv")
    try FileManager.default.copyItem(atPath: recording, toPath: source)
    let before = FileManager.default.contents(atPath: source)
    #expect(try Program(["convert", source, "--output", source]).code == 64)
    let link = folder.path("b.csv")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: source)
    #expect(try Program(["convert", source, "--output", link]).code == 64)
    #expect(FileManager.default.contents(atPath: source) == before)
    let record = folder.path("r.hea")
    #expect(try Program(["convert", source, "--output", record]).code == 0)
    #expect(try Program(["convert", folder.path("r.dat"), "--output", record]).code == 64)
  }

  @Test func aStreamAndSomeChannelsAreConverted() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let text = "time_s,A (uV),B (mV)\n" + (0..<200).map { "0.\(1000 + $0),\($0),-\($0)\n" }.joined()
    let file = folder.path("x.edf")
    let run = try Program(
      ["convert", "-", "--channels", "B", "--output", file], input: Data(text.utf8))
    #expect(run.code == 0, "\(run.errors)")
    let info = try Program(["info", file])
    #expect(info.output.contains("B") && !info.output.contains("A  "))
    let wrong = try Program(
      ["convert", "-", "--channels", "C", "--output", file], input: Data(text.utf8))
    #expect(wrong.code == 64)
  }

  @Test func aFolderOfBIDSResultsDescribesItself() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let output = folder.path("derivatives")
    let source = folder.path("in")
    try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: recording, toPath: source + "/a.csv")
    let run = try Program([
      "analyze", source, "--format", "bids", "--output", output, "--quiet",
    ])
    #expect(run.code == 0, "\(run.errors)")
    let text = try String(contentsOfFile: output + "/dataset_description.json", encoding: .utf8)
    #expect(text.contains("\"DatasetType\": \"derivative\""))
  }

  @Test func aFolderListsEachRecordingOnce() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let files = [
      "r.hea": "r/2 1 1000 4\na 2\nb 2\n", "a.hea": "a 1 1000 2\na.dat 16 1/uV\n",
      "b.hea": "b 1 1000 2\nb.dat 16 1/uV\n", "a.dat": "\u{1}\u{0}\u{2}\u{0}",
      "b.dat": "\u{3}\u{0}\u{4}\u{0}",
    ]
    for (name, text) in files {
      try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
    }
    let info = try Program(["info", folder.url.path, "--json"])
    #expect(info.code == 0, "\(info.errors)")
    #expect(info.output.split(separator: "\n").count == 1)
    #expect(info.output.contains("\"samples\": 4"))
  }

  @Test func failuresHaveTheirCodesAndLeaveNothing() throws {
    let folder = try Folder()
    defer { folder.remove() }
    #expect(try Program(["convert", recording, "--output", folder.path("x.xyz")]).code == 64)
    #expect(
      try Program(["convert", folder.path("none"), "--output", folder.path("x.edf")]).code == 66)
    #expect(try Program(["convert", recording, "--output", "/proc/none/x.edf"]).code == 73)
    #expect(
      try Program([
        "convert", recording, "--output", folder.path("x.edf"), "--events", folder.path("none"),
      ]).code == 66)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }
}
