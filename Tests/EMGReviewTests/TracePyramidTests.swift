import EMGCore
import EMGReport
import EMGReview
import EMGSinks
import EMGTestSupport
import Foundation
import Testing

/// The trace in every resolution: each level against the one below, whatever the cut.
@Suite struct TracePyramidTests {
  private static let rate = 1000.0
  private static let count = 40_000

  private func samples() -> [Float] {
    var generator = SplitMix64(seed: 7)
    var values = (0..<Self.count).map { _ in
      Float(Int(truncatingIfNeeded: generator.next() % 2001) - 1000) / 50
    }
    // A stretch without samples, longer than two tiles.
    for i in 9000..<19_500 { values[i] = .nan }
    return values
  }

  private func pyramid(
    lasting count: Int, _ source: (RecordingHeader) -> some RecordingSource
  ) throws -> TracePyramid {
    let header = RecordingHeader(
      format: "memory",
      channels: [
        Channel(
          name: "BB_R", unit: PhysicalUnit(symbol: "uV"),
          rate: try #require(SampleRate(hertz: Self.rate)))
      ])
    let json = """
      {"schema": "myosift-events", "schema_version": "1.0.0",
       "recording": {"source": "a", "duration_s": \(Double(count) / Self.rate),
        "channels": [{"name": "BB_R", "rate_hz": \(Self.rate)}]}, "events": []}
      """
    return try TracePyramid(
      source(header), of: SessionDocument(json: Data(json.utf8)),
      folder: FileManager.default.temporaryDirectory.path)
  }

  private func pyramid(_ samples: [Float], cuts: [Int]) throws -> TracePyramid {
    try pyramid(lasting: samples.count) {
      MemorySource(header: $0, samples: [samples], blockLengths: cuts)
    }
  }

  private func level(_ pyramid: TracePyramid, _ n: Int) -> [Float] {
    var values: [Float] = []
    var index = 0
    while let data = pyramid.tile(channel: 0, level: n, index: index) {
      let bytes = [UInt8](data)
      if bytes.isEmpty {
        values += [Float](repeating: .nan, count: TracePyramid.tileValues)
      }
      for i in stride(from: 0, to: bytes.count, by: 4) {
        let bits = bytes[i..<(i + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        values.append(Float(bitPattern: bits))
      }
      index += 1
    }
    return values
  }

  /// A fortnight between two stretches was gone through sample by sample.
  @Test func aLongGapIsPassedOver() throws {
    let apart = 1_200_000_000
    let part = Array(samples().prefix(5000))
    let pyramid = try pyramid(lasting: apart + 5000) {
      GappedSource(header: $0, part: part, starts: [0, apart])
    }
    // The same stretch stands at both ends, on every level, at its place.
    var span = 1
    for level in 0..<5 {
      let size = level == 0 ? TracePyramid.tileValues : TracePyramid.tileValues / 2
      let index = apart / span / size
      let first = try #require(pyramid.tile(channel: 0, level: level, index: 0))
      let last = try #require(pyramid.tile(channel: 0, level: level, index: index))
      #expect(!first.isEmpty && !last.isEmpty, "level \(level)")
      let between = try #require(pyramid.tile(channel: 0, level: level, index: index - 2))
      #expect(between.isEmpty, "level \(level)")
      span *= TracePyramid.factor
    }
  }

  @Test func eachLevelHoldsTheExtremesOfTheOneBelow() throws {
    let pyramid = try pyramid(samples(), cuts: [65_536])
    let count = try #require(pyramid.levels[0])
    #expect(count >= 3)
    var below = level(pyramid, 0)
    #expect(below.count >= Self.count)
    let missing = below.indices.filter { below[$0].isNaN && $0 < Self.count }
    #expect(missing == Array(9000..<19_500))
    var lows = below
    var highs = below
    for n in 1..<count {
      below = level(pyramid, n)
      for k in 0..<(below.count / 2) {
        let part = min(lows.count, 4 * k)..<min(lows.count, 4 * k + 4)
        let low = lows[part].filter { !$0.isNaN }.min()
        let high = highs[part].filter { !$0.isNaN }.max()
        #expect(low == (below[2 * k].isNaN ? nil : below[2 * k]))
        #expect(high == (below[2 * k + 1].isNaN ? nil : below[2 * k + 1]))
      }
      lows = stride(from: 0, to: below.count, by: 2).map { below[$0] }
      highs = stride(from: 1, to: below.count, by: 2).map { below[$0] }
    }
    #expect(pyramid.tile(channel: 1, level: 0, index: 0) == nil)
    #expect(pyramid.tile(channel: 0, level: count, index: 0) == nil)
    #expect(pyramid.tile(channel: 0, level: 0, index: -1) == nil)
  }

  @Test(arguments: [[1, 7, 1000], [4096], [333]]) func noResultDependsOnTheCut(
    cuts: [Int]
  ) throws {
    let values = samples()
    let whole = try pyramid(values, cuts: [1 << 20])
    let cut = try pyramid(values, cuts: cuts)
    #expect(whole.levels == cut.levels)
    for n in 0..<(whole.levels[0] ?? 0) {
      for index in 0..<20 {
        #expect(
          whole.tile(channel: 0, level: n, index: index)
            == cut.tile(channel: 0, level: n, index: index))
      }
    }
  }
}

/// One stretch of samples at several places of a timeline.
private final class GappedSource: RecordingSource {
  var header: RecordingHeader
  var contentSHA256: String? { nil }
  private let part: [Float]
  private var starts: [Int]

  init(header: RecordingHeader, part: [Float], starts: [Int]) {
    (self.header, self.part, self.starts) = (header, part, starts)
  }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    guard !starts.isEmpty else { return false }
    block.start = [starts.removeFirst()]
    block.samples = [part]
    return true
  }
}
