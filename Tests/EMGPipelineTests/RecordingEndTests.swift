import EMGCore
import EMGPipeline
import EMGTestSupport
import Testing

@Suite struct RecordingEndTests {
  /// At 10 kHz five samples make one; a recording whose length is no multiple of it ended before its last event.
  @Test(arguments: 0..<5) func anEventEndedAfterItsRecording(surplus: Int) async throws {
    let count = 100_000 + surplus
    var random = SplitMix64(seed: 3)
    let samples = (0..<count).map { n -> Float in
      let noise = Float(random.next() % 2001) / 1000 - 1
      // A burst that lasts to the end.
      return n > count - 8000 ? 60 * noise : noise
    }
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: 10_000))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]), samples: [samples])
    let events = try await Analysis(settings: AnalysisSettings()).run(source, name: "test").events
    #expect(!events.isEmpty)
    #expect(events.allSatisfy { $0.end <= count })
  }
}
