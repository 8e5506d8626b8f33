internal import EMGCore
internal import RealModule

/// What only looks like muscle.
extension SimulationBuilder {
  mutating func overlay(_ component: Scenario.Component) {
    for channel in 0..<scenario.channelCount {
      switch component {
      case .ecg: heart(channel)
      case .mains: line(channel)
      case .artifacts: pops(channel)
      case .dropouts: dropouts(channel)
      default: break
      }
    }
  }

  /// QRS complexes of five Gaussians at a rate that varies with breathing (McSharry 2003).
  private mutating func heart(_ channel: Int) {
    let period = 60 / random.uniform(55...85)
    let amplitude = scenario.noise * random.uniform(15...50)
    let waves: [(height: Double, center: Double, width: Double)] = [
      (0.12, -0.17, 0.025), (-0.12, -0.028, 0.009), (1, 0, 0.011), (-0.22, 0.027, 0.010),
      (0.28, 0.25, 0.045),
    ]
    var time = 0.5
    var times: [Int] = []
    while time < scenario.duration - 0.5 {
      times.append(rate.samples(time))
      let low = rate.samples(time - 0.35)
      let high = rate.samples(time + 0.45)
      for i in low..<high where samples[channel].indices.contains(i) {
        let t = rate.seconds(i) - time
        var value = 0.0
        for wave in waves {
          let u = (t - wave.center) / wave.width
          value += wave.height * Double.exp(-u * u / 2)
        }
        samples[channel][i] += Float(amplitude * value)
      }
      time += period * (1 + 0.04 * Double.sin(2 * .pi * 0.25 * time) + 0.02 * random.normal())
    }
    guard let first = times.first, let last = times.last else { return }
    let reach = rate.samples(0.05)
    record(.artifact, max(0, first - reach)..<(last + reach), channel: channel) {
      $0.details.cause = .ecg
      $0.details.times = times
    }
  }

  private mutating func line(_ channel: Int) {
    let nominal = (random.flag(0.5) ? 50.0 : 60.0) + random.uniform(-0.1...0.1)
    let amplitude = scenario.noise * random.uniform(2...8)
    let phases = (0..<5).map { _ in random.uniform(0...(2 * .pi)) }
    var phase = 0.0
    for i in samples[channel].indices {
      let t = rate.seconds(i)
      phase += 2 * .pi * (nominal + 0.03 * Double.sin(2 * .pi * t / 60)) / rate.hertz
      let value =
        Double.sin(phase) + 0.25 * Double.sin(3 * phase + phases[0])
        + 0.1 * Double.sin(2 * phase + phases[1]) + 0.08 * Double.sin(5 * phase + phases[2])
      samples[channel][i] += Float(amplitude * value)
    }
  }

  /// Steps with exponential recovery, and slow movement.
  private mutating func pops(_ channel: Int) {
    var time = Self.margin
    while time < scenario.duration - Self.margin {
      time += 1 + random.exponential(mean: 3)
      guard time < scenario.duration - Self.margin else { break }
      let start = rate.samples(time)
      if random.flag(0.6) {
        let size = scenario.noise * random.uniform(40...200) * (random.flag(0.5) ? 1 : -1)
        let decay = random.uniform(0.08...0.4)
        for i in start..<samples[channel].count {
          let t = rate.seconds(i - start)
          guard t < 10 * decay else { break }
          samples[channel][i] += Float(size * Double.exp(-t / decay))
        }
        record(.artifact, start..<(start + rate.samples(0.03)), channel: channel) {
          $0.details.cause = .electrodePop
          $0.details.times = [start]
        }
      } else {
        let length = random.uniform(0.2...0.6)
        let size = scenario.noise * random.uniform(80...300)
        let count = rate.samples(length)
        let frequency = random.uniform(4...9)
        for i in 0..<count where samples[channel].indices.contains(start + i) {
          let t = rate.seconds(i)
          let shape = Double.sin(.pi * t / length)
          samples[channel][start + i] += Float(
            size * shape * shape * Double.sin(2 * .pi * frequency * t))
        }
      }
    }
  }

  private mutating func dropouts(_ channel: Int) {
    var time = Self.margin + 3
    while time < scenario.duration - Self.margin - 1 {
      let start = rate.samples(time)
      let end = min(samples[channel].count, start + rate.samples(random.uniform(0.2...1)))
      for i in start..<end { samples[channel][i] = .nan }
      record(.artifact, start..<end, channel: channel) {
        $0.details.cause = .dropout
        $0.details.times = [start]
      }
      time += random.uniform(6...12)
    }
  }
}
