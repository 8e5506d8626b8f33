import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

@Suite struct BrainVisionSourceTests {
  private func header(
    _ format: String = "INT_16", orientation: String = "MULTIPLEXED", more: String = ""
  ) -> String {
    """
    Brain Vision Data Exchange Header File Version 1.0\r
    ; a comment\r
    [Common Infos]\r
    Codepage=UTF-8\r
    DataFile=$b.eeg\r
    MarkerFile=r.vmrk\r
    DataFormat=BINARY\r
    DataOrientation=\(orientation)\r
    NumberOfChannels=2\r
    SamplingInterval=500\r
    \(more)\r
    [Binary Infos]\r
    BinaryFormat=\(format)\r
    \(format.hasSuffix("BE") ? "" : "")\r
    [Channel Infos]\r
    Ch1=EMG\\1 left,,0.5,µV\r
    Ch2=Acc,,,g\r
    [Comment]\r
    Ch1=not a channel\r
    """
  }

  private func read(
    _ head: String, _ data: [UInt8], markers: String? = nil
  ) throws -> (header: RecordingHeader, samples: [[Float]]) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("r.vhdr", Data(head.utf8))
    _ = try scratch.write("r.eeg", Data(data))
    if let markers { _ = try scratch.write("r.vmrk", Data(markers.utf8)) }
    return try Compliance.check(path, isOneFile: false)
  }

  private func bytes(_ values: [Int], _ format: String, isBig: Bool) -> [UInt8] {
    values.flatMap { value -> [UInt8] in
      let word =
        format == "IEEE_FLOAT_32"
        ? UInt64(Float(value).bitPattern) : UInt64(bitPattern: Int64(value))
      let count = format.hasSuffix("16") ? 2 : 4
      let little = (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
      return isBig ? little.reversed() : little
    }
  }

  @Test(arguments: ["INT_16", "UINT_16", "INT_32", "IEEE_FLOAT_32"], [false, true])
  func everyFormatInBothOrientationsAndOrders(format: String, isBig: Bool) throws {
    let large = format == "INT_16" ? -32_768 : format == "UINT_16" ? 65_535 : -100_000
    let order = "\nUseBigEndianOrder=\(isBig ? "YES" : "NO")"
    let expected: [[Float]] = [[0.5, Float(large) / 2, 2.5], [2, 4, 6]]
    let multiplexed = try read(
      header(format + order), bytes([1, 2, large, 4, 5, 6], format, isBig: isBig))
    #expect(multiplexed.samples == expected)
    let vectorized = try read(
      header(format + order, orientation: "VECTORIZED"),
      bytes([1, large, 5, 2, 4, 6], format, isBig: isBig))
    #expect(vectorized.samples == expected)
  }

  @Test func namesUnitsRateMarkersAndPauses() throws {
    let markers = """
      Brain Vision Data Exchange Marker File, Version 1.0
      [Marker Infos]
      Mk1=New Segment,,1,1,0,20200102235959500000
      Mk2=Stimulus,S\\1 1,2,1,0
      Mk3=New Segment,,3,1,0,20200103000000500000
      Mk4=Comment,long,3,4,0
      """
    let (header, samples) = try read(
      header(), bytes([1, 2, 3, 4, 5, 6], "INT_16", isBig: false), markers: markers)
    #expect(header.format == "brainvision")
    #expect(header.startTime == "2020-01-02T23:59:59.5")
    #expect(header.channels.map(\.name) == ["EMG, left", "Acc"])
    #expect(header.channels.map(\.kind) == [.emg, .accelerometer])
    #expect(header.channels[0].rate.hertz == 2000)
    #expect(samples[0].count == 2001)
    #expect(samples[0][1] == 1.5 && samples[0][2].isNaN && samples[0][2000] == 2.5)
    #expect(
      header.annotations == [
        Annotation(onset: 0, duration: nil, text: "New Segment/"),
        Annotation(onset: 0.0005, duration: nil, text: "Stimulus/S, 1"),
        Annotation(onset: 1, duration: nil, text: "New Segment/"),
        Annotation(onset: 1, duration: 0.002, text: "Comment/long"),
      ])
    #expect(header.findings.map(\.code) == ["time_gap"])
  }

  @Test func aMissingMarkerFileIsToldAndAMissingDataFileRefused() throws {
    let (header, _) = try read(self.header(), [1, 0, 2, 0])
    #expect(header.findings.map(\.code) == ["no_markers"])
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("r.vhdr", Data(self.header().utf8))
    #expect(Compliance.survives(path)?.code == .unreadable)
  }

  @Test func anyOfTheThreeFilesCanBeNamed() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    _ = try scratch.write("r.vhdr", Data(header().utf8))
    let data = try scratch.write("r.eeg", Data([1, 0, 2, 0]))
    #expect(try Compliance.check(data, isOneFile: false).samples == [[0.5], [2]])
    #expect(Recordings.isCompanion(data))
  }

  @Test(arguments: [
    ("SamplingInterval=500", "SamplingInterval=0"), ("SamplingInterval=500", "SamplingInterval=x"),
    ("SamplingInterval=500", ""), ("NumberOfChannels=2", "NumberOfChannels=-1"),
    ("NumberOfChannels=2", "NumberOfChannels=3"), ("NumberOfChannels=2", "NumberOfChannels=99999"),
    ("DataFormat=BINARY", "DataFormat=ASCII"), ("=MULTIPLEXED", "=SIDEWAYS"),
    ("INT_16", "INT_99"), ("0.5", "nan"), ("0.5", "0"), ("$b.eeg", "../r.eeg"), ("$b.eeg", ""),
    ("Brain Vision Data", "Other Data"), ("Common Infos", "Common"),
    ("Codepage=UTF-8", "DataPoints=-1"), ("Codepage=UTF-8", "DataType=FREQUENCYDOMAIN"),
  ])
  func hostileHeadersAreRefused(old: String, new: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    _ = try scratch.write("r.eeg", Data([1, 0, 2, 0]))
    let text = header().replacing(old, with: new)
    let found = Compliance.survives(try scratch.write("r.vhdr", Data(text.utf8)))
    #expect(found != nil)
  }

  @Test func everyTruncationAndByteIsSurvived() throws {
    var random = SplitMix64(seed: 3)
    let good = Array(header(more: "DataPoints=3").utf8)
    let markers = Array(
      "Brain Vision Data Exchange Marker File\n[Marker Infos]\nMk1=New Segment,,1,1,0,20200102235959500000\nMk2=New Segment,,2,9,0,20210102235959500000\n"
        .utf8)
    let scratch = try Scratch()
    defer { scratch.remove() }
    _ = try scratch.write("r.eeg", Data(0..<12))
    for count in 0..<good.count {
      Compliance.survives(try scratch.write("r.vhdr", Data(good.prefix(count))))
    }
    for _ in 0..<500 {
      var head = good
      var marks = markers
      head[Int(random.next() % UInt64(head.count))] = UInt8(truncatingIfNeeded: random.next())
      marks[Int(random.next() % UInt64(marks.count))] =
        Array("0123456789,-=\n".utf8)[Int(random.next() % 14)]
      _ = try scratch.write("r.vmrk", Data(marks))
      Compliance.survives(try scratch.write("r.vhdr", Data(head)))
    }
  }

  @Test(arguments: [
    "Analyzer_nV_Export.vhdr", "test.vhdr", "test_NO.vhdr", "test_VAmp.ahdr",
    "test_old_layout_latin1_software_filter.vhdr", "test_units.vhdr", "testv2.vhdr",
    "test_highpass.vhdr",
  ])
  func realFilesEqualAnIndependentReader(name: String) throws {
    guard let url = Fixture.realRecording("formats-brainvision/\(name)") else {
      print("skipped: \(name) is not here")
      return
    }
    let (header, samples) = try Compliance.check(url.path, isOneFile: false)
    guard let other = try IndependentReading.read(url.path, with: "mne") else { return }
    // The other reader gives volts for voltages and leaves other units as they are.
    let voltages = header.channels.indices.filter { header.channels[$0].unit.isVoltage }
    #expect(!voltages.isEmpty)
    other.check(header, samples, isVolts: true, indices: voltages, names: false)
    // The other reader leaves out what lies at or beyond the recording's ends.
    #expect(header.annotations.count >= other.annotations.count)
    for theirs in other.annotations {
      let mine = header.annotations.first {
        abs($0.onset - theirs.onset) < 1e-9 && $0.text == theirs.text
      }
      #expect(mine != nil, "\(theirs.text) at \(theirs.onset)")
    }
    if let start = other.start { #expect(header.startTime?.prefix(19) == start.prefix(19)) }
  }

  @Test func filesOfAnIndependentWriterAreReadRight() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let code = """
      import sys, numpy as np, pybv
      rng = np.random.default_rng(5)
      data = rng.normal(0, 50e-6, (3, 5000))
      for form in ["binary_int16", "binary_float32"]:
        pybv.write_brainvision(data=data, sfreq=2000, ch_names=["A", "B", "C"],
          fname_base=form, folder_out=sys.argv[1], fmt=form, resolution=0.1, unit="µV",
          events=[{"onset": 100, "duration": 20, "type": "Comment", "description": "twitch"}])
      data.astype("<f8").tofile(sys.argv[1] + "/data")
      """
    guard IndependentReading.python(code, scratch.folder.path) != nil else { return }
    let raw = [UInt8](try Data(contentsOf: scratch.folder.appending(path: "data")))
    for (form, tolerance) in [("binary_int16", 0.1001), ("binary_float32", 1e-4)] {
      let path = scratch.folder.appending(path: "\(form).vhdr").path
      let (header, samples) = try Compliance.check(path, isOneFile: false)
      #expect(header.channels[0].rate.hertz == 2000)
      #expect(header.annotations.contains { $0.text == "Comment/twitch" && $0.onset == 0.05 })
      for c in 0..<3 {
        #expect(samples[c].count == 5000)
        for k in 0..<5000 {
          var word: UInt64 = 0
          for b in 0..<8 { word |= UInt64(raw[(c * 5000 + k) * 8 + b]) << UInt64(8 * b) }
          #expect(abs(Double(samples[c][k]) - Double(bitPattern: word) * 1e6) < tolerance)
        }
      }
    }
  }
}
