public import EMGCore

/// Writes JSON Lines of a recording that is still running: its first line with null where only the
/// end knows, each event as it comes, and a summary that holds the recording complete.
///
/// An event's `id` is its place in the order in which events come.
public final class LiveSink {
  private let write: (String) throws -> Void
  private let schema: EventSchema
  private var tally = EventTally()
  /// Events written.
  public private(set) var count = 0

  /// Writes the first line.
  ///
  /// - Parameters:
  ///   - opening: The recording as it is known before its samples.
  ///   - usual: How long after its end an event comes that silence follows, seconds.
  ///   - atStart: What the first events wait longer, seconds.
  ///   - delays: Names and seconds: how long after its end an event comes at the latest.
  ///   - step: Seconds of signal between two looks at what is decided.
  ///   - write: Takes a whole line with its end.
  /// - Throws: What the writing throws.
  public init(
    _ opening: AnalysisResult, usual: Double, atStart: Double, delays: [(String, Double?)],
    step: Double,
    write: @escaping (String) throws -> Void
  ) throws {
    self.write = write
    schema = EventSchema(opening)
    let list = delays.map { ($0, $1.map { JSONValue.rounded($0, 3) } ?? .null) }
    let live = JSONValue.object([
      ("step_s", .rounded(step, 3)), ("usual_delay_s", .rounded(usual, 3)),
      ("longer_at_start_s", .rounded(atStart, 3)), ("longest_delay_s", .object(list)),
    ])
    try write(schema.liveFirstLine(delays: live).compactText + "\n")
  }

  /// Writes the lines of events that became final.
  ///
  /// - Parameter events: In the order of their numbers.
  /// - Throws: What the writing throws.
  public func add(_ events: [Event]) throws {
    guard !events.isEmpty else { return }
    var text = ""
    for event in events {
      tally.add(event)
      text += schema.line(event, id: count).compactText + "\n"
      count += 1
    }
    try write(text)
  }

  /// Writes the last line.
  ///
  /// - Parameter recording: The recording with all that is known at its end.
  /// - Throws: What the writing throws.
  public func end(_ recording: AnalysisResult) throws {
    try write(EventSchema(recording).liveLastLine(tally).compactText + "\n")
  }
}
