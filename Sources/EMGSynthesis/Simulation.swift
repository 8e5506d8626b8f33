public import EMGCore

/// A simulated recording with its truth, whole in memory.
public struct Simulation: Sendable {
  /// The header, as a file would have it.
  public var header: RecordingHeader
  /// Samples of each channel, in the header's unit.
  public var samples: [[Float]]
  /// What happens and when; confidence one.
  public var truth: [Event]
  /// Standard deviation of each channel's noise at the start, µV.
  public var noise: [Double]

  /// Simulates a scenario.
  ///
  /// - Parameters:
  ///   - scenario: What to simulate.
  ///   - seed: Any number.
  ///   - layers: Which parts are rendered; the truth is the same.
  public init(scenario: Scenario, seed: UInt64, layers: SimulationLayers = .all) {
    let source = SimulatedSource(scenario: scenario, seed: seed, layers: layers)
    header = source.header
    samples = Array(repeating: [], count: scenario.channelCount)
    var block = SignalBlock(channelCount: scenario.channelCount)
    // A simulation has no bytes that could be bad: nothing is thrown.
    while (try? source.next(into: &block)) == true {
      for c in samples.indices { samples[c] += block.samples[c] }
    }
    truth = source.truth
    noise = Array(repeating: scenario.noise, count: scenario.channelCount)
  }

  /// The truth in the form of a result, for the same writers.
  ///
  /// - Parameters:
  ///   - name: The recording's file name.
  ///   - scenario: What was simulated.
  ///   - seed: With which seed.
  /// - Returns: A result whose events are exact.
  public func truthResult(name: String, scenario: Scenario, seed: UInt64) -> AnalysisResult {
    Self.truthResult(header, truth, name: name, scenario: scenario, seed: seed)
  }

  static func truthResult(
    _ header: RecordingHeader, _ truth: [Event], name: String, scenario: Scenario, seed: UInt64
  ) -> AnalysisResult {
    let summaries = header.channels.indices.map { index -> ChannelSummary in
      var summary = ChannelSummary(index: index, channel: header.channels[index])
      summary.sampleCount = header.channels[index].sampleCount ?? 0
      summary.noise = scenario.noise
      summary.analysable = scenario.duration
      return summary
    }
    return AnalysisResult(
      source: name, sha256: nil, header: header, duration: scenario.duration, channels: summaries,
      events: truth,
      settings: [
        SettingValue(key: "scenario", value: .text(scenario.name)),
        SettingValue(key: "seed", value: .text("\(seed)")),
        SettingValue(key: "noise_uv", value: .number(scenario.noise)),
        SettingValue(key: "rate_hz", value: .number(scenario.rate.hertz)),
      ], settingsSHA256: "")
  }
}

extension SimulatedSource {
  /// The truth in the form of a result, for the same writers; complete once the recording is over.
  ///
  /// - Parameter name: The recording's file name.
  /// - Returns: A result whose events are exact.
  public func truthResult(name: String) -> AnalysisResult {
    Simulation.truthResult(header, truth, name: name, scenario: scenario, seed: seed)
  }
}
