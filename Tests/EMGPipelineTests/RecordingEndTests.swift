import EMGCore
import EMGPipeline
import Testing

@Suite struct RecordingEndTests {
  /// Noise of some seconds with a burst at its beginning or its end.
  private func recording(
    rate: Double, count: Int, burst: Range<Int>, seed: UInt64
  ) async throws -> [Event] {
    var random = SplitMix64(seed: seed)
    let samples = (0..<count).map { n -> Float in
      let noise = (0..<3).reduce(Float(-3)) { sum, _ in sum + Float(random.next() % 2001) / 1000 }
      return burst.contains(n) ? 60 * noise : noise
    }
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples])
    return try await Analysis(settings: AnalysisSettings()).run(source, name: "test").events
  }

  /// At 10 kHz five samples make one; the last event of a recording whose length is no multiple of it ended
  /// after the recording.
  @Test(arguments: 0..<5) func anEventEndedAfterItsRecording(surplus: Int) async throws {
    let count = 400_000 + surplus
    let events = try await recording(
      rate: 10_000, count: count, burst: (count - 8000)..<count, seed: 3)
    #expect(events.contains { $0.type == .contraction && $0.end > count - 200 })
    #expect(events.allSatisfy { $0.end <= count })
  }

  /// Where its largest sample lay in the last hundredths of a second, activity of seconds was passed over as
  /// what a filter makes of the end.
  @Test(arguments: [0.1, 0.3, 1.5], 1...6)
  func activityThatPeakedAtTheEndOfARecordingWasLost(seconds: Double, seed: Int) async throws {
    let count = 60_000
    let length = Int(2000 * seconds)
    let last = try await recording(
      rate: 2000, count: count, burst: (count - length)..<count, seed: UInt64(seed))
    #expect(last.contains { $0.end > count - 40 && abs($0.onset - count + length) < 40 })
    let first = try await recording(
      rate: 2000, count: count, burst: 0..<length, seed: UInt64(seed))
    #expect(first.contains { $0.onset < 40 && abs($0.end - length) < 60 })
  }
}
