internal import RealModule

/// A step of the unfiltered signal that runs out exponentially: an electrode that lost its contact.
///
/// The step may be rounded: it then rises over some samples (``PopRise``) before its tail.
///
/// The conditioned signal holds the filter's answer to it, which is subtracted, so that what a
/// muscle does right beside a pop, or on its tail, is still seen.
struct ElectrodePop: Sendable {
  /// The first sample after the step's steepest part.
  var position: Int
  /// The first sample of the step.
  var start: Int
  /// The first sample of its tail.
  var tail: Int
  /// The step from its start to its tail, µV.
  var rise: [Double]
  /// Height, µV.
  var height: Double
  /// Time constant of its end, samples; infinite for a step that stays.
  var decay: Double
  /// Share of the signal's power after the step that the model of its tail explains.
  var explained: Double
  /// The same share over the first part of the tail, where it stands far out of all else.
  var explainedAtStart: Double

  /// Fits a step with a tail to the unfiltered signal around a burst.
  ///
  /// - Parameters:
  ///   - range: Where the step is looked for.
  ///   - episode: The stretch.
  ///   - settings: Which tails are tried and how far.
  ///   - least: What ``explainedAtStart`` must be at the least: where it is not, no rise is tried and nil
  ///     is returned.
  init?(
    in range: Range<Int>, of episode: Episode, settings: ArtifactSettings,
    explainingAtStart least: Double? = nil
  ) {
    let raw = episode.raw
    let before = max(2, episode.samples(settings.stepWindow))
    let low = max(1, range.lowerBound)
    let high = min(raw.count - 2, range.upperBound)
    guard low < high, low - before >= 0 else { return nil }
    let step = steepestEdge(of: raw, in: low..<high, over: 1).end
    let isUp = raw[step] > raw[step - 1]
    start = Self.start(of: step, isUp: isUp, in: episode, settings)
    let reach = min(raw.count - step, max(4, episode.samples(settings.tailWindow)))
    guard start - before >= 0, reach > 4 else { return nil }
    let base =
      raw[(start - before)..<(start - 1)].reduce(0.0) { $0 + Double($1) } / Double(before - 1)
    let y = (start..<(step + reach)).map { Double(raw[$0]) - base }
    let foot = step - start
    let longest = min(max(1, episode.samples(settings.riseLongest)), reach - 5)
    let plateau = y[foot..<(foot + max(1, longest))].reduce(0, +) / Double(max(1, longest))
    // What counts as standing out of a fit: one measure for all tails that are tried.
    let scale = max(
      2 * Double(episode.sigma[step]),
      settings.tailTolerance * max(abs(y[foot]), abs(y[foot + 1]), abs(plateau)))
    // `length` samples to the tail; `missed` is what the rise leaves, `rest` that and what the tail does.
    typealias Fit = (
      rest: Double, missed: Double, height: Double, decay: Double, length: Int, rise: [Double]
    )
    // The fit of a rise; nil where the rise alone leaves as much as is `allowed` to both.
    func fit(rising length: Int, below allowed: Double = .infinity, cost: Double = 0) -> Fit? {
      let rise = PopRise(of: y[..<length], isUp: isUp)
      let missed = rise.rest.reduce(0) { $0 + min($1 * $1, 9 * scale * scale) }
      guard missed + cost < allowed else { return nil }
      var best: Fit = (.infinity, missed, 0, .infinity, length, rise.values)
      var tails = TailFit(of: y[length...], scale: scale)
      func attempt(_ decay: Double) {
        let fit = tails.fit(decay: decay)
        if fit.rest + missed < best.rest {
          (best.rest, best.height, best.decay) = (fit.rest + missed, fit.height, decay)
        }
      }
      for seconds in settings.tailConstants {
        attempt(seconds > 0 ? seconds * episode.rate : .infinity)
      }
      let coarse = best.decay
      if coarse.isFinite {
        for factor in stride(from: 0.7, through: 1.45, by: 0.05) { attempt(coarse * factor) }
      }
      return best
    }
    guard let sharp = fit(rising: foot) else { return nil }
    // Here what stands out of the fit counts in full: a discharge is no tail with something on it.
    // Nor is it a rise with a tail, as its largest phase may be: the step is at once.
    let count =
      sharp.decay.isFinite ? min(reach, max(4, Int(settings.tailStart * sharp.decay))) : reach
    explainedAtStart = Self.explained(
      y[foot..<(foot + count)], height: sharp.height, decay: sharp.decay)
    if let least, !(explainedAtStart >= least) { return nil }
    var best = sharp
    // Noise makes a rise of its own of any samples.
    let noise = Double(episode.sigma[step])
    let cost = settings.riseCost * noise * noise
    var length = 1
    while length <= longest {
      let further = cost * Double(foot + length - best.length)
      if let rounded = fit(rising: foot + length, below: best.rest, cost: further),
        rounded.rest + further < best.rest
      {
        best = rounded
      }
      length += max(1, length / 3)
    }
    position = step
    tail = start + best.length
    rise = best.rise
    height = best.height
    decay = best.decay
    // The tail must be one by itself: a rise follows half of any burst.
    let total = y[best.length...].reduce(0) { $0 + $1 * $1 }
    explained = total > 0 ? 1 - (best.rest - best.missed) / total : 0
  }

  /// Share of samples' power that an exponential tail explains.
  private static func explained(
    _ samples: ArraySlice<Double>, height: Double, decay: Double
  ) -> Double {
    let factor = decay.isFinite ? Double.exp(-1 / decay) : 1
    var (value, power, rest) = (height, 0.0, 0.0)
    for sample in samples {
      power += sample * sample
      rest += (sample - value) * (sample - value)
      value *= factor
    }
    return power > 0 ? 1 - rest / power : 0
  }

