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
    var decoys: [Double] = []
    var signs = [Int](repeating: 0, count: places.count)
    var (samples, answers) = ([Double](), [Double]())
    for (n, place) in places.enumerated() {
      var best: Found?
      var mirrored = 0.0
      samples.removeAll(keepingCapacity: true)
      for value in place.samples { samples.append(Double(value)) }
      for filter in filters {
        let match = filter.matches(
          samples, sigma: place.sigma, room: place.room, least: settings.tailStart, &answers)
        if let other = match.mirrored, holds(other) { mirrored = max(mirrored, other.size) }
        if let upright = match.upright, holds(upright), upright.size > best?.size ?? 0 {
          best = Found(
            place: n, unit: filter.unit, size: upright.size, shift: upright.shift,
            gain: upright.gain)
        }
      }
      if let best, best.size > mirrored {
        candidates.append(best)
        signs[n] = 1
      } else if mirrored > 0 {
        if isNoise(n) { decoys.append(mirrored) }
        signs[n] = -1
      }
    }
    let limit = limit(decoys)
    return Matches(
      found: candidates.filter { $0.size >= limit }, limit: limit, signs: signs)
  }

  /// The match that noise reaches as rarely as asked for.
  ///
  /// The squares of the matches of Gaussian noise beyond a start have an exponential tail of scale two
  /// (Rice 1945); that of the noise at hand is longer by what its mirrored matches show.
  private func limit(_ decoys: [Double]) -> Double {
    let start = settings.tailStart
    let excess = decoys.reduce(0) { $0 + ($1 * $1 - start * start) / 2 }
    let scale = max(
      1, (excess + settings.tailPrior) / (Double(decoys.count) + settings.tailPrior))
    let crossings = 60 * rate * filters.reduce(0) { $0 + $1.crossings }
    let gaussian = crossings * Double.exp(-start * start / 2)
    let often = max(gaussian, minutes > 0 ? Double(decoys.count) / minutes : 0)
    let ratio = max(1, often / settings.falsePerMinute)
    return (start * start + 2 * scale * Double.log(ratio)).squareRoot()
  }
}
