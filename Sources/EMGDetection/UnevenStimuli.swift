internal import EMGCore

/// Which jumps of the unfiltered signal are stimuli though they keep no clock.
extension StimulationTracker {
  /// How large a stimulus is and how steep.
  struct Pulse: Hashable, Sendable {
    /// Peak to peak, µV.
    var height: Double
    /// Share of the height that it jumps within `unevenRise`, or a sample.
    var share: Double
    /// Height over the noise.
    var signalToNoise: Double
    /// What is left after its length over its height.
    var tail: Double
  }

  /// The pulse at a jump; nil too near to an end.
  func pulse(at mark: Int, in episode: Episode) -> Pulse? {
    guard let own = snippet(episode.raw, mark) else { return nil }
    let height = peakToPeak(own)
    let steps = zip(own, own.dropFirst(unevenReach))
    let jump = steps.reduce(Float(0)) { max($0, abs($1.1 - $1.0)) }
    guard height > 0 else { return nil }
    return Pulse(
      height: Double(height), share: Double(jump / height),
      signalToNoise: Double(height) / Double(episode.sigma[mark]),
      tail: Double(abs(own.suffix(pulse).reduce(0, +)) / (Float(pulse) * height)))
  }

  /// Samples of `unevenRise`, one at the least.
  var unevenReach: Int { max(1, Int((settings.unevenRise * rate).rounded(.down))) }

  /// Pulses that are stimuli though they keep no clock: steeper than any muscle's, large, and of one size.
  ///
  /// Sampling makes brief pulses look unlike each other, so that their shape is not asked for here.
  ///
  /// - Parameters:
  ///   - pulses: One a jump.
  ///   - places: Where they are, samples, ascending.
  /// - Returns: Which of them, ascending; none where samples are too far apart to tell.
  func uneven(_ pulses: [Pulse?], at places: [Int]) -> [Int] {
    let isFine = settings.unevenRise * rate >= 1
    guard isFine || settings.unevenCoarseRise * rate >= 1 else { return [] }
    let limit = isFine ? settings.unevenSharpness : settings.unevenCoarseSharpness
    let large = pulses.indices.filter {
      pulses[$0].map {
        $0.signalToNoise >= settings.unevenSNR && $0.tail <= settings.unevenTail
      } ?? false
    }
    let sharp = large.compactMap { pulses[$0] }.filter { $0.share >= limit }.map(\.height)
    let middle = median(sharp)
    let gain = settings.shapeGain
    let even = sharp.filter { $0 * gain > middle && $0 < gain * middle }
    guard even.count >= settings.unevenCount,
      Double(even.count) >= settings.unevenOneSize * Double(sharp.count)
    else { return [] }
    let mean = even.reduce(0, +) / Double(even.count)
    let variance = even.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(even.count)
    guard variance.squareRoot() <= settings.unevenVariation * mean else { return [] }
    // A pulse whose edge falls between two samples looks less steep; its size tells it.
    let own = large.filter { index in
      guard let pulse = pulses[index] else { return false }
      return pulse.share >= settings.sharpness && pulse.height * gain > mean
        && pulse.height < gain * mean
    }
    // Noise makes some discharges of a large unit as steep.
    guard Double(even.count) >= settings.unevenShare * Double(own.count) else { return [] }
    return isByPlan(own.map { places[$0] }) ? own : []
  }

  /// The large and steep pulses that are not among those of one size: where it falls between the samples may
  /// make a brief one look smaller.
  func others(than own: [Int], among pulses: [Pulse?]) -> [Int] {
    let known = Set(own)
    return pulses.indices.filter { index in
      guard !known.contains(index), let pulse = pulses[index] else { return false }
      return pulse.signalToNoise >= settings.unevenSNR && pulse.share >= settings.sharpness
    }
  }

  /// Whether someone chose when to stimulate: slowly, and about as long after each as after the last,
  /// where pops and fasciculations come at random.
  private func isByPlan(_ places: [Int]) -> Bool {
    let intervals = zip(places, places.dropFirst()).map { Double($1 - $0) / rate }
    guard let statistics = IntervalStatistics(intervals: intervals) else { return false }
    return median(intervals) >= settings.unevenInterval
      && statistics.localVariation <= settings.unevenLocalVariation
  }
}
