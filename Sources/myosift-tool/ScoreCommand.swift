import ArgumentParser
import EMGCore
import EMGEvaluation
import EMGSinks
import Foundation

/// `myosift score`.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Holds events against truth, one to one.",
    discussion: """
      Fasciculations match by their largest deflection within --tolerance, other events by overlap
      over union. Both files are documents as analyze and simulate write them.
      """)

  @Argument(help: "True events.")
  var truth: String
  @Argument(help: "Events found.")
  var events: String
  @Option(help: "Largest distance of a fasciculation, seconds.")
  var tolerance: Double = MatchingSettings().tolerance
  @Option(help: "Smallest overlap over union of other events.")
  var overlap: Double = MatchingSettings().overlap
  @Flag(help: "JSON instead of a table.")
  var json = false

  func run() throws {
    var settings = MatchingSettings()
    settings.tolerance = tolerance
    settings.overlap = overlap
    let score = Score(
      truth: [try document(truth)], found: [try document(events)], settings: settings)
    try Terminal.output(json ? report(score).indentedText : table(score) + "\n")
  }

  private func document(_ path: String) throws -> EventDocument {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.noInput, "\(path): cannot be read")
    }
    do {
      return try EventDocument(json: data)
    } catch { throw Failure(.badData, "\(path): \(error)") }
  }

  private func table(_ score: Score) -> String {
    var rows = [["type", "hits", "missed", "false", "sensitivity", "precision", "F1"]]
    func text(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
    for type in score.types {
      rows.append([
        type.type.rawValue, "\(type.hits)", "\(type.misses)", "\(type.falseAlarms)",
        text(type.sensitivity), text(type.precision), text(type.f1),
      ])
    }
    return Terminal.table(rows)
  }

  private func report(_ score: Score) -> JSONValue {
    let types = score.types.map { type -> (String, JSONValue) in
      let errors = type.errors.sorted()
      return (
        type.type.rawValue,
        .object([
          ("hits", .integer(type.hits)), ("misses", .integer(type.misses)),
          ("false_alarms", .integer(type.falseAlarms)),
          ("sensitivity", .optional(type.sensitivity)), ("precision", .optional(type.precision)),
          ("f1", .optional(type.f1)),
          (
            "median_error_s", .optional(errors.isEmpty ? nil : errors[errors.count / 2])
          ),
          (
            "largest_frequency_error_hz", .optional(type.frequencyErrors.map(abs).max())
          ),
        ])
      )
    }
    let confusion = score.confusion.keys.sorted().map { key -> (String, JSONValue) in
      let row = score.confusion[key] ?? [:]
      return (key, .object(row.keys.sorted().map { ($0, .integer(row[$0] ?? 0)) }))
    }
    return .object([("types", .object(types)), ("confusion", .object(confusion))])
  }
}
