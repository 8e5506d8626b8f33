public import EMGCore
internal import RealModule

/// Joins what the contacts of one electrode array see of the same thing into one event.
///
/// Discharges that follow one another from contact to contact within the time that an action
/// potential needs are one; the event stands on the contact where it is largest, names all that
/// see it, and tells how it travels. Source: propagation after Merletti, Farina (2016), chapter 5.
public struct ArrayEvents: Sendable {
  private let settings: ArraySettings

  /// Makes the join.
  ///
  /// - Parameter settings: The array's shape and what counts as one event.
  public init(settings: ArraySettings) { self.settings = settings }

  /// Joins the events of all contacts.
  ///
  /// - Parameters:
  ///   - events: Events of all channels; those of one thing become one.
  ///   - contacts: Indices of the channels that are the array's contacts, in its order.
  ///   - channels: The recording's channels.
  public func join(_ events: inout [Event], contacts: [Int], channels: [Channel]) {
    guard contacts.count > 1 else { return }
    let places = Self.places(contacts)
    let others = events.filter { places[$0.channelIndex] == nil }
    events =
      others
      + groups(of: events, contacts: contacts, channels: channels).map { members in
        one(members.map { events[$0] }, places, channels)
      }
  }

  /// One event of what several contacts see.
  ///
  /// - Parameters:
  ///   - members: Events that ``groups(of:contacts:channels:)`` put together, in order.
  ///   - contacts: Indices of the channels that are the array's contacts, in its order.
  ///   - channels: The recording's channels.
  /// - Returns: The event.
  public func joined(_ members: [Event], contacts: [Int], channels: [Channel]) -> Event {
    one(members, Self.places(contacts), channels)
  }

  /// Seconds behind an event's onset, or its end where that is later, up to which another may begin
  /// that belongs to it.
  public var reach: Double { settings.linkWindow * 4 }

