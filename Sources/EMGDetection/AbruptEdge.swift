internal import RealModule

/// The steepest edge of the unfiltered signal within a burst, beside all else that moves there.
///
/// An electrode that loses its contact makes one edge out of quiet, whatever shape a recorder's
/// high-pass or a short tail gives to what follows: nearly all change is in the edge. A motor unit's
/// potential is made of phases, each of which takes its share.
struct AbruptEdge: Hashable, Sendable {
  /// Change within the window of an edge over the peak-to-peak around it.
  var steepness: Double
  /// Largest deflection right before the edge over that peak-to-peak.
  var before: Double
  /// Energy of the signal's differences within the edge over that around it, without the noise's.
  var share: Double
  /// Mean deflection right after the edge over the edge's height.
  var held: Double

  /// Measures the steepest edge of a burst; nil where the rate is too low for an edge or the
  /// surroundings are not known.
  ///
  /// - Parameters:
  ///   - range: The burst.
  ///   - episode: The stretch.
  ///   - settings: Windows of the measures.
  init?(in range: Range<Int>, of episode: Episode, settings: ArtifactSettings) {
    let raw = episode.raw
    let width = Int((settings.edgeWindow * episode.rate).rounded())
    // Of one sample, a phase of a potential is as steep.
    guard width >= Self.fewestSamples else { return nil }
    let quiet = max(2, episode.samples(settings.abruptQuiet))
    let hold = max(2, episode.samples(settings.abruptHold))
    let after = max(hold, width + 2, episode.samples(settings.abruptAfter))
    let beside = episode.samples(settings.abruptBeside)
    let low = max(range.lowerBound, quiet + beside + width)
    let high = min(range.upperBound, raw.count - after - width - 1)
    guard low < high else { return nil }
    let edge = steepestEdge(of: raw, in: low..<high, over: width)
    let start = edge.end - width
    let earlier = raw[(start - quiet)...start]
    let first = earlier.prefix(max(1, quiet / 2))
    let base = first.reduce(0, +) / Float(first.count)
    var (least, most) = (base, base)
    for x in raw[(start - quiet)..<(edge.end + after)] {
      (least, most) = (min(least, x), max(most, x))
    }
    let height = raw[edge.end] - base
    guard most > least, height != 0 else { return nil }
    let whole = Double(most - least)
    steepness = Double(edge.size) / whole
    before = Double(earlier.reduce(0) { max($0, abs($1 - base)) }) / whole
    let stayed = raw[edge.end..<(edge.end + hold)].reduce(0, +) / Float(hold) - base
    held = Double(stayed / height)

    // The energy of differences: slow waves, such as a tail or a recorder's high-pass, have little.
    func energy(_ range: Range<Int>) -> [Double] {
      range.map {
        let d = Double(raw[$0]) - Double(raw[$0 - 1])
        return d * d
      }
    }
    let around = energy((start - quiet)..<(edge.end + after))
    // Of squares of normal deviates half are under 0.455 of their mean; a discharge nearby, or the
    // edge, is in few of these.
    let calm = energy((start - quiet - beside)..<(start - quiet)).sorted()
    let noise = calm.isEmpty ? 0 : calm[calm.count / 2] / Self.medianOfSquare
    let core = around[(quiet + 1 - width + width / 2)..<(quiet + 1 + width + (width + 1) / 2)]
    let inner = core.reduce(0, +) - noise * Double(core.count)
    let total = around.reduce(0, +) - noise * Double(around.count)
    share = inner > 0 ? inner / max(total, inner) : 0
  }

  /// Fewest samples that an edge takes.
  private static let fewestSamples = 2

  /// Median of the square of a standard normal deviate (chi-squared of one degree of freedom).
  private static let medianOfSquare = 0.4549

  /// Whether all of it is an electrode's.
  ///
  /// - Parameters:
  ///   - least: What ``share`` must be at the least.
  ///   - settings: What the other measures must be.
  /// - Returns: Whether it is.
  func isPop(sharing least: Double, _ settings: ArtifactSettings) -> Bool {
    steepness >= settings.abruptSteepness && before <= settings.abruptBefore
      && share >= least && held >= settings.abruptHeld
  }
}
