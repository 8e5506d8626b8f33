internal import EMGCore

/// Discharges too weak for the gate that the waveform of a known unit tells from noise.
///
/// What stands out of the noise by less than the gate asks for is kept, and searched for the units of the
/// channel's fasciculations once they are known: the filter that knows the waveform may ask for less
/// than the gate, which knows none, at the same false rate. How much less is told by the waveforms'
/// mirror images, which noise matches as often and discharges do not: those that match better than any
/// waveform show the noise's tail. Source: the target-decoy competition of mass spectrometry (Elias,
/// Gygi 2007, Nat. Methods 4:207).
extension ChannelDetector {
  /// Looks for places up to a sample of the stretch that no episode will reach.
  ///
  /// - Parameters:
  ///   - limit: The sample.
  ///   - isWhole: Whether a block that is cut short there waits for the rest.
  mutating func lookForPlaces(before limit: Int, isWhole: Bool = true) {
    guard weak.isOn else { return }
    let end = isWhole && !isOver ? limit / units.window * units.window : limit
    // The store is found to be full at places of the stretch, not of the blocks that come.
    let step = units.window * Self.windowsAtATime
    while looked < end {
      let next = min(end, (looked / step + 1) * step)
      learnNoise(before: next)
      // The signal is copied only around places.
      let (signal, states, reach) = (signal, states, weak.surroundings(0))
      let scores = score[looked..<next]
      weak.look(
        in: looked..<next, scores: scores.span, gate: 1, place: timeline,
        isTaken: { _ in false },
        around: { place, samples in
          signal.appendWindow(
            (place + reach.lowerBound)..<(place + reach.upperBound), to: &samples)
          return Float(states.first { $0.range.contains(place) }?.noise.sigma ?? 0)
        })
      looked = next
      if looked % step == 0, weak.isFull { findWeak(all: false) }
    }
  }

  /// The timeline's position of a sample of the stretch.
  private var timeline: (Int) -> Int { { [origin, decimation] in origin + $0 * decimation } }

  /// Windows after which it is seen whether the store is full: some two seconds.
  private static let windowsAtATime = 64

  /// Looks for places of an episode, beside what was found in it.
  mutating func lookForPlaces(in episode: Episode, besides events: [Event]) {
    guard weak.isOn else { return }
    let start = episode.start
    let end = start + episode.count
    learnNoise(before: end)
    let reach = samples(settings.classification.contractionReach)
    let (half, weakest) = (units.window / 2, settings.classification.burstMinimumSNR)
    let taken =
      events.filter { !$0.isOpen(below: weakest) }
      .flatMap { $0.occupied(half: half, reach: reach) } + episode.masked
    let open = events.filter { $0.isOpen(below: weakest) }.map { $0.onset..<$0.end }
    let (window, room) = (units.window, weak.room)
    weak.look(
      in: start..<end, scores: episode.score.span, gate: 1 / episode.gateFactor, place: timeline,
      // The detector is not asked for anything here: it would be copied.
      isTaken: { position in
        // What opens the gate has been judged, but what was not settled.
        let own = position - start
        return episode.score[own] >= 1 && !open.contains { $0.contains(own) }
          || taken.contains { $0.contains(own) }
      },
      around: { position, samples in
        Snippet.append(
          around: position - start, of: episode.signal, window: window, room: room, to: &samples)
        return episode.sigma[position - start]
      })
    looked = end
    for event in events {
      lone.keep(event, onset: placed(event.onset, start), gateFactor: episode.gateFactor)
    }
    for event in events
    where event.type == .fasciculation && event.motorUnit == nil
      && event.details.discharges.count == 1
    {
      loose.keep(
        LooseDischarges.Item(
          onset: placed(event.onset, start),
          snippet: Snippet(
            around: event.details.discharges[0], of: episode.signal, sigma: event.noise,
            window: units.window, room: weak.room)))
    }
    if loose.isFull { nameLoose() }
    if weak.isFull { findWeak(all: false) }
  }

  private mutating func learnNoise(before end: Int) {
    for frame in states where frame.range.lowerBound >= looked && frame.range.lowerBound < end {
      weak.learn(frame.noise)
    }
  }