  private static func places(_ contacts: [Int]) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: contacts.enumerated().map { ($1, $0) })
  }

  /// Which events are of one thing.
  ///
  /// - Parameters:
  ///   - events: Events of all channels.
  ///   - contacts: Indices of the channels that are the array's contacts, in its order.
  ///   - channels: The recording's channels.
  /// - Returns: Indices of the contacts' events, ascending within a group.
  public func groups(of events: [Event], contacts: [Int], channels: [Channel]) -> [[Int]] {
    let places = Self.places(contacts)
    let own = events.indices.filter { places[events[$0].channelIndex] != nil }
    let time = own.map { seconds(events[$0], channels) }
    let order = own.indices.sorted { time[$0].onset < time[$1].onset }
    // Groups by union of neighbours.
    var parent = Array(own.indices)
    func root(_ i: Int) -> Int {
      var i = i
      while parent[i] != i {
        parent[i] = parent[parent[i]]
        i = parent[i]
      }
      return i
    }
    for (n, a) in order.enumerated() {
      for b in order[(n + 1)...] {
        guard time[b].onset <= max(time[a].end, time[a].onset + reach) else { break }
        guard
          let pa = places[events[own[a]].channelIndex],
          let pb = places[events[own[b]].channelIndex],
          pa != pb, distance(pa, pb) <= settings.linkDistance,
          belong(events[own[a]], events[own[b]], time[a], time[b])
        else { continue }
        parent[root(a)] = root(b)
      }
    }
    var groups: [Int: [Int]] = [:]
    for i in own.indices { groups[root(i), default: []].append(own[i]) }
    return groups.values.sorted { $0[0] < $1[0] }
  }

  private struct Span {
    var onset: Double
    var end: Double
    var peak: Double
  }

  private func seconds(_ event: Event, _ channels: [Channel]) -> Span {
    let rate = channels[event.channelIndex].rate
    let onset = rate.seconds(event.onset)
    let end = rate.seconds(event.end)
    let peak = event.details.discharges.first.map { rate.seconds($0) }
    return Span(onset: onset, end: end, peak: peak ?? (onset + end) / 2)
  }

  /// Steps between two contacts: rows and columns count alike, diagonals as one.
  private func distance(_ a: Int, _ b: Int) -> Int {
    let rows = settings.rows
    guard rows > 0 else { return abs(a - b) }
    return max(abs(a / rows - b / rows), abs(a % rows - b % rows))
  }

  private func isBrief(_ type: EventType) -> Bool {
    switch type {
    case .fasciculation, .myoclonus, .unclassified, .evoked: true
    default: false
    }
  }

  private func belong(_ a: Event, _ b: Event, _ ta: Span, _ tb: Span) -> Bool {
    if isBrief(a.type), isBrief(b.type) {
      return abs(ta.peak - tb.peak) <= settings.linkWindow
        || min(ta.end, tb.end) - max(ta.onset, tb.onset)
          >= settings.linkOverlap * min(ta.end - ta.onset, tb.end - tb.onset)
    }
    guard a.type == b.type, a.details.cause == b.details.cause else { return false }
    let common = min(ta.end, tb.end) - max(ta.onset, tb.onset)
    return common >= settings.linkOverlap * min(ta.end - ta.onset, tb.end - tb.onset)
  }

  private func size(_ event: Event) -> Double {
    for name in ["peak_to_peak_uv", "rms_uv", "peak_level", "peak_uv"] {
      if let value = event.measure(name), value.isFinite { return value }
    }
    return event.confidence
  }

  private func one(_ members: [Event], _ places: [Int: Int], _ channels: [Channel]) -> Event {
    let order = members.sorted {
      (size($0), -$0.channelIndex, -$0.onset) > (size($1), -$1.channelIndex, -$1.onset)
    }
    var event = order[0]
    // A burst that most contacts call a discharge is one.
    if isBrief(event.type) {
      let discharges = members.count { $0.type == .fasciculation }
      if event.type == .unclassified || event.type == .myoclonus, 2 * discharges > members.count,
        let best = order.first(where: { $0.type == .fasciculation })
      {
        event = best
      }
    }
    let seen = Set(members.map(\.channelIndex)).sorted { (places[$0] ?? 0) < (places[$1] ?? 0) }
    event.details.channels = seen.map { channels[$0].name }
    let rate = channels[event.channelIndex].rate
    if !isBrief(event.type) {
      let spans = members.map { seconds($0, channels) }
      event.onset = rate.samples(spans.map(\.onset).min() ?? rate.seconds(event.onset))
      event.end = max(
        event.onset + 1, rate.samples(spans.map(\.end).max() ?? rate.seconds(event.end)))
    }
    event.features.append(Measure("contacts", Double(seen.count)))
    if event.type == .fasciculation {
      travel(&event, members, places, channels)
      let snr = event.measure("snr") ?? 0
      if seen.count < settings.minimumContacts, snr < settings.loneSNR {
        event.type = .unclassified
        event.details.discharges = []
        event.motorUnit = nil
        event.confidence = min(event.confidence, settings.loneCap)
        event.evidence.append(
          Evidence(
            "contacts", value: Double(seen.count), threshold: Double(settings.minimumContacts)))
      }
    }
    return event
  }

  /// How a discharge travels along a line of contacts: the slope of its time over the distance from
  /// the contact where it appears first.
  private func travel(
    _ event: inout Event, _ members: [Event], _ places: [Int: Int], _ channels: [Channel]
  ) {
    let points = members.filter { $0.type == .fasciculation }.compactMap {
      member -> (place: Int, time: Double)? in
      guard let place = places[member.channelIndex], let peak = member.details.discharges.first
      else { return nil }
      return (place, channels[member.channelIndex].rate.seconds(peak))
    }
    guard points.count >= 3, let first = points.min(by: { $0.time < $1.time }) else { return }
    var sxx = 0.0
    var sxy = 0.0
    for point in points {
      let steps = Double(distance(point.place, first.place))
      sxx += steps * steps
      sxy += steps * (point.time - first.time)
    }
    guard sxx > 0 else { return }
    let delay = sxy / sxx
    event.features.append(Measure("delay_per_contact_s", delay))
    if settings.spacing > 0, delay > 0 {
      event.features.append(
        Measure("conduction_velocity_m_per_s", settings.spacing / 1000 / delay))
    }
  }
}
