public import EMGCore

/// A description of a recording to simulate; equal scenarios and seeds give equal samples.
public struct Scenario: Hashable, Sendable {
  /// What happens in the recording.
  public enum Component: String, Hashable, Sendable, CaseIterable {
    /// Nothing but noise.
    case quiet
    /// Irregular discharges of several units.
    case fasciculations
    /// Runs of tremor, alternating or synchronous where there are two channels.
    case tremor
    /// Runs of clonus.
    case clonus
    /// Voluntary contractions of many units.
    case contraction
    /// Steady trains of single units.
    case tonicFiring = "tonic_firing"
    /// Brief multi-unit bursts.
    case myoclonus
    /// Contractions with brief silences.
    case negativeMyoclonus = "negative_myoclonus"
    /// The heart.
    case ecg
    /// The power line.
    case mains
    /// Electrode pops and movement.
    case artifacts
    /// Missing samples and clipping.
    case dropouts
  }

  /// The scenario's name.
  public var name: String
  /// What happens, in order of time where components share a recording.
  public var components: [Component]
  /// Length, seconds.
  public var duration = 60.0
  /// Samples a second, 500 Hz to 30 kHz.
  public var rate = SampleRate(checked: 2000)
  /// Channels, 1 to 128.
  public var channelCount = 1
  /// Standard deviation of the noise in the 20–450 Hz band, µV.
  public var noise = 3.0
  /// Power of the noise falls with this power of frequency.
  public var noiseColor = 0.3
  /// Electrodes.
  public var electrode = Electrode.bipolarSurface
  /// Fasciculations a minute.
  public var fasciculationRate = 30.0
  /// Peak-to-peak of fasciculations over the noise, smallest and largest.
  public var fasciculationSNR = 10.0...60.0

  /// Makes a scenario.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - components: What happens.
  public init(name: String, components: [Component]) {
    self.name = name
    self.components = components
  }

  /// The names of the scenarios that come with the program.
  public static let names = Component.allCases.map(\.rawValue) + ["mixture"]

  /// A scenario by its name, or nil.
  ///
  /// - Parameter name: One of `names`.
  /// - Returns: The scenario with its defaults.
  public static func named(_ name: String) -> Scenario? {
    if name == "mixture" {
      var scenario = Scenario(
        name: name,
        components: [
          .fasciculations, .tremor, .contraction, .fasciculations, .clonus, .tonicFiring,
        ])
      scenario.duration = 120
      return scenario
    }
    guard let component = Component(rawValue: name) else { return nil }
    let isOverlay = [.mains, .ecg, .artifacts, .dropouts].contains(component)
    var scenario = Scenario(
      name: name, components: isOverlay ? [.fasciculations, component] : [component])
    if component == .tremor { scenario.channelCount = 2 }
    return scenario
  }
}

/// A simulated recording with its truth.
public struct Simulation: Sendable {
  /// The header, as a file would have it.
  public var header: RecordingHeader
  /// Samples of each channel, µV.
  public var samples: [[Float]]
  /// What happens and when; confidence one.
  public var truth: [Event]
  /// Standard deviation of each channel's noise in the 20–450 Hz band, µV.
  public var noise: [Double]

  /// Simulates a scenario.
  ///
  /// - Parameters:
  ///   - scenario: What to simulate.
  ///   - seed: Any number.
  public init(scenario: Scenario, seed: UInt64) {
    var builder = SimulationBuilder(scenario: scenario, seed: seed)
    builder.run()
    header = RecordingHeader(
      format: "simulation",
      channels: (0..<scenario.channelCount).map {
        Channel(
          name: "EMG\($0 + 1)", unit: .microvolt, rate: scenario.rate,
          sampleCount: builder.samples[$0].count)
      })
    samples = builder.samples
    truth = builder.truth.sorted { ($0.onset, $0.channelIndex) < ($1.onset, $1.channelIndex) }
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
    let summaries = header.channels.indices.map { index -> ChannelSummary in
      var summary = ChannelSummary(index: index, channel: header.channels[index])
      summary.sampleCount = samples[index].count
      summary.noise = noise[index]
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
