import EMGFormats
import EMGPipeline
import EMGSinks
import Foundation
import Synchronization

/// What runs into a folder have finished: a line a recording, appended once its result has its
/// name, so that a run that was killed at any moment can be taken up again, and so that the
/// results of several machines can be merged.
///
/// A recording counts as done where the same input (and the files that belong to it), settings,
/// options and version left results that are still what they were.
final class Journal: Sendable {
  /// Why a recording has no result.
  struct Reason: Codable, Equatable, Sendable {
    /// The exit code of the failure.
    var code: Int32
    var reason: String
  }

  /// A recording that was tried.
  struct Entry: Codable, Equatable, Sendable {
    /// Hash of the input's bytes and of the files that belong to it; nil where it has none.
    var content: String?
    /// Hash of settings, options and versions: of all but the input that shapes the result.
    var batch: String
    /// The input's path below its folder.
    var source: String
    /// What a manifest says of it.
    var labels: [String: String]?
    /// The result's path below the output folder, which names the recording within it.
    var output: String
    /// The hash of each file of the result, by its path below the output folder.
    var files: [String: String] = [:]
    /// Why there is no result.
    var failure: Reason?
    /// The numbers of its row in the summary.
    var values: [String: Double] = [:]

    /// All that shapes the result, in one text; nil where the input has no hash.
    var key: String? { content.map { "\($0)-\(batch)" } }

    var status: String { failure == nil ? "done" : "failed" }
  }

  let folder: String
  private let path: String
  private let known = Mutex<[String: Entry]>([:])

  /// The last entry of each result.
  var entries: [String: Entry] { known.withLock { $0 } }

  static let name = ".myosift-journal.jsonl"

  /// Opens the journal of a folder.
  ///
  /// - Parameters:
  ///   - folder: The output folder.
  ///   - isRead: Whether what earlier runs did counts.
  init(folder: String, isRead: Bool) {
    self.folder = folder
    path = (folder as NSString).appendingPathComponent(Self.name)
    if isRead { read() }
  }

  /// Reads what stands in the file now.
  func read() {
    guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else {
      return
    }
    let decoder = JSONDecoder()
    for line in data.split(separator: UInt8(ascii: "\n")) {
      // A line of a killed run may be torn.
      guard let entry = try? decoder.decode(Entry.self, from: line) else { continue }
      known.withLock { $0[entry.output] = entry }
    }
  }

  /// Whether a folder has a journal.
  static func exists(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: (folder as NSString).appendingPathComponent(name))
  }

  /// A recording that is done.
  ///
  /// - Parameters:
  ///   - output: The result's path below the folder.
  ///   - content: Hash of its input.
  ///   - batch: Hash of all else that shapes it.
  /// - Returns: Its entry, or nil where it has to be done.
  func finished(_ output: String, content: String, batch: String) -> Entry? {
    guard let entry = entries[output], entry.content == content, entry.batch == batch,
      isIntact(entry)
    else { return nil }
    return entry
  }

  /// Whether a result's files are what its run wrote.
  func isIntact(_ entry: Entry) -> Bool {
    entry.failure == nil && entry.files[entry.output] != nil
      && entry.files.allSatisfy { name, hash in
        ContentHash.sha256(file: (folder as NSString).appendingPathComponent(name)) == hash
      }
  }

  /// Notes recordings that were tried.
  ///
  /// - Parameter added: What was done; the results have their names already.
  /// - Throws: ``Failure`` where it cannot be written.
  func add(_ added: [Entry]) throws {
    guard !added.isEmpty else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A torn line before it is ended first.
    var text = Data("\n".utf8)
    for entry in added {
      known.withLock { $0[entry.output] = entry }
      guard let line = try? encoder.encode(entry) else { continue }
      text += line
      text.append(UInt8(ascii: "\n"))
    }
    try locked { handle in
      do { try handle.write(contentsOf: text) } catch {
        throw Failure(.inputOutput, "\(path): cannot be written: \(error.localizedDescription)")
      }
    }
  }

  /// Does something while no other writer notes anything or does so itself.
  ///
  /// Where the file system knows no locks it is done all the same: every file appears whole, only
  /// the summary of two runs that end at the same moment may lack a row until it is made anew.
  ///
  /// - Parameter body: What to do, with the open journal; it must not use ``add(_:)``.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws, or ``Failure``.
  func locked<Value>(_ body: (FileHandle) throws -> Value) throws -> Value {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        .cannotCreate, "\(folder): cannot be made: \(error.localizedDescription)")
    }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Failure(.cannotCreate, "\(path): cannot be written") }
    // Closing it gives the lock back.
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    defer { try? handle.close() }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return try body(handle)
  }

  /// Endings of files that belong to another of the same name, in the order of hashing.
  private static let companionEndings = [
    "json", "hea", "dat", "atr", "vhdr", "vmrk", "eeg", "bin", "raw",
  ]

  /// The hash of a recording's bytes and of the files that belong to it.
  ///
  /// - Parameter path: The input.
  /// - Returns: The hash, or nil where the input cannot be read or can be read once only.
  static func content(_ path: String) -> String? {
    guard ProgressMeter.fileSize(path) != nil, let content = ContentHash.sha256(file: path) else {
      return nil
    }
    var parts = [(path as NSString).lastPathComponent, content]
    // Files that share its name describe it, or hold its samples.
    let stem = (path as NSString).deletingPathExtension
    var others = [path + ".json"] + companionEndings.map { stem + "." + $0 }
    others += (BIDSFiles(recording: path)?.paths ?? []).filter { !others.contains($0) }
    for other in others where other != path && ProgressMeter.fileSize(other) != nil {
      parts += [(other as NSString).lastPathComponent, ContentHash.sha256(file: other) ?? ""]
    }
    return ContentHash.sha256(Data(parts.joined(separator: "\n").utf8))
  }
}
