internal import EMGCore
internal import RealModule

/// A motor unit that fires steadily: its waveform and every discharge of it, also those that a
/// stronger discharge hides.
struct SteadyUnit: Sendable {
  var waveform: RepeatingWaveform
  /// Where its copies stand, ascending, in the episode's samples.
  private(set) var copies: [RepeatingWaveform.Copy]
  /// Centres of beats of the train that the waveform does not fit: its own nevertheless.
  private(set) var unfitted: [Int] = []
  /// Mean interval, samples.
  let step: Double
  /// The usual size of a discharge, µV peak to peak.
  let size: Double
  /// How large the discharges around a place are, over the waveform's, ascending by place.
  private let course: [(position: Int, factor: Double)]
  let settings: UnitSettings
  /// Standard deviation of its intervals over their mean.
  private var variation = 0.0

  /// Averages a train and looks for the members that it lacks.
  ///
  /// - Parameters:
  ///   - beats: The train's discharges.
  ///   - period: Its mean interval, seconds.
  ///   - bursts: All bursts of the stretch.
  ///   - episode: The stretch that holds them.
  ///   - highest: The upper end of the conditioned signal's band, Hz.
  ///   - settings: How long a waveform is and how much it may vary.
  init?(
    of beats: [Burst], period: Double, among bursts: [Burst], in episode: Episode,
    upTo highest: Double, settings: UnitSettings
  ) {
    var marks = beats.map(\.center)
    let reach = max(2, episode.samples(settings.removedReach))
    let room = max(1, episode.samples(settings.maximumShift))
    guard
      let waveform = RepeatingWaveform(
        in: episode, at: &marks, before: reach, after: reach, room: room,
        taper: settings.removedTaper,
        phases: max(
          1, Int((highest / (2 * settings.misplacement * episode.rate)).rounded(.up))))
    else { return nil }
    self.waveform = waveform
    self.settings = settings
    copies = []
    step = period * episode.rate
    size = median(beats.map(\.peakToPeak))
    course = Self.course(of: beats, usual: size, reach: settings.courseReach)
    // A beat that merged with another unit's discharge has its centre elsewhere.
    for beat in beats {
      let low = max(
        copies.last.map { $0.position + Int(settings.closestPeriod * step) } ?? 0, beat.onset - room
      )
      let high = max(beat.end, beat.center) + room
      guard low < high, let copy = located(in: low..<high, of: episode, isKnown: true) else {
        unfitted.append(beat.center)
        continue
      }
      copies.append(copy)
    }
    guard copies.count >= 3 else { return nil }
    complete(in: episode)
    let intervals = zip(copies, copies.dropFirst()).map {
      Double($1.position - $0.position) / step
    }.filter { $0 >= settings.earliestPeriod && $0 <= settings.latestPeriod }
    variation = max(
      settings.leastVariation, IntervalStatistics(intervals: intervals)?.variation ?? 0)
    join(bursts, in: episode)
  }

  /// How large discharges are around each of them, over the usual: their amplitude changes with
  /// the skin under the electrode and with the muscle's length.
  private static func course(
    of beats: [Burst], usual: Double, reach: Int
  ) -> [(position: Int, factor: Double)] {
    beats.indices.map { n in
      let near = beats[max(0, n - reach)...min(beats.count - 1, n + reach)]
      let factor = usual > 0 ? median(near.map(\.peakToPeak)) / usual : 1
      return (beats[n].center, factor)
    }
  }

  /// The size of a discharge at a place over the waveform's.
  func factor(at position: Int) -> Double {
    let next = course.partitioningIndex { $0.position >= position }
    if next == course.count { return course.last?.factor ?? 1 }
    guard next > 0 else { return course[next].factor }
    let (a, b) = (course[next - 1], course[next])
    return position - a.position < b.position - position ? a.factor : b.factor
  }

  /// Takes in bursts within the train that have its waveform, however irregular.
  private mutating func join(_ bursts: [Burst], in episode: Episode) {
    let reach = max(
      Int(settings.extensionPeriods * step), episode.samples(settings.joinReach))
    let room = max(1, episode.samples(settings.maximumShift))
    var start = copies[0].position - reach
    var end = copies[copies.count - 1].position + reach
    for burst in bursts where burst.end > start && burst.onset < end {
      let (before, after) = distances(around: burst.center)
      guard isOwnTime(before: before, after: after), min(before, after) > 2 * room,
        burst.coreDuration(episode.rate) <= settings.window,
        let copy = located(
          in: (burst.center - room)..<(burst.center + room + 1), of: episode, isKnown: true),
        isWhole(copy, in: episode)
      else { continue }
      copies.insert(copy, at: copies.partitioningIndex { $0.position >= copy.position })
      start = min(start, copy.position - reach)
      end = max(end, copy.position + reach)
    }
  }

  /// Samples since the copy before a place and to the next one; `Int.max` where there is none.
  func distances(around place: Int) -> (before: Int, after: Int) {
    let next = copies.partitioningIndex { $0.position > place }
    return (
      next > 0 ? place - copies[next - 1].position : Int.max,
      next < copies.count ? copies[next].position - place : Int.max
    )
  }

  /// Samples after a discharge at which the next is due at the earliest.
  var due: Int { Int(settings.earliestPeriod * step) }

  /// Whether there is room for a discharge between two copies.
  func isHole(_ before: Int, _ after: Int) -> Bool {
    before == Int.max || after == Int.max
      || Double(before + after) >= settings.holePeriods * step
  }

