import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

@Suite struct WFDBSourceTests {
  private func read(
    _ files: [String: [UInt8]], _ name: String = "r.hea"
  ) throws -> (header: RecordingHeader, samples: [[Float]]) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for (name, bytes) in files { _ = try scratch.write(name, Data(bytes)) }
    return try Compliance.check(scratch.folder.appending(path: name).path, isOneFile: false)
  }

  private func error(_ files: [String: [UInt8]], _ name: String = "r.hea") throws -> FormatError? {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for (name, bytes) in files { _ = try scratch.write(name, Data(bytes)) }
    return Compliance.survives(scratch.folder.appending(path: name).path)
  }

  private func words(_ values: [Int16]) -> [UInt8] {
    values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  @Test func gainBaselineUnitsTimeAndNamesAreTheHeaders() throws {
    let head = """
      # a comment
      r 2 1000/24000 3 5:06:07.125 02/03/2004
      r.dat 16 100(50)/uV 12 0 0 0 0 biceps brachii, right
      r.dat 16 -2/mV
      """
    let (header, samples) = try read([
      "r.hea": Array(head.utf8), "r.dat": words([50, 2, 150, -4, -32_768, 6]),
    ])
    #expect(header.format == "wfdb")
    #expect(header.startTime == "2004-03-02T05:06:07.125")
    #expect(header.channels.map(\.name) == ["biceps brachii, right", "ch2"])
    #expect(header.channels.map(\.unit.symbol) == ["uV", "mV"])
    #expect(samples[0][0] == 0 && samples[0][1] == 1 && samples[0][2].isNaN)
    #expect(samples[1] == [-1, 2, -3])
    #expect(header.channels[0].limits == (-20.98)...19.97)
    #expect(header.channels[1].resolution == 0.5)
  }

  @Test func differencesBeginAtTheInitialValue() throws {
    let head = "r 1 100 4\nr.dat 8 1/uV 8 0 10 0\n"
    let (header, samples) = try read(["r.hea": Array(head.utf8), "r.dat": [0, 1, 0xFF, 0x80]])
    #expect(samples == [[10, 11, 10, -118]])
    #expect(header.findings.map(\.code) == ["checksum"])
  }

  @Test func framesSkewAndMissingLengthsAreKept() throws {
    let head = "r 2 100\nr.dat 16x2:1 1/uV\nr.dat 16 1/uV\n"
    let (header, samples) = try read([
      "r.hea": Array(head.utf8), "r.dat": words([1, 2, 10, 3, 4, 20, 5, 6, 30]),
    ])
    #expect(header.channels.map(\.rate.hertz) == [200, 100])
    #expect(samples[0].prefix(4) == [3, 4, 5, 6])
    #expect(samples[0].suffix(2).count(where: { $0.isNaN }) == 2)
    #expect(samples[1] == [10, 20, 30])
  }

  @Test func segmentsWithAGapAndAMissingSignal() throws {
    let files: [String: [UInt8]] = [
      "r.hea": Array("r/4 2 100 7\nlayout 0\na 2\n~ 3\nb 2\n".utf8),
      "layout.hea": Array("layout 2 100 0\n~ 16 1/uV 0 0 0 0 0 A\n~ 16 1/mV 0 0 0 0 0 B\n".utf8),
      "a.hea": Array("a 2 100 2\na.dat 16 1/uV 0 0 0 3 0 A\na.dat 16 1/uV 0 0 0 30 0 B\n".utf8),
      "a.dat": words([1, 10, 2, 20]),
      "b.hea": Array("b 1 100 2\nb.dat 16 2/mV 0 0 0 7 0 B\n".utf8), "b.dat": words([3, 4]),
    ]
    let (header, samples) = try read(files)
    #expect(samples[0].map { $0.isNaN ? -1 : $0 } == [1, 2, -1, -1, -1, -1, -1])
    #expect(samples[1].map { $0.isNaN ? -1 : $0 } == [0.01, 0.02, -1, -1, -1, 1.5, 2])
    #expect(header.channels.map(\.sampleCount) == [4, 4])
    #expect(header.findings.isEmpty)
  }

  @Test func recordsThatContainThemselvesAreRefused() throws {
    let found = try error(["r.hea": Array("r/1 1 100 5\nr 5\n".utf8)])
    #expect(found?.code == .unsupported)
  }

  @Test func filesOutsideTheFolderAreRefused() throws {
    for name in ["../x.dat", "/etc/passwd", "a/../../x"] {
      let found = try error(["r.hea": Array("r 1 100 1\n\(name) 16\n".utf8)])
      #expect(found?.code == .badField)
    }
  }

  @Test func annotationsWithTextIntervalsAndResolution() throws {
    func word(_ code: Int, _ value: Int) -> [UInt8] {
      let word = code << 10 | value
      return [UInt8(word & 0xFF), UInt8(word >> 8)]
    }
    let text = Array("## time resolution: 1000".utf8)
    var bytes = word(22, 0) + word(63, text.count) + text
    bytes += word(1, 500) + word(62, 3) + word(28, 100) + word(63, 3) + Array("(AB".utf8) + [0]
    bytes += word(59, 0) + [1, 0, 0, 0] + word(22, 0) + word(63, 4) + Array("Ünd".utf8)
    bytes += [0, 0]
    let (header, _) = try read([
      "r.hea": Array("r 1 100 1\nr.dat 16 1/uV\n".utf8), "r.dat": [0, 0], "r.atr": bytes,
    ])
    #expect(
      header.annotations == [
        Annotation(onset: 0.5, duration: nil, text: "N"),
        Annotation(onset: 0.6, duration: nil, text: "+ (AB"),
        Annotation(onset: 66.136, duration: nil, text: "Ünd"),
      ])
  }

  @Test(arguments: [
    "", "\n# only\n", "r\n", "r x\n", "r -1\n", "r 99999999999999999999\n", "r 1 nan\n", "r 1 0\n",
    "r 1 -5\n", "r 1 100 -1\n", "r 1 100 99999999999999999999\n", "r 2 100 1\nr.dat 16\n",
    "r 1 100 1\nr.dat\n", "r 1 100 1\nr.dat 17\n", "r 1 100 1\nr.dat 508\n",
    "r 1 100 1\nr.dat 16x0\n", "r 1 100 1\nr.dat 16x99999999\n", "r 1 100 1\nr.dat 16:-1\n",
    "r 1 100 1\nr.dat 16+-1\n", "r 1 100 1\nr.dat 16xx1\n", "r 1 100 1\nr.dat 16 nan\n",
    "r 1 100 1\nr.dat 16 1(x)/mV\n", "r 1 100 1\nr.dat 16 1(/mV\n", "r 1 100 1\nr.dat 16 1 x\n",
    "r/0 1 100 1\n", "r/-1 1 100 1\n", "r/99999999 1 100 1\n", "r/1 1 100 1\n~ 1\n",
    "r/1 1 100 1\na -1\n", "r/1 1 100 1\nnone 1\n", "r 1 100 1\nnone.dat 16\n",
    "r 1 100 1\nr.dat 16+99999999999\n", "r 3 100 1\nr.dat 16\nq.dat 16\nr.dat 16\n",
    "r 2 100 1\nr.dat 16\nr.dat 24\n", "r 1 1e308 1\nr.dat 16x9\n",
  ])
  func hostileHeadersAreRefused(text: String) throws {
    let found = try error([
      "r.hea": Array(text.utf8), "r.dat": [1, 0], "q.dat": [1, 0],
    ])
    #expect(found != nil)
  }

  @Test func aRecordLineOfNoBreakSpacesIsNoLine() throws {
    #expect(try error(["r.hea": [0xA0, 0x20, 0x20, 0x0D]])?.field == "record line")
  }

  @Test func theSmallestIntegerHasNoMagnitudeAmongIntegers() throws {
    let line = "r.dat 16 200/uV 12 -9223372036854775808 0 0 0 TA"
    let found = try error(["r.hea": Array("r 1 100 1\n\(line)\n".utf8), "r.dat": [1, 0]])
    #expect(found?.field == "ADC zero")
  }

  @Test func everyByteMayBeAnything() throws {
    var random = SplitMix64(seed: 2)
    let head = Array(
      "r 2 1000/24000(3) 3 5:06:07.125 02/03/2004\nr.dat 212x2:1+1 100(50)/uV 12 0 0 0 0 a\nr.dat 212\n"
        .utf8)
    let scratch = try Scratch()
    defer { scratch.remove() }
    _ = try scratch.write("r.dat", Data((0..<64).map { UInt8($0) }))
    let annotations = [UInt8]((0..<40).map { UInt8(truncatingIfNeeded: $0 * 37) })
    for _ in 0..<1000 {
      var bytes = head
      var notes = annotations
      for _ in 0...Int(random.next() % 3) {
        let at = Int(random.next() % UInt64(bytes.count))
        bytes[at] = Array("0123456789+-.:x()/ \n".utf8)[Int(random.next() % 20)]
        notes[Int(random.next() % 40)] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = try scratch.write("r.atr", Data(notes))
      Compliance.survives(try scratch.write("r.hea", Data(bytes)))
    }
  }

  @Test(arguments: [
    "03700181", "100", "100-no-len", "100_3chan", "100skew", "3000003_0003", "310derive",
    "310derive_2", "310derive_3", "311derive", "311derive_2", "311derive_3", "311derive_4",
    "a103l", "a103l-no-len", "binformats", "p10143", "s0010_re", "test01_00s",
    "test01_00s_frame", "test01_00s_skew", "test01_00s_skewframe", "test_generator_2", "v102s",
    "multi-segment-041s/041s", "../emglab-R001/R00108", "../physionet-emgdb/emg_healthy",
    "../physionet-emgdb/emg_myopathy", "../physionet-emgdb/emg_neuropathy",
  ])
  func realRecordsEqualAnIndependentReader(name: String) throws {
    guard let url = Fixture.realRecording("formats-wfdb-python/\(name).hea") else {
      print("skipped: \(name) is not here")
      return
    }
    let (header, samples) = try Compliance.check(url.path, isOneFile: false)
    #expect(!header.findings.contains { $0.code == "checksum" })
    guard let other = try IndependentReading.read(url.path, with: "wfdb") else { return }
    other.check(header, samples, names: false)
    for (mine, theirs) in zip(header.channels, other.channels) {
      // The other reader takes units of other letters than a to z for absent.
      if mine.unit.symbol != "°" { #expect(mine.unit.symbol == theirs.unit) }
      if theirs.name != "None" { #expect(mine.name == theirs.name) }
    }
    #expect(header.startTime?.prefix(19) == other.start?.prefix(19))
  }

  @Test func missingSignalFilesAreRefusedWithTheReason() throws {
    for (name, code) in [("1003", FormatError.Code.unreadable), ("drive02", .unreadable)] {
      guard let url = Fixture.realRecording("formats-wfdb-python/\(name).hea") else { continue }
      #expect(Compliance.survives(url.path)?.code == code, "\(name)")
    }
  }

  @Test(arguments: [
    ("100", "atr"), ("100", "qrs"), ("1003", "atr"), ("12726", "anI"), ("12726", "wabp"),
    ("12726", "wqrs"), ("03700181", "gqrsh"), ("03700181", "sqrs"),
  ])
  func realAnnotationsEqualAnIndependentReader(name: String, ending: String) throws {
    guard let url = Fixture.realRecording("formats-wfdb-python/\(name).\(ending)") else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    // The record's rate, with a signal of one sample.
    let rate = ["100": "360", "1003": "360", "12726": "250", "03700181": "125"][name] ?? ""
    let path = try scratch.write("r.hea", Data("r 1 \(rate) 1\nr.dat 16 1/uV\n".utf8))
    _ = try scratch.write("r.dat", Data([0, 0]))
    _ = try scratch.write("r.atr", try Data(contentsOf: url))
    let (header, _) = try Compliance.check(path, isOneFile: false)
    guard let other = try IndependentReading.read(url.path, with: "wfdb-annotations") else {
      return
    }
    // The other reader leaves out a note at the first sample, the recorder's name.
    let notes = header.annotations.filter { $0.onset > 0 }
    #expect(notes.count == other.annotations.count)
    let hertz = other.start.flatMap(Double.init) ?? Double(rate) ?? 1
    for (mine, theirs) in zip(notes, other.annotations) {
      #expect(abs(mine.onset - theirs.onset / hertz) < 1e-9 * max(1, mine.onset))
      let parts = theirs.text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
      let note = String(parts.last?.prefix { $0 != "\u{0}" } ?? "")
      if note.isEmpty, parts[0] != "nan" { #expect(mine.text == parts[0]) }
      #expect(mine.text.hasSuffix(note))
    }
  }
}
