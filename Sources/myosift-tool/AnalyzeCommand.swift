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
      One input goes to standard output or to the file named by --output; several inputs need a \
      folder as --output and leave NAME.events.json for each, with summary.csv, summary.json and \
      the database batch.sqlite beside them. A table for people goes to standard error.

      Examples:
        myosift analyze biceps.csv > biceps.events.json
        myosift analyze recordings/ --output results/ --jobs 2
        myosift analyze biceps.raw --rate 2000 --channel-count 8 \\
          --sample-type int16le --unit uV --scale 0.195 --format jsonl
        recorder | myosift analyze - --format csv
        recorder | myosift analyze - --format jsonl --live
        myosift analyze recordings/ --output results/ --resume --shard 1/4
      """)

  @Argument(help: "Files, folders, patterns, or - for a stream on standard input.")
  var inputs: [String] = []
  @Option(
    help: ArgumentHelp(
      "A table of recordings with tabs: path, and subject, session, muscle, side, electrode.",
      discussion: "Paths stand relative to it; its other columns go into the summary."))
  var manifest: String?
  @Option(
    help: "json, jsonl, csv or bids; edf, bdf or wfdb: the recording with events as annotations.")
  var format: String = "json"
  @Option(name: .shortAndLong, help: "Where results go: a file, or a folder for several inputs.")
  var output: String?
  @OptionGroup var stretch: StretchOptions
  @Option(
    help: """
      Channels analysed at a time, of one recording or of several; as many as there are processors \
      where not given.
      """)
  var jobs: Int?
  @Flag(help: "Take warnings for errors.")
  var strict = false
  @Flag(
    help: "With --format jsonl: each event's line as soon as it is decided; an interrupt ends it.")
  var live = false
  @Flag(help: "Leave inputs alone whose results in the output folder are still right.")
  var resume = false
  @Option(help: "Only the part i of n of the inputs, the same on every machine; i from 1.")
  var shard: String?
  @Option(
    help: "auto, always or never: a bar on a terminal, lines elsewhere (auto: every 10 s).")
  var progress: String = "auto"
  @Flag(help: "Also draw each JSON result of --output: its page ends in .report.html.")
  var report = false
  @Flag(help: "Read headers and say what would be done.")
  var dryRun = false
  @Flag(help: "With --dry-run: as JSON, with memory and time for each recording.")
  var json = false
  @Flag(name: .shortAndLong, help: "No table and no progress; errors stay.")
  var quiet = false
  @OptionGroup(title: "Inputs that do not describe themselves") var input: InputOptions
  @OptionGroup(title: "Settings") var tuning: SettingsOptions

  func run() async throws {
    let annotated = AnnotatedRecording.formats.first { $0.rawValue == format }
    guard let form = annotated == nil ? ResultFormat(rawValue: format) : .json else {
      let names =
        ResultFormat.allCases.map(\.rawValue) + AnnotatedRecording.formats.map(\.rawValue)
      throw Failure(
        .usage, "--format: expected \(names.joined(separator: ", ")), found '\(format)'")
    }
    if annotated != nil, output == nil || inputs.contains("-") {
      throw Failure(
        .usage,
        "--format \(format): expected files as inputs and --output PATH: the recording is"
          + " written with its events")
    }
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    guard jobs >= 1 else { throw Failure(.usage, "--jobs: expected 1 or more, found \(jobs)") }
    var options = try stretch.options()
    options.jobs = jobs
    options.strict = strict
    let reading = try input.reading()
    guard let mode = ProgressMode(rawValue: progress) else {
      throw Failure(.usage, "--progress: expected auto, always or never, found '\(progress)'")
    }
    let part = try shard.map { try Shard($0) }
    if inputs.isEmpty, manifest == nil {
      throw Failure(.usage, "expected inputs or --manifest FILE")
    }
    if json, !dryRun { throw Failure(.usage, "--json: expected --dry-run beside it") }
    let list = try InputList(inputs, manifest: manifest.map { try Manifest(path: $0) })
    let isSeveral = list.items.count > 1 || manifest != nil || isFolder(inputs.first)
    if isSeveral, output == nil, !dryRun {
      throw Failure(.usage, "several inputs need a folder: pass --output FOLDER")
    }
    if resume, !isSeveral || output == nil {
      throw Failure(.usage, "--resume: expected several inputs and --output FOLDER")
    }
    if report, form != .json || output == nil || annotated != nil {
      throw Failure(.usage, "--report: expected --format json and --output PATH")
    }
    let analysis = Analysis(settings: try tuning.effective(), options: options)
    if live, !dryRun {
      guard form == .jsonl, annotated == nil, !isSeveral, output == nil, shard == nil,
        let item = list.items.first
      else {
        throw Failure(
          .usage, "--live: expected one input and --format jsonl, without --output or --shard")
      }
      return try await LiveRun(analysis: analysis, reading: reading, isQuiet: quiet)
        .run(item.path)
    }
    if !quiet { list.tellSkipped() }
    let items = list.items.filter { part?.holds($0.relative) ?? true }
    let batch = Batch(
      analysis: analysis, reading: reading,
      form: form, annotated: annotated, output: output, isFolder: isSeveral || isFolder(output),
      isDrawn: report)
    var runner = BatchRun(batch: batch, isSeveral: isSeveral, isResumed: resume, isQuiet: quiet)
    if dryRun { return try plan(items, runner) }
    runner.all = part == nil ? [] : list.items
    let worst = try await runner.run(items, mode)
    if form == .bids, let output, isFolder(output) { try Batch.describeDataset(output) }
    if worst != .success { throw Failure(worst, "") }
  }

  /// Says what would be done.
  private func plan(_ items: [InputList.Item], _ runner: BatchRun) throws {
    let plan = try RunPlan(items, runner)
    try Terminal.output(json ? plan.json : plan.text)
    for failure in plan.failures { failure.report() }
    let worst = plan.failures.reduce(Exit.success) { .worse($0, $1.code) }
    if worst != .success { throw Failure(worst, "") }
  }

  private func isFolder(_ path: String?) -> Bool {
    var isFolder: ObjCBool = false
    guard let path, unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    else { return false }
    return isFolder.boolValue
  }
}
