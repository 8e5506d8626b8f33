internal import EMGKernels
internal import RealModule

/// Follows the noise floor of one channel over frames of equal length.
///
/// The level is a low quantile of the RMS of short blocks around a moment, divided by what that
/// quantile is for Gaussian noise of the measured bandwidth; it may exceed its own minimum over
/// the last minutes only by a factor, so that a long contraction does not become noise.
///
/// Source: minimum statistics after Martin (2001); constants by the chi-square distribution.
struct NoiseFloor {
  let settings: NoiseSettings
  let blockLength: Int
  let blocksPerFrame: Int
  private let quietBlocks: Int
  private let lagCount: Int
  let framesBack: Int
  private let framesStart: Int
  /// Frames behind a frame that speak for its noise.
  let framesAhead: Int
  private let nominalCorrelation: [Double]

  /// RMS of the blocks of the known frames, one after the other; the first is frame `firstFrame`.
  private var levels: [Float] = []
  /// The known frames.
  var frames: [Frame] = []
  /// The autocorrelation of each known frame's typical run, `lagCount` values.
  private var correlations: [Double] = []
  var firstFrame = 0
  /// Lowest floor of each past frame, for the memory.
  var history: [Double] = []
  /// The last noise that was not taken for activity.
  var accepted: NoiseState?
  /// Whether the beginning was compared with what follows.
  var isStarted = false

  // Normal quantiles of the lower and the upper quantile of block levels.
  private let lowQuantile: Double
  private let highQuantile: Double
  /// About the last quantile of block levels.
  private var lastLevel: Float = 0
  private var scratch: [Float] = []
  /// Kept so that nothing is allocated.
  private var room = Room()

  private struct Room: Sendable {
    var energies: [Float] = []
    var run: [Float] = []
    var sums: [Float] = []
  }
  /// What was found of stretches of frames.
  private var stretches: [Stretch] = []

  /// Some frames in a row.
  struct Stretch: Sendable {
    /// The first of them, counted from the recording's first.
    var first: Int
    /// Their mean autocorrelation.
    var correlation: [Double] = []
    /// Low and high quantile of the levels in noise of that autocorrelation, over its level.
    var low = 0.0
    var high = 0.0
    /// Those quantiles of the levels, once they were asked for.
    var quantiles: (lower: Double, upper: Double)?
  }

  /// What is known of a frame beside its levels.
  struct Frame: Sendable {
    /// Where its levels end, counted from those of frame `firstFrame`.
    var end: Int
    /// How many of them are zero.
    var zeros: Int
    /// RMS of its typical run; infinite where the frame is too short for one.
    var rms: Double
    /// Whether the autocorrelation of that run is known.
    var isCorrelated: Bool
  }

  /// - Parameters:
  ///   - rate: Samples a second of the analysed signal.
  ///   - band: The band that the signal was filtered to, Hz.
  ///   - lagCount: Lags of the autocorrelation to measure.
  ///   - settings: How the floor is followed.
  init(rate: Double, band: ClosedRange<Double>, lagCount: Int, settings: NoiseSettings) {
    self.settings = settings
    self.blockLength = sampleCount(settings.block, at: rate, minimum: 2)
    self.blocksPerFrame = max(1, Int((rate / Double(blockLength)).rounded()))
    self.quietBlocks = max(
      1, min(blocksPerFrame, Int((settings.quietRun / settings.block).rounded())))
    self.lagCount = max(2, min(lagCount, blockLength * quietBlocks / 2))
    let frameSeconds = Double(blockLength * blocksPerFrame) / rate
    self.framesBack = Int((settings.lookBack / frameSeconds).rounded(.up))
    self.framesAhead = Int((settings.lookAhead / frameSeconds).rounded(.up))
    self.framesStart = Int((settings.startAhead / frameSeconds).rounded(.up))
    self.nominalCorrelation = (0..<self.lagCount).map { lag in
      guard lag > 0 else { return 1 }
      let low = 2 * Double.pi * band.lowerBound * Double(lag) / rate
      let high = 2 * Double.pi * band.upperBound * Double(lag) / rate
      return (Double.sin(high) - Double.sin(low)) / (high - low)
    }
    lowQuantile = normalQuantile(settings.quantile)
    highQuantile = normalQuantile(1 - settings.quantile)
  }

  /// Samples in a frame.
  var frameLength: Int { blockLength * blocksPerFrame }

  /// The last of the frames whose noise becomes known together, at the start of a recording.
  var framesAtStart: Int { framesBack }

  /// Frames that must be known behind a frame before its noise can be told.
  ///
  /// At the start of a recording the window is as long as later, but lies ahead, and what follows it
  /// is waited for: activity may fill it.
  func framesNeeded(after frame: Int) -> Int {
    max(framesAhead, max(framesStart, framesBack + framesAhead) - (frame - firstFrame))
  }

