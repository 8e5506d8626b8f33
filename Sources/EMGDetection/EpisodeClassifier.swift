internal import EMGCore
internal import EMGKernels
internal import RealModule

/// Decides what the activity of an episode is, in the order of precedence of the contract.
struct EpisodeClassifier: Sendable {
  let settings: DetectionSettings
  let rate: Double

  let gate: Gate
  /// The answer of the conditioning filter to a step of one, its middle the step.
  let stepResponse: [Float]
  /// The band of the conditioned signal, Hz.
  let band: ClosedRange<Double>

  var signatures: ArtifactSignatures {
    ArtifactSignatures(settings: settings.artifacts, band: band)
  }

  /// All events of an episode, by onset.
  ///
  /// Units that fire steadily are named and taken out of the signal first, one after the other:
  /// what other units do beside or on top of them is judged on what remains.
  ///
  /// - Parameters:
  ///   - episode: The stretch to look at; changed where steady units are taken out.
  ///   - units: The channel's motor units so far.
  ///   - long: Its waveforms that are too long for the units' window.
  /// - Returns: Events in the episode's samples, and the bursts that later units may explain.
  func events(
    in episode: inout Episode, units: inout UnitSorter, long: inout UnitSorter
  ) -> (events: [Event], open: [Discharge]) {
    var trains: [Event] = []
    var cut = self.cut(episode)
    var known: UnitSorter?
    let pops = takePops(from: &episode, among: cut, besides: &known, &units)
    if !pops.isEmpty {
      episode.rescore(gate)
      cut = self.cut(episode)
    }
    var pass = self.pass(over: episode, cut, units: units, long: long, &known)
    var steadyUnits: [(train: Int, unit: SteadyUnit)] = []
    for _ in 0..<settings.units.steadyRounds where !pass.trains.isEmpty {
      var isChanged = false
      for train in pass.trains where !steadyUnits.contains(where: { isOneOf(train, $0.unit) }) {
        var event = train.event
        let unit = SteadyUnit(
          of: train.beats, period: train.period, among: pass.bursts, in: episode,
          upTo: band.upperBound, settings: settings.units)
        // One that has no common waveform stays in the signal, and is found again there.
        guard let unit else { continue }
        unit.remove(from: &episode)
        steadyUnits.append((trains.count, unit))
        complete(&event, with: unit, episode)
        isChanged = true
        trains.append(event)
      }
      guard isChanged else { break }
      episode.rescore(gate)
      pass = self.pass(over: episode, self.cut(episode), units: units, long: long, &known)
    }
    (units, long) = (pass.units, pass.long)
    let rest = episode
    removeOwn(from: &pass.events, of: steadyUnits.map(\.unit), rest)
    trains = joined(trains, steadyUnits, &pass.trains, episode)
    var events = besides(pops, pass.events)
    var steady = trains + pass.trains.map(\.event)
    joinCompany(&events, &steady, episode)
    let merged = recruited(merged(events, steady), episode)
    let named = cramps(in: merged, episode).filter { !isGapOfFewUnits($0) }
    let settled = withoutSeveralUnits(pops + grouping(named, pass, trains, episode))
    let found = withEdgesOfMovement(settled)
    return (
      found.sorted { ($0.onset, $0.type.rawValue) < ($1.onset, $1.type.rawValue) },
      pass.discharges.filter { isOpen($0, units) }
    )
  }

  /// What one look at an episode finds.
  struct Pass {
    var events: [Event] = []
    var trains: [Train] = []
    /// Discharges with their units.
    var discharges: [Discharge] = []
    /// All bursts that were cut.
    var bursts: [Burst] = []
    var units: UnitSorter
    var long: UnitSorter
  }

  /// An episode's envelope and what of its bursts can be judged.
  struct Cut {
    var power: RunningSums
    var envelope: Envelope
    var bursts: [Burst]
    /// What each burst looks like without the high-pass.
    var measures: [ArtifactSignatures.Measures]
  }

  private func cut(_ episode: Episode) -> Cut {
    let power = episode.powerOverNoise
    let envelope = self.envelope(of: power, episode, settings.segmentation.envelopeWindow)
    let bursts = BurstSegmentation(settings: settings.segmentation)
      .bursts(in: episode, envelope: envelope).filter { !isMasked($0, episode) }
    let signatures = signatures
    return Cut(
      power: power, envelope: envelope, bursts: bursts,
      measures: bursts.map { signatures.measures(of: $0, in: episode) })
  }

  func envelope(
    of power: RunningSums, _ episode: Episode, _ window: Double
  ) -> Envelope {
    Envelope(
      of: power, hop: max(1, episode.samples(settings.segmentation.hop)),
      window: episode.samples(window))
  }

