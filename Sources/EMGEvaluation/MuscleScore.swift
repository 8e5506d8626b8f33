internal import EMGCore

/// One muscle of one recording: its true events and detections, and what is asked for.
struct MuscleScore {
  let settings: MatchingSettings
  /// True events by onset.
  let truth: [ScoredEvent]
  /// Detections by onset.
  let found: [ScoredEvent]
  /// Which true events are not asked for.
  private let isLeftOut: [Bool]
  /// The detection of the same type for each true event.
  private var partner: [Int?]
  /// Time in which events were looked for, summed over the channels, seconds.
  let analysable: Double
  /// The part in which nothing happens, seconds.
  let quiet: Double
  private let notQuiet: TimeSet
  private let duration: Double

  static let points: Set<EventType> = [.fasciculation, .evoked]

  init(pair: DocumentPair, channels: Set<String>, settings: MatchingSettings) {
    self.settings = settings
    duration = pair.truth.duration
    truth = pair.truth.events.filter { channels.contains($0.channel) }
      .sorted { $0.onset < $1.onset }
    found = pair.found.events.filter { channels.contains($0.channel) }
      .sorted { $0.onset < $1.onset }
    let whole = Stretch(onset: 0, end: duration)
    let masks = pair.found.channels.filter { channels.contains($0.name) }
    let masked = Dictionary(uniqueKeysWithValues: masks.map { ($0.name, TimeSet($0.masks)) })
    // An array is looked at as one; it is blind where all of its channels are.
    let blind = masks.flatMap(\.masks).map { mask in
      masked.values.allSatisfy { $0.overlap(mask) >= mask.duration } ? mask : nil
    }.compactMap(\.self)
    analysable = duration - TimeSet(blind).overlap(whole)
    let busy = truth.filter { $0.cause != .mains }.flatMap {
      Self.spans($0, reach: settings.artifactReach)
    }.map {
      Stretch(onset: $0.onset - settings.quietGuard, end: $0.end + settings.quietGuard)
    }
    notQuiet = TimeSet(busy + blind)
    quiet = duration - notQuiet.overlap(whole)

    // The power line and the heart can be taken out: what lies under them is asked for.
    let artifacts = truth.filter {
      $0.type == .artifact && $0.cause != .mains && $0.cause != .ecg
    }
    let hidden = Dictionary(grouping: artifacts, by: \.channel).mapValues { events in
      TimeSet(events.flatMap { Self.spans($0, reach: settings.artifactReach) })
    }
    let edge = settings.edge
    let end = duration
    isLeftOut = truth.map { event in
      let mask = masked[event.channel]
      guard Self.points.contains(event.type) else {
        guard event.type != .artifact else { return false }
        return (mask?.overlap(event.stretch) ?? 0) > event.stretch.duration / 2
      }
      if event.time < edge || event.time > end - edge { return true }
      if mask?.contains(event.time) ?? false { return true }
      // A response comes right after its stimulus: that is not what hides it.
      return event.type != .evoked && hidden[event.channel]?.contains(event.time) ?? false
    }
    partner = [Int?](repeating: nil, count: truth.count)
    for type in EventType.allCases {
      let pairs = matched(type, tolerance: settings.tolerance, overlap: settings.overlap)
      for (t, f) in pairs { partner[t] = f }
    }
  }

  /// What an event covers: itself, or where it repeats the surroundings of its times.
  private static func spans(_ event: ScoredEvent, reach: Double) -> [Stretch] {
    guard event.type == .artifact, !event.times.isEmpty else { return [event.stretch] }
    return event.times.map { Stretch(onset: $0 - reach, end: $0 + reach) }
  }

