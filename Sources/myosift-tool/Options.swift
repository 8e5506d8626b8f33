import ArgumentParser
import EMGCore
import EMGFormats
import EMGPipeline
import Foundation

/// What the user says of inputs that do not say it themselves.
struct InputOptions: ParsableArguments {
  @Option(help: "Samples a second, where the file does not tell or is wrong.")
  var rate: Double?
  @Option(help: "Unit of the samples, where the file states none or is wrong: uV, mV, V, nV.")
  var unit: String?
  @Option(
    help: ArgumentHelp(
      "The input's format; told by content and name otherwise.",
      discussion: Recordings.formatNames.joined(separator: ", ")))
  var inputFormat: String?
  @Option(help: "Text: , ; tab or space.")
  var delimiter: String?
  @Option(help: "Text: . or ,")
  var decimalMark: String?
  @Option(help: "Text: name or number of the time column, or none.")
  var timeColumn: String?
  @Option(help: "Raw: channels in the file.")
  var channelCount: Int?
  @Option(
    help: ArgumentHelp(
      "Raw: how a sample is stored.",
      discussion: SampleType.allCases.map(\.rawValue).joined(separator: ", ")))
  var sampleType: String?
  @Option(help: "Raw: interleaved or planar.")
  var layout: String?
  @Option(help: "Raw: bytes before the first sample.")
  var headerBytes: Int?
  @Option(help: "Value of one stored step, in the unit.")
  var scale: Double?
  @Option(help: "Value of stored zero, in the unit.")
  var offset: Double?

  func reading() throws -> ReadingOptions {
    var options = ReadingOptions()
    if let rate {
      guard rate.isFinite, rate > 0, rate <= 1e6 else {
        throw Failure(.usage, "--rate: expected a number above 0 to 1e6 Hz, found \(rate)")
      }
    }
    if let unit, !PhysicalUnit(symbol: unit).isVoltage {
      throw Failure(.usage, "--unit: expected a voltage such as uV, mV or V, found '\(unit)'")
    }
    if let channelCount, channelCount < 1 {
      throw Failure(.usage, "--channel-count: expected 1 or more, found \(channelCount)")
    }
    if let headerBytes, headerBytes < 0 {
      throw Failure(.usage, "--header-bytes: expected 0 or more, found \(headerBytes)")
    }
    if let scale {
      guard scale.isFinite, scale != 0 else {
        throw Failure(.usage, "--scale: expected a number other than 0, found \(scale)")
      }
    }
    if let offset, !offset.isFinite {
      throw Failure(.usage, "--offset: expected a number, found \(offset)")
    }
    options.rate = rate
    options.unit = unit
    options.format = inputFormat
    options.delimiter = delimiter
    options.timeColumn = timeColumn
    if let mark = decimalMark {
      guard mark == "." || mark == "," else {
        throw Failure(.usage, "--decimal-mark: expected . or , found '\(mark)'")
      }
      options.decimalMark = mark.first
    }
    options.channelCount = channelCount
    if let text = sampleType {
      guard let type = SampleType(rawValue: text) else {
        throw Failure(
          .usage,
          "--sample-type: expected one of"
            + " \(SampleType.allCases.map(\.rawValue).joined(separator: ", ")), found '\(text)'")
      }
      options.sampleType = type
    }
    if let text = layout {
      guard let value = Layout(rawValue: text) else {
        throw Failure(.usage, "--layout: expected interleaved or planar, found '\(text)'")
      }
      options.layout = value
    }
    options.headerBytes = headerBytes
    options.scale = scale
    options.offset = offset
    return options
  }
}

/// What of a recording is looked at.
struct StretchOptions: ParsableArguments {
  @Option(help: "Names of the channels to analyse, separated by commas.")
  var channels: String?
  @Option(help: "Seconds from the first sample at which analysis begins.")
  var from: Double?
  @Option(help: "Seconds from the first sample at which it ends.")
  var to: Double?

  func options() throws -> AnalysisOptions {
    for (flag, seconds) in [("--from", from), ("--to", to)] {
      if let seconds, !(0...1e9).contains(seconds) {
        throw Failure(.usage, "\(flag): expected 0 to 1e9 seconds, found \(seconds)")
      }
    }
    var options = AnalysisOptions()
    options.channels = channels?.split(separator: ",").map(String.init) ?? []
    options.from = from
    options.to = to
    return options
  }
}

/// Where the settings come from: preset, then file, then single values.
struct SettingsOptions: ParsableArguments {
  @Option(help: "Defaults for a kind of electrode: surface, needle or array.")
  var preset: String = "surface"
  @Option(help: "A JSON file of settings, as `myosift settings` writes it.")
  var settings: String?
  @Option(help: "One setting as key=value; may be repeated.")
  var set: [String] = []