  private func pass(
    over episode: Episode, _ cut: Cut, units before: UnitSorter, long: UnitSorter,
    _ known: inout UnitSorter?
  ) -> Pass {
    var result = Pass(units: before, long: long)
    let fine = cut.envelope
    let margin = episode.samples(settings.classification.edgeGuard)
    let start = episode.samples(settings.classification.startGuard)
    // What begins well before the end is more than what a filter makes of the end, wherever it peaks.
    let inner = zip(cut.bursts, cut.measures).filter { burst, _ in
      !(episode.isFirst && burst.peak < margin && burst.end <= start)
        && !(episode.isLast && burst.peak >= episode.count - margin
          && burst.onset >= episode.count - 2 * margin)
    }
    var bursts = inner.map(\.0)
    guard !bursts.isEmpty else { return result }
    let smooth = envelope(of: cut.power, episode, settings.segmentation.smoothWindow)
    let slow = envelope(of: cut.power, episode, settings.segmentation.slowWindow)
    result.bursts = bursts

    // 1. What is not muscle.
    let signatures = signatures
    bursts = inner.filter { burst, measures in
      guard let cause = signatures.cause(measures),
        cause != .electrodePop
          || !isDischarge(burst, among: cut, episode, of: &known, &result.units)
      else { return true }
      result.events.append(artifact(burst, cause, measures, episode))
      return false
    }.map(\.0)

    // 2. Rhythm: beats at equal intervals, told apart by what a beat consists of.
    let finder = RhythmFinder(
      rhythm: settings.rhythm, segmentation: settings.segmentation, units: settings.units)
    // Bursts right beside a rhythm may be its own, too weak or uneven to tell.
    var doubtful: [Range<Int>] = []
    let artifacts = result.events.map { $0.onset..<$0.end }
    var taken: [Range<Int>] = []
    // A steady unit does not keep a contraction from being one.
    var blocked = artifacts
    var refused: [RhythmRun] = []
    let runs = finder.runs(in: episode, envelopes: [fine, smooth, slow])
    let brief = finder.runs(of: bursts, in: episode, envelope: fine)
      .filter {
        $0.frequency <= settings.rhythm.briefHighest
          && $0.troughLevel < settings.rhythm.silentTrough
      }
    for (n, run) in (runs + brief).enumerated()
    where !overlaps(run.onset..<run.end, taken) && !isOf(run, artifacts) {
      // Units that fire steadily are told from their discharges.
      guard var event = rhythm(run, episode), n < runs.count || event.type != .tonicFiring else {
        let isNew = !overlaps(run.onset..<run.end, refused.map { $0.onset..<$0.end })
        if isNew, isUnaccounted(run) { refused.append(run) }
        continue
      }
      // A long potential varies too much from beat to beat to be taken out of the signal.
      let isLong = run.burstDuration > settings.classification.dischargeMaximum
      if event.type == .tonicFiring, !isLong {
        let own = trains(of: run, named: event)
        taken += own.map { $0.event.onset..<$0.event.end }
        result.trains += own
      } else {
        widen(&event, of: run, by: bursts, artifacts + taken)
        taken.append(event.onset..<event.end)
        blocked.append(event.onset..<event.end)
        result.events.append(event)
        let reach = Int(settings.rhythm.doubtPeriods * run.intervals.mean * rate)
        doubtful.append((event.onset - reach)..<(event.end + reach))
      }
    }
    bursts.removeAll { overlaps($0.onset..<$0.end, artifacts + taken) }

    // 3. Steady trains of single units within what is left.
    let discharges = sorted(bursts, episode, &result.units, &result.long)
    result.discharges = discharges
    let steady = steadyTrains(discharges, result.units, episode)
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
    var withoutSilences = artifacts
    for stretch in joined.contractions {
      if let movement = movement(stretch, rest.map(\.burst), episode) {
        result.events.append(movement)
        withoutSilences.append(stretch)
        continue
      }
      let spectral = SpectralRhythm(
        in: stretch, envelope: fine, without: joined.silences, rate: rate,
        settings: settings.rhythm)
      if let spectral {
        let event = swinging(stretch, spectral, episode, fine)
        result.events.append(event)
        if event.type == .tremor { withoutSilences.append(stretch) }
        continue
      }
      var event = contraction(stretch, episode, fine)
      if let run = refused.first(where: { fills(stretch, $0) }) {
        // A candidate that another muscle may confirm.
        event.details.frequencyHz = run.frequency
        event.details.bursts = run.beats.map(\.peak)
      }
      result.events.append(event)
    }
    for silence in joined.silences where !overlaps(silence, withoutSilences) {
      let whole = joined.contractions.first { $0.overlaps(silence) } ?? silence
      let rules = settings.classification
      let level = episode.levelOverNoise(in: silence)
      // The filter carries a trace of strong activity into its silences.
      guard
        level < rules.sustainedLevel
          || level < rules.silenceShare * episode.levelOverNoise(in: whole)
      else { continue }
      result.events.append(self.silence(silence, in: whole, episode, fine))
    }

    // 5. Discrete events.
    let single = rest.filter { !overlaps($0.burst.onset..<$0.burst.end, joined.contractions) }
    let even = unsettled(refused, among: single, besides: joined.contractions)
    result.events += even
    let rhythmic = even.map { $0.onset..<$0.end }
    for item in single where !overlaps(item.burst.onset..<item.burst.end, rhythmic) {
      guard episode.isClear(item.burst.score, at: item.burst.peak) else { continue }
      if let pop = abruptPop(item, episode, besides: &result.units) ?? widePop(item.burst, episode)
      {
        result.events.append(pop)
        continue
      }
      let isDoubtful = overlaps(item.burst.onset..<item.burst.end, doubtful)
      result.events.append(discrete(item, episode, isDoubtful: isDoubtful))
    }
    return result
  }

