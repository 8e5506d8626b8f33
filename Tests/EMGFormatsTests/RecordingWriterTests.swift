import EMGCore
import EMGFormats
import EMGSinks
import EMGTestSupport
import Foundation
import Testing

/// A recording given block by block, with gaps and several rates.
private final class BlockSource: RecordingSource {
  let header: RecordingHeader
  private let blocks: [SignalBlock]
  private var index = 0

  init(_ header: RecordingHeader, _ blocks: [SignalBlock]) {
    self.header = header
    self.blocks = blocks
  }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    guard index < blocks.count else {
      for c in header.channels.indices { block.samples[c].removeAll() }
      return false
    }
    block = blocks[index]
    index += 1
    return true
  }
}

@Suite struct RecordingWriterTests {
  private typealias Reading = (header: RecordingHeader, samples: [[Float]])

  /// Writes a recording and reads it back by this project's reader.
  private func roundTrip(
    _ scratch: Scratch, _ name: String, annotations: [Annotation] = [],
    _ open: () throws(FormatError) -> any RecordingSource
  ) throws -> (reading: Reading, findings: [Finding], path: String) {
    let path = scratch.folder.appending(path: name).path
    let format = try #require(RecordingFormat(path: name))
    var writer = RecordingWriter(format)
    writer.annotations = annotations
    let findings = try writer.write(to: path, open: open)
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
    #expect(!left.contains { $0.hasSuffix(".part") })
    let reading = try Compliance.check(path, isOneFile: format != .wfdb && format != .raw)
    return (reading, findings, path)
  }

  /// The largest difference, gaps being equal.
  private func worst(_ a: [Float], _ b: [Float]) -> Float {
    #expect(a.count == b.count)
    var worst: Float = 0
    for (x, y) in zip(a, b) {
      #expect(x.isNaN == y.isNaN)
      if !x.isNaN { worst = max(worst, abs(x - y)) }
    }
    return worst
  }

