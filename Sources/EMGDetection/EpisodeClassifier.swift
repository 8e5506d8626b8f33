internal import EMGCore
internal import RealModule

/// An event in the samples of an episode, before it is placed on the recording's timeline.
struct EpisodeEvent: Sendable {
  var event: Event
  /// Whether a later episode that continues this one may lengthen the event.
  var mayContinue = false
}

/// Decides what the activity of an episode is, in the order of precedence of the contract.
struct EpisodeClassifier: Sendable {
  let settings: DetectionSettings
  let rate: Double

  let gate: Gate
  /// The answer of the conditioning filter to a step of one, its middle the step.
  let stepResponse: [Float]

  /// All events of an episode, by onset.
  ///
  /// Units that fire steadily are named and taken out of the signal first, one after the other:
  /// what other units do beside or on top of them is judged on what remains.
  ///
  /// - Parameters:
  ///   - episode: The stretch to look at; changed where steady units are taken out.
  ///   - units: The channel's motor units so far.
  /// - Returns: Events in the episode's samples.
  func events(in episode: inout Episode, units: inout UnitSorter) -> [Event] {
    var trains: [Event] = []
    let pops = takePops(from: &episode)
    var pass = self.pass(over: episode, units: units, removed: [])
    var removed: [Range<Int>] = []
    var unfitted: [(position: Int, size: Double)] = []
    for _ in 0..<settings.units.steadyRounds where !pass.trains.isEmpty {
      var isChanged = false
      for train in pass.trains {
        var event = train.event
        let unit = SteadyUnit(
          of: train.beats, period: train.period, among: pass.bursts, in: episode,
          settings: settings.units)
        if let unit {
          unit.remove(from: &episode)
          let size = median(train.beats.map(\.peakToPeak))
          unfitted += unit.unfitted.map { ($0, size) }
          complete(&event, with: unit, episode)
          isChanged = true
        }
        removed.append(event.onset..<event.end)
        trains.append(event)
      }
      guard isChanged else { break }
      episode.rescore(gate)
      pass = self.pass(over: episode, units: units, removed: removed)
    }
    units = pass.units
    // A beat of a train that has its unit's size is no other unit's discharge for its odd shape.
    let rules = settings.classification
    let near = 2 * max(1, episode.samples(settings.units.maximumShift))
    pass.events.removeAll { event in
      guard event.type == .fasciculation, let peak = event.details.discharges.first else {
        return false
      }
      let size = event.features.first { $0.name == "peak_to_peak_uv" }?.value ?? 0
      return unfitted.contains {
        abs($0.position - peak) <= near && abs(Double.log(size / $0.size)) <= rules.ownSize
      }
    }
    let merged = merged(besides(pops, pass.events), trains + pass.trains.map(\.event))
    let found = pops + grouping(cramps(in: merged), pass, trains, episode)
    return found.sorted { ($0.onset, $0.type.rawValue) < ($1.onset, $1.type.rawValue) }
  }

  /// A steadily firing unit as one pass sees it.
  struct Train: Sendable {
    var event: Event
    var beats: [Burst]
    /// Mean interval, seconds.
    var period: Double
  }

  /// What one look at an episode finds.
  private struct Pass {
    var events: [Event] = []
    var trains: [Train] = []
    /// Discharges with their units.
    var discharges: [Discharge] = []
    /// All bursts that were cut.
    var bursts: [Burst] = []
    var units: UnitSorter
  }

  /// Names the pops that a step with a tail explains, and takes them out of the signal.
  private func takePops(from episode: inout Episode) -> [Event] {
    let cutter = BurstSegmentation(settings: settings.segmentation)
    let signatures = ArtifactSignatures(settings: settings.artifacts)
    let rules = settings.artifacts
    var found: [Event] = []
    let envelope = Envelope(
      of: episode, hop: max(1, episode.samples(settings.segmentation.hop)),
      window: episode.samples(settings.segmentation.envelopeWindow))
    for burst in cutter.bursts(in: episode, envelope: envelope)
    where !isMasked(burst, episode) {
      let measures = signatures.measures(of: burst, in: episode)
      guard signatures.cause(measures) == .electrodePop,
        let pop = ElectrodePop(in: burst.onset..<burst.end, of: episode, settings: rules),
        pop.explained >= rules.popExplained
      else { continue }
      pop.remove(
        from: &episode, response: stepResponse, share: rules.popSpread,
        reach: episode.samples(rules.popReach))
      var event = artifact(burst, .electrodePop, measures, episode)
      event.onset = max(0, pop.position - 1)
      event.end = max(event.end, pop.position + 1)
      event.details.times = [pop.position]
      event.features.append(Measure("step_uv", pop.height))
      event.features.append(
        Measure("decay_s", pop.decay.isFinite ? pop.decay / rate : .nan))
      found.append(event)
    }
    if !found.isEmpty { episode.rescore(gate) }
    return found
  }

