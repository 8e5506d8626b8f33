internal import EMGKernels

/// A connected piece of activity within an episode.
///
/// Positions are the episode's samples.
struct Burst: Hashable, Sendable {
  /// Where the activity leaves the noise.
  var onset: Int
  /// Where it returns.
  var end: Int
  /// The largest deflection.
  var peak: Int
  /// The centre of its energy above the noise's: steadier than the peak for telling intervals.
  var center: Int
  /// Peak-to-peak, µV.
  var peakToPeak: Double
  /// Noise there, µV.
  var sigma: Double
  /// Largest envelope over noise.
  var level: Double
  /// Largest score of the gate.
  var score: Double
  /// Samples of the shortest stretch that holds nine tenths of its energy above the noise's.
  var core: Int
  /// Deflections of alternating sign that are clear of the noise and no mere tail of the largest.
  var turns: Int

  /// Peak-to-peak over noise.
  var snr: Double { peakToPeak / sigma }
  func duration(_ rate: Double) -> Double { Double(end - onset) / rate }
  func coreDuration(_ rate: Double) -> Double { Double(core) / rate }
}

/// Cuts an episode into bursts.
struct BurstSegmentation: Sendable {
  let settings: SegmentationSettings

  /// All connected activity in which the gate opens, in order.
  func bursts(in episode: Episode, envelope: Envelope) -> [Burst] {
    let active = activity(episode, envelope)
    var runs: [Range<Int>] = []
    var start: Int?
    for k in 0...active.count {
      let isActive = k < active.count && active[k] >= 0.5
      if isActive, start == nil { start = k }
      if !isActive, let first = start {
        if active[first..<k].contains(where: { $0 >= 1 }) { runs.append(first..<k) }
        start = nil
      }
    }
    let mergeHops = max(1, episode.samples(settings.mergeGap) / envelope.hop)
    var merged: [Range<Int>] = []
    for run in runs {
      if let last = merged.last, run.lowerBound - last.upperBound < mergeHops {
        merged[merged.count - 1] = last.lowerBound..<run.upperBound
      } else {
        merged.append(run)
      }
    }
    return merged.indices.compactMap { n in
      let run = merged[n]
      let low = run.lowerBound * envelope.hop
      let high = min(episode.count, run.upperBound * envelope.hop)
      // The edges stay on their side of the middle between two bursts.
      let before = n > 0 ? (merged[n - 1].upperBound + run.lowerBound) / 2 * envelope.hop : 0
      let after =
        n + 1 < merged.count
        ? (run.upperBound + merged[n + 1].lowerBound) / 2 * envelope.hop : episode.count
      return burst(in: episode, coarse: low..<high, envelope: envelope, within: before..<after)
    }
  }

  /// The better of envelope and gate at each hop: one where the gate is open, one half where the
  /// envelope leaves silence.
  private func activity(_ episode: Episode, _ envelope: Envelope) -> [Float] {
    let open = Float(2 * settings.silence)
    var best = blockMaxima(of: episode.score.span, length: envelope.hop)
    // The last hop may be cut short.
    if best.count < envelope.values.count {
      best.append(episode.score[(best.count * envelope.hop)...].max() ?? 0)
    }
    // A score between one half and one is within reach of noise; only an open gate counts.
    return zip(envelope.values, best).map { max($0 / open, $1 >= 1 ? $1 : 0) }
  }

  /// A burst with its edges refined, from a coarse range.
  func burst(
    in episode: Episode, coarse: Range<Int>, envelope: Envelope, within limits: Range<Int>? = nil
  ) -> Burst? {
    let limits = limits ?? 0..<episode.count
    guard !coarse.isEmpty else { return nil }
    let (signal, scores) = (episode.signal.span, episode.score.span)
    var peak = coarse.lowerBound
    var (top, score) = (abs(signal[peak]), Float(0))
    for i in coarse {
      let size = abs(signal[i])
      if size > top { (peak, top) = (i, size) }
      score = max(score, scores[i])
    }
    let sigma = Double(episode.sigma[peak])
    let search = episode.samples(settings.edgeSearch)
    let share = settings.edgeShare * Double(top) / sigma
    let level = max(settings.edgeLevel, share * share)
    let onset = edge(
      episode, from: max(peak, coarse.lowerBound),
      to: max(min(peak, limits.lowerBound), coarse.lowerBound - search),
      level: level)
    let end = edge(
      episode, from: peak, to: min(max(peak, limits.upperBound - 1), coarse.upperBound + search),
      level: level)
    var highest = -Float.infinity
    var lowest = Float.infinity
    var turns = 0
    var sign = 0
    let limit = max(Float(settings.clearOfNoise * sigma), Float(settings.turnShare) * top)
    for i in onset...end {
      let x = signal[i]
      highest = max(highest, x)
      lowest = min(lowest, x)
      let s = x > limit ? 1 : x < -limit ? -1 : 0
      if s != 0, s != sign {
        turns += 1
        sign = s
      }
    }
    let first = envelope.index(coarse.lowerBound)
    let last = envelope.index(coarse.upperBound - 1)
    let height = envelope.values[first...last].max() ?? 0
    let body = energy(episode, onset...end, sigma: Float(sigma))
    return Burst(
      onset: onset, end: end + 1, peak: peak, center: body.center,
      peakToPeak: Double(highest - lowest), sigma: sigma, level: Double(height),
      score: Double(score), core: body.core, turns: turns)
  }

