internal import EMGCore

/// Discharges that no unit explained when they came, kept until more is known.
///
/// The first doublets of a recording come before the single discharges from which they are made. The
/// signal around them is kept, and looked at again when many have gathered and at the end.
struct Hindsight: Sendable {
  /// One burst that was reported.
  struct Item: Sendable {
    /// In samples of `cut`.
    var burst: Burst
    var unit: Int?
    /// The signal around it, without what was taken out.
    var cut: Episode
    /// The first event of the episode among the channel's.
    var first: Int
    /// The timeline's position of the segment's first sample.
    var origin: Int
  }

  private let limit: Int
  private let margin: Int
  private(set) var items: [Item] = []

  init(settings: UnitSettings, rate: Double) {
    limit = settings.hindsightCount
    margin = Int((2 * settings.window * rate).rounded(.up))
  }

  /// Whether the older half is due.
  var isFull: Bool { items.count >= limit }

  /// Keeps a burst of an episode.
  ///
  /// - Parameters:
  ///   - discharge: The burst and the unit that it was given.
  ///   - episode: The stretch that holds it.
  ///   - first: The number of the episode's first event among the channel's.
  ///   - origin: The timeline's position of the segment's first sample.
  mutating func keep(
    _ discharge: EpisodeClassifier.Discharge, of episode: Episode, first: Int,
    origin: Int
  ) {
    guard limit > 0 else { return }
    var burst = discharge.burst
    let low = max(0, burst.onset - margin)
    let high = min(episode.count, burst.end + margin)
    guard low < high else { return }
    burst.onset -= low
    burst.end -= low
    burst.peak -= low
    burst.center -= low
    let cut = Episode(
      start: episode.start + low, signal: Array(episode.signal[low..<high]), raw: [], score: [],
      sigma: [], rate: episode.rate)
    items.append(Item(burst: burst, unit: discharge.unit, cut: cut, first: first, origin: origin))
  }

  /// The older half, or all, which are forgotten here.
  mutating func take(all: Bool) -> [Item] {
    let count = all ? items.count : (items.count + 1) / 2
    defer { items.removeFirst(count) }
    return Array(items.prefix(count))
  }
}

extension EpisodeClassifier {
  /// What a burst is by the units known now, where that is more than one discharge; positions are
  /// those of its cut.
  ///
  /// - Parameters:
  ///   - item: The burst.
  ///   - wasDischarge: Whether it was taken for one discharge.
  ///   - units: The units known now.
  ///   - long: The waveforms known now that are too long for the units' window.
  ///   - mayRepeat: Whether it may be a multiplet of a unit that is not known.
  /// - Returns: The events in its place, or nil where it stays what it was.
  func revised(
    _ item: Hindsight.Item, wasDischarge: Bool, _ units: UnitSorter, _ long: UnitSorter,
    mayRepeat: Bool
  ) -> [Event]? {
    if !wasDischarge, let own = returned(item, units, long) {
      return [discrete(own, item.cut, isDoubtful: false)]
    }
    let parts =
      if let unit = item.unit {
        self.parts(of: item.burst, unit, in: item.cut, units)
      } else {
        units.explain(item.burst, in: item.cut)
      }
    guard let parts, parts.count > 1 else { return mayRepeat ? repeated(item) : nil }
    // What was a discharge of its own may be a doublet of another unit; that it is several units at
    // once is less likely than that its shape varied.
    if wasDischarge {
      let gaps = zip(parts, parts.dropFirst()).map { $1.position - $0.position }
      guard parts.allSatisfy({ $0.unit == parts[0].unit }),
        Double(gaps.max() ?? 0) <= settings.units.doubletLongest * rate
      else { return nil }
    }
    return discharges(parts, of: item.burst, in: item.cut, units)
      .map { discrete($0, item.cut, isDoubtful: false) }
  }

  /// What was taken for a burst of several units, but came again as it was.
  private func returned(
    _ item: Hindsight.Item, _ units: UnitSorter, _ long: UnitSorter
  ) -> Discharge? {
    if let unit = item.unit, units.templates[unit].members > 1 {
      return Discharge(burst: item.burst, unit: unit)
    }
    guard mayBeLong(item.burst) else { return nil }
    var long = long
    let snippet = long.snippet(of: item.burst, in: item.cut)
    // It is itself among them.
    return long.occurrences(of: snippet, snr: item.burst.snr) > 2
      ? Discharge(burst: item.burst, unit: nil, recurs: true) : nil
  }

  /// What was taken for a burst of several units, but is one potential several times.
  private func repeated(_ item: Hindsight.Item) -> [Event]? {
    let rules = settings.units.repeats
    let whole = item.burst
    guard let found = RepeatedPotential(of: whole, in: item.cut, rules, rate: rate),
      found.excess <= rules.rest
    else { return nil }
    let limit = 2 * whole.sigma
    let nearest = settings.units.doubletLongest * rate + 0.5
    var result: [Discharge] = []
    var first = -Double.infinity
    for copy in found.copies {
      let scaled = found.potential.map { $0 * copy.gain }
      guard let top = scaled.indices.max(by: { abs(scaled[$0]) < abs(scaled[$1]) }) else {
        continue
      }
      func place(_ i: Int) -> Int {
        max(0, min(item.cut.count - 1, Int(copy.start.rounded()) + i))
      }
      let end = place(scaled.lastIndex { abs($0) > limit } ?? top) + 1
      if copy.start - first <= nearest {
        result[result.count - 1].burst.end = max(result[result.count - 1].burst.end, end)
        result[result.count - 1].peaks.append(place(top))
        continue
      }
      first = copy.start
      var burst = whole
      burst.onset = place(scaled.firstIndex { abs($0) > limit } ?? top)
      burst.end = max(burst.onset + 1, end)
      burst.peak = place(top)
      burst.peakToPeak = (scaled.max() ?? 0) - (scaled.min() ?? 0)
      burst.core = min(
        whole.core, Int((settings.classification.dischargeMaximum * rate).rounded(.down)))
      result.append(Discharge(burst: burst, unit: nil, recurs: true))
    }
    // Where other muscles do the same at once it is a jerk all the same.
    let jerk = discrete(
      Discharge(burst: whole, unit: nil, isSolitary: true), item.cut, isDoubtful: false)
    return result.enumerated().map { n, discharge in
      var event = discrete(discharge, item.cut, isDoubtful: false)
      if n == 0 { event.details.waveform = jerk.details.waveform }
      event.evidence.append(
        Evidence("repeated_potential_rest", value: found.excess, threshold: rules.rest))
      return event
    }
  }
}
