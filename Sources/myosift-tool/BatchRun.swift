import EMGPipeline
import EMGSinks
import Foundation

/// A run over inputs: one after another, each noted once it is done, failures named and passed by.
struct BatchRun {
  var batch: Batch
  /// Whether results go to a folder with a journal and a summary.
  var isSeveral: Bool
  /// Whether what earlier runs finished counts.
  var isResumed: Bool
  var isQuiet: Bool
  /// All inputs of which this run does a part, whose rows the summary then holds too.
  var all: [InputList.Item] = []

  /// The output folder's journal, or nil.
  var journal: Journal? {
    isSeveral ? batch.output.map { Journal(folder: $0, isRead: isResumed) } : nil
  }

  /// Does the run.
  ///
  /// - Parameters:
  ///   - items: The inputs.
  ///   - mode: When progress is shown.
  /// - Returns: The code of the worst failure.
  /// - Throws: ``Failure`` that ends the run.
  func run(_ items: [InputList.Item], _ mode: ProgressMode) async throws -> Exit {
    var worst = Exit.success
    var entries: [Journal.Entry] = []
    let journal = journal
    let database = try journal.map { try BatchDatabase(folder: $0.folder) }
    let sizes = items.map { ProgressMeter.fileSize($0.path) ?? 0 }
    let meter = ProgressMeter(isQuiet ? .never : mode, sizes: sizes)
    for (item, size) in zip(items, sizes) {
      meter.begin(item.relative, size: size)
      let content = journal.flatMap { _ in Journal.content(item.path) }
      if let done = try finished(item, content, journal, database) {
        entries.append(done)
        meter.clear()
        if !isQuiet { Terminal.note("\(item.relative): done already") }
        meter.pass()
        continue
      }
      do {
        let result = try await batch.analyse(item, meter, isResumed: isResumed)
        if let journal {
          let entry = batch.entry(item, result, content: content)
          entries.append(entry)
          // The journal comes last: what it names is in the database too.
          try database?.add(result, source: item.relative, output: entry.output, key: entry.key)
          try journal.add([entry])
        }
        meter.finish()
        meter.clear()
        if !isQuiet { Terminal.note(HumanTable.text(result)) }
      } catch let failure as Failure {
        meter.pass()
        meter.clear()
        failure.report()
        guard let journal, failure.code != .cannotCreate else { throw Failure(failure.code, "") }
        let entry = batch.entry(item, failure, content: content)
        if entries.last?.output == entry.output { entries.removeLast() }
        entries.append(entry)
        try database?.add(failure, source: item.relative, output: entry.output)
        try journal.add([entry])
        worst = .worse(worst, failure.code)
      }
    }
    if let journal { try summarise(entries, journal) }
    return worst
  }

  /// A recording that is done already, with what is said of it now.
  private func finished(
    _ item: InputList.Item, _ content: String?, _ journal: Journal?, _ database: BatchDatabase?
  ) throws -> Journal.Entry? {
    guard let content, let journal,
      var entry = journal.finished(batch.name(of: item), content: content, batch: batch.hash),
      let key = entry.key, database?.holds(entry.output, key: key) ?? true
    else { return nil }
    if entry.labels != item.labels || entry.source != item.relative {
      (entry.labels, entry.source) = (item.labels, item.relative)
      try journal.add([entry])
    }
    return entry
  }

  /// Writes the summary; that of a part holds what other runs into the folder have done of the rest.
  private func summarise(_ entries: [Journal.Entry], _ journal: Journal) throws {
    try journal.locked { _ in
      var entries = entries
      if !all.isEmpty {
        let own = Set(entries.map(\.output))
        let now = Journal(folder: journal.folder, isRead: true)
        entries += all.compactMap { item in
          let name = batch.name(of: item)
          guard !own.contains(name), let entry = now.entries[name], entry.batch == batch.hash
          else { return nil }
          return entry
        }
      }
      try BatchSummary.write(entries, to: journal.folder)
      let done = entries.count { $0.failure == nil }
      if !isQuiet {
        Terminal.note("\(journal.folder): \(done) done, \(entries.count - done) failed")
      }
    }
  }
}
