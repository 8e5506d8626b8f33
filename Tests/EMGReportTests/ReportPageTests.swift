import EMGCore
import EMGReport
import EMGSinks
import EMGSpectra
import EMGTestSupport
import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// The page as others see it: whole, alone, safe.
@Suite struct ReportPageTests {
  static func document(
    source: String = "a.raw", channel: String = "BB_R", start: String = "null",
    duration: Double = 10, times: [Double] = [1, 2, 3.5, 5, 8], threshold: Double = 15,
    gate: Double = 2, extra: String = ""
  ) throws -> SessionDocument {
    let events = times.map { t in
      """
      {"type": "fasciculation", "channel": "x", "channel_index": 0, "onset_s": \(t - 0.005),
       "duration_s": 0.01, "discharges_s": [\(t)], "confidence": 0.9, "motor_unit": 0,
       "threshold_uv": \(threshold), "features": {"peak_to_peak_uv": 80},
       "evidence": [{"rule": "gate", "value": \(gate), "threshold": 1}]}
      """
    }
    let json = """
      {"schema": "myosift-events", "schema_version": "1.0.0",
       "generator": {"name": "myosift", "version": "0.1.0", "settings_sha256": "00"},
       "recording": {"source": "\(source)", "format": "raw", "sha256": null, "start_time": \(start),
        "duration_s": \(duration), "channels": [{"index": 0, "name": "\(channel)", "unit": "uV",
        "rate_hz": 1000, "samples": \(Int(duration * 1000)), "analysed": true, "noise_uv": 3,
        "analysable_s": \(duration), "masks": [], "quality": {"flags": []}}], "findings": []},
       "settings": {"conditioning": {"high_pass_hz": 20, "low_pass_hz": 400, "order": 4},
        "mains": {"nominal_hz": [50, 60]}},
       "events": [\((events + (extra.isEmpty ? [] : [extra])).joined(separator: ","))]}
      """
    return try SessionDocument(json: Data(json.utf8))
  }

  private func page(_ document: SessionDocument) -> ReportPage {
    ReportPage([ReportPage.Entry(document: document, traces: [:], note: "events only")])
  }