  /// Where the signal leaves its level before a step: as far before its steepest part as it stands
  /// out of the noise on the step's side.
  private static func start(
    of position: Int, isUp: Bool, in episode: Episode, _ settings: ArtifactSettings
  ) -> Int {
    let raw = episode.raw
    let longest = episode.samples(settings.riseLongest)
    let window = max(2, episode.samples(settings.stepWindow))
    guard position - longest - window >= 0 else { return position }
    let earlier = raw[(position - longest - window)..<(position - longest)]
    let base = earlier.reduce(0, +) / Float(window)
    let wander = earlier.reduce(0) { max($0, abs($1 - base)) }
    var start = position
    while start > position - longest, (raw[start - 1] - base) * (isUp ? 1 : -1) > wander {
      start -= 1
    }
    return start
  }

  /// Whether a burst begins with an edge of the unfiltered signal, out of quiet, and stays on its
  /// side for a while: a tail may run out within the burst, and leave no step across it.
  ///
  /// - Parameters:
  ///   - range: The burst.
  ///   - episode: The stretch.
  ///   - settings: What counts as an edge.
  /// - Returns: Whether it is worth fitting a tail.
  static func hasEdge(
    in range: Range<Int>, of episode: Episode, settings: ArtifactSettings
  ) -> Bool {
    let raw = episode.raw
    let width = max(1, episode.samples(settings.edgeWindow))
    let hold = max(2, episode.samples(settings.edgeHold))
    let before = max(2, episode.samples(settings.stepWindow))
    let low = max(before + width, range.lowerBound)
    let high = min(raw.count - hold, range.upperBound)
    guard low < high else { return false }
    let edge = steepestEdge(of: raw, in: low..<high, over: width).end
    let start = edge - width
    let earlier = raw[(start - before)..<start]
    let base = earlier.reduce(0, +) / Float(before)
    let wander = earlier.reduce(0) { max($0, abs($1 - base)) }
    let held = raw[edge..<(edge + hold)].reduce(0, +) / Float(hold) - base
    let height = raw[edge] - base
    let highest = raw[range.lowerBound..<high].reduce(0) { max($0, abs($1 - base)) }
    return abs(height) >= Float(settings.edgeShare) * highest
      && wander <= Float(1 - settings.edgeShare) * highest
      && held / height >= Float(settings.edgeHeld)
  }

  /// Takes the pop out of both signals.
  ///
  /// - Parameters:
  ///   - episode: The stretch.
  ///   - response: The answer of the conditioning filter to a step of one, its middle the step.
  ///   - settings: By how much the noise grows around the step.
  func remove(from episode: inout Episode, response: [Float], settings: ArtifactSettings) {
    let middle = response.count / 2
    let steepest = removeRise(from: &episode, response: response)
    let factor = decay.isFinite ? Double.exp(-1 / decay) : 1
    let length = min(
      episode.count - tail,
      decay.isFinite ? Int(12 * decay) + response.count : episode.count)
    var value = height
    for i in 0..<max(0, length) {
      episode.raw[tail + i] -= Float(value)
      value *= factor
    }
    // The tail is a step at its start and a small one back at each further sample: with the answer s
    // to a step the filter's answer is y[n] = factor · y[n-1] + height · (s[n] - s[n-1]).
    var answer = 0.0
    var previous = 0.0
    for i in -middle..<length {
      let s = Double(i + middle < response.count ? response[i + middle] : response.last ?? 0)
      let driven = height * s
      answer = factor * answer + driven - previous
      previous = driven
      let at = tail + i
      if at >= 0, at < episode.count { episode.signal[at] -= Float(answer) }
    }
    let spread = settings.popSpread * abs(height)
    grow(&episode, by: spread, within: episode.samples(settings.popReach))
    // What a filter that rounds a step adds to it, its ringing, is not in the model.
    let rounded = max(0, abs(height) - steepest) * settings.roundedSpread
    grow(&episode, by: rounded, within: episode.samples(settings.roundedReach))
  }

  /// Lets the noise grow around the step.
  private func grow(_ episode: inout Episode, by extra: Double, within reach: Int) {
    for i in max(0, start - reach)..<max(0, min(episode.count, tail + reach + 1)) {
      let sigma = episode.sigma[i]
      episode.sigma[i] = (sigma * sigma + Float(extra * extra)).squareRoot()
    }
  }

  /// Takes out the rise, which is steps back to the level before where the tail begins.
  ///
  /// - Returns: The size of the largest step on the way to the tail, µV.
  private func removeRise(from episode: inout Episode, response: [Float]) -> Double {
    let middle = response.count / 2
    var (level, largest) = (0.0, 0.0)
    for (n, next) in (rise + [0]).enumerated() {
      let step = next - level
      largest = max(largest, n < rise.count ? abs(step) : abs(height - level))
      level = next
      guard step != 0 else { continue }
      for (i, s) in response.enumerated() {
        let at = start + n + i - middle
        if at >= 0, at < episode.count { episode.signal[at] -= Float(step) * s }
      }
    }
    for (n, value) in rise.enumerated() { episode.raw[start + n] -= Float(value) }
    return largest
  }
}

/// The largest change of a signal over some samples.
///
/// - Parameters:
///   - signal: The signal.
///   - range: Where the change ends, `width` samples after the beginning at the least.
///   - width: The samples.
/// - Returns: The sample after which it is over, the first of the range where there is none, and its size.
func steepestEdge(
  of signal: [Float], in range: Range<Int>, over width: Int
) -> (end: Int, size: Float) {
  var edge: (end: Int, size: Float) = (range.lowerBound, 0)
  for i in range where abs(signal[i] - signal[i - width]) > edge.size {
    edge = (i, abs(signal[i] - signal[i - width]))
  }
  return edge
}