  /// Pairs of a type under a criterion, those that are asked for first.
  private func matched(
    _ type: EventType, tolerance: Double, overlap: Double
  ) -> [(truth: Int, found: Int)] {
    let t =
      truth.indices.filter { truth[$0].type == type && !isLeftOut[$0] }
      + truth.indices.filter { truth[$0].type == type && isLeftOut[$0] }
    let f = found.indices.filter { found[$0].type == type }
    guard !t.isEmpty, !f.isEmpty else { return [] }
    let isPoint = Self.points.contains(type)
    let line = Timeline(
      f.map { isPoint ? Stretch(onset: found[$0].time, end: found[$0].time) : found[$0].stretch })
    // Where an artifact ends is a matter of taste: any overlap counts.
    let least = type == .artifact ? 0 : overlap
    let pairs = maximumMatching(
      truthCount: t.count, foundCount: f.count,
      candidates: { n -> [Int] in
        let event = truth[t[n]]
        guard isPoint else { return line.touching(event.stretch) }
        return line.touching(Stretch(onset: event.time - tolerance, end: event.time + tolerance))
      },
      cost: { n, m in
        let (a, b) = (truth[t[n]], found[f[m]])
        if isPoint {
          let distance = abs(a.time - b.time)
          return distance <= tolerance ? distance : nil
        }
        let shared = a.stretch.overlap(b.stretch)
        let union = max(a.end, b.end) - min(a.onset, b.onset)
        guard shared > 0, union > 0, shared / union >= least else { return nil }
        return 1 - shared / union
      })
    return pairs.enumerated().compactMap { n, m in m.map { (t[n], f[$0]) } }
  }

  private func isAtEdge(_ event: ScoredEvent) -> Bool {
    Self.points.contains(event.type)
      && (event.time < settings.edge || event.time > duration - settings.edge)
  }

  /// Hits, misses and false alarms of pairs; what is not asked for counts on neither side.
  private func counts(_ type: EventType, _ pairs: [(truth: Int, found: Int)]) -> MatchCounts {
    var counts = MatchCounts()
    let asked = truth.indices.count { truth[$0].type == type && !isLeftOut[$0] }
    counts.hits = pairs.count { !isLeftOut[$0.truth] }
    counts.misses = asked - counts.hits
    let used = Set(pairs.map(\.found))
    counts.falseAlarms = found.indices.count {
      found[$0].type == type && !used.contains($0) && !isAtEdge(found[$0])
    }
    return counts
  }

  func score(_ type: EventType, into score: inout TypeScore) {
    let isPoint = Self.points.contains(type)
    let pairs = truth.indices.compactMap { t in
      truth[t].type == type ? partner[t].map { (truth: t, found: $0) } : nil
    }
    score.counts += counts(type, pairs)
    score.leftOut += truth.indices.count { truth[$0].type == type && isLeftOut[$0] }
    for (t, f) in pairs where !isLeftOut[t] {
      let (a, b) = (truth[t], found[f])
      score.errors.append(isPoint ? b.time - a.time : b.onset - a.onset)
      score.onsetErrors.append(b.onset - a.onset)
      score.endErrors.append(b.end - a.end)
      if let x = a.frequency, let y = b.frequency { score.frequencyErrors.append(y - x) }
    }
    let criteria = isPoint ? settings.tolerances : settings.overlaps
    if score.curve.isEmpty {
      score.curve = criteria.map { CurvePoint(criterion: $0, counts: MatchCounts()) }
    }
    for (n, criterion) in criteria.enumerated() {
      score.curve[n].counts += counts(
        type, matched(type, tolerance: criterion, overlap: criterion))
    }
    if !isPoint { cover(type, into: &score.coverage) }
    if type == .fasciculation { bin(into: &score.snrBins) }
    let used = Set(pairs.map(\.found))
    score.quietFalseAlarms += found.indices.count { n in
      let event = found[n]
      let middle = Self.points.contains(event.type) ? event.time : (event.onset + event.end) / 2
      return event.type == type && !used.contains(n) && !isAtEdge(event)
        && !notQuiet.contains(middle)
    }
  }

  private func cover(_ type: EventType, into coverage: inout CoverageCounts?) {
    var counts = coverage ?? CoverageCounts()
    let asked = truth.indices.filter { truth[$0].type == type && !isLeftOut[$0] }
      .map { truth[$0].stretch }
    let all = TimeSet(truth.filter { $0.type == type }.map(\.stretch))
    let claimed = found.filter { $0.type == type }.map(\.stretch)
    let claimedSet = TimeSet(claimed)
    func isCovered(_ stretch: Stretch, by set: TimeSet) -> Bool {
      set.overlap(stretch) >= settings.coverage * stretch.duration && stretch.duration > 0
    }
    counts.truth += asked.count
    counts.covered += asked.count { isCovered($0, by: claimedSet) }
    counts.found += claimed.count
    counts.justified += claimed.count { isCovered($0, by: all) }
    coverage = counts
  }

