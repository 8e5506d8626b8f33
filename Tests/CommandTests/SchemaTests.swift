import EMGTestSupport
import Foundation
import Testing

/// Every output is valid by the JSON Schema of the repository, judged by another implementation.
@Suite struct SchemaTests {
  private static let validator = """
    import json, sys
    from jsonschema import Draft202012Validator
    schema = json.load(open(sys.argv[1]))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    text = open(sys.argv[2]).read()
    def refuse(token): raise SystemExit("not JSON: " + token)
    documents = [json.loads(line, parse_constant=refuse) for line in text.splitlines()] \\
      if sys.argv[3] == "lines" else [json.loads(text, parse_constant=refuse)]
    for document in documents:
      for error in validator.iter_errors(document):
        raise SystemExit(f"{list(error.absolute_path)}: {error.message[:300]}")
    """

  /// Python with jsonschema: the environment that `make test` makes, or the system's.
  private static let python: String? = {
    for path in [Fixture.root.appending(path: ".venv/bin/python").path, "/usr/bin/env"] {
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = (path == "/usr/bin/env" ? ["python3"] : []) + ["-c", "import jsonschema"]
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { continue }
      process.waitUntilExit()
      if process.terminationStatus == 0 { return path }
    }
    return nil
  }()

  private func validate(_ text: String, _ schema: String, lines: Bool = false) throws -> String {
    guard let python = Self.python else {
      print("skipped: python with jsonschema is not here")
      return ""
    }
    let folder = try Folder()
    defer { folder.remove() }
    try text.write(toFile: folder.path("x"), atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments =
      (python == "/usr/bin/env" ? ["python3"] : []) + [
        "-c", Self.validator, Fixture.root.appending(path: "Schemas/\(schema)").path,
        folder.path("x"), lines ? "lines" : "document",
      ]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let data = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? "" : String(decoding: data, as: UTF8.self) + " invalid"
  }

  @Test(arguments: [
    "quiet.csv", "fasciculations.csv", "tremor.csv", "clonus.csv", "contraction.csv", "mixture.raw",
  ])
  func everyFixtureGivesAValidDocument(name: String) throws {
    let path = Fixture.url("Recordings/\(name)").path
    let json = try Program(["analyze", path, "--quiet"])
    #expect(json.code == 0)
    #expect(try validate(json.output, "myosift-events-1.0.0.schema.json") == "")
    let lines = try Program(["analyze", path, "--quiet", "--format", "jsonl"])
    #expect(try validate(lines.output, "myosift-events-line-1.0.0.schema.json", lines: true) == "")
    let live = try Program(["analyze", path, "--quiet", "--format", "jsonl", "--live"])
    #expect(try validate(live.output, "myosift-events-line-1.0.0.schema.json", lines: true) == "")
    let truth = try String(contentsOfFile: path + ".truth.json", encoding: .utf8)
    #expect(try validate(truth, "myosift-events-1.0.0.schema.json") == "")
  }

  @Test(arguments: [
    ("physionet-emgdb/emg_healthy.txt", ["--unit", "mV", "--preset", "needle"]),
    ("physionet-emgdb/emg_neuropathy.txt", ["--unit", "mV", "--preset", "needle"]),
    ("physionet-emgdb/emg_myopathy.txt", ["--unit", "mV", "--preset", "needle"]),
    ("biosppy/emg.txt", ["--unit", "uV"]), ("biosppy/emg_1.txt", ["--unit", "uV"]),
    ("emgflow/sample_data_01.csv", ["--unit", "mV"]),
    ("emgflow/sample_data_03.csv", ["--unit", "mV"]),
    ("openbci/OpenBCI_GUI-v6-blinks-jawClench-alpha.txt", []),
    ("bmclab/emg.csv", ["--unit", "mV"]),
  ])
  func realTextGivesAValidDocument(path: String, options: [String]) throws {
    guard let url = Fixture.realRecording(path) else {
      print("skipped: \(path) is not here")
      return
    }
    let json = try Program(["analyze", url.path, "--quiet"] + options)
    #expect(json.code == 0, "\(json.errors)")
    #expect(try validate(json.output, "myosift-events-1.0.0.schema.json") == "")
  }

  @Test func aVaryingUnitAmongOthersWasTakenForTremor() throws {
    guard let url = Fixture.realRecording("physionet-emgdb/emg_neuropathy.hea") else {
      print("skipped: the needle record is not here")
      return
    }
    let run = try Program(["analyze", url.path, "--quiet", "--preset", "needle"])
    #expect(run.code == 0, "\(run.errors)")
    #expect(!run.output.contains("\"type\": \"tremor\""))
    #expect(run.output.contains("\"type\": \"tonic_firing\""))
  }

  @Test func theRestingRecordIsAnalysed() throws {
    guard let url = Fixture.realRecording("pysiology/convertedEMG_1000Hz_1ch_f32le.raw") else {
      print("skipped: the resting record is not here")
      return
    }
    let json = try Program([
      "analyze", url.path, "--quiet", "--rate", "1000", "--channel-count", "1", "--sample-type",
      "float32le", "--unit", "mV",
    ])
    #expect(json.code == 0, "\(json.errors)")
    #expect(try validate(json.output, "myosift-events-1.0.0.schema.json") == "")
  }
}