  /// Events without the remains of pops that the model left.
  private func besides(_ pops: [Event], _ events: [Event]) -> [Event] {
    let reach = Int(settings.artifacts.popRemains * rate)
    return events.filter { event in
      switch event.type {
      case .artifact, .unclassified: break
      case .fasciculation, .myoclonus:
        let snr = event.features.first { $0.name == "snr" }?.value ?? 0
        guard snr < settings.artifacts.remainsSNR else { return true }
      default: return true
      }
      return !pops.contains { $0.onset - reach < event.end && event.onset < $0.end + reach }
    }
  }

  /// The train's event with the discharges that were found on the second look.
  private func complete(_ event: inout Event, with unit: SteadyUnit, _ episode: Episode) {
    let reach = unit.waveform.extent(above: Float(event.noise))
    guard let first = unit.copies.first, let last = unit.copies.last else { return }
    event.onset = max(0, min(event.onset, first.position - reach.before))
    event.end = min(episode.count, max(event.end, last.position + reach.after))
    if let n = event.features.firstIndex(where: { $0.name == "discharges" }) {
      event.features[n].value = Double(unit.copies.count)
    }
  }

  /// Units that fire within a contraction are its own; several at a time are one.
  private func merged(_ events: [Event], _ trains: [Event]) -> [Event] {
    var events = events
    var trains = trains
    let rules = settings.classification
    // Several at a time.
    for train in trains {
      let others = trains.filter { overlap($0, train) >= 0.5 }
      guard others.count >= rules.contractionUnits else { continue }
      var event = train
      event.type = .contraction
      event.motorUnit = nil
      event.details = EventDetails()
      event.onset = others.map(\.onset).min() ?? train.onset
      event.end = others.map(\.end).max() ?? train.end
      event.evidence = [
        Evidence(
          "steady_units", value: Double(others.count), threshold: Double(rules.contractionUnits))
      ]
      if !events.contains(where: { $0.type == .contraction && overlap($0, event) > 0 }) {
        events.append(event)
      }
    }
    for index in events.indices where events[index].type == .contraction {
      for train in trains where overlap(train, events[index]) >= rules.contractionTrainShare {
        events[index].onset = min(events[index].onset, train.onset)
        events[index].end = max(events[index].end, train.end)
      }
    }
    // Contractions that grew into one another are one.
    var contractions: [Event] = []
    for event in events.filter({ $0.type == .contraction }).sorted(by: { $0.onset < $1.onset }) {
      if let last = contractions.last, event.onset < last.end {
        contractions[contractions.count - 1].end = max(last.end, event.end)
      } else {
        contractions.append(event)
      }
    }
    events = events.filter { $0.type != .contraction } + contractions
    trains.removeAll { train in contractions.contains { overlap(train, $0) >= 0.5 } }
    // Single bursts that a longer contraction now covers are its own.
    events.removeAll { event in
      guard event.type == .fasciculation || event.type == .myoclonus || event.type == .unclassified
      else { return false }
      return contractions.contains { $0.onset <= event.onset && event.end <= $0.end }
    }
    return events + trains
  }

