import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// Hand-made GDF files of either generation.
struct GDFBytes {
  struct Signal {
    var label = "EMG TA"
    var unit = "uV"
    var unitCode: UInt16 = 4275
    var samples: UInt32 = 10
    var type: UInt32 = 3
    var digital = (-1000.0, 1000.0)
    var physical = (-500.0, 500.0)
  }
  var version = "2.20"
  var signals = [Signal(), Signal(label: "TA mV", unit: "mV", unitCode: 4274)]
  var records = 3
  var promised: Int64?
  var eventMode: UInt8 = 3
  var tail: [UInt8] = []
  /// Days since the year 0 in 32.32 bits: noon of 4 March 2021.
  var date: UInt64 = (UInt64(738_219) << 32) + (1 << 31)

  private var isSecond: Bool { version >= "1.9" }

  static func stored(_ n: Int, _ c: Int) -> Int { (n * 13 + c * 31) % 1500 - 700 }

  var all: [UInt8] {
    var bytes = Bytes()
    bytes.add("GDF " + version, 8)
    bytes.add("P1 Name", isSecond ? 66 : 80, padding: 32)
    bytes.pad(to: 168)
    let length = 256 * (signals.count + 1) + (tail.count + 255) / 256 * 256
    if isSecond {
      bytes.add(date)
      bytes.add(UInt64(0))
      bytes.add(UInt16(length / 256))
    } else {
      bytes.add("2021030412000050", 16)
      bytes.add(Int64(length))
    }
    bytes.pad(to: 236)
    bytes.add(promised ?? Int64(records))
    bytes.add(UInt32(1))
    bytes.add(UInt32(10))
    if isSecond {
      bytes.add(UInt16(signals.count))
      bytes.add(UInt16(0))
    } else {
      bytes.add(UInt32(signals.count))
    }
    for s in signals { bytes.add(s.label, 16) }
    for _ in signals { bytes.zeros(80) }
    for s in signals { bytes.add(isSecond ? "" : s.unit, isSecond ? 6 : 8) }
    if isSecond { for s in signals { bytes.add(s.unitCode) } }
    for s in signals { bytes.add(s.physical.0) }
    for s in signals { bytes.add(s.physical.1) }
    for s in signals { digital(s.digital.0, &bytes) }
    for s in signals { digital(s.digital.1, &bytes) }
    for _ in signals { bytes.zeros(80) }
    for s in signals { bytes.add(s.samples) }
    for s in signals { bytes.add(s.type) }
    for _ in signals { bytes.zeros(32) }
    bytes.all += tail
    bytes.pad(to: length)
    for r in 0..<records {
      for (c, s) in signals.enumerated() {
        for k in 0..<Int(s.samples) {
          value(Self.stored(r * Int(s.samples) + k, c), s.type, &bytes)
        }
      }
    }
    if eventMode > 0 { events(&bytes) }
    return bytes.all
  }

  private func digital(_ value: Double, _ bytes: inout Bytes) {
    if isSecond { bytes.add(value) } else { bytes.add(Int64(value)) }
  }

  private func value(_ value: Int, _ type: UInt32, _ bytes: inout Bytes) {
    switch type {
    case 1: bytes.add(Int8(truncatingIfNeeded: value))
    case 2: bytes.add(UInt8(truncatingIfNeeded: value))
    case 3: bytes.add(Int16(value))
    case 4: bytes.add(UInt16(truncatingIfNeeded: value))
    case 5: bytes.add(Int32(value))
    case 6: bytes.add(UInt32(truncatingIfNeeded: value))
    case 7: bytes.add(Int64(value))
    case 16: bytes.add(Float(value))
    case 17: bytes.add(Double(value))
    default:
      for k in 0..<3 { bytes.add(UInt8(truncatingIfNeeded: value >> (8 * k))) }
    }
  }

