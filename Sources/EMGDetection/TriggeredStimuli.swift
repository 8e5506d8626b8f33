internal import EMGCore

/// Marks of a trigger channel within an episode.
struct TriggerMarks: Hashable, Sendable {
  /// The trigger channel's index in the recording.
  var channel: Int
  /// Positions, ascending.
  var positions: [Int]
}

/// Stimuli that a trigger channel tells: they need not come on a clock's grid, nor often.
///
/// A trigger may mark what is no electrical stimulus, such as a picture, so that nothing is taken
/// out on its word alone: at half of its marks in the episode or more the unfiltered signal must jump.
/// Three or more are taken out by what they share, as a train is; fewer are blanked one by one.
extension StimulationTracker {
  /// Removes the stimuli of trigger channels from an episode.
  ///
  /// - Parameters:
  ///   - triggers: The marks of each trigger channel in the episode.
  ///   - episode: The stretch; changed where there are stimuli.
  /// - Returns: One artifact for the stimuli of a trigger channel, and an evoked event a response.
  func remove(_ triggers: [TriggerMarks], from episode: inout Episode) -> [Event] {
    var found: [Event] = []
    for trigger in triggers {
      let stimuli = stimuli(at: trigger.positions, in: episode)
      guard !stimuli.isEmpty else { continue }
      var events = stimuli.count >= Self.fewestShared ? take(stimuli, from: &episode) : []
      if events.isEmpty {
        let jumps = Set(jumps(in: episode))
        events = blank(stimuli.filter(jumps.contains), in: &episode)
      }
      for n in events.indices where events[n].type == .artifact {
        events[n].features.append(Measure("trigger_channel", Double(trigger.channel)))
        events[n].evidence = [
          Evidence(
            "stimuli_at_triggers", value: Double(events[n].details.times.count),
            threshold: settings.triggerShare * Double(trigger.positions.count))
        ]
      }
      found += events
    }
    return found
  }

  /// Copies that can be told from what coincides with them.
  private static let fewestShared = 3

  /// Where the stimuli of marks stand: at jumps beside them, and where sampling hid the jump at the
  /// usual distance; none where too few of the marks have one.
  private func stimuli(at marks: [Int], in episode: Episode) -> [Int] {
    let jumps = jumps(in: episode).filter { isSharp([$0], episode) }
    let reach = samples(settings.triggerReach)
    let lags = marks.map { mark -> Int? in
      let near = jumps.min { abs($0 - mark) < abs($1 - mark) }
      return near.flatMap { abs($0 - mark) <= reach ? $0 - mark : nil }
    }
    let known = lags.compactMap(\.self).sorted()
    guard !known.isEmpty, Double(known.count) >= settings.triggerShare * Double(marks.count) else {
      return []
    }
    let usual = known[known.count / 2]
    let places = zip(marks, lags).map { mark, lag in mark + (lag ?? usual) }
    return Set(places.filter { $0 > 0 && $0 < episode.count }).sorted()
  }

  /// Takes out single stimuli: a line stands in for each with its response.
  private func blank(_ stimuli: [Int], in episode: inout Episode) -> [Event] {
    guard let first = stimuli.first, let last = stimuli.last else { return [] }
    var events: [Event] = []
    for (n, mark) in stimuli.enumerated() {
      let next = n + 1 < stimuli.count ? stimuli[n + 1] : episode.count
      let before = min(samples(settings.before), mark - (n > 0 ? stimuli[n - 1] : 0))
      let after = min(samples(settings.after), next - mark)
      let low = mark - before
      let sigma = Double(episode.sigma[mark])
      let level = episode.raw[low..<max(low + 1, mark - pulse)]
      let base = level.reduce(0, +) / Float(level.count)
      let sweep = episode.raw[low..<(mark + after)].map { $0 - base }
      var end = mark + min(after, samples(settings.before))
      if let response = response(in: sweep, before: before, sigma: sigma, count: 1) {
        end = max(end, min(mark + after, mark + response.end))
        events.append(
          evoked(
            response, at: mark, until: min(episode.count, mark + response.end), share: 1, sigma))
      }
      let (left, right) = (episode.raw[low], episode.raw[end - 1])
      for i in low..<end {
        episode.signal[i] = 0
        episode.raw[i] = left + (right - left) * Float(i - low) / Float(max(1, end - 1 - low))
      }
    }
    return [artifact(stimuli, first: first, last: last, in: episode)] + events
  }
}
