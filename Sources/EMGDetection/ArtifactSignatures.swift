internal import EMGCore
internal import EMGSpectra

/// Signs on the unfiltered signal that a burst is not muscle.
struct ArtifactSignatures: Sendable {
  let settings: ArtifactSettings
  /// The band of the conditioned signal, Hz.
  let band: ClosedRange<Double>

  /// What a burst looks like without the high-pass.
  ///
  /// What takes a while to measure is measured only where it may decide.
  struct Measures: Hashable, Sendable {
    /// Step of the baseline over the burst's peak-to-peak.
    var step: Double
    /// Length of the burst, seconds.
    var duration: Double
    /// Share of the energy that lies below the band.
    var wholeLowShare: Double
    /// Mean frequency of the conditioned burst, Hz.
    var meanFrequency: Double
    /// The same step over what the baseline does anyway in the neighbourhood; zero where it is neither a
    /// pop nor slow whatever that is.
    var stepOverWander = 0.0
    /// The share of the energy below the band without what the baseline does anyway; likewise.
    var lowShare = 0.0
    /// Whether the baseline comes out of quiet and stays on the step's side, or an edge is seen; false
    /// where it is no pop anyway.
    var lasts = false
    /// The largest change from one window to the next over that step, where a heart's waves may make
    /// it: they rise over several.
    var edge: Double?
    /// The deflection that it swings by, where it would be a pop but has no edge.
    var swing: BareDeflection?
    /// Median frequency of the conditioned burst, Hz, or nil where it is too brief to tell, or slow by
    /// itself.
    var medianFrequency: Double?

    /// Whether it is brief and stepped enough for a pop.
    func mayBePop(_ settings: ArtifactSettings) -> Bool {
      duration <= settings.popLongest && step > settings.stepResidual
    }

    /// Whether it is a step out of the ordinary: a pop unless it swings.
    func isPop(_ settings: ArtifactSettings, isLasting: Bool) -> Bool {
      mayBePop(settings) && stepOverWander > settings.wanderMultiple && (lasts || !isLasting)
        && edge ?? .infinity >= settings.stepEdge
    }

    /// Whether it is a swing where it would be a pop: one that lasts, or slow in the band too.
    func swings(_ settings: ArtifactSettings) -> Bool {
      swing != nil && (lasts || middleFrequency < settings.motionMedian)
    }

    /// Whether it may be slow: less energy counts than the whole.
    func mayBeSlow(_ settings: ArtifactSettings) -> Bool {
      wholeLowShare > settings.lowFrequencyShare && meanFrequency < settings.motionHighest
    }

    /// Whether it is slow by itself, whatever its spectrum.
    func isSlow(_ settings: ArtifactSettings) -> Bool {
      lowShare > settings.lowFrequencyShare && meanFrequency < settings.motionHighest
    }

    /// Its middle frequency: the median, or the mean where it is too brief for one, Hz.
    var middleFrequency: Double { medianFrequency ?? meanFrequency }

    /// Whether it swings slower than any muscle's activity, though the band has most of it.
    func isBare(_ settings: ArtifactSettings) -> Bool { middleFrequency < settings.motionBare }
  }

  func measures(of burst: Burst, in episode: Episode) -> Measures {
    measures(of: burst.onset..<burst.end, height: burst.peakToPeak, in: episode)
  }

