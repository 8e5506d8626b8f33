internal import EMGCore
public import EMGSinks
internal import Foundation

/// What a subject notes of days between sessions: sleep, caffeine, exercise, cramps, medication.
///
/// It is shown beside the sessions; nothing is computed from it.
public struct Diary: Hashable, Sendable {
  /// A day.
  public struct Entry: Hashable, Sendable {
    /// `YYYY-MM-DD`, as written.
    public var date: String
    /// Days since 1970.
    public var day: Int
    /// One a column, empty where nothing is noted.
    public var values: [String]
  }

  /// Names of the columns besides the date.
  public private(set) var columns: [String]
  /// By date; equal dates in the table's order.
  public private(set) var entries: [Entry]

  /// Reads a table: comma or semicolon, cells quoted where they hold one, the first line names the columns.
  ///
  /// - Parameter text: The table.
  /// - Throws: `DocumentError` with the line, what was expected there and what was found.
  public init(text: String) throws(DocumentError) {
    let rows = Self.rows(text)
    guard let heads = rows.first?.cells.map(\.trimmed),
      let place = heads.firstIndex(where: { $0.lowercased() == "date" })
    else {
      throw DocumentError(
        description: "line 1: expected names of columns with one called date, found"
          + " '\(rows.first?.cells.joined(separator: ",") ?? "")'")
    }
    columns = heads.enumerated().filter { $0.offset != place }.map(\.element)
    entries = []
    for (line, cells) in rows.dropFirst() where cells.contains(where: { !$0.trimmed.isEmpty }) {
      guard cells.count == heads.count else {
        throw DocumentError(
          description: "line \(line): expected \(heads.count) cells, found \(cells.count)")
      }
      let date = cells[place].trimmed
      guard let day = Self.day(date) else {
        throw DocumentError(
          description: "line \(line), date: expected YYYY-MM-DD, found '\(date)'")
      }
      let values = cells.enumerated().filter { $0.offset != place }.map(\.element.trimmed)
      entries.append(Entry(date: date, day: day, values: values))
    }
    // A stable order: `sorted` alone promises none.
    entries = entries.enumerated().sorted {
      ($0.element.day, $0.offset) < ($1.element.day, $1.offset)
    }
    .map(\.element)
  }

  private static func day(_ text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2]), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    // The 31st of a month of 30 days is a day of the next.
    return CivilDate(daysSince1970: date.daysSince1970) == date ? date.daysSince1970 : nil
  }

  /// Lines of cells, each with its number; a quoted cell may hold line ends.
  private static func rows(_ text: String) -> [(line: Int, cells: [String])] {
    let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    let head = text.prefix { !$0.isNewline }
    let mark: Character = head.contains(";") && !head.contains(",") ? ";" : ","
    var rows: [(line: Int, cells: [String])] = []
    var (line, began) = (1, 1)
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var place = text.startIndex
    while place < text.endIndex {
      let character = text[place]
      place = text.index(after: place)
      if character.isNewline { line += 1 }
      if isQuoted {
        guard character == "\"" else {
          cell.append(character)
          continue
        }
        if place < text.endIndex, text[place] == "\"" {
          cell.append("\"")
          place = text.index(after: place)
        } else {
          isQuoted = false
        }
      } else if character == "\"", cell.trimmed.isEmpty {
        isQuoted = true
        cell = ""
      } else if character == mark {
        cells.append(cell)
        cell = ""
      } else if character.isNewline {
        rows.append((began, cells + [cell]))
        (cells, cell, began) = ([], "", line)
      } else {
        cell.append(character)
      }
    }
    if !cells.isEmpty || !cell.isEmpty { rows.append((began, cells + [cell])) }
    return rows
  }
}
