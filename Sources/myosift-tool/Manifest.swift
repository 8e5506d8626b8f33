import EMGFormats
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
    let table: TabTable
    do { table = try TabTable(path: path, required: "path") } catch {
      throw Failure(error, input: path)
    }
    let columns = table.columns
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
    for (line, cells) in zip(2..., table.rows) where cells.contains(where: { !$0.isEmpty }) {
      guard cells.count == columns.count else {
        throw Failure(
          .badData,
          "\(path), line \(line): expected \(columns.count) cells, found \(cells.count)")
      }
      var labels: [String: String] = [:]
      for (column, cell) in zip(columns, cells) { labels[column] = TabTable.said(cell) }
      guard let name = labels.removeValue(forKey: "path"), name != "-" else {
        throw Failure(.badData, "\(path), line \(line), path: expected a file, found none")
      }
      if let first = lineOfPath.updateValue(line, forKey: name) {
        throw Failure(
          .badData, "\(path), line \(line), path: '\(name)' stands in line \(first) already")
      }
      items.append(
        InputList.Item(
          path: name.hasPrefix("/") ? name : folder.appendingPathComponent(name),
          relative: Self.relative(name), labels: labels.isEmpty ? nil : labels))
    }
  }

  /// A path that never leads out of the output folder.
  private static func relative(_ name: String) -> String {
    name.split(separator: "/").filter { $0 != ".." && $0 != "." }.joined(separator: "/")
  }
}
