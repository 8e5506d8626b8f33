internal import EMGCore
public import EMGSinks

/// The contract's document with a person's decisions in it.
public enum ReviewedDocument {
  /// Keys that belong to an event's type and not to another's.
  private static let typeKeys = [
    "motor_unit", "discharges_s", "frequency_hz", "bursts_s", "band", "pattern", "partners",
    "amplitude_slope", "interval_slope", "probabilities", "rate_hz", "interval_cv", "groups",
    "latency_s", "cause", "times_s",
  ]
  /// Keys with times in seconds that move with their event.
  private static let timeKeys = ["discharges_s", "bursts_s", "times_s"]

  /// Which events a document holds.
  public enum Content: Hashable, Sendable {
    /// All but the rejected ones; what nobody decided has no `reviewed_by`.
    case reviewed
    /// Only what a person confirmed; needs a decision on every event.
    case truth
  }

  /// Makes the document.
  ///
  /// - Parameters:
  ///   - session: The decisions.
  ///   - content: Which events it holds.
  /// - Returns: A document of the contract; `reviewed_by` names who confirmed an event.
  /// - Throws: `DocumentError` where truth is wanted and events are undecided.
  public static func make(
    _ session: ReviewSession, _ content: Content
  ) throws(DocumentError) -> JSONValue {
    let (decided, all) = session.progress
    guard content == .reviewed || decided == all else {
      throw DocumentError(
        description: "truth needs a decision on every event: \(all - decided) of \(all) have none")
    }
    var document = session.document
    let analysed = document["events"]?.values ?? []
    let rates = rates(document)
    var kept: [(mark: EventMark, value: JSONValue)] = []
    for event in session.events where event.status != .rejected {
      let base = event.isAdded ? nil : analysed[event.id]
      kept.append((event.mark, value(event, base, document, rates)))
    }
    kept.sort {
      ($0.mark.onset, rates[$0.mark.channel]?.index ?? 0)
        < ($1.mark.onset, rates[$1.mark.channel]?.index ?? 0)
    }
    document.set(
      "events",
      to: .list(
        kept.enumerated().map { n, item in
          var value = item.value
          value.set("id", to: .integer(n))
          return value
        }))
    document.set("summary", to: summary(document, kept.map(\.mark)))
    return document
  }

  private static func rates(_ document: JSONValue) -> [String: (index: Int, rate: Double)] {
    let channels = (document["recording"]?["channels"]?.values ?? []).enumerated()
      .compactMap { n, channel -> (String, (Int, Double))? in
        guard let name = channel["name"]?.string else { return nil }
        return (name, (n, channel["rate_hz"]?.double ?? 1))
      }
    return Dictionary(channels, uniquingKeysWith: { a, _ in a })
      .mapValues { (index: $0.0, rate: $0.1) }
  }

  private static func value(
    _ event: ReviewedEvent, _ base: JSONValue?, _ document: JSONValue,
    _ rates: [String: (index: Int, rate: Double)]
  ) -> JSONValue {
    let mark = event.mark
    let (index, rate) = rates[mark.channel] ?? (0, 1)
    var value =
      base
      ?? .object([
        ("id", .integer(0)), ("type", .text(mark.type.rawValue)), ("channel", .text(mark.channel)),
        ("channel_index", .integer(index)), ("onset_s", .null), ("duration_s", .null),
        ("onset_sample", .null), ("onset_time", .null), ("confidence", .integer(1)),
        ("noise_uv", .null), ("threshold_uv", .null), ("features", .object([])),
        ("evidence", .list([])),
      ])
    if base == nil || mark.onset != event.original.onset
      || mark.duration != event.original.duration
    {
      let start = document["recording"]?["start_time"]?.string
      value.set("onset_s", to: .rounded(mark.onset, 7))
      value.set("duration_s", to: .rounded(mark.duration, 7))
      value.set("onset_sample", to: .integer(Int((mark.onset * rate).rounded())))
      value.set(
        "onset_time", to: .optional(start.flatMap { LocalTime.adding(mark.onset, to: $0) }))
      if base != nil { moveTimes(&value, event) }
    }
    if base == nil || mark.type != event.original.type { relabel(&value, mark) }
    if event.status == .accepted, let reviewer = event.reviewer {
      value.set("reviewed_by", to: .text(reviewer), before: "features")
    }
    return value
  }

  /// Times within an event move with its onset; what then lies outside goes.
  private static func moveTimes(_ value: inout JSONValue, _ event: ReviewedEvent) {
    let mark = event.mark
    // An event of another length has one end where it was: what lies in it stays.
    let isShifted = abs(mark.duration - event.original.duration) < 1e-6
    let shift = isShifted ? mark.onset - event.original.onset : 0
    for key in timeKeys {
      guard let times = value[key]?.values?.compactMap(\.double) else { continue }
      let moved = times.map { $0 + shift }.filter { $0 >= mark.onset && $0 <= mark.end }
      value.set(key, to: .list(moved.map { .rounded($0, 7) }))
    }
  }

  private static func relabel(_ value: inout JSONValue, _ mark: EventMark) {
    value.set("type", to: .text(mark.type.rawValue))
    let discharges = value["discharges_s"]
    for key in typeKeys { value.set(key, to: nil) }
    if mark.type == .fasciculation {
      value.set("motor_unit", to: .null, before: "features")
      let times = discharges ?? .list([.rounded(mark.onset + mark.duration / 2, 7)])
      value.set("discharges_s", to: times, before: "features")
    }
    // The rules and the probability spoke for what it is not.
    value.set("confidence", to: .integer(1))
    value.set("evidence", to: .list([]))
  }

  private static func summary(_ document: JSONValue, _ marks: [EventMark]) -> JSONValue {
    let channels = (document["recording"]?["channels"]?.values ?? []).filter {
      $0["analysed"] != .flag(false)
    }
    let list = channels.map { channel -> JSONValue in
      let name = channel["name"]?.string ?? ""
      let count = marks.count { $0.channel == name && $0.type == .fasciculation }
      let minutes = (channel["analysable_s"]?.double ?? 0) / 60
      let interval = PoissonInterval(count: count, exposure: minutes)
      return .object([
        ("channel", .text(name)), ("fasciculations", .integer(count)),
        ("per_min", minutes > 0 ? .rounded(Double(count) / minutes, 4) : .null),
        (
          "per_min_ci95",
          interval.map { .list([.rounded($0.lower, 4), .rounded($0.upper, 4)]) } ?? .null
        ),
      ])
    }
    let classes = EventType.allCases.compactMap { type -> (String, JSONValue)? in
      let count = marks.count { $0.type == type }
      return count > 0 ? (type.rawValue, .integer(count)) : nil
    }
    return .object([("channels", .list(list)), ("classes", .object(classes))])
  }
}
