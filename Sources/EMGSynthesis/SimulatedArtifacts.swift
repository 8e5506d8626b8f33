internal import EMGCore

/// What only looks like muscle, and what the recorder loses, for a whole recording.
///
/// Everything is drawn beforehand as lists of moments, so that any stretch can be rendered alone.
struct Interference: Sendable {
  private let rate: SampleRate
  private let channelCount: Int
  private var beats: [Heartbeat] = []
  private var leads: [Double] = []
  private var lines: [PowerLine] = []
  private var transients: [[Transient]] = []
  /// Missing and constant stretches of each channel, in order.
  private(set) var blanks: [[Blank]]
  /// Truth of all of it.
  private(set) var truth: [Event] = []

  /// A stretch that the recorder does not give.
  struct Blank: Hashable, Sendable {
    var range: Range<Int>
    /// What stands there instead, µV; nil is missing.
    var value: Float?
  }

  init(_ scenario: Scenario, levels: [NoiseLevel], seed: UInt64) {
    rate = scenario.rate
    channelCount = scenario.channelCount
    blanks = Array(repeating: [], count: channelCount)
    transients = Array(repeating: [], count: channelCount)
    for (n, component) in scenario.components.enumerated() where component.isOverlay {
      var random = RandomDeviates(seed: seed, purpose: 4_000 + UInt64(n))
      switch component {
      case .ecg: heart(scenario, &random)
      case .mains: line(scenario, &random)
      case .artifacts: transients(scenario, levels, popShare: 0.6, &random)
      case .pops: transients(scenario, levels, popShare: 1, &random)
      case .motion: transients(scenario, levels, popShare: 0, &random)
      case .dropouts:
        blanks(scenario, lengths: 0.2...1, pauses: 6...12, cause: .dropout, levels, &random)
      case .flatline:
        blanks(scenario, lengths: 0.5...3, pauses: 8...15, cause: .flatline, levels, &random)
      default: break
      }
    }
    for c in 0..<channelCount {
      transients[c].sort { $0.start < $1.start }
      blanks[c].sort { $0.range.lowerBound < $1.range.lowerBound }
    }
  }

  /// Whether a sample is not given.
  func isBlank(_ position: Int, channel: Int) -> Bool {
    blanks[channel].contains { $0.range.contains(position) }
  }

  /// Adds what disturbs a channel to samples from a position on.
  func add(to samples: inout [Float], from start: Int, channel: Int) {
    if !beats.isEmpty { addHeart(to: &samples, from: start, lead: leads[channel]) }
    if !lines.isEmpty { lines[channel].add(to: &samples, from: start, rate: rate) }
    let range = start..<(start + samples.count)
    for transient in transients[channel] {
      guard transient.start < range.upperBound else { break }
      guard transient.start + transient.count > range.lowerBound else { continue }
      let first = max(transient.start, range.lowerBound)
      let end = min(transient.start + transient.count, range.upperBound)
      for i in first..<end {
        samples[i - start] += Float(transient.value(rate.seconds(i - transient.start)))
      }
    }
  }

  /// Puts missing and constant stretches in.
  func blank(_ samples: inout [Float], from start: Int, channel: Int) {
    // Gaps and flat lines may overlap.
    let page = start..<(start + samples.count)
    for blank in blanks[channel] {
      for i in blank.range.clamped(to: page) { samples[i - start] = blank.value ?? .nan }
    }
  }

  private mutating func record(
    _ cause: ArtifactCause, _ range: Range<Int>, channel: Int, noise: Double, times: [Int],
    peakToPeak: Double?
  ) {
    var event = Event(
      type: .artifact, channelIndex: channel, onset: range.lowerBound, end: range.upperBound,
      confidence: 1, noise: noise, threshold: 0)
    event.details.cause = cause
    event.details.times = times
    if let peakToPeak {
      event.features = [
        Measure("peak_to_peak_uv", peakToPeak), Measure("snr", peakToPeak / noise),
      ]
    }
    truth.append(event)
  }
}

// MARK: - Heart

/// One beat: when, how strong, and whether it is ectopic (early, wide, without a P wave).
private struct Heartbeat: Hashable, Sendable {
  var time: Double
  var size: Double
  var isEctopic: Bool
  /// The period before it over the mean; the T wave comes later after a longer one.
  var period: Double

  /// Seconds that a beat reaches before and after its R wave.
  static let reach = (before: 0.4, after: 0.6)

