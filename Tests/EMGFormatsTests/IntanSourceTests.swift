import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// Hand-made Intan recordings in the traditional format.
struct IntanBytes {
  var isRHS = false
  var version: (Int16, Int16) = (3, 1)
  var blocks = 3
  /// Blocks before which sample numbers jump.
  var jump: [Int: Int] = [:]
  var mode: Int16 = 13
  var temperatures: Int16 = 0

  var periods: Int { isRHS || version.0 >= 2 ? 128 : 60 }

  private func text(_ text: String, _ bytes: inout Bytes) {
    guard !text.isEmpty else { return bytes.add(UInt32.max) }
    bytes.add(UInt32(2 * text.utf16.count))
    for unit in text.utf16 { bytes.add(unit) }
  }

  private func channel(
    _ native: String, _ custom: String, order: Int16, type: Int16, enabled: Int16 = 1,
    _ bytes: inout Bytes
  ) {
    text(native, &bytes)
    text(custom, &bytes)
    bytes.add(order)
    bytes.add(order)
    bytes.add(type)
    bytes.add(enabled)
    for _ in 0..<(isRHS ? 7 : 6) { bytes.add(Int16(0)) }
    bytes.add(Float(1))
    bytes.add(Float(2))
  }

  static func amplifier(_ n: Int, _ c: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: 32_768 + (n * 37 + c * 11) % 1000 - 500)
  }

  var header: [UInt8] {
    var bytes = Bytes()
    bytes.all = isRHS ? [0xAC, 0x27, 0x91, 0xD6] : [0x02, 0x27, 0x91, 0xC6]
    bytes.add(version.0)
    bytes.add(version.1)
    bytes.add(Float(20_000))
    bytes.add(Int16(1))
    for _ in 0..<(isRHS ? 8 : 6) { bytes.add(Float(1)) }
    bytes.add(Int16(0))
    bytes.add(Float(1000))
    bytes.add(Float(1000))
    if isRHS {
      bytes.add(Int16(0))
      bytes.add(Int16(0))
      bytes.add(Float(1e-6))
      bytes.add(Float(0))
      bytes.add(Float(0))
    }
    for note in ["a note", "", "c"] { text(note, &bytes) }
    if isRHS {
      bytes.add(Int16(1))
      bytes.add(mode)
      text("", &bytes)
    } else {
      if version >= (1, 1) { bytes.add(temperatures) }
      if version >= (1, 3) { bytes.add(mode) }
      if version >= (2, 0) { text("REF", &bytes) }
    }
    bytes.add(Int16(2))
    text("Port A", &bytes)
    text("A", &bytes)
    let head: [Int16] = isRHS ? [1, 3, 3] : [1, 5, 3]
    for word in head { bytes.add(word) }
    channel("A-000", "TA", order: 0, type: 0, &bytes)
    channel("A-001", "off", order: 1, type: 0, enabled: 0, &bytes)
    channel("A-002", "SOL", order: 2, type: 0, &bytes)
    if !isRHS {
      channel("A-AUX1", "AUX1", order: 0, type: 1, &bytes)
      channel("A-VDD1", "VDD1", order: 0, type: 2, &bytes)
    }
    text("Board", &bytes)
    text("B", &bytes)
    for word in [Int16(1), 3, 0] { bytes.add(word) }
    channel("ANALOG-IN-01", "force", order: 0, type: 3, &bytes)
    channel("DIGITAL-IN-01", "stim", order: 0, type: isRHS ? 5 : 4, &bytes)
    channel("DIGITAL-IN-03", "sync", order: 2, type: isRHS ? 5 : 4, &bytes)
    return bytes.all
  }

  var all: [UInt8] {
    var bytes = Bytes(all: header)
    var number = 0
    var n = 0
    for block in 0..<blocks {
      number += jump[block] ?? 0
      for k in 0..<periods { bytes.add(Int32(number + k)) }
      for c in 0..<2 { for k in 0..<periods { bytes.add(Self.amplifier(n + k, c)) } }
      if isRHS {
        for c in 0..<2 { for k in 0..<periods { bytes.add(UInt16(512 + (k + c) % 5)) } }
        for _ in 0..<2 { for k in 0..<periods { bytes.add(UInt16(k % 3 == 0 ? 0x105 : 7)) } }
      } else {
        for k in 0..<periods / 4 { bytes.add(UInt16(1000 + n / 4 + k)) }
        bytes.add(UInt16(50_000 + block))
        for t in 0..<Int(temperatures) { bytes.add(Int16(2500 + t)) }
      }
      for k in 0..<periods { bytes.add(UInt16(32_768 + k)) }
      for k in 0..<periods { bytes.add(UInt16(k % 8)) }
      n += periods
      number += periods
    }
    return bytes.all
  }
}

