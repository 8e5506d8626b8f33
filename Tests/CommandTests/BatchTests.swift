import EMGTestSupport
import Foundation
import Testing

/// Many inputs: what is taken for one, what is done again, what is shown.
@Suite struct BatchTests {
  private let fixture = Fixture.url("Recordings/fasciculations.csv").path
  private let manager = FileManager.default

  private func inputs(_ folder: Folder, _ names: [String]) throws {
    for name in names {
      let path = folder.path("in/" + name)
      try manager.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try manager.copyItem(atPath: Fixture.url("Recordings/quiet.csv").path, toPath: path)
    }
  }

  private func contents(_ folder: String) -> [String] {
    ((manager.enumerator(atPath: folder)?.allObjects as? [String]) ?? []).sorted()
  }

  @Test(arguments: ["json", "jsonl", "csv", "bids"])
  func aSecondRunReadTheResultsOfTheFirst(form: String) throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv"])
    let arguments = [
      "analyze", folder.path("in"), "--output", folder.path("in/out"), "--format", form,
    ]
    #expect(try Program(arguments + ["-q"]).code == 0)
    let second = try Program(arguments)
    #expect(second.code == 0)
    #expect(second.errors.contains("skipped: \(folder.path("in/out/summary.csv"))"))
    let summary = try String(contentsOfFile: folder.path("in/out/summary.csv"), encoding: .utf8)
    #expect(summary.split(separator: "\n").count == 2)
    let quiet = try Program(arguments + ["-q"])
    #expect(quiet.code == 0 && quiet.errors.isEmpty)
  }

  @Test func oneRecordingOfImpossibleNumbersEndedTheWholeBatch() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["quiet.csv"])
    let rows = (0..<8000).map { n in "0.\(10000 + n * 5),\(n % 3 == 0 ? "3e38" : "-2e30")\n" }
    try Data(("time_s,TA (uV)\n" + rows.joined()).utf8)
      .write(to: URL(filePath: folder.path("in/large.csv")))
    let quick = (0..<3000).map { n in "0.\(1_000_000_000 + n),\(n % 7)\n" }
    try Data(("time_s,TA (uV)\n" + quick.joined()).utf8)
      .write(to: URL(filePath: folder.path("in/quick.csv")))
    let run = try Program([
      "analyze", folder.path("in"), "--output", folder.path("out"), "--report",
    ])
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      run.errors.contains("8000 samples beyond") && run.errors.contains("sampling rate of at most"))
    for name in ["quiet", "large", "quick"] {
      #expect(manager.fileExists(atPath: folder.path("out/\(name).events.json")))
    }
    let strict = try Program(["info", folder.path("in/large.csv"), "--strict", "--json"])
    #expect(strict.code == 65 && strict.output.contains("impossible_values"))
  }

  @Test func recordingsThatABuildCannotReadWerePassedBy() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["quiet.csv"])
    // The beginning of an HDF5 file, which is one to no build.
    let mark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    for name in ["a.h5", "b.nwb"] {
      try Data(mark).write(to: URL(filePath: folder.path("in/" + name)))
    }
    let run = try Program(["analyze", folder.path("in"), "--output", folder.path("out"), "-q"])
    #expect(run.code == 65)
    #expect(run.errors.contains("a.h5") && run.errors.contains("b.nwb"), "\(run.errors)")
    let summary = try String(contentsOfFile: folder.path("out/summary.csv"), encoding: .utf8)
    #expect(summary.contains("a.h5,failed") && summary.contains("quiet.csv,done"))
  }

  @Test func aRecordingThatIsNamedLikeASummaryIsAnalysed() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["summary.csv"])
    let run = try Program(["analyze", folder.path("in"), "--output", folder.path("out"), "-q"])
    #expect(run.code == 0)
    #expect(manager.fileExists(atPath: folder.path("out/summary.events.json")))
  }

  @Test func shardsAreAPartitionThatDoesNotDependOnTheOthers() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let names = (1...8).map { "s\($0 % 3)/r\($0).csv" }
    try inputs(folder, names)
    var seen: [String] = []
    for i in 1...3 {
      let run = try Program([
        "analyze", folder.path("in"), "--dry-run", "--shard", "\(i)/3", "--output", "out",
      ])
      #expect(run.code == 0)
      seen += run.output.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
    }
    #expect(seen.sorted() == names.map { folder.path("in/" + $0) }.sorted())
    let first = try Program([
      "analyze", folder.path("in"), "--dry-run", "--shard", "1/3", "--output", "out",
    ]).output
    try manager.removeItem(atPath: folder.path("in/" + names[0]))
    let fewer = try Program([
      "analyze", folder.path("in"), "--dry-run", "--shard", "1/3", "--output", "out",
    ]).output
    #expect(
      fewer.split(separator: "\n")
        == first.split(separator: "\n").filter { !$0.contains(names[0]) })
  }

  @Test(arguments: ["0/3", "4/3", "1", "a/b", "1/0", "1/2/3", "-1/2", "1/"])
  func aShardThatIsNoneIsRefused(shard: String) throws {
    #expect(try Program(["analyze", fixture, "--shard=\(shard)"]).code == 64)
  }

  @Test func whatHasChangedIsDoneAgain() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv", "b.csv", "c.csv"])
    let arguments = ["analyze", folder.path("in"), "--output", folder.path("out"), "--resume"]
    func done(_ more: [String] = []) throws -> [String] {
      let run = try Program(arguments + more)
      #expect(run.code == 0)
      // Recordings are looked at side by side.
      return run.errors.split(separator: "\n").filter { $0.hasSuffix(": done already") }
        .map { String($0.prefix(1)) }.sorted()
    }
    #expect(try done() == [])
    #expect(try done() == ["a", "b", "c"])
    // An input with other bytes, a result that was lost, one that was cut short.
    try (String(contentsOfFile: folder.path("in/a.csv"), encoding: .utf8) + "60,0\n")
      .write(toFile: folder.path("in/a.csv"), atomically: true, encoding: .utf8)
    try manager.removeItem(atPath: folder.path("out/b.events.json"))
    #expect(try done() == ["c"])
    try Data().write(to: URL(filePath: folder.path("out/c.events.json")))
    #expect(try done() == ["a", "b"])
    #expect(try done(["--set", "gate.rms_tail=1e-7"]) == [])
    #expect(try done(["--set", "gate.rms_tail=1e-7", "--from", "1"]) == [])
    #expect(try Program(["analyze", fixture, "--resume"]).code == 64)
  }

  @Test func tablesOfADatasetWereRecordingsThatFailed() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let emg = "in/sub-1/emg/sub-1_task-rest_"
    try manager.createDirectory(
      atPath: folder.path("in/sub-1/emg"), withIntermediateDirectories: true)
    let made = try Program([
      "convert", fixture, "-q", "--output", folder.path(emg + "emg.edf"),
    ])
    #expect(made.code == 0)
    func put(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: URL(filePath: folder.path(name)))
    }
    try put("in/dataset_description.json", "{}")
    try put("in/participants.tsv", "participant_id\tage\nsub-1\t50\n")
    try put(emg + "channels.tsv", "name\ttype\tunits\nEMG1\tEMG\tuV\n")
    try put("in/sub-1/emg/sub-1_electrodes.tsv", "name\ttarget_muscle\nE1\tbiceps\n")
    try put("in/sub-1/sub-1_scans.tsv", "filename\nemg/sub-1_task-rest_emg.edf\n")
    try put(emg + "events.tsv", "onset\tduration\n1\t2\n")
    let arguments = ["analyze", folder.path("in"), "--output", folder.path("out"), "--resume"]
    let first = try Program(arguments)
    #expect(first.code == 0 && first.errors.contains("1 done, 0 failed"), "\(first.errors)")
    #expect(try Program(arguments).errors.contains("done already"))
    // What any of them says is part of the result's key.
    for name in [
      emg + "events.tsv", "in/sub-1/emg/sub-1_electrodes.tsv", "in/sub-1/sub-1_scans.tsv",
    ] {
      let text = try String(contentsOfFile: folder.path(name), encoding: .utf8)
      try put(name, text + "\n")
      #expect(try !Program(arguments).errors.contains("done already"), "\(name)")
    }
    try put("in/task-rest_emg.json", "{\"PowerLineFrequency\": 60}")
    #expect(try !Program(arguments).errors.contains("done already"))
  }

  @Test func aDryRunWritesNothingAndFindsWhatIsWrong() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv"])
    try Data("oops".utf8).write(to: URL(filePath: folder.path("in/bad.csv")))
    let run = try Program([
      "analyze", folder.path("in"), "--dry-run", "--output", folder.path("out"),
    ])
    #expect(run.code == 65)
    #expect(run.output.contains("a.csv: csv, would analyse"))
    #expect(!manager.fileExists(atPath: folder.path("out")))
    let unknown = try Program(["analyze", fixture, "--dry-run", "--channels", "nobody"])
    #expect(unknown.code == 64)
  }

  @Test func progressIsPlainLinesWhereThereIsNoTerminal() throws {
    let always = try Program(["analyze", fixture, "--progress", "always"])
    let lines = always.errors.split(separator: "\n").filter { $0.hasPrefix("progress: ") }
    #expect(lines.last?.contains("100 %") == true)
    #expect(!always.errors.contains("\u{1B}") && !always.errors.contains("\r"))
    let never = try Program(["analyze", fixture, "--progress", "never"])
    #expect(!never.errors.contains("progress: "))
    #expect(try Program(["analyze", fixture, "--progress", "always", "-q"]).errors.isEmpty)
    #expect(try Program(["analyze", fixture, "--progress", "now"]).code == 64)
  }

  @Test func anInputIsNeverOverwrittenByItsResult() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try inputs(folder, ["a.csv"])
    let before = try Data(contentsOf: URL(filePath: folder.path("in/a.csv")))
    let path = folder.path("in/a.csv")
    #expect(try Program(["analyze", path, "--output", path]).code == 64)
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func infoReturnedTheLastFailureNotTheWorst() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try Data("a,b\nc,d\n".utf8).write(to: URL(filePath: folder.path("bad.csv")))
    let run = try Program(["info", folder.path("bad.csv"), folder.path("missing.csv"), fixture])
    #expect(run.code == 65)
    #expect(run.output.contains("fasciculations.csv"))
  }

  @Test(arguments: ["0", "nan", "-5", "inf"]) func anImpossibleRateWasTakenForBadData(
    rate: String
  ) throws {
    for command in ["analyze", "info", "spectrum"] {
      let run = try Program([command, fixture, "--rate=\(rate)"])
      #expect(run.code == 64)
      #expect(run.errors.contains("--rate"))
    }
  }

  @Test func aGivenUnitWasIgnoredWhereTheHeadingHasOne() throws {
    let run = try Program(["info", fixture, "--json", "--unit", "mV"])
    #expect(run.code == 0)
    #expect(run.output.contains("\"unit\": \"mV\"") && run.output.contains("unit_forced"))
    #expect(try Program(["info", fixture, "--unit", "parsec"]).code == 64)
  }

  @Test(arguments: [
    ("conditioning.high_pass_hz=460", "conditioning.low_pass_hz"),
    ("gate.wavelet_scales_s=", "at least 1"), ("mains.nominal_hz=0", "16 to 400"),
  ])
  func settingsThatMakeNoSenseAnalysedNothingAndSucceeded(setting: String, words: String) throws {
    let run = try Program(["analyze", fixture, "-q", "--set", setting])
    #expect(run.code == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(words), "\(run.errors)")
  }

  @Test func settingsAreExplainedWithDefaultRangeUnitAndReason() throws {
    let run = try Program(["settings", "--explain", "--set", "conditioning.high_pass_hz=30"])
    #expect(run.code == 0)
    #expect(
      run.output.contains(
        """
        conditioning.high_pass_hz = 30.0 Hz *
            default 20.0 Hz, range 1 to 1000 Hz
            Lower edge of the band in which events are detected
        """))
  }
}
