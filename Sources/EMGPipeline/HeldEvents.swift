internal import EMGCore
internal import EMGDetection

/// Events of a live run that their channel has decided, until what other channels show is known too.
///
/// A rhythm waits for rhythms that overlap it in other muscles, for its name may follow theirs, and a
/// burst of a waveform that was seen once for what begins with it there; the contacts of an array wait
/// for each other. All else passes at once.
struct HeldEvents: Sendable {
  private let settings: DetectionSettings
  private let channels: [Channel]
  private let contacts: [Int]
  private let measures: EventMeasures
  private var waiting: [Event] = []
  private var frontier = -Double.infinity
  private var isNew = false

  /// - Parameters:
  ///   - settings: What shapes detection.
  ///   - channels: The recording's channels.
  ///   - contacts: Indices of those that are analysed.
  init(settings: DetectionSettings, channels: [Channel], contacts: [Int]) {
    self.settings = settings
    self.channels = channels
    self.contacts = contacts
    measures = EventMeasures(settings: settings.measures)
  }

  /// Whether any event waits.
  var isWaiting: Bool { !waiting.isEmpty }

  private var isArray: Bool { settings.array.isArray && contacts.count > 1 }

  /// Whether steady units may follow another muscle's tremor.
  private var comparesMuscles: Bool { !settings.array.isArray && contacts.count > 1 }

  /// Takes decided events.
  ///
  /// - Parameters:
  ///   - events: Events of any channels.
  ///   - open: Events that may yet be lengthened.
  ///   - courses: What was kept of their signal, by the channel's index.
  /// - Returns: Those that are final.
  mutating func add(
    _ events: [Event], open: @autoclosure () -> [Event], courses: [Int: ActivityCourses]
  ) -> [Event] {
    guard !events.isEmpty else { return [] }
    let followers = comparesMuscles ? (events + waiting + open()).filter(TremorUnits.mayFollow) : []
    func isHeld(_ event: Event) -> Bool { self.isHeld(event) || isWithin(followers, event) }
    var final = events.filter { !isHeld($0) }
    for n in final.indices { final[n].details.waveform = [] }
    RhythmPartners.settleAlone(&final)
    measures.fill(&final, courses: courses, channels: channels, pairs: false)
    var held = events.filter(isHeld)
    if isArray { for n in held.indices { held[n].details.waveform = [] } }
    if isArray { measures.fill(&held, courses: courses, channels: channels, pairs: false) }
    waiting += held
    isNew = isNew || !held.isEmpty
    return final
  }

  /// Whether an event waits for other channels.
  private func isHeld(_ event: Event) -> Bool {
    isArray
      || !settings.array.isArray
        && (event.details.frequencyHz != nil || isJerk(event) || mayFollow(event))
  }

  /// Whether an event is a rhythm's own if a steady unit of its channel turns out to be one.
  private func isWithin(_ followers: [Event], _ event: Event) -> Bool {
    TremorUnits.mayBeOwn(event)
      && followers.contains {
        $0.channelIndex == event.channelIndex && $0.onset < event.end && event.onset < $0.end
      }
  }

  private func mayFollow(_ event: Event) -> Bool {
    comparesMuscles && TremorUnits.mayFollow(event)
  }

  private func isJerk(_ event: Event) -> Bool {
    contacts.count > 1 && SharedJerks.mayBePart(event)
  }

  /// Hands over what no event that is still to come can change.
  ///
  /// - Parameters:
  ///   - frontier: Seconds from the recording's first sample, before which no event will begin that
  ///     is not known.
  ///   - open: Events that may yet be lengthened.
  ///   - courses: What was kept of the signal of lasting events, by the channel's index.
  /// - Returns: Final events.
  mutating func release(
    before frontier: Double, open: @autoclosure () -> [Event], courses: [Int: ActivityCourses]
  ) -> [Event] {
    guard !waiting.isEmpty, isNew || frontier > self.frontier else { return [] }
    (self.frontier, isNew) = (frontier, false)
    let open = open()
    let groups = isArray ? arrayGroups(open) : muscleGroups(open)
    var result: [Event] = []
    var gone: Set<Int> = []
    for group in groups {
      gone.formUnion(group)
      result += settled(group.map { waiting[$0] }, courses)
    }
    waiting = waiting.indices.filter { !gone.contains($0) }.map { waiting[$0] }
    return result
  }

