import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// An AcqKnowledge file, header by header.
struct AcqBytes {
  struct Channel {
    var name: String
    var unit = "mV"
    /// 16-bit integers as stored, or nil where `doubles` holds the samples.
    var integers: [Int16]?
    var doubles: [Double] = []
    var divider = 1
    var scale = 0.01
    var offset = -1.5

    var count: Int { integers?.count ?? doubles.count }
    /// What a reader should find.
    var values: [Float] {
      integers?.map { Float(Double($0) * scale + offset) } ?? doubles.map { Float($0) }
    }
  }

  var revision = 132
  var isBig = false
  /// Milliseconds a tick of the clock.
  var period = 0.5
  var channels = AcqBytes.three
  var markers: [(tick: Int32, text: String, style: String, date: UInt64)] = [
    (0, "Segment 1", "apnd", 1_454_430_656_276), (7, "Événement", "flag", 1_454_430_657_000),
  ]
  /// Bytes of no known use before the types of channels.
  var stray = 0
  /// The count of channels that the header tells.
  var promised: Int?

  /// Two rates, both types; the slow one has a sample more than its divider asks for.
  static let three = [
    Channel(name: "EMG TA", integers: (0..<40).map { Int16(300 * ($0 % 7) - 900) }),
    Channel(name: "ACC", unit: "g", doubles: (0..<11).map { Double($0) / 3 }, divider: 4),
    Channel(
      name: "EKG", unit: "Volts", integers: (0..<20).map { Int16(-$0) }, divider: 2, scale: 2),
  ]

  private var isLate: Bool { revision >= 61 }

  /// Everything before the samples.
  var header: [UInt8] {
    var bytes = Bytes()
    let length = isLate ? 2400 : revision >= 45 ? 12_800 : revision >= 41 ? 2300 : 1400
    bytes.add(Int16(0), big: isBig)
    bytes.add(Int32(revision), big: isBig)
    bytes.add(Int32(length), big: isBig)
    bytes.add(Int16(promised ?? channels.count), big: isBig)
    bytes.zeros(4)
    bytes.add(period, big: isBig)
    bytes.pad(to: length)
    // One header that nothing is known of.
    if revision >= 124 {
      bytes.all[2398] = isBig ? 0 : 1
      bytes.all[2399] = isBig ? 1 : 0
      bytes.add(Int32(40), big: isBig)
      bytes.zeros(36)
    }
    for (n, channel) in channels.enumerated() {
      var own = Bytes()
      let length = isLate ? 200 : revision >= 38 ? 300 : 130
      own.add(Int32(length), big: isBig)
      own.add(Int16(n + 1), big: isBig)
      own.add(channel.name, 40)
      own.zeros(22)
      own.add(channel.unit, 20)
      own.add(Int32(channel.count), big: isBig)
      own.add(channel.scale, big: isBig)
      own.add(channel.offset, big: isBig)
      own.add(Int16(n), big: isBig)
      own.pad(to: isLate ? 152 : revision >= 38 ? 250 : 130)
      if isLate || revision >= 38 { own.add(Int16(channel.divider), big: isBig) }
      own.pad(to: length)
      bytes.all += own.all
    }
    if isLate {
      bytes.add(Int32(12), big: isBig)
      bytes.zeros(8)
    } else {
      bytes.add(Int16(12), big: isBig)
      bytes.zeros(10)
    }
    bytes.all += [UInt8](repeating: 0x55, count: stray)
    for channel in channels {
      bytes.add(Int16(channel.integers == nil ? 8 : 2), big: isBig)
      bytes.add(Int16(channel.integers == nil ? 1 : 2), big: isBig)
    }
    return bytes.all
  }

  /// Samples in the order of the clock.
  var samples: [UInt8] {
    var bytes = Bytes()
    var done = channels.map { _ in 0 }
    var tick = 0
    while zip(done, channels).contains(where: { $0 < $1.count }) {
      for (c, channel) in channels.enumerated()
      where tick % channel.divider == 0 && done[c] < channel.count {
        if let integers = channel.integers {
          bytes.add(integers[done[c]], big: isBig)
        } else {
          bytes.add(channel.doubles[done[c]], big: isBig)
        }
        done[c] += 1
      }
      tick += 1
    }
    return bytes.all
  }

