import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// An XDF file of hand-made streams.
struct XDFBytes {
  private(set) var bytes = Bytes(all: Array("XDF:".utf8))

  init(date: String? = nil) {
    let text = date.map { "<datetime>\($0)</datetime>" } ?? ""
    chunk(1, Array("<?xml version=\"1.0\"?><info><version>1.0</version>\(text)</info>".utf8))
  }

  var all: [UInt8] { bytes.all }

  mutating func chunk(_ tag: UInt16, _ content: [UInt8], lengthBytes: UInt8 = 4) {
    bytes.add(lengthBytes)
    switch lengthBytes {
    case 1: bytes.add(UInt8(content.count + 2))
    case 4: bytes.add(UInt32(content.count + 2))
    default: bytes.add(UInt64(content.count + 2))
    }
    bytes.add(tag)
    bytes.all += content
  }

  mutating func header(
    _ id: UInt32, name: String = "s", type: String, count: Int, rate: Double, format: String,
    labels: [(String, String)] = []
  ) {
    var content = Bytes()
    content.add(id)
    let channels = labels.map {
      "<channel><label>\($0.0)</label><unit>\($0.1)</unit></channel>"
    }.joined()
    content.all += Array(
      """
      <info><name>\(name)</name><type>\(type)</type><channel_count>\(count)</channel_count>\
      <nominal_srate>\(rate)</nominal_srate><channel_format>\(format)</channel_format>\
      <desc><channels>\(channels)</channels></desc></info>
      """.utf8)
    chunk(2, content.all)
  }

  mutating func samples(_ id: UInt32, _ rows: [(stamp: Double?, values: [UInt8])]) {
    var content = Bytes()
    content.add(id)
    content.add(UInt8(4))
    content.add(UInt32(rows.count))
    for row in rows {
      content.add(UInt8(row.stamp == nil ? 0 : 8))
      if let stamp = row.stamp { content.add(stamp) }
      content.all += row.values
    }
    chunk(3, content.all)
  }

  mutating func offset(_ id: UInt32, time: Double, value: Double) {
    var content = Bytes()
    content.add(id)
    content.add(time)
    content.add(value)
    chunk(4, content.all, lengthBytes: 1)
  }

  static func floats(_ values: [Float]) -> [UInt8] {
    var bytes = Bytes()
    for value in values { bytes.add(value) }
    return bytes.all
  }

  static func text(_ text: String) -> [UInt8] { [1, UInt8(text.utf8.count)] + Array(text.utf8) }
}

@Suite struct XDFSourceTests {
  /// EMG of two channels at 1000 Hz, an accelerometer at 100 Hz from 20 ms later, markers.
  static func file(gap: Bool = false) -> [UInt8] {
    var file = XDFBytes(date: "2025-01-31T00:21:17+0000")
    file.header(
      1, name: "Muscles", type: "EMG", count: 2, rate: 1000, format: "float32",
      labels: [("TA_R", "microvolts"), ("TA_L", "mV")])
    file.header(2, name: "Acc", type: "Accelerometer", count: 1, rate: 100, format: "int16")
    file.header(3, name: "Marks", type: "Markers", count: 1, rate: 0, format: "string")
    file.offset(1, time: 10, value: 90)
    file.offset(2, time: 100, value: 0)
    file.offset(3, time: 100, value: 0)
    for block in 0..<4 {
      let late = gap && block >= 2 ? 5.0 : 0
      file.samples(
        1,
        (0..<50).map { k in
          let n = block * 50 + k
          return (
            k == 0 ? 10 + late + Double(n) / 1000 : nil,
            XDFBytes.floats([Float(n), Float(-n) / 4])
          )
        })
      file.samples(
        2,
        (0..<5).map { k in
          var value = Bytes()
          value.add(Int16(block * 5 + k))
          return (100.02 + late + Double(block * 5 + k) / 100, value.all)
        })
    }
    file.samples(3, [(100.05, XDFBytes.text("go")), (100.15, XDFBytes.text("stop"))])
    return file.all
  }

