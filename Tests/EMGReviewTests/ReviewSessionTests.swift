import EMGCore
import EMGReview
import EMGSinks
import EMGTestSupport
import Foundation
import Testing

/// Decisions: made, undone, found again, written.
@Suite struct ReviewSessionTests {
  static func document(
    _ events: [(type: String, onset: Double, duration: Double)], sha: String = "ab"
  ) throws -> JSONValue {
    let list = events.enumerated().map { n, e in
      """
      {"id": \(n), "type": "\(e.type)", "channel": "BB_R", "channel_index": 0,
       "onset_s": \(e.onset), "duration_s": \(e.duration), "onset_sample": \(Int(e.onset * 1000)),
       "onset_time": null, "confidence": 0.9, "noise_uv": 3, "threshold_uv": 15,
       "motor_unit": null, "discharges_s": [\(e.onset + 0.004)], "features": {"snr": 9},
       "evidence": [{"rule": "gate", "value": 2, "threshold": 1}]}
      """
    }
    return try JSONValue(
      json: Data(
        """
        {"schema": "myosift-events", "schema_version": "1.0.0",
         "generator": {"name": "myosift", "version": "0.1.0", "settings_sha256": "00"},
         "recording": {"source": "a.raw", "format": "raw", "sha256": "\(sha)",
          "start_time": null, "duration_s": 60, "channels": [{"index": 0, "name": "BB_R",
          "rate_hz": 1000, "analysed": true, "analysable_s": 60}], "findings": []},
         "settings": {}, "events": [\(list.joined(separator: ","))],
         "summary": {"channels": [], "classes": {}}}
        """.utf8))
  }

  private static let three = [
    (type: "fasciculation", onset: 1.0, duration: 0.01),
    (type: "fasciculation", onset: 2.0, duration: 0.01),
    (type: "tremor", onset: 5.0, duration: 10.0),
  ]

  private func request(_ json: String) throws -> ReviewSession.Request {
    try DocumentDecoding.decode(ReviewSession.Request.self, from: Data(json.utf8))
  }

  private func decide(_ session: inout ReviewSession, _ json: String) throws {
    try session.decide(request(json), by: "R", at: "2026-01-01T00:00:00Z")
  }

  private static let all = [
    #"{"action": "accept", "ids": [0]}"#, #"{"action": "reject", "ids": [1]}"#,
    #"{"action": "relabel", "ids": [2], "type": "contraction"}"#,
    #"{"action": "move", "ids": [0], "onset_s": 1.002, "duration_s": 0.01}"#,
    #"{"action": "add", "type": "fasciculation", "channel": "BB_R", "onset_s": 30, "duration_s": 0.02}"#,
    #"{"action": "accept", "ids": [0, 1, 2]}"#, #"{"action": "clear", "ids": [1]}"#,
  ]

  @Test func undoingEverythingGivesWhatWasThereAndRedoingGivesItBack() throws {
    var session = try ReviewSession(document: Self.document(Self.three), file: nil)
    var states = [session.events]
    for json in Self.all {
      try decide(&session, json)
      states.append(session.events)
    }
    for state in states.reversed() {
      #expect(session.events == state)
      session.undo()
    }
    #expect(session.file.decisions.isEmpty && !session.canUndo)
    for state in states.dropFirst() {
      session.redo()
      #expect(session.events == state)
    }
    #expect(!session.canRedo)
  }

  @Test func aSidecarReadBackGivesTheSameEvents() throws {
    var session = try ReviewSession(document: Self.document(Self.three), file: nil)
    for json in Self.all { try decide(&session, json) }
    let data = try JSONEncoder().encode(session.file)
    let file = try DocumentDecoding.decode(DecisionFile.self, from: data)
    let again = try ReviewSession(document: Self.document(Self.three), file: file)
    #expect(again.events == session.events)
    #expect(again.unmatched == (0, 0))
  }

