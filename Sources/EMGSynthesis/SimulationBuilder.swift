internal import EMGCore
internal import EMGFilters
internal import RealModule

/// Puts a recording together: noise, then what happens, with its truth.
struct SimulationBuilder {
  let scenario: Scenario
  let seed: UInt64
  var samples: [[Float]]
  /// The clean activity of each channel, for the truth's edges.
  var truth: [Event] = []
  var random: RandomDeviates

  /// Quiet seconds at the start and the end.
  static let margin = 2.0

  init(scenario: Scenario, seed: UInt64) {
    self.scenario = scenario
    self.seed = seed
    random = RandomDeviates(seed: seed, purpose: 1)
    samples = []
  }

  var rate: SampleRate { scenario.rate }

  mutating func run() {
    let count = rate.samples(scenario.duration)
    samples = (0..<scenario.channelCount).map { noise(count, channel: $0) }
    let overlays: Set<Scenario.Component> = [.ecg, .mains, .artifacts, .dropouts]
    let bodies = scenario.components.filter { !overlays.contains($0) }
    let span = (scenario.duration - 2 * Self.margin) / Double(max(1, bodies.count))
    for (n, component) in bodies.enumerated() where span > 0 {
      let start = Self.margin + span * Double(n)
      place(component, from: start, to: start + span - (bodies.count > 1 ? 1.5 : 0))
    }
    for component in scenario.components where overlays.contains(component) { overlay(component) }
  }

  /// Gaussian noise whose power falls with frequency, scaled to its level in the 20–450 Hz band.
  ///
  /// The colour is made by a mixture of white noise and slower first-order parts.
  private func noise(_ count: Int, channel: Int) -> [Float] {
    var random = RandomDeviates(seed: seed, purpose: 1000 + UInt64(channel))
    var slow = [0.0, 0.0, 0.0]
    let poles = [10.0, 45, 200].map { Double.exp(-2 * .pi * $0 / rate.hertz) }
    var x = (0..<count).map { _ -> Double in
      let white = random.normal()
      var value = white
      for k in slow.indices {
        slow[k] = poles[k] * slow[k] + (1 - poles[k] * poles[k]).squareRoot() * random.normal()
        value += scenario.noiseColor * slow[k]
      }
      return value
    }
    let high = min(450, 0.45 * rate.hertz)
    if let band = try? SectionCascade(.butterworth(order: 4), .bandpass(20, high), rate: rate),
      let anti = try? SectionCascade(
        .butterworth(order: 2), .lowpass(min(900, 0.45 * rate.hertz)), rate: rate), count > 0
    {
      x = ZeroPhaseFilter(anti).filtered(x)
      let inBand = ZeroPhaseFilter(band).filtered(x)
      let power = inBand.reduce(0) { $0 + $1 * $1 } / Double(count)
      let scale = scenario.noise / max(power, 1e-12).squareRoot()
      return x.map { Float($0 * scale) }
    }
    return x.map { Float($0 * scenario.noise) }
  }

  mutating func units(_ count: Int) -> [MotorUnitModel] {
    (0..<count).map { _ in
      MotorUnitModel(electrode: scenario.electrode, rate: rate, random: &random)
    }
  }

  /// Adds a discharge to a clean trace; the largest deflection stands at `time`.
  func add(_ unit: MotorUnitModel, _ amplitude: Double, at time: Double, to clean: inout [Float]) {
    let start = rate.samples(time) - unit.peak
    for (i, value) in unit.waveform.enumerated() where clean.indices.contains(start + i) {
      clean[start + i] += value * Float(amplitude)
    }
  }

  /// Adds a clean trace to a channel and gives where it rises above the noise: the first and last
  /// sample beyond the larger of one standard deviation of the noise and a share of the peak.
  mutating func commit(_ clean: [Float], channel: Int, within range: Range<Int>) -> Range<Int>? {
    var peak: Float = 0
    for i in range where clean.indices.contains(i) { peak = max(peak, abs(clean[i])) }
    let limit = max(Float(scenario.noise), 0.02 * peak)
    var first: Int?
    var last = 0
    for i in range where clean.indices.contains(i) && abs(clean[i]) >= limit {
      if first == nil { first = i }
      last = i
    }
    return first.map { $0..<(last + 1) }
  }

  mutating func record(
    _ type: EventType, _ range: Range<Int>, channel: Int, _ change: (inout Event) -> Void = { _ in }
  ) {
    var event = Event(
      type: type, channelIndex: channel, onset: range.lowerBound, end: range.upperBound,
      confidence: 1, noise: scenario.noise, threshold: 0)
    change(&event)
    truth.append(event)
  }

  mutating func mix(_ clean: [Float], into channel: Int) {
    for i in clean.indices { samples[channel][i] += clean[i] }
  }
}
