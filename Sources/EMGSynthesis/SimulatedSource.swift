public import EMGCore
internal import EMGFilters

/// A simulated recording that is made while it is read, in bounded memory.
///
/// - Shape: all channels of a scenario; blocks of any lengths give the same samples.
/// - Units: the scenario's unit, microvolts if not said otherwise.
/// - Memory: a page of samples a channel, the discharges of what is going on, and the truth.
public final class SimulatedSource: RecordingSource {
  /// The header, as a file would have it.
  public let header: RecordingHeader
  /// What is simulated.
  public let scenario: Scenario
  /// With which seed.
  public let seed: UInt64

  private let layers: SimulationLayers
  private let blockLengths: [Int]
  private var blocks = 0

  private var muscles: [Muscle]
  private let levels: [NoiseLevel]
  private var noise: [NoiseGenerator]
  private let interference: Interference
  private let finder: TruthFinder
  private let pulses: UnitFilters

  private var plan: SimulationPlan
  private var current: [Rendered] = []
  private var found: [Event]

  private var page: [[Float]]
  private var pageStart = 0
  private var pageCount = 0
  private var position = 0
  private let total: Int
  private var clipped: ClippedRanges

  /// Samples of a channel that are made at a time.
  private static let pageLength = 8192
  /// No potential reaches further from its discharge, seconds.
  private static let reach = SimulationPlan.reach

  /// An activity with the shape of its stimuli.
  private struct Rendered {
    var activity: Activity
    var pulse: UnitPotential?
    var range: Range<Int>
  }

  /// Prepares a recording.
  ///
  /// - Parameters:
  ///   - scenario: What to simulate; the rate is 500 Hz to 30 kHz.
  ///   - seed: Any number.
  ///   - layers: Which parts are rendered; the truth is the same, but that saturation needs
  ///     the recorder.
  ///   - blockLengths: The lengths of the blocks handed out, used in turn.
  public init(
    scenario: Scenario, seed: UInt64, layers: SimulationLayers = .all,
    blockLengths: [Int] = [65_536]
  ) {
    precondition(blockLengths.contains { $0 > 0 }, "some block length must be above zero")
    precondition(scenario.channelCount > 0, "there is at least one channel")
    self.scenario = scenario
    self.seed = seed
    self.layers = layers
    self.blockLengths = blockLengths
    let rate = scenario.rate
    total = rate.samples(scenario.duration)
    let count = scenario.channelCount
    let scale = 1 / (scenario.unit.microvolts ?? 1)
    header = RecordingHeader(
      format: "simulation",
      channels: (0..<count).map { [total] in
        Channel(
          name: "EMG\($0 + 1)", unit: scenario.unit, rate: rate, sampleCount: total,
          resolution: scenario.resolution.map { $0 * scale },
          limits: scenario.limit.map { -$0 * scale...$0 * scale })
      })
    levels = (0..<count).map { NoiseLevel(scenario.noiseModel, seed: seed, channel: $0) }
    let coloring = NoiseColoring(
      color: scenario.noiseModel.color, electrode: scenario.electrode, rate: rate)
    noise = levels.enumerated().map {
      NoiseGenerator(
        model: scenario.noiseModel, coloring: coloring, level: $1, rate: rate, seed: seed,
        channel: $0)
    }
    interference = Interference(scenario, levels: levels, seed: seed)
    muscles = Muscle.all(of: scenario, seed: seed)
    finder = TruthFinder(scenario: scenario, names: header.channels.map(\.name), levels: levels)
    pulses = UnitFilters(electrode: scenario.electrode, rate: rate)
    found = interference.truth
    page = Array(repeating: [], count: count)
    clipped = ClippedRanges(levels: levels, rate: rate)
    plan = SimulationPlan(
      scenario, seed: seed, firstChannels: muscles.map(\.channels.lowerBound), levels: levels)
  }

