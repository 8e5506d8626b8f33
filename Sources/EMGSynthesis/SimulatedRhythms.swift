internal import EMGCore

/// The numbers from which runs of a tremor are drawn.
///
/// Amplitudes are over the noise.
///
/// Sources: frequencies, burst widths and patterns by Deuschl et al. (1998); orthostatic bursts and
/// coherence by McAuley et al. (2000).
struct TremorParameters: Sendable {
  /// Cycles a second.
  var frequency: ClosedRange<Double>
  /// Width of a burst over the period.
  var burstShare: ClosedRange<Double>
  /// Amplitude of a burst's largest units over the noise.
  var amplitude: ClosedRange<Double>
  /// Probability that neighbouring muscles take turns.
  var alternation: Double
  /// Coefficient of variation of single periods, on top of a wander.
  var jitter = 0.03
  /// Standard deviation of the wander's steps; it forgets a fifth a beat.
  var wander = 0.02
  /// Largest relative change of frequency over a run, either way.
  var drift = 0.0
  /// Depth of the waxing and waning.
  var waxing = 0.2
  /// Cycles a second of it.
  var waxingFrequency = 0.3
  /// Seconds over which it grows and fades.
  var fade = 1.2
  /// Probability of background tone.
  var toneProbability = 0.3
  /// The tone's units over the noise.
  var tone = 4.0...12
  /// Probability that each cycle has a weak second burst: a first harmonic.
  var secondBurst = 0.0
  /// Scatter of a muscle's bursts about the beat, seconds.
  var scatter = 0.004

  static func of(_ component: Scenario.Component) -> TremorParameters {
    switch component {
    case .parkinsonianTremor:
      TremorParameters(
        frequency: 4...7, burstShare: 0.3...0.45, amplitude: 20...60, alternation: 0.9,
        drift: 0.08, waxing: 0.3, toneProbability: 0.2, secondBurst: 0.25)
    case .essentialTremor:
      TremorParameters(
        frequency: 4...12, burstShare: 0.35...0.5, amplitude: 15...50, alternation: 0.4,
        jitter: 0.025, drift: 0.05, toneProbability: 0.7)
    case .orthostaticTremor:
      TremorParameters(
        frequency: 13...18, burstShare: 0.25...0.4, amplitude: 20...50, alternation: 0,
        jitter: 0.008, wander: 0.003, waxing: 0.1, fade: 0.8, toneProbability: 0.3,
        scatter: 0.001)
    default:
      TremorParameters(
        frequency: 4...9, burstShare: 0.35...0.5, amplitude: 15...60, alternation: 0.5)
    }
  }
}

/// Rhythms of one or several muscles.
struct RhythmMaker {
  var random: RandomDeviates
  let noise: Double
  let episode: Episode

  /// Units that take part in a burst.
  private static let burstUnits = 12

  init(_ episode: Episode, noise: Double) {
    self.episode = episode
    self.noise = noise
    random = RandomDeviates(seed: episode.seed, purpose: 1)
  }

  /// Discharges of many units under a bell-shaped density.
  ///
  /// A unit fires once, or twice with at
  /// least 12 ms between.
  mutating func burst(
    center: Double, width: Double, amplitude: Double, units: [Int],
    into discharges: inout [Discharge]
  ) {
    for (n, unit) in units.enumerated() where random.flag(0.85) {
      let offset = max(-0.5, min(0.5, 0.22 * random.normal())) * width
      // From a quarter to the whole amplitude in order of size.
      let share = PortableMath.exp(-1.4 * (1 - Double(n) / Double(max(1, units.count - 1))))
      let size = amplitude * share
      discharges.append(Discharge(time: center + offset, unit: unit, amplitude: size))
      let second = center + offset + random.uniform(0.012...0.03)
      if random.flag(0.4), second < center + width / 2 {
        discharges.append(Discharge(time: second, unit: unit, amplitude: size))
      }
    }
  }

  /// Units of a muscle that take part, in order of size.
  mutating func units() -> [Int] {
    let first = random.integer(0...(Muscle.unitCount - Self.burstUnits))
    return Array(first..<(first + Self.burstUnits))
  }