  /// What a batch makes of events that have to do with each other and with no others.
  private func settled(_ members: [Event], _ courses: [Int: ActivityCourses]) -> [Event] {
    var events = members.sorted {
      ($0.channelIndex, $0.onset, $0.end, $0.type.rawValue)
        < ($1.channelIndex, $1.onset, $1.end, $1.type.rawValue)
    }
    if isArray {
      events = [
        ArrayEvents(settings: settings.array)
          .joined(events, contacts: contacts, channels: channels)
      ]
      RhythmPartners.settleAlone(&events)
    } else {
      TremorUnits(settings: settings).fill(&events, channels: channels)
      SharedJerks(settings: settings).fill(&events, channels: channels)
      RhythmPartners(settings: settings.rhythm).fill(&events, channels: channels)
      RhythmPartners.settleAlone(&events)
      measures.fill(
        &events, courses: courses, channels: channels,
        pairs: settings.comparesMuscles(contacts.count), contractions: false)
    }
    return events
  }

  private func onset(_ event: Event) -> Double {
    channels[event.channelIndex].rate.seconds(event.onset)
  }

  private func end(_ event: Event) -> Double {
    channels[event.channelIndex].rate.seconds(event.end)
  }

  /// Events of several muscles that have to do with each other, where none to come will.
  private func muscleGroups(_ open: [Event]) -> [[Int]] {
    let followers = (waiting + open).filter(mayFollow)
    let reach = SharedJerks(settings: settings).reach
    let parts = waiting.indices.filter { isJerk(waiting[$0]) }
      .sorted { onset(waiting[$0]) < onset(waiting[$1]) }
    var jerks = parts.cut { onset(waiting[$1]) - onset(waiting[$0]) > reach }
    // A burst of a steady unit that may be a tremor waits as the unit does, and so do those beside it.
    let split = jerks.partition { group in group.contains { isWithin(followers, waiting[$0]) } }
    let rhythms = waiting.indices.filter { !isJerk(waiting[$0]) } + jerks[split...].flatMap(\.self)
    let single = jerks[..<split].filter { group in
      group.last.map { onset(waiting[$0]) + reach < frontier } ?? false
    }
    return rhythmGroups(rhythms, open) + single
  }

  /// Rhythms that overlap, one through the other, and that nothing to come will overlap.
  private func rhythmGroups(_ rhythms: [Int], _ open: [Event]) -> [[Int]] {
    let reach = SharedJerks(settings: settings).reach
    func last(_ event: Event) -> Double {
      isJerk(event) ? max(end(event), onset(event) + reach) : end(event)
    }
    var groups: [(members: [Int], end: Double)] = []
    for n in rhythms.sorted(by: { onset(waiting[$0]) < onset(waiting[$1]) }) {
      if let previous = groups.last, onset(waiting[n]) <= previous.end {
        groups[groups.count - 1].members.append(n)
        groups[groups.count - 1].end = max(previous.end, last(waiting[n]))
      } else {
        groups.append(([n], last(waiting[n])))
      }
    }
    // One that goes on has no end yet.
    let first = open.filter { $0.details.frequencyHz != nil || mayFollow($0) }.map(onset).min()
    return groups.filter { $0.end < min(frontier, first ?? .infinity) }.map(\.members)
  }

  /// What contacts see of one thing, where none to come can belong to it.
  private func arrayGroups(_ open: [Event]) -> [[Int]] {
    let join = ArrayEvents(settings: settings.array)
    return join.groups(of: waiting, contacts: contacts, channels: channels).filter { group in
      group.allSatisfy { n in
        let event = waiting[n]
        let last = max(end(event), onset(event) + join.reach)
        return last < frontier
          && !open.contains {
            $0.type == event.type && $0.details.cause == event.details.cause && onset($0) <= last
          }
      }
    }
  }
}
