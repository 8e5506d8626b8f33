import EMGCore
import EMGFormats
import EMGPipeline
import EMGSinks
import Foundation

/// What each block of 10 ms takes in a live run: analysis and the text of its events, without reading
/// and writing.
///
/// Wall time counts what other programs take meanwhile, processor time what all of this
/// program's threads take.
struct LiveTimes {
  /// Kinds of block, by what there was to do.
  private enum Kind: String, CaseIterable {
    case all
    case waiting
    case page
    case events
  }

  private static let block = 0.01
  private var times: [Kind: [(wall: Double, processor: Double)]] = [:]
  private var channels = 0
  private var duration = 0.0
  private let jobs: Int

  /// Feeds a recording as fast as it is taken.
  ///
  /// - Parameters:
  ///   - item: The recording.
  ///   - jobs: Channels analysed at a time.
  ///   - settings: How it is analysed.
  ///   - reading: What the user says of it.
  /// - Throws: ``Failure`` of the input.
  init(
    _ item: InputList.Item, jobs: Int, _ settings: AnalysisSettings, _ reading: ReadingOptions
  ) async throws {
    self.jobs = jobs
    do {
      try await run(try Inputs.open(item.path, reading), item.relative, settings)
    } catch let error as FormatError {
      throw Failure(error, input: item.path)
    } catch let error as AnalysisError { throw Failure(error, input: item.path) }
  }

  private mutating func run(
    _ source: any RecordingSource, _ name: String, _ settings: AnalysisSettings
  ) async throws {
    var options = AnalysisOptions()
    options.jobs = jobs
    let live = try LiveAnalysis(
      Analysis(settings: settings, options: options), of: source, name: name)
    var bytes = 0
    let sink = try live.sink { bytes += $0.utf8.count }
    let clock = ContinuousClock()
    var whole = SignalBlock(channelCount: source.header.channels.count)
    while try source.next(into: &whole) {
      for part in Self.parts(of: whole, source.header.channels) {
        let before = live.conditionedSamples
        let (begun, used) = (clock.now, Self.processorTime)
        let events = await live.append(part)
        try sink.add(events)
        let time = (
          wall: (clock.now - begun) / .milliseconds(1), processor: Self.processorTime - used
        )
        let kind: Kind =
          !events.isEmpty ? .events : live.conditionedSamples > before ? .page : .waiting
        times[.all, default: []].append(time)
        times[kind, default: []].append(time)
      }
    }
    let (rest, recording) = await live.finish(source)
    try sink.add(rest)
    try sink.end(recording)
    channels = recording.channels.count(where: \.isAnalysed)
    duration = recording.duration
  }

  /// Processor time of the program, ms.
  private static var processorTime: Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }

  /// The block in pieces of 10 ms.
  private static func parts(of block: SignalBlock, _ channels: [Channel]) -> [SignalBlock] {
    let lengths = channels.map { max(1, $0.rate.samples(Self.block)) }
    let count = channels.indices.map { c in
      (block.samples[c].count + lengths[c] - 1) / lengths[c]
    }.max()
    return (0..<(count ?? 0)).map { n in
      var part = SignalBlock(channelCount: channels.count)
      for c in channels.indices {
        let all = block.samples[c].indices
        let own = (n * lengths[c]..<(n + 1) * lengths[c]).clamped(to: all)
        part.start[c] = block.start[c] + own.lowerBound
        part.samples[c] = Array(block.samples[c][own])
      }
      return part
    }
  }

  private struct Quantiles {
    var count: Int
    var values: [(name: String, value: Double)]

    init(_ times: [Double]) {
      let sorted = times.sorted()
      let count = sorted.count
      self.count = count
      func at(_ share: Double) -> Double {
        sorted.isEmpty ? .nan : sorted[min(count - 1, Int(share * Double(count)))]
      }
      values = [
        ("median_ms", at(0.5)), ("p99_ms", at(0.99)), ("p999_ms", at(0.999)),
        ("most_ms", sorted.last ?? .nan),
      ]
    }
  }

  private var rows: [(kind: Kind, wall: Quantiles, processor: Quantiles)] {
    Kind.allCases.map { kind in
      let own = times[kind] ?? []
      return (kind, Quantiles(own.map(\.wall)), Quantiles(own.map(\.processor)))
    }
  }

  /// A table for people.
  var table: String {
    Terminal.table(
      [["blocks of 10 ms", "count", "time", "median", "99 %", "99.9 %", "most"]]
        + rows.flatMap { row in
          [("wall", row.wall), ("processor", row.processor)].map { name, quantiles in
            [row.kind.rawValue, "\(quantiles.count)", name]
              + quantiles.values.map { String(format: "%.3f ms", $0.value) }
          }
        })
  }

  /// The same for programs.
  var json: JSONValue {
    .object([
      ("channels", .integer(channels)), ("duration_s", .rounded(duration, 4)),
      ("jobs", .integer(jobs)), ("block_s", .rounded(Self.block, 4)),
      (
        "classes",
        .object(
          rows.map { row in
            func object(_ quantiles: Quantiles) -> JSONValue {
              .object(quantiles.values.map { ($0.name, .rounded($0.value, 4)) })
            }
            return (
              row.kind.rawValue,
              .object([
                ("count", .integer(row.wall.count)), ("wall", object(row.wall)),
                ("processor", object(row.processor)),
              ])
            )
          })
      ),
    ])
  }
}
