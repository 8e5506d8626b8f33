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
      order given. Sides are told by a word of the channel's name: R and L, right and left.

      Example:
        myosift trend visit1.events.json visit2.events.json --figures figures/
      """)

  @Argument(help: "Documents of events, one a session.")
  var events: [String]
  @Flag(help: "JSON instead of tables.")
  var json = false
  @OptionGroup(title: "Figures") var figures: FigureOptions

  func run() throws {
    let writer = try figures.writer()
    let trend = Trend(try events.map { try Documents.read($0) })
    try writer?.write(trend.figures)
    try Terminal.output(
      json
        ? trend.json.indentedText
        : trend.tables.map { Terminal.table($0) }.joined(separator: "\n\n") + "\n")
  }
}
