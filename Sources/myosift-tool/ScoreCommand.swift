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
      over union, artifacts by any overlap. Documents are as analyze and simulate write them. Of two
      folders every NAME.truth.json is scored with the *.events.json of the same recording, and a
      recording without its partner is an error. Truth in a masked stretch, within 50 ms of an end
      or under an artifact is left out, and counted.
      """)

  @Argument(help: "True events: a document or a folder.")
  var truth: String
  @Argument(help: "Events found: a document or a folder.")
  var events: String
  @Option(help: "Largest distance of a fasciculation, seconds.")
  var tolerance: Double = MatchingSettings().tolerance
  @Option(help: "Smallest overlap over union of other events.")
  var overlap: Double = MatchingSettings().overlap
  @Flag(help: "JSON instead of a table.")
  var json = false

  func run() throws {
    guard tolerance.isFinite, tolerance >= 0 else {
      throw Failure(.usage, "--tolerance: expected zero or more seconds, found \(tolerance)")
    }
    guard (0...1).contains(overlap) else {
      throw Failure(.usage, "--overlap: expected 0 to 1, found \(overlap)")
    }
    var settings = MatchingSettings()
    settings.tolerance = tolerance
    settings.overlap = overlap
    let score: Score
    do {
      score = try Score(try pairs(), settings: settings)
    } catch let error as DocumentError { throw Failure(.badData, error.description) }
    let text = json ? ScoreReport(score, settings).json.indentedText : table(score)
    try Terminal.output(text)
  }

  /// Two documents belong together by the user's word, those of folders by their names.
  private func pairs() throws -> [DocumentPair] {
    switch (isFolder(truth), isFolder(events)) {
    case (false, false):
      let pair = DocumentPair(truth: try document(truth), found: try document(events))
      if pair.truth.source != pair.found.source {
        Terminal.note(
          "note: the truth is of '\(pair.truth.source)', the events of '\(pair.found.source)'")
      }
      return [pair]
    case (true, true):
      return try DocumentPair.bySource(
        truth: try folder(truth, ".truth.json"), found: try folder(events, ".events.json"))
    default:
      throw Failure(.usage, "expected two documents or two folders, found one of each")
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private func folder(_ path: String, _ ending: String) throws -> [EventDocument] {
    guard let all = FileManager.default.enumerator(atPath: path) else {
      throw Failure(.noInput, "\(path): cannot be read")
    }
    let names = all.compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.sorted()
    guard !names.isEmpty else {
      throw Failure(.noInput, "\(path): expected files that end in \(ending), found none")
    }
    return try names.map { try document((path as NSString).appendingPathComponent($0)) }
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
    var rows = [
      [
        "type", "hits", "missed", "false", "left out", "sensitivity", "precision", "F1",
        "false/min",
      ]
    ]
    func text(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
    for type in score.types {
      rows.append([
        type.type.rawValue, "\(type.hits)", "\(type.misses)", "\(type.falseAlarms)",
        "\(type.leftOut)", text(type.sensitivity), text(type.precision), text(type.f1),
        text(score.quietRate(type.type)?.perMinute),
      ])
    }
    var lines = [Terminal.table(rows)]
    lines.append(
      String(
        format: "%d recordings, %.1f min analysable, %.1f min of them quiet (false/min)",
        score.recordings, score.analysable / 60, score.quiet / 60))
    return lines.joined(separator: "\n") + "\n"
  }
}

/// A score as JSON.
struct ScoreReport {
  private let score: Score
  private let settings: MatchingSettings

  init(_ score: Score, _ settings: MatchingSettings) {
    self.score = score
    self.settings = settings
  }

  var json: JSONValue {
    .object([
      ("schema", .text("myosift-score")), ("schema_version", .text("1.0.0")),
      ("recordings", .integer(score.recordings)),
      ("analysable_s", .rounded(score.analysable, 3)), ("quiet_s", .rounded(score.quiet, 3)),
      ("channels_left_out", .integer(score.channelsLeftOut)),
      ("tolerance_s", .number(settings.tolerance)), ("overlap", .number(settings.overlap)),
      ("types", .object(score.types.map { ($0.type.rawValue, .object(type($0))) })),
      ("confusion", counts(score.confusion)), ("claims", counts(score.claims)),
      ("doublets", doublets), ("calibration", .object(worth(score.calibration))),
      (
        "calibration_by_type",
        .object(
          EventType.allCases.compactMap { type in
            score.calibrationByType[type].map { (type.rawValue, .object(worth($0))) }
          })
      ),
    ])
  }

  private func share(_ value: Double?) -> JSONValue {
    value.map { .rounded($0, 4) } ?? .null
  }

  private func counts(_ table: [String: [String: Int]]) -> JSONValue {
    .object(
      table.keys.sorted().map { key in
        let row = table[key] ?? [:]
        return (key, .object(row.keys.sorted().map { ($0, .integer(row[$0] ?? 0)) }))
      })
  }

  private func matches(_ counts: MatchCounts) -> [(String, JSONValue)] {
    [
      ("hits", .integer(counts.hits)), ("missed", .integer(counts.misses)),
      ("false", .integer(counts.falseAlarms)), ("sensitivity", share(counts.sensitivity)),
      ("ppv", share(counts.precision)), ("f1", share(counts.f1)),
    ]
  }

  /// The median of signed differences and the 95th percentile of their sizes, by nearest rank.
  private func spread(
    _ name: String, _ unit: String, _ differences: [Double]
  ) -> [(String, JSONValue)] {
    let signed = differences.sorted()
    let sizes = differences.map(abs).sorted()
    let rank = Int((0.95 * Double(sizes.count)).rounded(.up)) - 1
    func number(_ value: Double?) -> JSONValue { value.map { .rounded($0, 6) } ?? .null }
    return [
      ("\(name)_median_\(unit)", number(signed.isEmpty ? nil : signed[signed.count / 2])),
      ("\(name)_p95_\(unit)", number(sizes.isEmpty ? nil : sizes[max(0, rank)])),
    ]
  }

  private func type(_ type: TypeScore) -> [(String, JSONValue)] {
    var pairs = matches(type.counts)
    pairs.append(("left_out", .integer(type.leftOut)))
    let isPoint = type.coverage == nil
    if isPoint { pairs += spread("time_error", "s", type.errors) }
    pairs += spread("onset_error", "s", type.onsetErrors)
    pairs += spread("end_error", "s", type.endErrors)
    if !type.frequencyErrors.isEmpty {
      pairs += spread("frequency_error", "hz", type.frequencyErrors)
    }
    let curve = type.curve.map { point in
      JSONValue.object(
        [(isPoint ? "tolerance_s" : "overlap", .number(point.criterion))] + matches(point.counts))
    }
    pairs.append((isPoint ? "tolerance_curve" : "overlap_curve", .list(curve)))
    if let coverage = type.coverage {
      pairs.append(
        (
          "merge_tolerant",
          .object([
            ("coverage", .number(settings.coverage)), ("truth", .integer(coverage.truth)),
            ("covered", .integer(coverage.covered)), ("found", .integer(coverage.found)),
            ("justified", .integer(coverage.justified)),
            ("sensitivity", share(coverage.sensitivity)), ("ppv", share(coverage.precision)),
            ("f1", share(coverage.f1)),
          ])
        ))
    }
    if !type.snrBins.isEmpty { pairs.append(("snr_bins", .list(type.snrBins.map(bin)))) }
    let rate = score.quietRate(type.type)
    pairs.append(("quiet_false", .integer(type.quietFalseAlarms)))
    pairs.append(("quiet_false_per_min", share(rate?.perMinute)))
    pairs.append(
      (
        "quiet_false_per_min_ci95",
        rate.map { .list([.rounded($0.interval.lower, 4), .rounded($0.interval.upper, 4)]) }
          ?? .null
      ))
    return pairs
  }

  private func bin(_ bin: SNRBin) -> JSONValue {
    .object([
      ("snr_from", .number(bin.from)), ("snr_to", .optional(bin.to)),
      ("hits", .integer(bin.hits)), ("missed", .integer(bin.misses)),
      ("sensitivity", share(bin.sensitivity)),
    ])
  }

  private var doublets: JSONValue {
    let all = score.doublets
    return .object(
      [
        ("truth", .integer(all.found + all.missed)), ("found", .integer(all.found)),
        ("resolved", .integer(all.resolved)), ("sensitivity", share(all.sensitivity)),
        ("singles", .integer(all.singles)), ("singles_doubled", .integer(all.falseDoublets)),
      ] + spread("interval_error", "s", all.intervalErrors))
  }

  private func worth(_ calibration: Calibration) -> [(String, JSONValue)] {
    let bins = calibration.bins.map { bin in
      JSONValue.object([
        ("from", .rounded(bin.from, 4)), ("to", .rounded(bin.to, 4)),
        ("detections", .integer(bin.count)), ("right", .integer(bin.right)),
        ("confidence", share(bin.confidence)), ("accuracy", share(bin.accuracy)),
      ])
    }
    return [
      ("detections", .integer(calibration.count)),
      ("confidence", share(calibration.confidence)), ("accuracy", share(calibration.accuracy)),
      ("expected_error", share(calibration.expectedError)), ("bins", .list(bins)),
    ]
  }
}
