import EMGCore
import EMGFormats
import EMGPipeline
import EMGSinks
import Foundation

/// What is the same for all inputs of a run.
struct Batch: Sendable {
  var analysis: Analysis
  var reading: ReadingOptions
  var form: ResultFormat
  /// The format of a recording that carries the events as annotations, in the form's place.
  var annotated: RecordingFormat?
  var output: String?
  /// Whether the output is a folder.
  var isFolder: Bool
  /// Whether a page is drawn beside each result.
  var isDrawn = false
  /// Whether a BIDS table of events stands beside each document.
  var hasTables = false

  /// Text is handed to files and pipes in pieces of this size at least.
  private static let piece = 1 << 16

  /// All but the input that shapes a result.
  var facts: [String] {
    let options = analysis.options
    return [
      EventSchema.generatorVersion, EventSchema.version, annotated?.rawValue ?? form.rawValue,
      analysis.settings.sha256,
      options.channels.joined(separator: ","), "\(String(describing: options.from))",
      "\(String(describing: options.to))", "\(options.strict)", "\(reading)",
    ] + (hasTables ? ["tables"] : [])
  }

  /// The hash of ``facts``, by which results of one batch are known.
  var hash: String { ContentHash.sha256(Data(facts.joined(separator: "\n").utf8)) }

  /// The name of an input's result below the output folder.
  func name(of item: InputList.Item) -> String {
    annotated.map { AnnotatedRecording.name(item.stem, $0) } ?? "\(item.stem).\(form.fileEnding)"
  }

  /// Where an input's result goes; nil is standard output.
  func path(of item: InputList.Item) -> String? {
    output.map { isFolder ? ($0 as NSString).appendingPathComponent(name(of: item)) : $0 }
  }

  func open(_ item: InputList.Item) throws -> any RecordingSource {
    do {
      return try Inputs.open(item.path, reading)
    } catch { throw Failure(error, input: item.path) }
  }

  /// What the journal says of a recording that was analysed.
  ///
  /// - Parameters:
  ///   - item: The recording.
  ///   - result: What was found.
  ///   - content: Hash of the recording, or nil.
  /// - Returns: The entry with the hashes of all files of the result.
  func entry(
    _ item: InputList.Item, _ result: AnalysisResult, content: String?
  ) -> Journal.Entry {
    var entry = entry(item, content: content)
    entry.values = BatchSummary.values(result)
    guard let output else { return entry }
    for name in files(of: item) {
      let path = (output as NSString).appendingPathComponent(name)
      entry.files[name] = ContentHash.sha256(file: path)
    }
    return entry
  }

  /// What the journal says of a recording that could not be analysed.
  func entry(_ item: InputList.Item, _ failure: Failure, content: String?) -> Journal.Entry {
    var entry = entry(item, content: content)
    entry.failure = Journal.Reason(code: failure.code.rawValue, reason: failure.message)
    return entry
  }

  private func entry(_ item: InputList.Item, content: String?) -> Journal.Entry {
    Journal.Entry(
      content: content, batch: hash, source: item.relative, labels: item.labels,
      output: name(of: item))
  }

  /// The names of all files of a recording's result.
  private func files(of item: InputList.Item) -> [String] {
    let name = name(of: item)
    let table = hasTables ? [Self.table(of: item), Self.sidecar(of: Self.table(of: item))] : []
    return [name] + table + (form == .bids ? [Self.sidecar(of: name)] : [])
      + (isDrawn ? [ReportBuilder.page(of: name)] : [])
  }

  /// The name of a recording's BIDS table of events.
  private static func table(of item: InputList.Item) -> String { "\(item.stem)_events.tsv" }

  /// The name of the sidecar of a table of events.
  private static func sidecar(of path: String) -> String {
    let short = (path as NSString).deletingPathExtension + ".json"
    // An events file that is itself named .json keeps its name.
    return short == path ? path + ".json" : short
  }

  /// Analyses a recording and writes what was found.
  func analyse(
    _ item: InputList.Item, _ meter: ProgressMeter, _ input: ProgressMeter.Input, isResumed: Bool
  ) async throws -> AnalysisResult {
    let path = path(of: item)
    if let path,
      URL(filePath: path).resolvingSymlinksInPath()
        == URL(filePath: item.path).resolvingSymlinksInPath()
    {
      throw Failure(.usage, "--output: \(path) is the input")
    }
    let source = try open(item)
    if isResumed, isFolder, let output {
      for name in files(of: item) {
        WholeFile.removeRemains(of: (output as NSString).appendingPathComponent(name))
      }
    }
    // Begun before the work, so that a place that cannot be written is known at once.
    let file = annotated == nil ? try path.map { try OutputFile($0) } : nil
    let result: AnalysisResult
    do {
      let name = item.path == "-" ? "-" : (item.path as NSString).lastPathComponent
      result = try await analysis.run(
        meter.watching(source, as: input, path: item.path), name: name)
    } catch { throw Failure(error, input: item.path) }
    meter.clear()
    if let annotated, let path {
      try AnnotatedRecording.write(result, annotated, to: path) { () throws(FormatError) in
        try Inputs.open(item.path, reading)
      }
      return result
    }
    try write(result, as: form, to: file)
    if let path {
      if form == .bids { try OutputFile.write(EventSidecar.text, to: Self.sidecar(of: path)) }
      if hasTables, let output {
        let table = (output as NSString).appendingPathComponent(Self.table(of: item))
        try write(result, as: .bids, to: OutputFile(table))
        try OutputFile.write(EventSidecar.text, to: Self.sidecar(of: table))
      }
      if isDrawn { try ReportBuilder.write(of: path, recording: item.path, reading: reading) }
    }
    return result
  }

  /// Describes a folder of tables as a BIDS derivative; a dataset that describes itself keeps that.
  static func describeDataset(_ folder: String) throws {
    let path = (folder as NSString).appendingPathComponent(BIDSDataset.fileName)
    if !FileManager.default.fileExists(atPath: path) {
      try OutputFile.write(BIDSDataset.description, to: path)
    }
  }

  private func write(
    _ result: AnalysisResult, as form: ResultFormat, to file: OutputFile?
  ) throws {
    let buffer = TextBuffer(size: Self.piece) { text in
      if let file { try file.write(Data(text.utf8)) } else { try Terminal.output(text) }
    }
    try form.sink(buffer.add).take(result, jobs: analysis.options.jobs)
    try buffer.flush()
    try file?.finish()
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
