internal import EMGCore

/// A pop or a movement.
struct Transient: Hashable, Sendable {
  var start: Int
  var count: Int
  var shape: Shape

  enum Shape: Hashable, Sendable {
    /// A step that decays.
    case pop(size: Double, decay: Double)
    /// A few cycles under a bell.
    case motion(size: Double, length: Double, frequency: Double)
  }

  /// Value at a time from the start, µV.
  func value(_ time: Double) -> Double {
    switch shape {
    case .pop(let size, let decay): return size * PortableMath.exp(-time / decay)
    case .motion(let size, let length, let frequency):
      let bell = PortableMath.sine(turns: 0.5 * time / length)
      return size * bell * bell * PortableMath.sine(turns: frequency * time)
    }
  }
}

extension Interference {
  /// Steps with exponential recovery, and slow movement; truth is where they stand above the noise.
  mutating func transients(
    _ scenario: Scenario, _ levels: [NoiseLevel], popShare: Double, _ random: inout RandomDeviates
  ) {
    let margin = SimulationPlan.margin
    let end = rate.samples(scenario.duration)
    for channel in 0..<channelCount {
      var time = margin
      while true {
        time += 1 + random.exponential(mean: 3)
        guard time < scenario.duration - margin else { break }
        let start = rate.samples(time)
        let noise = levels[channel].value(at: time)
        var transient: Transient
        if random.flag(popShare) {
          let size = noise * random.uniform(40...200) * random.sign()
          let decay = random.uniform(0.02...0.25)
          // Until a thousandth of the noise is left.
          let length = decay * PortableMath.log(1000 * abs(size) / noise)
          transient = Transient(
            start: start, count: rate.samples(length), shape: .pop(size: size, decay: decay))
        } else {
          // A knock at the cable, or now and then a slow sway.
          let isSway = random.flag(0.25)
          let length = isSway ? random.uniform(0.8...2.5) : random.uniform(0.2...0.6)
          let frequency = isSway ? random.uniform(0.8...2.5) : random.uniform(4...9)
          transient = Transient(
            start: start, count: rate.samples(length),
            shape: .motion(
              size: noise * random.uniform(80...300), length: length, frequency: frequency))
        }
        transient.count = min(transient.count, end - start)
        guard transient.count > 1 else { continue }
        let loud = (0..<transient.count).filter {
          abs(transient.value(rate.seconds($0))) >= noise
        }
        guard let first = loud.first, let last = loud.last else { continue }
        let values = loud.map { transient.value(rate.seconds($0)) }
        let range = max(0, values.max() ?? 0) - min(0, values.min() ?? 0)
        transients[channel].append(transient)
        let isPop = if case .pop = transient.shape { true } else { false }
        record(
          isPop ? .electrodePop : .motion, (start + first)..<(start + last + 1), channel: channel,
          noise: noise, times: [start], peakToPeak: range)
        time = rate.seconds(start + last)
      }
    }
  }

  mutating func blanks(
    _ scenario: Scenario, lengths: ClosedRange<Double>, pauses: ClosedRange<Double>,
    cause: ArtifactCause, _ levels: [NoiseLevel], _ random: inout RandomDeviates
  ) {
    let margin = SimulationPlan.margin
    let total = rate.samples(scenario.duration)
    for channel in 0..<channelCount {
      var time = margin + 3
      while time < scenario.duration - margin - 1 {
        let start = rate.samples(time)
        let end = min(total, start + rate.samples(random.uniform(lengths), minimum: 1))
        let noise = levels[channel].value(at: time)
        let value = cause == .flatline ? Float(noise * random.uniform(-20...20)) : nil
        blanks[channel].append(Blank(range: start..<end, value: value))
        record(
          cause, start..<end, channel: channel, noise: noise, times: [start], peakToPeak: nil)
        time = rate.seconds(end) + random.uniform(pauses)
      }
    }
  }
}
