import EMGCore
import EMGPipeline
import EMGTestSupport

/// A suite that draws what it needs into the white noise of one channel, and has that analysed.
protocol NoisyChannel {
  var random: SplitMix64 { get set }
}

extension NoisyChannel {
  static var rate: Double { 2000 }
  /// The noise's deviation, µV.
  static var sigma: Double { 3 }

  mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }

  mutating func noise(_ seconds: Double) -> [Double] {
    (0..<Int(seconds * Self.rate)).map { _ in Self.sigma * normal() }
  }

  /// Adds a function of the time since it begins, in seconds.
  static func add(
    _ length: Double, to samples: inout [Double], at time: Double, _ value: (Double) -> Double
  ) {
    let start = Int(time * rate)
    for i in 0..<Int(length * rate) where samples.indices.contains(start + i) {
      samples[start + i] += value(Double(i) / rate)
    }
  }

  func analysed(
    _ samples: [Double], rate: Double = Self.rate,
    settings: AnalysisSettings = AnalysisSettings(preset: .surface)
  ) async throws -> [Event] {
    let channel = Channel(
      name: "A", unit: PhysicalUnit(symbol: "uV"), rate: SampleRate(checked: rate))
    let source = MemorySource(
      header: RecordingHeader(format: "test", channels: [channel]),
      samples: [samples.map { Float($0) }])
    return try await Analysis(settings: settings)
      .run(source, name: "test").events
  }
}
