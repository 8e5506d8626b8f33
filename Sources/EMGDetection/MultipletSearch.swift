/// Finds the one short waveform of which several bursts are made: the discharges of a unit that
/// fires in groups, too near each other to stand alone.
///
/// A waveform cut from one burst is looked for in the others by its normalised correlation and
/// subtracted copy by copy (matching pursuit, Mallat, Zhang 1993). Bursts of many units share no
/// waveform, however alike a waveform may be to parts of its own burst.
struct MultipletSearch: Sendable {
  let settings: GroupingSettings
  let rate: Double
  private let window: Int
  private let separation: Int

  init(settings: GroupingSettings, rate: Double) {
    self.settings = settings
    self.rate = rate
    window = max(4, Int((settings.copyWindow * rate).rounded()))
    separation = max(1, Int((rate / settings.innerHighest).rounded(.down)))
  }

  /// A burst's copies of a waveform.
  struct Match: Sendable {
    /// The middle of each copy, in the episode's samples, ascending.
    var positions: [Int]
    /// Share of the burst's energy beyond the noise's that the copies explain.
    var explained: Double
    /// The size of each copy, as a factor of the waveform.
    var gains: [Float]
  }

  /// A waveform and how many copies it is the mean of: its noise is the less.
  private struct Waveform {
    var samples: [Float]
    var copies: Int
  }

  /// The copies of the waveform that explains the bursts best.
  ///
  /// - Parameters:
  ///   - bursts: Bursts that may be groups, in order.
  ///   - episode: The stretch that holds them.
  /// - Returns: A match for each burst, or nil where no waveform explains them.
  func matches(of bursts: [Burst], in episode: Episode) -> [Match]? {
    guard bursts.count >= settings.minimumGroups else { return nil }
    let signals = bursts.map { signal(of: $0, in: episode) }
    let tested = spread(bursts.indices, most: settings.testedBursts)
    var best: (share: Double, waveform: Waveform) = (0, Waveform(samples: [], copies: 1))
    for source in spread(bursts.indices, most: settings.seededBursts) {
      for seed in seeds(of: signals[source].samples) {
        let waveform = Waveform(samples: seed, copies: 1)
        let others = tested.filter { $0 != source }
        let share = median(others.map { match(waveform, signals[$0], bursts[$0]).explained })
        if share > best.share { best = (share, waveform) }
      }
    }
    guard best.share >= settings.seedShare else { return nil }
    // A seed holds the noise of its one copy, and of its neighbours' tails; the mean of many does not.
    for _ in 0..<settings.refinements {
      guard let mean = mean(of: best.waveform, tested.map { (signals[$0], bursts[$0]) }) else { break }
      let share = median(tested.map { match(mean, signals[$0], bursts[$0]).explained })
      guard share > best.share else { break }
      best = (share, mean)
    }
    guard best.share >= settings.explainedShare else { return nil }
    let result = bursts.indices.map { match(best.waveform, signals[$0], bursts[$0]) }
    return areEven(result) ? result : nil
  }

  /// The mean of a waveform's copies, each by its own size, without what the others leave beside it.
  private func mean(of waveform: Waveform, _ cuts: [(signal: Cut, burst: Burst)]) -> Waveform? {
    var sum = [Float](repeating: 0, count: window)
    var weight: Float = 0
    var copies = 0
    for (signal, burst) in cuts {
      let match = match(waveform, signal, burst)
      let starts = match.positions.map { $0 - signal.start - window / 2 }
      var rest = signal.samples
      for (start, gain) in zip(starts, match.gains) {
        for i in 0..<window { rest[start + i] -= gain * waveform.samples[i] }
      }
      for (start, gain) in zip(starts, match.gains) {
        for i in 0..<window {
          sum[i] += gain * (rest[start + i] + gain * waveform.samples[i])
        }
        weight += gain * gain
        copies += 1
      }
    }
    guard copies > 1, weight > 0 else { return nil }
    return Waveform(samples: sum.map { $0 / weight }, copies: copies)
  }

