import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// A file in a folder of its own that goes with the test.
struct Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "emg-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func write(_ name: String, _ data: Data) throws -> String {
    let url = folder.appending(path: name)
    try data.write(to: url)
    return url.path
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}

/// All samples of a source, gaps in time as NaN.
func readAll(_ source: any RecordingSource) throws -> [[Float]] {
  var block = SignalBlock(channelCount: source.header.channels.count)
  var all = [[Float]](repeating: [], count: source.header.channels.count)
  while try source.next(into: &block) {
    for c in all.indices {
      let gap = block.start[c] - all[c].count
      #expect(gap >= 0, "positions never run backwards")
      all[c] += [Float](repeating: .nan, count: max(0, gap)) + block.samples[c]
    }
  }
  return all
}

@Suite struct TextSourceTests {
  private func open(
    _ text: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> (header: RecordingHeader, samples: [[Float]]) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("table.csv", Data(text.utf8))
    var options = ReadingOptions()
    change(&options)
    let source = try Recordings.open(path: path, options: options)
    let samples = try readAll(source)
    return (source.header, samples)
  }

  /// Ten rows: time by thousandths, then a ramp.
  private func table(
    delimiter: String = ",", header: String? = "time_s,BB_R (uV)", end: String = "\n",
    comma: Bool = false, trailing: String = ""
  ) -> String {
    var lines = header.map { [$0] } ?? []
    for i in 0..<10 {
      var fields = ["0.00\(i)", "\(i).5"]
      if comma { fields = fields.map { $0.replacingOccurrences(of: ".", with: ",") } }
      lines.append(fields.joined(separator: delimiter) + trailing)
    }
    return lines.joined(separator: end) + end
  }

  private let ramp = (0..<10).map { Float($0) + 0.5 }

