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
        myosift analyze recordings/ --output results/ --resume --shard 1/4
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
  @Option(help: "Channels analysed at a time; as many as there are processors where not given.")
  var jobs: Int?
  @Flag(help: "Take warnings for errors.")
  var strict = false
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
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
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
    let reading = try input.reading()
    guard let mode = ProgressMode(rawValue: progress) else {
      throw Failure(.usage, "--progress: expected auto, always or never, found '\(progress)'")
    }
    let part = try shard.map { try Shard($0) }
    let list = try InputList(inputs)
    let isSeveral = list.items.count > 1 || isFolder(inputs.first)
    if isSeveral, output == nil, !dryRun {
      throw Failure(.usage, "several inputs need a folder: pass --output FOLDER")
    }
    if resume, !isSeveral || output == nil {
      throw Failure(.usage, "--resume: expected several inputs and --output FOLDER")
    }
    if report, form != .json || output == nil {
      throw Failure(.usage, "--report: expected --format json and --output PATH")
    }
    if !quiet { list.tellSkipped() }
    let items = list.items.filter { part?.holds($0.relative) ?? true }
    let batch = Batch(
      analysis: Analysis(settings: try tuning.effective(), options: options), reading: reading,
      form: form, output: output, isFolder: isSeveral || isFolder(output))
    let worst = try await run(items, batch, isSeveral: isSeveral, mode)
    if form == .bids, let output, isFolder(output), !dryRun {
      // A dataset that describes itself keeps its description.
      let path = (output as NSString).appendingPathComponent(BIDSDataset.fileName)
      if !FileManager.default.fileExists(atPath: path) {
        try OutputFile.write(BIDSDataset.description, to: path)
      }
    }
    if worst != .success { throw Failure(worst, "") }
  }

  private func run(
    _ items: [InputList.Item], _ batch: Batch, isSeveral: Bool, _ mode: ProgressMode
  ) async throws -> Exit {
    var worst = Exit.success
    var rows: [BatchSummary.Row] = []
    let journal = isSeveral ? output.map { Journal(folder: $0, isRead: resume) } : nil
    let database = isSeveral && !dryRun ? try output.map { try BatchDatabase(folder: $0) } : nil
    let sizes = items.map { ProgressMeter.fileSize($0.path) ?? 0 }
    let meter = ProgressMeter(quiet || dryRun ? .never : mode, sizes: sizes)
    for (item, size) in zip(items, sizes) {
      meter.begin(item.relative, size: size)
      do {
        let key = journal.flatMap { _ in Journal.key(item.path, facts: batch.facts) }
        var done = key.flatMap { journal?.finished(batch.name(of: item), key: $0) }
        if let database, let key, !database.holds(batch.name(of: item), key: key) { done = nil }
        if dryRun {
          try describe(item, batch, isDone: done != nil)
        } else if let done {
          rows.append(BatchSummary.Row(item.relative, numbers: done.values))
          meter.clear()
          if !quiet { Terminal.note("\(item.relative): done already") }
          meter.pass()
        } else {
          let result = try await batch.analyse(item, meter, isResumed: resume)
          if report, let path = batch.path(of: item) {
            try ReportBuilder.write(of: path, recording: item.path, reading: batch.reading)
          }
          let row = BatchSummary.Row(item.relative, result)
          rows.append(row)
          // The journal comes last: what it names is in the database too.
          try database?.add(
            result, source: item.relative, output: batch.name(of: item), key: key)
          if let key { try note(item, row, key, journal, batch) }
          meter.finish()
          meter.clear()
          if !quiet { Terminal.note(HumanTable.text(result)) }
        }
      } catch let failure as Failure {
        meter.pass()
        meter.clear()
        failure.report()
        rows.append(BatchSummary.Row(item.relative, failure))
        if !isSeveral || failure.code == .cannotCreate {
          throw Failure(failure.code, "")
        }
        try database?.add(failure, source: item.relative, output: batch.name(of: item))
        worst = .worse(worst, failure.code)
      }
    }
    if isSeveral, let output, !dryRun { try BatchSummary.write(rows, to: output) }
    return worst
  }

  private func note(
    _ item: InputList.Item, _ row: BatchSummary.Row, _ key: String, _ journal: Journal?,
    _ batch: Batch
  ) throws {
    guard let path = batch.path(of: item), let hash = ContentHash.sha256(file: path) else { return }
    try journal?.add(
      Journal.Entry(
        key: key, source: item.relative, output: batch.name(of: item), outputSHA256: hash,
        values: row.numbers))
  }

  private func isFolder(_ path: String?) -> Bool {
    var isFolder: ObjCBool = false
    guard let path, unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    else { return false }
    return isFolder.boolValue
  }

  private func describe(_ item: InputList.Item, _ batch: Batch, isDone: Bool) throws {
    let place = batch.path(of: item) ?? "standard output"
    guard !isDone else { return try Terminal.output("\(item.path): done already, \(place)\n") }
    let header = try batch.open(item).header
    let wanted = batch.analysis.options.channels
    for name in wanted where !header.channels.contains(where: { $0.name == name }) {
      throw Failure(
        .usage,
        "\(item.path): --channels: expected names among"
          + " \(header.channels.map(\.name).joined(separator: ", ")), found '\(name)'")
    }
    let chosen = header.channels.filter {
      wanted.isEmpty ? $0.kind == .emg : wanted.contains($0.name)
    }
    let names = chosen.map { "\($0.name) (\(JSONValue.text(of: $0.rate.hertz)) Hz)" }
    try Terminal.output(
      "\(item.path): \(header.format), would analyse \(names.joined(separator: ", ")) to \(place)\n"
    )
  }
}

