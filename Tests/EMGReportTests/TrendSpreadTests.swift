import EMGSinks
import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@testable import EMGReport

/// Spread, persistence and the diary of a course over sessions.
@Suite struct TrendSpreadTests {
  private func session(_ day: String, _ count: Int, channel: String) throws -> SessionDocument {
    try ReportPageTests.document(
      source: "\(day).raw", channel: channel, start: "\"\(day)T10:00:00\"", duration: 600,
      times: (0..<count).map { 1 + Double($0) })
  }

  @Test func aShareHasWilsonsInterval() throws {
    // Newcombe (1998), Statistics in Medicine 17: 81 of 263, 15 of 148, 0 of 20.
    for (count, total, low, high) in [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
    ] {
      let share = try #require(Trend.Share(count, of: total))
      #expect(abs(share.limits.lower - low) < 5e-5 && abs(share.limits.upper - high) < 5e-5)
    }
    #expect(Trend.Share(0, of: 0) == nil)
  }

  @Test func persistenceAndRegionsAreCounted() throws {
    let trend = Trend([
      try session("2026-01-01", 4, channel: "BB_R"), try session("2026-01-31", 0, channel: "BB_R"),
      try session("2026-03-02", 3, channel: "BB_R"),
    ])
    let muscle = try #require(trend.muscles.first)
    #expect(trend.persistence(muscle) == Trend.Share(2, of: 3))
    #expect(trend.regions(0).active == [.cervical] && trend.regions(1).active == [])
    #expect(trend.regions(1).analysed == [.cervical])
  }

  @Test func aDiaryStandsBesideAndEntersNothing() throws {
    var trend = Trend([
      try session("2026-01-01", 20, channel: "BB_R"),
      try session("2026-01-31", 30, channel: "BB_R"),
    ])
    let (tables, json, figures) = (trend.tables, trend.json.compactText, trend.figures)
    trend.diary = try Diary(
      text: """
        date,sleep (h),medication
        2026-01-31,6.5,"magnesium, ""300"" mg"
        2026-01-01,8,

        """)
    #expect(Array(trend.tables.dropLast()) == tables)
    #expect(
      trend.tables.last == [
        ["day", "sessions", "sleep (h)", "medication"], ["2026-01-01", "2026-01-01.raw", "8", "–"],
        ["2026-01-31", "2026-01-31.raw", "6.5", "magnesium, \"300\" mg"],
      ])
    #expect(trend.json.compactText.hasPrefix(String(json.dropLast())))
    #expect(trend.figures.map(\.body).starts(with: figures.map(\.body)))
    let figure = try #require(trend.figures.last)
    #expect(figure.name == "trend-diary" && figure.body.contains("sleep (h)"))
    #expect(XMLParser(data: Data(figure.file.utf8)).parse())
  }

  @Test(arguments: [
    ("day,sleep\n2026-01-01,8\n", "line 1"), ("date,sleep\n2026-02-30,8\n", "line 2"),
    ("date,sleep\n2026-01-01,8\n\n1.2.2026,7\n", "line 4"),
    ("date;sleep\n2026-01-01;8;9\n", "found 3"), ("", "line 1"),
  ])
  func aWrongDiaryIsRefusedByItsLine(text: String, said: String) {
    let error = #expect(throws: DocumentError.self) { try Diary(text: text) }
    #expect(error?.description.contains(said) ?? false, "\(String(describing: error))")
  }
}