  /// - Parameters:
  ///   - range: The activity.
  ///   - height: Its peak-to-peak, µV.
  ///   - episode: The stretch that holds it.
  /// - Returns: The signs.
  func measures(of range: Range<Int>, height: Double, in episode: Episode) -> Measures {
    let duration = Double(range.count) / episode.rate
    let window = max(1, episode.samples(settings.stepWindow))
    let raw = episode.raw
    func isKnown(_ start: Int) -> Bool { start >= 0 && start + window <= raw.count }
    func mean(_ start: Int) -> Double? {
      guard isKnown(start) else { return nil }
      return means(raw.span, episode.signal.span, window, SIMD4(repeating: start))[0]
    }
    let gap = range.count
    func step(_ onset: Int) -> Double? {
      let (first, second) = (onset - window, onset + gap)
      guard isKnown(first), isKnown(second) else { return nil }
      let isWhole = isKnown(first - window) && isKnown(second + window)
      let beside = isWhole ? window : 0
      let level = means(
        raw.span, episode.signal.span, window, [first, second, first - beside, second + beside])
      let (before, after) = (level[0], level[1])
      guard isWhole else { return abs(after - before) }
      // What the baseline would have done by itself, from its slope on both sides.
      let slope = (before - level[2] + level[3] - after) / (2 * Double(window))
      return abs(after - before - slope * Double(gap + window))
    }
    let own = step(range.lowerBound) ?? 0
    // Energy below the band against energy in it, the former without the wander before.
    let reach = episode.samples(settings.lowReach)
    let low = max(0, range.lowerBound - reach)
    let high = min(raw.count, range.upperBound + reach)
    let first = mean(max(0, low - window)) ?? Double(raw[low])
    let last = mean(min(raw.count - window, high)) ?? Double(raw[high - 1])
    var lowEnergy = 0.0
    var bandEnergy = 0.0
    let signal = episode.signal.span
    for i in low..<high {
      let x = Double(signal[i])
      let line = first + (last - first) * Double(i - low) / Double(high - low)
      let l = Double(raw[i]) - x - line
      lowEnergy += l * l
      bandEnergy += x * x
    }
    let whole = lowEnergy + bandEnergy
    var measures = Measures(
      step: height > 0 ? own / height : 0, duration: duration,
      wholeLowShare: whole > 0 ? lowEnergy / whole : 0,
      meanFrequency: meanFrequency(of: range, in: episode))
    let (mayBePop, maySlow) = (measures.mayBePop(settings), measures.mayBeSlow(settings))
    if mayBePop || maySlow {
      // The wander: the same step at places before and after that do not touch the burst.
      let stride = gap + 2 * window
      let others = (1...6).flatMap { k in
        [step(range.lowerBound - k * stride), step(range.lowerBound + k * stride)]
      }.compactMap(\.self).sorted()
      let wander = others.isEmpty ? 0 : others[others.count / 2]
      measures.stepOverWander = own / max(wander, Double.leastNormalMagnitude)
      let usual = wander * wander * Double(high - low)
      let excess = max(0, lowEnergy - usual * settings.wanderMultiple)
      let total = excess + bandEnergy
      measures.lowShare = total > 0 ? excess / total : 0
    }
    if mayBePop {
      let gapEnd = range.lowerBound + gap
      let levels = [
        range.lowerBound - 2 * window, range.lowerBound - window, gapEnd, gapEnd + window,
      ].map(mean)
      measures.lasts =
        isLasting(levels, step: own, height: height)
        || ElectrodePop.hasEdge(in: range, of: episode, settings: settings)
      if episode.hasHeart, own > 0 { measures.edge = edge(of: range, in: episode, window) / own }
    }
    if !measures.isSlow(settings) {
      measures.medianFrequency = medianFrequency(of: range, in: episode)
    }
    if measures.isPop(settings, isLasting: false) { measures.swing = swing(of: range, in: episode) }
    return measures
  }

  /// The deflection that a burst swings by without an edge; nil where it has one.
  private func swing(of range: Range<Int>, in episode: Episode) -> BareDeflection? {
    let reach = episode.samples(settings.deflection.swingReach)
    let deflection = BareDeflection(in: range, reach: reach, of: episode, settings: settings)
    guard let deflection, deflection.isSwing(settings.deflection) else { return nil }
    return deflection
  }

  private func meanFrequency(of range: Range<Int>, in episode: Episode) -> Double {
    var slopes = 0.0
    var powers = 0.0
    let signal = episode.signal.span
    for i in max(1, range.lowerBound)..<max(2, min(range.upperBound, episode.count)) {
      let x = Double(signal[i])
      let d = x - Double(signal[i - 1])
      slopes += d * d
      powers += x * x
    }
    return powers > 0 ? (slopes / powers).squareRoot() * episode.rate / (2 * .pi) : 0
  }