  /// Where the energy beyond the noise's lies: its centre, and the length of the shortest stretch
  /// that holds most of it.
  private func energy(
    _ episode: Episode, _ range: ClosedRange<Int>, sigma: Float
  ) -> (center: Int, core: Int) {
    let limit = Float(settings.clearOfNoise) * sigma
    let signal = episode.signal.span
    var total: Float = 0
    var moment = 0.0
    for i in range where abs(signal[i]) > limit {
      let energy = signal[i] * signal[i]
      total += energy
      moment += Double(energy) * Double(i - range.lowerBound)
    }
    guard total > 0 else { return ((range.lowerBound + range.upperBound) / 2, range.count) }
    let wanted = Float(settings.coreShare) * total
    var core = range.count
    var sum: Float = 0
    var first = range.lowerBound
    for last in range {
      let entering = signal[last]
      if abs(entering) > limit { sum += entering * entering }
      while first <= last {
        let leaving = signal[first]
        let without = abs(leaving) > limit ? sum - leaving * leaving : sum
        guard without >= wanted else { break }
        sum = without
        first += 1
      }
      if sum >= wanted { core = min(core, last - first + 1) }
    }
    let center = range.lowerBound + Int((moment / Double(total)).rounded())
    return (center, max(1, core))
  }

  /// The most likely change between activity and noise on the way from one sample to another: the
  /// largest cumulative sum of `x²/σ² − level`.
  private func edge(_ episode: Episode, from: Int, to: Int, level: Double) -> Int {
    var sum = 0.0
    var best = 0.0
    var position = from
    let (signal, noise) = (episode.signal.span, episode.sigma.span)
    for i in stride(from: from, through: to, by: to >= from ? 1 : -1) {
      let x = Double(signal[i]) / Double(noise[i])
      sum += x * x - level
      if sum > best { (best, position) = (sum, i) }
    }
    return position
  }

  /// Envelope peaks separated by valleys: the beats of a modulated signal, silent troughs or not.
  ///
  /// - Returns: The body of each beat, within the valleys around it, in samples.
  func beats(of episode: Episode, envelope: Envelope) -> [Range<Int>] {
    let floor = Float(settings.silence)
    let share = Float(settings.valley)
    let values = envelope.values
    guard !values.isEmpty else { return [] }
    var cuts: [Int] = []
    var peaks: [Int] = []
    var top = 0
    var bottom = 0
    var rising = true
    // The values at `top` and `bottom`, no less than the floor.
    var high = max(values[0], floor)
    var low = high
    let span = values.span
    // Below the floor nothing happens, but for what leaves it.
    let leaving = share < 1 ? leastReaching(floor, times: share) : floor
    var k = 0
    while k < span.count {
      if share < 1, high == floor || !rising && low == floor {
        k = firstIndex(reaching: rising ? floor.nextUp : leaving, in: span, from: k)
        if k == span.count { break }
      }
      let value = max(span[k], floor)
      defer { k += 1 }
      if rising {
        if value > high { (top, high) = (k, value) }
        if value <= high * share {
          peaks.append(top)
          rising = false
          (bottom, low) = (k, value)
        }
      } else {
        if value < low { (bottom, low) = (k, value) }
        if value * share >= low {
          cuts.append(bottom)
          rising = true
          (top, high) = (k, value)
        }
      }
    }
    if rising, max(values[top], floor) * share >= floor { peaks.append(top) }
    var result: [Range<Int>] = []
    for (n, _) in peaks.enumerated() {
      let low = n == 0 ? 0 : n - 1 < cuts.count ? cuts[n - 1] * envelope.hop : 0
      let high = n < cuts.count ? cuts[n] * envelope.hop : episode.count
      guard low < high else { continue }
      result.append(body(low..<high, peak: peaks[n], envelope: envelope))
    }
    return result
  }

  /// The least value that reaches a limit when it is multiplied.
  private func leastReaching(_ limit: Float, times factor: Float) -> Float {
    var value = limit / factor
    while value * factor >= limit { value = value.nextDown }
    while value * factor < limit { value = value.nextUp }
    return value
  }

  /// The part of a beat in which the envelope stays above a share of its peak.
  private func body(_ range: Range<Int>, peak: Int, envelope: Envelope) -> Range<Int> {
    let level = max(Float(settings.silence), Float(settings.bodyShare) * envelope.values[peak])
    var first = peak
    var last = peak
    while first > 0, envelope.values[first - 1] >= level,
      (first - 1) * envelope.hop >= range.lowerBound
    {
      first -= 1
    }
    while last + 1 < envelope.values.count, envelope.values[last + 1] >= level,
      (last + 2) * envelope.hop <= range.upperBound
    {
      last += 1
    }
    let low = max(range.lowerBound, first * envelope.hop)
    return low..<max(low + 1, min(range.upperBound, (last + 1) * envelope.hop))
  }
}
