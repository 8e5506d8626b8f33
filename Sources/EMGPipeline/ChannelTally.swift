internal import EMGCore
internal import EMGDetection

/// What the end of a recording asks of a channel's events and masks, without keeping them: the time in
/// which a discharge would have been counted, and the trains of its units.
///
/// - Memory: some numbers a unit, and what was added after the last position that is settled.
struct ChannelTally: Sendable {
  private var trains: UnitTrains
  private var time = UncoveredTime()
  private let guardTime: Int
  private let slack: Int
  private let rate: SampleRate
  /// The first and one past the last sample that was analysed.
  private(set) var first: Int?
  private(set) var last = 0
  private var next = Self.fewest

  /// Fewer are not worth the sorting.
  private static let fewest = 256
  /// A discharge may stand a little before its event, seconds.
  private static let slackSeconds = 1.0

  init(settings: DetectionSettings, rate: SampleRate) {
    trains = UnitTrains(settings: settings.measures, rate: rate)
    guardTime = rate.samples(settings.artifacts.guardTime)
    slack = rate.samples(Self.slackSeconds)
    self.rate = rate
  }

  /// What is kept of single events and masks.
  var waiting: Int { trains.waiting + time.waiting }

  mutating func begin(at position: Int) {
    first = first ?? position
    last = max(last, position)
  }

  mutating func end(at position: Int) { last = max(last, position) }

  mutating func add(_ mask: Mask) {
    trains.add(mask)
    time.add((mask.onset - guardTime)..<(mask.end + guardTime))
  }

  mutating func add(_ event: Event) {
    trains.add(event)
    if Self.covers(event) { time.add(event.onset..<max(event.onset + 1, event.end)) }
  }

  /// Whether no discharge would be counted while an event lasts.
  private static func covers(_ event: Event) -> Bool {
    switch event.type {
    case .tremor, .clonus, .rhythmicBursting, .contraction, .cramp, .tonicFiring: true
    // A repeating artifact leaves the time between its beats; the line is taken out.
    case .artifact: event.details.times.count <= 1 && event.details.cause != .mains
    default: false
    }
  }

  /// Whether enough waits to be worth settling.
  var isDue: Bool { waiting >= next }

  /// Settles what stands before a position that is decided.
  ///
  /// - Parameters:
  ///   - frontier: Before it no event or mask will begin that is not known yet.
  ///   - open: Events that are known and were not added.
  mutating func settle(before frontier: Int, open: [Event]) {
    guard let first else { return }
    let begun = open.filter { $0.type == .fasciculation || Self.covers($0) }.map(\.onset).min()
    let end = min(frontier, begun ?? .max) - guardTime - slack
    trains.settle(before: end)
    time.settle(before: end, from: first)
    next = max(Self.fewest, 2 * waiting)
  }

  /// Seconds in which a discharge would have been counted: all samples but masks with their guard times,
  /// artifacts and sustained activity; and the trains of the channel's units.
  mutating func finish() -> (analysable: Double, units: [UnitTrain]) {
    let samples = first.map { time.finish($0..<max($0, last)) } ?? 0
    return (rate.seconds(samples), trains.finish())
  }
}
