internal import EMGKernels

/// How the copies of a waveform are fitted where they vary in shape.
extension RepeatingWaveform {
  /// Finds how copies differ from the average.
  mutating func vary(
    _ positions: [Int], in episode: Episode, taper: Double, _ limits: WaveformVariations.Limits
  ) {
    guard limits.count > 0, positions.count >= limits.copies else { return }
    let sigma = episode.sigma[positions[positions.count / 2]]
    beside = quietest()
    var copies: [Copy] = []
    var left: [[Float]] = []
    for position in positions {
      let copy = copy(in: episode, at: position)
      var residual = residual(of: copy, in: episode)
      // A copy beside which a muscle is active tells of the muscle.
      guard (rest(of: residual, within: 0..<count) ?? 0) <= Float(limits.quiet) * sigma else {
        continue
      }
      Self.taper(&residual, share: taper)
      copies.append(copy)
      left.append(residual)
    }
    let raw = copies.map { copy in
      let start = copy.position - before
      var part = Array(episode.raw[start..<(start + count)])
      let level = Self.level(of: part)
      let values = unfilteredValues(of: copy)
      for i in part.indices { part[i] -= level + Float(values[i]) }
      Self.taper(&part, share: taper)
      return part
    }
    variations = WaveformVariations(
      of: left, unfiltered: raw, sigma: sigma, limits: limits)
  }

  /// The half of the samples at which the average is smallest.
  private func quietest() -> [Int] {
    let sizes = conditioned.map(abs)
    let limit = EMGKernels.value(ofRank: count / 2, in: sizes.span)
    return sizes.indices.filter { sizes[$0] <= limit }
  }

  /// What a copy leaves beside the waveform, or nil where less than half of that is within the stretch.
  private func sizes(of residual: [Float], within range: Range<Int>) -> [Float]? {
    let sizes = beside.filter(range.contains).map { abs(residual[$0]) }
    return sizes.isEmpty || 2 * sizes.count < beside.count ? nil : sizes
  }

  /// The root mean square of that.
  private func rest(of residual: [Float], within range: Range<Int>) -> Float? {
    guard let sizes = sizes(of: residual, within: range) else { return nil }
    return (sizes.reduce(0) { $0 + $1 * $1 } / Float(sizes.count)).squareRoot()
  }

  /// The same with the patterns by which copies differ, which are held to the size that they usually have.
  ///
  /// - Returns: The copy, or nil where a muscle is active beside it for long, or the stretch ends: its shape
  ///   cannot be told there.
  func varied(_ copy: Copy, _ range: Range<Int>, in episode: Episode) -> Copy? {
    let start = copy.position - before
    let sigma = Double(episode.sigma[start + range.lowerBound])
    let n = 2 + variations.patterns.count
    var weights = [Double](repeating: 1, count: count)
    var values = [Double](repeating: 0, count: n)
    var prior = sigma * sigma
    var copy = copy
    for round in 0..<Self.variedRounds {
      var matrix = [Double](repeating: 0, count: n * n)
      var right = [Double](repeating: 0, count: n)
      for i in range {
        fill(&values, i)
        let u = Double(episode.signal[start + i])
        for a in 0..<n {
          let weighted = weights[i] * values[a]
          right[a] += weighted * u
          for b in 0...a { matrix[a * n + b] += weighted * values[b] }
        }
      }
      for a in 2..<n { matrix[a * n + a] += prior }
      guard matrix[0] > 0, solveSymmetric(&matrix, &right, ridge: 1e-9 * matrix[0]) else {
        return nil
      }
      (copy.gain, copy.lag) = (right[0], right[1])
      copy.scores = right[2...].map { min(variations.mostScore, max(-variations.mostScore, $0)) }
      guard round < Self.variedRounds - 1 else { break }
      if round == 0 {
        let residual = residual(of: copy, in: episode)
        guard let usual = usual(of: residual, within: range),
          usual <= variations.quiet * sigma
        else { return nil }
        // A discharge beside it counts as noise here.
        let rest = Double(rest(of: residual, within: range) ?? 0)
        prior = max(prior, rest * rest)
      }
      let fitted = self.values(of: copy)
      for i in range {
        let r = (Double(episode.signal[start + i]) - fitted[i]) / (3 * sigma)
        weights[i] = 1 / (1 + r * r)
      }
    }
    return copy
  }

  /// The noise beside the waveform, as a discharge there does not change it: four fifths of Gaussian
  /// values are within 1.28 deviations.
  private func usual(of residual: [Float], within range: Range<Int>) -> Double? {
    guard let sizes = sizes(of: residual, within: range) else { return nil }
    return Double(EMGKernels.value(ofRank: sizes.count * 4 / 5, in: sizes.span)) / 1.2816
  }

  /// Rounds of the reweighted fit with patterns.
  private static let variedRounds = 5

  private func fill(_ values: inout [Double], _ i: Int) {
    values[0] = Double(conditioned[i])
    values[1] = derivative(conditioned, i)
    for (k, pattern) in variations.patterns.enumerated() {
      values[2 + k] = Double(pattern.conditioned[i])
    }
  }
}
