import EMGPipeline
import EMGSinks
import Foundation

/// Joins results by what their journals say.
struct Merger {
  /// What came of it.
  struct State {
    var messages: [String] = []
    var worst = Exit.success
    /// Names of the results that hold.
    var results: Set<String> = []
    var failed = 0

    mutating func tell(_ code: Exit, _ message: String) {
      messages.append(message)
      worst = .worse(worst, code)
    }
  }

  /// What a folder says of a recording.
  private struct Claim {
    var folder: Int
    var entry: Journal.Entry
  }

  private let output: String
  private let batch: String?
  private let isLinked: Bool
  private let target: Journal
  private var journals: [Journal] = []
  private var expected: [InputList.Item]?

  init(output: String, batch: String?, isLinked: Bool) {
    (self.output, self.batch, self.isLinked) = (output, batch, isLinked)
    target = Journal(folder: output, isRead: true)
    journals = [target]
  }

  private static func place(_ folder: String) -> String {
    URL(filePath: folder).resolvingSymlinksInPath().standardizedFileURL.path
  }

  /// Takes a folder.
  ///
  /// - Throws: ``Failure`` where it holds no batch.
  mutating func take(_ folder: String) throws {
    guard Journal.exists(in: folder) else {
      throw Failure(
        .noInput,
        "\(folder): expected the output folder of analyze with several inputs, found no"
          + " \(Journal.name) in it")
    }
    if journals.contains(where: { Self.place($0.folder) == Self.place(folder) }) { return }
    journals.append(Journal(folder: folder, isRead: true))
  }

  /// Holds results against recordings.
  mutating func expect(_ items: [InputList.Item]) { expected = items }

  /// Merges what was taken.
  ///
  /// - Returns: What is to be told.
  /// - Throws: ``Failure`` where the folders hold several batches or nothing can be written.
  func merge() throws -> State {
    var state = State()
    let batch = try soleBatch()
    var claims: [String: [Claim]] = [:]
    for (number, journal) in journals.enumerated() {
      for (name, entry) in journal.entries where entry.batch == batch {
        claims[name, default: []].append(Claim(folder: number, entry: entry))
      }
      let foreign = journal.entries.values.count { $0.batch != batch }
      if foreign > 0 {
        state.tell(.success, "\(journal.folder): foreign: \(foreign) results of another batch")
      }
    }
    let contents = held(&claims, &state)
    var merged: [Journal.Entry] = []
    for name in claims.keys.sorted() {
      let entry = try settle(name, claims[name] ?? [], contents, &state)
      guard let entry else { continue }
      merged.append(entry)
      if let failure = entry.failure {
        state.failed += 1
        state.tell(Exit(rawValue: failure.code) ?? .defect, failure.reason)
      } else {
        state.results.insert(entry.output)
      }
    }
    // Where no part has a database, none is asked for.
    let parts = journals.dropFirst().map(\.folder).filter(BatchDatabase.exists(in:))
    if !parts.isEmpty {
      let database = try BatchDatabase(folder: output)
      for part in parts { try database.take(merged, from: part) }
    }
    try target.add(merged.filter { target.entries[$0.output] != $0 })
    try target.locked { _ in try BatchSummary.write(merged, to: output) }
    if merged.contains(where: { $0.output.hasSuffix(ResultFormat.bids.fileEnding) }) {
      try Batch.describeDataset(output)
    }
    return state
  }

  /// The one batch of all folders, or the one that was asked for.
  private func soleBatch() throws -> String {
    if let batch { return batch }
    var folders: [String: String] = [:]
    for journal in journals {
      for hash in Set(journal.entries.values.map(\.batch)) where folders[hash] == nil {
        folders[hash] = journal.folder
      }
    }
    guard folders.count <= 1 else {
      let list = folders.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
      throw Failure(
        .badData,
        "expected results of one batch, found \(folders.count): choose by --batch:"
          + " \(list.joined(separator: ", "))")
    }
    return folders.keys.first ?? ""
  }

  /// Leaves only what is expected, and names what is missing.
  ///
  /// - Returns: Hashes of the recordings as they are now, by the results' names; nil for all.
  private func held(
    _ claims: inout [String: [Claim]], _ state: inout State
  ) -> [String: String?]? {
    guard let expected else { return nil }
    // The form is that of the results; a recording has one in each.
    let endings = ResultFormat.allCases.map(\.fileEnding)
    var contents: [String: String?] = [:]
    for item in expected {
      let names = endings.map { "\(item.stem).\($0)" }.filter { claims[$0] != nil }
      if names.isEmpty { state.tell(.noInput, "\(item.relative): no folder holds a result of it") }
      for name in names { contents[name] = .some(Journal.content(item.path)) }
    }
    for name in claims.keys where contents[name] == nil { claims[name] = nil }
    return contents
  }

  /// Settles what is said of one recording and brings its files.
  ///
  /// - Parameters:
  ///   - name: The result's name.
  ///   - claims: What folders say of it.
  ///   - contents: Hashes of the recordings as they are now; nil where they are not known.
  ///   - state: What is to be told.
  /// - Returns: What holds, or nil.
  /// - Throws: ``Failure`` where a file cannot be written.
  private func settle(
    _ name: String, _ claims: [Claim], _ contents: [String: String?]?, _ state: inout State
  ) throws -> Journal.Entry? {
    var claims = claims
    if let contents {
      claims.removeAll { $0.entry.failure == nil && $0.entry.content != contents[name] }
      guard !claims.isEmpty else {
        state.tell(.badData, "\(name): stale: its recording is not the one that was analysed")
        return nil
      }
    }
    let results = claims.filter { $0.entry.failure == nil }
    guard let first = results.first else {
      // Of several failures the same one is told whatever the order.
      return claims.map(\.entry).min { Self.order($0) < Self.order($1) }
    }
    if let other = results.first(where: { $0.entry != first.entry }) {
      let pair = [first, other].sorted { journals[$0.folder].folder < journals[$1.folder].folder }
      let isSame = first.entry.content == other.entry.content
      state.tell(
        .badData,
        "\(name): expected one result, found two that differ in "
          + (isSame ? "their bytes or labels" : "their recordings' bytes") + ": in "
          + pair.map { journals[$0.folder].folder }.joined(separator: " and "))
      return nil
    }
    for claim in results where try bring(claim) { return claim.entry }
    let places = results.map { journals[$0.folder].folder }.sorted().joined(separator: ", ")
    state.tell(.badData, "\(name): stale: not the bytes that its run wrote, in \(places)")
    return nil
  }

  private static func order(_ entry: Journal.Entry) -> (Int32, String, String) {
    (entry.failure?.code ?? 0, entry.failure?.reason ?? "", entry.source)
  }

  /// Brings the files of a result.
  ///
  /// - Returns: Whether they are what the run wrote.
  private func bring(_ claim: Claim) throws -> Bool {
    let journal = journals[claim.folder]
    if target.isIntact(claim.entry) { return true }
    guard claim.folder > 0, claim.entry.files[claim.entry.output] != nil else { return false }
    var files: [(to: String, data: Data, from: String)] = []
    for (file, hash) in claim.entry.files.sorted(by: { $0.key < $1.key }) {
      let from = (journal.folder as NSString).appendingPathComponent(file)
      guard let data = try? Data(contentsOf: URL(filePath: from), options: .mappedIfSafe),
        ContentHash.sha256(data) == hash
      else { return false }
      files.append(((output as NSString).appendingPathComponent(file), data, from))
    }
    for file in files where try !isLinked || !OutputFile.addName(file.from, to: file.to) {
      try OutputFile.write(file.data, to: file.to)
    }
    return true
  }
}
