import ArgumentParser
import EMGCore
import EMGFormats
import EMGReport
import Foundation

/// `myosift report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Draws events as one HTML file that needs no network.",
    discussion: """
      The trace is read from the recording that the events name, where it lies beside them and its \
      bytes are those that were analysed, or from --recording, the recording itself or the folder \
      that it lies in. Without it only events are drawn.

      Examples:
        myosift report biceps.events.json --output biceps.html
        myosift report results --recording study --output all.html --figures figures/
      """)

  @Argument(help: "Documents of events, as analyze writes them, or folders of them.")
  var events: [String]
  @Option(name: .shortAndLong, help: "The page; standard output otherwise.")
  var output: String?
  @Option(help: "The recording, or the folder of recordings, where they are not beside the events.")
  var recording: String?
  @OptionGroup(title: "Figures") var figures: FigureOptions
  @OptionGroup(title: "Inputs that do not describe themselves") var input: InputOptions

  func run() throws {
    let events = try Documents.found(events)
    let folder = recording.flatMap { Documents.isFolder($0) ? $0 : nil }
    if recording != nil, folder == nil, events.count > 1 {
      throw Failure(
        .usage,
        "--recording: expected one document of events or a folder of recordings, found"
          + " \(events.count) documents and the file \(recording ?? "")")
    }
    let writer = try figures.writer()
    let documents = try events.map { try Documents.read($0.path) }
    let page = try ReportBuilder(reading: try input.reading()).page(
      zip(events, documents).map { found, document in
        if let folder { return (document, Documents.within(folder, found, document), false) }
        return (document, recording ?? Documents.beside(found.path, document), recording != nil)
      })
    for entry in page.entries where entry.traces.isEmpty {
      Terminal.note("\(entry.document.source): \(entry.note)")
    }
    try writer?.write(page.figures)
    if let output {
      try OutputFile.write(page.html, to: output)
    } else {
      try Terminal.output(page.html)
    }
  }
}

/// Documents of events as files.
enum Documents {
  static func read(_ path: String) throws -> SessionDocument {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.noInput, "\(path): cannot be read")
    }
    do {
      return try SessionDocument(json: data)
    } catch { throw Failure(.badData, "\(path): \(error)") }
  }

  /// A document that was named, or found in a folder that was.
  struct Found {
    var path: String
    /// The folder in which it lies, below the one that was named.
    var place = ""
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// The documents that a person names: files, and all that lie in folders, by name.
  ///
  /// - Parameter arguments: Files and folders.
  /// - Returns: At least one a folder.
  /// - Throws: ``Failure`` where a folder has none.
  static func found(_ arguments: [String]) throws -> [Found] {
    try arguments.flatMap { argument -> [Found] in
      guard isFolder(argument) else { return [Found(path: argument)] }
      let names = (FileManager.default.enumerator(atPath: argument)?.allObjects as? [String]) ?? []
      let found = names.filter { $0.hasSuffix(".events.json") }.sorted().map { name in
        Found(
          path: (argument as NSString).appendingPathComponent(name),
          place: (name as NSString).deletingLastPathComponent)
      }
      if found.isEmpty { throw Failure(.noInput, "\(argument): no documents *.events.json in it") }
      return found
    }
  }

  /// A document's recording in a folder of recordings: where the document lies in its own, or at the top.
  static func within(_ folder: String, _ found: Found, _ document: SessionDocument) -> String? {
    let place = (folder as NSString).appendingPathComponent(found.place)
    return [place, folder].lazy.compactMap {
      beside(($0 as NSString).appendingPathComponent("any"), document)
    }.first
  }

  /// The recording in the folder of its events, or nil.
  static func beside(_ path: String, _ document: SessionDocument) -> String? {
    // A name of a document is no path: it never leads out of the folder.
    let name = (document.source as NSString).lastPathComponent
    let folder = (path as NSString).deletingLastPathComponent
    let file = (folder as NSString).appendingPathComponent(name)
    guard name != "-", !name.isEmpty, FileManager.default.isReadableFile(atPath: file) else {
      return nil
    }
    return file
  }
}

/// Reads recordings for a page.
struct ReportBuilder {
  var reading: ReadingOptions

  /// Makes a page of documents, each with its recording's path; a recording that was named must be
  /// the right one, one that was found is left alone where it is not.
  func page(
    _ items: [(document: SessionDocument, recording: String?, isNamed: Bool)]
  ) throws -> ReportPage {
    let count = items.reduce(0) { $0 + $1.document.channels.count(where: \.isAnalysed) }
    return ReportPage(
      try items.map { document, path, isNamed in
        guard let path else {
          return ReportPage.Entry(
            document: document, traces: [:],
            note: "events only: the recording does not lie beside its events (--recording)")
        }
        do {
          return try entry(document, path, count)
        } catch let failure as Failure {
          if isNamed { throw failure }
          return ReportPage.Entry(
            document: document, traces: [:], note: "events only: \(failure.message)")
        }
      })
  }

  /// Draws a result beside itself.
  ///
  /// - Parameters:
  ///   - path: The document of events.
  ///   - recording: What was analysed; a stream is gone and only its events are drawn.
  ///   - reading: What the user said of it.
  /// - Throws: ``Failure`` that the page cannot be made or written.
  static func write(of path: String, recording: String, reading: ReadingOptions) throws {
    let document = try Documents.read(path)
    let page = try ReportBuilder(reading: reading)
      .page([(document, recording == "-" ? nil : recording, true)])
    try OutputFile.write(page.html, to: Self.page(of: path))
  }

  /// The name of the page of a document of events.
  static func page(of path: String) -> String {
    let stem = ["json", "events"].reduce(path) { name, ending in
      name.hasSuffix("." + ending) ? (name as NSString).deletingPathExtension : name
    }
    return stem + ".report.html"
  }

  /// Reads what a page draws of a recording that must be the one the events are of.
  func entry(
    _ document: SessionDocument, _ path: String, _ count: Int
  ) throws -> ReportPage.Entry {
    do {
      let source = try Inputs.open(path, reading)
      let names = source.header.channels.map(\.name)
      let wanted = document.channels.map(\.name)
      guard names == wanted else {
        throw Failure(
          .badData,
          "\(path): expected the channels \(wanted.joined(separator: ", ")),"
            + " found \(names.joined(separator: ", "))")
      }
      let traces = try TraceCollector.read(
        source, ReportPage.plans(document, channelCount: count),
        TraceCollector.Conditioning(document))
      if let wanted = document.sha256, let found = source.contentSHA256, wanted != found {
        throw Failure(
          .badData,
          "\(path): not the bytes that were analysed: expected SHA-256 \(wanted),"
            + " found \(found)")
      }
      let name = (path as NSString).lastPathComponent
      let isSame = document.sha256 != nil && document.sha256 == source.contentSHA256
      return ReportPage.Entry(
        document: document, traces: traces,
        note: "read from \(name)" + (isSame ? ", the bytes that were analysed" : ""))
    } catch let error as FormatError {
      throw Failure(error, input: path)
    } catch let error as ConfigurationError {
      throw Failure(.badData, "\(path): \(error)")
    }
  }
}
