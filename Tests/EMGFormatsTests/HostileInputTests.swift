import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// A sound small file of a format, and how many of its bytes are header.
struct Victim: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]
  var header: Int
  var testDescription: String { name }

  static let all: [Victim] = {
    var edf = EDFBytes(reserved: "EDF+C", recordCount: "2")
    edf.signals = [
      .init(records: [[1, 2, 3, 4], [5, 6, 7, 8]]),
      .init(
        label: "EDF Annotations", samples: 10, notes: ["+0\u{14}\u{14}\0", "+1\u{14}\u{14}\0"]),
    ]
    var bdf = edf
    bdf.isBDF = true
    bdf.reserved = "BDF+C"
    bdf.signals[1].label = "BDF Annotations"
    let xdf = XDFSourceTests.file()
    let c3d = C3DBytes().all
    let rhd = IntanBytes(blocks: 1)
    let rhs = IntanBytes(isRHS: true, blocks: 1)
    var gdf = GDFBytes()
    gdf.tail = [1, 4, 0, 0] + Array("one\u{0}".utf8)
    let acq = AcqBytes(revision: 68, isBig: true)
    return [
      Victim(name: "x.edf", bytes: edf.bytes, header: 768),
      Victim(name: "x.bdf", bytes: bdf.bytes, header: 768),
      Victim(name: "x.xdf", bytes: xdf, header: 1600),
      Victim(name: "x.c3d", bytes: c3d, header: 1100),
      Victim(name: "x.rhd", bytes: rhd.all, header: rhd.header.count),
      Victim(name: "x.rhs", bytes: rhs.all, header: rhs.header.count),
      Victim(name: "x.gdf", bytes: gdf.all, header: 1024),
      Victim(name: "x.acq", bytes: acq.all, header: acq.header.count),
      Victim(name: "x4.acq", bytes: AcqBytes(revision: 41).all, header: 700),
      Victim(
        name: "xc.acq", bytes: acq.packed(acq.stored),
        header: acq.packed(acq.stored).count - 8),
      Victim(name: "x1.gdf", bytes: GDFBytes(version: "1.25").all, header: 768),
    ]
  }()
}

/// No bytes make a reader trap, run without end, or take memory that is not there.
@Suite struct HostileInputTests {
  /// Words that counts, sizes, offsets and numbers do not expect.
  private static let words: [[UInt8]] = [
    [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0xC0, 0x7F],
    [0, 0, 0x80, 0x7F], Array("-999".utf8), Array("9999".utf8),
  ]

