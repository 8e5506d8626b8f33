public import EMGCore
internal import EMGFilters
internal import EMGKernels

/// A motor unit and when it discharged.
public struct DecomposedUnit: Hashable, Sendable {
  /// Its discharges, seconds from the first sample, at the largest deflection of its sharp part.
  public var discharges: [Double]
  /// Peak-to-peak of its sharp part over the noise of that band.
  public var shapeOverNoise: Double
  /// Peak-to-peak of the average of the unfiltered signal around its discharges, µV.
  public var peakToPeak: Double
  /// Mean interval, seconds; nil where there are too few.
  public var meanInterval: Double?
  /// Coefficient of variation of the intervals.
  public var variation: Double?
  /// Local variation LV of the intervals (Shinomoto 2003).
  public var localVariation: Double?
}

/// Tells the motor units of a needle recording apart while they fire together.
///
/// In a band in which only what is near the needle is left, shapes are learned from peaks that are
/// alike, taken out where they fit best, the largest gain first, and learned again from what is
/// left with each one's own discharges put back; shapes at a constant distance are one potential.
///
/// - Shape: one channel without gaps.
/// - Sources: the band and taking shapes out, McGill, Lateva, Marateb 2005 (J. Neurosci. Methods
///   149:121); greedy superpositions, Mallat and Zhang 1993 (matching pursuit).
public struct MotorUnitDecomposition: Sendable {
  private let settings: DecompositionSettings
  private let rate: SampleRate
  private let filter: ZeroPhaseFilter
  private let phases: Int
  private let fine: Double

  /// Makes the decomposition.
  ///
  /// - Parameters:
  ///   - settings: Its numbers.
  ///   - rate: Samples a second.
  /// - Throws: `ConfigurationError` where the rate is under four times the band's lower edge.
  public init(settings: DecompositionSettings, rate: SampleRate) throws(ConfigurationError) {
    guard rate.hertz >= 4 * settings.highPass else {
      throw ConfigurationError(
        key: "decomposition.high_pass_hz",
        detail: "expected at most a quarter of the sampling rate of \(rate.hertz) Hz, found"
          + " \(settings.highPass)")
    }
    self.settings = settings
    self.rate = rate
    filter = ZeroPhaseFilter(
      try SectionCascade(
        .butterworth(order: settings.order), .highpass(settings.highPass), rate: rate))
    phases = max(1, Int((1 / (settings.grid * rate.hertz)).rounded(.up)))
    fine = rate.hertz * Double(phases)
  }

  /// Standard deviation of the noise in the band, by the median size of the samples.
  private func noise(of band: [Float]) -> Float {
    var scratch: [Float] = []
    let sizes = band.map(abs)
    return medianSizeToDeviation
      * value(ofRank: sizes.count / 2, in: sizes.span, near: 0, scratch: &scratch)
  }

  /// The units of a stretch, the largest first.
  ///
  /// - Parameter signal: Samples in µV, finite, without gaps.
  /// - Returns: The units; none where the stretch is too short or silent.
  /// - Throws: `ConfigurationError` for a grid that the resampler refuses.
  public func units(in signal: [Float]) throws(ConfigurationError) -> [DecomposedUnit] {
    let reach = sampleCount(settings.window / 2, at: fine)
    var band = filter.filtered(signal.map(Double.init)).map { Float($0) }
    if phases > 1 {
      let resampler = try Resampler(up: phases, down: 1)
      band = resampler.output(of: band)
    }
    guard band.count > 4 * reach else { return [] }
    let sigma = noise(of: band)
    guard sigma > 0 else { return [] }
    let search = ShapeSearch(settings: settings, rate: fine, reach: reach, sigma: sigma)
    let pursuit = ShapePursuit(
      settings: settings, rate: fine, reach: reach,
      leastGain: Float(settings.leastPower) * sigma * sigma * Float(phases))
    var trains = search.trains(in: band)
    var shapes: [[Float]] = []
    for round in 0..<settings.rounds {
      shapes = search.distinct(pursuit.shapes(of: trains, in: band), trains)
      let found = pursuit.trains(of: shapes, in: band)
      trains = found.trains
      if round + 1 < settings.rounds {
        let split = ShapeSplit(settings: settings, reach: reach)
        trains = zip(trains, shapes).flatMap { split.trains($0, of: $1, in: found.residual) }
        trains.removeAll { $0.count < settings.fewest }
        trains += search.trains(in: found.residual)
      }
    }
    let whole = PotentialParts(settings: settings, rate: fine).joined(
      zip(trains, shapes).filter { $0.0.count >= settings.fewest }.map {
        PotentialParts.Part(train: $0.0, shape: $0.1)
      })
    return whole.map { unit($0, signal, sigma) }
  }

  private func unit(
    _ part: PotentialParts.Part, _ signal: [Float], _ sigma: Float
  ) -> DecomposedUnit {
    let times = part.train.map { Double($0) / fine }
    let intervals = zip(times, times.dropFirst()).map { $1 - $0 }
    let statistics = IntervalStatistics(intervals: intervals)
    return DecomposedUnit(
      discharges: times, shapeOverNoise: Double(height(of: part.shape) / sigma),
      peakToPeak: averageHeight(part.train, signal), meanInterval: statistics?.mean,
      variation: statistics?.variation, localVariation: statistics?.localVariation)
  }

  /// Peak-to-peak of the average of a signal around discharges.
  private func averageHeight(_ train: [Int], _ signal: [Float]) -> Double {
    let half = sampleCount(settings.potential, at: rate.hertz)
    var sum = [Double](repeating: 0, count: 2 * half + 1)
    var count = 0.0
    for position in train {
      let first = position / phases - half
      guard first >= 0, first + sum.count <= signal.count else { continue }
      for i in sum.indices { sum[i] += Double(signal[first + i]) }
      count += 1
    }
    guard count > 0 else { return 0 }
    return ((sum.max() ?? 0) - (sum.min() ?? 0)) / count
  }
}
