import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// The bytes of an EDF or BDF file, field by field.
struct EDFBytes {
  struct Signal {
    var label = "EMG BB_R"
    var dimension = "uV"
    var physical = ("-1000", "1000")
    var digital = ("-32768", "32767")
    var samples = 4
    /// Records of stored numbers, or of text where it is an annotation signal.
    var records: [[Int]] = []
    var notes: [String] = []
  }
  var isBDF = false
  var reserved = ""
  var date = "02.03.04"
  var time = "05.06.07"
  var recording = ""
  var patient = "X X X X"
  var headerBytes: String?
  var recordCount = "1"
  var duration = "1"
  var signalCount: String?
  var signals: [Signal] = []

  private func field(_ text: String, _ width: Int) -> [UInt8] {
    let bytes = Array(text.utf8.prefix(width))
    return bytes + [UInt8](repeating: 32, count: width - bytes.count)
  }

  var header: [UInt8] {
    var bytes: [UInt8] = isBDF ? [0xFF] + Array("BIOSEMI".utf8) : field("0", 8)
    bytes += field(patient, 80) + field(recording, 80) + field(date, 8) + field(time, 8)
    bytes += field(headerBytes ?? "\(256 * (signals.count + 1))", 8) + field(reserved, 44)
    bytes += field(recordCount, 8) + field(duration, 8)
    bytes += field(signalCount ?? "\(signals.count)", 4)
    for s in signals { bytes += field(s.label, 16) }
    for _ in signals { bytes += field("", 80) }
    for s in signals { bytes += field(s.dimension, 8) }
    for s in signals { bytes += field(s.physical.0, 8) }
    for s in signals { bytes += field(s.physical.1, 8) }
    for s in signals { bytes += field(s.digital.0, 8) }
    for s in signals { bytes += field(s.digital.1, 8) }
    for _ in signals { bytes += field("", 80) }
    for s in signals { bytes += field("\(s.samples)", 8) }
    for _ in signals { bytes += field("", 32) }
    return bytes
  }

  var bytes: [UInt8] {
    var bytes = header
    let width = isBDF ? 3 : 2
    let records = signals.map { max($0.records.count, $0.notes.count) }.max() ?? 0
    for r in 0..<records {
      for s in signals {
        if r < s.notes.count {
          let text = Array(s.notes[r].utf8)
          bytes += text + [UInt8](repeating: 0, count: s.samples * width - text.count)
        } else {
          for value in r < s.records.count ? s.records[r] : [] {
            for k in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * k))) }
          }
        }
      }
    }
    return bytes
  }
}

@Suite struct EDFSourceTests {
  private func read(
    _ file: EDFBytes, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> (header: RecordingHeader, samples: [[Float]]) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.edf", Data(file.bytes))
    return try Compliance.check(path, change)
  }

  private func error(_ bytes: [UInt8], name: String = "x.edf") throws -> FormatError? {
    let scratch = try Scratch()
    defer { scratch.remove() }
    return Compliance.survives(try scratch.write(name, Data(bytes)))
  }

  private var plain: EDFBytes {
    var file = EDFBytes()
    file.recordCount = "2"
    file.signals = [
      .init(
        physical: ("-3276.8", "3276.7"), records: [[-32768, -1, 0, 32767], [1, 2, 3, 4]]),
      .init(
        label: "Acc X", dimension: "g", physical: ("-2", "2"), digital: ("-2", "2"), samples: 2,
        records: [[-2, 2], [0, 1]]),
    ]
    return file
  }

  @Test func valuesUnitsRatesAndStartAreTheHeaders() throws {
    let (header, samples) = try read(plain)
    #expect(header.format == "edf")
    #expect(header.startTime == "2004-03-02T05:06:07")
    #expect(samples[0] == [-3276.8, -0.1, 0, 3276.7, 0.1, 0.2, 0.3, 0.4])
    #expect(samples[1] == [-2, 2, 0, 1])
    #expect(header.channels.map(\.rate.hertz) == [4, 2])
    #expect(header.channels.map(\.kind) == [.emg, .accelerometer])
    #expect(header.channels[0].unit.microvolts == 1)
    #expect(header.channels[0].limits == -3276.8...3276.7)
    #expect(abs((header.channels[0].resolution ?? 0) - 0.1) < 1e-12)
    #expect(header.findings.isEmpty)
  }

  @Test func twentyFourBitsAreSigned() throws {
    var file = plain
    file.isBDF = true
    file.signals.removeLast()
    file.signals[0].physical = ("-8388608", "8388607")
    file.signals[0].digital = ("-8388608", "8388607")
    file.signals[0].records = [[-8_388_608, -1, 8_388_607, 65_536], [0, 255, -256, 7]]
    let (header, samples) = try read(file)
    #expect(header.format == "bdf")
    #expect(samples == [[-8_388_608, -1, 8_388_607, 65_536, 0, 255, -256, 7]])
  }