  /// Puts groups of discharges that come again in the place of what they looked like one by one.
  private func grouping(
    _ events: [Event], _ pass: Pass, _ trains: [Event], _ episode: Episode
  ) -> [Event] {
    let finder = GroupedDischarges(settings: settings.grouping, rate: rate)
    let longest = Int(settings.grouping.longestGroup * rate)
    var groups = (trains + pass.trains.map(\.event))
      .filter { $0.end - $0.onset <= longest }
      .map {
        GroupedDischarges.Group(onset: $0.onset, end: $0.end, inner: $0.details.rateHz ?? 0)
      }
    groups += finder.groups(
      of: pass.discharges.compactMap { item in
        item.unit.map { ($0, item.burst.onset, item.burst.end, item.burst.center) }
      })
    for burst in pass.bursts where burst.end - burst.onset <= longest {
      guard burst.coreDuration(rate) > settings.classification.dischargeMaximum / 2,
        let inner = finder.innerRate(of: burst, in: episode)
      else { continue }
      groups.append(GroupedDischarges.Group(onset: burst.onset, end: burst.end, inner: inner))
    }
    // A rhythm, an artifact or a long contraction is not made of groups.
    let others = events.filter {
      switch $0.type {
      case .tremor, .clonus, .artifact, .evoked, .cramp: true
      case .contraction, .tonicFiring, .rhythmicBursting: $0.end - $0.onset > longest
      default: false
      }
    }.map { $0.onset..<$0.end }
    groups.removeAll { overlaps($0.onset..<max($0.end, $0.onset + 1), others) }
    var result = events
    for chain in finder.chains(groups) where holdsMost(chain, of: pass.bursts) {
      let event = grouped(chain, episode)
      result.removeAll {
        $0.type != .artifact && $0.onset < event.end && event.onset < $0.end
          && !(($0.end - $0.onset) > longest && $0.type != .rhythmicBursting)
      }
      result.append(event)
    }
    return result
  }

  /// Names contractions that break up at their end, and gives them the pieces.
  private func cramps(in events: [Event]) -> [Event] {
    let rules = settings.classification
    var events = events.sorted { ($0.onset, $0.end) < ($1.onset, $1.end) }
    let reach = Int(rules.crampGap * rate)
    let shortest = Int(rules.silenceMinimum * rate)
    var n = 0
    while n < events.count {
      defer { n += 1 }
      let event = events[n]
      guard event.type == .contraction,
        Double(event.end - event.onset) / rate >= rules.crampShortest
      else { continue }
      var end = event.end
      var gaps = 0
      var pieces: [Int] = []
      for m in (n + 1)..<max(n + 1, events.count) {
        let next = events[m]
        guard next.onset - end <= reach else { break }
        switch next.type {
        case .contraction, .myoclonus, .fasciculation, .unclassified, .negativeMyoclonus:
          if next.onset - end >= shortest { gaps += 1 }
          end = max(end, next.end)
          pieces.append(m)
        default: continue
        }
      }
      let silences = events.filter {
        $0.type == .negativeMyoclonus && $0.onset >= event.onset && $0.end <= end
      }
      let border = Double(end) - rules.crampEnd * Double(end - event.onset)
      let late = silences.count { Double($0.onset) >= border } + gaps
      let all = silences.count + gaps
      guard late >= rules.crampSilences, Double(late) >= rules.crampShare * Double(all) else {
        continue
      }
      events[n] = cramp(event, end: end, silences: late)
      events = events.indices.filter { m in
        m <= n
          || !pieces.contains(m)
            && !(events[m].type == .negativeMyoclonus && events[m].onset < end)
      }.map { events[$0] }
    }
    return events
  }

  /// Whether most of what happens during a chain of groups happens in its groups.
  private func holdsMost(_ chain: [GroupedDischarges.Group], of bursts: [Burst]) -> Bool {
    let span = chain[0].onset..<max(chain[0].onset + 1, chain[chain.count - 1].end)
    let within = bursts.filter { span.contains($0.peak) }
    let own = within.count { burst in
      chain.contains { $0.onset <= burst.peak && burst.peak < $0.end }
    }
    return Double(own) >= settings.grouping.share * Double(within.count)
  }

  /// The share of the first event that the second covers.
  private func overlap(_ a: Event, _ b: Event) -> Double {
    let common = min(a.end, b.end) - max(a.onset, b.onset)
    return common > 0 ? Double(common) / Double(max(1, a.end - a.onset)) : 0
  }

