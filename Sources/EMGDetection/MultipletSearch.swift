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
    var best: (share: Double, template: [Float]) = (0, [])
    for source in spread(bursts.indices, most: settings.seededBursts) {
      for template in seeds(of: signals[source].samples) {
        let shares = tested.filter { $0 != source }.map {
          match(template, signals[$0], bursts[$0]).explained
        }
        let share = median(shares)
        if share > best.share { best = (share, template) }
      }
    }
    guard best.share >= settings.explainedShare else { return nil }
    let result = bursts.indices.map { match(best.template, signals[$0], bursts[$0]) }
    return areEven(result) ? result : nil
  }

  /// Whether copies near each other follow as one unit's discharges do, at a rate that may differ from
  /// group to group; waveforms of many units that look alike come at all intervals.
  private func areEven(_ matches: [Match]) -> Bool {
    let positions = matches.flatMap(\.positions)
    let longest = rate / settings.slowestInner
    let intervals = zip(positions, positions.dropFirst()).map { Double($1 - $0) }
    let runs = intervals.split { $0 > longest }.map { run in run.map { $0 / rate } }
    guard let statistics = IntervalStatistics(runs: runs) else { return false }
    return statistics.localVariation <= settings.evenVariation
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
  private func match(_ template: [Float], _ cut: Cut, _ burst: Burst) -> Match {
    var x = cut.samples
    let places = x.count - window + 1
    let energy = template.reduce(Float(0)) { $0 + $1 * $1 }
    guard places > 0, energy > 0 else { return Match(positions: [], explained: 0) }
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
    while true {
      var best: Int?
      for p in 0..<places where isOpen[p] && gains.contains(correlation[p]) {
        guard correlation[p] >= likeness * (power[p] * energy).squareRoot(),
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
    }
    let rest = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    let noise = Double(x.count) * burst.sigma * burst.sigma
    return Match(
      positions: positions.sorted(), explained: total > noise ? (total - rest) / (total - noise) : 0
    )
  }
}
