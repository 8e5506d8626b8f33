import EMGCore
import EMGSinks
import EMGTestSupport
import Foundation
import Testing

@testable import EMGReport

/// Change of the duration of discharges and episodes over sessions.
@Suite struct TrendDurationTests {
  /// A session with episodes of one type, a minute apart.
  private func session(
    _ day: String, _ type: String, _ seconds: [Double], onset: Double = 10, times: [Double] = []
  ) throws -> SessionDocument {
    let episodes = seconds.enumerated().map { n, duration in
      """
      {"type": "\(type)", "channel": "x", "channel_index": 0, "onset_s": \(onset + 60 * Double(n)),
       "duration_s": \(duration), "confidence": 0.9}
      """
    }
    return try ReportPageTests.document(
      source: "\(day).raw", start: "\"\(day)T10:00:00\"", duration: 3600, times: times,
      extra: episodes.joined(separator: ","))
  }

  private func course(
    _ documents: [SessionDocument], _ type: String
  ) -> Trend.DurationCourse? {
    Trend(documents).muscles.first?.durations.first { $0.type.rawValue == type }
  }

  @Test func episodesThatDoubleEachMonthAreFoundWithTheirUncertainty() throws {
    let first = [4.0, 5, 6.25]
    let found = try #require(
      course(
        [
          try session("2026-01-01", "tremor", first),
          try session("2026-01-31", "tremor", first.map { 2 * $0 }),
          try session("2026-03-02", "tremor", first.map { 4 * $0 }),
        ], "tremor"))
    #expect(found.points.map { $0.quartiles[1] } == [5, 10, 20])
    #expect(found.points.map(\.count) == [3, 3, 3] && found.points.map(\.cut) == [0, 0, 0])
    let change = try #require(found.change)
    #expect(abs(change.factor - 2) < 1e-9)
    #expect(abs(change.start - 5) < 1e-9)
    // s = ln 1.25 within sessions, six degrees of freedom; three places with variance π/6·s² each.
    let error = log(1.25) * (Double.pi / 6).squareRoot() / 2.0.squareRoot()
    #expect(abs(change.upper - 2 * exp(2.447 * error)) < 1e-9)
    #expect(abs(change.lower - 2 * exp(-2.447 * error)) < 1e-9)
  }

  @Test func sessionsThatScatterMoreThanTheirEventsWidenTheInterval() throws {
    let days = ["2026-01-01", "2026-01-11", "2026-01-21", "2026-01-31"]
    let change = try #require(
      course(
        try zip(days, [1.0, 3, 1, 3]).map { day, scale in
          try session(day, "cramp", [9, 10, 11].map { scale * $0 })
        }, "cramp")?.change)
    #expect(change.overdispersion > 10)
    #expect(change.lower < 1 && change.upper > 1)
  }

  @Test func theIntervalHoldsAsOftenAsItSays() {
    var random = SplitMix64(seed: 5)
    var (hits, all) = (0, 0)
    for _ in 0..<1000 {
      let data = [0.0, 1, 2, 3].map { position in
        (
          position,
          (0..<(3 + Int(random.next() % 12))).map { _ in
            0.2 * position
              + 0.5 * (-2 * log(1 - random.uniform())).squareRoot()
              * cos(2 * .pi * random.uniform())
          }
        )
      }
      guard let change = Trend.durationChange(data, step: 1) else { continue }
      all += 1
      if change.lower <= exp(0.2), change.upper >= exp(0.2) { hits += 1 }
    }
    #expect(all == 1000)
    #expect(Double(hits) / Double(all) > 0.93 && hits < all, "\(hits) of \(all)")
  }

  @Test func aChangeNeedsTwoTimesAndSomeScatter() throws {
    let one = try session("2026-01-01", "clonus", [3, 4])
    #expect(course([one], "clonus")?.points.count == 1)
    #expect(course([one], "clonus")?.change == nil)
    let single = [
      try session("2026-01-01", "clonus", [3]), try session("2026-01-31", "clonus", [4]),
    ]
    #expect(course(single, "clonus")?.change == nil)
    let same = Trend([one, one])
    #expect(same.muscles[0].durations[0].change == nil)
    #expect(same.durationTables.last?.last == ["BB_R", "clonus", "not estimable"])
  }

  @Test func onlyWhatIsComparedIsCounted() throws {
    // Of the louder session's threshold the quieter one's discharges reach none.
    let trend = Trend([
      try ReportPageTests.document(start: "\"2026-01-01T10:00:00\"", threshold: 15),
      try ReportPageTests.document(start: "\"2026-01-31T10:00:00\"", threshold: 40),
    ])
    #expect(trend.muscles[0].durations.map(\.points.count) == [1])
    #expect(trend.muscles[0].durations[0].points[0].session == 1)
    let willed = try session("2026-01-01", "contraction", [3, 4])
    #expect(course([willed], "contraction") == nil)
  }

  @Test func whatTheEndsOfTheRecordingCutIsTold() throws {
    let cut = try session("2026-01-01", "tonic_firing", [30, 20, 1], onset: 0)
    let found = try #require(course([cut], "tonic_firing"))
    #expect(found.points[0].cut == 1 && found.points[0].count == 3)
  }

  @Test func tableAndJSONSayTheSame() throws {
    let trend = Trend([
      try session("2026-01-01", "tremor", [4, 5, 6]),
      try session("2026-01-31", "tremor", [8, 10, 12]),
    ])
    let tables = trend.durationTables
    #expect(tables.map(\.count) == [3, 2])
    #expect(
      tables[0][1] == ["BB_R", "tremor", "2026-01-01.raw", "3", "0", "5", "4.5–5.5"])
    #expect(tables[1][1][2].hasPrefix("+100 % ("))
    let json = trend.json.compactText
    #expect(json.contains("\"durations\": [{\"type\": \"tremor\", \"change\": {\"factor\": 2,"))
    #expect(trend.figures.contains { $0.name == "trend-duration" && $0.body.contains("tremor") })
  }
}
