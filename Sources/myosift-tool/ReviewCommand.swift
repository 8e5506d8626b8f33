import ArgumentParser
import EMGReport
import EMGReview
import EMGSinks
import Foundation

/// `myosift review`.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Serves the report on this machine, to accept, reject, relabel, move and add events.",
    discussion: """
      Prints the address of the page and serves it until it is interrupted. Nothing but this \
      machine reaches it, and only who knows the random word in its address. Every decision is \
      kept at once in NAME.review.json beside the events; after another analysis of the same \
      recording the decisions are found again by label and time.

      Examples:
        myosift review biceps.csv
        myosift review biceps.csv --events results/biceps.events.json --reviewer "A. Reader"
        myosift review biceps.csv --export biceps.reviewed.json --truth biceps.truth.json
      """)

  @Argument(help: "The recording, or its events where the recording lies beside them.")
  var file: String
  @Option(help: "The events, where they are not beside the recording as NAME.events.json.")
  var events: String?
  @Option(help: "The recording, where the events are given and it is not beside them.")
  var recording: String?
  @Option(help: "Where decisions are kept; NAME.review.json beside the events otherwise.")
  var decisions: String?
  @Option(help: "Who decides: written as reviewed_by; the user's name otherwise.")
  var reviewer: String?
  @Option(help: "The port; a free one otherwise.")
  var port: UInt16 = 0
  @Option(help: "Write the reviewed events here and serve nothing.")
  var export: String?
  @Option(help: "Write confirmed events only, as truth; needs a decision on every event.")
  var truth: String?
  @Flag(name: .shortAndLong, help: "Print the address only; errors stay.")
  var quiet = false
  @OptionGroup(title: "Inputs that do not describe themselves") var input: InputOptions

  func run() async throws {
    let reviewer = reviewer ?? ProcessInfo.processInfo.environment["USER"] ?? NSUserName()
    guard !reviewer.isEmpty, reviewer.count <= 200, !reviewer.contains(where: \.isNewline) else {
      throw Failure(.usage, "--reviewer: expected a name of 1 to 200 characters on one line")
    }
    let paths = try resolve()
    let sidecar = Sidecar(path: decisions ?? Self.sidecar(of: paths.events))
    guard let data = FileManager.default.contents(atPath: paths.events) else {
      throw Failure(.noInput, "\(paths.events): cannot be read")
    }
    let document = try Documents.read(paths.events)
    let session: ReviewSession
    do {
      session = try ReviewSession(document: JSONValue(json: data), file: try sidecar.read())
    } catch let error as DocumentError {
      throw Failure(.badData, "\(sidecar.path): \(error)")
    }
    if export != nil || truth != nil {
      try write(session, .reviewed, to: export)
      try write(session, .truth, to: truth)
      return
    }
    guard let recording = paths.recording else {
      throw Failure(.noInput, "\(paths.events): its recording is not beside it: --recording FILE")
    }
    let reading = try input.reading()
    let entry = try ReportBuilder(reading: reading).entry(document, recording, 1)
    if !quiet { Terminal.note("\(recording): reading the trace") }
    let pyramid: TracePyramid
    do {
      pyramid = try TracePyramid(
        Inputs.open(recording, reading), of: document,
        folder: FileManager.default.temporaryDirectory.path)
    } catch { throw Failure(.inputOutput, "\(recording): \(error)") }
    let page = ReviewPage.html(entry, levels: pyramid.levels, reviewer: reviewer)
    let desk = ReviewDesk(
      session: session, page: page, pyramid: pyramid, reviewer: reviewer, sidecar: sidecar,
      name: Self.stem(paths.events))
    try await ReviewServer.serve(desk, port: port, isQuiet: quiet)
  }

  private func write(
    _ session: ReviewSession, _ content: ReviewedDocument.Content, to path: String?
  ) throws {
    guard let path else { return }
    do {
      try OutputFile.write(ReviewedDocument.make(session, content).indentedText, to: path)
    } catch let error as DocumentError { throw Failure(.badData, "\(path): \(error)") }
  }

  private func resolve() throws -> (events: String, recording: String?) {
    guard FileManager.default.fileExists(atPath: file) else {
      throw Failure(.noInput, "\(file): cannot be read")
    }
    if OwnOutput.isOwn(file) {
      let document = try Documents.read(file)
      return (file, recording ?? Documents.beside(file, document))
    }
    let beside = (file as NSString).deletingPathExtension + ".events.json"
    let path = events ?? beside
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        .noInput,
        "\(path): no events to review: name them by --events, or first myosift analyze \(file)"
          + " --output \(beside)")
    }
    return (path, file)
  }

  private static func stem(_ path: String) -> String {
    ["json", "events"].reduce((path as NSString).lastPathComponent) { name, ending in
      name.hasSuffix("." + ending) ? (name as NSString).deletingPathExtension : name
    }
  }

  private static func sidecar(of events: String) -> String {
    let folder = (events as NSString).deletingLastPathComponent
    return (folder as NSString).appendingPathComponent(stem(events) + ".review.json")
  }
}

/// The file of decisions: it appears whole with each of them.
struct Sidecar: Sendable {
  let path: String

  /// Earlier decisions.
  ///
  /// - Returns: Nil where there is no file.
  func read() throws -> DecisionFile? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.noInput, "\(path): cannot be read")
    }
    return try DocumentDecoding.decode(DecisionFile.self, from: data)
  }

  /// Writes all decisions.
  ///
  /// - Parameters:
  ///   - file: All decisions.
  ///   - known: What this session knows to be there; nil for no file.
  /// - Throws: ``Failure`` where it cannot be written or another session wrote to it.
  func write(_ file: DecisionFile, over known: DecisionFile?) throws {
    guard try read() == known else {
      throw Failure(.inputOutput, "\(path): another session has changed the decisions")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try OutputFile.write(try encoder.encode(file) + Data("\n".utf8), to: path)
  }
}