  mutating func tremor(_ parameters: TremorParameters) -> [Activity] {
    let length = episode.end - episode.start
    let frequency = random.uniform(parameters.frequency)
    let isAlternating = random.flag(parameters.alternation)
    let amplitude = noise * random.uniform(parameters.amplitude)
    let width = random.uniform(parameters.burstShare) / frequency
    let hasTone = random.flag(parameters.toneProbability)
    let tone = noise * random.uniform(parameters.tone)
    let second = random.flag(parameters.secondBurst) ? random.uniform(0.15...0.35) : 0
    let drift = parameters.drift * random.uniform(-1...1)
    // Beats of all muscles hang on one oscillator whose period wanders.
    var beats: [Double] = []
    var beat = episode.start
    var wander = 0.0
    let tail = width / 2 + (isAlternating ? 0.5 / frequency : 0)
    while beat < episode.end - tail {
      beats.append(beat)
      wander = 0.8 * wander + parameters.wander * random.boundedNormal()
      let part = (beat - episode.start) / length - 0.5
      let period = (1 + wander + parameters.jitter * random.boundedNormal()) / frequency
      beat += period / (1 + drift * part)
    }
    guard beats.count >= 5 else { return [] }
    // Neighbours take turns.
    let phases = episode.muscles.map { isAlternating && $0 % 2 == 1 ? 0.5 : 0.0 }
    return episode.muscles.enumerated().map { n, muscle in
      let units = units()
      var discharges: [Discharge] = []
      var centers: [Double] = []
      for beat in beats {
        let age = min(beat - episode.start, episode.end - beat)
        let edge = min(1, 0.25 + max(0, age) / parameters.fade)
        let wax =
          1 + parameters.waxing
          * PortableMath.sine(turns: parameters.waxingFrequency * (beat - episode.start))
        let center = beat + phases[n] / frequency + parameters.scatter * random.boundedNormal()
        centers.append(center)
        burst(
          center: center, width: width, amplitude: amplitude * edge * wax, units: units,
          into: &discharges)
        if second > 0 {
          burst(
            center: center + 0.5 / frequency, width: 0.6 * width,
            amplitude: amplitude * edge * wax * second, units: units, into: &discharges)
        }
      }
      if hasTone {
        background(tone, in: episode.start...episode.end, into: &discharges)
      }
      return Activity(
        muscle: muscle, discharges: discharges.sorted { $0.time < $1.time },
        truth: .rhythm(.tremor, bursts: centers, pattern: RhythmPattern(phases: phases)))
    }
  }

  /// Low background activity of ten small units.
  private mutating func background(
    _ amplitude: Double, in range: ClosedRange<Double>, into discharges: inout [Discharge]
  ) {
    for unit in 0..<10 {
      let times = RateCoding().times(threshold: 0, in: range, random: &random) { _ in 0.1 }
      for time in times {
        discharges.append(Discharge(time: time, unit: unit, amplitude: amplitude))
      }
    }
  }

  /// A contraction whose discharges are drawn towards the beats of a common oscillator.
  ///
  /// Time is warped: `t − m T/2π sin(2πt/T)` makes discharges denser about each beat by
  /// `1 / (1 − m)` and keeps their order.
  mutating func modulatedContraction(_ frequency: ClosedRange<Double>) -> [Activity] {
    let frequency = random.uniform(frequency)
    let depth = random.uniform(0.55...0.8)
    let drive = random.uniform(0.1...0.3)
    let count = Int((episode.end - episode.start) * frequency)
    let beats = (0..<count).map { episode.start + (Double($0) + 1) / frequency }
    let phases = episode.muscles.map { _ in 0.0 }
    return episode.muscles.map { muscle in
      var discharges: [Discharge] = []
      for unit in 0..<Muscle.unitCount {
        let threshold = Muscle.threshold(unit)
        let times = RateCoding().times(
          threshold: threshold, in: episode.start...episode.end, random: &random
        ) {
          Drive.trapezoid($0, episode.start...episode.end, ramp: 0.6) * drive
        }
        for time in times {
          let turns = (time - episode.start) * frequency
          let warped = time - depth / (2 * .pi * frequency) * PortableMath.sine(turns: turns)
          discharges.append(
            Discharge(time: warped, unit: unit, amplitude: 6 * noise * Muscle.size(unit)))
        }
      }
      return Activity(
        muscle: muscle, discharges: discharges.sorted { $0.time < $1.time },
        truth: .rhythm(.tremor, bursts: beats, pattern: RhythmPattern(phases: phases)))
    }
  }