  private struct Wave {
    var height: Double
    var center: Double
    var width: Double
  }

  private static let usual = [
    Wave(height: 0.12, center: -0.17, width: 0.025),
    Wave(height: -0.12, center: -0.028, width: 0.009),
    Wave(height: 1, center: 0, width: 0.011), Wave(height: -0.22, center: 0.027, width: 0.010),
    Wave(height: 0.28, center: 0.25, width: 0.045),
  ]
  private static let ectopic = [
    Wave(height: 1.1, center: 0.01, width: 0.028), Wave(height: -0.4, center: 0.08, width: 0.03),
    Wave(height: -0.3, center: 0.29, width: 0.055),
  ]

  /// Value at a time from the R wave, relative to a usual R wave.
  func value(_ time: Double) -> Double {
    var sum = 0.0
    for wave in isEctopic ? Self.ectopic : Self.usual {
      // Bazett: the T wave's delay goes with the root of the period.
      let center = wave.center > 0.2 ? wave.center * period.squareRoot() : wave.center
      let u = (time - center) / wave.width
      if abs(u) < 8 { sum += wave.height * PortableMath.exp(-u * u / 2) }
    }
    return size * sum
  }
}

extension Interference {
  /// QRS complexes of five Gaussians (McSharry 2003).
  ///
  /// The rate varies with breathing (0.25 Hz), with blood pressure (0.1 Hz) and at random; one
  /// beat in a hundred is ectopic. All
  /// channels see the same heart with leads of their own.
  private mutating func heart(_ scenario: Scenario, _ random: inout RandomDeviates) {
    let period = 60 / random.uniform(55...85)
    var time = 0.5
    while time < scenario.duration - 0.5 {
      let breath = PortableMath.sine(turns: 0.25 * time)
      let factor =
        1 + 0.04 * breath + 0.03 * PortableMath.sine(turns: 0.1 * time)
        + 0.015 * random.boundedNormal()
      let isEctopic = random.flag(0.01)
      beats.append(
        Heartbeat(
          time: isEctopic ? time - 0.3 * period : time,
          size: 1 + 0.08 * breath + 0.02 * random.boundedNormal(), isEctopic: isEctopic,
          period: factor))
      time += period * factor
    }
    guard let first = beats.first, let last = beats.last else { return }
    let end = rate.samples(scenario.duration)
    for channel in 0..<channelCount {
      let amplitude = scenario.noise * random.uniform(15...50)
      leads.append(amplitude * (random.flag(0.3) ? -1 : 1))
      let range =
        max(
          0, rate.samples(first.time) - rate.samples(0.05))..<min(
          end, rate.samples(last.time + 0.05))
      record(
        .ecg, range, channel: channel, noise: scenario.noise,
        times: beats.map { rate.samples($0.time) }, peakToPeak: 1.22 * amplitude)
    }
  }

  private func addHeart(to samples: inout [Float], from start: Int, lead: Double) {
    let low = rate.seconds(start) - Heartbeat.reach.after
    let high = rate.seconds(start + samples.count) + Heartbeat.reach.before
    var n = beats.partitioningIndex { $0.time > low }
    while n < beats.count, beats[n].time < high {
      let beat = beats[n]
      n += 1
      let first = max(start, rate.samples(max(0, beat.time - Heartbeat.reach.before)))
      let end = min(start + samples.count, rate.samples(beat.time + Heartbeat.reach.after))
      guard first < end else { continue }
      for i in first..<end {
        samples[i - start] += Float(lead * beat.value(rate.seconds(i) - beat.time))
      }
    }
  }
}

// MARK: - Power line

/// The power line in one channel: harmonics of a frequency that wanders by some hundredths of a
/// hertz, as grids do.
private struct PowerLine: Hashable, Sendable {
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
  private mutating func line(_ scenario: Scenario, _ random: inout RandomDeviates) {
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

// MARK: - Pops and movement

/// A pop or a movement.
private struct Transient: Hashable, Sendable {
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
  private mutating func transients(
    _ scenario: Scenario, _ levels: [NoiseLevel], popShare: Double, _ random: inout RandomDeviates
  ) {
    let margin = SimulatedSource.margin
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

  private mutating func blanks(
    _ scenario: Scenario, lengths: ClosedRange<Double>, pauses: ClosedRange<Double>,
    cause: ArtifactCause, _ levels: [NoiseLevel], _ random: inout RandomDeviates
  ) {
    let margin = SimulatedSource.margin
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
