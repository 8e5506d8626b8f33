internal import EMGCore
internal import Foundation

/// A table of BIDS: text between tabs under one row of names.
struct TabTable {
  let path: String
  let columns: [String]
  let rows: [[String]]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - required: A column that must be there.
  /// - Returns: The table, or nil where there is no such file.
  /// - Throws: `FormatError` where the column is missing.
  static func read(_ path: String, required: String) throws(FormatError) -> TabTable? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let bytes = try ByteStream.wholeFile(path)
    let lines = lineRanges(
      bytes, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, isOver: true
    )
    .map { range in
      FieldText.decoded(bytes[range]).split(separator: "\t", omittingEmptySubsequences: false)
        .map { String($0).trimmed }
    }
    guard let columns = lines.first, columns.contains(required) else {
      throw FormatError(
        .badField, field: "columns", location: "\(path), line 1",
        detail: "expected names between tabs, found none called \(required)")
    }
    return TabTable(path: path, columns: columns, rows: Array(lines.dropFirst()))
  }

  /// What a row says in a column; nil where it says nothing.
  func cell(_ row: [String], _ column: String) -> String? {
    guard let n = columns.firstIndex(of: column), row.indices.contains(n), row[n] != "n/a",
      !row[n].isEmpty
    else { return nil }
    return row[n]
  }
}