  @Test(arguments: Victim.all) func headersCutAnywhereAreRefusedOrTold(victim: Victim) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for count in 0..<min(victim.header, victim.bytes.count) {
      Compliance.survives(try scratch.write(victim.name, Data(victim.bytes.prefix(count))))
    }
  }

  @Test(arguments: Victim.all) func everyFieldMayHoldAnything(victim: Victim) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var n = 0
    for at in stride(from: 8, to: min(victim.header, victim.bytes.count) - 4, by: 4) {
      // In turn, at every alignment: all words at all places would take minutes.
      for k in 0..<2 {
        var bytes = victim.bytes
        let word = Self.words[(n + k * 3) % Self.words.count]
        bytes.replaceSubrange(at + n % 4..<at + n % 4 + 4, with: word)
        Compliance.survives(try scratch.write(victim.name, Data(bytes)))
      }
      n += 1
    }
  }

  @Test(arguments: Victim.all) func scatteredBytesAreSurvived(victim: Victim) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var random = SplitMix64(seed: 20)
    for _ in 0..<150 {
      var bytes = victim.bytes
      for _ in 0..<1 + Int(random.next() % 6) {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.next() % 4 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
      Compliance.survives(try scratch.write(victim.name, Data(bytes)))
    }
  }

  /// The files that fuzzing begins from, a folder a format, with what must stand beside them.
  static let seeds: [(format: String, files: [URL])] = {
    let root = Fixture.root.appending(path: "Benchmarks/Fuzzing/Seeds")
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return folders.filter { !$0.hasPrefix("beside-") && $0 != "flac" }.sorted().map { format in
      let folder = root.appending(path: format)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return (format, names.sorted().map { folder.appending(path: $0) })
    }
  }()

  @Test func everyReaderHasItsSeeds() {
    #expect(
      Self.seeds.map(\.format) == [
        "acq", "bdf", "c3d", "csv", "edf", "gdf", "hea", "mat", "otb+", "poly5", "raw", "rhd",
        "rhs", "vhdr", "xdf",
      ])
    #expect(Self.seeds.allSatisfy { !$0.files.isEmpty })
  }

  @Test(arguments: seeds.flatMap(\.files))
  func seedsAreReadAndSurviveCutsAndSpoiledBytes(seed: URL) throws {
    let format = seed.deletingLastPathComponent().lastPathComponent
    let scratch = try Scratch()
    defer { scratch.remove() }
    let beside = seed.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "beside-\(format)")
    for name in (try? FileManager.default.contentsOfDirectory(atPath: beside.path)) ?? [] {
      _ = try scratch.write(name, Data(contentsOf: beside.appending(path: name)))
    }
    func survives(_ bytes: some Collection<UInt8>) throws {
      let path = try scratch.write("x.\(format)", Data(bytes))
      Compliance.survives(path) { options in
        options.rate = ["csv", "mat", "raw"].contains(format) ? 1000 : nil
        options.unit = "uV"
        if format == "raw" { (options.sampleType, options.channelCount) = (.float32le, 2) }
      }
    }
    let whole = [UInt8](try Data(contentsOf: seed))
    try survives(whole)
    var random = SplitMix64(seed: UInt64(whole.count))
    for _ in 0..<60 {
      try survives(whole.prefix(Int(random.next() % UInt64(whole.count + 1))))
      var bytes = whole
      let word = Self.words[Int(random.next() % UInt64(Self.words.count))]
      let at = Int(random.next() % UInt64(bytes.count))
      bytes.replaceSubrange(at..<min(at + word.count, bytes.count), with: word)
      try survives(bytes)
      for _ in 0..<4 {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() % 256)
      }
      try survives(bytes)
    }
  }

  /// A header that promises a terabyte costs no memory: the child takes less than 256 MB more than it had.
  @Test func aPromiseOfATerabyteAllocatesNothing() async {
    #if os(Linux)
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      defer { scratch.remove() }
      var edf = EDFBytes(recordCount: "99999999")
      edf.signals = [.init(samples: 60_000, records: [[1, 2]])]
      var gdf = GDFBytes()
      gdf.promised = 1 << 50
      var records = gdf.all
      // Samples of the first of two signals in a data record, written over a sound file.
      records.replaceSubrange(688..<692, with: [0, 0xE1, 0xF5, 5])
      var xdf = XDFBytes()
      xdf.header(1, type: "EMG", count: 4096, rate: 1000, format: "double64")
      // A chunk of 2^62 bytes, and one of 2^32 samples.
      var chunk = Bytes(all: xdf.all)
      chunk.add(UInt8(8))
      chunk.add(UInt64(1) << 62)
      chunk.add(UInt16(3))
      var samples = Bytes()
      samples.add(UInt32(1))
      samples.add(UInt8(4))
      samples.add(UInt32.max)
      xdf.chunk(3, samples.all)
      var c3d = C3DBytes().all
      c3d[2] = 0xFF
      c3d[3] = 0xFF
      var rhd = Bytes(all: Array(IntanBytes().header.prefix(48)))
      rhd.add(UInt32(0xFFFF_FFF0))
      let files: [(String, [UInt8])] = [
        ("x.edf", edf.bytes), ("x.gdf", records), ("a.xdf", chunk.all), ("b.xdf", xdf.all),
        ("x.c3d", c3d), ("x.rhd", rhd.all),
        ("x.acq", Self.samplesOfAcq),
        ("x.mat", Self.matrixOfATerabyte), ("x.otb+", Self.memberOfATerabyte),
      ]
      let before = Self.peakMemory()
      precondition(before > 0, "the peak is known")
      for (name, bytes) in files {
        Compliance.survives(try scratch.write(name, Data(bytes))) { $0.rate = 1000 }
      }
      precondition(Self.peakMemory() - before < 256 << 20, "no more than 256 MB")
    }
    #endif
  }

  /// A matrix of 2^20 × 2^19 doubles in a few bytes.
  private static var matrixOfATerabyte: [UInt8] {
    var bytes = Bytes()
    bytes.add("MATLAB 5.0 MAT-file", 124, padding: 32)
    bytes.all += [0, 1] + Array("IM".utf8)
    for word in [14, 0xFFFF_FF00, 6, 8, 6, 0, 5, 8, 1 << 20, 1 << 19] as [UInt32] {
      bytes.add(word)
    }
    for word in [UInt32(1 | 1 << 16), 0x78, 9, 0xFFFF_FF00] { bytes.add(word) }
    return bytes.all
  }

  /// Channels of 2^31 samples of eight bytes, of which few are there.
  private static var samplesOfAcq: [UInt8] {
    var file = AcqBytes(revision: 45)
    file.channels = (0..<60).map { AcqBytes.Channel(name: "\($0)", doubles: [1]) }
    var bytes = file.all
    let size = file.header.count - 12 - 240 - 300 * 60
    for c in 0..<60 {
      bytes.replaceSubrange(size + 300 * c + 88..<size + 300 * c + 92, with: [255, 255, 255, 127])
    }
    return bytes
  }

  /// A tar archive whose member is said to have 8^11 − 1 bytes.
  private static var memberOfATerabyte: [UInt8] {
    var head = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ at: Int) {
      for (k, byte) in text.utf8.enumerated() { head[at + k] = byte }
    }
    put("../../etc/x.sig", 0)
    put("77777777777", 124)
    put("0", 156)
    put("ustar", 257)
    put("        ", 148)
    let sum = String(head.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", 148)
    return head
  }

  /// The most memory that the process has had, in bytes.
  private static func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return kilobytes << 10
  }

  @Test func aBombOfTheMATLABFormatIsUnpackedNoFurtherThanItSays() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = scratch.folder.appending(path: "x.mat").path
    // 2 MB of zeros behind a tag that speaks of 64 bytes.
    let made = IndependentReading.python(
      """
      import struct, sys, zlib
      packed = zlib.compress(struct.pack('<II', 14, 64) + bytes(2_000_000))
      head = b'MATLAB 5.0 MAT-file'.ljust(124) + b'\\0\\1IM'
      open(sys.argv[1], 'wb').write(head + struct.pack('<II', 15, len(packed)) + packed)
      """, path)
    guard made != nil else { return }
    let found = Compliance.survives(path) { $0.rate = 1 }
    #expect(found != nil)
  }
}