  /// Takes the next frame; a short last frame is allowed.
  mutating func append(frame samples: ArraySlice<Float>) {
    let first = levels.count
    let span = samples.span
    // In Float what a filter leaves of a flat line is nought, which does not count as noise.
    appendBlockLevels(of: span, length: blockLength, to: &levels)
    // What is under the least noise is a dead input.
    let zeros = levels[first...].count { Double($0) <= settings.minimum }
    let run = appendTypicalRun(of: span, levels: first..<levels.count)
    frames.append(
      Frame(end: levels.count, zeros: zeros, rms: run.rms, isCorrelated: run.isCorrelated))
  }

  /// The run of blocks of median level: noise as it usually is, wherever the frame is quiet.
  ///
  /// The quietest run would lack the slow components that happen to be weak in it.
  private mutating func appendTypicalRun(
    of samples: Span<Float>, levels range: Range<Int>
  ) -> (rms: Double, isCorrelated: Bool) {
    let unknown = repeatElement(0.0, count: lagCount)
    guard range.count >= quietBlocks else {
      correlations.append(contentsOf: unknown)
      return (.infinity, false)
    }
    // Taken out meanwhile, so that it is changed in place.
    var energies: [Float] = []
    swap(&energies, &room.energies)
    defer { swap(&energies, &room.energies) }
    energies.removeAll(keepingCapacity: true)
    for first in range.lowerBound...(range.upperBound - quietBlocks) {
      var sum: Float = 0
      for i in first..<(first + quietBlocks) { sum += levels[i] * levels[i] }
      energies.append(sum)
    }
    let rank = energies.count / 2
    let middle = value(ofRank: rank, in: energies.span, near: 0, scratch: &scratch)
    // Of equal ones the earlier counts as the smaller.
    var equal = rank - energies.count { $0 < middle }
    var best = 0
    for (n, energy) in energies.enumerated() where energy == middle {
      if equal == 0 {
        best = n
        break
      }
      equal -= 1
    }
    let start = best * blockLength
    let count = quietBlocks * blockLength
    // Zeros behind the run add nothing to the sums of the longer lags.
    var (run, sums) = ([Float](), [Float]())
    swap(&run, &room.run)
    swap(&sums, &room.sums)
    defer {
      swap(&run, &room.run)
      swap(&sums, &room.sums)
    }
    run.removeAll(keepingCapacity: true)
    EMGKernels.append(samples.extracting(start..<(start + count)), to: &run)
    EMGKernels.append(0, count: lagCount - 1, to: &run)
    if sums.count != lagCount { sums = [Float](repeating: 0, count: lagCount) }
    var sumSpan = sums.mutableSpan
    slidingDotProduct(run.span, taps: run.span.extracting(0..<count), into: &sumSpan)
    let power = Double(sums[0]) / Double(count)
    guard power > 0 else {
      correlations.append(contentsOf: unknown)
      return (0, false)
    }
    appendCorrelation(sums.span, length: count, power: power, to: &correlations)
    return (power.squareRoot(), true)
  }

  /// The levels of some frames and how many of them are zero, which are not counted.
  private func levels(of known: Range<Int>) -> (range: Range<Int>, zeros: Int) {
    guard let last = known.last else { return (0..<0, 0) }
    let start = known.lowerBound > 0 ? frames[known.lowerBound - 1].end : 0
    let zeros = frames[known].reduce(0) { $0 + $1.zeros }
    return (start..<frames[last].end, zeros)
  }

  /// The noise of a frame, from what is known around it.
  mutating func state(ofFrame frame: Int) -> NoiseState {
    let index = frame - firstFrame
    if !isStarted { start() }
    var low = max(0, index - framesBack)
    let high = min(frames.count, max(index + framesAhead + 1, low + framesBack + framesAhead + 1))
    low = max(0, min(low, high - framesBack - framesAhead - 1))
    guard var state = quietState(low..<high) else {
      return NoiseState(sigma: settings.minimum, correlation: nominalCorrelation)
    }
    // A rest keeps alive what is known of the noise. What is much quieter than that is no rest but a
    // lost contact.
    if let accepted, let rest = rest(in: low..<high, below: state),
      rest.sigma * settings.maximumRise >= accepted.sigma
    {
      state = rest
    }
    let memory = Int(settings.memory * Double(framesBack) / settings.lookBack)
    var lowest = history.isEmpty ? state.sigma : Double.infinity
    for i in max(0, history.count - memory)..<history.count where history[i] < lowest {
      lowest = history[i]
    }
    history.append(state.sigma)
    if let accepted,
      !isBelievable(state, over: lowest, as: accepted, in: low..<high)
    {
      // What fills the window has no noise of its own to be like.
      state = accepted
    } else {
      accepted = state
    }
    if history.count > 2 * memory { history.removeFirst(history.count - memory) }
    // Noise that changed its level but neither its spectrum nor its evenness is still noise.
    let local = stationaryLevel(at: index, reference: state.correlation)
    if let local, local > state.sigma * settings.stepSmallest,
      local < state.sigma * settings.stepLargest
    {
      state.sigma = local
      // What follows is compared with it where it is no noise by itself.
      accepted?.sigma = local
    }
    state.sigma = max(state.sigma, settings.minimum)
    forget(before: frame - framesBack)
    return state
  }