/// What is the same for all inputs of a run.
struct Batch {
  var analysis: Analysis
  var reading: ReadingOptions
  var form: ResultFormat
  var output: String?
  /// Whether the output is a folder.
  var isFolder: Bool

  /// Text is handed to files and pipes in pieces of this size at least.
  private static let piece = 1 << 16

  /// All but the input that shapes a result.
  var facts: [String] {
    let options = analysis.options
    return [
      EventSchema.generatorVersion, EventSchema.version, form.rawValue, analysis.settings.sha256,
      options.channels.joined(separator: ","), "\(String(describing: options.from))",
      "\(String(describing: options.to))", "\(options.strict)", "\(reading)",
    ]
  }

  /// The name of an input's result below the output folder.
  func name(of item: InputList.Item) -> String { "\(item.stem).\(form.fileEnding)" }

  /// Where an input's result goes; nil is standard output.
  func path(of item: InputList.Item) -> String? {
    output.map { isFolder ? ($0 as NSString).appendingPathComponent(name(of: item)) : $0 }
  }

  func open(_ item: InputList.Item) throws -> any RecordingSource {
    do {
      return try Inputs.open(item.path, reading)
    } catch { throw Failure(error, input: item.path) }
  }

  /// Analyses a recording and writes what was found.
  func analyse(
    _ item: InputList.Item, _ meter: ProgressMeter, isResumed: Bool
  ) async throws -> AnalysisResult {
    let path = path(of: item)
    if let path,
      URL(filePath: path).resolvingSymlinksInPath()
        == URL(filePath: item.path).resolvingSymlinksInPath()
    {
      throw Failure(.usage, "--output: \(path) is the input")
    }
    let source = try open(item)
    if isResumed, let path { OutputFile.removeRemains(of: path) }
    // Begun before the work, so that a place that cannot be written is known at once.
    let file = try path.map { try OutputFile($0) }
    let result: AnalysisResult
    do {
      let name = item.path == "-" ? "-" : (item.path as NSString).lastPathComponent
      result = try await analysis.run(meter.watching(source, path: item.path), name: name)
    } catch { throw Failure(error, input: item.path) }
    meter.clear()
    try write(result, to: file)
    if let path, form == .bids { try writeSidecar(of: path) }
    return result
  }

  private func write(_ result: AnalysisResult, to file: OutputFile?) throws {
    let buffer = TextBuffer(size: Self.piece) { text in
      if let file { try file.write(Data(text.utf8)) } else { try Terminal.output(text) }
    }
    try form.sink(buffer.add).take(result)
    try buffer.flush()
    try file?.finish()
  }

  private func writeSidecar(of path: String) throws {
    let short = (path as NSString).deletingPathExtension + ".json"
    // An events file that is itself named .json keeps its name.
    try OutputFile.write(EventSidecar.text, to: short == path ? path + ".json" : short)
  }
}

/// Gathers small pieces of text.
private final class TextBuffer {
  private let size: Int
  private let hand: (String) throws -> Void
  private var text = ""

  init(size: Int, hand: @escaping (String) throws -> Void) {
    self.size = size
    self.hand = hand
  }

  func add(_ piece: String) throws {
    text += piece
    if text.utf8.count >= size { try flush() }
  }

  func flush() throws {
    guard !text.isEmpty else { return }
    try hand(text)
    text.removeAll(keepingCapacity: true)
  }
}