  @Test func streamsKeepTheirRatesUnitsKindsAndTimes() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.xdf", Data(Self.file()))
    let (header, samples) = try Compliance.check(path)
    #expect(header.format == "xdf")
    #expect(header.startTime == "2025-01-31T00:21:17+00:00")
    #expect(header.channels.map(\.name) == ["TA_R", "TA_L", "Acc"])
    #expect(header.channels.map(\.unit.microvolts) == [1, 1000, nil])
    #expect(header.channels.map(\.kind) == [.emg, .emg, .accelerometer])
    #expect(header.channels.map(\.rate.hertz) == [1000, 1000, 100])
    #expect(samples[0] == (0..<200).map { Float($0) })
    #expect(samples[1] == (0..<200).map { Float(-$0) / 4 })
    // Two periods of 10 ms later than the EMG.
    #expect(samples[2].prefix(2).allSatisfy { $0.isNaN })
    #expect(Array(samples[2].dropFirst(2)) == (0..<20).map { Float($0) })
    #expect(header.annotations.map(\.text) == ["go", "stop"])
    #expect(header.annotations.map(\.onset) == [0.05, 0.15])
    #expect(header.findings.isEmpty)
  }

  @Test func timeThatPassedIsAGap() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.xdf", Data(Self.file(gap: true)))
    let (header, samples) = try Compliance.check(path)
    #expect(samples[0].count == 5200)
    #expect(samples[0][99] == 99 && samples[0][5100] == 100)
    #expect(samples[0][100..<5100].allSatisfy { $0.isNaN })
    #expect(samples[2].count == 522)
    #expect(header.findings.map(\.code) == ["time_gap", "time_gap"])
  }

  @Test func streamsOfOneRateShareAGridAndStreamsWithoutRateAreListed() throws {
    var file = XDFBytes()
    file.header(1, name: "A", type: "EMG", count: 1, rate: 10, format: "float32")
    file.header(2, name: "B", type: "ECG", count: 1, rate: 10, format: "float32")
    file.header(3, name: "C", type: "Gaze", count: 1, rate: 0, format: "float32")
    file.header(4, name: "D", type: "EMG", count: 1, rate: 10, format: "float32")
    for n in 0..<20 {
      let row = (stamp: Optional(Double(n) / 10), values: XDFBytes.floats([Float(n)]))
      if n < 15 { file.samples(1, [row]) }
      if n >= 5 { file.samples(2, [row]) }
      file.samples(3, [row])
    }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let (header, samples) = try Compliance.check(try scratch.write("x.xdf", Data(file.all)))
    #expect(header.channels.map(\.name) == ["A", "B"])
    #expect(header.channels.map(\.kind) == [.emg, .ecg])
    #expect(samples.map(\.count) == [20, 20])
    #expect(
      samples[0].suffix(5).allSatisfy { $0.isNaN } && samples[1].prefix(5).allSatisfy { $0.isNaN })
    #expect(samples[1][5] == 5)
    #expect(Set(header.findings.map(\.code)) == ["irregular_stream", "empty_stream"])
  }

  @Test func clockThatDriftsAndRestartsIsFollowed() throws {
    var file = XDFBytes()
    file.header(1, type: "EMG", count: 1, rate: 100, format: "float32")
    // The stream's clock is 1000 s ahead, is restarted, and is then 5 s ahead.
    file.offset(1, time: 1000, value: -1000)
    file.samples(1, (0..<100).map { (1000 + Double($0) / 100, XDFBytes.floats([Float($0)])) })
    file.offset(1, time: 1001, value: -1000.0)
    file.offset(1, time: 6, value: -5)
    file.samples(1, (100..<200).map { (5 + Double($0) / 100, XDFBytes.floats([Float($0)])) })
    file.offset(1, time: 7, value: -5)
    let scratch = try Scratch()
    defer { scratch.remove() }
    let (header, samples) = try Compliance.check(try scratch.write("x.xdf", Data(file.all)))
    #expect(samples[0] == (0..<200).map { Float($0) })
    #expect(header.findings.isEmpty)
  }

  @Test(arguments: ["minimal", "clock_resets", "empty_streams"])
  func equalsPyxdf(name: String) throws {
    guard let path = Fixture.realRecording("formats-xdf/\(name).xdf")?.path else {
      print("skipped: formats-xdf is not here")
      return
    }
    let (header, samples) = try Compliance.check(path)
    guard let other = try IndependentReading.read(path, with: "pyxdf") else { return }
    #expect(header.channels.count == other.channels.count)
    for c in header.channels.indices {
      let rate = other.channels[c].rate
      // pyxdf lays one line through all clock offsets; here they are interpolated.
      #expect(abs(header.channels[c].rate.hertz - rate) <= 1e-5 * rate)
      // Both join the stretches of a stream; only gaps stand between them here.
      let mine = samples[c].filter { !$0.isNaN }
      #expect(mine.count == other.channels[c].count)
      #expect(mine.map(Double.init) == other.samples[c])
    }
    #expect(header.annotations.count == other.annotations.count)
    // Times in sample periods of the first stream; the slowest has a period of a second.
    for (mine, theirs) in zip(header.annotations, other.annotations.sorted { $0.onset < $1.onset })
    {
      #expect(mine.text == theirs.text)
      #expect(abs(mine.onset - theirs.onset) < 0.02, "\(mine.text)")
    }
  }

  /// A stream that states 1000 Hz and has another rate, its stamps with jitter; a pause of four seconds.
  private func clocked(_ hertz: Double, jitter: Double, seed: UInt64 = 3) -> [UInt8] {
    var file = XDFBytes()
    file.header(1, type: "EMG", count: 1, rate: 1000, format: "float32")
    file.header(2, type: "Markers", count: 1, rate: 0, format: "string")
    var random = SplitMix64(seed: seed)
    for block in 0..<60 {
      let late = block >= 40 ? 4.0 : 0
      file.samples(
        1,
        (0..<200).map { k in
          let n = block * 200 + k
          let stamp = 50 + late + Double(n) / hertz + jitter * (random.uniform() - 0.5)
          return (stamp, XDFBytes.floats([Float(n)]))
        })
    }
    file.samples(2, [(50 + 10_000 / hertz + 4, XDFBytes.text("go"))])
    return file.all
  }

  @Test(arguments: [998.6, 1003.25, 512]) func aRateThatTheStampsDenyWasUsed(hertz: Double) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.xdf", Data(clocked(hertz, jitter: 0.004)))
    let (header, samples) = try Compliance.check(path)
    let rate = header.channels[0].rate.hertz
    #expect(abs(rate / hertz - 1) < 1e-5)
    #expect(header.findings.map(\.code) == ["rate_disagrees", "time_gap"])
    // Time that passed is a gap of its length, and a mark stands at its sample.
    let gap = samples[0].count(where: \.isNaN)
    #expect(abs(Double(gap) / rate - 4) < 0.005)
    let place = try #require(samples[0].firstIndex(of: 10_000))
    #expect(abs(header.annotations[0].onset - Double(place) / rate) < 0.005)
    if let other = try IndependentReading.read(path, with: "pyxdf") {
      #expect(abs(rate - other.channels[0].rate) <= 1e-7 * rate)
      #expect(samples[0].filter { !$0.isNaN }.map(Double.init) == other.samples[0])
    }
    let (forced, _) = try Compliance.check(path) { $0.rate = 1000 }
    #expect(forced.channels[0].rate.hertz == 1000)
    #expect(forced.findings.map(\.code) == ["time_gap"])
  }

  @Test func jitterOrTheClocksOwnErrorIsNoOtherRate() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for (hertz, jitter) in [(1000, 0.05), (1000.02, 0.001), (1000.3, 0.5)] {
      let path = try scratch.write("x.xdf", Data(clocked(hertz, jitter: jitter)))
      let (header, _) = try Compliance.check(path)
      #expect(header.channels[0].rate.hertz == 1000)
      #expect(header.findings.map(\.code) == ["time_gap"])
    }
  }

  @Test func badChunksSayWhere() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let good = Self.file()
    for (what, change) in [
      ("nominal_srate", ("1000.0", "-10.00")), ("channel_count", (">2<", ">0<")),
      ("channel_format", ("float32", "float99")), ("header of stream 1", ("</info>", "</innfo")),
    ] {
      let text = good.split(separator: Array(change.0.utf8), maxSplits: 1)
      let bytes = Array(text[0]) + Array(change.1.utf8) + Array(text[1])
      let found = Compliance.survives(try scratch.write("x.xdf", Data(bytes)))
      // The file header ends in </info> too.
      #expect(
        found?.field.contains(what) == true || found?.field == "file header", "\(found as Any)")
      #expect(found?.location.contains("byte") == true)
    }
    var bomb = XDFBytes()
    bomb.chunk(2, [1, 0, 0, 0] + Array("<!DOCTYPE x [<!ENTITY a \"b\">]><info>&a;</info>".utf8))
    let found = Compliance.survives(try scratch.write("x.xdf", Data(bomb.all)))
    #expect(found?.detail.contains("document type") == true)
  }
}