  /// Two events at 100 Hz: samples 6 and 11, counted from one.
  private func events(_ bytes: inout Bytes) {
    bytes.add(eventMode)
    if version >= "1.94" {
      bytes.all += [2, 0, 0]
      bytes.add(Float(100))
    } else {
      bytes.all += [100, 0, 0]
      bytes.add(UInt32(2))
    }
    bytes.add(UInt32(6))
    bytes.add(UInt32(11))
    bytes.add(UInt16(0x0301))
    bytes.add(UInt16(2))
    if eventMode == 3 {
      bytes.add(UInt16(0))
      bytes.add(UInt16(1))
      bytes.add(UInt32(5))
      bytes.add(UInt32(7))
    }
  }
}

@Suite struct GDFSourceTests {
  @Test(arguments: ["1.25", "2.20"], [UInt8(1), 3])
  func bothGenerationsEqualMNE(version: String, mode: UInt8) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var file = GDFBytes(version: version)
    file.eventMode = mode
    let path = try scratch.write("x.gdf", Data(file.all))
    let (header, samples) = try Compliance.check(path)
    #expect(header.format == "gdf")
    #expect(
      header.startTime == (version == "2.20" ? "2021-03-04T12:00:00" : "2021-03-04T12:00:00.5"))
    #expect(header.channels.map(\.unit.symbol) == ["uV", "mV"])
    #expect(header.channels.map(\.rate.hertz) == [100, 100])
    #expect(header.patient == "P1 Name")
    for c in 0..<2 {
      #expect(samples[c] == (0..<30).map { Float(GDFBytes.stored($0, c)) / 2 })
    }
    let marks = header.annotations
    #expect(marks.map(\.onset) == [0.05, 0.1])
    #expect(marks.map(\.text) == ["0x0301", mode == 3 ? "0x0002@@EMG TA" : "0x0002"])
    #expect(marks.map(\.duration) == (mode == 3 ? [0.05, 0.07] : [nil, nil]))
    // MNE knows no millivolts in the first generation.
    if let other = try IndependentReading.read(path, with: "mne-gdf") {
      other.check(header, samples, isVolts: true, indices: version == "2.20" ? nil : [0])
      #expect(other.annotations.map(\.onset) == marks.map(\.onset))
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 16, 17, 279])
  func everyTypeOfNumber(type: UInt32) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var file = GDFBytes()
    file.signals = [.init(samples: 4, type: type, digital: (0, 2), physical: (0, 1))]
    let (header, samples) = try Compliance.check(try scratch.write("x.gdf", Data(file.all)))
    let expected = (0..<12).map { n -> Float in
      let value = GDFBytes.stored(n, 0)
      switch type {
      case 1: return Float(Int8(truncatingIfNeeded: value)) / 2
      case 2: return Float(UInt8(truncatingIfNeeded: value)) / 2
      case 4: return Float(UInt16(truncatingIfNeeded: value)) / 2
      case 6: return Float(UInt32(truncatingIfNeeded: value)) / 2
      default: return Float(value) / 2
      }
    }
    #expect(samples[0] == expected)
    #expect(header.channels[0].resolution == (type == 16 || type == 17 ? nil : 0.5))
  }

  @Test func ratesMayDifferAndEventsMayHaveNames() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var file = GDFBytes()
    file.signals[1].samples = 2
    file.tail = [1, 12, 0, 0] + Array("one\u{0}stretch\u{0}".utf8)
    let (header, samples) = try Compliance.check(try scratch.write("x.gdf", Data(file.all)))
    #expect(header.channels.map(\.rate.hertz) == [100, 20])
    #expect(samples.map(\.count) == [30, 6])
    #expect(header.annotations.map(\.text) == ["0x0301", "stretch@@EMG TA"])
  }

  @Test func unfinishedAndShortenedFilesSaySo() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var file = GDFBytes()
    file.eventMode = 0
    file.promised = -1
    let open = try Compliance.check(try scratch.write("x.gdf", Data(file.all)))
    #expect(open.header.findings.map(\.code) == ["unfinished_recording"])
    #expect(open.samples[0].count == 30)
    file.promised = 1 << 60
    let large = try Compliance.check(try scratch.write("y.gdf", Data(file.all)))
    #expect(large.header.findings.map(\.code) == ["truncated"])
    let good = GDFBytes().all
    for count in 8..<3 * 256 {
      let found = Compliance.survives(try scratch.write("x.gdf", Data(good.prefix(count))))
      #expect(found?.code == .truncated, "\(count)")
    }
  }
}