@Suite struct IntanSourceTests {
  @Test(arguments: [(1, 0), (1, 3), (2, 0), (3, 1)])
  func rhdOfEveryLayoutEqualsNeo(major: Int, minor: Int) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var file = IntanBytes()
    file.version = (Int16(major), Int16(minor))
    if (major, minor) < (1, 3) { file.mode = 0 }
    let path = try scratch.write("x.rhd", Data(file.all))
    let (header, samples) = try Compliance.check(path)
    #expect(header.format == "rhd")
    #expect(header.channels.map(\.name) == ["TA", "SOL", "AUX1", "VDD1", "force", "stim", "sync"])
    #expect(
      header.channels.map(\.kind)
        == [.emg, .emg, .accelerometer, .other, .other, .trigger, .trigger])
    #expect(header.channels.map(\.unit.symbol) == ["uV", "uV", "V", "V", "V", "", ""])
    let slow = 20_000 / Double(file.periods)
    #expect(
      header.channels.map(\.rate.hertz)
        == [20_000, 20_000, 5_000, slow, 20_000, 20_000, 20_000])
    for n in [0, 1, 59, 100, 3 * file.periods - 1] {
      let expected = (Double(IntanBytes.amplifier(n, 1)) - 32_768) * 0.195
      #expect(abs(Double(samples[1][n]) - expected) < 1e-4)
    }
    #expect(samples[5].prefix(4) == [0, 1, 0, 1] && samples[6].prefix(6) == [0, 0, 0, 0, 1, 1])
    #expect(header.findings.isEmpty)
    try compare(path, header, samples)
  }

  private func compare(
    _ path: String, _ header: RecordingHeader, _ samples: [[Float]], except: Set<Int> = []
  ) throws {
    guard let other = try IndependentReading.read(path, with: "neo-intan") else { return }
    #expect(other.channels.count == header.channels.count)
    for c in header.channels.indices where !except.contains(c) {
      // neo keeps rates in single precision.
      let rate = other.channels[c].rate
      #expect(abs(header.channels[c].rate.hertz - rate) <= 1e-6 * rate)
      #expect(samples[c].count == other.channels[c].count)
      let span = other.samples[c].reduce(0) { max($0, abs($1)) }
      let worst = zip(samples[c], other.samples[c]).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
      #expect(worst <= 1e-6 * span, "\(header.channels[c].name)")
    }
  }

  @Test func rhsHasStimulationAndDirectCurrent() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.rhs", Data(IntanBytes(isRHS: true).all))
    let (header, samples) = try Compliance.check(path)
    #expect(
      header.channels.map(\.name)
        == [
          "TA", "SOL", "TA_DC", "SOL_DC", "TA_STIM", "SOL_STIM", "force", "stim", "sync",
        ])
    #expect(
      header.channels.map(\.kind).prefix(6) == [.emg, .emg, .other, .other, .trigger, .trigger])
    // The sign stands in bit 8, the microamperes in the eight below.
    #expect(abs(samples[4][0] + 5e-6) < 1e-12 && abs(samples[4][1] - 7e-6) < 1e-12)
    // The amplifier inverts: neo leaves the sign out, the maker's own reader has it.
    #expect(abs(samples[2][1] + 19.23) < 1e-4)
    try compare(path, header, samples, except: [2, 3])
  }

  @Test func temperatureIsInHundredthsOfADegree() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let file = IntanBytes(temperatures: 1)
    let (header, samples) = try Compliance.check(try scratch.write("x.rhd", Data(file.all)))
    // The maker's description says 0.01 °C a step; neo takes a tenth of that.
    #expect(header.channels[4].unit.symbol == "degC" && samples[4][0] == 25)
  }

  @Test func sampleNumbersThatJumpAreGaps() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let file = IntanBytes(blocks: 4, jump: [1: 1000, 3: -50])
    let (header, samples) = try Compliance.check(try scratch.write("x.rhd", Data(file.all)))
    #expect(samples[0].count == 4 * 128 + 1000)
    #expect(samples[0][128..<1128].allSatisfy { $0.isNaN } && !samples[0][1128].isNaN)
    #expect(header.findings.map(\.code) == ["time_gap", "time_jump"])
  }

  @Test func shortFilesSaySo() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let file = IntanBytes()
    let header = file.header.count
    let alone = Compliance.survives(try scratch.write("x.rhd", Data(file.header)))
    #expect(alone?.code == .unsupported && alone?.detail.contains("one file for each") == true)
    let short = try Compliance.check(try scratch.write("y.rhd", Data(file.all.dropLast(5))))
    #expect(short.header.findings.map(\.code) == ["truncated"])
    for count in 4..<header {
      let found = Compliance.survives(try scratch.write("x.rhd", Data(file.all.prefix(count))))
      #expect(found?.code == .truncated, "\(count)")
    }
  }
}