  @Test func measuresStandInTables() throws {
    let text = """
      {"schema": "myosift-events", "schema_version": "1.0.0",
       "recording": {"source": "a.raw", "duration_s": 60, "channels": [
        {"index": 0, "name": "FCR", "rate_hz": 1000}, {"index": 1, "name": "E<C>R", "rate_hz": 1000}]},
       "events": [
        {"type": "tremor", "channel": "FCR", "channel_index": 0, "onset_s": 5, "duration_s": 9,
         "frequency_hz": 5.25, "bursts_s": [5.1, 5.3], "partners": ["E<C>R"],
         "coherence": [{"channel": "E<C>R", "value": 0.87, "limit_95": 0.12, "phase_deg": 171,
          "delay_s": null}],
         "features": {"frequency_sd_hz": 0.31, "frequency_drift_hz_per_min": -1.25,
          "frequency_drift_se_hz_per_min": 0.5, "pauses": 2, "paused_s": 1.75}},
        {"type": "contraction", "channel": "FCR", "channel_index": 0, "onset_s": 30,
         "duration_s": 12, "co_contraction": [{"channel": "E<C>R", "overlap_s": 4.5,
          "falconer_winter_percent": 62}],
         "features": {"median_frequency_hz": 91.5, "median_frequency_slope_hz_per_s": -0.75,
          "median_frequency_slope_se_hz_per_s": 0.25}}],
       "summary": {"channels": [{"channel": "FCR", "motor_units": [{"motor_unit": 4,
        "fasciculations": 31, "intervals": 28, "interval_mean_s": 1.5, "interval_cv": null,
        "interval_lv": 0.93}]}]}}
      """
    let html = page(try SessionDocument(json: Data(text.utf8))).html
    for cell in [
      "FCR, unit 4", "<td>31</td>", "<td>0.93</td>", "−1.25 ± 0.5", "2 (1.8 s)",
      "E&lt;C&gt;R: 0.87 (limit 0.12, 171°)", "−0.75 ± 0.25", "E&lt;C&gt;R: 4.5 s, 62 %",
    ] { #expect(html.contains(cell), "\(cell)") }
    let empty = page(try Self.document()).html
    #expect(!empty.contains("Rhythms over time") && !empty.contains("Motor units"))
  }

  @Test func namesFromFilesCannotBecomeMarkup() throws {
    let evil = "</script><script>alert(1)</script>"
    let html = page(try Self.document(source: evil, channel: evil)).html
    #expect(!html.contains("alert(1)</script><"))
    #expect(!html.contains("<script>alert"))
  }

  @Test(arguments: [
    ("BB_R", BodyRegion.cervical), ("Biceps femoris left", .lumbosacral), ("TA L", .lumbosacral),
    ("tongue", .cranial), ("Rectus abdominis", .thoracic), ("rectus femoris", .lumbosacral),
    ("FDI2", .cervical), ("Ext. Digitorum brevis", nil), ("EMG1", nil), ("tab", nil),
    ("extensor digitorum brevis r", .lumbosacral), ("Extensor digitorum communis", .cervical),
  ]) func aMuscleIsPutIntoItsRegionByItsName(name: String, region: BodyRegion?) throws {
    #expect(BodyRegion(channel: name) == region)
  }

  @Test func regionsAreToldWhereNamesTellThem() throws {
    let told = page(try Self.document(channel: "TA_R")).html
    #expect(told.contains("<h3>Body regions</h3>"))
    #expect(told.contains("<th scope=\"row\">lumbosacral</th><td>1</td><td>1</td><td>5</td>"))
    #expect(!page(try Self.document(channel: "EMG1")).html.contains("Body regions"))
  }

  @Test func thePageAsksForNothingElse() throws {
    let html = page(try Self.document()).html
    for sign in ["http://", "https://", "src=", "@import", "url(http"] {
      #expect(!html.contains(sign), "\(sign)")
    }
  }

  @Test func withoutTheRecordingThePageSaysSo() throws {
    let html = page(try Self.document()).html
    #expect(html.contains("Events only"))
    #expect(html.contains("fasciculation (5)"))
  }

  @Test func figuresAreWellFormedWhateverTheNames() throws {
    let extra = """
      {"type": "tremor", "channel": "x", "channel_index": 0, "onset_s": 6, "duration_s": 1.5,
       "bursts_s": [6, 6.2, 6.4, 6.7, 6.9, 1e300], "frequency_hz": 5, "partners": ["y"]}
      """
    let figures = page(try Self.document(channel: "../<&>'", extra: extra)).figures
    #expect(figures.count >= 4)
    for figure in figures {
      #expect(!figure.name.contains("/") && !figure.name.hasPrefix("."), "\(figure.name)")
      let parser = XMLParser(data: Data(figure.file.utf8))
      #expect(parser.parse(), "\(figure.name)")
      #expect(!figure.file.contains("var(") && !figure.file.contains("nan"), "\(figure.name)")
    }
  }

  @Test func hugeTimesAreRefused() {
    #expect(throws: DocumentError.self) { try Self.document(times: [1e300]) }
    #expect(throws: DocumentError.self) { try Self.document(channel: "\", \"name\": 3") }
  }
}

/// Reading a recording for its picture.
@Suite struct TraceCollectorTests {
  private func read(_ lengths: [Int], bins: Int) throws -> ChannelTrace {
    var random = SplitMix64(seed: 3)
    let rate = SampleRate(checked: 1000)
    let samples = (0..<10_000).map { i in
      (4000..<4400).contains(i) ? Float.nan : Float(random.uniform() - 0.5) * 20
    }
    let header = RecordingHeader(
      format: "memory", channels: [Channel(name: "BB_R", unit: .microvolt, rate: rate)])
    let source = MemorySource(header: header, samples: [samples], blockLengths: lengths)
    let document = try ReportPageTests.document()
    let plan = TraceCollector.Plan(
      channel: 0, length: 10_000, bins: bins,
      pieces: [(start: 1000, count: 40, event: 0), (start: 3990, count: 40, event: 1)])
    let traces = try TraceCollector.read(
      source, [plan], TraceCollector.Conditioning(document))
    return try #require(traces[0])
  }

  @Test func cutsChangeNothing() throws {
    let whole = try read([10_000], bins: 600)
    for lengths in [[1, 7, 333], [64]] {
      let cut = try read(lengths, bins: 600)
      // NaN is unlike itself: bit patterns are held against each other.
      #expect(cut.low.map(\.bitPattern) == whole.low.map(\.bitPattern))
      #expect(cut.high.map(\.bitPattern) == whole.high.map(\.bitPattern))
      #expect(
        cut.snippets.map { $0.samples.map(\.bitPattern) }
          == whole.snippets.map { $0.samples.map(\.bitPattern) })
      #expect(cut.spectrum == whole.spectrum)
    }
  }

