import EMGCore
import Foundation
import Testing

@testable import EMGEvaluation
import EMGSinks

@Suite struct ScoreTests {
  private func document(
    _ events: [ScoredEvent], source: String = "a", duration: Double = 600,
    channels: [String] = ["x"], masks: [Stretch] = []
  ) -> EventDocument {
    var document = EventDocument(
      source: source, duration: duration,
      channels: channels.map { EventDocument.ChannelEntry(name: $0) })
    document.channels[0].masks = masks
    document.events = events
    return document
  }

  private func event(
    _ type: EventType, _ onset: Double, _ end: Double, channel: String = "x",
    discharges: [Double] = []
  ) -> ScoredEvent {
    var event = ScoredEvent(type, channel: channel, Stretch(onset: onset, end: end))
    event.discharges = discharges
    return event
  }

  private func discharge(_ time: Double, snr: Double? = nil) -> ScoredEvent {
    var event = event(.fasciculation, time - 0.005, time + 0.008, discharges: [time])
    event.snr = snr
    return event
  }

  private func score(_ truth: EventDocument, _ found: EventDocument) throws -> Score {
    try Score([DocumentPair(truth: truth, found: found)])
  }

  private func entry(_ score: Score, _ type: EventType) throws -> TypeScore {
    try #require(score.types.first { $0.type == type })
  }

  @Test func documentsArePairedByNameAndNeverByPlace() throws {
    let truth = [
      document([discharge(1)], source: "a"), document([discharge(2)], source: "b"),
    ]
    let found = [
      document([discharge(2)], source: "b"), document([discharge(1)], source: "a"),
    ]
    let score = try Score(truth: truth, found: found)
    #expect(try entry(score, .fasciculation).hits == 2)
  }