  @Test(arguments: [",", ";", "\t", " ", "   "]) func delimitersAreTold(delimiter: String) throws {
    let header = ["time", "BB_R [µV]"].joined(separator: delimiter == " " ? "\t" : delimiter)
    let read = try open(table(delimiter: delimiter, header: delimiter.first == " " ? nil : header))
    {
      $0.unit = "uV"
    }
    #expect(read.samples == [ramp])
    #expect(read.header.channels[0].rate.hertz == 1000)
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func lineEndsAreTold(end: String) throws {
    #expect(try open(table(end: end)).samples == [ramp])
  }

  @Test func decimalCommasAreTold() throws {
    let read = try open(table(delimiter: ";", header: "Zeit;EMG (mV)", comma: true))
    #expect(read.samples == [ramp])
    #expect(read.header.channels[0].unit.microvolts == 1000)
  }

  @Test func trailingDelimitersMakeNoColumn() throws {
    #expect(try open(table(trailing: ",")).samples == [ramp])
  }

  @Test func byteOrderMarkAndCommentsArePassedOver() throws {
    let read = try open("\u{FEFF}# made by hand\n% rate unknown\n\n" + table())
    #expect(read.samples == [ramp])
    #expect(read.header.channels[0].name == "BB_R")
  }

  @Test func severalHeaderLinesWithAUnitRow() throws {
    let text =
      "Patient,x\nDate,2020\nTime,EMG L,ECG\n's','mV','mV'\n"
      + (0..<20).map {
        "\(Double($0) / 500),\($0),0.1"
      }.joined(separator: "\n")
    let read = try open(text)
    #expect(read.header.channels.map(\.name) == ["EMG L", "ECG"])
    #expect(read.header.channels.map(\.kind) == [.emg, .ecg])
    #expect(read.header.channels[0].unit.symbol == "mV")
    #expect(read.header.channels[0].rate.hertz == 500)
    #expect(read.samples[0].count == 20)
  }

  @Test(arguments: [
    ("BB_R (uV)", "BB_R", "uV"), ("BB_R [mV]", "BB_R", "mV"), ("BB_R_uV", "BB_R", "uV"),
    ("\"BB R (µV)\"", "BB R", "µV"), ("BB_R(\u{03BC}V)", "BB_R", "\u{03BC}V"),
  ])
  func unitsAreTakenOutOfNames(heading: String, name: String, unit: String) throws {
    let read = try open(table(header: "t,\(heading)"))
    #expect(read.header.channels[0].name == name)
    #expect(read.header.channels[0].unit.symbol == unit)
  }

  @Test func emptyAndNaNCellsAreGapsNeverZeros() throws {
    let text = "time,EMG (uV)\n0.000,1\n0.001,\n0.002,NaN\n0.003,NA\n0.004,5\n0.005,6\n"
    let samples = try open(text).samples[0]
    #expect(samples.map(\.isNaN) == [false, true, true, true, false, false])
  }

  @Test func anEmptyLastCellIsAGapNotABadLine() throws {
    let text =
      "time_s,EMG (uV)\n"
      + (0..<3000).map {
        "\(Double($0) / 1000)," + ($0 > 1000 && $0 < 1200 ? "" : "\($0)")
      }.joined(separator: "\n")
    let samples = try open(text).samples[0]
    let gaps = samples.filter(\.isNaN)
    #expect(samples.count == 3000)
    #expect(gaps.count == 199)
  }

  @Test func aLastColumnThatIsMostlyEmptyTookTheNamesAndTheRate() throws {
    let text =
      "time_s,EMG (uV),Internal ACCEL Ax (mG)\n"
      + (0..<300).map { "\(Double($0) / 1000),\($0)," + ($0 % 10 == 0 ? "\($0)" : "") }
      .joined(separator: "\n")
    let read = try open(text)
    #expect(read.header.channels.map(\.name) == ["EMG", "Internal ACCEL Ax"])
    #expect(read.header.channels.map(\.kind) == [.emg, .accelerometer])
    #expect(read.header.channels[0].rate.hertz == 1000)
    #expect(read.samples[0] == (0..<300).map { Float($0) })
    #expect(read.samples[1].indices.allSatisfy { read.samples[1][$0].isNaN == ($0 % 10 != 0) })
  }

  /// The layout that published scripts for Noraxon's exports read: lines before the headings, columns of
  /// activity and markers, units in brackets or behind a comma within quotes.
  @Test func aNoraxonExportIsReadAsItsScriptsReadIt() throws {
    let rows = (0..<200).map { n in
      let marker = n == 50 ? "M1" : ""
      return "\(Double(n) / 2000),,\(marker),\(n),-\(n),0.5,12,1"
    }
    let heads = [
      "\"LT TIB.ANT. (uV)\",\"RT TIB.ANT., uV\"", "\"LT TIB.ANT., uV\",\"RT TIB.ANT. (uV)\"",
    ]
    for head in heads {
      let text =
        "\"Name\",\"Trial 1\"\n\"Date\",\"04.03.2021\"\n\n\"time\",\"Activity\",\"Marker\",\(head),"
        + "\"Ultium EMG.Internal Accel 1 Ax (mG)\",\"Ultium EMG.Internal Mag 1 Mx (mGauss)\","
        + "\"Ultium EMG.Sync, On\"\n" + rows.joined(separator: "\n")
      let read = try open(text)
      let emg = read.header.channels.indices.filter { read.header.channels[$0].kind == .emg }
      #expect(emg.map { read.header.channels[$0].name } == ["LT TIB.ANT.", "RT TIB.ANT."])
      #expect(emg.allSatisfy { read.header.channels[$0].unit.microvolts == 1 })
      #expect(read.header.channels.allSatisfy { $0.rate.hertz == 2000 })
      #expect(emg.first.map { read.samples[$0] } == (0..<200).map { Float($0) })
      #expect(read.header.findings.contains { $0.code == "empty_column" })
      #expect(
        read.header.channels.contains { $0.name == "Ultium EMG.Sync, On" && $0.kind == .trigger })
    }
  }