  /// Whether a rhythm is most of a stretch.
  private func fills(_ stretch: Range<Int>, _ run: RhythmRun) -> Bool {
    let common = stretch.clamped(to: run.onset..<max(run.onset, run.end)).count
    return Double(common) >= settings.rhythm.unaccountedShare * Double(stretch.count)
  }

  /// Activity that is movement as a whole, though parts of it are too brief to tell.
  private func movement(
    _ stretch: Range<Int>, _ bursts: [Burst], _ episode: Episode
  ) -> Event? {
    let own = bursts.filter { stretch.overlaps($0.onset..<$0.end) }
    guard let largest = own.max(by: { $0.peakToPeak < $1.peakToPeak }) else { return nil }
    let signatures = signatures
    let measures = signatures.measures(of: stretch, height: largest.peakToPeak, in: episode)
    guard signatures.cause(measures) == .motion else { return nil }
    var event = artifact(largest, .motion, measures, episode)
    (event.onset, event.end) = (stretch.lowerBound, stretch.upperBound)
    return event
  }

  /// Whether too many of a rhythm's beats are artifacts; one of them in it does not end a tremor.
  private func isOf(_ run: RhythmRun, _ artifacts: [Range<Int>]) -> Bool {
    let spoiled = run.beats.count { overlaps($0.onset..<max($0.onset + 1, $0.end), artifacts) }
    return Double(spoiled) > settings.rhythm.outsiders * Double(run.beats.count)
  }

  /// Rhythms that were refused, but most of whose beats nothing else accounts for.
  private func unsettled(
    _ runs: [RhythmRun], among single: [Discharge], besides contractions: [Range<Int>]
  ) -> [Event] {
    runs.filter { run in
      let own = single.count { run.onset <= $0.burst.peak && $0.burst.peak < run.end }
      return !overlaps(run.onset..<run.end, contractions)
        && Double(own) >= settings.rhythm.unaccountedShare * Double(run.beats.count)
    }.map(unsettled)
  }

  /// Gives a rhythm the bursts right before and after it: its own beats, too weak or uneven for the
  /// search.
  private func widen(
    _ event: inout Event, of run: RhythmRun, by bursts: [Burst], _ taken: [Range<Int>]
  ) {
    let period = run.intervals.mean * rate
    var last = run.beats.last?.center ?? event.end
    let end = RhythmTail(run.beats.suffix(settings.rhythm.tailBeats), of: event.type)
    for burst in bursts where burst.center > last && burst.end > event.end {
      let periods = Double(burst.center - last) / period
      let place = end.place(of: burst, after: periods, settings.rhythm)
      guard place != .beyond, !overlaps(event.end..<burst.end, taken) else { break }
      guard place == .beat else { continue }
      last = burst.center
      event.end = burst.end
      event.details.bursts.append(burst.peak)
    }
    var first = run.beats.first?.center ?? event.onset
    let start = RhythmTail(run.beats.prefix(settings.rhythm.tailBeats), of: event.type)
    for burst in bursts.reversed() where burst.center < first && burst.onset < event.onset {
      let periods = Double(first - burst.center) / period
      let place = start.place(of: burst, after: periods, settings.rhythm)
      guard place != .beyond, !overlaps(burst.onset..<event.onset, taken) else { break }
      guard place == .beat else { continue }
      first = burst.center
      event.onset = burst.onset
      event.details.bursts.insert(burst.peak, at: 0)
    }
    event.setMeasure("bursts", to: Double(event.details.bursts.count))
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
  func outside(_ range: Range<Int>, of others: [Range<Int>]) -> [Range<Int>] {
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
