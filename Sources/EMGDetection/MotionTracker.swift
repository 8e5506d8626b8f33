internal import EMGCore
internal import EMGKernels

/// Finds movement of electrodes and cables below the band, where no gate opens for it.
///
/// The unfiltered signal is averaged over brief blocks, which leaves what is slower than the band
/// and no power line. Its range within a window is held against the usual range of the windows
/// around, so that a heart and a wandering baseline count as usual, against the noise, and against
/// the conditioned signal in the same window, of whose slow remains a contraction would have some.
///
/// - Shape: one channel, block by block.
/// - Units: µV; positions are analysed samples of the segment.
/// - Latency: `usualAhead`.
struct MotionTracker: Sendable {
  private let settings: MotionSettings
  private let rate: Double
  /// Samples in a block, blocks in half a window.
  private let block: Int
  private let half: Int
  private let back: Int
  private let ahead: Int

  /// Means and in-band powers of the blocks from `firstBlock` on.
  private var means: [Float] = []
  private var powers: [Float] = []
  private var firstBlock = 0
  /// Range of the means in each window, and its in-band RMS, from window `firstWindow` on; window
  /// `w` begins at block `w * half`.
  private var ranges: [Float] = []
  private var effective: [Float] = []
  private var firstWindow = 0
  /// The noise as it was told: where it ends, and its level.
  private var noise: [(end: Int, sigma: Double)] = []
  /// The next window to decide, and the windows that are open as movement.
  private var next = 0
  private var open: Range<Int>?
  /// What else disturbs the unfiltered signal.
  private var disturbances: [Range<Int>] = []
  private var masks: [Range<Int>] = []

  init(settings: MotionSettings, rate: Double) {
    self.settings = settings
    self.rate = rate
    block = sampleCount(settings.block, at: rate)
    half = max(1, Int((settings.window / settings.block / 2).rounded()))
    let hop = Double(block * half) / rate
    back = max(1, Int((settings.usualBack / hop).rounded()))
    ahead = max(1, Int((settings.usualAhead / hop).rounded()))
  }

  /// Begins a stretch without gaps.
  mutating func beginSegment() { self = MotionTracker(settings: settings, rate: rate) }

  /// Samples in the blocks that are taken.
  var blockLength: Int { block }

  /// Takes the next whole blocks of both signals.
  mutating func append(_ conditioned: Span<Float>, unfiltered: Span<Float>) {
    appendBlockMeans(of: unfiltered, length: block, to: &means)
    appendBlockPowers(of: conditioned, length: block, to: &powers)
    while true {
      let low = (firstWindow + ranges.count) * half - firstBlock
      guard low + 2 * half <= means.count else { return }
      let own = low..<(low + 2 * half)
      var (highest, lowest, power) = (means[low], means[low], Float(0))
      for k in own {
        highest = max(highest, means[k])
        lowest = min(lowest, means[k])
        power += powers[k]
      }
      ranges.append(highest - lowest)
      effective.append((power / Float(2 * half)).squareRoot())
    }
  }

  /// Tells the noise of samples up to one.
  mutating func add(noise sigma: Double, upTo end: Int) {
    noise.append((end, sigma))
  }

  /// Tells of an artifact of another cause.
  mutating func add(disturbance range: Range<Int>) { disturbances.append(range) }

  /// Tells of a stretch in which nothing can be detected; must come before the samples after it.
  mutating func add(mask range: Range<Int>) { masks.append(range) }

  /// The first sample at which movement that is not told yet may begin.
  var frontier: Int { max(0, (open?.lowerBound ?? next) - 1) * half * block }

  /// Movement of which all is known.
  ///
  /// - Parameters:
  ///   - limit: The sample before which all else was decided.
  ///   - isOver: Whether the stretch has ended.
  /// - Returns: Events in samples of the segment.
  mutating func decide(before limit: Int, isOver: Bool) -> [Event] {
    var found: [Event] = []
    let known = firstWindow + ranges.count
    while next < known {
      let end = (next + 3) * half * block
      guard isOver || next + ahead < known && end <= limit else { break }
      if isMoving(next) {
        open = (open?.lowerBound ?? next)..<(next + 1)
      } else if let windows = open, next > windows.upperBound {
        // The windows overlap by half: one more is needed to see where the movement ends.
        found += events(in: windows)
        open = nil
      }
      next += 1
    }
    if isOver, let windows = open {
      found += events(in: windows)
      open = nil
    }
    forget()
    return found
  }

