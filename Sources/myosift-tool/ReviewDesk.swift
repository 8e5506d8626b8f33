import EMGCore
import EMGReview
import EMGSinks
import Foundation

/// What the server does, one request at a time.
actor ReviewDesk {
  /// An answer.
  struct Answer: Sendable {
    var status: Int
    var type: String
    var body: Data
    /// The name under which a browser keeps it.
    var file: String?

    static func json(_ value: JSONValue, status: Int = 200, file: String? = nil) -> Answer {
      Answer(
        status: status, type: "application/json",
        body: Data((file == nil ? value.compactText : value.indentedText).utf8), file: file)
    }

    static func problem(_ status: Int, _ message: String) -> Answer {
      json(.object([("error", .text(message))]), status: status)
    }
  }

  private var session: ReviewSession
  /// What the sidecar holds as far as this session knows.
  private var kept: DecisionFile?
  private let page: String
  private let pyramid: TracePyramid
  private let reviewer: String
  private let sidecar: Sidecar
  private let name: String

  init(
    session: ReviewSession, page: String, pyramid: TracePyramid, reviewer: String,
    sidecar: Sidecar, name: String
  ) {
    self.session = session
    kept = session.file.decisions.isEmpty ? nil : session.file
    self.page = page
    self.pyramid = pyramid
    self.reviewer = reviewer
    self.sidecar = sidecar
    self.name = name
  }

  /// Answers a request for a place below the token.
  ///
  /// - Parameters:
  ///   - place: What follows the token and its slash.
  ///   - body: The body of a POST; nil for a GET.
  /// - Returns: The answer.
  func answer(_ place: String, body: Data?) -> Answer {
    guard let body else {
      switch place {
      case "":
        return Answer(status: 200, type: "text/html; charset=utf-8", body: Data(page.utf8))
      case "state": return .json(state(changed: nil))
      case "reviewed.json": return document(.reviewed, "\(name).reviewed.json")
      case "truth.json": return document(.truth, "\(name).truth.json")
      default: return tile(place)
      }
    }
    switch place {
    case "decide":
      return change { session in
        let request: ReviewSession.Request
        request = try DocumentDecoding.decode(ReviewSession.Request.self, from: body)
        try session.decide(request, by: self.reviewer, at: Self.now)
        return request.action == .add ? session.events.count - 1 : request.ids?.first
      }
    case "undo":
      return change { session in
        session.undo()
        return nil
      }
    case "redo":
      return change { session in
        session.redo()
        return nil
      }
    default: return .problem(404, "no such place")
    }
  }

  private static var now: String { Date.now.formatted(.iso8601) }

  /// Changes the session and keeps it; what cannot be kept has not happened.
  private func change(_ body: (inout ReviewSession) throws -> Int?) -> Answer {
    var changed = session
    do {
      let id = try body(&changed)
      try sidecar.write(changed.file, over: kept)
      session = changed
      kept = changed.file
      return .json(state(changed: id))
    } catch let error as DocumentError {
      return .problem(422, "\(error)")
    } catch let failure as Failure {
      Terminal.error(failure.message)
      return .problem(409, failure.message)
    } catch { return .problem(500, "\(error)") }
  }

  private func document(_ content: ReviewedDocument.Content, _ file: String) -> Answer {
    do {
      return .json(try ReviewedDocument.make(session, content), file: file)
    } catch { return .problem(409, "\(error)") }
  }

  private func tile(_ place: String) -> Answer {
    let parts = place.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().compactMap { Int($0) }
    guard parts.count == 4, parts[0] == "tile", numbers.count == 3,
      let data = pyramid.tile(channel: numbers[0], level: numbers[1], index: numbers[2])
    else { return .problem(404, "no such place") }
    return Answer(status: 200, type: "application/octet-stream", body: data)
  }

  private func state(changed: Int?) -> JSONValue {
    let found = session.document["events"]?.values ?? []
    let places = Dictionary(
      (session.document["recording"]?["channels"]?.values ?? []).enumerated().map {
        ($1["name"]?.string ?? "", $1["index"] ?? .integer($0))
      }, uniquingKeysWith: { a, _ in a })
    let events = session.events.map { event -> JSONValue in
      let base = event.isAdded ? .null : found[event.id]
      let isRelabelled = event.mark.type != event.original.type
      return .object([
        ("id", .integer(event.id)), ("type", .text(event.mark.type.rawValue)),
        ("channel_index", places[event.mark.channel] ?? .integer(0)),
        ("onset_s", .number(event.mark.onset)), ("duration_s", .number(event.mark.duration)),
        ("threshold_uv", base["threshold_uv"] ?? .null),
        ("motor_unit", isRelabelled ? .null : base["motor_unit"] ?? .null),
        ("confidence", base["confidence"] ?? .integer(1)),
        ("peak_to_peak_uv", base["features"]?["peak_to_peak_uv"] ?? .null),
        ("status", .text(event.status.rawValue)), ("added", .flag(event.isAdded)),
      ])
    }
    let (decided, all) = session.progress
    return .object([
      ("decided", .integer(decided)), ("all", .integer(all)),
      ("added", .integer(session.events.count { $0.isAdded && $0.status == .accepted })),
      ("unmatched_confirmed", .integer(session.unmatched.confirmed)),
      ("unmatched_rejected", .integer(session.unmatched.rejected)),
      ("can_undo", .flag(session.canUndo)), ("can_redo", .flag(session.canRedo)),
      ("changed", changed.map(JSONValue.integer) ?? .null), ("events", .list(events)),
    ])
  }
}
