import Dispatch
import EMGCore
import EMGPipeline
import Foundation
import Synchronization

/// Puts down what a batch has done, first in the database and then in the journal, on a thread of its own.
///
/// What becomes ready while the disk is busy goes down together: the analysis does not wait for the disk as
/// long as few results are on their way.
final class BatchRecorder: Sendable {
  /// A recording that was tried.
  struct Record: Sendable {
    var entry: Journal.Entry
    /// The input's path below its folder.
    var source: String
    /// What was found, or why nothing was.
    var outcome: Result<AnalysisResult, Failure>
  }

  private struct State {
    var pending: [Record] = []
    var failure: Failure?
  }

  /// Records that may be on their way; each holds its events.
  private static let most = 16

  private let database: BatchDatabase
  private let journal: Journal
  private let queue = DispatchQueue(label: "recorder")
  private let state = Mutex(State())

  init(_ database: BatchDatabase, _ journal: Journal) {
    (self.database, self.journal) = (database, journal)
  }

  /// Takes a recording; waits where too many are on their way.
  ///
  /// - Throws: ``Failure`` where an earlier one could not be put down.
  func add(_ record: Record) async throws {
    let isFull = state.withLock {
      $0.pending.append(record)
      return $0.pending.count >= Self.most
    }
    queue.async { self.commit() }
    if isFull { await settle() }
    try check()
  }

  /// Waits until all is put down.
  ///
  /// - Throws: ``Failure`` where something could not be.
  func finish() async throws {
    await settle()
    try check()
  }

  private func settle() async {
    await withCheckedContinuation { continuation in
      queue.async {
        self.commit()
        continuation.resume()
      }
    }
  }

  private func check() throws {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func commit() {
    let records = state.withLock { state -> [Record] in
      guard state.failure == nil else { return [] }
      defer { state.pending = [] }
      return state.pending
    }
    guard !records.isEmpty else { return }
    do {
      // The journal comes last: what it names is in the database too.
      try database.add(records)
      try journal.add(records.map(\.entry))
    } catch {
      let failure = error as? Failure ?? Failure(.inputOutput, error.localizedDescription)
      state.withLock { $0.failure = failure }
    }
  }
}