  @Test func decisionsAreFoundAgainAfterAnotherAnalysis() throws {
    var session = try ReviewSession(document: Self.document(Self.three), file: nil)
    for json in Self.all.prefix(3) { try decide(&session, json) }
    // A new event before them, onsets moved a little, the rhythm cut short and now called as the
    // person called it.
    let moved = [
      (type: "fasciculation", onset: 0.5, duration: 0.01),
      (type: "fasciculation", onset: 1.008, duration: 0.012),
      (type: "fasciculation", onset: 1.995, duration: 0.01),
      (type: "contraction", onset: 6.0, duration: 7.0),
    ]
    let again = try ReviewSession(document: Self.document(moved), file: session.file)
    #expect(again.events.map(\.status) == [.undecided, .accepted, .rejected, .accepted])
    #expect(again.events[3].mark.type == .contraction)
    #expect(again.unmatched == (0, 0))
  }

  @Test func whatIsNoLongerFoundIsKeptWhereItWasConfirmed() throws {
    var session = try ReviewSession(document: Self.document(Self.three), file: nil)
    for json in Self.all.prefix(2) { try decide(&session, json) }
    // One is gone, one is now called something else.
    let other = [(type: "artifact", onset: 2.0, duration: 0.01)]
    let again = try ReviewSession(document: Self.document(other), file: session.file)
    #expect(again.events.map(\.status) == [.undecided, .accepted, .rejected])
    #expect(again.events[1].isAdded && again.events[1].mark.onset == 1)
    #expect(again.unmatched == (rejected: 1, confirmed: 1))
    // And comes back where the analysis finds it again.
    let back = try ReviewSession(document: Self.document(Self.three), file: again.file)
    #expect(back.events == session.events)
  }

  @Test func decisionsAboutAnotherRecordingAreRefused() throws {
    var session = try ReviewSession(document: Self.document(Self.three), file: nil)
    try decide(&session, Self.all[0])
    #expect(throws: DocumentError.self) {
      try ReviewSession(document: Self.document(Self.three, sha: "cd"), file: session.file)
    }
  }

  @Test(arguments: [
    #"{"action": "accept"}"#, #"{"action": "accept", "ids": [9]}"#,
    #"{"action": "accept", "ids": [-1]}"#, #"{"action": "relabel", "ids": [0]}"#,
    #"{"action": "move", "ids": [0], "onset_s": 59.99, "duration_s": 1}"#,
    #"{"action": "move", "ids": [0], "onset_s": -1, "duration_s": 1}"#,
    #"{"action": "add", "type": "tremor", "channel": "X", "onset_s": 1, "duration_s": 1}"#,
  ]) func whatCannotBeDoneChangesNothing(json: String) throws {
    var session = try ReviewSession(document: Self.document(Self.three), file: nil)
    let before = session.events
    #expect(throws: DocumentError.self) { try decide(&session, json) }
    #expect(session.events == before && session.file.decisions.isEmpty)
  }

  @Test func theDocumentHoldsWhatAPersonSays() throws {
    var session = try ReviewSession(document: Self.document(Self.three), file: nil)
    for json in Self.all.prefix(5) { try decide(&session, json) }
    let reviewed = try ReviewedDocument.make(session, .reviewed)
    let events = reviewed["events"]?.values ?? []
    #expect(events.map { $0["id"]?.double } == [0, 1, 2])
    #expect(events.map { $0["type"]?.string } == ["fasciculation", "contraction", "fasciculation"])
    #expect(events.allSatisfy { $0["reviewed_by"]?.string == "R" })
    #expect(events[0]["onset_s"]?.double == 1.002)
    #expect(events[0]["onset_sample"]?.double == 1002)
    // The discharge moves with its event; a type's keys go with the type.
    #expect(events[0]["discharges_s"]?.values?.first?.double == 1.006)
    #expect(events[1]["discharges_s"] == nil && events[1]["motor_unit"] == nil)
    #expect(events[2]["discharges_s"]?.values?.first?.double == 30.01)
    let summary = reviewed["summary"]?["channels"]?.values?.first
    #expect(summary?["fasciculations"]?.double == 2)
    #expect(summary?["per_min"]?.double == 2)
    #expect(try ReviewedDocument.make(session, .truth) == reviewed)
  }

  @Test func truthNeedsADecisionOnEveryEvent() throws {
    var session = try ReviewSession(document: Self.document(Self.three), file: nil)
    try decide(&session, Self.all[0])
    #expect(throws: DocumentError.self) { try ReviewedDocument.make(session, .truth) }
    #expect(try ReviewedDocument.make(session, .reviewed)["events"]?.values?.count == 3)
  }
}