  /// The analysis bridges them; the filter began anew behind each, which took minutes and drew another signal.
  @Test func singleMissingSamplesRestartedTheFilter() throws {
    var random = SplitMix64(seed: 4)
    let known = (0..<6000).map { _ in Float(random.uniform() - 0.5) * 20 }
    var (holes, bridged) = (known, known)
    for i in stride(from: 30, to: 5990, by: 23) {
      let count = 1 + i % 4
      for k in 0..<count {
        holes[i + k] = .nan
        let step = (known[i + count] - known[i - 1]) / Float(count + 1)
        bridged[i + k] = known[i - 1] + step * Float(k + 1)
      }
    }
    for i in 2000..<2020 { (holes[i], bridged[i]) = (.nan, .nan) }
    let document = try ReportPageTests.document()
    var conditioning = TraceCollector.Conditioning(document)
    conditioning.bridge = 0.01
    func trace(_ samples: [Float], _ lengths: [Int]) throws -> [UInt32] {
      let channel = Channel(name: "BB_R", unit: .microvolt, rate: SampleRate(checked: 1000))
      let source = MemorySource(
        header: RecordingHeader(format: "memory", channels: [channel]), samples: [samples],
        blockLengths: lengths)
      let plan = TraceCollector.Plan(channel: 0, length: 6000, bins: 6000, pieces: [])
      let traces = try TraceCollector.read(source, [plan], conditioning)
      return try #require(traces[0]).low.map(\.bitPattern)
    }
    let expected = try trace(bridged, [6000])
    #expect(expected.count { Float(bitPattern: $0).isNaN } == 20)
    for lengths in [[6000], [1, 7, 333], [64]] { #expect(try trace(holes, lengths) == expected) }
  }

  /// A carrier whose loudness swings at a rate, cut anywhere; the rhythm lies from 2 to 8 s.
  private func swinging(_ hertz: Double, _ lengths: [Int]) throws -> ChannelTrace {
    var random = SplitMix64(seed: 5)
    let rate = SampleRate(checked: 1000)
    let samples = (0..<10_000).map { i -> Float in
      let depth = (2000..<8000).contains(i) ? 0.8 : 0
      let loudness = 1 + depth * sin(2 * .pi * hertz * Double(i) / 1000)
      return Float((random.uniform() - 0.5) * 40 * loudness)
    }
    let header = RecordingHeader(
      format: "memory", channels: [Channel(name: "BB_R", unit: .microvolt, rate: rate)])
    let source = MemorySource(header: header, samples: [samples], blockLengths: lengths)
    let plan = TraceCollector.Plan(
      channel: 0, length: 10_000, bins: 600, pieces: [], rhythms: [2000..<8000])
    let document = try ReportPageTests.document()
    return try #require(
      try TraceCollector.read(source, [plan], TraceCollector.Conditioning(document))[0])
  }

  @Test(arguments: [4.0, 6.5, 9]) func theEnvelopesSpectrumStandsAtTheRhythm(
    hertz: Double
  ) throws {
    let trace = try swinging(hertz, [4096])
    let spectrum = try #require(trace.envelope)
    let peak = try #require(
      spectrum.density.indices.dropFirst().max { spectrum.density[$0] < spectrum.density[$1] })
    #expect(abs(spectrum.frequency(peak) - hertz) <= spectrum.resolution)
    #expect(try swinging(hertz, [1, 7, 333]).envelope == trace.envelope)
    let extra = """
      {"type": "tremor", "channel": "x", "channel_index": 0, "onset_s": 2, "duration_s": 6,
       "frequency_hz": \(hertz), "bursts_s": [2.1, 2.3, 2.5]}
      """
    let document = try ReportPageTests.document(extra: extra)
    let entry = ReportPage.Entry(document: document, traces: [0: trace], note: "")
    let figure = try #require(
      ReportPage([entry]).figures.first { $0.name.hasPrefix("envelope-") })
    #expect(figure.summary.contains("1 rhythm"))
    // Without samples there is nothing to draw.
    let bare = ReportPage.Entry(document: document, traces: [:], note: "")
    #expect(!ReportPage([bare]).figures.contains { $0.name.hasPrefix("envelope-") })
  }

  @Test func binsHoldTheExtremesOfTheirSamples() throws {
    let fine = try read([4096], bins: 10_000)
    let coarse = try read([4096], bins: 700)
    #expect(fine.bin == 1 && coarse.bin == 16)
    for b in coarse.low.indices {
      let part = (b * 16..<min(10_000, b * 16 + 16)).filter { !fine.low[$0].isNaN }
      #expect(part.map { fine.low[$0] }.min() ?? 0 == (part.isEmpty ? 0 : coarse.low[b]))
      #expect(part.map { fine.high[$0] }.max() ?? 0 == (part.isEmpty ? 0 : coarse.high[b]))
    }
    #expect(fine.snippets[0].samples == Array(fine.low[1000..<1040]))
  }

  @Test func aShortRecordingIsOnThePageSampleBySample() throws {
    func plan(_ seconds: Double, channels: Int) throws -> TraceCollector.Plan {
      try #require(
        ReportPage.plans(ReportPageTests.document(duration: seconds), channelCount: channels).first)
    }
    // At 1000 Hz: two million samples are 2000 s of one channel, 250 s of eight.
    for (seconds, channels, isWhole) in [
      (2000.0, 1, true), (2001, 1, false), (250, 8, true), (251, 8, false), (31, 64, true),
      (1800, 64, false),
    ] {
      let plan = try plan(seconds, channels: channels)
      #expect((plan.bins >= plan.length) == isWhole, "\(seconds) s of \(channels)")
    }
    // More samples than a long recording has bins.
    let document = try ReportPageTests.document(duration: 400, times: [])
    let samples = (0..<400_000).map { Float(sin(Double($0) / 7)) * 50 }
    let rate = SampleRate(checked: 1000)
    let source = MemorySource(
      header: RecordingHeader(
        format: "memory", channels: [Channel(name: "BB_R", unit: .microvolt, rate: rate)]),
      samples: [samples])
    let traces = try TraceCollector.read(
      source, ReportPage.plans(document, channelCount: 1), TraceCollector.Conditioning(document))
    #expect(traces[0]?.bin == 1 && traces[0]?.low.count == 400_000)
    let page = ReportPage([ReportPage.Entry(document: document, traces: traces, note: "")]).html
    #expect(page.utf8.count > 400_000 * 8 / 3 && page.utf8.count < 400_000 * 8 / 3 + 300_000)
  }

  @Test func aGapStaysEmpty() throws {
    let trace = try read([4096], bins: 10_000)
    let empty = trace.low[4000..<4400].count { $0.isNaN }
    #expect(empty == 400)
    #expect(!trace.low[4400].isNaN && !trace.low[3999].isNaN)
    let missing = trace.snippets[1].samples.count { $0.isNaN }
    #expect(missing == 30)
  }
}

