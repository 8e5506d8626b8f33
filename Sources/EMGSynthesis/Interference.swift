internal import EMGCore

/// What only looks like muscle, and what the recorder loses, for a whole recording.
///
/// Everything is drawn beforehand as lists of moments, so that any stretch can be rendered alone.
struct Interference: Sendable {
  let rate: SampleRate
  let channelCount: Int
  var beats: [Heartbeat] = []
  var leads: [Double] = []
  var lines: [PowerLine] = []
  var transients: [[Transient]] = []
  /// Missing and constant stretches of each channel, in order.
  var blanks: [[Blank]]
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

  mutating func record(
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