  /// Makes units of weak discharges that are alike.
  private mutating func nameLoose() {
    for unit in loose.takeUnits() {
      guard let number = units.add(unit.waveform, members: unit.members.count) else { return }
      let onsets = Set(unit.members.map(\.onset))
      for n in finished.indices
      where finished[n].type == .fasciculation && onsets.contains(finished[n].onset) {
        finished[n].motorUnit = number
      }
    }
  }

  /// Searches the older half of the places, or all, for known units.
  mutating func findWeak(all: Bool) {
    guard weak.isOn else { return }
    nameLoose()
    let (rules, weakest) = (settings.unitSearch, settings.classification.burstMinimumSNR)
    let (places, seen) = weak.take(all: all)
    guard let last = places.last?.place.position else { return }
    let half = units.window / 2 * decimation
    let reach = samples(settings.classification.contractionReach) * decimation
    // Only what stands where is searched now is compared place by place: a day has many events.
    let (from, to) = (searched, all ? Int.max : last)
    searched = last
    let margin = max(half, reach)
    var counts: [Int: Int] = [:]
    var discharges: [Int: [Int]] = [:]
    var taken: [Range<Int>] = []
    // By number: an event holds much that a copy would have to count.
    for n in finished.indices {
      let isNear = finished[n].end + margin >= from && finished[n].onset - margin <= to
      if isNear, !finished[n].isOpen(below: weakest) {
        taken += finished[n].occupied(half: half, reach: reach)
      }
      guard finished[n].type == .fasciculation, let unit = finished[n].motorUnit else { continue }
      counts[unit, default: 0] += finished[n].details.discharges.count
      if isNear { discharges[unit, default: []] += finished[n].details.discharges }
    }
    let correlation = weak.correlation
    let filters = counts.keys.sorted().compactMap { unit -> UnitFilter? in
      guard counts[unit, default: 0] >= rules.members else { return nil }
      return UnitFilter(
        unit: unit, waveform: units.templates[unit].waveform, correlation: correlation,
        ridge: rules.ridge)
    }
    let free = places.filter { own in !taken.contains { $0.contains(own.place.position) } }
    let minutes = Double(seen) / rate / 60
    guard !filters.isEmpty else {
      let signs = [Int](repeating: 0, count: free.count)
      lone.learn(free, signs: signs, minutes: minutes, end: last)
      return
    }
    let search = UnitSearch(
      filters: filters, minutes: minutes, rate: rate, settings: rules, units: settings.units)
    var found: [Int: [Event]] = [:]
    // Events that a discharge may turn out to be, whatever they are by then.
    func unsettled() -> [Int] {
      finished.indices.filter {
        finished[$0].end + margin >= from && finished[$0].isOpen(below: weakest)
      }
    }
    func known(_ event: Event, among open: [Int]) -> Int? {
      open.first { finished[$0].onset < event.end && event.onset < finished[$0].end }
    }
    var open = unsettled()
    let matches = search.matches(of: free.map(\.around)) { free[$0].place.score < 1 }
    for match in matches.found {
      let (place, around) = free[match.place]
      guard let event = event(match, at: place.position, around, limit: matches.limit) else {
        continue
      }
      if let known = known(event, among: open), finished[known].type == .fasciculation {
        finished[known].motorUnit = match.unit
        continue
      }
      found[match.unit, default: []].append(event)
    }
    lone.learn(free, signs: matches.signs, minutes: minutes, end: last)
    nameSteady(
      &found, in: (from == .min ? .min : from - margin)...(to == .max ? .max : to + margin))
    // Trains may have taken some.
    open = unsettled()
    // A unit that fires steadily where it is strong enough does so in between.
    for unit in found.keys.sorted() {
      let new = found[unit, default: []]
      let times = discharges[unit, default: []] + new.flatMap(\.details.discharges)
      guard !isSteady(times.sorted().map { seconds($0) }) else { continue }
      for event in new {
        if let known = known(event, among: open) {
          finished[known] = event
        } else {
          finished.append(event)
        }
      }
    }
  }

