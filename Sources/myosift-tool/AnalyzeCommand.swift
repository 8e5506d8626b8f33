import ArgumentParser
import EMGCore
import EMGFormats
import EMGPipeline
import EMGSinks
import Foundation

/// `myosift analyze`.
struct AnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "Finds events in recordings.",
    discussion: """
      One input goes to standard output or to the file named by --output; several inputs need a
      folder as --output and leave NAME.events.json for each. A table for people goes to standard
      error.

      Examples:
        myosift analyze biceps.csv > biceps.events.json
        myosift analyze recordings/ --output results/ --jobs 2
        myosift analyze biceps.raw --rate 2000 --channel-count 8 --sample-type int16le \\
          --unit uV --scale 0.195 --format jsonl
        recorder | myosift analyze - --format csv
      """)

  @Argument(help: "Files, folders, patterns, or - for a stream on standard input.")
  var inputs: [String]
  @Option(help: "json, jsonl, csv or bids.")
  var format: String = "json"
  @Option(name: .shortAndLong, help: "Where results go: a file, or a folder for several inputs.")
  var output: String?
  @Option(help: "Names of the channels to analyse, separated by commas.")
  var channels: String?
  @Option(help: "Seconds from the first sample at which analysis begins.")
  var from: Double?
  @Option(help: "Seconds from the first sample at which it ends.")
  var to: Double?
  @Option(help: "Channels analysed at a time.")
  var jobs: Int = 1
  @Flag(help: "Take warnings for errors.")
  var strict = false
  @Flag(help: "Read headers and say what would be done.")
  var dryRun = false
  @Flag(name: .shortAndLong, help: "No table and no progress; errors stay.")
  var quiet = false
  @OptionGroup(title: "Inputs that do not describe themselves") var input: InputOptions
  @OptionGroup(title: "Settings") var tuning: SettingsOptions

  func run() async throws {
    guard let form = ResultFormat(rawValue: format) else {
      throw Failure(
        .usage,
        "--format: expected \(ResultFormat.allCases.map(\.rawValue).joined(separator: ", ")),"
          + " found '\(format)'")
    }
    guard jobs >= 1 else { throw Failure(.usage, "--jobs: expected 1 or more, found \(jobs)") }
    for (flag, seconds) in [("--from", from), ("--to", to)] {
      if let seconds, !(0...1e9).contains(seconds) {
        throw Failure(.usage, "\(flag): expected 0 to 1e9 seconds, found \(seconds)")
      }
    }
    var options = AnalysisOptions()
    options.channels = channels?.split(separator: ",").map(String.init) ?? []
    options.from = from
    options.to = to
    options.jobs = jobs
    options.strict = strict
    let analysis = Analysis(settings: try tuning.effective(), options: options)
    let reading = try input.reading()
    let list = try InputList(inputs)
    let isSeveral = list.items.count > 1 || isFolder(inputs.first)
    if isSeveral, output == nil, !dryRun {
      throw Failure(.usage, "several inputs need a folder: pass --output FOLDER")
    }
    Interruption.watch()
    var worst = Exit.success
    var summaries: [BatchSummary.Row] = []
    for item in list.items {
      do {
        if dryRun {
          try describe(item, reading)
          continue
        }
        let result = try await result(of: item, analysis, reading)
        summaries.append(BatchSummary.Row(item.relative, result))
        try write(result, form, item, isSeveral: isSeveral)
        if !quiet { Terminal.note(HumanTable.text(result)) }
      } catch let failure as Failure {
        failure.report()
        summaries.append(BatchSummary.Row(item.relative, failure))
        if !isSeveral || failure.code == .cannotCreate { throw Failure(failure.code, "") }
        worst = worse(worst, failure.code)
      }
    }
    if form == .bids, let output, isFolder(output), !dryRun {
      // A dataset that describes itself keeps its description.
      let path = (output as NSString).appendingPathComponent(BIDSDataset.fileName)
      if !FileManager.default.fileExists(atPath: path) {
        try OutputFile.write(BIDSDataset.description, to: path)
      }
    }
    if isSeveral, let output, !dryRun { try BatchSummary.write(summaries, to: output) }
    if worst != .success { throw Failure(worst, "") }
  }

  /// Data that are bad outweigh inputs that are missing.
  private func worse(_ a: Exit, _ b: Exit) -> Exit {
    let order: [Exit] = [.success, .usage, .noInput, .badData, .inputOutput]
    return (order.firstIndex(of: a) ?? 0) >= (order.firstIndex(of: b) ?? 0) ? a : b
  }

  private func isFolder(_ path: String?) -> Bool {
    var isFolder: ObjCBool = false
    guard let path, unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    else { return false }
    return isFolder.boolValue
  }

  private func describe(_ item: InputList.Item, _ reading: ReadingOptions) throws {
    let source = try open(item, reading)
    let names = source.header.channels.filter { $0.kind == .emg }.map(\.name)
    try Terminal.output(
      "\(item.path): \(source.header.format), would analyse \(names.joined(separator: ", "))\n")
  }

  private func open(
    _ item: InputList.Item, _ reading: ReadingOptions
  ) throws -> any RecordingSource {
    do {
      return try Recordings.open(path: item.path, options: reading)
    } catch { throw Failure(error, input: item.path) }
  }

  private func result(
    of item: InputList.Item, _ analysis: Analysis, _ reading: ReadingOptions
  ) async throws -> AnalysisResult {
    let source = try open(item, reading)
    do {
      let name = item.path == "-" ? "-" : (item.path as NSString).lastPathComponent
      return try await analysis.run(source, name: name)
    } catch { throw Failure(error, input: item.path) }
  }

  private func write(
    _ result: AnalysisResult, _ form: ResultFormat, _ item: InputList.Item, isSeveral: Bool
  ) throws {
    let text = form.text(of: result)
    guard let output else { return try Terminal.output(text) }
    var path = output
    if isSeveral || isFolder(output) {
      let stem = item.stem
      path = (output as NSString).appendingPathComponent("\(stem).\(form.fileEnding)")
    }
    try OutputFile.write(text, to: path)
    if form == .bids {
      let short = (path as NSString).deletingPathExtension + ".json"
      // An events file that is itself named .json keeps its name.
      let sidecar = short == path ? path + ".json" : short
      try OutputFile.write(EventSidecar.text, to: sidecar)
    }
  }
}

/// Ends the program on an interrupt; finished files stay, and no partial one is ever left, since
/// files appear by renaming.
enum Interruption {
  static func watch() {
    signal(SIGINT) { _ in _exit(Exit.interrupted.rawValue) }
  }
}