/// Sessions against each other.
@Suite struct TrendTests {
  private func session(
    _ day: String, _ count: Int, threshold: Double = 15, gate: Double = 2, channel: String = "BB_R"
  ) throws -> SessionDocument {
    try ReportPageTests.document(
      source: "\(day).raw", channel: channel, start: "\"\(day)T10:00:00\"", duration: 600,
      times: (0..<count).map { 1 + Double($0) }, threshold: threshold, gate: gate)
  }

  @Test func aLoudSessionRaisesTheFloorOfAll() throws {
    // 15 µV times 2 is below the other session's 40 µV.
    let trend = Trend([
      try session("2026-01-01", 30), try session("2026-02-01", 10, threshold: 40),
    ])
    let muscle = try #require(trend.muscles.first)
    #expect(muscle.floor == 40)
    #expect(muscle.points.map(\.count) == [0, 10])
    #expect(muscle.points.map(\.all) == [30, 10])
  }

  @Test func sessionsStandByTheirTimes() throws {
    let trend = Trend([try session("2026-03-02", 10), try session("2026-01-01", 10)])
    #expect(trend.sessions.map(\.source) == ["2026-01-01.raw", "2026-03-02.raw"])
    #expect(trend.sessions[1].position == 60)
    #expect(trend.stepName == "30 days")
  }

  @Test func aDoublingAMonthIsFoundWithItsUncertainty() throws {
    let trend = Trend([
      try session("2026-01-01", 50), try session("2026-01-31", 100),
      try session("2026-03-02", 200),
    ])
    let change = try #require(trend.muscles.first?.change)
    #expect(abs(change.factor - 2) < 1e-6)
    #expect(change.lower > 1.5 && change.lower < 2 && change.upper > 2 && change.upper < 2.6)
    #expect(change.overdispersion == 1)
  }

  @Test func twoSessionsGiveTheRatioOfTheirRates() throws {
    let trend = Trend([try session("2026-01-01", 20), try session("2026-01-31", 30)])
    let change = try #require(trend.muscles.first?.change)
    #expect(abs(change.factor - 1.5) < 1e-6)
    // exp(1.96 · √(1/20 + 1/30)), the interval of a ratio of Poisson counts.
    let spread = exp(1.96 * (1.0 / 20 + 1.0 / 30).squareRoot())
    #expect(abs(change.upper - 1.5 * spread) < 1e-6)
  }

  @Test func noEventAtOneEndGivesNoSlope() throws {
    let trend = Trend([try session("2026-01-01", 0), try session("2026-01-31", 30)])
    let muscle = try #require(trend.muscles.first)
    #expect(muscle.change == nil)
    #expect(trend.change(of: muscle) == "not estimable")
    #expect(muscle.points[0].interval.upper > 0)
  }

  @Test func figuresOfACourseAreWellFormed() throws {
    let trend = Trend([try session("2026-01-01", 20), try session("2026-01-31", 30)])
    #expect(
      trend.figures.map(\.name) == [
        "trend-rate", "trend-amplitude", "trend-duration", "trend-spread",
      ])
    for figure in trend.figures {
      #expect(XMLParser(data: Data(figure.file.utf8)).parse(), "\(figure.name)")
    }
  }
}
