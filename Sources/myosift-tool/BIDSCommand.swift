import ArgumentParser
import EMGFormats
import EMGPipeline
import EMGReport
import EMGSinks
import Foundation

/// `myosift bids`, by the convention of BIDS Apps.
struct BIDSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bids", abstract: "Analyses a BIDS dataset by the convention of BIDS Apps.",
    discussion: """
      participant analyses the EMG recordings of each participant, independent of the others, so \
      that they may run on different machines into one folder; what is done already is left alone. \
      group checks that all is there and whole, and writes the table over all recordings.

      Examples:
        myosift bids study/ study/derivatives/myosift participant --participant-label 01 02
        myosift bids study/ study/derivatives/myosift group
      """)

  /// What is done.
  enum Level: String, ExpressibleByArgument, CaseIterable { case participant, group }

  @Argument(help: "The dataset; nothing is written there.")
  var dataset: String
  @Argument(help: "The folder of the derivatives.")
  var output: String
  @Argument(help: "participant or group.")
  var level: Level
  // BIDS Apps have been called with both spellings.
  @Option(
    name: [.long, .customLong("participant_label")], parsing: .upToNextOption,
    help: "Participants, with or without sub-; all otherwise.")
  var participantLabel: [String] = []
  @Option(
    name: [.long, .customLong("session_label")], parsing: .upToNextOption,
    help: "Sessions, with or without ses-; all otherwise.")
  var sessionLabel: [String] = []
  @Option(
    help: """
      Channels analysed at a time, of one recording or of several; as many as there are processors \
      where not given.
      """)
  var jobs: Int?
  @Option(help: "group: what figures are written as: svg, png or both; png needs rsvg-convert.")
  var figureFormat: FigureFormat = .svg
  @Flag(help: "Draw no page for each recording.")
  var noReport = false
  @Flag(help: "Taken for the convention's sake; the dataset is not validated in either case.")
  var skipBidsValidation = false
  @Flag(name: .shortAndLong, help: "No tables and no progress; errors stay.")
  var quiet = false
  @OptionGroup(title: "Settings") var tuning: SettingsOptions

  func run() async throws {
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    guard jobs >= 1 else { throw Failure(.usage, "--jobs: expected 1 or more, found \(jobs)") }
    let found = try BIDSRecordings(dataset)
    let items = try found.chosen(participantLabel, sessionLabel)
    var options = AnalysisOptions()
    options.jobs = jobs
    let batch = Batch(
      analysis: Analysis(settings: try tuning.effective(), options: options),
      reading: ReadingOptions(), form: .json, output: output, isFolder: true, isDrawn: !noReport,
      hasTables: true)
    switch level {
    case .participant:
      try Batch.describeDataset(output)
      try OutputFile.write(
        BIDSDataset.ignored, to: (output as NSString).appendingPathComponent(".bidsignore"))
      var runner = BatchRun(batch: batch, isSeveral: true, isResumed: true, isQuiet: quiet)
      runner.all = found.items
      let worst = try await runner.run(items, .auto)
      if worst != .success { throw Failure(worst, "") }
    case .group: try group(items, batch)
    }
  }

  private func group(_ items: [InputList.Item], _ batch: Batch) throws {
    let writer = try FigureWriter(
      folder: (output as NSString).appendingPathComponent("figures"), format: figureFormat)
    var merger = Merger(output: output, batch: batch.hash, isLinked: false)
    merger.expect(items)
    let state = try merger.merge()
    try draw(items.filter { state.results.contains(batch.name(of: $0)) }, batch, writer)
    for message in state.messages { Terminal.error(message) }
    if !quiet { Terminal.note("\(output): \(state.results.count) done, \(state.failed) failed") }
    if state.worst != .success { throw Failure(state.worst, "") }
  }
}

