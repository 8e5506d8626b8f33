internal import Foundation

/// The files of a BIDS dataset that speak of a recording, beside it and in the folders above it.
///
/// A file applies where its suffix is wanted and each of its entities stands in the recording's name
/// too (the inheritance principle); the folders end with the dataset's, which
/// `dataset_description.json` marks. Of each folder the file with the most entities counts.
package struct BIDSFiles {
  /// Folders from the recording's own upwards, with the names of tables and sidecars in them.
  private let folders: [(path: String, names: [String])]
  /// The recording's entities: `sub-1`, `task-rest`.
  private let entities: Set<String>
  private let suffix: String

  /// Folders between a recording and its dataset's: kind of data, session, subject.
  private static let highest = 3
  /// What a recording may be.
  private static let suffixes = ["emg", "eeg", "ieeg"]

  /// Looks for the files.
  ///
  /// - Parameter recording: Its path; nil comes of one whose name is none of BIDS.
  package init?(recording: String) {
    let name = (recording as NSString).deletingPathExtension
    guard let suffix = Self.suffixes.first(where: { name.hasSuffix("_\($0)") }) else { return nil }
    self.suffix = suffix
    entities = Self.entities((name as NSString).lastPathComponent)
    var folder = (recording as NSString).deletingLastPathComponent
    if folder.isEmpty { folder = "." }
    var found = [folder]
    // The folders above a relative path are told by the whole.
    var above = URL(filePath: folder).standardizedFileURL.path
    for _ in 0..<Self.highest where !Self.isDataset(above) {
      above = (above as NSString).deletingLastPathComponent
      found.append(above)
    }
    // Without a dataset around it nothing but its own folder speaks of a recording.
    if !Self.isDataset(above) { found = [folder] }
    folders = found.map { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return (folder, names.filter { $0.hasSuffix(".tsv") || $0.hasSuffix(".json") }.sorted())
    }
  }

  /// Whether a name is that of a table of a dataset, which holds no samples.
  ///
  /// - Parameter name: A file's, without folders.
  /// - Returns: Also for tables of participants and sessions.
  static func isTable(_ name: String) -> Bool {
    let kinds = [
      "channels", "electrodes", "events", "scans", "sessions", "participants", "samples",
    ]
    return kinds.contains { name == "\($0).tsv" || name.hasSuffix("_\($0).tsv") }
  }

  private static func isDataset(_ folder: String) -> Bool {
    FileManager.default.fileExists(
      atPath: (folder as NSString).appendingPathComponent("dataset_description.json"))
  }

  private static func entities(_ name: String) -> Set<String> {
    let stem = (name as NSString).deletingPathExtension
    return Set(stem.split(separator: "_").map(String.init).filter { $0.contains("-") })
  }

  /// The files of a suffix, the nearest first, at most one a folder.
  private func all(_ suffix: String, _ ending: String) -> [String] {
    let wanted = "\(suffix).\(ending)"
    return folders.enumerated().compactMap { n, folder in
      let fitting = folder.names.filter { name in
        guard name == wanted || name.hasSuffix("_" + wanted) else { return false }
        // Electrodes are told in a space of their own, and once for all recordings.
        let own = Self.entities(name).filter { !$0.hasPrefix("space-") }
        return own.isSubset(of: entities) && (n > 0 || !own.isEmpty)
      }
      return fitting.max { Self.entities($0).count < Self.entities($1).count }
        .map { (folder.path as NSString).appendingPathComponent($0) }
    }
  }

  /// The tables of channels, electrodes and events: the nearest of each.
  var channels: String? { all("channels", "tsv").first }
  var electrodes: String? { all("electrodes", "tsv").first }
  var events: String? { all("events", "tsv").first }
  /// The sidecars, the nearest first: what it says comes before what others say.
  var sidecars: [String] { all(suffix, "json") }
  /// The nearest table of recordings, which states when each began.
  var scans: String? { all("scans", "tsv").first }

  /// All of them, in an order of their own.
  package var paths: [String] {
    [channels, electrodes, events, scans].compactMap(\.self) + sidecars
  }
}
