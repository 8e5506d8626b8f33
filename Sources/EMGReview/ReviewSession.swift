public import EMGCore
public import EMGSinks

/// An event under review.
public struct ReviewedEvent: Hashable, Sendable {
  /// What is decided.
  public enum Status: String, Hashable, Sendable {
    /// Nothing yet.
    case undecided
    /// A person says that it is there.
    case accepted
    /// A person says that it is not.
    case rejected
  }

  /// Its number in the session; the analysis' events come first, in the document's order.
  public var id: Int
  /// As the analysis found it or, where a person added it, as it was added.
  public var original: EventMark
  /// As it is now.
  public var mark: EventMark
  /// What is decided.
  public var status: Status = .undecided
  /// Whether the analysis did not find it.
  public var isAdded = false
  /// Who decided last.
  public var reviewer: String?
}

/// Decisions about a recording's events: made, undone, kept.
public struct ReviewSession: Sendable {
  /// The document as the analysis wrote it.
  public let document: JSONValue
  /// All events with what is decided.
  public private(set) var events: [ReviewedEvent] = []
  /// Decisions that were undone, the last undone last.
  private var undone: [[Decision]] = []
  /// The sidecar.
  public private(set) var file: DecisionFile
  /// Earlier decisions whose events this analysis did not find: how many were rejections, which are
  /// kept and change nothing, and how many were events that a person confirmed, which stand as
  /// added ones.
  public private(set) var unmatched = (rejected: 0, confirmed: 0)

  /// Names of the analysed channels.
  public let channels: [String]
  private let duration: Double
  /// What each decided mark stands for: a place in `events`.
  private var places: [EventMark: Int] = [:]

  /// Begins a session.
  ///
  /// - Parameters:
  ///   - document: A result document of the contract.
  ///   - file: Earlier decisions, or nil.
  /// - Throws: `DocumentError` where the document is unsound or the decisions are about another
  ///   recording.
  public init(document: JSONValue, file: DecisionFile?) throws(DocumentError) {
    self.document = document
    guard let recording = document["recording"], let source = recording["source"]?.string,
      let list = document["events"]?.values
    else { throw DocumentError(description: "expected a document of events") }
    duration = recording["duration_s"]?.double ?? 0
    let sha256 = recording["sha256"]?.string
    channels = (recording["channels"]?.values ?? []).compactMap {
      $0["analysed"] == .flag(false) ? nil : $0["name"]?.string
    }
    for (n, event) in list.enumerated() {
      guard let type = event["type"]?.string.flatMap(EventType.init(rawValue:)),
        let channel = event["channel"]?.string, let onset = event["onset_s"]?.double,
        let length = event["duration_s"]?.double
      else {
        throw DocumentError(
          description: "events.\(n): expected type, channel, onset_s and duration_s")
      }
      let mark = EventMark(type: type, channel: channel, onset: onset, duration: length)
      events.append(ReviewedEvent(id: n, original: mark, mark: mark))
    }
    if let file {
      guard file.schema == "myosift-review", file.version.hasPrefix("1.") else {
        throw DocumentError(
          description: "expected myosift-review version 1, found \(file.schema) \(file.version)")
      }
      let isSame = sha256 == nil ? file.source == source : file.sha256 == sha256
      guard isSame else {
        throw DocumentError(
          description: "the decisions are about another recording: expected '\(source)', SHA-256 "
            + "\(sha256 ?? "unknown"), found '\(file.source)', \(file.sha256 ?? "unknown")")
      }
    }
    self.file = file ?? DecisionFile(source: source, sha256: sha256)
    replay()
  }

  private var analysed: Int { document["events"]?.values?.count ?? 0 }

  /// Applies all decisions anew.
  private mutating func replay() {
    events.removeSubrange(analysed...)
    for n in events.indices {
      events[n] = ReviewedEvent(id: n, original: events[n].original, mark: events[n].original)
    }
    places = [:]
    unmatched = (0, 0)
    // Marks in the order of their first decision, with every label they had.
    var order: [EventMark] = []
    var labels: [EventMark: Set<EventType>] = [:]
    var added: Set<EventMark> = []
    for decision in file.decisions {
      if labels[decision.event] == nil { order.append(decision.event) }
      labels[decision.event, default: [decision.event.type]].formUnion(
        decision.result.map { [$0.type] } ?? [])
      if decision.action == .add { added.insert(decision.event) }
    }
    // What is found just as it was comes first, then what is near it.
    let old = order.filter { !added.contains($0) }
    let exact = Dictionary(
      events.map { ($0.original, $0.id) }, uniquingKeysWith: { a, _ in a })
    for mark in old { places[mark] = exact[mark] }
    let taken = Set(places.values)
    let free = events.filter { !taken.contains($0.id) }
    let rest = old.filter { places[$0] == nil }
    let found = DecisionMatching.match(
      rest.map { ($0, labels[$0] ?? []) }, free.map(\.original))
    for (mark, place) in zip(rest, found) { places[mark] = place.map { free[$0].id } }
    for decision in file.decisions { apply(decision) }
    for mark in rest where places[mark].map({ $0 >= analysed }) ?? true {
      let isConfirmed = places[mark].map { events[$0].status == .accepted } ?? false
      if isConfirmed { unmatched.confirmed += 1 } else { unmatched.rejected += 1 }
    }
  }

