internal import EMGCore
internal import EMGFilters
internal import RealModule

/// Finds what the truth says of an activity in its clean signal.
struct TruthFinder {
  let scenario: Scenario
  let names: [String]
  let levels: [NoiseLevel]
  private let band: SectionCascade?
  private var rate: SampleRate { scenario.rate }

  /// An edge stands where the clean signal passes the larger of one standard deviation of the noise
  /// and this share of its largest value.
  private static let edgeShare: Float = 0.02
  /// An electrode of an array sees an event whose peak-to-peak is so many standard deviations.
  private static let visible = 6.0
  /// A negative myoclonus is at least so long, seconds.
  private static let shortestSilence = 0.04

  init(scenario: Scenario, names: [String], levels: [NoiseLevel]) {
    self.scenario = scenario
    self.names = names
    self.levels = levels
    // Sizes are meant in the band in which events are detected; a needle's whole band counts.
    band =
      scenario.electrode.isNeedle
      ? nil
      : try? SectionCascade(
        .butterworth(order: 4), .bandpass(20, min(450, 0.45 * scenario.rate.hertz)),
        rate: scenario.rate)
  }

  /// A stretch of one channel's clean signal.
  struct Clean {
    var channel: Int
    /// Position of the first sample.
    var start: Int
    var samples: [Float]
    /// Peak-to-peak as drawn, µV, where the activity is one discharge.
    var stated: Double?
  }

  /// The events of an activity.
  ///
  /// - Parameters:
  ///   - activity: What happens.
  ///   - clean: Its clean signal in the channel of its muscle where it is largest.
  ///   - visible: The channels that see it.
  /// - Returns: Events, none where it never rises above the noise.
  func events(of activity: Activity, clean: Clean, visible: [Int]) -> [Event] {
    let noise = levels[clean.channel].value(at: activity.span.lowerBound)
    var events: [Event]
    switch activity.truth {
    case .fasciculation(let unit):
      events = fasciculation(activity, clean, unit: unit, noise: noise)
    case .rhythm(let type, let bursts, let pattern):
      events = rhythm(type, bursts, pattern, clean, muscle: activity.muscle, noise: noise)
    case .sustained(let type, let details):
      events = whole(type, clean, noise: noise) { $0.details = details }
    case .interrupted(let silences):
      events = whole(.contraction, clean, noise: noise)
      events += self.silences(silences, clean, noise: noise)
    case .evoked: events = responses(activity, clean, noise: noise)
    case .stimulation: events = []
    }
    if visible.count > 1 {
      for n in events.indices { events[n].details.channels = visible.map { names[$0] } }
    }
    return events
  }

  /// Whether a channel of an array sees a clean signal.
  func isVisible(_ clean: Clean) -> Bool {
    let range = (clean.samples.max() ?? 0) - (clean.samples.min() ?? 0)
    let noise = levels[clean.channel].value(at: rate.seconds(max(0, clean.start)))
    return Double(range) >= Self.visible * noise
  }

  private func edges(
    _ clean: Clean, _ range: Range<Int>? = nil, noise: Double
  ) -> Range<Int>? {
    let range = (range ?? clean.samples.indices).clamped(to: clean.samples.indices)
    var peak: Float = 0
    for i in range { peak = max(peak, abs(clean.samples[i])) }
    let limit = max(Float(noise), Self.edgeShare * peak)
    guard let first = range.first(where: { abs(clean.samples[$0]) >= limit }),
      let last = range.last(where: { abs(clean.samples[$0]) >= limit })
    else { return nil }
    let end = rate.samples(scenario.duration)
    let found = (clean.start + first)..<(clean.start + last + 1)
    let kept = found.clamped(to: 0..<end)
    return kept.isEmpty ? nil : kept
  }

  private func inBand(_ clean: Clean) -> [Float] {
    guard let band else { return clean.samples }
    var samples = clean.samples
    var filter = SectionFilter(band)
    filter.process(&samples)
    return samples
  }

  private func peakToPeak(_ samples: ArraySlice<Float>) -> Double {
    Double((samples.max() ?? 0) - (samples.min() ?? 0))
  }

  private func event(
    _ type: EventType, _ range: Range<Int>, _ clean: Clean, noise: Double, size: Double
  ) -> Event {
    var event = Event(
      type: type, channelIndex: clean.channel, onset: range.lowerBound, end: range.upperBound,
      confidence: 1, noise: noise, threshold: 0)
    event.features = [Measure("peak_to_peak_uv", size), Measure("snr", size / noise)]
    return event
  }

  private func whole(
    _ type: EventType, _ clean: Clean, noise: Double, _ change: (inout Event) -> Void = { _ in }
  ) -> [Event] {
    guard let range = edges(clean, noise: noise) else { return [] }
    var event = event(type, range, clean, noise: noise, size: peakToPeak(inBand(clean)[...]))
    change(&event)
    return [event]
  }

  private func largest(_ clean: Clean, _ range: Range<Int>) -> Int? {
    let kept = range.clamped(to: clean.samples.indices)
    return kept.max { abs(clean.samples[$0]) < abs(clean.samples[$1]) }
  }

