internal import EMGKernels
internal import RealModule

/// Learns from a channel's own quiet time how often its noise comes near the gate, and by how much
/// the gate must rise to keep false alarms rare.
///
/// The squares of the score's maxima over short blocks have an exponential tail in Gaussian noise;
/// real noise has a heavier one. Its rate is estimated below the gate only, so that discharges do not
/// count. Source: peaks over threshold (Pickands 1975) with the exponential limit.
struct GateCalibration: Sendable {
  private let settings: GateSettings
  private let blockLength: Int
  private let guardBlocks: Int
  private let blocksPerMinute: Double
  private let forgetting: Double
  private static let binCount = 512
  /// What was known after the first so many frames.
  ///
  /// The factor is asked for at the end of an episode only, of later and later frames: what the
  /// frames up to there bring is taken then.
  private var histogram: [Double]
  private var total = 0.0
  private var taken = 0
  /// The bins of the quiet blocks of the frames from `firstRecent` on, one after the other: what is known
  /// of a moment; of those before, some that were not dropped yet.
  private var bins: [UInt16] = []
  /// How many bins were dropped.
  private var dropped = 0
  /// How many bins there had been before each of those frames, and after the last, those dropped included.
  private var borders = [0]
  private var firstRecent = 0
  /// Kept so that nothing is allocated.
  private var maxima: [Float] = []
  private let nearFrames: Int
  /// Of some of those frames how many blocks are in each bin, and in all.
  private var near: [Double]
  private var nearCount = 0.0
  private var counted = 0..<0

  init(rate: Double, frameLength: Int, settings: GateSettings) {
    self.settings = settings
    blockLength = sampleCount(settings.calibrationBlock, at: rate)
    guardBlocks = Int((settings.calibrationGuard / settings.calibrationBlock).rounded(.up))
    blocksPerMinute = 60 * rate / Double(blockLength)
    forgetting = Double.exp(-Double(frameLength) / rate / settings.calibrationMemory)
    histogram = [Double](repeating: 0, count: Self.binCount)
    near = histogram
    nearFrames = Int((settings.localReach * rate / Double(frameLength)).rounded(.up))
  }

  /// Takes the scores of the next frame.
  mutating func append(frame score: ArraySlice<Float>) {
    // Taken out meanwhile, so that it is changed in place.
    var maxima: [Float] = []
    swap(&maxima, &self.maxima)
    defer { swap(&maxima, &self.maxima) }
    blockMaxima(of: score.span, length: blockLength, into: &maxima)
    let span = maxima.span
    var lastOpen = Int.min / 2
    func nextOpen(from n: Int) -> Int {
      let found = firstIndex(reaching: 1, in: span, from: n)
      return found < span.count ? found : Int.max
    }
    var next = nextOpen(from: 0)
    if next == Int.max {
      appendSquareBins(of: span, count: Self.binCount, to: &bins)
      borders.append(dropped + bins.count)
      return
    }
    for n in span.indices {
      let top = span[n]
      if top >= 1 { lastOpen = n }
      if n >= next { next = nextOpen(from: n + 1) }
      guard n - lastOpen > guardBlocks, next == Int.max || next - n > guardBlocks else { continue }
      bins.append(UInt16(min(Self.binCount - 1, Int(top * top * Float(Self.binCount)))))
    }
    borders.append(dropped + bins.count)
  }

  /// Frames whose bins are known.
  private var recent: Int { borders.count - 1 }

  /// Where the bins of some of them stand.
  private func places(_ frames: Range<Int>) -> Range<Int> {
    (borders[frames.lowerBound] - dropped)..<(borders[frames.upperBound] - dropped)
  }

  /// Takes what frames bring, those before a frame.
  private mutating func take(before frame: Int) {
    while taken < min(frame, firstRecent + recent) {
      multiply(&histogram, by: forgetting)
      total *= forgetting
      let own = taken - firstRecent
      for place in places(own..<(own + 1)) {
        histogram[Int(bins[place])] += 1
        total += 1
      }
      taken += 1
    }
  }

  /// The scores that noise like that around frames reaches as rarely as the gate lets it.
  ///
  /// The body of a few hundred blocks is extrapolated; noise that changes within seconds, in level or
  /// in spectrum, has its own gate there.
  ///
  /// - Parameters:
  ///   - frames: The frames, ascending.
  ///   - last: The last frame that may be looked at.
  /// - Returns: The scores, one where too little of the surroundings is quiet.
  mutating func localLimits(around frames: [Int], upTo last: Int) -> [Double] {
    frames.map { frame in
      let low = max(firstRecent, frame - nearFrames)
      let high = min(firstRecent + recent, min(frame + nearFrames, last) + 1)
      guard low < high else { return 1 }
      count(near: low..<high)
      guard nearCount >= settings.localMinimum, let square = limit(near, nearCount) else {
        return 1
      }
      // A body that is a little heavier than Gaussian has a tail that is much heavier.
      let excess = square.squareRoot() * settings.calibrationBias * settings.localShare - 1
      return min(settings.localHighest, 1 + max(0, excess) * settings.localGrowth)
    }
  }