  private mutating func apply(_ decision: Decision) {
    if places[decision.event] == nil {
      // A person's event, or one that the analysis no longer finds.
      places[decision.event] = events.count
      var event = ReviewedEvent(
        id: events.count, original: decision.event, mark: decision.event)
      event.isAdded = true
      event.status = .rejected
      events.append(event)
    }
    guard let n = places[decision.event] else { return }
    events[n].reviewer = decision.reviewer
    switch decision.action {
    case .accept, .add: events[n].status = .accepted
    case .reject: events[n].status = .rejected
    case .relabel, .move:
      events[n].status = .accepted
      guard let result = decision.result else { return }
      if decision.action == .relabel {
        events[n].mark.type = result.type
      } else {
        events[n].mark.onset = result.onset
        events[n].mark.duration = result.duration
      }
    case .clear:
      events[n].mark = events[n].original
      events[n].status = events[n].isAdded ? .rejected : .undecided
      events[n].reviewer = nil
    }
  }

  /// What a person wants done.
  public struct Request: Decodable, Sendable {
    /// What to do.
    public var action: Decision.Action
    /// Which events; empty where one is added.
    public var ids: [Int]?
    /// The new type, of `relabel` and `add`.
    public var type: EventType?
    /// The new onset in seconds, of `move` and `add`.
    public var onset: Double?
    /// The new duration in seconds, of `move` and `add`.
    public var duration: Double?
    /// The channel's name, of `add`.
    public var channel: String?

    private enum CodingKeys: String, CodingKey {
      case action, ids, type, channel
      case onset = "onset_s"
      case duration = "duration_s"
    }
  }

  /// Decides.
  ///
  /// - Parameters:
  ///   - request: What a person wants done.
  ///   - reviewer: Who.
  ///   - time: ISO 8601, UTC.
  /// - Throws: `DocumentError` where it cannot be done; nothing has changed then.
  public mutating func decide(
    _ request: Request, by reviewer: String, at time: String
  ) throws(DocumentError) {
    let group = (file.decisions.last?.group ?? 0) + 1
    func made(_ event: EventMark, _ result: EventMark? = nil) -> Decision {
      Decision(
        request.action, event, result: result, group: group, time: time, reviewer: reviewer)
    }
    var new: [Decision] = []
    if request.action == .add {
      guard let type = request.type, let channel = request.channel, channels.contains(channel)
      else { throw DocumentError(description: "expected a type and an analysed channel") }
      let (onset, length) = try stretch(request)
      let mark = EventMark(type: type, channel: channel, onset: onset, duration: length)
      guard places[mark] == nil, !events.contains(where: { $0.original == mark }) else {
        throw DocumentError(description: "there is such an event already")
      }
      new = [made(mark)]
    } else {
      guard let ids = request.ids, !ids.isEmpty, ids.allSatisfy(events.indices.contains) else {
        throw DocumentError(description: "expected numbers of events")
      }
      for id in ids {
        let event = events[id]
        var result = event.mark
        switch request.action {
        case .relabel:
          guard let type = request.type else {
            throw DocumentError(description: "expected a type")
          }
          result.type = type
          new.append(made(event.original, result))
        case .move:
          (result.onset, result.duration) = try stretch(request)
          new.append(made(event.original, result))
        default: new.append(made(event.original))
        }
      }
    }
    file.decisions += new
    undone = []
    for decision in new {
      if decision.action != .add, places[decision.event] == nil {
        places[decision.event] = request.ids.flatMap { ids in
          ids.first { events[$0].original == decision.event }
        }
      }
      apply(decision)
    }
  }

  private func stretch(_ request: Request) throws(DocumentError) -> (Double, Double) {
    guard let onset = request.onset, let length = request.duration, onset.isFinite, onset >= 0,
      length >= 0, onset + length <= duration
    else {
      throw DocumentError(description: "expected onset_s and duration_s within the recording")
    }
    return (onset, length)
  }

  /// Whether there is something to undo.
  public var canUndo: Bool { !file.decisions.isEmpty }
  /// Whether there is something to do again.
  public var canRedo: Bool { !undone.isEmpty }

  /// Takes the last group of decisions back.
  public mutating func undo() {
    guard let group = file.decisions.last?.group else { return }
    let start = file.decisions.lastIndex { $0.group != group }.map { $0 + 1 } ?? 0
    undone.append(Array(file.decisions[start...]))
    file.decisions.removeSubrange(start...)
    replay()
  }

  /// Makes the group of decisions again that was undone last.
  public mutating func redo() {
    guard let group = undone.popLast() else { return }
    file.decisions += group
    replay()
  }

  /// Events that the analysis found and a person has decided on, and all it found.
  public var progress: (decided: Int, all: Int) {
    let found = events.prefix(analysed)
    return (found.count { $0.status != .undecided }, found.count)
  }
}
