import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// Compressed WFDB signals, with the trait of libFLAC and without.
@Suite struct FLACSourceTests {
  #if !FLAC
  @Test(arguments: [508, 516, 524]) func withoutTheTraitTheErrorNamesIt(format: Int) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("r.hea", Data("r 1 100 1\nr.dat \(format)\n".utf8))
    let error = Compliance.survives(path)
    #expect(error?.code == .unsupported)
    #expect(error?.location.hasSuffix("line 2") == true)
    #expect(error?.detail.contains("swift build --traits FLAC") == true)
  }
  #else

  /// Reads a record of one stream that is made here.
  private func read(
    _ stream: [UInt8], _ header: String
  ) throws -> (header: RecordingHeader, samples: [[Float]]) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    _ = try scratch.write("r.dat", Data(stream))
    let path = try scratch.write("r.hea", Data(header.utf8))
    return try Compliance.check(path, isOneFile: false)
  }

  private func error(_ stream: [UInt8], _ header: String) throws -> FormatError? {
    let scratch = try Scratch()
    defer { scratch.remove() }
    _ = try scratch.write("r.dat", Data(stream))
    return Compliance.survives(try scratch.write("r.hea", Data(header.utf8)))
  }

  /// Runs Python with `wfdb` and `np` in a folder, and looks at the record `r` that it leaves; not where
  /// Python is absent.
  private func withRecord(_ code: String, _ look: (_ path: String) throws -> Void) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let made = IndependentReading.python(
      """
      import os, sys, wfdb
      import numpy as np
      os.chdir(sys.argv[1])
      \(code)
      """, scratch.folder.path)
    if made != nil { try look(scratch.folder.appending(path: "r.hea").path) }
  }

  private func expectAsTheOther(_ path: String) throws {
    let (header, samples) = try Compliance.check(path, isOneFile: false)
    #expect(header.findings.isEmpty)
    #expect(samples.allSatisfy { !$0.isEmpty })
    try IndependentReading.read(path, with: "wfdb")?.check(header, samples)
  }

  @Test(arguments: [508, 516, 524], [1, 2, 5, 8])
  func recordsThatAnotherProgramWroteEqualItsReading(format: Int, signals: Int) throws {
    // 10 007 samples: three blocks, the last one short; with the value that stands for a missing one.
    try withRecord(
      """
      top = 2 ** (\(format) - 501)
      n = np.arange(10007)
      data = np.stack([np.sin(n / (9 + c)) * 0.9 * top + (n * 7919 % 13) for c in range(\(signals))], 1)
      data = np.clip(np.round(data), -top, top - 1).astype('int64')
      data[100:103, 0] = -top
      data[5000, -1] = top - 1
      wfdb.wrsamp('r', fs=1000, units=['uV'] * \(signals), sig_name=[f'EMG {c}' for c in range(\(signals))],
        d_signal=data, fmt=['\(format)'] * \(signals), adc_gain=[2.5] * \(signals), baseline=[3] * \(signals))
      """
    ) { try expectAsTheOther($0) }
  }

  @Test func severalSamplesAFrameThatBlocksCutApart() throws {
    // 4096 samples a block are no multiple of three.
    try withRecord(
      """
      n = np.arange(3 * 5003)
      slow = n[:5003]
      record = wfdb.Record(record_name='r', n_sig=4, fs=500, sig_len=5003,
        file_name=['a.dat', 'a.dat', 'b.dat', 'c.dat'], fmt=['516', '516', '524', '16'],
        samps_per_frame=[3, 3, 1, 1], adc_gain=[2.0] * 4, baseline=[0] * 4, units=['uV'] * 4,
        sig_name=['A', 'B', 'C', 'D'], byte_offset=[None] * 4, adc_res=[16, 16, 24, 16], adc_zero=[0] * 4,
        block_size=[0] * 4, skew=[None] * 4,
        e_d_signal=[n % 997, -n % 1009, slow * 11, slow % 71])
      record.init_value = [int(s[0]) for s in record.e_d_signal]
      record.checksum = [int(np.sum(s) % 65536) for s in record.e_d_signal]
      record.wrheader()
      record.wr_dats(expanded=True, write_dir='')
      """
    ) { path in
      try expectAsTheOther(path)
      let (header, samples) = try Compliance.check(path, isOneFile: false)
      #expect(header.channels.map(\.rate.hertz) == [1500, 1500, 500, 500])
      #expect(samples[0][5000] == Float(5000 % 997) / 2)
      #expect(samples[2][5002] == Float(5002 * 11) / 2)
    }
  }

  @Test(arguments: ["flacformats", "flac_3_constant", "mixedsignals"])
  func publicRecordsEqualAnIndependentReader(name: String) throws {
    guard let url = Fixture.realRecording("formats-wfdb-python/\(name).hea") else {
      print("skipped: \(name) is not here")
      return
    }
    let (header, samples) = try Compliance.check(url.path, isOneFile: false)
    #expect(!header.findings.contains { $0.code == "checksum" })
    try IndependentReading.read(url.path, with: "wfdb")?.check(header, samples)
  }

  @Test func segmentsWithAGap() throws {
    let (a, b) = (FLACBytes([[1, 2], [3, 4]], bits: 16), FLACBytes([[5]], bits: 12))
    let scratch = try Scratch()
    defer { scratch.remove() }
    for (name, text) in [
      ("r", "r/3 1 100 8\na 4\n~ 3\nb 1\n"), ("a", "a 1 100 4\na.dat 516 1/uV 16 0 1 10 0 A\n"),
      ("b", "b 1 100 1\nb.dat 516 1/uV 16 0 5 5 0 A\n"),
    ] { _ = try scratch.write("\(name).hea", Data(text.utf8)) }
    _ = try scratch.write("a.dat", Data(a.bytes))
    _ = try scratch.write("b.dat", Data(b.bytes))
    let path = scratch.folder.appending(path: "r.hea").path
    let (header, samples) = try Compliance.check(path, isOneFile: false)
    #expect(samples[0].map { $0.isNaN ? -1 : $0 } == [1, 2, 3, 4, -1, -1, -1, 5])
    #expect(header.findings.isEmpty)
  }

  @Test func skewAndAnOffsetInSamples() throws {
    let stream = FLACBytes([[9, 9, 9, 1], [10, 2, 20, 3], [30, 4, 40, 5]], channels: 2, bits: 8)
    let (_, samples) = try read(
      stream.bytes, "r 2 100\nr.dat 508:1+1 1/uV\nr.dat 508+1 1/uV\n")
    #expect(samples[0].prefix(4) == [10, 20, 30, 40] && samples[0][4].isNaN)
    #expect(samples[1] == [1, 2, 3, 4, 5])
  }

  @Test(arguments: [0, 12]) func streamsThatDoNotSayTheirLength(offset: Int) throws {
    let blocks = (0..<5).map { b in (0..<20).map { Int32(b * 20 + $0) } }
    var stream = FLACBytes(blocks, bits: 16)
    stream.total = 0
    let (header, samples) = try read(stream.bytes, "r 1 100\nr.dat 516+\(offset) 1/uV\n")
    #expect(samples[0] == (offset..<100).map(Float.init))
    #expect(header.channels[0].sampleCount == 100 - offset)
  }

  @Test(arguments: [0, 4, 26]) func aRangeIsSoughtRatherThanRead(offset: Int) throws {
    let blocks = (0..<2000).map { b in (0..<50).map { Int32((b * 50 + $0) % 30_000) } }
    let stream = FLACBytes(blocks, bits: 16)
    for format in [516, 16] {
      let scratch = try Scratch()
      defer { scratch.remove() }
      let plain = blocks.joined().flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
      _ = try scratch.write("r.dat", Data(format == 516 ? stream.bytes : plain))
      let header = "r 1 100\nr.dat \(format)+\(offset) 1/uV\n"
      let path = try scratch.write("r.hea", Data(header.utf8))
      let first = format == 516 ? offset : offset / 2
      let source = try Recordings.open(path: path)
      try source.pass(to: 900.25)
      var block = SignalBlock(channelCount: 1)
      #expect(try source.next(into: &block))
      #expect(block.start[0] == 90_024)
      #expect(block.samples[0].first == Float((90_024 + first) % 30_000))
    }
  }

  @Test func streamsCutAnywhereAreRefused() throws {
    let stream = FLACBytes((0..<6).map { b in (0..<16).map { Int32($0 * b) } }, bits: 16)
    let header = "r 1 100 96\nr.dat 516 1/uV\n"
    #expect(try error(stream.bytes, header) == nil)
    for count in 0..<stream.bytes.count {
      let found = try error(Array(stream.bytes.prefix(count)), header)
      #expect(found != nil, "cut at \(count)")
    }
    let cut = try error(stream.bytes.dropLast(stream.blocks[5].count + 3), header)
    #expect(cut?.code == .truncated || cut?.code == .badField)
  }

  @Test func anyWrongByteOfABlockIsFound() throws {
    let stream = FLACBytes((0..<3).map { b in (0..<16).map { Int32($0 * b) } }, bits: 16)
    for n in 42..<stream.bytes.count {
      var bytes = stream.bytes
      bytes[n] ^= 0x10
      #expect(try error(bytes, "r 1 100 48\nr.dat 516 1/uV\n") != nil, "byte \(n)")
    }
  }

  @Test func whatTheStreamSaysOfItselfIsHeldAgainstItsBlocksAndTheHeader() throws {
    let values = (0..<4).map { b in (0..<16).map { Int32($0 - b) } }
    let sound = FLACBytes(values, bits: 12)
    let header = "r 1 100\nr.dat 516 1/uV\n"
    func found(_ change: (inout FLACBytes) -> Void, _ header: String = header) throws -> String {
      var stream = sound
      change(&stream)
      guard let error = try error(stream.bytes, header) else { return "nothing" }
      return "\(error.code) \(error.field)"
    }
    #expect(try found { _ in } == "nothing")
    #expect(try found({ _ in }, "r 2 100\nr.dat 516\nr.dat 516\n") == "inconsistent FLAC channels")
    #expect(try found({ _ in }, "r 1 100\nr.dat 508\n") == "inconsistent FLAC bits")
    #expect(
      try found({ _ in }, "r 2 100\nr.dat 516x2\nr.dat 516\n") == "inconsistent samples a frame")
    let nine = "r 9 100\n" + String(repeating: "r.dat 516\n", count: 9)
    #expect(try found({ _ in }, nine) == "inconsistent samples a frame")
    #expect(try found { $0.total = 65 } == "truncated FLAC samples")
    #expect(try found { $0.total = 1 << 35 } == "truncated FLAC samples")
    #expect(try found { $0.total = 63 } == "inconsistent FLAC samples")
    #expect(try found { $0.md5 = [UInt8](repeating: 7, count: 16) } == "inconsistent FLAC checksum")
    #expect(try found { $0.blocks.remove(at: 1) } == "inconsistent FLAC block")
    #expect(try found { $0.blocks.swapAt(1, 2) } == "inconsistent FLAC block")
    let other = FLACBytes([[], Array(values[1])], bits: 16).blocks[1]
    #expect(try found { $0.blocks[1] = other } == "inconsistent FLAC block")
    let pair = FLACBytes([[], Array(values[1] + values[1])], channels: 2, bits: 12).blocks[1]
    #expect(try found { $0.blocks[1] = pair } == "inconsistent FLAC block")
    #expect(try found { $0.mark = Array("OggS".utf8) } == "badField FLAC mark")
    #expect(try error([], header)?.field == "FLAC mark")
  }

  @Test func aMissingBlockIsNotFilledWithZerosWhereNoSumTells() throws {
    var stream = FLACBytes((0..<4).map { b in (0..<16).map { Int32($0 - b) } }, bits: 16)
    stream.md5 = [UInt8](repeating: 0, count: 16)
    #expect(try error(stream.bytes, "r 1 100\nr.dat 516 1/uV\n") == nil)
    stream.blocks.remove(at: 1)
    let found = try error(stream.bytes, "r 1 100\nr.dat 516 1/uV\n")
    #expect(found?.field == "FLAC block")
  }

  @Test func aWrongSumInTheHeaderIsAFinding() throws {
    let stream = FLACBytes([[1, 2, 3]], bits: 16)
    let (header, _) = try read(stream.bytes, "r 1 100 3\nr.dat 516 1/uV 16 0 1 7 0 A\n")
    #expect(header.findings.map(\.code) == ["checksum"])
  }

  @Test func fewerSamplesThanTheHeaderSaysAreAFinding() throws {
    let stream = FLACBytes([[1, 2, 3]], bits: 16)
    let (header, samples) = try read(stream.bytes, "r 1 100 5\nr.dat 516 1/uV\n")
    #expect(header.findings.map(\.code) == ["truncated"])
    #expect(samples == [[1, 2, 3]])
  }
  #endif
}
