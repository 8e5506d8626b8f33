import EMGPipeline
import EMGTestSupport
import Foundation
import Testing

@Suite struct ResourceEstimateTests {
  private struct Measured: Decodable {
    var format: String
    var channels: Int
    var rate_hz: Double
    var seconds: Double
    var bytes: Int
    var cpu_s: Double
    var memory_bytes: Int
  }

  private func measured() throws -> [Measured] {
    struct File: Decodable { var rows: [Measured] }
    let url = Fixture.root.appending(path: "Benchmarks/Resources/resources.json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).rows
  }

  private func estimate(_ row: Measured) -> ResourceEstimate {
    ResourceEstimate(
      rates: Array(repeating: row.rate_hz, count: row.channels), seconds: row.seconds,
      inputBytes: row.bytes, isText: row.format == "csv")
  }

  @Test func noMeasuredRecordingTookMoreMemoryThanWasEstimated() throws {
    let rows = try measured()
    #expect(rows.count >= 20)
    for row in rows {
      let ratio = Double(estimate(row).memoryBytes) / Double(row.memory_bytes)
      #expect((1...1.5).contains(ratio), "\(row): \(ratio)")
    }
  }

  @Test func theEstimatedTimeIsNearTheMeasured() throws {
    for row in try measured() {
      let ratio = estimate(row).processorSeconds / row.cpu_s
      #expect((0.7...1.45).contains(ratio), "\(row): \(ratio)")
    }
  }

  @Test func moreChannelsOrSecondsTakeMoreOfBoth() {
    let small = ResourceEstimate(rates: [2000], seconds: 60, inputBytes: 1, isText: false)
    let long = ResourceEstimate(rates: [2000], seconds: 600, inputBytes: 1, isText: false)
    let wide = ResourceEstimate(rates: [2000, 2000], seconds: 60, inputBytes: 1, isText: false)
    for larger in [long, wide] {
      #expect(larger.memoryBytes > small.memoryBytes)
      #expect(larger.processorSeconds > small.processorSeconds)
    }
  }
}
