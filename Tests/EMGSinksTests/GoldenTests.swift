import EMGCore
import EMGSinks
import EMGTestSupport
import Foundation
import Testing

/// The wire form, byte for byte: what others read must not change by accident.
@Suite struct GoldenTests {
  /// A recording with an event of every type and every key.
  static func result() -> AnalysisResult {
    let channels = [
      Channel(name: "BB_R", unit: .microvolt, rate: SampleRate(checked: 2000)),
      Channel(
        name: "é \"q\"\t,;", unit: PhysicalUnit(symbol: "mV"), rate: SampleRate(checked: 1024)),
      Channel(
        name: "Force", unit: PhysicalUnit(symbol: "N"), kind: .other, rate: SampleRate(checked: 100)
      ),
    ]
    var summaries = channels.enumerated().map { ChannelSummary(index: $0, channel: $1) }
    summaries[0].sampleCount = 120_000
    summaries[0].noise = 3.14159265
    summaries[0].analysable = 58.2
    summaries[0].masks = [
      Mask(onset: 6000, end: 9600, cause: .motion), Mask(onset: 9700, end: 9701, cause: .dropout),
    ]
    summaries[0].quality.mainsHz = 49.98765
    summaries[0].quality.mainsRatioDecibels = -14.236
    summaries[0].quality.clippedFraction = 1e-5
    summaries[0].quality.flags = ["mains", "short"]
    summaries[2].isAnalysed = false
    summaries[0].units = [UnitTrain(unit: 0, discharges: 2), UnitTrain(unit: 3, discharges: 30)]
    summaries[0].units[1].intervals = 28
    summaries[0].units[1].meanInterval = 1.5
    summaries[0].units[1].variation = 0.912345
    summaries[0].units[1].variation2 = 0.95
    summaries[0].units[1].localVariation = 0.98
    summaries[0].units[1].revisedLocalVariation = 1.01
    let events = EventType.allCases.enumerated().map { event($0, $1) }
    let header = RecordingHeader(
      format: "csv", startTime: "2024-02-28T23:59:50.5", channels: channels,
      findings: [
        Finding(code: "time_gap", message: "1 jump of the time column", channelIndex: nil),
        Finding(code: "band_limited", message: "the band ends\nearly", channelIndex: 1),
      ])
    return AnalysisResult(
      source: "biceps, \"left\".csv", sha256: String(repeating: "0a", count: 32), header: header,
      duration: 60, channels: summaries, events: events,
      settings: [
        SettingValue(key: "preset", value: .text("surface")),
        SettingValue(key: "noise.block_s", value: .number(0.02)),
        SettingValue(key: "noise.flag", value: .flag(true)),
        SettingValue(key: "gate.wavelet_scales_s", value: .numbers([0.0007, 0.0012])),
        SettingValue(key: "mains.nominal_hz", value: .numbers([])),
        SettingValue(key: "conditioning.order", value: .integer(4)),
      ], settingsSHA256: String(repeating: "b1", count: 32))
  }

  private static func event(_ n: Int, _ type: EventType) -> Event {
    var event = Event(
      type: type, channelIndex: n % 2, onset: 2000 + 3001 * n, end: 2025 + 3333 * n,
      confidence: 1 / Double(n + 1), noise: 3.1, threshold: 16.123456)
    event.features = [Measure("peak_to_peak_uv", 143), Measure("snr", n == 0 ? .infinity : 7.25)]
    event.evidence = [Evidence("gate", value: 9.2, threshold: 1)]
    switch type {
    case .fasciculation:
      event.motorUnit = 2
      event.details.discharges = [2010, 2020]
    case .tremor:
      event.details.frequencyHz = 5.123456
      event.details.bursts = [5100, 5500]
      event.details.band = "low"
      event.details.pattern = "alternating"
      event.details.partners = ["BB_R", "TB, R"]
      event.details.coherence = [
        PairMeasures(channel: "BB_R", measures: [Measure("value", 0.91234567)]),
        PairMeasures(channel: "TB, R", measures: [Measure("value", .nan)]),
      ]
    case .contraction:
      event.details.coContraction = [
        PairMeasures(channel: "BB_R", measures: [Measure("overlap_s", 1.25)])
      ]
    case .clonus:
      event.details.frequencyHz = 6
      event.details.bursts = [8100]
      event.details.amplitudeSlope = -0.125
      event.details.intervalSlope = 0.0000015
    case .rhythmicBursting:
      event.details.probabilities = [Measure("tremor", 0.75), Measure("clonus", 0.25)]
    case .tonicFiring:
      event.motorUnit = 1
      event.details.rateHz = 9.87654321
      event.details.intervalCV = 0.0625
    case .groupedDischarge: event.details.groups = 3
    case .evoked: event.details.latency = 0.0321
    case .artifact:
      event.details.cause = .stimulation
      event.details.times = [1, 2, 3]
    case .unclassified:
      event.features = []
      event.evidence = []
      event.details.channels = ["BB_R"]
    default: break
    }
    return event
  }

  @Test(arguments: ResultFormat.allCases) func theFormIsWhatItWas(form: ResultFormat) throws {
    let version = "\"version\": \"\(EventSchema.generatorVersion)\""
    let text = form.text(of: Self.result()).replacing(version, with: "\"version\": \"0.0.0\"")
    let difference = try Golden.difference(text, "result.\(form.fileEnding)")
    #expect(difference == nil)
  }

  @Test func theSidecarIsWhatItWas() throws {
    let difference = try Golden.difference(EventSidecar.text, "result.events.tsv.json")
    #expect(difference == nil)
  }

  @Test(arguments: [0, 1, 13]) func aDocumentInPiecesIsTheDocument(count: Int) {
    var result = Self.result()
    result.events = Array(result.events.prefix(count))
    #expect(ResultFormat.json.text(of: result) == EventSchema(result).document.indentedText)
  }

  @Test(arguments: ResultFormat.allCases, [1, 2, 3, 40]) func jobsChangeNoByte(
    form: ResultFormat, jobs: Int
  ) throws {
    var result = Self.result()
    // More than are taken at a time.
    while result.events.count < 2500 { result.events += result.events }
    var pieces: [String] = []
    try form.sink { pieces.append($0) }.take(result, jobs: jobs)
    #expect(pieces.joined() == form.text(of: result))
  }

  @Test func linesAreWrittenOneByOne() throws {
    var pieces: [String] = []
    let sink = ResultFormat.jsonl.sink { pieces.append($0) }
    let result = Self.result()
    try sink.begin(result)
    #expect(pieces.count == 1)
    for (n, event) in result.events.enumerated() {
      try sink.add(event)
      #expect(pieces.count == n + 2)
    }
    try sink.end()
    #expect(pieces.count == result.events.count + 2)
    #expect(pieces.allSatisfy { $0.hasSuffix("\n") && $0.count { $0 == "\n" } == 1 })
    #expect(pieces.joined() == ResultFormat.jsonl.text(of: result))
  }

  @Test func whatTheWriterThrowsEndsTheWriting() {
    struct Full: Error {}
    for form in ResultFormat.allCases {
      var count = 0
      let sink = form.sink { _ in
        count += 1
        if count == 3 { throw Full() }
      }
      #expect(throws: Full.self) { try sink.take(Self.result()) }
      #expect(count == 3)
    }
  }
}