  /// A run of beats that starts abruptly, decays and slows; 5 to 60 of them.
  mutating func clonus() -> [Activity] {
    let frequency = random.uniform(4...7.5)
    let amplitude = noise * random.uniform(40...150)
    // The amplitude falls by this in the logarithm, the period grows by this share, over the run.
    let decay = random.uniform(0.6...2.2)
    let slowing = random.uniform(0...0.25)
    let width = random.uniform(0.035...0.07)
    let length = episode.end - episode.start
    var beats: [(time: Double, size: Double)] = []
    var time = episode.start
    while beats.count < 60, beats.count < 5 || time < episode.end {
      let part = (time - episode.start) / max(length, 5 / frequency)
      let size = amplitude * PortableMath.exp(-decay * part) * (1 + 0.08 * random.boundedNormal())
      beats.append((time, size))
      time += (1 + slowing * part) / frequency * (1 + 0.025 * random.boundedNormal())
    }
    return episode.muscles.enumerated().map { n, muscle in
      let units = units()
      // The first muscle is the one that is stretched; others follow, weaker.
      let share = n == 0 ? 1 : random.uniform(0.5...1)
      let lag = n == 0 ? 0 : random.uniform(0...0.012)
      var discharges: [Discharge] = []
      for beat in beats {
        burst(
          center: beat.time + lag, width: width, amplitude: beat.size * share, units: units,
          into: &discharges)
      }
      return Activity(
        muscle: muscle, discharges: discharges.sorted { $0.time < $1.time },
        truth: .rhythm(.clonus, bursts: beats.map { $0.time + lag }, pattern: nil))
    }
  }

  /// Voluntary rhythm: long bursts, less even than a tremor's; muscles together or in turn.
  ///
  /// Nothing in the signal says that it was meant, so its truth is `rhythmic_bursting`.
  mutating func tapping() -> [Activity] {
    let frequency = random.uniform(1...4)
    let isAlternating = random.flag(0.5)
    let width = min(0.3, max(0.1, random.uniform(0.35...0.55) / frequency))
    let amplitude = noise * random.uniform(20...80)
    let variation = random.uniform(0.06...0.15)
    var beats: [Double] = []
    var time = episode.start
    let tail = width / 2 + (isAlternating ? 0.5 / frequency : 0)
    while beats.count < 5 || time < episode.end - tail {
      beats.append(time)
      time += random.interval(
        mean: 1 / frequency, variation: variation, refractory: 0.3 / frequency)
    }
    let phases = episode.muscles.map { isAlternating && $0 % 2 == 1 ? 0.5 : 0.0 }
    return episode.muscles.enumerated().map { n, muscle in
      let units = units()
      var discharges: [Discharge] = []
      let centers = beats.map { $0 + phases[n] / frequency }
      for center in centers {
        let size = amplitude * (1 + 0.2 * random.boundedNormal())
        // A movement's burst lasts: several discharges a unit.
        for part in [-0.3, 0, 0.3] {
          burst(
            center: center + part * width, width: 0.5 * width,
            amplitude: max(0.3, size / amplitude)
              * amplitude, units: units, into: &discharges)
        }
      }
      return Activity(
        muscle: muscle, discharges: discharges.sorted { $0.time < $1.time },
        truth: .rhythm(
          .rhythmicBursting, bursts: centers, pattern: RhythmPattern(phases: phases)))
    }
  }

  /// A brief burst in all muscles within 15 ms.
  mutating func myoclonus() -> [Activity] {
    let width = random.uniform(0.03...0.09)
    let amplitude = noise * random.uniform(30...120)
    let spread = random.uniform(0...0.015)
    return episode.muscles.enumerated().map { n, muscle in
      let units = units()
      var discharges: [Discharge] = []
      let lag = episode.muscles.count > 1 ? spread * Double(n) / Double(episode.muscles.count) : 0
      burst(
        center: episode.start + 0.06 + lag, width: width, amplitude: amplitude, units: units,
        into: &discharges)
      return Activity(
        muscle: muscle, discharges: discharges.sorted { $0.time < $1.time },
        truth: .sustained(.myoclonus, details: EventDetails()))
    }
  }
}
