import ArgumentParser
import EMGCore
import EMGEvaluation
import EMGFormats
import EMGSinks
import Foundation

/// `myosift convert`.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Writes a recording in another format.",
    discussion: """
      The ending of --output chooses the format: .csv, .edf (EDF+, 16 bits), .bdf (BDF+, 24 bits),
      .hea (WFDB with .dat and .atr beside it), .raw (32-bit floats with .raw.json beside it).
      Events of `myosift analyze` become annotations of EDF+, BDF+ and WFDB. What the file
      says of the patient is not written unless --keep-identity is given and the format has a place.

      Examples:
        myosift convert biceps.csv --output biceps.bdf --events biceps.events.json
        myosift convert night.edf --channels "EMG chin" --output chin.csv
        myosift convert night.edf --from 3600 --to 3660 --output minute.edf
      """)

  @Argument(help: "A recording, or - for a stream on standard input.")
  var input: String
  @Option(name: .shortAndLong, help: "The file to write.")
  var output: String
  @Option(help: "Events in JSON, as `myosift analyze` writes them, to become annotations.")
  var events: String?
  @Option(help: "Names of the channels to write, separated by commas; all otherwise.")
  var channels: String?
  @Option(help: "Seconds from the first sample at which writing begins.") var from: Double?
  @Option(help: "Seconds from the first sample at which it ends.") var to: Double?
  @Flag(help: "Write what the input says of the patient (EDF+ and BDF+).")
  var keepIdentity = false
  @Flag(name: .shortAndLong, help: "No notes; errors stay.")
  var quiet = false
  @OptionGroup(title: "Inputs that do not describe themselves") var options: InputOptions

  func run() throws {
    guard let format = RecordingFormat(path: output) else {
      throw Failure(
        .usage, "--output: expected an ending of .csv, .edf, .bdf, .hea or .raw, found '\(output)'")
    }
    try refuseSource(format)
    let reading = try options.reading()
    var writer = RecordingWriter(format)
    writer.keepsIdentity = keepIdentity
    if let events {
      writer.annotations = RangeSource.annotations(
        try annotations(events), from: from ?? 0, to: to ?? .infinity)
    }
    let spool = try Spool(input)
    let names = channels?.split(separator: ",").map(String.init) ?? []
    let findings = try AnnotatedRecording.run(writer, to: output, input: input) {
      () throws(FormatError) in
      var source = try Recordings.open(path: spool.path, options: reading)
      if from != nil || to != nil {
        source = try RangeSource(source, from: from ?? 0, to: to ?? .infinity)
      }
      return names.isEmpty ? source : try SelectedSource(source, names: names)
    }
    if !quiet { for finding in findings { Terminal.note("note: \(finding.message)") } }
  }

  /// The source is never written over, neither under another name nor a part of it.
  private func refuseSource(_ format: RecordingFormat) throws {
    func identity(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }
    let stem = (input as NSString).deletingPathExtension
    let parts = ["hea", "dat", "atr", "vhdr", "eeg", "vmrk", "ahdr", "amrk"].map { "\(stem).\($0)" }
    let sources = Set(([input, input + ".json"] + parts).map(identity))
    for file in format.files(output)
    where sources.contains(identity(file)) && FileManager.default.fileExists(atPath: file) {
      throw Failure(.usage, "--output: \(file) belongs to the input; choose another name")
    }
  }

  /// One annotation an event.
  private func annotations(_ path: String) throws -> [Annotation] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.noInput, "\(path): cannot be read")
    }
    do {
      return try EventDocument(json: data).events.map {
        AnnotatedRecording.annotation($0.type, channel: $0.channel, onset: $0.onset, end: $0.end)
      }
    } catch {
      throw Failure(.badData, "\(path): \(error)")
    }
  }
}

/// A stream is kept in a file while it is read twice.
private final class Spool {
  let path: String
  private let isTemporary: Bool

  init(_ input: String) throws {
    guard input == "-" else {
      path = input
      isTemporary = false
      return
    }
    let manager = FileManager.default
    path = manager.temporaryDirectory.appending(path: "myosift-\(UUID().uuidString)").path
    isTemporary = true
    guard
      manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: path)
    else { throw Failure(.cannotCreate, "\(path): cannot be written") }
    do {
      while let data = try FileHandle.standardInput.read(upToCount: 1 << 20), !data.isEmpty {
        try file.write(contentsOf: data)
      }
      try file.close()
    } catch { throw Failure(.inputOutput, "standard input: \(error.localizedDescription)") }
  }

  deinit { if isTemporary { try? FileManager.default.removeItem(atPath: path) } }
}
