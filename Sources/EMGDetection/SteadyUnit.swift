internal import EMGCore

/// A motor unit that fires steadily: its waveform and every discharge of it, also those that a
/// stronger discharge hides.
struct SteadyUnit: Sendable {
  var waveform: RepeatingWaveform
  /// Where its copies stand, ascending, in the episode's samples.
  private(set) var copies: [RepeatingWaveform.Copy]
  private let settings: UnitSettings

  /// Averages a train and looks for the members that it lacks.
  ///
  /// - Parameters:
  ///   - beats: The train's discharges.
  ///   - period: Its mean interval, seconds.
  ///   - bursts: All bursts of the stretch.
  ///   - episode: The stretch that holds them.
  ///   - settings: How long a waveform is and how much it may vary.
  init?(
    of beats: [Burst], period: Double, among bursts: [Burst], in episode: Episode,
    settings: UnitSettings
  ) {
    var marks = beats.map(\.center)
    let reach = max(2, episode.samples(settings.removedReach))
    let room = max(1, episode.samples(settings.maximumShift))
    guard
      let waveform = RepeatingWaveform(
        in: episode, at: &marks, before: reach, after: reach, room: room)
    else { return nil }
    self.waveform = waveform
    self.settings = settings
    copies = []
    let step = period * episode.rate
    copies = accepted(marks.sorted(), in: episode, step: step)
    guard !copies.isEmpty else { return nil }
    complete(in: episode, step: step)
    join(bursts, in: episode, step: step)
  }

  /// Takes in bursts within the train that have its waveform, however irregular.
  private mutating func join(_ bursts: [Burst], in episode: Episode, step: Double) {
    let reach = Int(settings.extensionPeriods * step)
    let room = max(1, episode.samples(settings.maximumShift))
    var start = copies[0].position - reach
    var end = copies[copies.count - 1].position + reach
    for burst in bursts where burst.end > start && burst.onset < end {
      let known = copies.contains { abs($0.position - burst.center) <= 2 * room }
      guard !known, let copy = like(burst.center, room, in: episode) else { continue }
      copies.append(copy)
      start = min(start, copy.position - reach)
      end = max(end, copy.position + reach)
    }
    copies.sort { $0.position < $1.position }
  }

  /// The waveform's fit to a discharge, if it leaves no more than noise and jitter explain.
  private func like(
    _ position: Int, _ room: Int, in episode: Episode
  ) -> RepeatingWaveform.Copy? {
    var best: (position: Int, sum: Float) = (position, -.infinity)
    for candidate in (position - room)...(position + room) {
      let start = candidate - waveform.before
      guard start >= 0, start + waveform.count <= episode.count else { continue }
      var sum: Float = 0
      for i in 0..<waveform.count { sum += episode.signal[start + i] * waveform.conditioned[i] }
      if sum > best.sum { best = (candidate, sum) }
    }
    let copy = waveform.copy(in: episode, at: best.position)
    guard copy.gain >= settings.gainLow, copy.gain <= settings.gainHigh else { return nil }
    let rest = waveform.residual(of: copy, in: episode).reduce(0.0) { $0 + Double($1) * Double($1) }
    let energy = waveform.conditioned.reduce(0.0) { $0 + Double($1) * Double($1) }
    let sigma = Double(episode.sigma[copy.position])
    let allowed =
      Double(waveform.count) * sigma * sigma + 4 * settings.shapeJitter * settings.shapeJitter
      * energy
    return rest <= settings.residual * allowed ? copy : nil
  }

  /// The marks at which the waveform has its usual size.
  private func accepted(
    _ marks: [Int], in episode: Episode, step: Double
  ) -> [RepeatingWaveform.Copy] {
    var result: [RepeatingWaveform.Copy] = []
    for mark in marks {
      let copy = waveform.copy(in: episode, at: mark)
      guard copy.gain >= settings.gainLow * settings.gainLow else { continue }
      if let last = result.last, Double(copy.position - last.position) < 0.25 * step { continue }
      result.append(copy)
    }
    return result
  }

  /// Looks for further copies in holes of the train and beyond its ends, where they are due.
  private mutating func complete(in episode: Episode, step: Double) {
    var added: [RepeatingWaveform.Copy] = []
    for (a, b) in zip(copies, copies.dropFirst()) {
      var last = a.position
      while Double(b.position - last) > settings.holePeriods * step {
        let low = last + Int(settings.earliestPeriod * step)
        let high = min(
          last + Int(settings.latestPeriod * step),
          b.position - Int(settings.earliestPeriod * step))
        guard low < high else { break }
        if let copy = best(in: low..<high, of: episode) { added.append(copy) }
        last = added.last.map { $0.position > last ? $0.position : high } ?? high
      }
    }
    extend(in: episode, step: step, forwards: true, into: &added)
    extend(in: episode, step: step, forwards: false, into: &added)
    copies = (copies + added).sorted { $0.position < $1.position }
  }

  private func extend(
    in episode: Episode, step: Double, forwards: Bool, into added: inout [RepeatingWaveform.Copy]
  ) {
    var end = forwards ? copies[copies.count - 1].position : copies[0].position
    while true {
      let near = Int(settings.earliestPeriod * step)
      let far = Int(settings.extensionPeriods * step)
      let range =
        forwards
        ? (end + near)..<min(episode.count, end + far)
        : max(0, end - far)..<max(0, end - near)
      guard !range.isEmpty, let copy = best(in: range, of: episode) else { return }
      added.append(copy)
      end = copy.position
    }
  }

  /// The place in a range where the waveform fits best, if it is there.
  private func best(in range: Range<Int>, of episode: Episode) -> RepeatingWaveform.Copy? {
    var energy: Float = 0
    for t in waveform.conditioned { energy += t * t }
    guard energy > 0 else { return nil }
    var best: (position: Int, gain: Float) = (0, 0)
    for position in range {
      let start = position - waveform.before
      guard start >= 0, start + waveform.count <= episode.count else { continue }
      var sum: Float = 0
      for i in 0..<waveform.count { sum += episode.signal[start + i] * waveform.conditioned[i] }
      let gain = sum / energy
      if abs(1 - gain) < abs(1 - best.gain) { best = (position, gain) }
    }
    guard best.gain > 0 else { return nil }
    let copy = waveform.copy(in: episode, at: best.position)
    guard copy.gain >= settings.gainLow, copy.gain <= settings.gainHigh else { return nil }
    // Taking it out must leave much less than was there.
    let start = copy.position - waveform.before
    guard start >= 0, start + waveform.count <= episode.count else { return nil }
    var before = 0.0
    var after = 0.0
    for (i, rest) in waveform.residual(of: copy, in: episode).enumerated() {
      let x = Double(episode.signal[start + i])
      before += x * x
      after += Double(rest) * Double(rest)
    }
    let sigma = Double(episode.sigma[copy.position])
    return before - after >= settings.explainedShare * Double(energy)
      && Double(energy) >= settings.explainedEnergy * sigma * sigma ? copy : nil
  }

  /// Takes every copy out of an episode.
  func remove(from episode: inout Episode) {
    for copy in copies { waveform.remove(copy, from: &episode) }
  }
}
