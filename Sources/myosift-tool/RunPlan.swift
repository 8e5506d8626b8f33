import EMGCore
import EMGPipeline
import EMGSinks
import Foundation

/// What a run would do, from headers alone.
struct RunPlan {
  /// What is known of a recording beforehand.
  private struct Row {
    var item: InputList.Item
    var output: String
    var place: String
    var isDone = false
    var failure: Failure?
    var format = ""
    var channels: [Channel] = []
    /// Seconds, or nil where the file does not tell.
    var duration: Double?
    var bytes: Int?
    var estimate: ResourceEstimate?
  }

  private var rows: [Row] = []
  private let batch: Batch

  /// What is wrong with which input.
  var failures: [Failure] { rows.compactMap(\.failure) }

  /// Reads the headers of inputs.
  ///
  /// - Parameters:
  ///   - items: The inputs.
  ///   - runner: How they would be done.
  /// - Throws: ``Failure`` of the usage, which is the same for all.
  init(_ items: [InputList.Item], _ runner: BatchRun) throws {
    batch = runner.batch
    let journal = runner.isResumed ? runner.journal : nil
    for item in items {
      let output = batch.name(of: item)
      var row = Row(item: item, output: output, place: batch.path(of: item) ?? "standard output")
      row.bytes = ProgressMeter.fileSize(item.path)
      if let journal, let content = Journal.content(item.path) {
        row.isDone = journal.finished(output, content: content, batch: batch.hash) != nil
      }
      do { if !row.isDone { try Self.read(&row, batch) } } catch let failure as Failure {
        row.failure = failure
        if failure.code == .usage && !runner.isSeveral { throw failure }
      }
      rows.append(row)
    }
  }

  private static func read(_ row: inout Row, _ batch: Batch) throws {
    let header = try batch.open(row.item).header
    let options = batch.analysis.options
    for name in options.channels where !header.channels.contains(where: { $0.name == name }) {
      throw Failure(
        .usage,
        "\(row.item.path): --channels: expected names among"
          + " \(header.channels.map(\.name).joined(separator: ", ")), found '\(name)'")
    }
    row.format = header.format
    row.channels = header.channels.filter {
      options.channels.isEmpty ? $0.kind == .emg : options.channels.contains($0.name)
    }
    let known = header.channels.compactMap { channel in
      channel.sampleCount.map { channel.rate.seconds($0) }
    }.max()
    row.duration = known ?? ProgressMeter.guess(row.item.path, header)
    row.estimate = row.duration.map { duration in
      let end = min(duration, options.to ?? .infinity)
      return ResourceEstimate(
        rates: row.channels.map(\.rate.hertz), seconds: max(0, end - (options.from ?? 0)),
        inputBytes: row.bytes ?? 0, isText: header.format == "csv" || header.format == "delsys")
    }
  }

  /// A line a recording.
  var text: String {
    rows.compactMap { row in
      if row.isDone { return "\(row.item.path): done already, \(row.place)\n" }
      guard row.failure == nil else { return nil }
      let names = row.channels.map { "\($0.name) (\(JSONValue.text(of: $0.rate.hertz)) Hz)" }
      return "\(row.item.path): \(row.format), would analyse \(names.joined(separator: ", "))"
        + " to \(row.place)\n"
    }.joined()
  }

  /// The plan for programs.
  var json: String {
    let estimates = rows.compactMap(\.estimate)
    return JSONValue.object([
      ("schema", .text("myosift-plan")), ("schema_version", .text("1.0.0")),
      (
        "generator",
        .object([
          ("name", .text(EventSchema.generatorName)),
          ("version", .text(EventSchema.generatorVersion)),
          ("settings_sha256", .text(batch.analysis.settings.sha256)),
        ])
      ),
      ("batch", .text(batch.hash)), ("recordings", .list(rows.map(Self.object))),
      (
        "total",
        .object([
          ("recordings", .integer(rows.count)),
          ("open", .integer(rows.count { !$0.isDone && $0.failure == nil })),
          ("cpu_s", .rounded(estimates.reduce(0) { $0 + $1.processorSeconds }, 2)),
          ("memory_bytes", .integer(estimates.map(\.memoryBytes).max() ?? 0)),
        ])
      ),
    ]).indentedText
  }

  private static func object(_ row: Row) -> JSONValue {
    let labels = row.item.labels ?? [:]
    return .object([
      ("path", .text(row.item.path)), ("source", .text(row.item.relative)),
      ("output", .text(row.output)),
      ("shard_key", .text(String(Shard.key(row.item.relative), radix: 16))),
      (
        "labels",
        .object(Manifest.columnOrder(Set(labels.keys)).map { ($0, .optional(labels[$0])) })
      ),
      ("status", .text(row.failure != nil ? "failed" : row.isDone ? "done" : "open")),
      ("reason", .optional(row.failure?.message)),
      ("format", row.format.isEmpty ? .null : .text(row.format)),
      ("channels", .integer(row.channels.count)),
      ("duration_s", row.duration.map { .rounded($0, 3) } ?? .null),
      ("input_bytes", row.bytes.map(JSONValue.integer) ?? .null),
      ("memory_bytes", row.estimate.map { .integer($0.memoryBytes) } ?? .null),
      ("cpu_s", row.estimate.map { .rounded($0.processorSeconds, 3) } ?? .null),
    ])
  }
}
