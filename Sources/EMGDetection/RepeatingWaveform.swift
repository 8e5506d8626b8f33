/// A waveform that comes again and again, as its copies share it: what a heartbeat or a stimulus
/// leaves in the signal, whatever muscle does beside it.
struct RepeatingWaveform: Sendable {
  /// The waveform in the conditioned signal, µV.
  var conditioned: [Float]
  /// The waveform in the unfiltered signal, µV, without its level.
  var unfiltered: [Float]
  /// What differs from copy to copy in the conditioned signal beyond the noise, µV, per sample.
  var spread: [Float]
  /// Samples before the copy's mark.
  var before: Int
  /// The average at places between the samples; none where copies stand at samples.
  var phases: [Phase] = []
  /// The patterns by which copies differ from the average.
  var variations = WaveformVariations()
  /// Samples at which the average is small: what stands there is other activity.
  var beside: [Int] = []

  var count: Int { conditioned.count }

  /// Where one copy stands and how large it is.
  struct Copy: Hashable, Sendable {
    /// The mark's position in the episode.
    var position: Int
    /// The waveform's factor.
    var gain: Double
    /// The factor of its derivative: the fraction of a sample by which it is late.
    var lag: Double
    /// The factors of the patterns by which it differs from the average.
    var scores: [Double] = []
    /// The average's phase that it is a copy of.
    var phase = 0
  }

  /// Averages the copies by their median, which what coincides with a few of them does not move.
  ///
  /// - Parameters:
  ///   - episode: The stretch that holds them.
  ///   - positions: Their marks; moved to where the waveform fits best.
  ///   - before: Samples before the mark.
  ///   - after: Samples after it.
  ///   - room: How far a mark may be moved.
  ///   - unrelated: Share of the samples at which the copies differ least: what they differ there is other
  ///     activity that happens to coincide with them, and is taken off everywhere; nought for none.
  ///   - taper: Share of the waveform at each end that is made to run out.
  ///   - phaseCount: Parts of a sample at which copies may stand.
  ///   - limits: What a pattern is by which copies differ; nil where all are held to be of one shape.
  init?(
    in episode: Episode, at positions: inout [Int], before: Int, after: Int, room: Int,
    unrelated: Double = 0, taper: Double, phases phaseCount: Int = 1,
    varying limits: WaveformVariations.Limits? = nil
  ) {
    self.before = before
    conditioned = []
    unfiltered = []
    spread = []
    for _ in 0..<3 {
      let inside = positions.filter { $0 - before >= 0 && $0 + after <= episode.count }
      guard inside.count >= 3 else { return nil }
      conditioned = Self.median(of: inside.map { episode.signal[($0 - before)..<($0 + after)] })
      guard conditioned.contains(where: { $0 != 0 }) else { return nil }
      for n in positions.indices {
        positions[n] += bestShift(in: episode, at: positions[n], room: room)
      }
    }
    let inside = positions.filter { $0 - before >= 0 && $0 + after <= episode.count }
    guard inside.count >= 3 else { return nil }
    conditioned = Self.median(of: inside.map { episode.signal[($0 - before)..<($0 + after)] })
    unfiltered = Self.median(
      of: inside.map { Self.withoutLevel(episode.raw[($0 - before)..<($0 + after)]) })
    if phaseCount > 1 { resolve(inside, in: episode, phases: phaseCount) }
    Self.taper(&conditioned, share: taper)
    Self.taper(&unfiltered, share: taper)
    if phaseCount > 1 { setPhases(phaseCount) }
    spread = spread(of: inside, in: episode, unrelated: unrelated)
    guard let limits else { return }
    vary(inside, in: episode, taper: taper, limits)
    guard !variations.patterns.isEmpty else { return }
    variations.spread = spread(of: inside, in: episode, unrelated: unrelated)
    for i in conditioned.indices {
      // A copy unlike the others leaves more where the waveform is steep and large.
      let near = max(0, i - limits.reach)...min(conditioned.count - 1, i + limits.reach)
      let jitter = Float(limits.jitter) * conditioned[near].reduce(0) { max($0, abs($1)) }
      variations.spread[i] = max(variations.spread[i], jitter)
    }
  }

  /// What differs from copy to copy beyond the noise, once each is taken out.
  private func spread(of positions: [Int], in episode: Episode, unrelated: Double) -> [Float] {
    let residuals = positions.map { position in
      ArraySlice(residual(of: copy(in: episode, at: position), in: episode))
    }
    let deviations = Self.median(of: residuals.map { ArraySlice($0.map(abs)) })
    let sigma = episode.sigma[min(episode.count - 1, positions[positions.count / 2])]
    let least = unrelated > 0 ? deviations.sorted()[Int(unrelated * Double(count - 1))] : 0
    let other = max(sigma, least * medianSizeToDeviation)
    return deviations.map { deviation in
      let total = deviation * medianSizeToDeviation
      return max(0, total * total - other * other).squareRoot()
    }
  }

  /// A copy without its level.
  static func withoutLevel(_ part: some Collection<Float>) -> ArraySlice<Float> {
    let level = level(of: part)
    return ArraySlice(part.map { $0 - level })
  }

  /// The mean of the first samples of a copy.
  static func level(of part: some Collection<Float>) -> Float {
    let edge = part.count / 16 + 1
    return part.prefix(edge).reduce(0, +) / Float(edge)
  }

