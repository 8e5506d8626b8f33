public import EMGCore

/// How often fasciculations came in a channel's analysable time.
public struct FasciculationRate: Hashable, Sendable {
  /// Events, doublets counted once.
  public var count: Int
  /// Events a minute; nil without analysable time.
  public var perMinute: Double?
  /// The exact 95 % interval of the rate a minute.
  public var interval: PoissonInterval?

  /// Counts a channel's fasciculations.
  ///
  /// - Parameters:
  ///   - summary: The channel.
  ///   - events: Events of the recording.
  public init(_ summary: ChannelSummary, _ events: [Event]) {
    self.init(
      summary,
      count: events.count { $0.channelIndex == summary.index && $0.type == .fasciculation })
  }

  /// Takes a count of a channel's fasciculations.
  ///
  /// - Parameters:
  ///   - summary: The channel.
  ///   - count: Its fasciculations, doublets counted once.
  public init(_ summary: ChannelSummary, count: Int) {
    self.count = count
    let minutes = summary.analysable / 60
    perMinute = minutes > 0 ? Double(count) / minutes : nil
    interval = PoissonInterval(count: count, exposure: minutes)
  }
}

/// How many events of which type and channel there were.
struct EventTally: Hashable, Sendable {
  private(set) var types: [EventType: Int] = [:]
  /// Fasciculations by channel.
  private(set) var fasciculations: [Int: Int] = [:]

  init(_ events: [Event] = []) { for event in events { add(event) } }

  mutating func add(_ event: Event) {
    types[event.type, default: 0] += 1
    if event.type == .fasciculation { fasciculations[event.channelIndex, default: 0] += 1 }
  }
}
