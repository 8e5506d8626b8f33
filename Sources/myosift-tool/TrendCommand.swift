import ArgumentParser
import EMGReport
import EMGSinks
import Foundation

/// `myosift trend`.
struct TrendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trend", abstract: "Holds sessions of one subject against each other over time.",
    discussion: """
      Channels of one name are one muscle. Its fasciculations are counted above the highest \
      threshold among its sessions, so that a quieter session finds no more only because it is \
      quieter. Sessions stand in the order of their start times where all state one, else in the \
      order given. The duration of discharges and episodes is compared by type, by its median. \
      Sides are told by a word of the channel's name: R and L, right and left.

      A diary is a table (CSV) with a column date and any others, such as sleep, caffeine, \
      exercise, stress, cramps or medication; it is shown beside the sessions and enters nothing.

      Example:
        myosift trend visits --diary diary.csv --figures figures/
      """)

  @Argument(help: "Documents of events, one a session, or a folder of them.")
  var events: [String]
  @Option(help: "A table of days (CSV): date as YYYY-MM-DD, then any columns.")
  var diary: String?
  @Flag(help: "JSON instead of tables.")
  var json = false
  @OptionGroup(title: "Figures") var figures: FigureOptions

  func run() throws {
    let writer = try figures.writer()
    var trend = Trend(try Documents.found(events).map { try Documents.read($0.path) })
    if let diary { trend.diary = try Self.read(diary) }
    try writer?.write(trend.figures)
    try Terminal.output(
      json
        ? trend.json.indentedText
        : trend.tables.map { Terminal.table($0) }.joined(separator: "\n\n") + "\n")
  }

  private static func read(_ path: String) throws -> Diary {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.noInput, "\(path): cannot be read")
    }
    do { return try Diary(text: String(decoding: data, as: UTF8.self)) } catch {
      throw Failure(.badData, "\(path), \(error)")
    }
  }
}
