import Foundation

/// Standard output carries data only; everything for people goes to standard error.
enum Terminal {
  /// Writes data; a reader that went away ends the program with success.
  static func output(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      if errno == EPIPE { Foundation.exit(Exit.success.rawValue) }
      throw Failure(.inputOutput, "standard output: cannot write")
    }
  }

  /// Writes a message for people.
  static func note(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Writes to standard error as it is.
  static func raw(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  static func error(_ text: String, isRaw: Bool = false) { note(isRaw ? text : "myosift: \(text)") }

  /// Columns padded to equal widths; the first is left-aligned, the others right-aligned.
  static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { c in rows.map { c < $0.count ? $0[c].count : 0 }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { c, text in
        let pad = String(repeating: " ", count: widths[c] - text.count)
        return c == 0 || c == row.count - 1 && text.contains(" ") ? text + pad : pad + text
      }.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n")
  }
}
