internal import EMGCore

/// Pops that are taken out of the signal before anything else is told.
extension EpisodeClassifier {
  /// Names the pops that a step with a tail explains, and takes them out of the signal.
  func takePops(
    from episode: inout Episode, among cut: Cut, besides known: inout UnitSorter?,
    _ units: inout UnitSorter
  ) -> [Event] {
    let signatures = signatures
    let rules = settings.artifacts
    var found: [Event] = []
    for (burst, first) in zip(cut.bursts, cut.measures) {
      // A pop that was taken out changes what stands around it.
      let measures = found.isEmpty ? first : signatures.measures(of: burst, in: episode)
      let range = burst.onset..<burst.end
      let isStep = signatures.cause(measures, isLasting: false) == .electrodePop
      let isEdge =
        !isStep && burst.duration(rate) <= rules.popLongest
        && ElectrodePop.hasEdge(in: range, of: episode, settings: rules)
      guard isStep || isEdge,
        let pop = ElectrodePop(
          in: range, of: episode, settings: rules,
          explainingAtStart: isStep ? nil : rules.popExplained),
        pop.explained >= rules.popExplained,
        !isDischarge(burst, among: cut, episode, of: &known, &units)
      else { continue }
      pop.remove(from: &episode, response: stepResponse, settings: rules)
      // The filter's answer to the beginning of a swing is that to a step.
      var event = artifact(
        burst, measures.swing == nil ? .electrodePop : .motion, measures, episode)
      if isEdge { explain(&event, by: pop) }
      event.onset = max(0, pop.start - 1)
      event.end = max(event.end, pop.position + 1)
      event.details.times = [pop.position]
      if measures.swing == nil {
        event.features.append(Measure("step_uv", pop.height))
        event.features.append(
          Measure("decay_s", pop.decay.isFinite ? pop.decay / rate : .nan))
      }
      found.append(event)
    }
    return found
  }

  /// Events without the remains of pops that the model left.
  func besides(_ pops: [Event], _ events: [Event]) -> [Event] {
    let reach = Int(settings.artifacts.popRemains * rate)
    return events.filter { event in
      guard settings.artifacts.mayBeRemains(event) else { return true }
      return !pops.contains { $0.onset - reach < event.end && event.onset < $0.end + reach }
    }
  }
}