  @Test(arguments: [(1e9, 5000), (1e9, 1500), (-20, 5000), (-1e9, 5000)])
  func aClockThatWasSetWentUntold(step: Double, row: Int) throws {
    let times = (0..<6000).map { Double($0) / 1000 + ($0 < row ? 30 : 30 + step) }
    let text = "time_s,EMG (uV)\n" + times.map { "\($0),1\n" }.joined()
    let read = try open(text)
    #expect(read.samples[0].count == 6000)
    #expect(read.header.channels[0].rate.hertz == 1000)
    #expect(read.header.findings.filter { $0.code == "clock_set" }.count == 1)
  }

  @Test func aJumpInTimeIsAGap() throws {
    var lines = ["time,EMG (uV)"]
    for i in 0..<50 { lines.append("\(Double(i) / 1000),\(i)") }
    for i in 50..<100 { lines.append("\(Double(i + 30) / 1000),\(i)") }
    let read = try open(lines.joined(separator: "\n"))
    #expect(read.samples[0].count == 130)
    let gap = read.samples[0][50..<80].filter(\.isNaN)
    #expect(gap.count == 30)
    #expect(read.samples[0][80] == 50)
    #expect(read.header.findings.contains { $0.code == "time_gap" })
  }

  @Test func roundedTimesStillGiveTheRate() throws {
    let text =
      "t,EMG (uV)\n"
      + (0..<2000).map { i in
        String(format: "%.3f,%d", Double(i) / 2000, i)
      }.joined(separator: "\n")
    let read = try open(text)
    #expect(read.header.channels[0].rate.hertz == 2000)
    #expect(read.samples[0].count == 2000)
  }

  @Test func millisecondsAndIndicesAreTimes() throws {
    let text =
      "Time (ms),EMG (uV)\n"
      + (0..<100).map { "\(Double($0) * 0.5),\($0)" }
      .joined(separator: "\n")
    #expect(try open(text).header.channels[0].rate.hertz == 2000)
    let indexed =
      "sample,EMG (uV)\n"
      + (0..<100).map { "\($0 + ($0 > 49 ? 7 : 0)),\($0)" }
      .joined(separator: "\n")
    let read = try open(indexed) { $0.rate = 1000 }
    #expect(read.samples[0].count == 107)
  }

  @Test func timesOfDayAreTimes() throws {
    let text =
      "Time,EMG (uV)\n"
      + (0..<100).map { i in
        String(format: "2024-03-01T12:00:%06.3f,%d", Double(i) / 100, i)
      }.joined(separator: "\n")
    let read = try open(text)
    #expect(read.header.channels[0].rate.hertz == 100)
    #expect(read.header.startTime == "2024-03-01T12:00:00.000")
  }

  @Test func missingFactsNameTheFlag() throws {
    func message(_ text: String) -> String {
      do {
        _ = try open(text)
        return ""
      } catch { return String(describing: error) }
    }
    #expect(message("EMG (uV)\n1\n2\n3\n4\n").contains("--rate"))
    #expect(message("time,EMG\n0,1\n0.001,2\n0.002,3\n0.003,3\n").contains("--unit"))
    #expect(message("time,EMG (adu)\n0,1\n0.001,2\n0.002,3\n0.003,3\n").contains("--unit"))
  }

  @Test func garbageLinesAreGapsAndReported() throws {
    var lines = (0..<3000).map { "\(Double($0) / 1000) \($0)" }
    lines[700] = "0.7 1.5\u{00ED}77"
    let read = try open(lines.joined(separator: "\n")) { $0.unit = "uV" }
    #expect(read.samples[0].count == 3000)
    #expect(read.samples[0][700].isNaN)
    #expect(read.header.findings.contains { $0.message.contains("line 701") })
  }