  /// The means of four windows of the unfiltered signal without what lies in the band, which activity
  /// beside a burst would bring in; summed side by side, for each sum waits for its last sample.
  ///
  /// - Parameters:
  ///   - raw: The unfiltered signal.
  ///   - signal: The conditioned one.
  ///   - window: Samples a window.
  ///   - starts: Their first samples; all windows are known.
  /// - Returns: Their means, µV.
  private func means(
    _ raw: Span<Float>, _ signal: Span<Float>, _ window: Int, _ starts: SIMD4<Int>
  ) -> SIMD4<Double> {
    let (a, b, c, d) = (starts[0], starts[1], starts[2], starts[3])
    var sums = SIMD4<Double>.zero
    for i in 0..<window {
      sums += SIMD4(
        Double(raw[a + i] - signal[a + i]), Double(raw[b + i] - signal[b + i]),
        Double(raw[c + i] - signal[c + i]), Double(raw[d + i] - signal[d + i]))
    }
    return sums / Double(window)
  }

  /// Whether a step is one by itself, not by what its neighbourhood would have it come from, out of
  /// quiet, and is still there a window later: the slope of a heartbeat's complex turns, and what
  /// follows or precedes it would make a step of none.
  ///
  /// - Parameters:
  ///   - levels: The baseline in two windows before and two after, µV.
  ///   - whole: The step with what the slopes on both sides add to it, µV.
  ///   - height: The burst's peak-to-peak, µV.
  /// - Returns: True where not all levels are known.
  private func isLasting(_ levels: [Double?], step whole: Double, height: Double) -> Bool {
    guard let earlier = levels[0], let before = levels[1], let after = levels[2],
      let later = levels[3]
    else { return true }
    let step = after - before
    let side = step < 0 ? -1.0 : 1
    return abs(step) >= max(settings.stepBare * whole, settings.stepResidual * height)
      && (later - before) * side >= settings.stepHeld * abs(step)
      && abs(before - earlier) <= settings.stepQuiet * abs(step)
  }

  /// The largest change from one window to the next of what lies below the band, around a burst.
  private func edge(of range: Range<Int>, in episode: Episode, _ window: Int) -> Double {
    let low = max(0, range.lowerBound - window)
    let high = min(episode.count, range.upperBound + window)
    guard high - low > 2 * window else { return 0 }
    let slow = (low..<high).map { episode.raw[$0] - episode.signal[$0] }
    var before = slow[..<window].reduce(0.0) { $0 + Double($1) }
    var after = slow[window..<(2 * window)].reduce(0.0) { $0 + Double($1) }
    var largest = 0.0
    for i in (2 * window)...slow.count {
      largest = max(largest, abs(after - before))
      guard i < slow.count else { break }
      before += Double(slow[i - window] - slow[i - 2 * window])
      after += Double(slow[i] - slow[i - window])
    }
    return largest / Double(window)
  }

  private func medianFrequency(of range: Range<Int>, in episode: Episode) -> Double? {
    let rate = SampleRate(checked: episode.rate)
    guard Double(range.count) / episode.rate >= settings.motionWindow,
      var welch = try? WelchSpectrum(segment: settings.motionWindow, rate: rate)
    else { return nil }
    welch.add(episode.signal[max(0, range.lowerBound)..<min(range.upperBound, episode.count)])
    return welch.spectrum?.medianFrequency(in: band)
  }

  /// What a burst is where it is not muscle.
  ///
  /// - Parameters:
  ///   - measures: The signs.
  ///   - isLasting: Whether a step must last: not where a pop's tail is fitted to it anyway.
  /// - Returns: The cause, or nil where it may be muscle.
  func cause(_ measures: Measures, isLasting: Bool = true) -> ArtifactCause? {
    if measures.swings(settings) { return .motion }
    if measures.isPop(settings, isLasting: isLasting) { return .electrodePop }
    if measures.isSlow(settings) { return .motion }
    // A cable that was knocked swings within the band's lowest part, with little below it.
    if measures.isBare(settings) { return .motion }
    // A falling spectrum below the band goes on in it; muscle has its peak there.
    guard measures.wholeLowShare > settings.motionShare, let median = measures.medianFrequency,
      median < settings.motionMedian
    else { return nil }
    return .motion
  }
}

extension ArtifactSettings {
  /// Whether an event is weak enough to be what the subtraction of a pop or a stimulus left.
  func mayBeRemains(_ event: Event) -> Bool {
    switch event.type {
    case .artifact, .unclassified: true
    case .fasciculation, .myoclonus: (event.measure("snr") ?? 0) < remainsSNR
    default: false
    }
  }
}
