internal import EMGCore
internal import EMGFilters
internal import RealModule

/// How the noise of a recording is made: its colour, its tails, its changes of level.
public struct NoiseModel: Hashable, Sendable {
  /// Standard deviation at the start in the band in which events are detected, µV: 20–450 Hz at
  /// the surface, 20 Hz–10 kHz at a needle, up to 0.45 of the rate.
  public var level = 3.0
  /// Power falls with this power of frequency, from 1 Hz on: 0 white, 1 pink, up to 2.
  public var color = 0.3
  /// Degrees of freedom of Student's t where the tails are heavy, 3 and more; nil is Gaussian.
  ///
  /// The noise's strength wanders within 2 ms so that the samples' distribution is Student's; more
  /// of that survives a filter than of independent heavy-tailed samples.
  public var tailFreedom: Int?
  /// Slow change of level: standard deviation of its logarithm.
  public var drift = 0.0
  /// Sudden changes of level a minute, on average.
  public var stepsPerMinute = 0.0
  /// Largest factor of a sudden change, up or down from `level`.
  public var stepFactor = 2.0

  /// Gaussian noise of 3 µV whose power falls with the 0.3th power of frequency.
  public init() {}
}

/// The level of one channel's noise as a function of time alone.
struct NoiseLevel: Sendable {
  private let model: NoiseModel
  private let seed: UInt64
  private let waves: [(period: Double, phase: Double)]

  /// Periods of the slow changes, seconds.
  private static let periods = [23.0...41, 60...110, 150...320]

  init(_ model: NoiseModel, seed: UInt64, channel: Int) {
    self.model = model
    var random = RandomDeviates(seed: seed, purpose: 2_000 + UInt64(channel))
    waves = Self.periods.map { (random.uniform($0), random.uniform(0...1)) }
    self.seed = random.seed()
  }

  var isConstant: Bool { model.drift <= 0 && model.stepsPerMinute <= 0 }

  /// Standard deviation at a time, µV.
  func value(at time: Double) -> Double {
    guard !isConstant else { return model.level }
    var logarithm = 0.0
    if model.drift > 0 {
      let scale = model.drift * (2 / Double(waves.count)).squareRoot()
      for wave in waves {
        logarithm += scale * PortableMath.sine(turns: time / wave.period + wave.phase)
      }
    }
    return model.level * PortableMath.exp(logarithm) * stepFactor(at: time)
  }

  /// One step stands somewhere in each interval of the mean length.
  private func stepFactor(at time: Double) -> Double {
    guard model.stepsPerMinute > 0 else { return 1 }
    let interval = 60 / model.stepsPerMinute
    let index = (max(0, time) / interval).rounded(.down)
    let (start, factor) = step(index, interval)
    if time >= start { return factor }
    return index > 0 ? step(index - 1, interval).factor : 1
  }

  private func step(_ index: Double, _ interval: Double) -> (start: Double, factor: Double) {
    var random = RandomDeviates(seed: seed, purpose: UInt64(index))
    let start = (index + random.uniform(0.2...0.8)) * interval
    let size = random.uniform(0.4...1) * PortableMath.log(model.stepFactor)
    return (start, PortableMath.exp(random.sign() * size))
  }
}

/// The filter that colours white noise to a standard deviation of one where events are detected.
///
/// Designed once for all channels. /// A slope of `−color` is made of pairs of a pole and a zero, two a decade (Keele 1973), then the
/// recorder's own low-pass.
struct NoiseColoring: Sendable {
  /// Pole and zero of each first-order section.
  let pairs: [(pole: Double, zero: Double)]
  let lowpass: [Section]
  let scale: Double

  private static let lowest = 1.0
  private static let pairsPerDecade = 2.0
  /// Points of the integral of the spectrum.
  private static let points = 1500

