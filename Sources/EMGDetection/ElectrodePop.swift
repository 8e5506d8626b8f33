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
    let sigma = Double(episode.sigma[step.position])
    var best: (rest: Double, height: Double, decay: Double)?
    func attempt(_ decay: Double) {
      let fit = Self.fit(y, decay: decay, sigma: sigma)
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
  }

  /// The height of a tail with a given constant, and what it leaves; what stands out of a fit has
  /// less weight in the next.
  private static func fit(
    _ y: [Double], decay: Double, sigma: Double
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
      let scale = max(2 * sigma, 0.02 * abs(height))
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
    // The tail is a step at its start and a small one at each further sample: the filter's answer
    // follows the same recursion, y[n] = factor · y[n-1] + (height · s)[n] - factor · (height · s)[n-1].
    var answer = 0.0
    var previous = 0.0
    for i in -middle..<length {
      let s = Double(i + middle < response.count ? response[i + middle] : response.last ?? 0)
      let driven = height * s
      answer = factor * answer + driven - factor * previous
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