  /// What happens and when, by onset; complete once the recording is over.
  public var truth: [Event] {
    found.sorted { ($0.onset, $0.channelIndex, $0.end) < ($1.onset, $1.channelIndex, $1.end) }
  }

  /// Gives the next block.
  public func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in page.indices { block.samples[c].removeAll(keepingCapacity: true) }
    guard position < total else { return false }
    let length = blockLengths[blocks % blockLengths.count]
    blocks += 1
    for c in page.indices { block.start[c] = position }
    let end = min(total, position + length)
    while position < end {
      if position >= pageStart + pageCount { makePage() }
      let part = (position - pageStart)..<(min(end, pageStart + pageCount) - pageStart)
      for c in page.indices { block.samples[c].append(contentsOf: page[c][part]) }
      position += part.count
    }
    return true
  }

  // MARK: - Truth

  private func start(_ drawn: Activity) {
    var activity = drawn
    let rate = scenario.rate
    let isPool =
      switch activity.truth {
      case .fasciculation: false
      case .sustained(let type, _): type != .tonicFiring && type != .groupedDischarge
      default: true
      }
    if isPool {
      // Units that lie deep appear smaller.
      for n in activity.discharges.indices {
        let unit = muscles[activity.muscle].unit(activity.discharges[n].unit)
        activity.discharges[n].amplitude *= unit.strength
      }
    }
    let low = rate.samples(max(0, activity.span.lowerBound - Self.reach))
    let high = min(total, rate.samples(activity.span.upperBound + Self.reach))
    guard low < high else { return }
    var rendered = Rendered(activity: activity, pulse: nil, range: low..<high)
    if let stimuli = activity.stimuli { rendered.pulse = pulse(stimuli) }
    let isFasciculation = if case .fasciculation = activity.truth { true } else { false }
    var best: TruthFinder.Clean?
    var size: Float = -1
    var visible: [Int] = []
    let channels = muscles[activity.muscle].channels
    for channel in channels {
      var clean = TruthFinder.Clean(
        channel: channel, start: low, samples: Array(repeating: 0, count: high - low))
      render(activity, channel: channel, to: &clean.samples, from: low)
      if isFasciculation, activity.discharges.count == 1, let only = activity.discharges.first {
        let potential = muscles[activity.muscle].potential(only.unit, channel: channel)
        clean.stated = only.amplitude * potential.peakToPeak * Double(only.gains.sum()) / 2
      }
      if channels.count > 1, finder.isVisible(clean) { visible.append(channel) }
      let range = (clean.samples.max() ?? 0) - (clean.samples.min() ?? 0)
      if range > size {
        size = range
        best = clean
      }
      if let stimuli = activity.stimuli { record(stimuli, channel: channel) }
    }
    if let best {
      for event in finder.events(of: activity, clean: best, visible: visible) {
        // What the recorder does not give did not happen for a reader of the recording.
        let marks = isFasciculation ? event.details.discharges : [event.onset, event.end - 1]
        let isLost = marks.allSatisfy { interference.isBlank($0, channel: event.channelIndex) }
        if !isLost { found.append(event) }
      }
    }
    current.append(rendered)
  }

  private func record(_ stimuli: StimulusTrain, channel: Int) {
    let rate = scenario.rate
    guard let first = stimuli.times.first, let last = stimuli.times.last else { return }
    let noise = levels[channel].value(at: first)
    // The tail falls below the noise after so many of its time constants.
    let length = stimuli.width + 4 * stimuli.tail
    let end = min(total, rate.samples(last + length) + 1)
    var event = Event(
      type: .artifact, channelIndex: channel, onset: rate.samples(first), end: end, confidence: 1,
      noise: noise, threshold: 0)
    event.details.cause = .stimulation
    event.details.times = stimuli.times.map { rate.samples($0) }
    event.features = [
      Measure("peak_to_peak_uv", stimuli.amplitude), Measure("snr", stimuli.amplitude / noise),
    ]
    found.append(event)
  }

  /// A rectangular pulse with a tail of the other sign, as the recorder's filter leaves it.
  private func pulse(_ stimuli: StimulusTrain) -> UnitPotential {
    let before = 0.01
    let count = Int((before + 0.04) * pulses.resolution)
    var wave = (0..<count).map { i -> Double in
      let time = Double(i) / pulses.resolution - before
      if time < 0 { return 0 }
      if time < stimuli.width { return 1 }
      return -0.15 * PortableMath.exp(-(time - stimuli.width) / stimuli.tail)
    }
    if let recorder = pulses.recorder { wave = recorder.filtered(wave, padding: 0) }
    let range = max(1e-9, (wave.max() ?? 0) - (wave.min() ?? 0))
    return UnitPotential(
      parts: [wave.map { $0 / range }, wave.map { _ in 0 }], oversampling: pulses.oversampling,
      origin: -before * scenario.rate.hertz, peakToPeak: 1)
  }

  // MARK: - Samples

  private func render(
    _ activity: Activity, channel: Int, to samples: inout [Float], from start: Int
  ) {
    let rate = scenario.rate
    let low = rate.seconds(start) - Self.reach
    let high = rate.seconds(start + samples.count) + Self.reach
    var n = activity.discharges.partitioningIndex { $0.time > low }
    while n < activity.discharges.count, activity.discharges[n].time < high {
      let discharge = activity.discharges[n]
      n += 1
      muscles[activity.muscle].potential(discharge.unit, channel: channel).add(
        to: &samples, from: start, at: discharge.time * rate.hertz,
        gains: discharge.gains * Float(discharge.amplitude), stretch: discharge.stretch)
    }
  }

  private func makePage() {
    let rate = scenario.rate
    pageStart += pageCount
    pageCount = min(Self.pageLength, total - pageStart)
    let range = pageStart..<(pageStart + pageCount)
    for activity in plan.activities(before: rate.seconds(range.upperBound) + Self.reach) {
      start(activity)
    }
    current.removeAll { $0.range.upperBound <= range.lowerBound }
    for channel in page.indices {
      var samples = [Float](repeating: 0, count: pageCount)
      if layers.contains(.noise) { noise[channel].fill(&samples) }
      for rendered in current where rendered.range.overlaps(range) {
        guard muscles[rendered.activity.muscle].channels.contains(channel) else { continue }
        if layers.contains(.activity) {
          render(rendered.activity, channel: channel, to: &samples, from: pageStart)
        }
        if layers.contains(.interference), let pulse = rendered.pulse,
          let stimuli = rendered.activity.stimuli
        {
          for time in stimuli.times {
            pulse.add(
              to: &samples, from: pageStart, at: time * rate.hertz,
              gains: SIMD2(Float(stimuli.amplitude), 0), stretch: 1)
          }
        }
      }
      if layers.contains(.interference) {
        interference.add(to: &samples, from: pageStart, channel: channel)
      }
      if layers.contains(.recorder) { recorded(&samples, channel: channel) }
      if let unit = scenario.unit.microvolts, unit != 1 {
        let factor = Float(1 / unit)
        for i in samples.indices { samples[i] *= factor }
      }
      page[channel] = samples
    }
  }

  /// The recorder's limits and steps, and what it does not give.
  private func recorded(_ samples: inout [Float], channel: Int) {
    if let limit = scenario.limit.map(Float.init) {
      for i in samples.indices where abs(samples[i]) >= limit {
        samples[i] = samples[i] < 0 ? -limit : limit
        found += clipped.add(pageStart + i, channel: channel)
      }
      if pageStart + pageCount == total { found += clipped.end(channel) }
    }
    if let step = scenario.resolution.map(Float.init), step > 0 {
      for i in samples.indices { samples[i] = (samples[i] / step).rounded() * step }
    }
    interference.blank(&samples, from: pageStart, channel: channel)
  }
}
