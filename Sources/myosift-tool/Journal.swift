import EMGPipeline
import EMGSinks
import Foundation

/// What runs into a folder have finished: a line a recording, appended once its result has its
/// name, so that a run that was killed at any moment can be taken up again.
///
/// A recording counts as done where the same input (and the files that belong to it), settings,
/// options and version left a result that is still what it was.
final class Journal {
  /// A finished recording.
  struct Entry: Codable {
    /// Hash of all that shapes the result.
    var key: String
    /// The input's path below its folder.
    var source: String
    /// The result's path below the output folder, and its hash.
    var output: String
    var outputSHA256: String
    /// The numbers of its row in the summary.
    var values: [String: Double]
  }

  private let folder: String
  private let path: String
  private var entries: [String: Entry] = [:]

  static let name = ".myosift-journal.jsonl"

  /// Opens the journal of a folder.
  ///
  /// - Parameters:
  ///   - folder: The output folder.
  ///   - isRead: Whether what earlier runs finished counts.
  init(folder: String, isRead: Bool) {
    self.folder = folder
    path = (folder as NSString).appendingPathComponent(Self.name)
    guard isRead, let data = FileManager.default.contents(atPath: path) else { return }
    for line in data.split(separator: UInt8(ascii: "\n")) {
      // The last line of a killed run may be torn.
      guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)) else { continue }
      entries[entry.output] = entry
    }
  }

  /// A recording that is done.
  ///
  /// - Parameters:
  ///   - output: The result's path below the folder.
  ///   - key: Hash of all that shapes it.
  /// - Returns: Its entry, or nil where it has to be done.
  func finished(_ output: String, key: String) -> Entry? {
    guard let entry = entries[output], entry.key == key,
      ContentHash.sha256(file: (folder as NSString).appendingPathComponent(output))
        == entry.outputSHA256
    else { return nil }
    return entry
  }

  /// Notes a finished recording.
  ///
  /// - Parameter entry: What was done; its result has its name already.
  /// - Throws: ``Failure`` where it cannot be written.
  func add(_ entry: Entry) throws {
    entries[entry.output] = entry
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var line = try? encoder.encode(entry) else { return }
    // A torn line before it is ended first.
    line.insert(UInt8(ascii: "\n"), at: 0)
    line.append(UInt8(ascii: "\n"))
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND, 0o666)
    guard descriptor >= 0 else { throw Failure(.cannotCreate, "\(path): cannot be written") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do { try handle.write(contentsOf: line) } catch {
      throw Failure(.inputOutput, "\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  /// Endings of files that belong to another of the same name, in the order of hashing.
  private static let companionEndings = [
    "json", "hea", "dat", "atr", "vhdr", "vmrk", "eeg", "bin", "raw",
  ]

  /// The hash of all that shapes a recording's result.
  ///
  /// - Parameters:
  ///   - path: The input.
  ///   - facts: Settings, options and versions as text.
  /// - Returns: The hash, or nil where the input cannot be read.
  static func key(_ path: String, facts: [String]) -> String? {
    // A stream can be read once only.
    guard ProgressMeter.fileSize(path) != nil, let content = ContentHash.sha256(file: path) else {
      return nil
    }
    var parts = facts + [(path as NSString).lastPathComponent, content]
    // Files that share its name describe it, or hold its samples.
    let stem = (path as NSString).deletingPathExtension
    for other in [path + ".json"] + companionEndings.map({ stem + "." + $0 })
    where other != path && ProgressMeter.fileSize(other) != nil {
      parts += [(other as NSString).lastPathComponent, ContentHash.sha256(file: other) ?? ""]
    }
    return ContentHash.sha256(Data(parts.joined(separator: "\n").utf8))
  }
}

/// A part of a list of inputs that is the same on every machine.
struct Shard: Equatable {
  var number: Int
  var count: Int

  /// Reads `i/n`, i from 1.
  init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], count >= 1,
      (1...count).contains(number)
    else {
      throw Failure(.usage, "--shard: expected i/n with i from 1 to n, found '\(text)'")
    }
    (self.number, self.count) = (number, count)
  }

  /// Whether an input belongs here, by its path below the folder that was named.
  func holds(_ relative: String) -> Bool {
    // FNV-1a with its bits mixed, since neighbouring names differ in the last letters only.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in relative.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash ^= hash >> 33
    return Int(hash % UInt64(count)) == number - 1
  }
}