  /// Whether a window's level is noise: within what noise may rise by and, where it rose more than
  /// it usually does, with quiet blocks as even as noise is.
  ///
  /// Where activity begins to fill the window, its low quantile climbs from the noise's to the
  /// activity's, through levels that are neither.
  private mutating func isBelievable(
    _ state: NoiseState, over lowest: Double, as accepted: NoiseState, in known: Range<Int>
  ) -> Bool {
    guard state.sigma > lowest * settings.riseUsual else { return true }
    guard state.sigma <= lowest * settings.maximumRise else { return false }
    let (range, zeros) = levels(of: known)
    let count = range.count - zeros
    func level(_ share: Double) -> Double {
      let rank = min(count - 1, Int(share * settings.quantile * Double(count)))
      return Double(levelValue(ofRank: zeros + rank, in: range, near: lastLevel))
        / expectedLevel(in: accepted, at: normalQuantile(share * settings.quantile))
    }
    return level(settings.riseMore) <= settings.riseEvenness * level(settings.riseFewer)
  }

  /// The noise by the quiet blocks of some frames; nil where all are dead.
  mutating func quietState(_ known: Range<Int>) -> NoiseState? {
    let (range, zeros) = levels(of: known)
    let count = range.count - zeros
    guard count > 0 else { return nil }
    let rank = min(count - 1, Int(settings.quantile * Double(count)))
    lastLevel = levelValue(ofRank: zeros + rank, in: range, near: lastLevel)
    let raw = Double(lastLevel)
    var correlation = measuredCorrelation(known, near: raw)
    if correlation.isEmpty {
      correlation = quietestCorrelation(known, level: raw) ?? nominalCorrelation
    }
    var state = NoiseState(sigma: raw, correlation: correlation)
    state.sigma = raw / expectedLevel(in: state, at: lowQuantile)
    return state
  }

  /// A quantile of block levels in noise, over its standard deviation.
  ///
  /// - Parameters:
  ///   - noise: The noise; only its autocorrelation matters.
  ///   - quantile: The normal quantile of the wanted one.
  /// - Returns: A share of the standard deviation.
  private func expectedLevel(in noise: NoiseState, at quantile: Double) -> Double {
    let freedom = noise.freedom(of: blockLength)
    return (chiSquareQuantile(normalQuantile: quantile, freedom: freedom) / freedom).squareRoot()
  }

  /// The autocorrelation of the quietest frames, where it explains why no run is as quiet as the
  /// quiet blocks: the energy of short blocks of slow noise varies much.
  ///
  /// - Parameters:
  ///   - known: The frames to look at.
  ///   - level: The low quantile of their blocks' RMS.
  /// - Returns: The autocorrelation, or nil where those frames are louder than noise of that
  ///   autocorrelation would be.
  private func quietestCorrelation(_ known: Range<Int>, level: Double) -> [Double]? {
    let sizes = frames[known].filter { $0.isCorrelated }.map(\.rms).sorted()
    guard !sizes.isEmpty else { return nil }
    let quiet = sizes[Int(settings.quantile * Double(sizes.count - 1))]
    let own = measuredCorrelation(known, near: quiet)
    guard !own.isEmpty else { return nil }
    let sigma = level / expectedLevel(in: NoiseState(sigma: 1, correlation: own), at: lowQuantile)
    return quiet <= sigma * settings.quietLimit ? own : nil
  }

