package import EMGCore
internal import Foundation

/// A table of BIDS, or of recordings: text between tabs under one row of names.
package struct TabTable {
  /// The file.
  package let path: String
  /// The names of the first line.
  package let columns: [String]
  /// The lines below it, blank ones too: the first is line 2 of the file.
  package let rows: [[String]]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - required: A column that must be there.
  /// - Throws: `FormatError` where the file cannot be read or the column is missing.
  package init(path: String, required: String) throws(FormatError) {
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
        detail: "expected names between tabs with one called \(required), found"
          + " '\((lines.first ?? []).joined(separator: " "))'")
    }
    self.path = path
    self.columns = columns
    rows = Array(lines.dropFirst())
  }

  /// What a row says in a column; nil where it says nothing.
  func cell(_ row: [String], _ column: String) -> String? {
    guard let n = columns.firstIndex(of: column), row.indices.contains(n) else { return nil }
    return Self.said(row[n])
  }

  /// What a cell says; nil where it says nothing.
  ///
  /// - Parameter cell: The cell.
  /// - Returns: Nil for an empty one and for `n/a`.
  package static func said(_ cell: String) -> String? { cell.isEmpty || cell == "n/a" ? nil : cell }
}
