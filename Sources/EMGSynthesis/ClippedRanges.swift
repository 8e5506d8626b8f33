internal import EMGCore

/// Where a simulated recorder reached its limits, as truth: near samples are one event.
struct ClippedRanges {
  /// Clipped samples closer than this are one event, seconds.
  private static let gap = 0.05

  private let levels: [NoiseLevel]
  private let rate: SampleRate
  private var open: [Range<Int>?]

  /// Nothing is clipped yet.
  ///
  /// - Parameters:
  ///   - levels: The noise of each channel.
  ///   - rate: The sampling rate.
  init(levels: [NoiseLevel], rate: SampleRate) {
    (self.levels, self.rate) = (levels, rate)
    open = Array(repeating: nil, count: levels.count)
  }

  /// Takes a sample at the limit; samples come in their order.
  ///
  /// - Returns: The event before it, where that is over.
  mutating func add(_ position: Int, channel: Int) -> [Event] {
    if let range = open[channel], position - range.upperBound <= rate.samples(Self.gap) {
      open[channel] = range.lowerBound..<(position + 1)
      return []
    }
    let before = end(channel)
    open[channel] = position..<(position + 1)
    return before
  }

  /// Ends what is open of a channel.
  ///
  /// - Returns: Its event, unless it is of one sample: that is no plateau.
  mutating func end(_ channel: Int) -> [Event] {
    defer { open[channel] = nil }
    guard let range = open[channel], range.count > 1 else { return [] }
    var event = Event(
      type: .artifact, channelIndex: channel, onset: range.lowerBound, end: range.upperBound,
      confidence: 1, noise: levels[channel].value(at: rate.seconds(range.lowerBound)), threshold: 0)
    event.details.cause = .saturation
    event.details.times = [range.lowerBound]
    return [event]
  }
}
