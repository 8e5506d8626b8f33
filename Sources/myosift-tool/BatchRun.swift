import EMGCore
import EMGPipeline
import EMGSinks
import Foundation

/// A run over inputs: several at a time as there are jobs, each noted once it is done, failures named and
/// passed by.
struct BatchRun: Sendable {
  var batch: Batch
  /// Whether results go to a folder with a journal and a summary.
  var isSeveral: Bool
  /// Whether what earlier runs finished counts.
  var isResumed: Bool
  var isQuiet: Bool
  /// All inputs of which this run does a part, whose rows the summary then holds too.
  var all: [InputList.Item] = []

  /// What stands beside the results of a run into a folder.
  private struct Books {
    var journal: Journal
    var database: BatchDatabase
    var recorder: BatchRecorder
  }

  /// What became of an input.
  private enum Outcome {
    case alreadyDone(Journal.Entry)
    case done(AnalysisResult, Journal.Entry?)
    case failed(Failure, Journal.Entry)
  }

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
    let books = try journal.map { journal in
      let database = try BatchDatabase(folder: journal.folder)
      return Books(
        journal: journal, database: database, recorder: BatchRecorder(database, journal))
    }
    let sizes = items.map { ProgressMeter.fileSize($0.path) ?? 0 }
    let meter = ProgressMeter(isQuiet ? .never : mode, sizes: sizes)
    var worst = Exit.success
    var entries: [Int: Journal.Entry] = [:]
    do {
      try await sideBySide(items, sizes, meter, books) { number, outcome in
        meter.clear()
        switch outcome {
        case .alreadyDone(let entry):
          entries[number] = entry
          if !isQuiet { Terminal.note("\(items[number].relative): done already") }
        case .done(let result, let entry):
          if let entry, let books {
            entries[number] = entry
            try await books.recorder.add(
              .init(entry: entry, source: items[number].relative, outcome: .success(result)))
          }
          if !isQuiet { Terminal.note(HumanTable.text(result)) }
        case .failed(let failure, let entry):
          failure.report()
          guard let books, failure.code != .cannotCreate else { throw Failure(failure.code, "") }
          entries[number] = entry
          try await books.recorder.add(
            .init(entry: entry, source: items[number].relative, outcome: .failure(failure)))
          worst = .worse(worst, failure.code)
        }
      }
    } catch {
      // What was done before counts.
      try? await books?.recorder.finish()
      throw error
    }
    if let books {
      try await books.recorder.finish()
      try summarise(entries.sorted { $0.key < $1.key }.map(\.value), books.journal)
    }
    return worst
  }

  /// Does the inputs in their order, as many at a time as there are jobs for, and hands over what became of
  /// them as they are done.
  ///
  /// - Throws: What the body throws; inputs that were begun are ended first.
  private func sideBySide(
    _ items: [InputList.Item], _ sizes: [Int], _ meter: ProgressMeter, _ books: Books?,
    _ body: (Int, Outcome) async throws -> Void
  ) async throws {
    let clock = ContinuousClock()
    let begun = clock.now
    func now() -> Double { (clock.now - begun) / .seconds(1) }
    var shares = WorkShares(jobs: batch.analysis.options.jobs)
    var waiting = sizes.reduce(0.0) { $0 + Double($1) }
    var next = 0
    try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
      while next < items.count || !shares.isIdle {
        while next < items.count {
          let size = Double(sizes[next])
          guard let share = shares.share(of: size, waiting: waiting - size, now: now()) else {
            break
          }
          waiting -= size
          shares.begin(next, size: size, share: share, now: now())
          let (number, item) = (next, items[next])
          group.addTask {
            (number, try await outcome(of: item, size: sizes[number], share, meter, books))
          }
          next += 1
        }
        guard let (number, outcome) = try await group.next() else { break }
        shares.end(number, now: now())
        try await body(number, outcome)
      }
    }
  }

  /// Does one input.
  private func outcome(
    of item: InputList.Item, size: Int, _ jobs: Int, _ meter: ProgressMeter, _ books: Books?
  ) async throws -> Outcome {
    let input = meter.begin(item.relative, size: size)
    defer { meter.end(input) }
    let content = books.flatMap { _ in Journal.content(item.path) }
    if let books, let done = try finished(item, content, books) {
      return .alreadyDone(done)
    }
    var batch = batch
    batch.analysis.options.jobs = jobs
    do {
      let result = try await batch.analyse(item, meter, input, isResumed: isResumed)
      return .done(result, books.map { _ in batch.entry(item, result, content: content) })
    } catch let failure as Failure {
      return .failed(failure, batch.entry(item, failure, content: content))
    }
  }

  /// A recording that is done already, with what is said of it now.
  private func finished(
    _ item: InputList.Item, _ content: String?, _ books: Books
  ) throws -> Journal.Entry? {
    guard let content,
      var entry = books.journal.finished(
        batch.name(of: item), content: content, batch: batch.hash),
      let key = entry.key, books.database.holds(entry.output, key: key)
    else { return nil }
    if entry.labels != item.labels || entry.source != item.relative {
      (entry.labels, entry.source) = (item.labels, item.relative)
      try books.journal.add([entry])
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