  init(color: Double, electrode: Electrode, rate: SampleRate) {
    let hertz = rate.hertz
    let edges: (recorder: Double, band: Double) =
      electrode.isNeedle ? (10_000, 9_900) : (900, 450)
    var pairs: [(pole: Double, zero: Double)] = []
    var frequency = Self.lowest
    let step = PortableMath.pow(10, 1 / Self.pairsPerDecade)
    let ratio = PortableMath.pow(10, color / 2 / Self.pairsPerDecade)
    while color > 0, frequency * ratio < 0.4 * hertz {
      let pole = PortableMath.exp(-2 * .pi * frequency / hertz)
      pairs.append((pole, PortableMath.exp(-2 * .pi * frequency * ratio / hertz)))
      frequency *= step
    }
    self.pairs = pairs
    let recorder = try? SectionCascade(
      .butterworth(order: 2), .lowpass(min(edges.recorder, 0.45 * hertz)), rate: rate)
    lowpass = recorder?.sections ?? []
    let band = try? SectionCascade(
      .butterworth(order: 4), .bandpass(20, min(edges.band, 0.45 * hertz)), rate: rate)
    // The variance is the mean of the spectrum over 0…rate/2, on a logarithmic grid.
    let ends = (PortableMath.log(2), PortableMath.log(0.499 * hertz))
    let width = (ends.1 - ends.0) / Double(Self.points)
    var power = 0.0
    for k in 0..<Self.points {
      let f = PortableMath.exp(ends.0 + (Double(k) + 0.5) * width)
      let (_, cosine) = PortableMath.sineCosine(turns: f / hertz)
      var gain = 1.0
      for pair in pairs {
        gain *= 1 - 2 * pair.zero * cosine + pair.zero * pair.zero
        gain /= 1 - 2 * pair.pole * cosine + pair.pole * pair.pole
      }
      for filter in [recorder, band] {
        if let filter {
          let (real, imaginary) = filter.response(at: f, rate: rate)
          gain *= real * real + imaginary * imaginary
        }
      }
      power += gain * f * width / (hertz / 2)
    }
    scale = 1 / max(power, 1e-30).squareRoot()
  }
}

/// One channel's noise as a stream; cutting it anywhere changes no bit.
struct NoiseGenerator: Sendable {
  private let coloring: NoiseColoring
  private let level: NoiseLevel
  private let rate: SampleRate
  private var random: RandomDeviates
  private var inputs: [Double]
  private var outputs: [Double]
  private var states: [(Double, Double)]
  private var position = 0
  private var current = 0.0

  /// Samples between two looks at the level; a sudden change waits for the next.
  private static let levelInterval = 16

  // Heavy tails: squared normal deviates whose sum is the reciprocal strength.
  private let freedom: Int
  private var tails: [Double]
  private var tailRandom: RandomDeviates
  private let tailPole: Double
  private var strength = (from: 1.0, to: 1.0)
  private let tailInterval: Int

  /// Time over which the strength of heavy-tailed noise is alike, seconds.
  private static let tailCorrelation = 0.002
  /// Time between two values of the strength, seconds.
  private static let tailStep = 0.0005

  init(
    model: NoiseModel, coloring: NoiseColoring, level: NoiseLevel, rate: SampleRate, seed: UInt64,
    channel: Int
  ) {
    self.coloring = coloring
    self.level = level
    self.rate = rate
    random = RandomDeviates(seed: seed, purpose: 1_000 + UInt64(channel))
    inputs = Array(repeating: 0, count: coloring.pairs.count)
    outputs = inputs
    states = Array(repeating: (0, 0), count: coloring.lowpass.count)
    freedom = model.tailFreedom.map { max(3, $0) } ?? 0
    tailRandom = RandomDeviates(seed: seed, purpose: 3_000 + UInt64(channel))
    tailPole = PortableMath.exp(-Self.tailStep / Self.tailCorrelation)
    tailInterval = max(1, rate.samples(Self.tailStep))
    tails = []
    for _ in 0..<freedom { tails.append(tailRandom.normal()) }
    strength.to = tailStrength()
    // The slowest pole forgets within a second.
    for _ in 0..<rate.samples(1) { _ = colored() }
  }

  private mutating func colored() -> Double {
    var x = random.normal()
    for k in inputs.indices {
      let pair = coloring.pairs[k]
      let y = x - pair.zero * inputs[k] + pair.pole * outputs[k]
      inputs[k] = x
      outputs[k] = y
      x = y
    }
    for k in states.indices {
      let s = coloring.lowpass[k]
      let y = s.b0 * x + states[k].0
      states[k] = (s.b1 * x - s.a1 * y + states[k].1, s.b2 * x - s.a2 * y)
      x = y
    }
    return x
  }

  private func tailStrength() -> Double {
    guard freedom > 0 else { return 1 }
    let sum = tails.reduce(0) { $0 + $1 * $1 }
    return (Double(freedom - 2) / max(sum, 1e-6)).squareRoot()
  }

  private mutating func advanceTails() {
    let drive = (1 - tailPole * tailPole).squareRoot()
    for k in tails.indices { tails[k] = tailPole * tails[k] + drive * tailRandom.normal() }
    strength = (strength.to, tailStrength())
  }

  /// Replaces samples by the noise that follows.
  mutating func fill(_ samples: inout [Float]) {
    for i in samples.indices {
      if position % Self.levelInterval == 0 {
        current = coloring.scale * level.value(at: rate.seconds(position))
      }
      var value = current * colored()
      if freedom > 0 {
        let phase = position % tailInterval
        if phase == 0 { advanceTails() }
        let part = Double(phase) / Double(tailInterval)
        value *= strength.from + (strength.to - strength.from) * part
      }
      samples[i] = Float(value)
      position += 1
    }
  }
}
