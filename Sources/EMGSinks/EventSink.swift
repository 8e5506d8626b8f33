internal import Dispatch
public import EMGCore
internal import Synchronization

/// Takes what was found in a recording, piece by piece in the order of the output, and writes it.
///
/// A sink serves one recording: ``begin(_:)``, then each event, then ``end()``. It holds no event.
public protocol EventSink: AnyObject {
  /// Takes all but the events.
  ///
  /// - Parameter recording: The recording, its channels and settings; its events are not looked at.
  /// - Throws: What the writing throws.
  func begin(_ recording: AnalysisResult) throws

  /// Takes the next event, by onset, then channel.
  ///
  /// - Parameter event: The event.
  /// - Throws: What the writing throws.
  func add(_ event: Event) throws

  /// Takes the next events.
  ///
  /// - Parameters:
  ///   - events: The events, in order.
  ///   - jobs: How many may be written at a time; no byte depends on it.
  /// - Throws: What the writing throws.
  func add(_ events: ArraySlice<Event>, jobs: Int) throws

  /// Ends the output.
  ///
  /// - Throws: What the writing throws.
  func end() throws
}

extension EventSink {
  /// Takes a whole result.
  ///
  /// - Parameters:
  ///   - result: What an analysis found.
  ///   - jobs: How many events may be written at a time; no byte depends on it.
  /// - Throws: What the writing throws.
  public func take(_ result: AnalysisResult, jobs: Int = 1) throws {
    try begin(result)
    var rest = result.events[...]
    while !rest.isEmpty {
      try add(rest.prefix(1024), jobs: jobs)
      rest = rest.dropFirst(1024)
    }
    try end()
  }

  /// Takes events one after the other.
  public func add(_ events: ArraySlice<Event>, jobs: Int) throws {
    for event in events { try add(event) }
  }
}

/// What the sinks share: the recording without its events, the next event's number, the counts.
private struct Progress {
  var schema: EventSchema
  var tally = EventTally()
  var count = 0

  init(_ recording: AnalysisResult) {
    var recording = recording
    recording.events = []
    schema = EventSchema(recording)
  }

  mutating func next(_ event: Event) -> Int {
    tally.add(event)
    count += 1
    return count - 1
  }
}

/// JSON Lines: the recording, each event, the summary.
final class LinesSink: EventSink {
  private let write: (String) throws -> Void
  private var progress: Progress?

  init(_ write: @escaping (String) throws -> Void) { self.write = write }

  func begin(_ recording: AnalysisResult) throws {
    let progress = Progress(recording)
    self.progress = progress
    try write(progress.schema.firstLine.compactText + "\n")
  }

  func add(_ event: Event) throws {
    guard let number = progress?.next(event), let schema = progress?.schema else { return }
    try write(schema.line(event, id: number).compactText + "\n")
  }

  func end() throws {
    guard let progress else { return }
    try write(progress.schema.lastLine(progress.tally).compactText + "\n")
  }
}

/// The JSON document, as ``EventSchema/document`` is written whole.
final class DocumentSink: EventSink {
  private let write: (String) throws -> Void
  private var progress: Progress?

  init(_ write: @escaping (String) throws -> Void) { self.write = write }

  private func member(_ key: String, _ value: JSONValue) -> String {
    var text = Array("\n  ".utf8)
    JSONValue.quote(key, into: &text)
    text += ": ".utf8
    value.write(into: &text, indent: 1)
    return String(decoding: text, as: UTF8.self)
  }

  func begin(_ recording: AnalysisResult) throws {
    let progress = Progress(recording)
    self.progress = progress
    let members = progress.schema.documentHead.map { member($0.0, $0.1) }
    try write("{" + members.joined(separator: ",") + ",\n  \"events\": [")
  }

  func add(_ event: Event) throws {
    guard let number = progress?.next(event), let schema = progress?.schema else { return }
    var text: [UInt8] = []
    Self.append(event, number, schema, to: &text)
    try write(String(decoding: text, as: UTF8.self))
  }

  private static func append(
    _ event: Event, _ number: Int, _ schema: EventSchema, to text: inout [UInt8]
  ) {
    text += (number > 0 ? ",\n    " : "\n    ").utf8
    JSONValue.object(schema.event(event, id: number)).write(into: &text, indent: 2)
  }

  func add(_ events: ArraySlice<Event>, jobs: Int) throws {
    let jobs = min(jobs, events.count)
    guard jobs > 0, let schema = progress?.schema, let first = progress?.count else { return }
    for event in events { _ = progress?.next(event) }
    let texts = Mutex([String](repeating: "", count: jobs))
    DispatchQueue.concurrentPerform(iterations: jobs) { job in
      let share = (events.count * job / jobs)..<(events.count * (job + 1) / jobs)
      var text: [UInt8] = []
      for n in share {
        Self.append(events[events.startIndex + n], first + n, schema, to: &text)
      }
      let whole = String(decoding: text, as: UTF8.self)
      texts.withLock { $0[job] = whole }
    }
    for text in texts.withLock({ $0 }) { try write(text) }
  }

  func end() throws {
    guard let progress else { return }
    let close = progress.count > 0 ? "\n  ]," : "],"
    try write(close + member("summary", progress.schema.summary(progress.tally)) + "\n}\n")
  }
}

/// A table of events.
final class TableSink: EventSink {
  private let write: (String) throws -> Void
  private let table: EventTable
  private var progress: Progress?

  init(_ write: @escaping (String) throws -> Void, separator: String, missing: String) {
    self.write = write
    table = EventTable(separator: separator, missing: missing)
  }

  func begin(_ recording: AnalysisResult) throws {
    progress = Progress(recording)
    try write(table.head)
  }

  func add(_ event: Event) throws {
    guard let number = progress?.next(event), let schema = progress?.schema else { return }
    try write(table.row(schema.event(event, id: number)))
  }

  func end() throws {}
}