  @Test func aRecordingWithoutItsPartnerIsAnErrorAndNotCutShort() {
    let a = document([], source: "a")
    let b = document([], source: "b")
    #expect(throws: DocumentError(description: "no events of the recording 'b'")) {
      try Score(truth: [a, b], found: [a])
    }
    #expect(throws: DocumentError(description: "no truth of the recording 'b'")) {
      try Score(truth: [a], found: [b, a])
    }
    #expect(throws: DocumentError(description: "events: the recording 'a' occurs twice")) {
      try Score(truth: [a], found: [a, a])
    }
  }

  @Test func aChannelThatTheTruthDoesNotKnowIsAnError() {
    #expect(throws: DocumentError.self) {
      try score(document([]), document([event(.tremor, 1, 5, channel: "y")]))
    }
  }

  @Test func toleranceCurveCountsEachDistance() throws {
    let truth = document([1, 2, 3, 4, 5].map { discharge($0) })
    let found = document(
      [1.003, 2.008, 3.015, 4.040, 5.2].map { discharge($0) })
    let type = try entry(try score(truth, found), .fasciculation)
    #expect(type.curve.map(\.counts.hits) == [1, 2, 3, 4])
    #expect(type.curve.map(\.counts.falseAlarms) == [4, 3, 2, 1])
    #expect(type.hits == 3)
  }

  @Test func truthUnderMasksEndsAndArtifactsIsLeftOutAndDetectionsOfItAreNotFalse() throws {
    let truth = document([
      discharge(0.01), discharge(10), discharge(20), discharge(30),
      event(.artifact, 19.9, 20.1),
    ])
    let found = document(
      [discharge(20), discharge(30), discharge(599.99)], masks: [Stretch(onset: 9, end: 11)])
    let type = try entry(try score(truth, found), .fasciculation)
    #expect(type.leftOut == 3)
    #expect(type.hits == 1)
    #expect(type.misses == 0)
    #expect(type.falseAlarms == 0)
  }

  @Test func falseDetectionsUnderATrueArtifactAreFalse() throws {
    let truth = document([event(.artifact, 19.9, 20.1)])
    let type = try entry(try score(truth, document([discharge(20)])), .fasciculation)
    #expect(type.falseAlarms == 1)
    #expect(type.quietFalseAlarms == 0)
  }

  @Test func aRepeatingArtifactCoversItsTimesAndNotWhatLiesBetween() throws {
    var heart = event(.artifact, 10, 20)
    heart.times = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]
    let truth = document([heart, discharge(12.01), discharge(15.5)])
    let score = try score(truth, document([discharge(15.5), discharge(17.3)]))
    let type = try entry(score, .fasciculation)
    #expect(type.leftOut == 1)
    #expect(type.hits == 1)
    #expect(score.claims["fasciculation"] == ["fasciculation": 1, "none": 1])
    #expect(score.confusion["artifact"] == ["missed": 1])
  }

  @Test func splitsAreForgivenByCoverageAndByItAlone() throws {
    let truth = document([event(.contraction, 10, 20)])
    let found = document([event(.contraction, 10, 14.9), event(.contraction, 15.1, 20)])
    let type = try entry(try score(truth, found), .contraction)
    #expect(type.hits == 0)
    #expect(type.curve.map(\.counts.hits) == [1, 0])
    let coverage = try #require(type.coverage)
    #expect(coverage.sensitivity == 1)
    #expect(coverage.precision == 1)
    // A detection that is mostly elsewhere justifies nothing.
    let elsewhere = document([event(.contraction, 18, 40)])
    let other = try entry(try score(truth, elsewhere), .contraction)
    #expect(other.coverage?.f1 == 0)
  }

  @Test func quietTimeIsWhatNeitherTruthNorMasksTouch() throws {
    let truth = document([event(.contraction, 100, 160)])
    let found = document(
      [discharge(130), discharge(300), discharge(160.1)], masks: [Stretch(onset: 0, end: 60)])
    let score = try score(truth, found)
    #expect(abs(score.analysable - 540) < 1e-9)
    #expect(abs(score.quiet - (540 - 60.5)) < 1e-9)
    #expect(try entry(score, .fasciculation).falseAlarms == 3)
    #expect(try entry(score, .fasciculation).quietFalseAlarms == 1)
    let rate = try #require(score.quietRate(.fasciculation))
    #expect(abs(rate.perMinute - 60 / 479.5) < 1e-9)
    #expect(rate.interval.lower < rate.perMinute && rate.perMinute < rate.interval.upper)
  }

  @Test func recallIsToldBySize() throws {
    let truth = document([
      discharge(1, snr: 3), discharge(2, snr: 4), discharge(3, snr: 5.9), discharge(4, snr: 9),
      discharge(5, snr: 40),
    ])
    let found = document([discharge(3), discharge(5)])
    let bins = try entry(try score(truth, found), .fasciculation).snrBins
    #expect(bins.map(\.hits) == [1, 0, 0, 0, 1])
    #expect(bins.map(\.misses) == [1, 0, 1, 0, 0])
  }

  @Test func doubletsAreScoredByCountAndInterval() throws {
    let truth = document([
      event(.fasciculation, 1, 1.02, discharges: [1.005, 1.010]),
      event(.fasciculation, 2, 2.02, discharges: [2.005, 2.012]),
      event(.fasciculation, 3, 3.02, discharges: [3.005, 3.012]), discharge(4), discharge(5),
    ])
    let found = document([
      event(.fasciculation, 1, 1.02, discharges: [1.005, 1.0105]), discharge(2.005), discharge(4),
      event(.fasciculation, 5, 5.02, discharges: [5, 5.008]),
    ])
    let doublets = try score(truth, found).doublets
    #expect(doublets.found == 2)
    #expect(doublets.resolved == 1)
    #expect(doublets.missed == 1)
    #expect(doublets.singles == 2)
    #expect(doublets.falseDoublets == 1)
    #expect(doublets.intervalErrors.count == 1)
    #expect(abs(doublets.intervalErrors[0] - 0.0005) < 1e-9)
  }

  @Test func calibrationErrorIsTheDistanceOfConfidenceFromAccuracy() throws {
    var found: [ScoredEvent] = []
    var truth: [ScoredEvent] = []
    for n in 0..<10 {
      var sure = discharge(Double(n) + 1)
      sure.confidence = 0.95
      found.append(sure)
      if n < 8 { truth.append(discharge(Double(n) + 1)) }
      var doubtful = discharge(Double(n) + 100)
      doubtful.confidence = 0.25
      found.append(doubtful)
      if n < 3 { truth.append(discharge(Double(n) + 100)) }
    }
    var nothing = event(.unclassified, 300, 301)
    nothing.confidence = 0.4
    found.append(nothing)
    let result = try score(document(truth), document(found))
    let calibration = result.calibration
    #expect(result.calibrationByType.keys.sorted { $0.rawValue < $1.rawValue } == [.fasciculation])
    #expect(result.calibrationByType[.fasciculation] == calibration)
    #expect(calibration.count == 20)
    let error = try #require(calibration.expectedError)
    #expect(abs(error - (0.15 + 0.05) / 2) < 1e-9)
  }

  @Test func confusionTellsWhatATypeWasTakenFor() throws {
    let truth = document([
      event(.tremor, 10, 20), event(.contraction, 40, 50), event(.negativeMyoclonus, 44, 44.2),
      event(.clonus, 60, 70), event(.myoclonus, 80, 80.1),
    ])
    let found = document([
      event(.contraction, 10, 19), event(.tremor, 19, 20), event(.contraction, 40, 50),
      event(.unclassified, 61, 66), event(.clonus, 66, 68), discharge(200),
    ])
    let score = try score(truth, found)
    #expect(score.confusion["tremor"] == ["contraction": 1])
    #expect(score.confusion["contraction"] == ["contraction": 1])
    // The contraction around it is no mistake of its own, yet all there is.
    #expect(score.confusion["negative_myoclonus"] == ["contraction": 1])
    #expect(score.confusion["clonus"] == ["unclassified": 1])
    #expect(score.confusion["myoclonus"] == ["missed": 1])
    #expect(score.claims["fasciculation"] == ["none": 1])
    #expect(score.claims["contraction"] == ["tremor": 1, "contraction": 1])
  }

  @Test func anArrayIsOneMuscle() throws {
    var wave = event(.fasciculation, 1, 1.02, channel: "x", discharges: [1.01])
    wave.channels = ["x", "y"]
    var seen = event(.fasciculation, 1.001, 1.02, channel: "y", discharges: [1.012])
    seen.channels = ["x", "y"]
    let names = ["x", "y", "z"]
    let score = try score(document([wave], channels: names), document([seen], channels: names))
    let type = try entry(score, .fasciculation)
    #expect(type.hits == 1)
    #expect(type.falseAlarms == 0)
    // The array counts as one muscle, the third channel as another.
    #expect(abs(score.analysable - 1200) < 1e-9)
  }

  @Test func channelsThatWereNotAnalysedAreLeftOutAndCounted() throws {
    let truth = document(
      [discharge(1), event(.tremor, 10, 20, channel: "y")], channels: ["x", "y"])
    var found = document([discharge(1)], channels: ["x", "y"])
    found.channels[1].isAnalysed = false
    let score = try score(truth, found)
    #expect(score.channelsLeftOut == 1)
    #expect(score.types.map(\.type) == [.fasciculation])
  }

  @Test func hostileDocumentsAreRefused() {
    func read(_ events: String, duration: String = "1") throws -> EventDocument {
      try EventDocument(
        json: Data(
          """
          {"schema": "myosift-events", "schema_version": "1.0.0", "recording": {"source": "a",
          "duration_s": \(duration), "channels": [{"name": "x"}]}, "events": [\(events)]}
          """.utf8))
    }
    #expect(throws: Never.self) { try read("") }
    #expect(throws: DocumentError.self) { try read("", duration: "-1") }
    #expect(throws: DocumentError.self) { try read("", duration: "null") }
    for bad in [
      #"{"type": "sneeze", "channel": "x", "onset_s": 1, "duration_s": 1}"#,
      #"{"type": "tremor", "channel": "x", "onset_s": 1, "duration_s": -1}"#,
      #"{"type": "tremor", "channel": "x", "onset_s": "1", "duration_s": 1}"#,
      #"{"type": "tremor", "channel": "x", "duration_s": 1}"#,
    ] {
      #expect(throws: DocumentError.self) { try read(bad) }
    }
  }
}
