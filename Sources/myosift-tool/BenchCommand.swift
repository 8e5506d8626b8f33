import ArgumentParser
import EMGCore
import EMGFormats
import EMGPipeline
import EMGSinks
import Foundation

/// `myosift bench`.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures how fast recordings are analysed on this machine, and in how much memory.",
    discussion: """
      Each input is read, hashed and analysed with all detectors; results are not written. One job \
      first, then as many as there are processors. Times are the least of the rounds, for another \
      program at work only ever lengthens them.

      With --live one recording is fed in blocks of 10 ms, and the time of each is measured.
      """)

  @Argument(help: "Files, folders or patterns.")
  var inputs: [String]
  @Option(help: "How often each input is analysed.")
  var rounds: Int = 3
  @Option(help: "Channels analysed at a time in the second run; as many as processors.")
  var jobs: Int?
  @Flag(help: "The time that each block of 10 ms takes in a live run.")
  var live = false
  @Flag(help: "JSON instead of a table.")
  var json = false
  @OptionGroup(title: "Inputs that do not describe themselves") var input: InputOptions
  @OptionGroup(title: "Settings") var tuning: SettingsOptions

  /// One input with one count of jobs.
  private struct Row {
    var source: String
    var jobs: Int
    var channels: Int
    var samples: Int
    var duration: Double
    var wall: Double
    var processor: Double
    /// The largest resident set of the program up to the end of this run, MB.
    var peak: Double
  }

  func run() async throws {
    guard (1...1000).contains(rounds) else {
      throw Failure(.usage, "--rounds: expected 1 to 1000, found \(rounds)")
    }
    let most = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    guard most >= 1 else { throw Failure(.usage, "--jobs: expected 1 or more, found \(most)") }
    guard !inputs.contains("-") else {
      throw Failure(.usage, "bench: expected files, found '-': a stream cannot be read again")
    }
    let settings = try tuning.effective()
    let reading = try input.reading()
    let list = try InputList(inputs)
    list.tellSkipped()
    if live {
      guard list.items.count == 1, let item = list.items.first else {
        throw Failure(.usage, "--live: expected one input")
      }
      let times = try await LiveTimes(item, jobs: most, settings, reading)
      try Terminal.output(
        json ? document([], live: times.json).indentedText : times.table + "\n")
      return
    }
    var rows: [Row] = []
    var worst = Exit.success
    for item in list.items {
      do {
        for jobs in most > 1 ? [1, most] : [1] {
          rows.append(try await measured(item, jobs, settings, reading))
        }
      } catch let failure as Failure {
        failure.report()
        worst = .worse(worst, failure.code)
      }
    }
    try Terminal.output(json ? document(rows).indentedText : table(rows) + "\n")
    if worst != .success { throw Failure(worst, "") }
  }

  private func measured(
    _ item: InputList.Item, _ jobs: Int, _ settings: AnalysisSettings, _ reading: ReadingOptions
  ) async throws -> Row {
    var options = AnalysisOptions()
    options.jobs = jobs
    let analysis = Analysis(settings: settings, options: options)
    var row = Row(
      source: item.relative, jobs: jobs, channels: 0, samples: 0, duration: 0, wall: .infinity,
      processor: .infinity, peak: 0)
    let clock = ContinuousClock()
    for _ in 0..<rounds {
      let (begun, used) = (clock.now, ProcessUsage.now.processor)
      let result: AnalysisResult
      do {
        result = try await analysis.run(try Inputs.open(item.path, reading), name: item.relative)
      } catch let error as FormatError {
        throw Failure(error, input: item.path)
      } catch let error as AnalysisError { throw Failure(error, input: item.path) }
      row.wall = min(row.wall, (clock.now - begun) / .seconds(1))
      row.processor = min(row.processor, ProcessUsage.now.processor - used)
      let analysed = result.channels.filter(\.isAnalysed)
      row.channels = analysed.count
      row.samples = analysed.reduce(0) { $0 + $1.sampleCount }
      row.duration = result.duration
    }
    row.peak = ProcessUsage.now.peak
    return row
  }

  private func table(_ rows: [Row]) -> String {
    let head = [
      "recording", "jobs", "channels", "length", "time", "x real time", "samples/s", "ns/sample",
      "peak memory",
    ]
    return Terminal.table(
      [head]
        + rows.map { row in
          [
            row.source, "\(row.jobs)", "\(row.channels)", "\(HumanTable.short(row.duration)) s",
            String(format: "%.3f s", row.wall), HumanTable.short(row.duration / row.wall),
            String(format: "%.2f M", Double(row.samples) / row.wall / 1e6),
            HumanTable.short(row.processor / Double(max(1, row.samples)) * 1e9),
            "\(HumanTable.short(row.peak)) MB",
          ]
        })
  }

  private func document(_ rows: [Row], live: JSONValue? = nil) -> JSONValue {
    let head: [(String, JSONValue)] = [
      ("schema", .text("myosift-bench")), ("schema_version", .text("1.0.0")),
      (
        "generator",
        .object([
          ("name", .text("myosift")), ("version", .text(EventSchema.generatorVersion)),
        ])
      ),
      ("processors", .integer(ProcessInfo.processInfo.activeProcessorCount)),
    ]
    if let live { return .object(head + [("live", live)]) }
    return .object(
      head + [
        ("rounds", .integer(rounds)),
        (
          "runs",
          .list(
            rows.map { row in
              .object([
                ("source", .text(row.source)), ("jobs", .integer(row.jobs)),
                ("channels", .integer(row.channels)), ("samples", .integer(row.samples)),
                ("duration_s", .rounded(row.duration, 4)), ("wall_s", .rounded(row.wall, 6)),
                ("processor_s", .rounded(row.processor, 6)),
                ("times_real_time", .rounded(row.duration / row.wall, 2)),
                ("samples_per_s", .rounded(Double(row.samples) / row.wall, 0)),
                ("peak_mb", .rounded(row.peak, 1)),
              ])
            })
        ),
      ])
  }
}

/// What the program has used so far.
struct ProcessUsage {
  /// Processor time of the program and of the system for it, seconds.
  var processor: Double
  /// The largest resident set, MB.
  var peak: Double

  /// As the system counts it now.
  static var now: ProcessUsage {
    #if canImport(Darwin)
    let (who, unit) = (RUSAGE_SELF, 1.0 / 1_048_576)
    #else
    let (who, unit) = (__rusage_who_t(RUSAGE_SELF.rawValue), 1.0 / 1024)
    #endif
    var usage = rusage()
    _ = unsafe getrusage(who, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return ProcessUsage(
      processor: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peak: Double(usage.ru_maxrss) * unit)
  }
}
