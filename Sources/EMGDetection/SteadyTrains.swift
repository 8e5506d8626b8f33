internal import EMGCore

/// Units that fire steadily among sorted discharges.
extension EpisodeClassifier {
  /// A steadily firing unit as one pass sees it.
  struct Train: Sendable {
    var event: Event
    var beats: [Burst]
    /// Mean interval, seconds.
    var period: Double
  }

  /// Trains of single units among the discharges, and which discharges they take.
  func steadyTrains(
    _ discharges: [Discharge], _ units: UnitSorter, _ episode: Episode
  ) -> (trains: [Train], members: Set<Int>) {
    var trains: [Train] = []
    var members: Set<Int> = []
    pooledTrains(discharges, units, episode, &trains, &members)
    for unit in Set(discharges.compactMap(\.unit)).sorted() {
      let own = discharges.indices.filter {
        discharges[$0].unit == unit && !members.contains($0)
      }
      guard let chain = tonicChain(own, discharges) else { continue }
      let times = own.map { Double(discharges[$0].burst.center) / rate }
      let middle = median(zip(times, times.dropFirst()).map { $1 - $0 })
      guard var train = train(chain, own, discharges, middle: middle) else { continue }
      train.event.motorUnit = unit
      trains.append(train)
      members.formUnion(covered(own, discharges, by: train.event))
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
      guard own.count >= settings.rhythm.definiteBursts,
        let chain = steadyChain(own, discharges),
        chain.members.count >= settings.rhythm.definiteBursts,
        chain.evidence >= rules.briefEvidence,
        Double(chain.outsiders) <= settings.rhythm.outsiders * Double(chain.members.count),
        let first = chain.members.first, let last = chain.members.last
      else { continue }
      open.append(Array(own[..<first]))
      open.append(Array(own[(last + 1)...]))
      guard let train = train(chain, own, discharges) else { continue }
      trains.append(train)
      members.formUnion(covered(own, discharges, by: train.event))
    }
  }

  /// The best even chain among some of the discharges, where it is long and even enough for one unit.
  private func tonicChain(_ own: [Int], _ discharges: [Discharge]) -> RhythmChain? {
    let rules = settings.classification
    guard own.count >= rules.tonicMinimum, let chain = steadyChain(own, discharges),
      chain.members.count >= rules.tonicMinimum, chain.evidence >= rules.tonicEvidence
    else { return nil }
    return chain
  }

  /// The best even chain among some of the discharges, at the rates of a unit.
  private func steadyChain(_ own: [Int], _ discharges: [Discharge]) -> RhythmChain? {
    RhythmSearch(settings: settings.rhythm).bestChain(
      times: own.map { Double(discharges[$0].burst.center) / rate },
      strengths: own.map { discharges[$0].burst.level },
      lowest: settings.classification.tonicLowest, highest: settings.classification.tonicHighest)
  }

  /// A chain as a train, or nil where its intervals vary too much.
  ///
  /// - Parameters:
  ///   - chain: The chain, in indices of `own`.
  ///   - own: The discharges that were searched.
  ///   - discharges: All of them.
  ///   - middle: The usual interval, seconds; the chain's median where nil.
  /// - Returns: The train.
  private func train(
    _ chain: RhythmChain, _ own: [Int], _ discharges: [Discharge], middle: Double? = nil
  ) -> Train? {
    let beats = chain.members.map { discharges[own[$0]].burst }
    let raw = zip(beats, beats.dropFirst()).map { Double($1.center - $0.center) / rate }
    let intervals = IntervalStatistics.withoutMissed(
      raw, usual: middle ?? median(raw), settings: settings.rhythm)
    guard let statistics = IntervalStatistics(intervals: intervals),
      statistics.localVariation <= settings.classification.tonicVariation
    else { return nil }
    return Train(
      event: tonicFiring(beats, statistics, evidence: chain.evidence), beats: beats,
      period: statistics.mean)
  }

  /// A rhythm that is one unit's as trains: a rhythm may rest and go on, a unit that pauses fires anew.
  ///
  /// - Parameters:
  ///   - run: The rhythm.
  ///   - event: What it is as a whole.
  /// - Returns: One train where it has no pause; else one for each part that is steady by itself.
  func trains(of run: RhythmRun, named event: Event) -> [Train] {
    let pause = Int(settings.steadyPool.pause * rate)
    let parts = run.beats.cut { $1.center - $0.center > pause }
    guard parts.count > 1 else {
      return [Train(event: event, beats: run.beats, period: run.intervals.mean)]
    }
    return parts.compactMap { part in
      let own = part.map { Discharge(burst: $0, unit: nil) }
      let all = Array(own.indices)
      return tonicChain(all, own).flatMap { train($0, all, own) }
    }
  }

  /// The discharges that lie within a train.
  func covered(
    _ own: [Int], _ discharges: [Discharge], by event: Event
  ) -> [Int] {
    own.filter {
      discharges[$0].burst.onset >= event.onset && discharges[$0].burst.end <= event.end
    }
  }

  /// The train's event with the discharges that were found on the second look.
  func complete(_ event: inout Event, with unit: SteadyUnit, _ episode: Episode) {
    let reach = unit.waveform.extent(above: Float(event.noise))
    guard let first = unit.copies.first, let last = unit.copies.last else { return }
    event.onset = max(0, min(event.onset, first.position - reach.before))
    event.end = min(episode.count, max(event.end, last.position + reach.after))
    event.details.bursts = unit.copies.map(\.position)
    event.setMeasure("discharges", to: Double(unit.copies.count))
  }
}
