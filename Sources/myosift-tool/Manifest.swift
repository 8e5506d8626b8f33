import Foundation

/// A table of recordings: tab-separated, the first line names the columns.
///
/// `path` is needed; `subject`, `session`, `muscle`, `side`, `electrode` and any other column become labels that the
/// summary carries. Paths stand relative to the table's folder; `n/a` and empty cells are no label.
struct Manifest {
  /// The columns that the summary shows first.
  static let knownColumns = ["subject", "session", "muscle", "side", "electrode"]

  var items: [InputList.Item] = []

  /// The order in which the summary shows labels: known ones, then the others by name.
  static func columnOrder(_ names: Set<String>) -> [String] {
    knownColumns.filter(names.contains) + names.subtracting(knownColumns).sorted()
  }

  /// Reads a table.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``Failure`` with the line, what was expected there and what was found.
  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.noInput, "\(path): cannot be read")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Failure(.badData, "\(path): expected UTF-8 text, found other bytes")
    }
    let lines = text.replacing("\u{FEFF}", with: "").split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let columns = Self.cells(lines.first ?? "")
    guard let place = columns.firstIndex(of: "path") else {
      throw Failure(
        .badData,
        "\(path), line 1: expected columns between tabs with one called path, found"
          + " '\(columns.joined(separator: " "))'")
    }
    let taken = Set(BatchSummary.heads + BatchSummary.numbers)
    for (n, name) in columns.enumerated()
    where name.isEmpty || taken.contains(name) || columns[..<n].contains(name) {
      throw Failure(
        .badData,
        "\(path), line 1, column \(n + 1): expected a name of its own, none of the summary's"
          + " columns, found '\(name)'")
    }
    let folder = (path as NSString).deletingLastPathComponent as NSString
    var lineOfPath: [String: Int] = [:]
    for (n, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
      let cells = Self.cells(line)
      guard cells.count == columns.count else {
        throw Failure(
          .badData,
          "\(path), line \(n + 1): expected \(columns.count) cells, found \(cells.count)")
      }
      let name = cells[place]
      guard !name.isEmpty, name != "n/a", name != "-" else {
        throw Failure(
          .badData, "\(path), line \(n + 1), path: expected a file, found '\(name)'")
      }
      if let first = lineOfPath.updateValue(n + 1, forKey: name) {
        throw Failure(
          .badData, "\(path), line \(n + 1), path: '\(name)' stands in line \(first) already")
      }
      var labels: [String: String] = [:]
      for (column, cell) in zip(columns, cells)
      where column != "path" && !cell.isEmpty && cell != "n/a" { labels[column] = cell }
      items.append(
        InputList.Item(
          path: name.hasPrefix("/") ? name : folder.appendingPathComponent(name),
          relative: Self.relative(name), labels: labels.isEmpty ? nil : labels))
    }
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: "\t", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }

  /// A path that never leads out of the output folder.
  private static func relative(_ name: String) -> String {
    name.split(separator: "/").filter { $0 != ".." && $0 != "." }.joined(separator: "/")
  }
}
