internal import RealModule

/// Tells which places hold a discharge of a known unit, at a false rate.
struct UnitSearch: Sendable {
  let filters: [UnitFilter]
  /// Minutes that were looked at for the places.
  let minutes: Double
  /// Samples a second.
  let rate: Double
  let settings: UnitSearchSettings
  let units: UnitSettings

  /// A discharge.
  struct Found: Sendable {
    /// The number of its place.
    var place: Int
    var unit: Int
    /// The match, in standard deviations of the noise.
    var size: Double
    var shift: Int
    var gain: Double
  }

  /// What was found.
  struct Matches: Sendable {
    /// The discharges.
    var found: [Found] = []
    /// The match that was asked for.
    var limit: Double
    /// Places by what matches them best: 1 where that is a unit, -1 where it is a mirror image, 0 where
    /// nothing does.
    var signs: [Int]
  }

  /// The discharges among places.
  ///
  /// - Parameters:
  ///   - places: The signal around them.
  ///   - isNoise: Whether a place, by its number, tells of the noise where nothing explains it: what opened
  ///     the gate may be an unknown unit's discharge.
  /// - Returns: The discharges, the match that was asked for, and what matches each place best.
  func matches(of places: [Snippet], isNoise: (Int) -> Bool) -> Matches {
    let allowed = units.superposedLow...units.superposedHigh
    func holds(_ match: UnitFilter.Match) -> Bool {
      allowed.contains(match.gain) && match.rest <= units.residual
    }
    var candidates: [Found] = []
    var decoys: [Decoy] = []
    var signs = [Int](repeating: 0, count: places.count)
    var (samples, answers) = ([Double](), [Double]())
    for (n, place) in places.enumerated() {
      var best: Found?
      var mirrored: Decoy?
      samples.removeAll(keepingCapacity: true)
      for value in place.samples { samples.append(Double(value)) }
      for filter in filters {
        let match = filter.matches(
          samples, sigma: place.sigma, room: place.room, least: settings.tailStart, &answers)
        if let other = match.mirrored, holds(other), other.size > mirrored?.size ?? 0 {
          mirrored = Decoy(size: other.size, start: start(of: filter, sigma: place.sigma))
        }
        if let upright = match.upright, holds(upright), upright.size > best?.size ?? 0 {
          best = Found(
            place: n, unit: filter.unit, size: upright.size, shift: upright.shift,
            gain: upright.gain)
        }
      }
      if let best, best.size > mirrored?.size ?? 0 {
        candidates.append(best)
        signs[n] = 1
      } else if let mirrored {
        if isNoise(n) { decoys.append(mirrored) }
        signs[n] = -1
      }
    }
    let limit = limit(decoys, sigma: median(places.map(\.sigma)))
    return Matches(
      found: candidates.filter { $0.size >= limit }, limit: limit, signs: signs)
  }

  /// The match that noise reaches as rarely as asked for.
  ///
  /// The squares of the matches of Gaussian noise beyond a start have an exponential tail of scale two
  /// (Rice 1945); that of the noise at hand is longer by what its mirrored matches show. A filter's start
  /// is the least match that may be its unit's discharge: noise hardly comes to that of a large unit.
  ///
  /// - Parameters:
  ///   - decoys: The mirrored matches.
  ///   - sigma: The noise, µV.
  /// - Returns: The match.
  private func limit(_ decoys: [Decoy], sigma: Double) -> Double {
    let scale = tailScale(
      decoys.map { ($0.size * $0.size - $0.start * $0.start) / 2 })
    let tails = filters.map { filter in
      let start = start(of: filter, sigma: sigma)
      return (start: start, often: 60 * rate * filter.crossings * Double.exp(-start * start / 2))
    }
    let gaussian = tails.reduce(0) { $0 + $1.often }
    let seen = minutes > 0 ? Double(decoys.count) / minutes : 0
    let more = max(1, seen / gaussian)
    func often(beyond limit: Double) -> Double {
      tails.reduce(0) {
        let excess = max(0, limit * limit - $1.start * $1.start) / 2
        return $0 + more * $1.often * Double.exp(-excess / scale)
      }
    }
    let largest = tails.map(\.start).max() ?? settings.tailStart
    let ratio = max(1, more * gaussian / settings.falsePerMinute)
    var low = settings.tailStart
    var high = (largest * largest + 2 * scale * Double.log(ratio)).squareRoot()
    while high - low > Self.precision {
      let middle = (low + high) / 2
      if often(beyond: middle) > settings.falsePerMinute { low = middle } else { high = middle }
    }
    return high
  }

  /// The scale of an exponential tail, in that of Gaussian noise, one at the least.
  ///
  /// What is far beyond the others may be the discharge of a unit that is another one's mirror image, and
  /// counts for no more than the farthest that is usual (Huber 1964, Ann. Math. Stat. 35:73).
  private func tailScale(_ excesses: [Double]) -> Double {
    let (prior, reach) = (settings.tailPrior, settings.tailReach)
    let kept = 1 - Double.exp(-reach)
    var (scale, last) = (Double.infinity, 0.0)
    while scale != last {
      last = scale
      let sum = excesses.reduce(0) { $0 + min($1, reach * last) } / (last.isFinite ? kept : 1)
      scale = max(1, (sum + prior) / (Double(excesses.count) + prior))
      if abs(scale - last) < Self.precision { break }
    }
    return scale
  }

  /// How exactly a limit is told, in standard deviations of the noise.
  private static let precision = 1e-6

  /// The least match of a unit's discharge: no smaller than that may be, and where the noise's tail begins.
  private func start(of filter: UnitFilter, sigma: Double) -> Double {
    max(settings.tailStart, units.superposedLow * filter.height / sigma)
  }

  /// A match of a mirror image.
  private struct Decoy {
    /// In standard deviations of the noise.
    var size: Double
    /// Where the tail of its filter begins.
    var start: Double
  }
}