  /// Whether the copies within groups follow each other as one unit's discharges do; waveforms of
  /// many units that look alike come at all intervals. Slow discharges of a group are bursts of their
  /// own.
  private func areEven(_ matches: [Match]) -> Bool {
    let positions = matches.flatMap(\.positions).sorted()
    let intervals = zip(positions, positions.dropFirst()).map { Double($1 - $0) / rate }
      .filter { $0 <= 1 / settings.slowestInner }
    guard !intervals.isEmpty else { return false }
    let usual = median(intervals)
    let even = intervals.count { abs($0 / usual - 1) <= settings.intervalReach }
    return Double(even) >= settings.evenShare * Double(intervals.count)
  }

  private struct Cut {
    var samples: [Float]
    var start: Int
  }

  private func signal(of burst: Burst, in episode: Episode) -> Cut {
    let low = max(0, burst.onset - window / 2)
    let high = min(episode.count, burst.end + window / 2)
    return Cut(samples: Array(episode.signal[low..<high]), start: low)
  }

  /// Some indices, evenly spread.
  private func spread(_ indices: Range<Int>, most: Int) -> [Int] {
    guard indices.count > most else { return Array(indices) }
    return (0..<most).map { indices.lowerBound + $0 * (indices.count - 1) / max(1, most - 1) }
  }

  /// Cut-outs around a burst's largest deflections.
  private func seeds(of x: [Float]) -> [[Float]] {
    let half = window / 2
    guard x.count > window else { return [] }
    var result: [[Float]] = []
    var taken: [Int] = []
    let order = (half..<(x.count - (window - half))).sorted { abs(x[$0]) > abs(x[$1]) }
    for i in order where taken.allSatisfy({ abs($0 - i) > half }) {
      taken.append(i)
      result.append(Array(x[(i - half)..<(i - half + window)]))
      if result.count == settings.seedsOfBurst { break }
    }
    return result
  }

  /// Takes copies out of a burst, the one that explains most first.
  private func match(_ waveform: Waveform, _ cut: Cut, _ burst: Burst) -> Match {
    var x = cut.samples
    let template = waveform.samples
    let places = x.count - window + 1
    let energy = template.reduce(Float(0)) { $0 + $1 * $1 }
    guard places > 0, energy > 0 else { return Match(positions: [], explained: 0, gains: []) }
    // Two copies of one waveform are the less alike the more noise is in them.
    let noise = Float(Double(window) * burst.sigma * burst.sigma)
    let own = max(energy - noise / Float(waveform.copies), Float(settings.leastSignal) * energy)
    var correlation = [Float](repeating: 0, count: places)
    var power = [Float](repeating: 0, count: places)
    func update(_ range: Range<Int>) {
      for p in range {
        var c: Float = 0
        var e: Float = 0
        for i in 0..<window {
          c += x[p + i] * template[i]
          e += x[p + i] * x[p + i]
        }
        correlation[p] = c
        power[p] = e
      }
    }
    update(0..<places)
    var isOpen = [Bool](repeating: true, count: places)
    let likeness = Float(settings.copyLikeness)
    let gains = Float(settings.copyLow) * energy...Float(settings.copyHigh) * energy
    let total = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    var positions: [Int] = []
    var sizes: [Float] = []
    while true {
      var best: Int?
      for p in 0..<places where isOpen[p] && gains.contains(correlation[p]) {
        let signal = max(power[p] - noise, Float(settings.leastSignal) * power[p])
        guard correlation[p] >= likeness * (signal * own).squareRoot(),
          correlation[p] > best.map({ correlation[$0] }) ?? 0
        else { continue }
        best = p
      }
      guard let place = best else { break }
      let gain = correlation[place] / energy
      for i in 0..<window { x[place + i] -= gain * template[i] }
      update(max(0, place - window + 1)..<min(places, place + window))
      for p in max(0, place - separation + 1)..<min(places, place + separation) {
        isOpen[p] = false
      }
      positions.append(cut.start + place + window / 2)
      sizes.append(gain)
    }
    // What the waveform's own noise adds to the rest is not the burst's.
    let added = sizes.reduce(0.0) { $0 + Double($1 * $1 * noise) } / Double(waveform.copies)
    let rest = x.reduce(0.0) { $0 + Double($1) * Double($1) } - added
    let all = Double(x.count) * burst.sigma * burst.sigma
    let order = positions.indices.sorted { positions[$0] < positions[$1] }
    return Match(
      positions: order.map { positions[$0] },
      explained: total > all ? min(1, (total - rest) / (total - all)) : 0,
      gains: order.map { sizes[$0] })
  }
}
