/// Which units are no units, but the doublets of another one.
extension UnitSorter {
  /// What two units were when they were compared.
  struct Comparison: Hashable, Sendable {
    var members: Int
    /// Those of the other unit, as far as they tell its waveform.
    var others: Int
    var isRare: Bool
  }

  /// The units whose waveform is known, without those that are doublets.
  var confirmed: [Int] {
    templates.indices.filter {
      templates[$0].members >= settings.confirmedMembers && composites[$0] == nil
    }
  }

  /// Marks the units whose discharges are two of another one's, one soon after the other.
  ///
  /// A rare one is where its mean is: that tells more surely than one discharge. One that comes about as
  /// often as the other may be a unit of its own that looks like two of the other's. Its discharges are
  /// then all alike, while the interval and the second size of a doublet vary: two copies explain them
  /// better than their own mean.
  mutating func findComposites() {
    for unit in templates.indices where templates[unit].members >= settings.confirmedMembers {
      for other in others(than: unit) where hasChanged(unit, beside: other) {
        let isDoublet = isDoublet(unit, of: other)
        composites[unit] = isDoublet ? other : nil
        if isDoublet { break }
      }
    }
  }

  /// The units of which one may be a doublet: the one that it is, or all confirmed ones.
  private func others(than unit: Int) -> [Int] {
    composites[unit].map { [$0] } ?? confirmed.filter { $0 != unit }
  }

  /// Whether there is more to tell two units by than when they were last compared.
  private mutating func hasChanged(_ unit: Int, beside other: Int) -> Bool {
    let key = unit * settings.maximumCount + other
    let state = Comparison(
      members: templates[unit].members,
      others: min(templates[other].members, settings.recentMembers),
      isRare: isRare(unit, beside: other))
    defer { compared[key] = state }
    return compared[key] != state
  }

  private func isDoublet(_ unit: Int, of other: Int) -> Bool {
    guard let mean = restOfMean(unit, of: other) else { return false }
    if mean.rest <= mean.limit, isRare(unit, beside: other) {
      return !isTwin(unit, beside: other, mean.rest)
    }
    // The mean of doublets of several intervals is none of them.
    let blur = settings.superposedRest * templates[unit].fitted.energy
    guard mean.rest <= mean.limit + blur else { return false }
    // What was told before is not doubted for a few discharges.
    let isKnown = composites[unit] == other && templates[unit].members < settings.recentMembers
    return isKnown || varies(unit, as: other)
  }

  /// Whether a unit is so rare beside another one that its being the other's doublet needs no more than its
  /// mean.
  func isRare(_ unit: Int, beside other: Int) -> Bool {
    templates[other].members >= settings.doubletRarity * templates[unit].members
  }

  /// What two of a unit's discharges leave of another unit's mean, and what noise and jitter explain of it;
  /// nil where there are no such two.
  private func restOfMean(_ unit: Int, of other: Int) -> (rest: Double, limit: Double)? {
    let (own, base) = (templates[unit], templates[other])
    let zeros = [Double](repeating: 0, count: window / 2)
    guard let fit = twice(other, in: zeros + own.fitted.values + zeros) else { return nil }
    let rest = energy(fit.rest[(window / 2)..<(window / 2 + window)])
    let size = squaredGains(fit)
    let variance = noise * noise * (1 / Double(own.members) + size / Double(base.members))
    let jitter = 4 * settings.shapeJitter * settings.shapeJitter * size * base.fitted.energy
    return (rest, settings.residual * Double(window) * variance + jitter)
  }

  private func squaredGains(_ fit: JointFit) -> Double {
    fit.copies.reduce(0) { $0 + $1.gain * $1.gain }
  }

  /// Whether one discharge, of the unit of the two or of a further one that is not rare beside it, explains
  /// a rare unit's mean about as well.
  private func isTwin(_ unit: Int, beside other: Int, _ rest: Double) -> Bool {
    let own = templates[unit]
    let variance = noise * noise / Double(own.members)
    let jitter = 4 * settings.shapeJitter * settings.shapeJitter * own.fitted.energy
    let zeros = [Float](repeating: 0, count: separation)
    var mean = ShiftedSnippet(
      Snippet(samples: zeros + own.waveform + zeros, sigma: noise, room: separation), window: window
    )
    return confirmed.contains { candidate in
      guard candidate != unit, candidate == other || !isRare(candidate, beside: other) else {
        return false
      }
      let result = fit(templates[candidate].fitted, to: &mean)
      return result.gain >= settings.gainLow && result.gain <= settings.gainHigh
        && result.residual - rest < settings.separateEnergy * variance + jitter
    }
  }

  /// Whether two copies of another unit explain a unit's latest discharges better than its mean does.
  private func varies(_ unit: Int, as other: Int) -> Bool {
    let own = templates[unit]
    guard own.recent.count > 1 else { return false }
    let zeros = [Double](repeating: 0, count: window / 2)
    // Each of them is in the mean, and the mean is nearer to it than to a further one.
    let included = Double(own.members) / Double(own.members - 1)
    var gained = 0.0
    for snippet in own.recent {
      let x = zeros + snippet.samples.map(Double.init) + zeros
      var shifted = ShiftedSnippet(snippet, window: window)
      let single = fit(own.fitted, to: &shifted)
      let base = fit(templates[other].fitted, to: &shifted)
      let place = window / 2 + snippet.room + single.shift
      let range = place..<(place + window)
      let double = twice(other, in: x)
      let variance = snippet.sigma * snippet.sigma
      // The noise of the other's mean is not that of the two.
      let inherited = double.map(squaredGains).map { $0 / Double(templates[other].members) } ?? 0
      let left = energy((double?.rest ?? x)[range]) - inherited * Double(window) * variance
      let jitter = settings.shapeJitter * settings.shapeJitter * own.fitted.energy
      gained += (min(single.residual * included, base.residual) - left - jitter) / variance
    }
    return gained >= settings.separateEnergy
  }
}
