internal import EMGCore
internal import RealModule

/// What of a steadily firing unit is left beside its train: the second discharges of its doublets,
/// discharges whose shape noise or another unit changed, and what subtracting leaves.
extension SteadyUnit {
  /// What a discrete event beside a steady unit's discharges is to that unit.
  enum Claim {
    /// Its own.
    case own
    /// Like its own, at a time at which it hardly fires.
    case alike
    /// Another's.
    case none
  }

  /// What a discrete event is to the unit.
  ///
  /// - Parameters:
  ///   - event: The event, in the episode's samples.
  ///   - episode: The stretch without the unit's copies.
  ///   - rules: How far sizes may differ.
  /// - Returns: None where another unit is as likely.
  func claim(on event: Event, in episode: Episode, _ rules: ClassificationSettings) -> Claim {
    let size = event.measure("peak_to_peak_uv") ?? 0
    let place = event.details.discharges.first ?? (event.onset + event.end) / 2
    let reach = Int(settings.extensionPeriods * step)
    guard let first = copies.first?.position, let last = copies.last?.position,
      (first - reach)...(last + reach) ~= place, size > 0
    else { return .none }
    let expected = self.size * factor(at: place)
    // Noise changes a size by some of its own.
    let tolerance = rules.ownSize + settings.sizeNoise * event.noise / expected
    let isOfItsSize = abs(Double.log(size / expected)) <= tolerance
    let room = max(1, episode.samples(settings.maximumShift))
    if isOfItsSize, unfitted.contains(where: { abs($0 - place) <= 2 * room }) { return .own }
    let (before, after) = distances(around: place)
    if min(before, after) <= Int(settings.window / 2 * episode.rate),
      size <= settings.leftShare * expected
    {
      return .own
    }
    if isOfItsSize, isHole(before, after), min(before, after) >= due { return .own }
    let isBesides = min(before, after) <= episode.samples(settings.removedReach)
    guard let foreign = likeness(at: place, event, in: episode, besideAnother: isBesides) else {
      return .none
    }
    let isOwn = isOwnTime(before: before, after: after) || foreign >= settings.foreignExcess
    return isOwn ? .own : .alike
  }

  /// How sure it is that an event has the unit's waveform; right beside another of its discharges, which
  /// was taken out and left something, less is asked for.
  ///
  /// - Returns: What another unit's potential would leave, over what is allowed; nil where it has not.
  private func likeness(
    at place: Int, _ event: Event, in episode: Episode, besideAnother: Bool
  ) -> Double? {
    guard event.end - event.onset <= 2 * waveform.count else { return nil }
    let factor = factor(at: place)
    let peak = waveform.conditioned.indices.max {
      abs(waveform.conditioned[$0]) < abs(waveform.conditioned[$1])
    }
    guard let peak else { return nil }
    // The event's largest deflection is the waveform's, or one of opposite sign beside it.
    let room = max(1, episode.samples(settings.maximumShift))
    let middle = place - peak + waveform.before
    var best: (copy: RepeatingWaveform.Copy, rest: Double)?
    for position in (middle - 2 * room)...(middle + 2 * room) {
      let copy = waveform.copy(in: episode, at: position)
      guard copy.gain >= settings.ownGainLow * factor, copy.gain <= settings.ownGainHigh * factor
      else { continue }
      let rest = waveform.residual(of: copy, in: episode).reduce(0.0) {
        $0 + Double($1) * Double($1)
      }
      if rest < best?.rest ?? .infinity { best = (copy, rest) }
    }
    guard let best else { return nil }
    let energy = waveform.conditioned.reduce(0.0) { $0 + Double($1) * Double($1) }
    let sigma = event.noise
    let explained = best.copy.gain * best.copy.gain * energy
    let jitter = settings.shapeJitter * settings.shapeJitter * explained
    let limit = settings.residual * (Double(waveform.count) * sigma * sigma + 4 * jitter)
    let isLeft = besideAnother && explained >= settings.ownShare * (explained + best.rest)
    guard isLeft || best.rest <= limit else { return nil }
    return (1 - settings.foreignSimilarity * settings.foreignSimilarity) * explained / limit
  }
}
