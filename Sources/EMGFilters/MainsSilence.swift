internal import EMGKernels

/// Stretches of a window that tell of the line by their silence, and those that tell nothing of it
/// because there is no signal.
extension MainsFitter {
  /// Where samples stand still.
  ///
  /// - Parameter samples: Unfiltered samples.
  /// - Returns: Runs of equal values of some length, by their places among the samples.
  func still(_ samples: ArraySlice<Float>) -> [Range<Int>] {
    let x = samples.span
    let shortest = max(4, Int((settings.still * rate).rounded()))
    // A run has two places of this distance at the least.
    let step = shortest / 2
    var runs: [Range<Int>] = []
    var known = 0
    var place = 0
    while place + step < x.count {
      defer { place += step }
      guard place >= known, x[place] == x[place + step] else { continue }
      var (first, end) = (place, place + 1)
      while first > known, x[first - 1] == x[place] { first -= 1 }
      while end < x.count, x[end] == x[place] { end += 1 }
      known = end
      if end - first >= shortest { runs.append(first..<end) }
    }
    return runs
  }

  /// A taper without the pieces that have no signal, and how many seconds are left.
  func live(_ taper: [Double], besides still: [Range<Int>]) -> (taper: [Double], seconds: Double) {
    let length = Double(taper.count * pieceLength) / rate
    guard !still.isEmpty else { return (taper, length) }
    var left = taper
    for run in still {
      let last = min(taper.count - 1, (run.upperBound - 1) / pieceLength)
      for k in stride(from: run.lowerBound / pieceLength, through: last, by: 1) { left[k] = 0 }
    }
    let whole = seconds(of: taper)
    return (left, whole > 0 ? length * seconds(of: left) / whole : 0)
  }

  /// How long a stretch of equal weights would be that tells as much as pieces of some weights, seconds.
  func seconds(of weights: [Double]) -> Double {
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    guard squares > 0 else { return 0 }
    let sum = weights.reduce(0, +)
    return sum * sum / squares * Double(pieceLength) / rate
  }

  /// Powers with the middle one of those that count where a piece has no signal, so that ranks are of
  /// signal.
  func filled(_ powers: [Double], _ taper: [Double]) -> [Double] {
    guard taper.contains(0) else { return powers }
    let live = powers.indices.filter { taper[$0] > 0 }.map { powers[$0] }
    guard !live.isEmpty else { return powers }
    let middle = value(ofRank: live.count / 2, of: live)
    return powers.indices.map { taper[$0] > 0 ? powers[$0] : middle }
  }

  /// Weights by what a fit leaves, as robust ones are but in silent stretches: those weigh by what they
  /// have, not by what the quieter quarter has.
  ///
  /// A contraction may fill nearly all of a window: what a brief silence in it tells of the line is more
  /// exact than all the rest. Single pieces are quiet by chance; a stretch is not.
  ///
  /// - Parameters:
  ///   - own: The energies of the pieces.
  ///   - taper: One value a piece.
  /// - Returns: One weight a piece, and whether a stretch is silent.
  func silentWeights(
    _ own: [Double], _ taper: [Double]
  ) -> (weights: [Double], hasSilence: Bool) {
    let powers = filled(own, taper)
    let quarter = value(ofRank: powers.count / 4, of: powers)
    let floor = max(2 * quarter, .leastNormalMagnitude)
    let limit = settings.silence * quarter
    var hasSilence = false
    let weights = zip(powers, quietest(powers)).enumerated().map { k, piece in
      let isSilent = piece.1 < limit && taper[k] > 0
      if isSilent { hasSilence = true }
      let least = isSilent ? max(2 * piece.1, .leastNormalMagnitude) : floor
      return taper[k] * floor / max(piece.0, least)
    }
    return (weights, hasSilence)
  }

  /// The mean power of the quietest stretch that has a piece.
  private func quietest(_ powers: [Double]) -> [Double] {
    let length = Self.coarseness
    guard powers.count >= length else { return powers }
    let means = (0...(powers.count - length)).map { first in
      powers[first..<(first + length)].reduce(0, +) / Double(length)
    }
    return powers.indices.map { k in
      let low = max(0, k - length + 1)
      let high = min(means.count - 1, k)
      return means[low...high].reduce(.infinity, min)
    }
  }

  /// A fit whose amplitudes and phases are those of what is silent in the window, if anything is.
  func bySilence(
    _ fit: MainsFit, _ x: [Float], _ sums: Sums, nominal: Double, _ taper: [Double]
  ) -> MainsFit {
    var model = fit
    let orders = fit.harmonics.map(\.order)
    for _ in 1...max(1, settings.rounds) {
      let (weights, hasSilence) = silentWeights(piecePowers(remainder(x, model)), taper)
      guard hasSilence else { break }
      model.harmonics = solved(
        sums, orders, nominal: nominal, offset: model.frequency - nominal, weights)
    }
    return model
  }
}
