import EMGTestSupport
import Foundation
import Testing

@Suite struct CommandLineTests {
  private let fixture = Fixture.url("Recordings/fasciculations.csv").path

  @Test(arguments: ["analyze", "info", "spectrum", "simulate", "score", "settings"])
  func everyCommandExplainsItself(command: String) throws {
    let run = try Program([command, "--help"])
    #expect(run.code == 0)
    #expect(run.output.contains("USAGE: myosift \(command)"))
    #expect(try Program(["--help"]).output.contains(command))
  }

  @Test func dataGoesToOutputAndWordsToErrors() throws {
    let run = try Program(["analyze", fixture])
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("{"))
    #expect(run.errors.contains("analysable"))
    let quiet = try Program(["analyze", fixture, "--quiet"])
    #expect(quiet.errors.isEmpty)
    #expect(quiet.output == run.output)
  }

  @Test func jobsAndStreamsGiveTheSameBytes() throws {
    let one = try Program(["analyze", fixture, "--quiet"]).output
    let two = try Program(["analyze", fixture, "--quiet", "--jobs", "2"]).output
    #expect(one == two)
    let data = try Data(contentsOf: URL(filePath: fixture))
    let piped = try Program(["analyze", "-", "--quiet"], input: data)
    #expect(piped.code == 0)
    #expect(
      piped.output.replacing("\"source\": \"-\"", with: "\"source\": \"fasciculations.csv\"") == one
    )
  }

  @Test func exitCodesAreTheContracts() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try Data("a,b\nc,d\n".utf8).write(to: URL(filePath: folder.path("bad.csv")))
    try Data("time,EMG\n0,1\n0.001,2\n0.002,3\n".utf8).write(
      to: URL(filePath: folder.path("nounit.csv")))
    #expect(try Program(["analyze", "/nonexistent.csv"]).code == 66)
    #expect(try Program(["analyze", folder.path("bad.csv")]).code == 65)
    let noUnit = try Program(["analyze", folder.path("nounit.csv")])
    #expect(noUnit.code == 64)
    #expect(noUnit.errors.contains("--unit"))
    #expect(try Program(["analyze", fixture, "--set", "noise.blok_s=1"]).code == 64)
    #expect(try Program(["analyze", fixture, "--no-such-option"]).code == 64)
    #expect(try Program(["analyze", fixture, "--output", "/proc/none/x.json"]).code == 73)
    #expect(try Program(["simulate", "nothing", "--output", folder.path("x.csv")]).code == 64)
  }

  @Test func oneBadFileDoesNotStopTheOthers() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.path("in/sub"), withIntermediateDirectories: true)
    try manager.copyItem(atPath: fixture, toPath: folder.path("in/sub/good.csv"))
    try Data("oops".utf8).write(to: URL(filePath: folder.path("in/bad.csv")))
    let run = try Program(
      ["analyze", folder.path("in"), "--output", folder.path("out"), "--quiet"])
    #expect(run.code == 65)
    #expect(manager.fileExists(atPath: folder.path("out/sub/good.events.json")))
    let summary = try String(contentsOfFile: folder.path("out/summary.csv"), encoding: .utf8)
    #expect(summary.contains("sub/good.csv,done"))
    #expect(summary.contains("bad.csv,failed"))
    // No partial file is left.
    let left = manager.enumerator(atPath: folder.path("out"))?.allObjects as? [String]
    #expect(left?.contains { $0.contains(".part") } == false)
  }

  @Test func inputsOfOneNameDoNotOverwriteEachOther() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
    try manager.copyItem(atPath: fixture, toPath: folder.path("in/a.csv"))
    try manager.copyItem(atPath: fixture, toPath: folder.path("in/a.txt"))
    let run = try Program(["analyze", folder.path("in"), "--output", folder.path("out"), "-q"])
    #expect(run.code == 0)
    #expect(manager.fileExists(atPath: folder.path("out/a.csv.events.json")))
    #expect(manager.fileExists(atPath: folder.path("out/a.txt.events.json")))
  }

  @Test func equalNamesInTwoFoldersKeepBothResults() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let manager = FileManager.default
    for name in ["a", "b"] {
      try manager.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
      try manager.copyItem(atPath: fixture, toPath: folder.path("\(name)/x.csv"))
    }
    let run = try Program([
      "analyze", folder.path("a"), folder.path("b"), "--output", folder.path("out"), "-q",
    ])
    #expect(run.code == 0)
    let names = try manager.contentsOfDirectory(atPath: folder.path("out"))
    #expect(names.count { $0.hasSuffix(".events.json") } == 2)
  }

  @Test func aSidecarDoesNotOverwriteItsEvents() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let path = folder.path("b.json")
    #expect(
      try Program(["analyze", fixture, "-q", "--format", "bids", "--output", path]).code == 0)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("onset\t"))
  }

  @Test(arguments: ["inf", "nan", "1e300", "-1"]) func impossibleTimesAreRefusedNotTrapped(
    time: String
  ) throws {
    #expect(try Program(["analyze", fixture, "-q", "--to=\(time)"]).code == 64)
  }

  @Test func aReaderThatHasSeenEnoughIsNoFailure() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c",
      "set -o pipefail; '\(Program.url.path)' settings --explain --preset needle | head -n 1",
    ]
    let out = Pipe()
    process.standardOutput = out
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func settingsCanBePassedBack() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let settings = try Program(["settings", "--preset", "needle"])
    #expect(settings.code == 0)
    try settings.output.write(toFile: folder.path("s.json"), atomically: true, encoding: .utf8)
    let again = try Program(["settings", "--settings", folder.path("s.json")])
    #expect(again.output == settings.output)
  }

  @Test func simulateAnalyzeScoreIsOneChain() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let csv = folder.path("m.csv")
    #expect(
      try Program(["simulate", "fasciculations", "--seed", "4", "--output", csv]).code == 0)
    #expect(
      try Program(["analyze", csv, "--quiet", "--output", folder.path("m.json")]).code == 0)
    let score = try Program(["score", csv + ".truth.json", folder.path("m.json"), "--json"])
    let json = try JSONSerialization.jsonObject(with: Data(score.output.utf8)) as? [String: Any]
    let types = json?["types"] as? [String: [String: Any]]
    #expect(types?["fasciculation"]?["f1"] as? Double ?? 0 >= 0.9)
  }

  @Test func infoAndSpectrumTellWhatIsThere() throws {
    let info = try Program(["info", fixture, "--json"])
    #expect(info.code == 0)
    #expect(info.output.contains("\"rate_hz\": 1000"))
    let spectrum = try Program(["spectrum", fixture, "--json"])
    let json = try JSONSerialization.jsonObject(with: Data(spectrum.output.utf8)) as? [String: Any]
    #expect((json?["channels"] as? [Any])?.count == 1)
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionScriptsKnowTheCommands(
    shell: String
  ) throws {
    let run = try Program(["--generate-completion-script", shell])
    #expect(run.code == 0)
    for word in ["analyze", "review", "output"] { #expect(run.output.contains(word), "\(word)") }
  }

  @Test func figuresOfSpectraAreWritten() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let run = try Program([
      "spectrum", Fixture.url("Recordings/fasciculations.csv").path, "--figures",
      folder.path("figures"),
    ])
    #expect(run.code == 0)
    let figure = try String(
      contentsOfFile: folder.path("figures/spectrum-EMG1.svg"), encoding: .utf8)
    #expect(figure.hasPrefix("<svg") && figure.contains("dB re 1 µV²/Hz"))
  }
}
