import EMGCore
import EMGFormats
import EMGPipeline
import EMGSinks
import Foundation

/// `analyze --live`: events go to standard output line by line as they are decided.
struct LiveRun {
  var analysis: Analysis
  var reading: ReadingOptions
  var isQuiet: Bool

  /// Analyses a stream, or a file as if it were one, until it ends or an interrupt ends it.
  ///
  /// - Parameter path: A file, or `-`.
  /// - Throws: ``Failure``; after bad data the summary is written before.
  func run(_ path: String) async throws {
    let ending = StreamEnd()
    Interruption.handOver(to: ending)
    defer { withExtendedLifetime(ending) {} }
    let source: any RecordingSource
    let live: LiveAnalysis
    do {
      source = try Inputs.open(path, reading, ending: ending)
      live = try LiveAnalysis(
        analysis, of: source, name: path == "-" ? "-" : (path as NSString).lastPathComponent)
    } catch let error as FormatError {
      // An end that was asked for before the header was there leaves nothing to write.
      if ending.isAsked { throw Failure(.interrupted, "") }
      throw Failure(error, input: path)
    } catch let error as AnalysisError { throw Failure(error, input: path) }
    let sink = try live.sink(Terminal.output)
    var block = SignalBlock(channelCount: source.header.channels.count)
    var failure: Failure?
    do throws(FormatError) {
      while !ending.isAsked, try source.next(into: &block) {
        let events = await live.append(block)
        do { try sink.add(events) } catch { failure = error as? Failure }
        if failure != nil { break }
      }
    } catch {
      // A stream that was cut off may end within a sample.
      if !ending.isAsked { failure = Failure(error, input: path) }
    }
    let rest = await live.finish(source)
    try sink.add(rest.events)
    try sink.end(rest.recording)
    if let failure { throw failure }
    if !isQuiet {
      Terminal.note(
        "\(rest.recording.source): \(HumanTable.short(rest.recording.duration)) s,"
          + " \(sink.count) events")
    }
    do { try live.checkWarnings(rest.recording) } catch { throw Failure(error, input: path) }
    if ending.isAsked { throw Failure(.interrupted, "") }
  }
}

extension LiveAnalysis {
  /// Begins the lines of this analysis.
  ///
  /// - Parameter write: Takes a whole line with its end.
  /// - Returns: What writes them, the first line written.
  /// - Throws: What the writing throws.
  func sink(_ write: @escaping (String) throws -> Void) throws -> LiveSink {
    try LiveSink(
      opening, usual: delays.quiet, atStart: delays.atStart, delays: delays.list, step: Self.step,
      write: write)
  }
}