  static func median(of parts: [ArraySlice<Float>]) -> [Float] {
    guard let first = parts.first else { return [] }
    var column = [Float](repeating: 0, count: parts.count)
    return (0..<first.count).map { i in
      for (n, part) in parts.enumerated() { column[n] = part[part.startIndex + i] }
      column.sort()
      let mid = column.count / 2
      return column.count % 2 == 1 ? column[mid] : (column[mid - 1] + column[mid]) / 2
    }
  }

  /// Samples of each end that are made to run out.
  static func taperLength(_ count: Int, _ share: Double) -> Int {
    max(1, Int(share * Double(count)))
  }

  /// Lets both ends run out, so that a subtraction leaves no step.
  static func taper(_ x: inout [Float], share: Double) {
    let length = taperLength(x.count, share)
    for i in 0..<min(length, x.count / 2) {
      let weight = Float(i) / Float(length)
      x[i] *= weight
      x[x.count - 1 - i] *= weight
    }
  }

  /// How far from a mark a copy stands where it fits best.
  func bestShift(in episode: Episode, at position: Int, room: Int) -> Int {
    var best: (shift: Int, sum: Float) = (0, -.infinity)
    for shift in -room...room {
      let start = position + shift - before
      guard start >= 0, start + count <= episode.count else { continue }
      var sum: Float = 0
      for i in 0..<count { sum += episode.signal[start + i] * conditioned[i] }
      if sum > best.sum { best = (shift, sum) }
    }
    return best.shift
  }

  /// Fits the waveform and its derivative to a copy; what stands out of the fit loses its weight, so
  /// that a discharge on top of it does not spoil it.
  func copy(in episode: Episode, at position: Int) -> Copy {
    let start = position - before
    let low = max(0, -start)
    let high = min(count, episode.count - start)
    var result = Copy(position: position, gain: 1, lag: 0)
    guard low < high else { return result }
    if !variations.patterns.isEmpty,
      let varied = varied(result, low..<high, in: episode)
    {
      return varied
    }
    if !phases.isEmpty { result.phase = bestPhase(in: episode, from: start).phase }
    let average = average(at: result.phase)
    var weights = [Double](repeating: 1, count: count)
    for round in 0..<3 {
      var tt = 0.0
      var td = 0.0
      var dd = 0.0
      var ut = 0.0
      var ud = 0.0
      for i in low..<high {
        let u = Double(episode.signal[start + i])
        let t = Double(average[i])
        let d = derivative(average, i)
        let w = weights[i]
        tt += w * t * t
        td += w * t * d
        dd += w * d * d
        ut += w * u * t
        ud += w * u * d
      }
      let determinant = tt * dd - td * td
      guard tt > 0 else { return result }
      if determinant > 1e-9 * tt * dd {
        result.gain = (ut * dd - ud * td) / determinant
        result.lag = (ud * tt - ut * td) / determinant
      } else {
        (result.gain, result.lag) = (ut / tt, 0)
      }
      guard round < 2 else { break }
      let sigma = Double(episode.sigma[start + low])
      for i in low..<high {
        let fitted = result.gain * Double(average[i]) + result.lag * derivative(average, i)
        let r = (Double(episode.signal[start + i]) - fitted) / (3 * sigma)
        weights[i] = 1 / (1 + r * r)
      }
    }
    return result
  }

  /// What a copy leaves of the signal around it.
  func residual(of copy: Copy, in episode: Episode) -> [Float] {
    let start = copy.position - before
    let values = values(of: copy)
    return (0..<count).map { i in
      let position = start + i
      guard position >= 0, position < episode.count else { return 0 }
      return episode.signal[position] - Float(values[i])
    }
  }

  /// A copy as it stands in the conditioned signal, µV.
  func values(of copy: Copy) -> [Double] {
    sum(copy, average(at: copy.phase), variations.patterns.map(\.conditioned))
  }

  /// A copy as it stands in the unfiltered signal, µV, without its level.
  func unfilteredValues(of copy: Copy) -> [Double] {
    sum(copy, unfilteredAverage(at: copy.phase), variations.patterns.map(\.unfiltered))
  }

  private func sum(_ copy: Copy, _ average: [Float], _ patterns: [[Float]]) -> [Double] {
    var result = average.indices.map {
      copy.gain * Double(average[$0]) + copy.lag * derivative(average, $0)
    }
    for (score, pattern) in zip(copy.scores, patterns) {
      for i in result.indices { result[i] += score * Double(pattern[i]) }
    }
    return result
  }

  /// How far a copy stands out of a level on both sides of its mark, samples.
  func extent(above limit: Float) -> (before: Int, after: Int) {
    let first = conditioned.firstIndex { abs($0) > limit } ?? before
    let last = conditioned.lastIndex { abs($0) > limit } ?? before
    return (max(1, before - first), max(1, last - before))
  }

  /// Takes a copy out of an episode; where copies differ, the noise grows by as much.
  func remove(_ copy: Copy, from episode: inout Episode) {
    let start = copy.position - before
    let spread = copy.scores.isEmpty ? spread : variations.spread
    let (values, unfilteredValues) = (values(of: copy), unfilteredValues(of: copy))
    for i in 0..<count {
      let position = start + i
      guard position >= 0, position < episode.count else { continue }
      episode.signal[position] -= Float(values[i])
      episode.raw[position] -= Float(unfilteredValues[i])
      let extra = spread[i]
      if extra > 0 {
        let sigma = episode.sigma[position]
        episode.sigma[position] = (sigma * sigma + extra * extra).squareRoot()
      }
    }
  }
}
