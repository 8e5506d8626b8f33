internal import EMGCore

/// The power line in one channel: harmonics of a frequency that wanders by some hundredths of a
/// hertz, as grids do.
struct PowerLine: Hashable, Sendable {
  var amplitude: Double
  var frequency: Double
  var phase: Double
  /// Amplitude relative to the first and phase in turns of each harmonic.
  var harmonics: [SIMD2<Double>]

  /// Deviation of the frequency, Hz, and its period, seconds.
  static let drifts: [(deviation: Double, period: Double)] = [(0.03, 60), (0.015, 17)]

  /// Turns of the line at a time: the integral of its frequency.
  func turns(_ time: Double) -> Double {
    var value = frequency * time + phase
    for drift in Self.drifts {
      let (_, cosine) = PortableMath.sineCosine(turns: time / drift.period)
      value -= drift.deviation * drift.period / (2 * .pi) * cosine
    }
    return value
  }

  func add(to samples: inout [Float], from start: Int, rate: SampleRate) {
    // Coupling changes by a twentieth over half a minute.
    for i in samples.indices {
      let time = rate.seconds(start + i)
      let turns = turns(time)
      let coupling = 1 + 0.05 * PortableMath.sine(turns: time / 31 + phase)
      var value = 0.0
      for (k, harmonic) in harmonics.enumerated() where harmonic.x != 0 {
        value += harmonic.x * PortableMath.sine(turns: Double(k + 1) * turns + harmonic.y)
      }
      samples[i] += Float(amplitude * coupling * value)
    }
  }
}

extension Interference {
  mutating func line(_ scenario: Scenario, _ random: inout RandomDeviates) {
    let frequency = (random.flag(0.5) ? 50.0 : 60.0) + random.uniform(-0.1...0.1)
    for channel in 0..<channelCount {
      let amplitude = scenario.noise * random.uniform(2...8)
      let heights = [1, 0.1, 0.25, 0, 0.08, 0, 0.04]
      let harmonics = heights.enumerated().map { k, height -> SIMD2<Double> in
        let isBelow = Double(k + 1) * frequency < 0.45 * rate.hertz
        return SIMD2(isBelow ? height : 0, random.uniform(0...1))
      }
      lines.append(
        PowerLine(
          amplitude: amplitude, frequency: frequency, phase: random.uniform(0...1),
          harmonics: harmonics))
      record(
        .mains, 0..<rate.samples(scenario.duration), channel: channel, noise: scenario.noise,
        times: [], peakToPeak: 2 * amplitude)
    }
  }
}