  /// Whether discharges are mostly a steady train, which noise or a heart may also have made.
  private func isSteady(_ times: [Double]) -> Bool {
    let rules = settings.classification
    guard times.count >= rules.tonicMinimum else { return false }
    let chain = RhythmSearch(settings: settings.rhythm).bestChain(
      times: times, strengths: times.map { _ in 1 }, lowest: settings.cardiac.lowest,
      highest: rules.tonicHighest)
    if let chain, 2 * chain.members.count > times.count, chain.evidence >= rules.tonicEvidence {
      return true
    }
    // Activity in between cuts a chain, but leaves the intervals what they are.
    let intervals = zip(times, times.dropFirst()).map { $1 - $0 }
    let usual = median(intervals)
    guard usual > 1 / rules.tonicHighest, usual < 1 / settings.cardiac.lowest else { return false }
    let even = intervals.count { abs($0 / usual - 1) <= settings.unitSearch.evenReach }
    return Double(even) > settings.unitSearch.evenShare * Double(intervals.count)
  }

  /// The event of a weak discharge, or nil where it is smaller than any that is reported.
  private func event(
    _ match: UnitSearch.Found, at position: Int, _ snippet: Snippet, limit: Double
  ) -> Event? {
    let count = snippet.samples.count
    let whole = Burst(
      onset: 0, end: count, peak: 0, center: count / 2, peakToPeak: 0, sigma: snippet.sigma,
      level: 0, score: match.size / limit, core: count, turns: 0)
    var burst = units.burst(
      of: SuperposedDischarge(
        unit: match.unit, position: snippet.room + match.shift + units.window / 2,
        gain: match.gain),
      in: whole, count: count)
    let own = snippet.samples[burst.onset..<burst.end]
    burst.peakToPeak = Double((own.max() ?? 0) - (own.min() ?? 0))
    guard burst.snr >= settings.classification.minimumSNR else { return nil }
    let start = (position - origin) / decimation - count / 2
    return moved(classifier.weakDischarge(burst, unit: match.unit, limit: limit), from: start)
  }
}

extension EpisodeClassifier {
  static let matchRule = "unit_match"

  /// A discharge that its unit's waveform tells from noise.
  ///
  /// - Parameters:
  ///   - burst: The discharge, its score the match over what is asked for.
  ///   - unit: Its unit.
  ///   - limit: What is asked for.
  /// - Returns: The event.
  func weakDischarge(_ burst: Burst, unit: Int, limit: Double) -> Event {
    let limits = settings.confidence
    let odds = (burst.score - 1) * limits.gateGrowth + limits.gateOdds
    var event = event(
      .fasciculation, burst.onset..<burst.end, sigma: burst.sigma,
      confidence: min(logistic(odds), limits.weakCap))
    event.motorUnit = unit
    event.details.discharges = [burst.peak]
    event.features = [
      Measure("peak_to_peak_uv", burst.peakToPeak), Measure("snr", burst.snr),
      Measure("core_duration_s", burst.coreDuration(rate)),
    ]
    event.evidence = [Evidence(Self.matchRule, value: burst.score * limit, threshold: limit)]
    return event
  }
}

// Of the event alone: asked for in a closure, the detector would be copied for each.
extension Event {
  /// Whether a burst may yet turn out to be a discharge of a known unit: one of none, or weaker than any
  /// that is named and too long in its noise.
  fileprivate func isOpen(below snr: Double) -> Bool {
    switch type {
    case .fasciculation: motorUnit == nil && details.discharges.count == 1
    case .unclassified, .myoclonus: (measure("snr") ?? .infinity) < snr
    default: false
    }
  }

  /// Where it leaves no room for another discharge; of heartbeats it is each beat, and beside lasting
  /// activity a unit's discharges may be its own.
  fileprivate func occupied(half: Int, reach: Int) -> [Range<Int>] {
    guard details.cause == .ecg else {
      let margin = type.isSustained ? max(half, reach) : half
      return [(onset - margin)..<(end + margin)]
    }
    return details.times.map { ($0 - half)..<($0 + half) }
  }
}