  func effective() throws -> AnalysisSettings {
    guard let name = Preset(rawValue: preset) else {
      throw Failure(
        .usage,
        "--preset: expected \(Preset.allCases.map(\.rawValue).joined(separator: ", ")),"
          + " found '\(preset)'")
    }
    var result = AnalysisSettings(preset: name)
    do {
      if let settings {
        guard let data = FileManager.default.contents(atPath: settings) else {
          throw Failure(.noInput, "\(settings): cannot be read")
        }
        do { try result.merge(json: data) } catch {
          throw Failure(.usage, "\(settings): \(error)")
        }
      }
      for item in set {
        guard let mark = item.firstIndex(of: "=") else {
          throw Failure(.usage, "--set: expected key=value, found '\(item)'")
        }
        try result.set(String(item[..<mark]), to: String(item[item.index(after: mark)...]))
      }
      try result.validate()
    } catch let error as ConfigurationError {
      throw Failure(.usage, error.description)
    }
    return result
  }
}

/// Inputs as the user names them: files, folders, patterns, `-`.
struct InputList {
  /// One recording: its path, and its path below the folder that was named.
  struct Item {
    var path: String
    var relative: String
    /// What a manifest says of it.
    var labels: [String: String]?
    /// The name of its results: without the ending, unless another input would share it.
    var stem = ""
  }

  var items: [Item] = []
  /// Results of ours that lie among the inputs, left out.
  private(set) var skipped: [String] = []

  /// Says what was left out.
  func tellSkipped() {
    for path in skipped.prefix(4) { Terminal.note("skipped: \(path) is a result of this program") }
    if skipped.count > 4 {
      Terminal.note("skipped: \(skipped.count - 4) more results of this program")
    }
  }

  /// Finds recordings.
  ///
  /// - Parameters:
  ///   - arguments: Files, folders, patterns, `-`.
  ///   - manifest: A table that names more of them, or nil.
  /// - Throws: ``Failure`` where there are none.
  init(_ arguments: [String], manifest: Manifest? = nil) throws {
    let manager = FileManager.default
    for argument in arguments {
      var isFolder: ObjCBool = false
      let exists = unsafe manager.fileExists(atPath: argument, isDirectory: &isFolder)
      if argument == "-" || (exists && !isFolder.boolValue) {
        items.append(Item(path: argument, relative: (argument as NSString).lastPathComponent))
      } else if exists {
        add(Self.files(in: argument))
      } else if argument.contains(where: { "*?[".contains($0) }) {
        let matches = Self.matches(argument)
        if matches.isEmpty { throw Failure(.noInput, "\(argument): no file matches") }
        add(matches.map { Item(path: $0, relative: ($0 as NSString).lastPathComponent) })
      } else {
        items.append(Item(path: argument, relative: (argument as NSString).lastPathComponent))
      }
    }
    items += manifest?.items ?? []
    var counts: [String: Int] = [:]
    for item in items {
      counts[(item.relative as NSString).deletingPathExtension, default: 0] += 1
    }
    for n in items.indices {
      let short = (items[n].relative as NSString).deletingPathExtension
      items[n].stem = counts[short] == 1 ? short : items[n].relative
    }
    // Two folders may hold the same name: those after the first are numbered, none is overwritten.
    var taken: Set<String> = []
    for n in items.indices {
      var stem = items[n].stem
      var number = 2
      while !taken.insert(stem).inserted {
        stem = "\(items[n].stem).\(number)"
        number += 1
      }
      items[n].stem = stem
    }
    if items.isEmpty {
      throw Failure(.noInput, "no recordings in \(arguments.joined(separator: ", "))")
    }
  }

  /// Takes files that were found, not named.
  private mutating func add(_ found: [Item]) {
    for item in found {
      if OwnOutput.isOwn(item.path) { skipped.append(item.path) } else { items.append(item) }
    }
  }

  private static func files(in folder: String) -> [Item] {
    let endings = Set(Recordings.recordingExtensions)
    let names = (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String]) ?? []
    let items = names.sorted().compactMap { name -> Item? in
      let ending = (name as NSString).pathExtension.lowercased()
      let file = (name as NSString).lastPathComponent
      guard endings.contains(ending), !file.hasPrefix(".") else { return nil }
      let path = (folder as NSString).appendingPathComponent(name)
      return Recordings.isCompanion(path) ? nil : Item(path: path, relative: name)
    }
    let parts = Set(items.flatMap { Recordings.parts(of: $0.path) })
    return items.filter { !parts.contains($0.path) }
  }

  private static func matches(_ pattern: String) -> [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [] }
    return unsafe (0..<Int(found.gl_pathc)).compactMap { n in
      unsafe found.gl_pathv[n].map { unsafe String(cString: $0) }
    }.sorted()
  }
}