  private func pass(
    over episode: Episode, units before: UnitSorter, removed: [Range<Int>]
  ) -> Pass {
    var result = Pass(units: before)
    let hop = max(1, episode.samples(settings.segmentation.hop))
    let fine = Envelope(
      of: episode, hop: hop, window: episode.samples(settings.segmentation.envelopeWindow))
    let smooth = Envelope(
      of: episode, hop: hop, window: episode.samples(settings.segmentation.smoothWindow))
    let slow = Envelope(
      of: episode, hop: hop, window: episode.samples(settings.segmentation.slowWindow))
    let cutter = BurstSegmentation(settings: settings.segmentation)
    var bursts = cutter.bursts(in: episode, envelope: fine)
    bursts.removeAll { isMasked($0, episode) }
    let margin = episode.samples(settings.classification.edgeGuard)
    bursts.removeAll {
      (episode.isFirst && $0.peak < margin) || (episode.isLast && $0.peak >= episode.count - margin)
    }
    guard !bursts.isEmpty else { return result }
    result.bursts = bursts

    // 1. What is not muscle.
    let signatures = ArtifactSignatures(settings: settings.artifacts)
    bursts.removeAll { burst in
      let measures = signatures.measures(of: burst, in: episode)
      guard let cause = signatures.cause(measures) else { return false }
      result.events.append(artifact(burst, cause, measures, episode))
      return true
    }

    // 2. Rhythm: beats at equal intervals, told apart by what a beat consists of.
    let finder = RhythmFinder(
      rhythm: settings.rhythm, segmentation: settings.segmentation, units: settings.units)
    // Bursts right beside a rhythm may be its own, too weak or uneven to tell.
    var doubtful: [Range<Int>] = []
    let artifacts = result.events.map { $0.onset..<$0.end }
    var taken: [Range<Int>] = artifacts
    // A steady unit does not keep a contraction from being one.
    var blocked = artifacts
    for run in finder.runs(in: episode, envelopes: [fine, smooth, slow])
    where !overlaps(run.onset..<run.end, taken) {
      guard var event = rhythm(run, episode) else { continue }
      if event.type != .tonicFiring { widen(&event, of: run, by: bursts, taken) }
      taken.append(event.onset..<event.end)
      if event.type != .tonicFiring { blocked.append(event.onset..<event.end) }
      if event.type == .tonicFiring {
        result.trains.append(Train(event: event, beats: run.beats, period: run.intervals.mean))
      } else {
        result.events.append(event)
        let reach = Int(settings.rhythm.doubtPeriods * run.intervals.mean * rate)
        doubtful.append((event.onset - reach)..<(event.end + reach))
      }
    }
    bursts.removeAll { overlaps($0.onset..<$0.end, taken) }

    // 3. Steady trains of single units within what is left.
    let discharges = sorted(bursts, episode, &result.units)
    result.discharges = discharges
    let steady = steadyTrains(discharges, episode)
    result.trains += steady.trains
    let trained = steady.members

    // 4. Sustained and crowded activity.
    let sustained = SustainedActivity(settings: settings.classification)
    let rest = discharges.indices.filter { !trained.contains($0) }.map { discharges[$0] }
    let stretches = sustained.stretches(of: rest.map(\.burst), envelope: fine, episode: episode)
      .flatMap { outside($0, of: blocked) }
      .filter { $0.count >= episode.samples(settings.classification.sustainedMinimum) }
    let joined = sustained.joined(
      stretches, bursts: rest.map(\.burst), envelope: fine, episode: episode)
    var withoutSilences: [Range<Int>] = []
    for stretch in joined.contractions {
      let spectral = SpectralRhythm(
        in: stretch, signal: episode.signal, envelope: fine, rate: rate, settings: settings.rhythm)
      if let spectral {
        let event = swinging(stretch, spectral, episode, fine)
        result.events.append(event)
        if event.type == .tremor { withoutSilences.append(stretch) }
        continue
      }
      result.events.append(contraction(stretch, episode, fine))
    }
    for silence in joined.silences where !overlaps(silence, withoutSilences) {
      result.events.append(self.silence(silence, episode, fine))
    }

    // 5. Discrete events.
    for item in rest where !overlaps(item.burst.onset..<item.burst.end, joined.contractions) {
      let isDoubtful = overlaps(item.burst.onset..<item.burst.end, doubtful)
      result.events.append(discrete(item, episode, isDoubtful: isDoubtful))
    }
    return result
  }

  /// Gives a rhythm the bursts right before and after it: its own beats, too weak or uneven for the
  /// search.
  private func widen(
    _ event: inout Event, of run: RhythmRun, by bursts: [Burst], _ taken: [Range<Int>]
  ) {
    let reach = Int(settings.rhythm.ownPeriods * run.intervals.mean * rate)
    var last = run.beats.last?.center ?? event.end
    for burst in bursts where burst.center > last && burst.end > event.end {
      guard burst.center - last <= reach, !overlaps(burst.onset..<burst.end, taken) else { break }
      last = burst.center
      event.end = burst.end
      event.details.bursts.append(burst.peak)
    }
    var first = run.beats.first?.center ?? event.onset
    for burst in bursts.reversed() where burst.center < first && burst.onset < event.onset {
      guard first - burst.center <= reach, !overlaps(burst.onset..<burst.end, taken) else { break }
      first = burst.center
      event.onset = burst.onset
      event.details.bursts.insert(burst.peak, at: 0)
    }
    if let n = event.features.firstIndex(where: { $0.name == "bursts" }) {
      event.features[n].value = Double(event.details.bursts.count)
    }
  }

