import EMGTestSupport
import Foundation
import Testing

/// `myosift info --strict` and `analyze --format edf`.
@Suite struct ValidationTests {
  private let recording = Fixture.url("Recordings/fasciculations.csv").path

  private func codes(_ text: String) throws -> [String] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return (object?["findings"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
  }

  @Test func aSoundRecordingPasses() throws {
    #expect(try Program(["info", recording, "--strict"]).code == 0)
  }

  @Test func whatIsOddIsListedWithCode65() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let file = folder.path("x.csv")
    let rows = (0..<100).map { "0.\(1000 + $0),5,1\n" }.joined()
    try Data(("time_s,TA (uV),TA (uV)\n" + rows).utf8).write(to: URL(filePath: file))
    let run = try Program(["info", file, "--strict", "--json"])
    #expect(run.code == 65)
    #expect(Set(try codes(run.output)).isSuperset(of: ["flat", "duplicate_names"]))
    #expect(try Program(["info", file]).code == 0)
  }

  @Test func whatCannotBeReadIsAFindingWithItsPlace() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let file = folder.path("x.edf")
    try Data("0       short".utf8).write(to: URL(filePath: file))
    let run = try Program(["info", file, "--strict", "--json"])
    #expect(run.code == 65)
    #expect(try codes(run.output) == ["truncated"])
    #expect(run.output.contains("\"location\"") && run.output.contains("byte 13"))
    #expect(try Program(["info", folder.path("none.edf"), "--strict"]).code == 66)
  }

  @Test(arguments: [("edf", "a.events.edf"), ("bdf", "a.events.bdf"), ("wfdb", "a_events.hea")])
  func eventsBecomeAnnotationsOfTheRecording(format: String, name: String) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let inputs = folder.url.appending(path: "in")
    try FileManager.default.createDirectory(at: inputs, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: recording, toPath: inputs.appending(path: "a.csv").path)
    let run = try Program([
      "analyze", inputs.path, "--format", format, "--output", folder.path("out"), "--quiet",
    ])
    #expect(run.code == 0, "\(run.errors)")
    let info = try Program(["info", folder.path("out/\(name)"), "--json"])
    let object = try JSONSerialization.jsonObject(with: Data(info.output.utf8)) as? [String: Any]
    let notes = object?["annotations"] as? [[String: Any]] ?? []
    let events = try Program(["analyze", recording, "--quiet", "--format", "jsonl"]).output
      .split(separator: "\n").filter { $0.contains("\"record\": \"event\"") }
    #expect(!events.isEmpty && notes.count == events.count)
    #expect((notes.first?["text"] as? String)?.contains("@@") == true)
  }

  @Test func annotatedRecordingsNeedAPlace() throws {
    #expect(try Program(["analyze", recording, "--format", "edf"]).code == 64)
    #expect(try Program(["analyze", "-", "--format", "edf", "--output", "x.edf"]).code == 64)
    let folder = try Folder()
    defer { folder.remove() }
    let wrong = try Program([
      "analyze", recording, "--format", "edf", "--output", folder.path("x.csv"), "--quiet",
    ])
    #expect(wrong.code == 64 && wrong.errors.contains("ending"))
  }
}
