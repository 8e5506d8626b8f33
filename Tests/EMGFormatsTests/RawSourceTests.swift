import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

@Suite struct RawSourceTests {
  private func bytes(_ values: [Int], _ type: SampleType) -> [UInt8] {
    values.flatMap { value -> [UInt8] in
      var word: UInt64
      switch type {
      case .float32le, .float32be: word = UInt64(Float(value).bitPattern)
      case .float64le, .float64be: word = Double(value).bitPattern
      default: word = UInt64(bitPattern: Int64(value))
      }
      var result: [UInt8] = []
      for _ in 0..<type.byteCount {
        result.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
      return type.rawValue.hasSuffix("be") ? result.reversed() : result
    }
  }

  private func open(
    _ data: [UInt8], name: String = "x.raw", _ change: (inout ReadingOptions) -> Void
  ) throws -> [[Float]] {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(name, Data(data))
    var options = ReadingOptions()
    options.rate = 1000
    options.unit = "uV"
    options.channelCount = 2
    change(&options)
    return try readAll(try Recordings.open(path: path, options: options))
  }

  @Test(arguments: SampleType.allCases) func everyTypeIsReadInBothLayouts(type: SampleType) throws {
    let values = [1, -2, 300, -400, 32_000, -32_000]
    let interleaved = try open(bytes(values, type)) { $0.sampleType = type }
    #expect(interleaved == [[1, 300, 32_000], [-2, -400, -32_000]])
    let planar = try open([9, 9, 9] + bytes(values, type)) {
      $0.sampleType = type
      $0.layout = .planar
      $0.headerBytes = 3
      $0.scale = 0.5
      $0.offset = 1
    }
    #expect(planar == [[1.5, 0, 151], [-199, 16_001, -15_999]])
  }

  @Test func aSidecarTellsAllThatOptionsDo() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("y.bin", Data(bytes([1, 2, 3, 4], .int16be)))
    let sidecar = """
      {"rate": 2000, "channel_count": 2, "sample_type": "int16be", "unit": "mV", "scale": 2,
       "channel_names": ["A", "B"]}
      """
    _ = try scratch.write("y.bin.json", Data(sidecar.utf8))
    let source = try Recordings.open(path: path)
    #expect(source.header.channels.map(\.name) == ["A", "B"])
    #expect(source.header.channels[0].unit.microvolts == 1000)
    #expect(try readAll(source) == [[2, 6], [4, 8]])
  }

  @Test(arguments: [
    #"{"rat": 1}"#, #"[1]"#, #"{"rate": "fast"}"#, "", #"{"rate": 0, "channel_count": 1}"#,
    #"{"channel_count": 99999999999, "sample_type": "int16le", "rate": 1, "unit": "uV"}"#,
  ])
  func badSidecarsAreRefused(sidecar: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write("y.raw", Data([1, 2, 3, 4]))
    _ = try scratch.write("y.raw.json", Data(sidecar.utf8))
    #expect(throws: FormatError.self) { try Recordings.open(path: path) }
  }

  @Test func missingFactsNameTheFlag() throws {
    let cases: [(flag: String, change: (inout ReadingOptions) -> Void)] = [
      ("--sample-type", { _ in }),
      (
        "--rate",
        {
          $0.sampleType = .int16le; $0.rate = nil
        }
      ),
      (
        "--unit",
        {
          $0.sampleType = .int16le; $0.unit = nil
        }
      ),
      (
        "--channel-count",
        {
          $0.sampleType = .int16le; $0.channelCount = nil
        }
      ),
    ]
    for (flag, change) in cases {
      do {
        _ = try open([0, 0, 0, 0], change)
        Issue.record("expected an error naming \(flag)")
      } catch {
        #expect(String(describing: error).contains(flag))
      }
    }
  }

  @Test func aSizeThatIsNoWholeNumberOfFramesIsRefused() {
    #expect(throws: FormatError.self) { try open([1, 2, 3, 4, 5]) { $0.sampleType = .int16le } }
  }

  @Test func missingFilesAndFoldersAreUnreadable() {
    for path in ["/nonexistent/x.csv", NSTemporaryDirectory()] {
      do {
        _ = try Recordings.open(path: path)
        Issue.record("expected an error")
      } catch { #expect(error.code == .unreadable) }
    }
  }
}