  private func noise(_ count: Int, seed: UInt64, scale: Float = 100) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      (Float(Int64(bitPattern: random.next()) >> 40) / Float(1 << 23)) * scale
    }
  }

  private func channel(
    _ name: String, _ rate: Double, unit: String = "uV", kind: ChannelKind = .emg
  ) -> Channel {
    Channel(
      name: name, unit: PhysicalUnit(symbol: unit), kind: kind, rate: SampleRate(checked: rate))
  }

  private let notes = [
    Annotation(onset: 0.1, duration: 0.0125, text: "fasciculation@@BB_R"),
    Annotation(onset: 0.1, duration: nil, text: "Grüße, 筋電図"),
    Annotation(onset: -0.5, duration: nil, text: "before the start"),
    Annotation(onset: 1e-7, duration: 0, text: "early"),
    Annotation(onset: 123_456.789_012_3, duration: 3, text: "long after the end"),
    Annotation(onset: 0.3, duration: nil, text: String(repeating: "long text ", count: 60)),
  ]

  @Test(arguments: ["edf", "bdf"]) func allAnnotationsComeBackExactly(ending: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let many = (0..<500).map {
      Annotation(onset: 0.25 + Double($0) / 10_000, duration: nil, text: "burst \($0)")
    }
    var header = RecordingHeader(format: "x", channels: [channel("BB_R", 2000)])
    header.startTime = "2031-12-31T23:59:59.25"
    let samples = noise(4000, seed: 1)
    let (reading, _, path) = try roundTrip(scratch, "a.\(ending)", annotations: notes + many) {
      MemorySource(header: header, samples: [samples])
    }
    let expected = (notes + many).sorted { ($0.onset, $0.text) < ($1.onset, $1.text) }
    let found = reading.header.annotations.sorted { ($0.onset, $0.text) < ($1.onset, $1.text) }
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) {
      #expect(abs(a.onset - b.onset) < 1e-9)
      #expect(a.duration == b.duration)
      #expect(a.text == b.text)
    }
    #expect(reading.header.startTime == "2031-12-31T23:59:59.25")
    #expect(reading.samples[0].count == 4000)
    // Onsets are plain decimals.
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    #expect(text.contains("+0.35\u{15}0.0125\u{14}fasciculation@@BB_R\u{14}"))
    #expect(!text.contains("e-0"))
    guard let other = try IndependentReading.read(path, with: "pyedflib") else { return }
    other.check(reading.header, reading.samples)
    #expect(other.annotations.count == expected.count)
    // That reader tells times to a tenth of a microsecond and cuts texts of more than 511 bytes.
    for note in expected where note.onset >= 0 {
      #expect(
        other.annotations.contains {
          abs($0.onset - note.onset) < 3e-7 && note.text.hasPrefix($0.text)
            && ($0.text == note.text || $0.text.utf8.count >= 500)
        }, "\(note.onset) \(note.text.prefix(30))")
    }
    // A second one, which leaves out what lies outside the signal and takes `@@` for the channel.
    guard let second = try IndependentReading.read(path, with: "mne") else { return }
    second.check(reading.header, reading.samples, isVolts: true)
    let inside = expected.filter { $0.onset >= 0 && $0.onset < 2 }
    #expect(second.annotations.count == inside.count)
    for note in inside {
      let text = note.text.split(separator: "@@").first.map(String.init) ?? ""
      #expect(
        second.annotations.contains {
          abs($0.onset - note.onset) < 1e-6 && abs($0.duration - (note.duration ?? 0)) < 1e-6
            && $0.text.trimmingCharacters(in: .whitespaces)
              == text.trimmingCharacters(in: .whitespaces)
        }, "\(note.onset) \(note.text.prefix(30))")
    }
  }

  @Test(arguments: ["edf", "bdf", "hea", "csv", "raw"], [997, 4000, 1, 31])
  func lengthsComeBackAndErrorsStayBelowHalfAStep(ending: String, count: Int) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    // A single row of a table tells no rate.
    if ending == "csv", count == 1 { return }
    let header = RecordingHeader(
      format: "x", channels: [channel("A", 1000), channel("B µ", 1000, unit: "mV")])
    let samples = [noise(count, seed: 2), noise(count, seed: 3, scale: 0.003)]
    let (reading, findings, path) = try roundTrip(scratch, "a.\(ending)") {
      MemorySource(header: header, samples: samples)
    }
    #expect(reading.header.startTime == nil)
    #expect(reading.samples[0].count == count, "no sample is added")
    let small: Float = ending == "edf" ? 1.0001 / 65_535 : 1.0001 / 8_000_000
    #expect(worst(reading.samples[0], samples[0]) <= 100 * small + 2e-5)
    let unit = Float((reading.header.channels[1].unit.microvolts ?? 0) / 1000)
    #expect(worst(reading.samples[1].map { $0 * unit }, samples[1]) <= 0.003 * small + 1e-9)
    if ending == "edf" || ending == "bdf" {
      #expect(findings.map(\.code) == ["renamed"])
      try IndependentReading.read(path, with: "pyedflib")?.check(reading.header, reading.samples)
      try IndependentReading.read(path, with: "mne")?
        .check(reading.header, reading.samples, isVolts: true)
    } else if ending == "hea" {
      let other = try IndependentReading.read(path, with: "wfdb")
      // That reader strips letters other than a to z from names.
      other?.check(reading.header, reading.samples, names: false)
    }
  }

  @Test(arguments: ["edf", "bdf"]) func gapsAndRatesComeBack(ending: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let header = RecordingHeader(
      format: "x", startTime: "2020-02-29T12:00:00",
      channels: [channel("A", 2000), channel("Acc", 100, unit: "g", kind: .accelerometer)])
    var blocks: [SignalBlock] = []
    for (start, count) in [(0, 2000), (2000, 1000), (7000, 4000), (20_000, 1000)] {
      var block = SignalBlock(channelCount: 2)
      block.start = [start, start / 20]
      block.samples = [noise(count, seed: UInt64(start)), noise(count / 20, seed: 9, scale: 1)]
      blocks.append(block)
    }
    let expected = try readAll(BlockSource(header, blocks))
    let (reading, _, path) = try roundTrip(scratch, "a.\(ending)", annotations: notes) {
      BlockSource(header, blocks)
    }
    #expect(reading.header.format == "\(ending)+")
    try checkBeside(reading, path)
    #expect(worst(reading.samples[0], expected[0]) < 0.002)
    #expect(worst(reading.samples[1], expected[1]) < 2e-5)
    #expect(reading.header.annotations.count == notes.count)
    #expect(reading.header.findings.map(\.code) == ["time_gap"])
  }

  /// What other readers find in an interrupted recording: MNE its samples, one after the other whatever lies
  /// between them, Luna (of EDF) their times, too.
  private func checkBeside(_ reading: Reading, _ path: String) throws {
    let there = reading.samples.map { $0.filter { !$0.isNaN } }
    if let mne = try IndependentReading.read(path, with: "mne") {
      // That reader brings channels to the highest rate.
      #expect(zip(mne.samples[0], there[0]).allSatisfy { abs($0 * 1e6 - Double($1)) < 1e-3 })
      #expect(mne.samples[0].count == there[0].count)
    }
    guard path.hasSuffix(".edf"),
      let text = IndependentReading.python(
        """
        import glob, importlib.util, json, os, sys, sysconfig
        places = glob.glob(os.path.join(sysconfig.get_path("platlib"), "lunapi", "lunapi0*.so"))
        if not places:
            sys.exit()
        spec = importlib.util.spec_from_file_location("lunapi.lunapi0", places[0])
        luna = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(luna)
        recording = luna.inaugurate().inst("x")
        recording.attach_edf(sys.argv[1])
        rows = [recording.data([name], [], True)[1].tolist() for name in ("A", "Acc")]
        print("found" + json.dumps(rows))
        """, path),
      let found = text.split(separator: "found").last, text.contains("found")
    else { return }
    let rows = try JSONDecoder().decode([[[Double]]].self, from: Data(found.utf8))
    for (c, rows) in rows.enumerated() {
      let rate = reading.header.channels[c].rate.hertz
      #expect(rows.count == there[c].count)
      for row in rows {
        let place = Int((row[0] * rate).rounded())
        let value = Double(reading.samples[c][place])
        if !(abs(row[1] - value) < 1e-4) {
          Issue.record("\(c) at \(row[0]) s: \(row[1]), not \(value)")
          return
        }
      }
    }
  }

  @Test func gapsAreMissingSamplesInWFDB() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let header = RecordingHeader(
      format: "x", startTime: "2020-02-29T12:00:00.5",
      channels: [channel("A", 2000), channel("Acc x", 100, unit: "g", kind: .accelerometer)])
    var blocks: [SignalBlock] = []
    for (start, count) in [(0, 2000), (7000, 4000)] {
      var block = SignalBlock(channelCount: 2)
      block.start = [start, start / 20]
      block.samples = [noise(count, seed: UInt64(start)), noise(count / 20, seed: 9, scale: 1)]
      blocks.append(block)
    }
    let expected = try readAll(BlockSource(header, blocks))
    let (reading, findings, path) = try roundTrip(scratch, "rec.hea", annotations: notes) {
      BlockSource(header, blocks)
    }
    #expect(worst(reading.samples[0], expected[0]) < 1e-4)
    #expect(worst(reading.samples[1], expected[1]) < 1e-6)
    #expect(reading.header.startTime == "2020-02-29T12:00:00.5")
    #expect(!reading.header.findings.contains { $0.code == "checksum" })
    #expect(findings.map(\.code) == ["text_cut"])
    #expect(reading.header.annotations.count == notes.count)
    #expect(
      reading.header.annotations.contains {
        $0.onset == 0.1 && $0.text == "fasciculation@@BB_R [0.0125 s]"
      })
    guard let other = try IndependentReading.read(path, with: "wfdb") else { return }
    other.check(reading.header, reading.samples)
    let atr = scratch.folder.appending(path: "rec.atr").path
    let read = try IndependentReading.read(atr, with: "wfdb-annotations")
    #expect(
      read?.annotations.contains { $0.onset == 200 && $0.text.contains("fasciculation@@BB_R") }
        == true)
  }

  @Test(arguments: ["edf", "bdf"]) func missingSamplesOfOneChannelAreTold(ending: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var samples = noise(1000, seed: 4)
    samples[10] = .nan
    let header = RecordingHeader(format: "x", channels: [channel("A", 1000)])
    let (reading, findings, _) = try roundTrip(scratch, "a.\(ending)") {
      MemorySource(header: header, samples: [samples])
    }
    #expect(findings.map(\.code) == ["missing_samples"])
    let lowest = samples.filter { !$0.isNaN }.min() ?? 0
    #expect(reading.samples[0][10] < lowest)
    #expect(reading.samples[0].count { $0 == reading.samples[0][10] } == 1)
  }

  @Test(arguments: [1259.259_259, 62.4725, 4000 / 3.0, 2048, 1111.11, 31_250])
  func oddRatesComeBack(rate: Double) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let header = RecordingHeader(format: "x", channels: [channel("A", rate)])
    let samples = noise(5000, seed: 5)
    for ending in ["edf", "hea"] {
      let (reading, _, _) = try roundTrip(scratch, "a.\(ending)") {
        MemorySource(header: header, samples: [samples])
      }
      #expect(abs(reading.header.channels[0].rate.hertz - rate) < 2e-6 * rate, "\(ending)")
      #expect(reading.samples[0].count >= 5000)
      #expect(worst(Array(reading.samples[0].prefix(5000)), samples) < 0.002)
      // What a record is filled up with is told.
      if reading.samples[0].count > 5000 {
        #expect(reading.header.annotations.map(\.text) == ["padding"])
      }
    }
  }

  @Test func thePatientIsLeftOutUnlessAskedFor() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var header = RecordingHeader(format: "x", channels: [channel("A", 1000)])
    header.patient = "MCH-0234567 F 02-MAY-1951 Haagse_Harry"
    for keeps in [false, true] {
      for ending in ["edf", "bdf", "hea", "csv", "raw"] {
        let path = scratch.folder.appending(path: "\(keeps).\(ending)").path
        let format = try #require(RecordingFormat(path: path))
        var writer = RecordingWriter(format)
        writer.keepsIdentity = keeps
        _ = try writer.write(to: path) {
          MemorySource(header: header, samples: [noise(100, seed: 1)])
        }
        for file in format.files(path) where FileManager.default.fileExists(atPath: file) {
          let bytes = try Data(contentsOf: URL(filePath: file))
          let isThere = bytes.range(of: Data("Haagse".utf8)) != nil
          #expect(isThere == (keeps && (ending == "edf" || ending == "bdf")), "\(file)")
        }
        if keeps, ending == "edf" {
          #expect(try Recordings.open(path: path).header.patient == header.patient)
        }
      }
    }
  }

  @Test func severalRatesNeedAFormatThatHasThem() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let header = RecordingHeader(format: "x", channels: [channel("A", 1000), channel("B", 500)])
    for ending in ["csv", "raw"] {
      #expect(throws: (any Error).self) {
        try roundTrip(scratch, "a.\(ending)") { BlockSource(header, []) }
      }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
    #expect(left.isEmpty, "a failure leaves nothing")
  }

  @Test(arguments: [
    "edfio/short_psg.edf", "edfio/test_subsecond.edf", "mne/BDF__multiple_annotation_chans.bdf",
    "mne/EDF__test_utf8_annotations.edf", "EDFjl/evt.bdf", "mne/EDF__test_reduced.edf",
  ])
  func realRecordingsKeepTheirIntegersAndAnnotations(name: String) throws {
    guard let url = Fixture.realRecording("formats-edf-\(name)") else {
      print("skipped: \(name) is not here")
      return
    }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let original = try Compliance.check(url.path)
    let ending = url.pathExtension
    let (reading, _, path) = try roundTrip(scratch, "a.\(ending)") { () throws(FormatError) in
      try Recordings.open(path: url.path)
    }
    for c in original.samples.indices {
      #expect(reading.header.channels[c].rate == original.header.channels[c].rate)
      let step = Float(original.header.channels[c].resolution ?? 0)
      #expect(worst(reading.samples[c], original.samples[c]) <= step * 1e-3, "channel \(c)")
    }
    #expect(reading.header.annotations.count == original.header.annotations.count)
    #expect(reading.header.startTime == original.header.startTime)
    try IndependentReading.read(path, with: "pyedflib")?
      .check(reading.header, reading.samples, names: false)
  }

  @Test func needleRecordingsKeepTheirIntegersInEveryFormat() throws {
    guard let url = Fixture.realRecording("physionet-emgdb/emg_healthy.hea") else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let original = try Compliance.check(url.path, isOneFile: false)
    for ending in ["edf", "bdf", "hea", "csv", "raw"] {
      let (reading, _, _) = try roundTrip(scratch, "emg.\(ending)") { () throws(FormatError) in
        try Recordings.open(path: url.path)
      }
      #expect(reading.samples[0].count == original.samples[0].count)
      #expect(worst(reading.samples[0], original.samples[0]) < 1e-6, "\(ending)")
      #expect(reading.header.channels[0].rate.hertz == 4000)
    }
  }
}
