import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// A C3D file of one point and three analogue channels at 1000 Hz.
struct C3DBytes {
  var processor: UInt8 = 84
  var isFloat = false
  var isUnsigned = false
  var frames = 5
  var labels = ["EMG TA", "Fx", "ACC X"]
  var units = ["V", "V", "g"]
  /// Samples of each channel of each frame.
  static let perFrame = 10

  private var isBig: Bool { processor == 86 }

  private func real(_ value: Float, _ bytes: inout Bytes) {
    guard processor == 85 else { return bytes.add(value, big: isBig) }
    var plain = Bytes()
    plain.add(value * 4)
    bytes.all += [plain.all[2], plain.all[3], plain.all[0], plain.all[1]]
  }

  private func parameter(
    _ name: String, group: Int8, type: Int8, _ dimensions: [UInt8], _ data: [UInt8],
    _ bytes: inout Bytes
  ) {
    bytes.add(Int8(name.utf8.count))
    bytes.add(group)
    bytes.all += Array(name.utf8)
    bytes.add(UInt16(2 + 2 + dimensions.count + data.count + 1), big: isBig)
    bytes.add(type)
    bytes.add(UInt8(dimensions.count))
    bytes.all += dimensions + data
    bytes.add(UInt8(0))
  }

  private func integers(_ values: [Int]) -> [UInt8] {
    var bytes = Bytes()
    for value in values { bytes.add(UInt16(truncatingIfNeeded: value), big: isBig) }
    return bytes.all
  }

  private func reals(_ values: [Float]) -> [UInt8] {
    var bytes = Bytes()
    for value in values { real(value, &bytes) }
    return bytes.all
  }

  private func texts(_ values: [String], _ width: Int) -> [UInt8] {
    var bytes = Bytes()
    for value in values { bytes.add(value, width, padding: 32) }
    return bytes.all
  }

  static func stored(_ n: Int, _ c: Int) -> Int { (n * 7 + c * 100) % 2000 }

  var all: [UInt8] {
    var bytes = Bytes()
    bytes.all = [2, 0x50]
    for word in [1, 3 * Self.perFrame, 1, frames, 0] { bytes.add(UInt16(word), big: isBig) }
    real(isFloat ? -0.1 : 0.1, &bytes)
    bytes.add(UInt16(5), big: isBig)
    bytes.add(UInt16(Self.perFrame), big: isBig)
    real(100, &bytes)
    bytes.pad(to: 512)
    bytes.all += [1, 0x50, 3, processor]
    for (n, name) in ["POINT", "ANALOG", "FORCE_PLATFORM", "EVENT"].enumerated() {
      bytes.add(Int8(name.utf8.count))
      bytes.add(Int8(-n - 1))
      bytes.all += Array(name.utf8)
      bytes.add(UInt16(3), big: isBig)
      bytes.add(UInt8(0))
    }
    parameter("RATE", group: 1, type: 4, [], reals([100]), &bytes)
    parameter("USED", group: 1, type: 2, [], integers([1]), &bytes)
    parameter("SCALE", group: 1, type: 4, [], reals([isFloat ? -0.1 : 0.1]), &bytes)
    parameter("USED", group: 2, type: 2, [], integers([3]), &bytes)
    parameter("RATE", group: 2, type: 4, [], reals([1000]), &bytes)
    parameter("LABELS", group: 2, type: -1, [8, 3], texts(labels, 8), &bytes)
    parameter("UNITS", group: 2, type: -1, [4, 3], texts(units, 4), &bytes)
    parameter("GEN_SCALE", group: 2, type: 4, [], reals([0.5]), &bytes)
    parameter("SCALE", group: 2, type: 4, [3], reals([0.001, 2, -1]), &bytes)
    parameter("OFFSET", group: 2, type: 2, [3], integers([0, 100, 1000]), &bytes)
    parameter(
      "FORMAT", group: 2, type: -1, [8], texts([isUnsigned ? "UNSIGNED" : "SIGNED"], 8), &bytes)
    parameter("CHANNEL", group: 3, type: 2, [1], integers([2]), &bytes)
    parameter("LABELS", group: 4, type: -1, [4, 1], texts(["foot"], 4), &bytes)
    parameter("CONTEXTS", group: 4, type: -1, [4, 1], texts(["Left"], 4), &bytes)
    parameter("TIMES", group: 4, type: 4, [2, 1], reals([0, 0.025]), &bytes)
    bytes.add(UInt8(0))
    bytes.add(UInt8(0))
    bytes.pad(to: 2048)
    for frame in 0..<frames {
      for _ in 0..<4 { if isFloat { real(1, &bytes) } else { bytes.add(Int16(1), big: isBig) } }
      for k in 0..<Self.perFrame {
        for c in 0..<3 {
          let value = Self.stored(frame * Self.perFrame + k, c)
          if isFloat {
            real(Float(value), &bytes)
          } else {
            bytes.add(UInt16(isUnsigned ? value + 40_000 : value), big: isBig)
          }
        }
      }
    }
    bytes.pad(to: (bytes.all.count + 511) / 512 * 512)
    return bytes.all
  }
}

