/// The largest deflection of the unfiltered signal around a burst: how wide it is, what it swings back
/// to, and how fast it comes.
///
/// Every phase of a motor unit's potential is brief, and a bipolar pair sees as much of one side as of
/// the other. What an electrode does by itself lasts: a contact that is lost and found again leaves a
/// hump, or two edges with a course between them, whatever a recorder's high-pass makes of that. What
/// moves has no edge, and swings to the other side as slowly as it came.
struct BareDeflection: Hashable, Sendable {
  /// Height over the level before, µV.
  var height: Double
  /// Width at half the height, seconds.
  var width: Double
  /// Samples that this width takes.
  var samples: Double
  /// The largest deflection right before the burst over the height.
  var before: Double
  /// The largest deflection to the other side over the height.
  var opposite: Double
  /// Its width, seconds; zero where there is none.
  var oppositeWidth: Double
  /// The lesser of what swings to the other side before and after the largest deflection, over the height.
  var bothSides: Double
  /// The largest change within the window of an edge over the peak-to-peak.
  var steepness: Double

  /// Measures the deflection; nil where its surroundings are not known or the rate is too low for an edge.
  ///
  /// - Parameters:
  ///   - range: The burst.
  ///   - reach: Samples after it that count as well.
  ///   - episode: The stretch.
  ///   - settings: Windows.
  init?(
    in range: Range<Int>, reach: Int = 0, of episode: Episode, settings: ArtifactSettings
  ) {
    let raw = episode.raw
    let level = max(2, episode.samples(settings.stepWindow))
    let first = range.lowerBound - max(level, episode.samples(settings.deflection.quiet))
    let end = min(raw.count, range.upperBound + reach)
    let edge = max(1, episode.samples(settings.deflection.swingWindow))
    guard first >= 0, range.lowerBound + edge < end else { return nil }
    let base =
      raw[(range.lowerBound - level)..<range.lowerBound].reduce(0.0) { $0 + Double($1) }
      / Double(level)
    var (highest, lowest) = (range.lowerBound, range.lowerBound)
    for i in range.lowerBound..<end {
      if raw[i] > raw[highest] { highest = i }
      if raw[i] < raw[lowest] { lowest = i }
    }
    let isUp = Double(raw[highest]) - base >= base - Double(raw[lowest])
    let (main, other) = isUp ? (highest, lowest) : (lowest, highest)
    height = abs(Double(raw[main]) - base)
    guard height > 0 else { return nil }
    samples = Self.width(of: raw, at: main, from: base, isUp: isUp)
    width = samples / episode.rate
    let opposed = max(0, (Double(raw[other]) - base) * (isUp ? -1 : 1))
    opposite = opposed / height
    oppositeWidth =
      opposed > 0 ? Self.width(of: raw, at: other, from: base, isUp: !isUp) / episode.rate : 0
    func back(_ part: Range<Int>) -> Double {
      part.reduce(0) { max($0, (Double(raw[$1]) - base) * (isUp ? -1 : 1)) }
    }
    bothSides = min(back(range.lowerBound..<main), back(main..<end)) / height
    before =
      raw[first..<range.lowerBound].reduce(0) { max($0, abs(Double($1) - base)) } / height
    let change = steepestEdge(of: raw, in: (range.lowerBound + edge)..<end, over: edge).size
    steepness = Double(change) / (height + opposed)
  }

  /// The samples around a peak that stay beyond half of its height, with parts of them at both ends.
  private static func width(
    of raw: [Float], at peak: Int, from base: Double, isUp: Bool
  ) -> Double {
    let half = (Double(raw[peak]) - base) / 2 * (isUp ? 1 : -1)
    func over(_ i: Int) -> Double { (Double(raw[i]) - base) * (isUp ? 1 : -1) - half }
    func crossing(_ inner: Int, _ outer: Int) -> Double {
      over(inner) / max(over(inner) - over(outer), .leastNormalMagnitude)
    }
    var (low, high) = (peak, peak)
    while low > 0, over(low - 1) > 0 { low -= 1 }
    while high + 1 < raw.count, over(high + 1) > 0 { high += 1 }
    return Double(high - low)
      + (low > 0 ? crossing(low, low - 1) : 0)
      + (high + 1 < raw.count ? crossing(high, high + 1) : 0)
  }

  /// Whether it is too wide for a muscle's, by itself or with what it swings back to.
  ///
  /// - Parameters:
  ///   - height: Peak-to-peak of the conditioned burst, µV: where it is far less, the burst is
  ///     something else on a slow wave.
  ///   - settings: Limits.
  /// - Returns: Whether no muscle made the burst.
  func isWide(inBand height: Double, _ settings: DeflectionSettings) -> Bool {
    guard samples >= Double(settings.fewest), height >= settings.inBand * self.height,
      bothSides <= settings.bothSides
    else { return false }
    let isAlone =
      width >= settings.aloneWidth && before <= settings.aloneBefore
      && (opposite <= settings.aloneOpposite || oppositeWidth >= settings.course)
    let isSlow =
      width >= settings.width && before <= settings.before
      && (opposite <= settings.opposite || oppositeWidth >= settings.width)
    return isAlone || isSlow
  }

  /// Whether it has no edge, and swings back as slowly as it came or is a sway to one side.
  func isSwing(_ settings: DeflectionSettings) -> Bool {
    guard width >= settings.swingWidth else { return false }
    return steepness < settings.swaySteepness
      || steepness < settings.swingSteepness && opposite >= settings.swingOpposite
        && oppositeWidth >= settings.swingWidth
  }
}