  /// Two records with a gap of a second between them, the first a quarter second after the start.
  private var interrupted: EDFBytes {
    var file = plain
    file.reserved = "EDF+D"
    file.recording = "Startdate 02-MAR-2104 X X X"
    file.signals.append(
      .init(
        label: "EDF Annotations", dimension: "", physical: ("-1", "1"), samples: 40,
        notes: [
          "+0.25\u{14}\u{14}Start of it\u{14}\u{0}+1.05\u{15}0.5\u{14}Grüße\u{14}zwei\u{14}\u{0}",
          "+2.25\u{14}\u{14}\u{0}-0.5\u{14}vorher\u{14}\u{0}",
        ]))
    return file
  }

  @Test func gapsAnnotationsAndSubsecondsOfInterruptedRecordings() throws {
    let (header, samples) = try read(interrupted)
    #expect(header.format == "edf+")
    #expect(header.startTime == "2104-03-02T05:06:07.25")
    #expect(
      samples[0].map(\.isNaN) == [false, false, false, false, true, true, true, true]
        + [Bool](repeating: false, count: 4))
    #expect(samples[0][8] == 0.1)
    #expect(samples[1].count == 6)
    #expect(
      header.annotations == [
        Annotation(onset: 0, duration: nil, text: "Start of it"),
        Annotation(onset: 0.8, duration: 0.5, text: "Grüße"),
        Annotation(onset: 0.8, duration: 0.5, text: "zwei"),
        Annotation(onset: -0.75, duration: nil, text: "vorher"),
      ])
    #expect(header.findings.map(\.code) == ["time_gap"])
  }

  @Test func recordsThatRunBackwardsAreRefused() throws {
    var file = interrupted
    file.signals[2].notes[1] = "+0.75\u{14}\u{14}\u{0}"
    let found = try error(file.bytes)
    #expect(found?.code == .inconsistent)
    #expect(found?.location.contains("byte") == true)
  }

  @Test func continuousRecordingsStayContinuousAndSaySo() throws {
    var file = interrupted
    file.reserved = "EDF+C"
    let (header, samples) = try read(file)
    #expect(samples[0].count == 8)
    #expect(header.findings.map(\.code) == ["time_jump"])
  }

  @Test func unfinishedRecordingsAreReadToTheirEnd() throws {
    for count in ["-1", "0"] {
      var file = plain
      file.recordCount = count
      let (header, samples) = try read(file)
      #expect(samples[0].count == 8)
      #expect(header.findings.map(\.code) == ["unfinished_recording"])
    }
  }

  @Test func shortenedFilesGiveTheirCompleteRecordsAndSaySo() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.edf", Data(plain.bytes.dropLast(3)))
    let (header, samples) = try Compliance.check(path)
    #expect(samples[0] == [-3276.8, -0.1, 0, 3276.7])
    #expect(header.findings.contains { $0.code == "truncated" })
    #expect(try error(Array(plain.bytes.prefix(256 * 3 + 3)))?.code == .truncated)
  }

  @Test func trailingBytesAreLeftOutAndTold() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.edf", Data(plain.bytes + [1, 2, 3]))
    let (header, samples) = try Compliance.check(path)
    #expect(samples[0].count == 8)
    #expect(header.findings.map(\.code) == ["trailing_bytes"])
  }

  @Test func aHeaderOfTwoThousandChannelsIsRead() throws {
    var file = EDFBytes()
    file.signals = (0..<2048).map { n in
      .init(label: "EMG \(n)", samples: 2, records: [[n, -n]])
    }
    file.signals = file.signals.map {
      var signal = $0
      signal.physical = signal.digital
      return signal
    }
    let (header, samples) = try read(file)
    #expect(header.channels.count == 2048)
    #expect(samples[2047] == [2047, -2047])
  }

  @Test func aChannelWithoutARangeIsReadAsStoredAndSaysSo() throws {
    var file = plain
    file.signals[1].physical = ("0", "0")
    let (header, samples) = try read(file)
    #expect(samples[1] == [-2, 2, 0, 1])
    #expect(header.channels[1].unit.symbol == "")
    #expect(header.findings.map(\.code) == ["no_physical_range"])
  }

  @Test func aUnitThatTheFileOmitsCanBeGiven() throws {
    var file = plain
    file.signals[0].dimension = ""
    #expect(try read(file).header.channels[0].unit.symbol == "")
    let given = try read(file) {
      $0.unit = "mV"
      $0.scale = 0.5
    }
    #expect(given.header.channels[0].unit.microvolts == 1000)
    #expect(given.samples[0][0] == -1638.4)
    #expect(given.samples[1] == [-2, 2, 0, 1])
  }

  @Test func annotationsWithoutSignalsAreARecording() throws {
    var file = EDFBytes()
    file.reserved = "EDF+C"
    file.duration = "0"
    file.signals = [
      .init(
        label: "EDF Annotations", samples: 20,
        notes: ["+0\u{14}\u{14}\u{0}+3\u{15}1.5\u{14}sleep\u{14}\u{0}"])
    ]
    let (header, samples) = try read(file)
    #expect(samples.isEmpty)
    #expect(header.annotations == [Annotation(onset: 3, duration: 1.5, text: "sleep")])
  }

  @Test func eachTruncatedHeaderIsRefusedWithItsPlace() throws {
    let bytes = plain.bytes
    for count in 8..<256 * 3 {
      let found = try error(Array(bytes.prefix(count)))
      #expect(found?.code == .truncated, "\(count) bytes")
      #expect(found?.location.contains("byte \(count)") == true)
    }
    for count in 0..<8 { #expect(try error(Array(bytes.prefix(count))) != nil) }
  }

  @Test(arguments: [
    ("252", "signals", "0   "), ("252", "signals", "-1  "), ("252", "signals", "9999"),
    ("252", "signals", "nan "), ("252", "signals", "1e3 "), ("184", "header bytes", "1       "),
    ("184", "header bytes", "99999999"), ("236", "records", "-2      "),
    ("236", "records", "x       "), ("244", "duration", "nan     "),
    ("244", "duration", "-1      "),
    ("244", "duration", "0       "), ("244", "duration", "inf     "),
    ("464", "physical", "nan     "), ("464", "physical", "        "),
    ("496", "digital", "1.5     "), ("496", "digital", "99999999"),
    ("688", "samples", "-4      "), ("688", "samples", "99999999"), ("688", "samples", "0x10    "),
  ])
  func absurdFieldsAreRefused(place: String, field: String, text: String) throws {
    var bytes = plain.bytes
    let start = try #require(Int(place))
    bytes.replaceSubrange(start..<start + text.utf8.count, with: Array(text.utf8))
    let found = try error(bytes)
    #expect(found != nil, "\(field) '\(text)'")
  }

  @Test func everyByteOfTheHeaderMayBeAnything() throws {
    var random = SplitMix64(seed: 1)
    let good = interrupted.bytes
    let scratch = try Scratch()
    defer { scratch.remove() }
    for n in 0..<1000 {
      var bytes = good
      for _ in 0...Int(random.next() % 3) {
        bytes[Int(random.next() % UInt64(bytes.count))] =
          n % 2 == 0
          ? UInt8(truncatingIfNeeded: random.next())
          : Array("0123456789+-. \u{14}\u{15}\u{0}".utf8)[Int(random.next() % 17)]
      }
      let path = try scratch.write("x.edf", Data(bytes))
      Compliance.survives(path)
    }
  }

  @Test func aPromiseOfATerabyteAllocatesNothing() throws {
    var file = plain
    file.recordCount = "99999999"
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.edf", Data(file.bytes))
    let (header, samples) = try Compliance.check(path)
    #expect(samples[0].count == 8)
    #expect(header.findings.map(\.code).contains("truncated"))
    // A data record of a quarter gigabyte is promised, and eight bytes come.
    file.signals[0].samples = 99_999_999
    #expect(try error(file.bytes)?.code == .truncated)
  }

  @Test func sparseFilesBeyondFourGigabytesAreRead() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var file = EDFBytes()
    let samples = 30_000_000
    file.recordCount = "72"
    file.signals = [.init(samples: samples)]
    let path = try scratch.write("x.edf", Data(file.bytes))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    // The file is a hole but for its last sample.
    let size = UInt64(512 + 72 * 2 * samples)
    try handle.seek(toOffset: size - 2)
    try handle.write(contentsOf: Data([0xFF, 0x7F]))
    try handle.close()
    let source = try Recordings.open(path: path)
    #expect(source.header.channels[0].sampleCount == 72 * samples)
    #expect(source.header.findings.isEmpty)
  }

  @Test func anExtensionIsOnlyAHint() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.csv", Data(plain.bytes))
    #expect(try Compliance.check(path).header.format == "edf")
    let text = try scratch.write("y.edf", Data("time,a\n0,1\n".utf8))
    do {
      _ = try Recordings.open(path: text)
      Issue.record("expected an error")
    } catch { #expect(error.code == .notThisFormat) }
  }

  @Test func aTableOfChannelsSaysKindsAndMissingUnits() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var file = plain
    file.signals[0].dimension = ""
    file.signals[0].label = "force plate"
    let path = try scratch.write("sub-1_task-rest_emg.edf", Data(file.bytes))
    let table = "name\ttype\tunits\tstatus\nforce plate\tEMG\tuV\tbad\nAcc X\tMISC\tV\tn/a\n"
    _ = try scratch.write("sub-1_task-rest_channels.tsv", Data(table.utf8))
    let (header, _) = try Compliance.check(path, isOneFile: false)
    #expect(header.channels.map(\.kind) == [.emg, .other])
    #expect(header.channels[0].unit.microvolts == 1)
    #expect(header.channels[1].unit.symbol == "g")
    #expect(header.findings.map(\.code) == ["bad_channel", "units_disagree"])
    _ = try scratch.write("sub-1_task-rest_channels.tsv", Data("x\n".utf8))
    #expect(Compliance.survives(path)?.code == .badField)
  }

  @Test(arguments: [
    "EDFjl/bdf_test.bdf", "EDFjl/evt.bdf", "EDFjl/test.edf", "edfio/SC4001EC-Hypnogram.bdf",
    "edfio/SC4001EC-Hypnogram.edf", "edfio/mne_test.bdf", "edfio/mne_test.edf",
    "edfio/short_psg.bdf", "edfio/short_psg.edf", "edfio/test_subsecond.bdf",
    "edfio/test_subsecond.edf", "mne/BDF__multiple_annotation_chans.bdf",
    "mne/BDF__test_bdf_stim_channel.bdf", "mne/BDF__test_generator_2.bdf",
    "mne/EDF__SC4001EC-Hypnogram.edf", "mne/EDF__chtypes_edf.edf",
    "mne/EDF__subsecond_starttime.edf", "mne/EDF__test_edf_overlapping_annotations.edf",
    "mne/EDF__test_generator_2.edf", "mne/EDF__test_reduced.edf",
    "mne/EDF__test_utf8_annotations.edf", "mne/edf__tests__data__duplicate_channel_labels.edf",
    "mne/edf__tests__data__test.edf", "mne/edf__tests__data__test_edf_stim_channel.edf",
    "mne/edf__tests__data__test_stim_channel.edf", "mne/edf__tests__data__test_uneven_samp.edf",
  ])
  func realFilesEqualAnIndependentReader(name: String) throws {
    guard let url = Fixture.realRecording("formats-edf-\(name)") else {
      print("skipped: \(name) is not here")
      return
    }
    let (header, samples) = try Compliance.check(url.path)
    guard let other = try IndependentReading.read(url.path, with: "pyedflib") else { return }
    other.check(header, samples)
    for (mine, theirs) in zip(header.channels, other.channels) where !theirs.unit.isEmpty {
      #expect(mine.unit.symbol == theirs.unit)
    }
    let start = try #require(other.start)
    #expect(header.startTime?.prefix(19) == start.prefix(19))
    #expect(header.annotations.count == other.annotations.count)
    let mine = header.annotations.sorted { ($0.onset, $0.text) < ($1.onset, $1.text) }
    let theirs = other.annotations.sorted { ($0.onset, $0.text) < ($1.onset, $1.text) }
    for (a, b) in zip(mine, theirs) {
      #expect(abs(a.onset - b.onset) < 2e-7 * max(1, abs(a.onset)))
      #expect(a.duration == nil ? b.duration <= 0 : abs((a.duration ?? 0) - b.duration) < 1e-6)
      #expect(a.text == b.text)
    }
  }

  /// Files that the stricter reader refuses.
  @Test(arguments: ["EDFjl/bdf_test.edf", "mne/edf__tests__data__test.bdf"])
  func filesOfOneRateEqualAnotherReader(name: String) throws {
    guard let url = Fixture.realRecording("formats-edf-\(name)") else { return }
    let (header, samples) = try Compliance.check(url.path)
    try IndependentReading.read(url.path, with: "mne")?.check(header, samples, isVolts: true)
  }

  @Test func aDateThatIsNoneIsToldAndTheRestRead() throws {
    guard let url = Fixture.realRecording("formats-edf-EDFjl/test_uneven_samp.edf") else { return }
    let (header, samples) = try Compliance.check(url.path)
    #expect(samples[0].count == 11_000)
    #expect(header.channels.map(\.rate.hertz).contains(12.8))
  }

  @Test func theArrayRecordingIsReadWithItsSixtyFourChannels() throws {
    guard let url = Fixture.realRecording("openhdemg/vastus_lateralis_64ch.edf") else { return }
    let (header, samples) = try Compliance.check(url.path)
    #expect(header.channels.count { $0.kind == .emg } == 64)
    try IndependentReading.read(url.path, with: "pyedflib")?.check(header, samples)
  }
}
