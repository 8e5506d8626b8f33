internal import Foundation

/// Texts that must stay as they are, byte for byte; `UPDATE_GOLDEN=1` writes them anew.
public enum Golden {
  /// Holds a text to the one in the repository.
  ///
  /// - Parameters:
  ///   - text: What was made.
  ///   - name: The file below `Fixtures/Golden`.
  /// - Returns: nil where they are equal, or the first line that differs.
  /// - Throws: Where the file cannot be read or written.
  public static func difference(_ text: String, _ name: String) throws -> String? {
    let url = Fixture.root.appending(path: "Fixtures/Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
      return nil
    }
    let expected = try String(contentsOf: url, encoding: .utf8)
    guard text != expected else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let others = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for (n, (line, other)) in zip(lines, others).enumerated() where line != other {
      return "\(name), line \(n + 1): expected '\(other)', found '\(line)'"
    }
    return "\(name): expected \(others.count) lines, found \(lines.count)"
  }
}