@Suite struct C3DSourceTests {
  @Test(arguments: [UInt8(84), 85, 86], [false, true])
  func everyProcessorAndBothKindsOfNumbers(processor: UInt8, isFloat: Bool) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let file = C3DBytes(processor: processor, isFloat: isFloat)
    let path = try scratch.write("x.c3d", Data(file.all))
    let (header, samples) = try Compliance.check(path)
    #expect(header.format == "c3d")
    #expect(header.channels.map(\.name) == ["EMG TA", "Fx", "ACC X"])
    #expect(header.channels.map(\.unit.symbol) == ["V", "V", "g"])
    #expect(header.channels.map(\.kind) == [.emg, .other, .accelerometer])
    #expect(header.channels.map(\.rate.hertz) == [1000, 1000, 1000])
    #expect(samples[0].count == 50)
    for n in 0..<50 {
      #expect(abs(samples[0][n] - Float(C3DBytes.stored(n, 0)) * 0.0005) < 1e-6)
      #expect(samples[1][n] == Float(C3DBytes.stored(n, 1) - 100))
      #expect(samples[2][n] == -0.5 * Float(C3DBytes.stored(n, 2) - 1000))
    }
    #expect(header.annotations == [Annotation(onset: 0.025, duration: nil, text: "Left foot")])
    // ezc3d reads Intel's numbers only as the reference; the others are ours to get right.
    if processor == 84, let other = try IndependentReading.read(path, with: "ezc3d") {
      other.check(header, samples)
    }
  }

  @Test func unsignedSamplesReachTwiceAsFar() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("x.c3d", Data(C3DBytes(isUnsigned: true).all))
    let (_, samples) = try Compliance.check(path)
    #expect(abs(samples[0][1] - Float(C3DBytes.stored(1, 0) + 40_000) * 0.0005) < 1e-5)
  }

  @Test func realTrialEqualsEzc3d() throws {
    guard let path = Fixture.realRecording("bmclab/Gait.c3d")?.path else {
      print("skipped: bmclab is not here")
      return
    }
    let (header, samples) = try Compliance.check(path)
    #expect(header.channels.count == 28)
    // Force plates in newtons are listed, the muscles in volts are analysed.
    #expect(header.channels.prefix(12).allSatisfy { $0.kind == .other })
    #expect(header.channels[12].kind == .emg)
    try IndependentReading.read(path, with: "ezc3d")?.check(header, samples)
  }

  @Test func shortAndBrokenFilesSayWhere() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let good = C3DBytes().all
    let short = try scratch.write("x.c3d", Data(good.prefix(2048 + 200)))
    let (header, samples) = try Compliance.check(short)
    #expect(header.findings.map(\.code) == ["truncated"])
    #expect(samples[0].count == 20)
    var bytes = good
    bytes[515] = 99
    #expect(Compliance.survives(try scratch.write("y.c3d", Data(bytes)))?.field == "processor")
    bytes = good
    bytes[4] = 0
    #expect(
      Compliance.survives(try scratch.write("y.c3d", Data(bytes)))?.field
        == "analogue samples a frame")
  }
}
