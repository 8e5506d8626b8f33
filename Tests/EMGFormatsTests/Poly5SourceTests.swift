import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

@Suite struct Poly5SourceTests {
  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func real(_ value: Float) -> [UInt8] { little(Int(value.bitPattern), 4) }

  private func text(_ text: [UInt8], _ width: Int) -> [UInt8] {
    [UInt8(text.count)] + text + [UInt8](repeating: 0, count: width - 1 - text.count)
  }

  /// Two channels, two blocks of two periods, the last period being filler.
  private func file(version: Int = 203, periods: Int = 3, blocks: Int = 2) -> [UInt8] {
    var bytes = Array("POLY SAMPLE FILEversion 2.03\r\n\u{1a}".utf8)
    if version == 204 { bytes.append(0) }
    bytes += little(version, 2) + text(Array("name".utf8), 81) + little(2000, 2) + little(2000, 2)
    bytes += [0] + little(4, 2) + little(periods, 4) + little(0, 4)
    for part in [2021, 3, 4, 4, 5, 6, 7] { bytes += little(part, 2) }
    bytes += little(blocks, 4) + little(2, 2) + little(16, 2) + little(0, 2)
    bytes += [UInt8](repeating: 0, count: 64)
    let micro: [UInt8] = [0xB5] + Array("Volt".utf8)
    for (name, unit, high) in [("(Lo) EMG 1", micro, Float(10)), ("(Lo) Acc", [0x67], 1)] {
      for _ in 0..<2 {
        bytes += text(Array(name.utf8), 41) + little(0, 4) + text(unit, 11)
        bytes += real(-high) + real(high) + real(-1) + real(1) + little(0, 4)
        bytes += [UInt8](repeating: 0, count: 60)
      }
    }
    for block in 0..<blocks {
      bytes += [UInt8](repeating: 0, count: 86)
      for k in 0..<4 { bytes += real(Float(4 * block + k) / 4) }
    }
    return bytes
  }

  @Test(arguments: [203, 204]) func valuesUnitsTimeAndLength(version: Int) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.Poly5", Data(file(version: version)))
    let (header, samples) = try Compliance.check(path)
    #expect(header.format == "poly5")
    #expect(header.startTime == "2021-03-04T05:06:07")
    #expect(header.channels.map(\.name) == ["EMG 1", "Acc"])
    #expect(header.channels[0].unit.microvolts == 1)
    #expect(header.channels.map(\.kind) == [.emg, .accelerometer])
    #expect(samples == [[0, 5, 10], [0.25, 0.75, 1.25]])
  }

  @Test func unfinishedAndShortenedFilesSaySo() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let open = try scratch.write("x.poly5", Data(file(periods: 0)))
    #expect(try Compliance.check(open).header.findings.map(\.code) == ["unfinished_recording"])
    let short = try scratch.write("y.poly5", Data(file().dropLast(3)))
    let (header, samples) = try Compliance.check(short)
    #expect(samples[0].count == 2)
    #expect(header.findings.map(\.code) == ["truncated"])
  }

  @Test func everyTruncationAndByteIsSurvived() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let good = file()
    for count in 8..<217 + 4 * 136 {
      let found = Compliance.survives(try scratch.write("x.poly5", Data(good.prefix(count))))
      #expect(found?.code == .truncated)
    }
    var random = SplitMix64(seed: 6)
    for _ in 0..<1000 {
      var bytes = good
      for _ in 0..<2 {
        bytes[8 + Int(random.next() % UInt64(bytes.count - 8))] =
          UInt8(truncatingIfNeeded: random.next())
      }
      Compliance.survives(try scratch.write("x.poly5", Data(bytes)))
    }
  }

  @Test func formatsThatAreNotReadAreNamed() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var beginnings: [(String, [UInt8])] = [
      ("WAV", Array("RIFF....".utf8)), ("gzip", [0x1F, 0x8B, 8, 0, 0]),
      ("ZIP", [0x50, 0x4B, 3, 4, 0, 0, 0, 0]),
    ]
    #if !HDF5
    beginnings += [
      ("HDF5", [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]),
      ("MATLAB 7.3", Array("MATLAB 7.3 MAT-file, Platform".utf8)),
    ]
    #endif
    for (name, bytes) in beginnings {
      let found = Compliance.survives(try scratch.write("x.dat", Data(bytes)))
      #expect(found?.code == .unsupported)
      #expect(found?.detail.contains(name) == true)
    }
  }
}
