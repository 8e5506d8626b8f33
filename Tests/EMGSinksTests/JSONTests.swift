import EMGCore
import EMGSinks
import EMGTestSupport
import Foundation
import Testing

@Suite struct JSONTests {
  @Test func numbersReadBackTheSame() throws {
    var generator = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      let text = JSONValue.text(of: value)
      if value.isFinite { #expect(Double(text) == value) } else { #expect(text == "null") }
    }
  }

  @Test(arguments: [(60.0, "60"), (0.5, "0.5"), (-0.0, "0"), (.nan, "null"), (.infinity, "null")])
  func numbersAreShort(value: Double, text: String) { #expect(JSONValue.text(of: value) == text) }

  @Test func textSurvivesAnotherReader() throws {
    let odd = "a\"b\\c\n\t\u{1}\u{2028}é😀\u{7F}"
    let value = JSONValue.object([("k\"", .list([.text(odd), .null, .flag(true), .number(1.25)]))])
    for text in [value.compactText, value.indentedText] {
      let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      let list = try #require(read?["k\""] as? [Any])
      #expect(list[0] as? String == odd)
      #expect(list[3] as? Double == 1.25)
    }
  }

  static func result() -> AnalysisResult {
    let rate = SampleRate(checked: 2000)
    let channel = Channel(name: "BB_R", unit: .microvolt, rate: rate)
    var summary = ChannelSummary(index: 0, channel: channel)
    summary.sampleCount = 120_000
    summary.noise = 3.1
    summary.analysable = 58.2
    summary.masks = [Mask(onset: 6000, end: 9600, cause: .motion)]
    var event = Event(
      type: .fasciculation, channelIndex: 0, onset: 24_691, end: 24_716, confidence: 0.97,
      noise: 3.1, threshold: 16.1)
    event.motorUnit = 2
    event.details.discharges = [24_699]
    event.features = [Measure("peak_to_peak_uv", 143), Measure("snr", .infinity)]
    event.evidence = [Evidence("gate", value: 9.2, threshold: 1)]
    return AnalysisResult(
      source: "biceps.csv", sha256: nil,
      header: RecordingHeader(
        format: "csv", startTime: "2024-02-28T23:59:50.5", channels: [channel]),
      duration: 60, channels: [summary], events: [event],
      settings: [SettingValue(key: "noise.block_s", value: .number(0.02))], settingsSHA256: "ab")
  }

  @Test func theDocumentHasTheContractsKeysInOrder() throws {
    let text = ResultFormat.json.text(of: Self.result())
    let order = [
      "\"schema\"", "\"schema_version\"", "\"generator\"", "\"recording\"", "\"source\"",
      "\"format\"", "\"sha256\"", "\"start_time\"", "\"duration_s\": 60", "\"channels\"",
      "\"settings\"", "\"events\"", "\"onset_s\": 12.3455", "\"duration_s\": 0.0125",
      "\"onset_sample\": 24691", "\"onset_time\": \"2024-02-29T00:00:02.845500\"",
      "\"motor_unit\": 2", "\"discharges_s\": [12.3495]", "\"snr\": null", "\"evidence\"",
      "\"summary\"", "\"per_min_ci95\"",
    ]
    var rest = text[...]
    for key in order {
      let range = try #require(rest.firstRange(of: key), "\(key)")
      rest = rest[range.upperBound...]
    }
  }

  @Test func linesAreOneRecordEach() throws {
    let lines = ResultFormat.jsonl.text(of: Self.result()).split(separator: "\n")
    #expect(lines.count == 3)
    let records = try lines.map {
      (try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["record"]
        as? String
    }
    #expect(records == ["recording", "event", "summary"])
  }

  @Test func tablesQuoteAndMarkWhatIsMissing() {
    let csv = ResultFormat.csv.text(of: Self.result()).split(separator: "\n")
    #expect(csv.count == 2)
    #expect(csv[0].hasPrefix("id,type,channel,"))
    let bids = ResultFormat.bids.text(of: Self.result()).split(separator: "\n")
    #expect(bids[0].hasPrefix("onset\tduration\ttrial_type\tchannel\tsample\tconfidence"))
    #expect(bids[1].contains("n/a"))
    #expect(bids[1].hasPrefix("12.3455\t0.0125\tfasciculation\tBB_R\t24691\t0.97"))
  }
}