extension BIDSCommand {
  /// Pictures of recordings over their participants, in `figures`.
  private func draw(
    _ items: [InputList.Item], _ batch: Batch, _ writer: FigureWriter
  ) throws {
    guard BatchDatabase.exists(in: output) else { return }
    let whom = Dictionary(
      items.map { (batch.name(of: $0), $0.labels?["subject"] ?? "") },
      uniquingKeysWith: { a, _ in a })
    let entries = try BatchDatabase(folder: output).channels().compactMap { channel in
      whom[channel.output].map {
        GroupFigures.Entry(
          participant: $0, muscle: channel.name, fasciculations: channel.fasciculations,
          analysable: channel.analysable, noise: channel.noise)
      }
    }
    try writer.write(GroupFigures(entries).all)
  }
}

/// The EMG recordings of a BIDS dataset.
struct BIDSRecordings {
  /// All of them, by participant, session and name; results stand in the same folders.
  private(set) var items: [InputList.Item] = []

  /// Names of entities as the summary shows them.
  private static let labels = ["sub": "subject", "ses": "session"]

  /// Finds them.
  ///
  /// - Parameter dataset: The dataset's folder.
  /// - Throws: ``Failure`` where it is no dataset or holds none.
  init(_ dataset: String) throws {
    let manager = FileManager.default
    let root = dataset as NSString
    guard manager.fileExists(atPath: root.appendingPathComponent(BIDSDataset.fileName)) else {
      throw Failure(
        .noInput, "\(dataset): expected a BIDS dataset, found no \(BIDSDataset.fileName)")
    }
    for subject in Self.folders(dataset, "sub-") {
      let top = root.appendingPathComponent(subject)
      let places = [subject] + Self.folders(top, "ses-").map { subject + "/" + $0 }
      for place in places.map({ $0 + "/emg" }) { add(root, place) }
    }
    if items.isEmpty {
      throw Failure(
        .noInput, "\(dataset): expected recordings sub-*/[ses-*/]emg/*_emg.*, found none")
    }
  }

  private static func folders(_ folder: String, _ head: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix(head) }.sorted()
  }

  private mutating func add(_ root: NSString, _ place: String) {
    let folder = root.appendingPathComponent(place)
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    for name in names {
      let path = (folder as NSString).appendingPathComponent(name)
      let ending = (name as NSString).pathExtension.lowercased()
      let stem = (name as NSString).deletingPathExtension
      guard stem.hasSuffix("_emg"), Recordings.recordingExtensions.contains(ending),
        !Recordings.isCompanion(path)
      else { continue }
      let entities = stem.dropLast("_emg".count)
      var labels: [String: String] = [:]
      for part in entities.split(separator: "_") {
        let pair = part.split(separator: "-", maxSplits: 1).map(String.init)
        if pair.count == 2 { labels[Self.labels[pair[0]] ?? pair[0]] = pair[1] }
      }
      let item = InputList.Item(
        path: path, relative: "\(place)/\(name)", labels: labels,
        stem: "\(place)/\(entities)")
      // One recording in two formats is analysed once.
      if items.last?.stem != item.stem { items.append(item) }
    }
  }

  /// Those of some participants and sessions.
  ///
  /// - Parameters:
  ///   - subjects: Their labels; all where empty.
  ///   - sessions: Their labels; all where empty.
  /// - Returns: The recordings.
  /// - Throws: ``Failure`` where a participant or session is not there.
  func chosen(_ subjects: [String], _ sessions: [String]) throws -> [InputList.Item] {
    var result = items
    for (flag, head, key, wanted) in [
      ("--participant-label", "sub-", "subject", subjects),
      ("--session-label", "ses-", "session", sessions),
    ] where !wanted.isEmpty {
      let names = wanted.map { $0.hasPrefix(head) ? String($0.dropFirst(head.count)) : $0 }
      let known = Set(items.compactMap { $0.labels?[key] })
      for name in names where !known.contains(name) {
        throw Failure(
          .noInput,
          "\(flag): expected one of \(known.sorted().joined(separator: ", ")), found '\(name)'")
      }
      result.removeAll { !names.contains($0.labels?[key] ?? "") }
    }
    return result
  }
}