  /// The level of noise around a frame where some seconds of it are even and have the spectrum of
  /// the noise elsewhere; nil where they have not.
  ///
  /// A contraction has another spectrum, bursts and discharges are uneven.
  private mutating func stationaryLevel(at index: Int, reference: [Double]) -> Double? {
    let length = max(
      2, Int((settings.stepWindow * Double(framesBack) / settings.lookBack).rounded()))
    guard index < frames.count else { return nil }
    let own = frames[index].rms
    guard own.isFinite, own > 0 else { return nil }
    var best: (distance: Double, level: Double)?
    let noise = NoiseState(sigma: 1, correlation: reference)
    let usual =
      expectedLevel(in: noise, at: highQuantile) / expectedLevel(in: noise, at: lowQuantile)
    for first in [index - length + 1, index - length / 2, index] {
      guard first >= 0, first + length <= frames.count else { continue }
      // Each stretch is looked at for several frames.
      let kept = stretches.firstIndex { $0.first == firstFrame + first }
      var stretch = kept.map { stretches[$0] } ?? self.stretch(first..<(first + length))
      defer {
        if let kept { stretches[kept] = stretch } else { stretches.append(stretch) }
      }
      guard !stretch.correlation.isEmpty else { continue }
      guard difference(stretch.correlation, reference) <= settings.stepSpectrum else { continue }
      let (lower, upper) = stretch.quantiles ?? quantiles(of: stretch, first..<(first + length))
      stretch.quantiles = (lower, upper)
      guard upper / lower <= settings.stepEvenness * usual else { continue }
      let level = lower / stretch.low
      let distance = abs(Double.log(own / level))
      if distance < best?.distance ?? .infinity { best = (distance, level) }
    }
    if stretches.count > 4 * length { stretches.removeFirst(stretches.count - 2 * length) }
    guard let best, best.distance <= settings.stepMatch else { return nil }
    return best.level
  }

  /// What some frames in a row are as a whole; without an autocorrelation where too little of them
  /// is known.
  func stretch(_ known: Range<Int>) -> Stretch {
    var stretch = Stretch(first: firstFrame + known.lowerBound)
    let (range, zeros) = levels(of: known)
    let count = range.count - zeros
    guard count > 0, count >= known.count * blocksPerFrame / 2 else { return stretch }
    stretch.correlation = measuredCorrelation(known, limit: .infinity, least: 0)
    guard !stretch.correlation.isEmpty else { return stretch }
    let noise = NoiseState(sigma: 1, correlation: stretch.correlation)
    stretch.low = expectedLevel(in: noise, at: lowQuantile)
    stretch.high = expectedLevel(in: noise, at: highQuantile)
    return stretch
  }

  /// The lower and the upper quantile of the levels of a stretch.
  mutating func quantiles(
    of stretch: Stretch, _ known: Range<Int>
  ) -> (lower: Double, upper: Double) {
    let (range, zeros) = levels(of: known)
    let count = range.count - zeros
    func rank(_ q: Double) -> Int { zeros + Int(q * Double(count - 1)) }
    let lower = Double(levelValue(ofRank: rank(settings.quantile), in: range, near: lastLevel))
    let upper = Double(
      levelValue(
        ofRank: rank(1 - settings.quantile), in: range,
        near: Float(lower * stretch.high / stretch.low)))
    return (lower, upper)
  }

  /// The root mean square difference of two autocorrelations over half a block.
  func difference(_ a: [Double], _ b: [Double]) -> Double {
    let compared = max(2, min(a.count, b.count, blockLength / 2))
    let sum = (1..<compared).reduce(0.0) { $0 + (a[$1] - b[$1]) * (a[$1] - b[$1]) }
    return (sum / Double(compared - 1)).squareRoot()
  }

  private mutating func levelValue(ofRank rank: Int, in range: Range<Int>, near guess: Float)
    -> Float
  {
    var work: [Float] = []
    swap(&work, &scratch)
    defer { swap(&work, &scratch) }
    return value(
      ofRank: rank, in: levels.span.extracting(range), near: guess, scratch: &work)
  }

  /// The mean autocorrelation of the frames about as loud as noise of a level.
  private func measuredCorrelation(_ known: Range<Int>, near level: Double) -> [Double] {
    measuredCorrelation(
      known, limit: level * settings.quietLimit, least: level / settings.quietLimit / 2)
  }

  private func measuredCorrelation(
    _ known: Range<Int>, limit: Double, least: Double
  ) -> [Double] {
    var like: [Int] = []
    like.reserveCapacity(known.count)
    for i in known
    where frames[i].isCorrelated && frames[i].rms <= limit && frames[i].rms >= least {
      like.append(i)
    }
    guard !like.isEmpty else { return [] }
    var sum = sumOfRows(correlations, length: lagCount, rows: like)
    for lag in sum.indices { sum[lag] /= Double(like.count) }
    return sum
  }

  private mutating func forget(before frame: Int) {
    let surplus = frame - firstFrame
    guard surplus > 64 else { return }
    let end = frames[surplus - 1].end
    levels.removeFirst(end)
    frames.removeFirst(surplus)
    for i in frames.indices { frames[i].end -= end }
    correlations.removeFirst(surplus * lagCount)
    firstFrame += surplus
  }
}
