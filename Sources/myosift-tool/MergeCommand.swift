import ArgumentParser
import Foundation

/// `myosift merge`.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Joins the output folders of parts of a batch into one.",
    discussion: """
      The folder holds what one run of analyze over all inputs would have written, whatever the \
      order of the folders and however often they are merged; what it holds already counts as one \
      of them. Results are told by the journal that analyze leaves: of one batch are those of the \
      same settings, options and version. A result whose bytes have changed since is stale, one \
      of another batch foreign; both are named and left out. The exit code is the one that a \
      single run would have ended with, 65 where a result is stale or two contradict each other, \
      66 where a recording of --recordings or --manifest has none.

      Examples:
        myosift merge part1/ part2/ --output results/
        myosift merge parts/* --output results/ --manifest recordings.tsv
      """)

  @Argument(help: "Output folders of analyze with several inputs, or of merge.")
  var folders: [String]
  @Option(name: .shortAndLong, help: "The folder that receives everything.")
  var output: String
  @Option(help: "The batch to take where the folders hold several, by the hash that is named then.")
  var batch: String?
  @Option(
    help: "Recordings or folders that the batch is of: results are checked against their bytes.")
  var recordings: [String] = []
  @Option(help: "A table of the recordings, as for analyze; read as --recordings.")
  var manifest: String?
  @Flag(help: "Give files a second name instead of copying them, where the file system can.")
  var link = false
  @Flag(name: .shortAndLong, help: "No count at the end; errors stay.")
  var quiet = false

  func run() throws {
    var merger = Merger(output: output, batch: batch, isLinked: link)
    for folder in folders { try merger.take(folder) }
    let expected =
      recordings.isEmpty && manifest == nil
      ? nil : try InputList(recordings, manifest: manifest.map { try Manifest(path: $0) })
    if let expected { merger.expect(expected.items) }
    let state = try merger.merge()
    for message in state.messages { Terminal.error(message) }
    if !quiet { Terminal.note("\(output): \(state.results.count) done, \(state.failed) failed") }
    if state.worst != .success { throw Failure(state.worst, "") }
  }
}
