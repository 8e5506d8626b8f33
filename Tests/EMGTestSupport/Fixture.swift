public import Foundation

/// Where tests find files.
public enum Fixture {
  /// The project's own folder.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file under Fixtures/.
  ///
  /// - Parameter path: The path below Fixtures/.
  /// - Returns: The file's location.
  public static func url(_ path: String) -> URL {
    root.appending(path: "Fixtures").appending(path: path)
  }

  /// A file of the real recordings, or nil where they are absent.
  ///
  /// The folder is `MYOSIFT_DATA` where set, else `../shared/data` beside the project.
  ///
  /// - Parameter path: The path below the folder.
  /// - Returns: The file's location, or nil.
  public static func realRecording(_ path: String) -> URL? {
    let folder =
      ProcessInfo.processInfo.environment["MYOSIFT_DATA"].map { URL(filePath: $0) }
      ?? root.deletingLastPathComponent().appending(path: "shared/data")
    let file = folder.appending(path: path)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }
}