  /// A burst with its unit, and the discharges of a doublet or multiplet.
  struct Discharge: Sendable {
    var burst: Burst
    var unit: Int?
    /// The largest deflection of each discharge.
    var peaks: [Int]
    /// Whether no other discharge of its shape is known.
    var isSolitary: Bool

    init(burst: Burst, unit: Int?, isSolitary: Bool = false) {
      self.burst = burst
      self.unit = unit
      self.isSolitary = isSolitary
      peaks = [burst.peak]
    }
  }

  /// Gives each burst its unit; those that no unit fits alone are taken apart where several do.
  private func sorted(
    _ bursts: [Burst], _ episode: Episode, _ units: inout UnitSorter
  ) -> [Discharge] {
    let rules = settings.classification
    var result: [Discharge] = []
    var open: [Burst] = []
    for burst in bursts {
      if burst.coreDuration(rate) <= rules.dischargeMaximum {
        let snippet = units.snippet(of: burst, in: episode)
        if let unit = units.assign(snippet, snr: burst.snr) {
          result.append(Discharge(burst: burst, unit: unit))
          continue
        }
      }
      open.append(burst)
    }
    // A second look, now that every unit of the episode is known.
    let longest = episode.samples(settings.units.superposedLongest)
    for n in result.indices {
      guard let unit = result[n].unit, units.templates[unit].members == 1 else { continue }
      open.append(result[n].burst)
      result[n].unit = nil
    }
    result.removeAll { $0.unit == nil }
    // What looks like a rare unit may be a frequent one's doublet.
    let most = units.templates.map(\.members).max() ?? 0
    for n in result.indices {
      guard let unit = result[n].unit else { continue }
      let least = settings.units.doubletRarity * units.templates[unit].members
      guard least <= most,
        let parts = units.explain(result[n].burst, in: episode, least: least), parts.count > 1
      else { continue }
      let own = discharges(parts, of: result[n].burst, in: episode, units)
      result[n] = own[0]
      result += own.dropFirst()
    }
    for burst in open {
      guard burst.core <= longest, let parts = units.explain(burst, in: episode) else {
        result.append(
          Discharge(burst: burst, unit: units.only(burst, in: episode), isSolitary: true))
        continue
      }
      result += discharges(parts, of: burst, in: episode, units)
    }
    return result.sorted { $0.burst.peak < $1.burst.peak }
  }

  /// The parts of a superposition; near ones of one unit are a doublet.
  private func discharges(
    _ parts: [SuperposedDischarge], of burst: Burst, in episode: Episode, _ units: UnitSorter
  ) -> [Discharge] {
    if parts.count == 1 { return [Discharge(burst: burst, unit: parts[0].unit)] }
    let nearest = episode.samples(settings.units.doubletLongest)
    var result: [Discharge] = []
    for part in parts {
      let own = units.burst(of: part, in: burst, count: episode.count)
      if let last = result.indices.last, result[last].unit == part.unit,
        own.center - result[last].burst.center <= nearest
      {
        result[last].burst.end = max(result[last].burst.end, own.end)
        result[last].peaks.append(own.peak)
      } else {
        result.append(Discharge(burst: own, unit: part.unit))
      }
    }
    return result
  }