  private func bin(into bins: inout [SNRBin]) {
    if bins.isEmpty {
      bins = settings.snrEdges.indices.map { n in
        let edges = settings.snrEdges
        return SNRBin(from: edges[n], to: n + 1 < edges.count ? edges[n + 1] : nil)
      }
    }
    for (t, event) in truth.enumerated() where event.type == .fasciculation && !isLeftOut[t] {
      guard let snr = event.snr, let n = bins.lastIndex(where: { snr >= $0.from }) else { continue }
      if partner[t] != nil { bins[n].hits += 1 } else { bins[n].misses += 1 }
    }
  }

  func resolve(into doublets: inout DoubletScore) {
    for (t, event) in truth.enumerated() where event.type == .fasciculation && !isLeftOut[t] {
      guard event.discharges.count > 1 else {
        guard let match = partner[t] else { continue }
        doublets.singles += 1
        if found[match].discharges.count > 1 { doublets.falseDoublets += 1 }
        continue
      }
      guard let match = partner[t] else {
        doublets.missed += 1
        continue
      }
      doublets.found += 1
      let times = found[match].discharges
      guard times.count == event.discharges.count else { continue }
      doublets.resolved += 1
      doublets.intervalErrors.append(
        (times[1] - times[0]) - (event.discharges[1] - event.discharges[0]))
    }
  }

  /// Tells each detection's type, confidence and whether it is right.
  func calibrate(_ tell: (EventType, Double, Bool) -> Void) {
    var owner: [Int: Int] = [:]
    for (t, f) in partner.enumerated() { if let f { owner[f] = t } }
    for (n, event) in found.enumerated() where event.type != .unclassified && !isAtEdge(event) {
      if let t = owner[n], isLeftOut[t] { continue }
      tell(event.type, event.confidence, owner[n] != nil)
    }
  }

  /// A type within which another may lie by the contract, and which is therefore not its mistake.
  private func mayHost(_ host: EventType, _ guest: EventType) -> Bool {
    host == .contraction && guest == .negativeMyoclonus
      || host == .tonicFiring && guest == .fasciculation
  }

  /// The type that covers most of an event, those that may host it last.
  private func largest(_ event: ScoredEvent, _ shares: [EventType: Double]) -> EventType? {
    func best(_ isHost: Bool) -> EventType? {
      shares.filter { $0.value > 0 && mayHost($0.key, event.type) == isHost }
        .max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
    }
    return best(false) ?? best(true)
  }

  private func shares(
    _ event: ScoredEvent, _ others: [ScoredEvent], _ spans: [Stretch], _ owner: [Int],
    _ line: Timeline
  ) -> [EventType: Double] {
    var shares: [EventType: Double] = [:]
    for own in Self.spans(event, reach: settings.artifactReach) {
      for n in line.touching(own) {
        shares[others[owner[n]].type, default: 0] += own.overlap(spans[n])
      }
    }
    return shares
  }

  private func laidOut(_ events: [ScoredEvent]) -> (spans: [Stretch], owner: [Int]) {
    var spans: [Stretch] = []
    var owner: [Int] = []
    for (n, event) in events.enumerated() {
      for span in Self.spans(event, reach: settings.artifactReach) {
        spans.append(span)
        owner.append(n)
      }
    }
    return (spans, owner)
  }

  /// Each true event against its match, or else the type that overlaps it most.
  func confuse(into confusion: inout [String: [String: Int]]) {
    let (spans, owner) = laidOut(found)
    let line = Timeline(spans)
    for (t, event) in truth.enumerated() where !isLeftOut[t] {
      let type =
        partner[t] != nil
        ? event.type : largest(event, shares(event, found, spans, owner, line))
      confusion[event.type.rawValue, default: [:]][type?.rawValue ?? "missed", default: 0] += 1
    }
  }

  /// Each detection against its match, or else the true type that it overlaps most.
  func claim(into claims: inout [String: [String: Int]]) {
    let (spans, owner) = laidOut(truth)
    let line = Timeline(spans)
    let used = Set(partner.compactMap(\.self))
    for (n, event) in found.enumerated() {
      let type =
        used.contains(n) ? event.type : largest(event, shares(event, truth, spans, owner, line))
      claims[event.type.rawValue, default: [:]][type?.rawValue ?? "none", default: 0] += 1
    }
  }
}

extension MatchCounts {
  static func += (sum: inout MatchCounts, other: MatchCounts) {
    sum.hits += other.hits
    sum.misses += other.misses
    sum.falseAlarms += other.falseAlarms
  }
}