  /// Whether the unit may have fired at a place: when it is due, as a doublet, or early or late where that
  /// is likelier than that another unit fired between two of its discharges.
  ///
  /// An early discharge sets the train's time anew, so that the next comes a whole interval later; one of
  /// another unit leaves the interval that it divides what it was.
  ///
  /// - Parameters:
  ///   - before: Samples since the copy before.
  ///   - after: Samples to the next copy.
  /// - Returns: Whether it may.
  func isOwnTime(before: Int, after: Int) -> Bool {
    if min(before, after) <= waveform.before { return true }
    if isHole(before, after) { return min(before, after) >= due }
    func density(_ samples: Int) -> Double {
      let z = (Double(samples) / step - 1) / variation
      let normal = Double.exp(-z * z / 2) / (variation * (2 * Double.pi).squareRoot())
      // Some intervals have nothing to do with the rest, and may be anything up to two periods.
      return (1 - settings.oddShare) * normal + settings.oddShare / 2
    }
    return density(before) * density(after) >= settings.foreignRate * density(before + after)
  }

  /// Whether a copy leaves no more than noise and jitter explain.
  private func isWhole(_ copy: RepeatingWaveform.Copy, in episode: Episode) -> Bool {
    let rest = waveform.residual(of: copy, in: episode).reduce(0.0) { $0 + Double($1) * Double($1) }
    let energy = waveform.conditioned.reduce(0.0) { $0 + Double($1) * Double($1) }
    let sigma = Double(episode.sigma[copy.position])
    let jitter = settings.shapeJitter * settings.shapeJitter * energy
    return rest <= settings.residual * (Double(waveform.count) * sigma * sigma + 4 * jitter)
  }

  /// Looks for further copies in holes of the train and beyond its ends, where they are due.
  private mutating func complete(in episode: Episode) {
    var added: [RepeatingWaveform.Copy] = []
    for (a, b) in zip(copies, copies.dropFirst()) {
      var last = a.position
      while Double(b.position - last) > settings.holePeriods * step {
        let low = last + due
        let high = min(
          last + Int(settings.latestPeriod * step),
          b.position - due)
        guard low < high else { break }
        if let copy = located(in: low..<high, of: episode) { added.append(copy) }
        last = added.last.map { $0.position > last ? $0.position : high } ?? high
      }
    }
    extend(in: episode, forwards: true, into: &added)
    extend(in: episode, forwards: false, into: &added)
    copies = (copies + added).sorted { $0.position < $1.position }
  }

  private func extend(
    in episode: Episode, forwards: Bool, into added: inout [RepeatingWaveform.Copy]
  ) {
    var end = forwards ? copies[copies.count - 1].position : copies[0].position
    while true {
      let far = Int(settings.extensionPeriods * step)
      let low = forwards ? end + due : max(0, end - far)
      let high = forwards ? min(episode.count, end + far) : end - due
      // A train may run up to the end of the stretch.
      guard low < high, let copy = located(in: low..<high, of: episode) else { return }
      added.append(copy)
      end = copy.position
    }
  }

  /// The place in a range at which taking the waveform out leaves the least, if it is there at all.
  ///
  /// Each sample counts up to a limit of some noise, so that a stronger discharge on top of a part
  /// of the waveform does not draw it away from its place.
  ///
  /// - Parameters:
  ///   - range: Where to look.
  ///   - episode: The stretch.
  ///   - isKnown: Whether a burst stands there; one that is looked for under others must be large enough
  ///     not to be found in noise.
  /// - Returns: The copy, or nil where it is not there.
  private func located(
    in range: Range<Int>, of episode: Episode, isKnown: Bool = false
  ) -> RepeatingWaveform.Copy? {
    let sigma = episode.sigma[min(max(0, range.lowerBound), episode.count - 1)]
    let limit = settings.robustLimit * Double(sigma)
    let cap = Float(limit * limit)
    let factor = factor(at: (range.lowerBound + range.upperBound) / 2)
    let energies = waveform.conditioned.map { min(Float(factor * factor) * $0 * $0, cap) }
    let clean = energies.reduce(0, +)
    var best: (position: Int, gain: Float) = (0, -.infinity)
    for phase in 0..<max(1, waveform.phases.count) {
      let expected = waveform.average(at: phase).map { Float(factor) * $0 }
      for position in range {
        let start = position - waveform.before
        guard start >= 0, start + waveform.count <= episode.count else { continue }
        var gain: Float = 0
        for i in 0..<waveform.count {
          let u = episode.signal[start + i]
          let rest = u - expected[i]
          gain += min(u * u, cap) - min(rest * rest, cap)
        }
        if gain > best.gain { best = (position, gain) }
      }
    }
    guard best.gain >= Float(settings.explainedShare) * clean,
      isKnown || Double(clean) >= settings.explainedEnergy * Double(sigma * sigma)
    else { return nil }
    var copy = waveform.copy(in: episode, at: best.position)
    guard copy.gain >= settings.gainLow * factor, copy.gain <= settings.gainHigh * factor else {
      (copy.gain, copy.lag) = (factor, 0)
      return copy
    }
    return copy
  }

  /// Takes every copy out of an episode.
  func remove(from episode: inout Episode) {
    for copy in copies { waveform.remove(copy, from: &episode) }
  }
}