  private func steadyTrains(
    _ discharges: [Discharge], _ episode: Episode
  ) -> (trains: [Train], members: Set<Int>) {
    let rules = settings.classification
    var trains: [Train] = []
    var members: Set<Int> = []
    let units = Set(discharges.compactMap(\.unit)).sorted()
    for unit in units {
      let own = discharges.indices.filter { discharges[$0].unit == unit }
      guard own.count >= rules.tonicMinimum else { continue }
      let times = own.map { Double(discharges[$0].burst.center) / rate }
      let strengths = own.map { discharges[$0].burst.level }
      let chain = RhythmSearch(settings: settings.rhythm).bestChain(
        times: times, strengths: strengths, lowest: rules.tonicLowest, highest: rules.tonicHighest)
      guard let chain, chain.members.count >= rules.tonicMinimum,
        chain.evidence >= rules.tonicEvidence
      else { continue }
      let beats = chain.members.map { discharges[own[$0]].burst }
      let middle = median(zip(times, times.dropFirst()).map { $1 - $0 })
      let intervals = zip(beats, beats.dropFirst()).map { Double($1.center - $0.center) / rate }
        .map { $0 > 1.6 * middle ? $0 / 2 : $0 }
      guard let statistics = IntervalStatistics(intervals: intervals),
        statistics.localVariation <= rules.tonicVariation
      else { continue }
      var event = tonicFiring(beats, statistics, evidence: chain.evidence)
      event.motorUnit = unit
      trains.append(Train(event: event, beats: beats, period: statistics.mean))
      for index in own
      where discharges[index].burst.onset >= event.onset
        && discharges[index].burst.end <= event.end
      {
        members.insert(index)
      }
    }
    weakTrains(discharges, &trains, &members)
    return (trains, members)
  }

  /// Even trains of discharges too weak for a unit of their own.
  private func weakTrains(
    _ discharges: [Discharge], _ trains: inout [Train], _ members: inout Set<Int>
  ) {
    let rules = settings.classification
    var open = [
      discharges.indices.filter { index in
        let burst = discharges[index].burst
        return !members.contains(index) && burst.snr < rules.weakUnitSNR
          && burst.coreDuration(rate) <= rules.dischargeMaximum
      }
    ]
    while let own = open.popLast() {
      guard own.count >= settings.rhythm.definiteBursts else { continue }
      let chain = RhythmSearch(settings: settings.rhythm).bestChain(
        times: own.map { Double(discharges[$0].burst.center) / rate },
        strengths: own.map { discharges[$0].burst.level }, lowest: rules.tonicLowest,
        highest: rules.tonicHighest)
      guard let chain, chain.members.count >= settings.rhythm.definiteBursts,
        chain.evidence >= rules.briefEvidence,
        Double(chain.outsiders) <= settings.rhythm.outsiders * Double(chain.members.count),
        let first = chain.members.first, let last = chain.members.last
      else { continue }
      open.append(Array(own[..<first]))
      open.append(Array(own[(last + 1)...]))
      let beats = chain.members.map { discharges[own[$0]].burst }
      let raw = zip(beats, beats.dropFirst()).map { Double($1.center - $0.center) / rate }
      let middle = median(raw)
      let intervals = raw.map { $0 > 1.6 * middle ? $0 / 2 : $0 }
      guard let statistics = IntervalStatistics(intervals: intervals),
        statistics.localVariation <= rules.tonicVariation
      else { continue }
      let event = tonicFiring(beats, statistics, evidence: chain.evidence)
      trains.append(Train(event: event, beats: beats, period: statistics.mean))
      for index in own
      where discharges[index].burst.onset >= event.onset
        && discharges[index].burst.end <= event.end
      {
        members.insert(index)
      }
    }
  }

  /// Whether a burst cannot be judged for masks: a brief one that touches one, or a long one of
  /// which too much is masked.
  private func isMasked(_ burst: Burst, _ episode: Episode) -> Bool {
    let own = burst.onset..<max(burst.onset + 1, burst.end)
    let touching = episode.masked.filter { $0.overlaps(own) }
    guard !touching.isEmpty else { return false }
    guard burst.duration(rate) > settings.classification.burstMaximum else { return true }
    let covered = touching.reduce(0) { $0 + $1.clamped(to: own).count }
    return Double(covered) > settings.artifacts.maskedShare * Double(own.count)
  }

  /// What of a range lies outside of others.
  private func outside(_ range: Range<Int>, of others: [Range<Int>]) -> [Range<Int>] {
    var result = [range]
    for other in others {
      result = result.flatMap { part -> [Range<Int>] in
        guard part.overlaps(other) else { return [part] }
        return [
          part.lowerBound..<max(part.lowerBound, min(part.upperBound, other.lowerBound)),
          min(part.upperBound, max(part.lowerBound, other.upperBound))..<part.upperBound,
        ].filter { !$0.isEmpty }
      }
    }
    return result
  }

  func overlaps(_ range: Range<Int>, _ others: [Range<Int>]) -> Bool {
    others.contains { $0.overlaps(range) }
  }
}