  private func fasciculation(
    _ activity: Activity, _ clean: Clean, unit: Int, noise: Double
  ) -> [Event] {
    guard let range = edges(clean, noise: noise) else { return [] }
    var event = event(
      .fasciculation, range, clean, noise: noise,
      size: clean.stated ?? peakToPeak(inBand(clean)[...]))
    event.motorUnit = unit
    // Discharges of one array travel: their time is that of the channel's own largest deflection.
    let times = activity.discharges.map(\.time)
    guard let first = times.first, let peak = largest(clean, clean.samples.indices) else {
      return [event]
    }
    let center = rate.samples(first)
    let lag = times.count == 1 ? clean.start + peak - center : 0
    event.details.discharges = times.map { rate.samples($0) + lag }
    return [event]
  }

  private func rhythm(
    _ type: EventType, _ centers: [Double], _ pattern: RhythmPattern?, _ clean: Clean, muscle: Int,
    noise: Double
  ) -> [Event] {
    guard centers.count >= 2, let range = edges(clean, noise: noise) else { return [] }
    let intervals = zip(centers, centers.dropFirst()).map { $1 - $0 }
    let filtered = inBand(clean)
    var peaks: [Int] = []
    var sizes: [Double] = []
    for (n, center) in centers.enumerated() {
      let reach = rate.samples(0.35 * intervals[min(n, intervals.count - 1)], minimum: 1)
      let middle = rate.samples(center) - clean.start
      let window = (middle - reach)..<(middle + reach)
      guard let top = largest(clean, window), abs(clean.samples[top]) >= Float(noise) else {
        continue
      }
      peaks.append(clean.start + top)
      sizes.append(peakToPeak(filtered[window.clamped(to: filtered.indices)]))
    }
    let middle = sizes.sorted()
    var event = event(
      type, range, clean, noise: noise, size: middle.isEmpty ? 0 : middle[middle.count / 2])
    event.details.bursts = peaks
    event.details.frequencyHz =
      Double(intervals.count) / max(1e-9, (centers.last ?? 0) - (centers.first ?? 0))
    if type == .clonus {
      event.details.amplitudeSlope = slope(sizes.map { PortableMath.log(max($0, 1e-9)) })
      event.details.intervalSlope = slope(intervals)
    }
    if let pattern, scenario.array == nil, pattern.phases.count > 1 {
      // A muscle a channel: the muscle's number is the channel's.
      let others = pattern.phases.indices.filter { $0 != muscle }
      let words = others.map { other -> String in
        let turns = pattern.phases[other] - pattern.phases[muscle]
        let distance = abs(turns - turns.rounded())
        return distance < 0.125 ? "synchronous" : distance > 0.375 ? "alternating" : "intermediate"
      }
      event.details.partners = others.map { names[$0] }
      event.details.pattern = words.allSatisfy { $0 == words[0] } ? words[0] : "mixed"
    }
    return [event]
  }

  /// Slope of the least-squares line over the index.
  private func slope(_ values: [Double]) -> Double? {
    guard values.count >= 3 else { return nil }
    let middle = Double(values.count - 1) / 2
    var top = 0.0
    var bottom = 0.0
    for (n, value) in values.enumerated() {
      top += (Double(n) - middle) * value
      bottom += (Double(n) - middle) * (Double(n) - middle)
    }
    return top / bottom
  }

  /// The stretch about each silence in which the clean signal stays under the noise.
  private func silences(
    _ silences: [ClosedRange<Double>], _ clean: Clean, noise: Double
  ) -> [Event] {
    silences.compactMap { silence in
      let limit = Float(noise)
      let low = rate.samples(silence.lowerBound) - clean.start
      let high = rate.samples(silence.upperBound) - clean.start
      let window = (low..<max(low + 1, high)).clamped(to: clean.samples.indices)
      // Potentials outlast the last discharge, and begin before the next one's time.
      var longest = window.lowerBound..<window.lowerBound
      var start = window.lowerBound
      for i in window where abs(clean.samples[i]) >= limit {
        if i - start > longest.count { longest = start..<i }
        start = i + 1
      }
      if window.upperBound - start > longest.count { longest = start..<window.upperBound }
      guard !longest.isEmpty else { return nil }
      var (first, last) = (longest.lowerBound, longest.upperBound - 1)
      while first > 0, abs(clean.samples[first - 1]) < limit { first -= 1 }
      while last + 1 < clean.samples.count, abs(clean.samples[last + 1]) < limit { last += 1 }
      guard last + 1 - first >= rate.samples(Self.shortestSilence) else { return nil }
      let range = (clean.start + first)..<(clean.start + last + 1)
      var event = event(.negativeMyoclonus, range, clean, noise: noise, size: 0)
      event.features = []
      return event
    }
  }

  private func responses(_ activity: Activity, _ clean: Clean, noise: Double) -> [Event] {
    let filtered = inBand(clean)
    return (activity.stimuli?.times ?? []).compactMap { time in
      let low = rate.samples(time) - clean.start
      let window = low..<(low + rate.samples(Self.responseWindow))
      guard let range = edges(clean, window, noise: noise) else { return nil }
      let kept = window.clamped(to: filtered.indices)
      var event = event(
        .evoked, range, clean, noise: noise, size: peakToPeak(filtered[kept]))
      event.details.latency = rate.seconds(range.lowerBound) - time
      return event
    }
  }

  /// Seconds after a stimulus in which its response lies.
  private static let responseWindow = 0.08
}