  /// Counts the blocks of some frames.
  ///
  /// What is near one frame is mostly near the next, too. The counts are whole and thus exact.
  private mutating func count(near wanted: Range<Int>) {
    let none = counted.upperBound..<counted.upperBound
    let common = counted.overlaps(wanted) ? counted.clamped(to: wanted) : none
    addNear(counted.lowerBound..<common.lowerBound, -1)
    addNear(common.upperBound..<counted.upperBound, -1)
    if common.isEmpty {
      addNear(wanted, 1)
    } else {
      addNear(wanted.lowerBound..<common.lowerBound, 1)
      addNear(common.upperBound..<wanted.upperBound, 1)
    }
    counted = wanted
  }

  private mutating func addNear(_ frames: Range<Int>, _ sign: Double) {
    guard !frames.isEmpty else { return }
    let own = places((frames.lowerBound - firstRecent)..<(frames.upperBound - firstRecent))
    for place in own { near[Int(bins[place])] += sign }
    nearCount += sign * Double(own.count)
  }

  /// The factor by which the gate stands higher, as known after a frame, no earlier than the one
  /// that was asked for before.
  mutating func factor(afterFrame frame: Int) -> Double {
    take(before: frame + 1)
    guard taken > 0, total >= settings.calibrationMinimum, let square = limit(histogram, total)
    else { return 1 }
    // The body tells how heavy the tail is; small discharges hardly reach it. Beyond the body the
    // tail of such noise grows faster than exponentially.
    let excess = square.squareRoot() * settings.calibrationBias - 1 - settings.calibrationTolerance
    return min(settings.highestFactor, 1 + max(0, excess) * settings.calibrationGrowth)
  }

  /// Drops what no episode can ask for any more.
  mutating func forget(before frame: Int) {
    let old = min(frame - nearFrames - firstRecent, recent)
    guard old > 0 else { return }
    take(before: firstRecent + old)
    addNear(counted.clamped(to: firstRecent..<(firstRecent + old)), -1)
    counted = counted.clamped(to: (firstRecent + old)..<Int.max)
    borders.removeFirst(old)
    firstRecent += old
    // A good part at a time, so that what stays is not moved often.
    let surplus = borders[0] - dropped
    if surplus > bins.count / 2 {
      bins.removeFirst(surplus)
      dropped += surplus
    }
  }

  /// The square of the score that blocks like these reach as rarely as asked for.
  private func limit(_ histogram: [Double], _ total: Double) -> Double? {
    guard
      let body = Self.tail(
        histogram, total, from: settings.calibrationBody, to: settings.calibrationTail)
    else { return nil }
    let expected = blocksPerMinute * body.share
    guard expected > settings.falsePerMinute else { return nil }
    return body.start + body.scale * Double.log(expected / settings.falsePerMinute)
  }

  /// The exponential scale of the blocks between two shares counted from above.
  private static func tail(
    _ histogram: [Double], _ total: Double, from upper: Double, to lower: Double
  ) -> (start: Double, scale: Double, share: Double)? {
    let counts = histogram.span
    func edge(_ share: Double) -> Int {
      guard share > 0 else { return binCount }
      let wanted = share * total
      var above = 0.0
      var bin = binCount
      while bin > 0, above < wanted {
        bin -= 1
        above += counts[bin]
      }
      return bin
    }
    let first = edge(upper)
    let last = edge(lower)
    var count = 0.0
    var excess = 0.0
    let width = 1 / Double(binCount)
    let start = Double(first) * width
    for k in first..<max(first, last) {
      count += counts[k]
      excess += counts[k] * ((Double(k) + 0.5) * width - start)
    }
    let span = Double(last) * width - start
    guard count > 0, span > 2 * width else { return nil }
    var above = 0.0
    for k in first..<binCount { above += counts[k] }
    return (start, exponentialScale(meanExcess: excess / count, span: span), above / total)
  }
}

/// The scale of an exponential distribution cut off at `span`, from its mean.
func exponentialScale(meanExcess: Double, span: Double) -> Double {
  let share = meanExcess / span
  guard share < 0.499 else { return 1000 * span }
  // The mean over the span is 1/u − 1/(exp u − 1) at a scale of span / u: it falls ever less
  // steeply and never below 1/2 − u/12, so that Newton's steps come from below.
  var u = 12 * (0.5 - share)
  for _ in 0..<40 {
    let power = u < 500 ? Double.expMinusOne(u) : .infinity
    let slope = (power.isFinite ? (1 + 1 / power) / power : 0) - 1 / (u * u)
    let step = (share - (1 / u - 1 / power)) / slope
    u = min(u + step, 1e4)
    if abs(step) <= 1e-12 * u { break }
  }
  return span / u
}