  private func isMoving(_ window: Int) -> Bool {
    let index = window - firstWindow
    let range = Double(ranges[index])
    guard let sigma = sigma(at: (window + 1) * half * block), range >= settings.level * sigma,
      range >= settings.overBand * Double(effective[index])
    else { return false }
    return range >= settings.overUsual * usual(window)
  }

  /// The median range of the windows around one.
  private func usual(_ window: Int) -> Double {
    let low = max(firstWindow, window - back) - firstWindow
    let high = min(firstWindow + ranges.count, window + ahead + 1) - firstWindow
    return median(ranges[low..<high].map(Double.init))
  }

  private func sigma(at position: Int) -> Double? {
    (noise.first { $0.end > position } ?? noise.last)?.sigma
  }

  /// The movements within windows, each from where it leaves the baseline to where it returns.
  private func events(in windows: Range<Int>) -> [Event] {
    let low = max(firstBlock, (windows.lowerBound - 1) * half) - firstBlock
    let high = min(firstBlock + means.count, (windows.upperBound + 2) * half) - firstBlock
    guard low < high else { return [] }
    let own = means[low..<high]
    let sorted = own.sorted()
    let base = sorted[sorted.count / 2]
    let largest = own.reduce(0) { max($0, abs($1 - base)) }
    let limit = Float(settings.edge) * largest
    let pause = Int((settings.pause / settings.block).rounded())
    var parts: [(range: Range<Int>, count: Int)] = []
    for i in own.indices where abs(means[i] - base) >= limit {
      if let part = parts.last, i - part.range.upperBound <= pause {
        parts[parts.count - 1] = (part.range.lowerBound..<(i + 1), part.count + 1)
      } else {
        parts.append((i..<(i + 1), 1))
      }
    }
    let least = max(1, Int((settings.shortest / settings.block).rounded()))
    let usual = max(usual(windows.lowerBound), .leastNormalMagnitude)
    // Masks that end later are known or not, as blocks were cut: none of them counts.
    let told = (windows.upperBound + ahead) * half * block
    let others = disturbances + masks.filter { $0.upperBound <= told }
    return parts.filter { $0.count >= least }.compactMap { part in
      let onset = (firstBlock + part.range.lowerBound) * block
      let end = (firstBlock + part.range.upperBound) * block
      let reach = half * block / 2
      guard let sigma = sigma(at: onset),
        !others.contains(where: { $0.overlaps((onset - reach)..<(end + reach)) })
      else { return nil }
      let height = Double((means[part.range].max() ?? 0) - (means[part.range].min() ?? 0))
      return event(onset..<end, height: height, sigma: sigma, usual: usual)
    }
  }

  private func event(
    _ range: Range<Int>, height: Double, sigma: Double, usual: Double
  ) -> Event {
    var event = Event(
      type: .artifact, channelIndex: 0, onset: range.lowerBound, end: range.upperBound,
      confidence: settings.confidence, noise: sigma, threshold: settings.level * sigma)
    event.details.cause = .motion
    event.details.times = [range.lowerBound]
    event.features = [Measure("peak_to_peak_uv", height), Measure("snr", height / sigma)]
    event.evidence = [
      Evidence("slow_range_over_noise", value: height / sigma, threshold: settings.level),
      Evidence("slow_range_over_usual", value: height / usual, threshold: settings.overUsual),
    ]
    return event
  }

  /// Drops what no window to come needs.
  private mutating func forget() {
    let oldest = min(open?.lowerBound ?? next, next)
    let window = max(firstWindow, oldest - back)
    let lead = max(firstBlock, (oldest - 2) * half)
    // A good part at a time, so that what stays is not moved often.
    if window - firstWindow > back {
      ranges.removeFirst(window - firstWindow)
      effective.removeFirst(window - firstWindow)
      firstWindow = window
    }
    if lead - firstBlock > means.count / 2 {
      means.removeFirst(lead - firstBlock)
      powers.removeFirst(lead - firstBlock)
      firstBlock = lead
    }
    let start = lead * block
    if noise.count > 1, noise[1].end <= start {
      noise.removeFirst((noise.firstIndex { $0.end > start } ?? noise.count - 1))
    }
    disturbances.removeAll { $0.upperBound < start }
    masks.removeAll { $0.upperBound < start }
  }
}
