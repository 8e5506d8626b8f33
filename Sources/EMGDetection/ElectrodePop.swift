internal import RealModule

/// A step of the unfiltered signal that runs out exponentially: an electrode that lost its contact.
///
/// The conditioned signal holds the filter's answer to it, which is subtracted, so that what a
/// muscle does right beside a pop, or on its tail, is still seen.
struct ElectrodePop: Sendable {
  /// The first sample after the step.
  var position: Int
  /// Height, µV.
  var height: Double
  /// Time constant of its end, samples; infinite for a step that stays.
  var decay: Double
  /// Share of the signal's power around the step that the model explains.
  var explained: Double
  /// The same share over the first part of the tail, where it stands far out of all else.
  var explainedAtStart: Double

  /// Fits a step with a tail to the unfiltered signal around a burst.
  ///
  /// - Parameters:
  ///   - range: Where the step is looked for.
  ///   - episode: The stretch.
  ///   - settings: Which tails are tried and how far.
  init?(in range: Range<Int>, of episode: Episode, settings: ArtifactSettings) {
    let raw = episode.raw
    let before = max(2, episode.samples(settings.stepWindow))
    let low = max(1, range.lowerBound)
    let high = min(raw.count - 2, range.upperBound)
    guard low < high, low - before >= 0 else { return nil }
    var step: (position: Int, size: Float) = (low, 0)
    for i in low..<high where abs(raw[i] - raw[i - 1]) > step.size {
      step = (i, abs(raw[i] - raw[i - 1]))
    }
    let reach = min(raw.count - step.position, max(4, episode.samples(settings.tailWindow)))
    guard step.position - before >= 0, reach > 4 else { return nil }
    let base =
      raw[(step.position - before)..<(step.position - 1)].reduce(0.0) { $0 + Double($1) }
      / Double(before - 1)
    let y = (0..<reach).map { Double(raw[step.position + $0]) - base }
    // What counts as standing out of a fit: one measure for all tails that are tried.
    let scale = max(
      2 * Double(episode.sigma[step.position]),
      settings.tailTolerance * max(abs(y[0]), abs(y[1])))
    var best: (rest: Double, height: Double, decay: Double)?
    func attempt(_ decay: Double) {
      let fit = Self.fit(y, decay: decay, scale: scale)
      if fit.rest < best?.rest ?? .infinity { best = (fit.rest, fit.height, decay) }
    }
    for seconds in settings.tailConstants {
      attempt(seconds > 0 ? seconds * episode.rate : .infinity)
    }
    if let coarse = best?.decay, coarse.isFinite {
      for factor in stride(from: 0.7, through: 1.45, by: 0.05) { attempt(coarse * factor) }
    }
    guard let best else { return nil }
    position = step.position
    height = best.height
    decay = best.decay
    let total = y.reduce(0) { $0 + $1 * $1 }
    explained = total > 0 ? 1 - best.rest / total : 0
    // Here what stands out of the fit counts in full: a discharge is no tail with something on it.
    let length = decay.isFinite ? min(reach, max(4, Int(settings.tailStart * decay))) : reach
    let factor = decay.isFinite ? Double.exp(-1 / decay) : 1
    var (value, power, rest) = (height, 0.0, 0.0)
    for sample in y[..<length] {
      power += sample * sample
      rest += (sample - value) * (sample - value)
      value *= factor
    }
    explainedAtStart = power > 0 ? 1 - rest / power : 0
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
    var edge: (position: Int, size: Float) = (low, 0)
    for i in low..<high where abs(raw[i] - raw[i - width]) > edge.size {
      edge = (i, abs(raw[i] - raw[i - width]))
    }
    let start = edge.position - width
    let earlier = raw[(start - before)..<start]
    let base = earlier.reduce(0, +) / Float(before)
    let wander = earlier.reduce(0) { max($0, abs($1 - base)) }
    let held = raw[edge.position..<(edge.position + hold)].reduce(0, +) / Float(hold) - base
    let height = raw[edge.position] - base
    let highest = raw[range.lowerBound..<high].reduce(0) { max($0, abs($1 - base)) }
    return abs(height) >= Float(settings.edgeShare) * highest
      && wander <= Float(1 - settings.edgeShare) * highest
      && held / height >= Float(settings.edgeHeld)
  }

  /// The height of a tail with a given constant, and what it leaves; what stands out of a fit has
  /// less weight in the next.
  private static func fit(
    _ y: [Double], decay: Double, scale: Double
  ) -> (height: Double, rest: Double) {
    let factor = decay.isFinite ? Double.exp(-1 / decay) : 1
    var weights = [Double](repeating: 1, count: y.count)
    var height = 0.0
    var rest = 0.0
    for round in 0..<3 {
      var value = 1.0
      var ee = 0.0
      var ye = 0.0
      for i in y.indices {
        ee += weights[i] * value * value
        ye += weights[i] * y[i] * value
        value *= factor
      }
      height = ee > 0 ? ye / ee : 0
      value = 1
      rest = 0
      for i in y.indices {
        let r = y[i] - height * value
        weights[i] = 1 / (1 + (r / scale) * (r / scale))
        if round == 2 { rest += min(r * r, 9 * scale * scale) }
        value *= factor
      }
    }
    return (height, rest)
  }

  /// Takes the pop out of both signals.
  ///
  /// - Parameters:
  ///   - episode: The stretch.
  ///   - response: The answer of the conditioning filter to a step of one, its middle the step.
  ///   - share: Share of the height by which the noise grows around the step.
  ///   - reach: Samples on each side of the step for which it grows.
  func remove(from episode: inout Episode, response: [Float], share: Double, reach: Int) {
    let middle = response.count / 2
    let factor = decay.isFinite ? Double.exp(-1 / decay) : 1
    let length = min(
      episode.count - position,
      decay.isFinite ? Int(12 * decay) + response.count : episode.count)
    var tail = [Double](repeating: 0, count: max(0, length))
    var value = height
    for i in tail.indices {
      tail[i] = value
      value *= factor
    }
    for i in tail.indices { episode.raw[position + i] -= Float(tail[i]) }
    // The tail is a step at its start and a small one back at each further sample: with the answer s
    // to a step the filter's answer is y[n] = factor · y[n-1] + height · (s[n] - s[n-1]).
    var answer = 0.0
    var previous = 0.0
    for i in -middle..<length {
      let s = Double(i + middle < response.count ? response[i + middle] : response.last ?? 0)
      let driven = height * s
      answer = factor * answer + driven - previous
      previous = driven
      let at = position + i
      if at >= 0, at < episode.count { episode.signal[at] -= Float(answer) }
    }
    let extra = Float(share * abs(height))
    for i in (position - reach)...(position + reach) where i >= 0 && i < episode.count {
      let sigma = episode.sigma[i]
      episode.sigma[i] = (sigma * sigma + extra * extra).squareRoot()
    }
  }
}