  var notes: [UInt8] {
    var bytes = Bytes()
    bytes.add(Int32(0), big: isBig)
    bytes.add(Int32(markers.count + (isLate ? 1 : 0)), big: isBig)
    if isLate {
      bytes.zeros(17)
      if revision >= 121 { bytes.zeros(8) }
      if revision >= 128 { bytes.zeros(8) }
    }
    for marker in markers {
      bytes.add(marker.tick, big: isBig)
      if isLate {
        bytes.zeros(4)
        bytes.add(Int16(-1), big: isBig)
        bytes.add(marker.style, 4)
        if revision >= 128 { bytes.add(marker.date, big: isBig) }
        if revision >= 121 { bytes.zeros(8) }
        let text = Array(marker.text.utf8) + [0]
        bytes.add(Int16(text.count), big: isBig)
        bytes.all += text
      } else {
        bytes.zeros(revision >= 36 ? 6 : 4)
        // Latin-1 before version 4.
        let text = marker.text.unicodeScalars.map { UInt8($0.value) }
        bytes.add(Int16(text.count + (revision >= 36 ? 0 : 1)), big: isBig)
        bytes.all += text + [0]
      }
    }
    return bytes.all
  }

  /// The journal behind the markers.
  var journal: [UInt8] {
    var bytes = Bytes()
    if isLate {
      bytes.add(Int32(10), big: isBig)
      bytes.zeros(6)
    } else {
      if revision >= 41 {
        bytes.zeros(4)
        bytes.add(Int32(markers.count), big: isBig)
        bytes.zeros(76)
        for n in markers.indices {
          bytes.zeros(4)
          bytes.add(Int32(n + 1), big: isBig)
          bytes.zeros(20)
        }
      }
      bytes.all += [0x44, 0x33, 0x22, 0x11, 0, 0]
      bytes.add(Int32(5), big: isBig)
      bytes.all += Array("notes".utf8)
    }
    return bytes.all
  }

  var all: [UInt8] { header + samples + notes + journal }

  /// The same, packed; `deflated` gives each channel's samples, little-endian, as a stream of zlib.
  func packed(_ deflated: [[UInt8]]) -> [UInt8] {
    var bytes = Bytes(all: header)
    let place = isLate ? 972 : 1936
    bytes.all[place + (isBig ? 3 : 0)] = 1
    bytes.all += notes + journal
    bytes.zeros(isLate ? 24 : 34)
    bytes.add(Int32(3), big: isBig)
    if isLate {
      bytes.add(Int32(2), big: isBig)
      bytes.zeros(revision >= 108 ? 26 : 20)
    }
    bytes.zeros(isLate ? 5 : 3)
    for (channel, stream) in zip(channels, deflated) {
      bytes.zeros(44)
      bytes.add(Int32(4), big: isBig)
      bytes.add(Int32(2), big: isBig)
      bytes.add(Int32(channel.count * (channel.integers == nil ? 8 : 2)), big: isBig)
      bytes.add(Int32(stream.count), big: isBig)
      bytes.zeros(6)
      bytes.all += stream
    }
    return bytes.all
  }

  /// Each channel's samples in stored blocks of zlib, which need no compressor.
  var stored: [[UInt8]] {
    channels.map { channel in
      var data = Bytes()
      if let integers = channel.integers {
        for value in integers { data.add(value) }
      } else {
        for value in channel.doubles { data.add(value) }
      }
      var stream = Bytes(all: [0x78, 0x01, 1])
      stream.add(UInt16(data.all.count))
      stream.add(~UInt16(data.all.count))
      stream.all += data.all
      var (a, b) = (UInt32(1), UInt32(0))
      for byte in data.all {
        a = (a + UInt32(byte)) % 65_521
        b = (b + a) % 65_521
      }
      stream.add(b << 16 | a, big: true)
      return stream.all
    }
  }
}

@Suite struct AcqSourceTests {
  private static let kinds: [(Int, Bool)] = [
    (35, true), (38, false), (41, false), (43, true), (45, false), (68, true), (84, true),
    (108, false), (124, true), (128, true), (132, false),
  ]

