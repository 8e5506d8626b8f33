internal import EMGCore

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

  /// All events of an episode, by onset.
  ///
  /// - Parameters:
  ///   - episode: The stretch to look at.
  ///   - units: The channel's motor units so far.
  /// - Returns: Events in the episode's samples.
  func events(in episode: Episode, units: inout UnitSorter) -> [Event] {
    let hop = max(1, episode.samples(settings.segmentation.hop))
    let fine = Envelope(
      of: episode, hop: hop, window: episode.samples(settings.segmentation.envelopeWindow))
    let smooth = Envelope(
      of: episode, hop: hop, window: episode.samples(settings.segmentation.smoothWindow))
    let cutter = BurstSegmentation(settings: settings.segmentation)
    var bursts = cutter.bursts(in: episode, envelope: fine)
    bursts.removeAll { overlaps($0.onset..<$0.end, episode.masked) }
    guard !bursts.isEmpty else { return [] }
    var found: [Event] = []

    // 1. What is not muscle.
    let signatures = ArtifactSignatures(settings: settings.artifacts)
    bursts.removeAll { burst in
      let measures = signatures.measures(of: burst, in: episode)
      guard let cause = signatures.cause(measures) else { return false }
      found.append(artifact(burst, cause, measures, episode))
      return true
    }

    // 2. Rhythm: beats at equal intervals, told apart by what a beat consists of.
    let finder = RhythmFinder(
      rhythm: settings.rhythm, segmentation: settings.segmentation, units: settings.units)
    // Bursts right beside a rhythm may be its own, too weak or uneven to tell.
    var doubtful: [Range<Int>] = []
    var taken: [Range<Int>] = episode.masked + found.map { $0.onset..<$0.end }
    for run in finder.runs(in: episode, envelopes: [fine, smooth])
    where !overlaps(run.onset..<run.end, taken) {
      guard let event = rhythm(run, episode) else { continue }
      found.append(event)
      taken.append(run.onset..<run.end)
      if event.type != .tonicFiring {
        let reach = Int(settings.rhythm.doubtPeriods * run.intervals.mean * rate)
        doubtful.append((run.onset - reach)..<(run.end + reach))
      }
    }
    bursts.removeAll { overlaps($0.onset..<$0.end, taken) }

    // 3. Steady trains of single units within what is left.
    let discharges = sorted(bursts, episode, &units)
    let trains = steadyTrains(discharges, episode)
    found += trains.events
    let trained = trains.members

    // 4. Sustained and crowded activity.
    let sustained = SustainedActivity(settings: settings.classification)
    let rest = discharges.indices.filter { !trained.contains($0) }.map { discharges[$0] }
    let stretches = sustained.stretches(of: rest.map(\.burst), envelope: fine, episode: episode)
      .filter { !overlaps($0, taken) }
    let joined = sustained.joined(stretches, envelope: fine, episode: episode)
    for stretch in joined.contractions { found.append(contraction(stretch, episode, fine)) }
    for silence in joined.silences { found.append(self.silence(silence, episode, fine)) }

    // 5. Discrete events.
    for item in rest where !overlaps(item.burst.onset..<item.burst.end, joined.contractions) {
      let isDoubtful = overlaps(item.burst.onset..<item.burst.end, doubtful)
      found.append(discrete(item, episode, isDoubtful: isDoubtful))
    }
    return found.sorted { ($0.onset, $0.type.rawValue) < ($1.onset, $1.type.rawValue) }
  }

  /// A burst with its unit.
  struct Discharge: Sendable {
    var burst: Burst
    var unit: Int?
  }

  private func sorted(
    _ bursts: [Burst], _ episode: Episode, _ units: inout UnitSorter
  ) -> [Discharge] {
    bursts.map { burst in
      guard burst.coreDuration(rate) <= settings.classification.dischargeMaximum else {
        return Discharge(burst: burst, unit: nil)
      }
      let snippet = units.snippet(of: burst, in: episode)
      return Discharge(burst: burst, unit: units.assign(snippet, snr: burst.snr))
    }
  }

  private func steadyTrains(
    _ discharges: [Discharge], _ episode: Episode
  ) -> (events: [Event], members: Set<Int>) {
    let rules = settings.classification
    var events: [Event] = []
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
      events.append(event)
      for index in own
      where discharges[index].burst.onset >= event.onset
        && discharges[index].burst.end <= event.end
      {
        members.insert(index)
      }
    }
    return (events, members)
  }

  func overlaps(_ range: Range<Int>, _ others: [Range<Int>]) -> Bool {
    others.contains { $0.overlaps(range) }
  }
}
