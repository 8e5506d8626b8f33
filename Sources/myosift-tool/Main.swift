import ArgumentParser
import EMGSinks
import Foundation

@main
struct MyoSiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "myosift",
    abstract: "Finds fasciculations, tremor, clonus and their look-alikes in recorded EMG.",
    discussion: """
      Reads recordings, filters them, follows their noise and reports timestamped events as JSON. \
      Research use: it labels signal patterns, never a disease, and gives no medical advice.

      A first analysis:
        myosift simulate mixture --seed 1 --output mixture.csv
        myosift analyze mixture.csv --output mixture.events.json
        myosift score mixture.csv.truth.json mixture.events.json
      """,
    version: EventSchema.generatorVersion,
    subcommands: [
      AnalyzeCommand.self, InfoCommand.self, SpectrumCommand.self, UnitsCommand.self,
      ConvertCommand.self,
      SimulateCommand.self, ScoreCommand.self, ReportCommand.self, TrendCommand.self,
      MergeCommand.self, BIDSCommand.self, ReviewCommand.self, BenchCommand.self,
      SettingsCommand.self,
    ])

  static func main() async {
    // A reader that has seen enough is no failure: writing then ends with an error, not a signal.
    signal(SIGPIPE, SIG_IGN)
    Interruption.watch()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      failure.report()
      Foundation.exit(failure.code.rawValue)
    } catch {
      let code = exitCode(for: error)
      if code == .success { exit(withError: error) }
      let text = fullMessage(for: error)
      Terminal.error(text.isEmpty ? "\(error)" : text, isRaw: true)
      // Whatever no command has named is a defect of ours.
      Foundation.exit(code == .validationFailure ? Exit.usage.rawValue : Exit.defect.rawValue)
    }
  }
}