  private func check(
    _ file: AcqBytes, _ bytes: [UInt8], peer: Bool = true
  ) throws -> RecordingHeader {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.acq", Data(bytes))
    let (header, samples) = try Compliance.check(path)
    #expect(header.format == "acqknowledge")
    #expect(header.channels.map(\.name) == file.channels.map(\.name))
    #expect(header.channels.map(\.unit.symbol) == file.channels.map(\.unit))
    for (c, channel) in file.channels.enumerated() {
      #expect(header.channels[c].rate.hertz == 1000 / file.period / Double(channel.divider))
      #expect(samples[c] == channel.values, "channel \(c)")
    }
    #expect(header.annotations.map(\.text) == file.markers.map(\.text))
    #expect(
      header.annotations.map(\.onset) == file.markers.map { Double($0.tick) * file.period / 1000 })
    if peer, let other = try IndependentReading.read(path, with: "bioread") {
      other.check(header, samples)
      #expect(other.annotations.map(\.onset) == header.annotations.map(\.onset))
      #expect(other.annotations.map(\.text) == header.annotations.map(\.text))
    }
    return header
  }

  @Test(arguments: kinds) func everyStructureIsReadAsBioreadDoes(
    revision: Int, isBig: Bool
  ) throws {
    var file = AcqBytes(revision: revision, isBig: isBig)
    // Before version 3.7 there is one rate.
    if revision < 38 {
      file.channels = AcqBytes.three.map { channel in
        var channel = channel
        channel.divider = 1
        channel.integers = channel.integers.map { Array($0.prefix(11)) }
        return channel
      }
    }
    let header = try check(file, file.all)
    #expect(header.channels.map(\.kind) == [.emg, .accelerometer, .ecg])
    #expect(header.startTime == (revision >= 128 ? "2016-02-02T16:30:56.276Z" : nil))
    file.stray = 37
    _ = try check(file, file.all)
  }

  @Test(arguments: kinds.filter { $0.0 >= 41 }) func packedSamplesAreTheSame(
    revision: Int, isBig: Bool
  ) throws {
    let file = AcqBytes(revision: revision, isBig: isBig)
    _ = try check(file, file.packed(file.stored))
  }

  @Test func aShortenedFileIsReadAsFarAsItGoes() throws {
    let file = AcqBytes()
    let scratch = try Scratch()
    defer { scratch.remove() }
    let cut = file.header.count + 61
    let (header, samples) = try Compliance.check(
      scratch.write("x.acq", Data(file.all.prefix(cut))))
    #expect(header.findings.map(\.code) == ["truncated"])
    for (c, channel) in file.channels.enumerated() {
      #expect(!samples[c].isEmpty && channel.values.starts(with: samples[c]))
    }
  }

  @Test func unequalChannelsOfOneRateEndInMissingSamples() throws {
    var file = AcqBytes()
    file.channels[0].divider = 2
    let scratch = try Scratch()
    defer { scratch.remove() }
    let (_, samples) = try Compliance.check(scratch.write("x.acq", Data(file.all)))
    #expect(samples[0] == file.channels[0].values)
    #expect(Array(samples[2].prefix(20)) == file.channels[2].values)
    #expect(samples[2].count == 40 && samples[2].dropFirst(20).allSatisfy(\.isNaN))
  }

  @Test func markersBeforeTheFirstSampleWereMoved() throws {
    var file = AcqBytes()
    for n in file.markers.indices { file.markers[n].tick -= 34_304 }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let (header, _) = try Compliance.check(scratch.write("x.acq", Data(file.all)))
    #expect(header.annotations.map(\.onset) == [0, 0.0035])
    #expect(header.findings.map(\.code) == ["markers_shifted"])
  }

  @Test func appendedSegmentsAreTold() throws {
    var file = AcqBytes(revision: 45)
    file.markers.append((20, "Segment 2", "", 0))
    let header = try check(file, file.all)
    #expect(header.findings.map(\.code) == ["appended_segments"])
  }

  @Test func appendedSegmentsStandWhereTheirMarkersTimesPutThem() throws {
    // Half a millisecond a tick: 20 ticks are 10 ms, the next segment begins after 3 s.
    for (isPacked, tick) in [(false, 20), (true, 20), (false, 18), (true, 3)] {
      var file = AcqBytes()
      let begin = file.markers[0].date
      file.markers.append((Int32(tick), "Segment 2", "apnd", begin + 3000))
      file.markers.append((Int32(tick + 6), "Segment 3", "apnd", begin + 10_000))
      file.markers.append((Int32(tick + 8), "late", "flag", begin + 10_001))
      let scratch = try Scratch()
      defer { scratch.remove() }
      let path = try scratch.write("x.acq", Data(isPacked ? file.packed(file.stored) : file.all))
      let (header, samples) = try Compliance.check(path)
      #expect(header.findings.map(\.code) == ["segment_gaps"])
      let flag = tick > 7 ? 0.0035 : 3.002
      #expect(header.annotations.map(\.onset) == [0, flag, 3, 10, 10.001])
      for (c, channel) in file.channels.enumerated() {
        let count = (tick + channel.divider - 1) / channel.divider
        let rate = 2000 / Double(channel.divider)
        let place = count + Int(((3 - Double(tick) / 2000) * rate).rounded())
        #expect(Array(samples[c].prefix(count)) == Array(channel.values.prefix(count)))
        #expect(!samples[c][count..<place].contains { !$0.isNaN })
        #expect(samples[c][place] == channel.values[count])
        #expect(samples[c].filter { !$0.isNaN } == channel.values)
        #expect(header.channels[c].sampleCount == channel.count)
      }
    }
  }

  @Test(arguments: [
    (20, -5000), (20, 3_000_000_000_000_000), (0, 3000), (-4, 3000), (20, -1_454_430_656_276),
  ])
  func segmentsWhoseTimesContradictTheirLengthsAreJoined(tick: Int, later: Int) throws {
    var file = AcqBytes()
    let date = UInt64(Int(file.markers[0].date) + later)
    file.markers.append((Int32(tick), "Segment 2", "apnd", date))
    let header = try check(file, file.all, peer: false)
    #expect(header.findings.map(\.code) == ["appended_segments"])
  }

  @Test func aSegmentThatTheClockPutsJustBeforeTheEndOfTheLastFollowsIt() throws {
    var file = AcqBytes()
    file.markers.append((20, "Segment 2", "apnd", file.markers[0].date))
    let header = try check(file, file.all)
    #expect(header.findings.map(\.code) == ["segment_gaps"])
    #expect(header.annotations.last?.onset == 0.01)
  }

  @Test func whatIsNoSuchFileSaysWhatWasExpected() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.acq", Data(repeating: 7, count: 400))
    let error = Compliance.survives(path)
    #expect(error?.field == "graph header")
    var none = AcqBytes()
    none.promised = 0
    #expect(
      Compliance.survives(try scratch.write("x.acq", Data(none.all)))?.field
        == "number of channels")
    var many = AcqBytes()
    many.promised = 4000
    #expect(Compliance.survives(try scratch.write("x.acq", Data(many.all))) != nil)
    var odd = AcqBytes()
    odd.channels[0].scale = .nan
    #expect(
      Compliance.survives(try scratch.write("x.acq", Data(odd.all)))?.field
        == "scale of channel 1")
    let good = AcqBytes()
    var stored = good.stored
    stored[0].removeLast(8)
    #expect(
      Compliance.survives(try scratch.write("x.acq", Data(good.packed(stored))))?.field
        == "packed samples of channel 1")
  }

  /// Public recordings of versions 3.0 to 5.0 that bioread is tested with.
  @Test func publicRecordingsAreReadAsBioreadDoes() throws {
    guard let folder = Fixture.realRecording("formats-acq-bioread") else {
      print("skipped: the recordings of bioread are not here")
      return
    }
    let files =
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }.filter { $0.pathExtension == "acq" } ?? []
    #expect(!files.isEmpty)
    for file in files {
      let (header, samples) = try Compliance.check(file.path)
      guard let other = try IndependentReading.read(file.path, with: "bioread") else { return }
      other.check(header, samples)
      #expect(other.annotations.count == header.annotations.count)
      // bioread has these markers two days late: their places are before the first sample.
      if header.findings.contains(where: { $0.code == "markers_shifted" }) { continue }
      for (mine, theirs) in zip(header.annotations, other.annotations) {
        #expect(abs(mine.onset - theirs.onset) < 1e-9)
        #expect(mine.text == (theirs.text.isEmpty ? "marker" : theirs.text))
      }
    }
  }
}
