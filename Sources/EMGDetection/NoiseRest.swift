/// The noise at the start of a recording, and in the rests between long activity.
extension NoiseFloor {
  /// Takes the quietest of the first windows, or a rest among them, for the noise before anything else
  /// is known, so that activity which fills the first window is not.
  mutating func start() {
    isStarted = true
    let length = framesBack + framesAhead + 1
    // No more than are waited for: how many are known beyond depends on how samples come.
    let count = min(frames.count, framesNeeded(after: firstFrame) + 1)
    let own = quietState(0..<min(length, count))
    for first in 1..<max(1, count - length + 1) {
      guard let state = quietState(first..<(first + length)),
        state.sigma < accepted?.sigma ?? .infinity, state.sigma > settings.minimum
      else { continue }
      accepted = state
    }
    let least = [own, accepted].compactMap { $0 }.min { $0.sigma < $1.sigma }
    if let least, let rest = rest(in: 0..<count, below: least) {
      accepted = rest
      history.append(rest.sigma)
      return
    }
    guard let quietest = accepted else { return }
    // Noise that fell to another level but kept its spectrum was noise before, too.
    if let own, own.sigma < quietest.sigma * settings.stepLargest,
      difference(own.correlation, quietest.correlation) <= settings.stepSpectrum
    {
      accepted = nil
      return
    }
    history.append(quietest.sigma)
  }

  /// The noise in the quietest seconds of some frames that are too few for the quantile, where all else
  /// is activity: they are even, much quieter than the quiet blocks, and of another spectrum.
  ///
  /// Noise that changed its level alone keeps its spectrum.
  ///
  /// - Parameters:
  ///   - known: The frames to look at.
  ///   - state: The noise by their quiet blocks.
  /// - Returns: The noise in the rest; nil where there is none.
  mutating func rest(in known: Range<Int>, below state: NoiseState) -> NoiseState? {
    let length = max(2, Int((settings.rest * Double(framesBack) / settings.lookBack).rounded()))
    let limit = state.sigma / settings.restRatio
    var quietest: NoiseState?
    var first = known.lowerBound
    // Where one frame is no rest, none is that has it.
    var next = first
    while first + length <= known.upperBound {
      while next < first + length, isQuiet(frames[next], below: limit) { next += 1 }
      guard next == first + length else {
        next += 1
        first = next
        continue
      }
      if let own = evenNoise(in: first..<next), own.sigma < quietest?.sigma ?? limit,
        difference(own.correlation, state.correlation) > settings.stepSpectrum
      {
        quietest = own
      }
      first += 1
    }
    return quietest
  }

  /// Whether a frame is as quiet as a rest, all of it above a dead input.
  private func isQuiet(_ frame: Frame, below limit: Double) -> Bool {
    frame.isCorrelated && frame.zeros == 0 && frame.rms <= limit
  }

  /// The noise of some frames in a row; nil where they are uneven.
  private mutating func evenNoise(in known: Range<Int>) -> NoiseState? {
    let stretch = stretch(known)
    guard !stretch.correlation.isEmpty else { return nil }
    let (lower, upper) = quantiles(of: stretch, known)
    guard upper / lower <= settings.stepEvenness * stretch.high / stretch.low else { return nil }
    return NoiseState(sigma: lower / stretch.low, correlation: stretch.correlation)
  }
}