  @Test func tooManyGarbageLinesAreRefused() throws {
    let lines = (0..<3000).map { $0 % 10 == 9 ? "oops" : "\(Double($0) / 1000),\($0)" }
    #expect(throws: FormatError.self) {
      try open(lines.joined(separator: "\n")) { $0.unit = "uV" }
    }
  }

  @Test func jitterThatNoIntegerHoldsWasATrap() throws {
    let text = "time,TA (uV)\n0.0,0\n0.001,99\n0.0,26,-4\n333333333333333333333333333.27,-86\n0.02"
    let read = try open(text) { $0.rate = 1000 }
    #expect(read.header.findings.contains { $0.code == "time_jitter" })
  }

  @Test(arguments: [
    "", "\n\n\n", "hello", "a,b\nc,d\n", "\u{0}\u{1}\u{2}abc", "1", "time,EMG (uV)\n",
    String(repeating: "9", count: 3_000_000), String(repeating: "1,", count: 100_000),
    "time,EMG (uV)\n0,1\n-1,2\n-2,3\n", "t,t,t\n,,\n,,\n",
  ])
  func hostileTextIsRefusedNotCrashed(text: String) {
    #expect(throws: (any Error).self) { _ = try open(text) }
  }

  @Test func channelSelectionsKeepAnalogChannels() throws {
    let text =
      "time,EMG1 (mV),ACC_X (g),Trigger,Force (N)\n"
      + (0..<20).map {
        "\(Double($0) / 1000),1,2,0,4"
      }.joined(separator: "\n")
    #expect(
      try open(text).header.channels.map(\.kind) == [.emg, .accelerometer, .trigger, .other])
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func pipedInPiecesGivesTheSameSamples(seed: UInt64) throws
  {
    let text =
      table()
      + (10..<3000).map { String(format: "%.3f,%d", Double($0) / 1000, $0 % 77) }
      .joined(separator: "\r\n") + "\r\n"
    let whole = try open(text)
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = scratch.folder.appending(path: "pipe").path
    let made = unsafe mkfifo(path, 0o600)
    #expect(made == 0)
    let bytes = Array(text.utf8)
    let writer = Thread {
      guard let handle = FileHandle(forWritingAtPath: path) else { return }
      var generator = SplitMix64(seed: seed)
      var i = 0
      while i < bytes.count {
        let end = min(bytes.count, i + 1 + Int(generator.next() % 4000))
        handle.write(Data(bytes[i..<end]))
        i = end
      }
      try? handle.close()
    }
    writer.start()
    let source = try Recordings.open(path: path)
    let samples = try readAll(source)
    #expect(samples == whole.samples)
    #expect(source.contentSHA256?.count == 64)
  }

  /// Quoted cells are read one by one, plain rows many at a time.
  @Test func plainRowsEqualQuotedOnes() throws {
    func text(_ quote: String) -> String {
      var generator = SplitMix64(seed: 5)
      var time = 0.0
      var lines = ["time,A (uV),B (uV)"]
      for i in 0..<40_000 {
        time += i % 9_973 == 9_972 ? 0.25 : 0.0005
        let (a, b) = (generator.uniform() * 1e3 - 500, (generator.uniform() - 0.5) * 1e-7)
        if i == 20_000 { lines.append("unreadable") }
        let cell = i % 7_001 == 7_000 ? "n/a" : "\(b)"
        lines.append(
          String(format: "%.4f,", time) + String(format: "%.3f", a) + ",\(quote)\(cell)\(quote)")
      }
      return lines.joined(separator: "\n")
    }
    let (plain, quoted) = (try open(text("")), try open(text("\"")))
    for (a, b) in zip(plain.samples, quoted.samples) {
      #expect(a.map(\.bitPattern) == b.map(\.bitPattern))
    }
    #expect(plain.samples[0].count > 40_000)
    #expect(plain.header.findings == quoted.header.findings)
    #expect(plain.header.findings.contains { $0.code == "unreadable_lines" })
  }
}
