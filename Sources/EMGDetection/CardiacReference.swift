internal import EMGCore
internal import EMGKernels

/// Beats of a heart within an episode, as another channel shows them.
struct CardiacReference: Hashable, Sendable {
  /// That channel's index in the recording.
  var channel: Int
  /// Positions, ascending.
  var marks: [Int]
}

/// Beats of a channel of the electrocardiogram on another channel's timeline.
struct ReferenceMarks: Sendable {
  /// The electrocardiogram's index in the recording.
  let channel: Int
  private var beats: [(position: Int, known: Int, isTypical: Bool)] = []

  init(channel: Int) { self.channel = channel }

  /// Adds beats, and forgets those before a position.
  mutating func add(_ new: [ReferenceBeat], at rate: SampleRate, forgetting oldest: Int) {
    beats.removeAll { $0.position < oldest }
    beats += new.map {
      (
        rate.samples($0.time), Int(($0.known * rate.hertz).rounded(.up)), $0.isTypical
      )
    }
  }

  /// The beats of a stretch, where they and those shortly before it come as a heart's do and look alike.
  ///
  /// - Parameters:
  ///   - known: The position on the timeline up to which a beat must have been known.
  ///   - start: Where the stretch begins.
  ///   - high: Where it ends.
  ///   - settings: What a heart is.
  ///   - rate: The stretch's samples a second.
  ///   - place: The stretch's position for one on the timeline.
  /// - Returns: Positions, ascending, also those before the stretch.
  func heart(
    known: Int, from start: Int, to high: Int, settings: CardiacSettings, rate: Double,
    place: (Int) -> Int
  ) -> [Int]? {
    let low = start - sampleCount(settings.referenceHistory, at: rate)
    let own = beats.filter { $0.known <= known }.map { (place($0.position), $0.isTypical) }
      .filter { $0.0 >= low && $0.0 < high }
    guard own.count >= settings.minimumBeats,
      Double(own.count(where: \.1)) >= settings.referenceTypical * Double(own.count)
    else { return nil }
    let intervals = zip(own, own.dropFirst()).map { Double($1.0 - $0.0) / rate }
    let middle = median(intervals)
    // A pause of twice the interval is a beat that the lead did not show.
    guard let statistics = IntervalStatistics(intervals: intervals.filter { $0 <= 2 * middle }),
      statistics.variation <= settings.irregularVariation,
      middle >= 1 / settings.highest, middle <= 1 / settings.lowest
    else { return nil }
    // A lead that fell off tells nothing; one beat may stand at either edge.
    let due = Double(high - start) / rate / middle
    let inside = own.count { $0.0 >= start }
    guard inside > 0, Double(inside + 1) >= settings.span * due else { return nil }
    return own.map(\.0)
  }
}

/// The heart by a reference: what stands at its beats, at one distance and alike, is taken out however
/// irregular they come, and what does not is kept.
extension CardiacTracker {
  /// Removes from an episode what is locked to a reference's beats.
  ///
  /// - Returns: The artifact, or nil where the channel does not see that heart.
  mutating func remove(
    _ reference: CardiacReference, _ signal: CardiacBand, from episode: inout Episode
  ) -> Event? {
    let edge = signal.reach + samples(settings.alignment)
    let beats = reference.marks.filter { $0 >= 0 && $0 < episode.count }
    let inside = beats.filter { $0 + (lag ?? 0) >= edge && $0 + (lag ?? 0) + edge < episode.count }
    let before = (finder, interval, lag, waveform)
    if inside.count >= settings.minimumBeats, let found = lockedShape(beats, signal) {
      (finder, lag) = (found.template, found.lag)
    }
    guard let lag, !finder.isEmpty, !inside.isEmpty else { return nil }
    let intervals = zip(reference.marks, reference.marks.dropFirst()).map { Double($1 - $0) / rate }
    interval = median(intervals)
    var found: [(position: Int, isClear: Bool)] = []
    var alike = 0
    for beat in inside {
      let match = signal.bestMatch(finder, beat + lag, samples(settings.alignment))
      let isSized = match.gain >= settings.gainLow / 2 && match.gain <= 2 * settings.gainHigh
      if isSized, match.similarity >= settings.dueSimilarity {
        alike += 1
        found.append((match.position, match.similarity >= settings.trackedSimilarity))
      } else {
        // Under a discharge, or a beat of another shape.
        found.append((beat + lag, false))
      }
    }
    guard alike > 0, Double(alike) >= settings.span * Double(inside.count) else {
      (finder, interval, self.lag, waveform) = before
      return nil
    }
    found += hidden(between: beats.map { $0 + lag }, signal, episode.count)
    found.sort { $0.position < $1.position }
    let marks = found.map(\.position)
    if inside.count >= settings.minimumBeats {
      var alike = found.filter(\.isClear).map(\.position)
      if alike.count < 3 { alike = marks }
      learn(from: &alike, in: episode, isNew: false)
    }
    guard var event = take(marks, found.map(\.isClear), from: &episode, isReferred: true) else {
      // Another wave of the heart, or one too small to disturb.
      (finder, interval, self.lag, waveform) = before
      return nil
    }
    event.features.append(Measure("reference_channel", Double(reference.channel)))
    event.evidence.append(
      Evidence(
        "cardiac_reference_beats", value: Double(alike),
        threshold: settings.span * Double(inside.count)))
    return event
  }

  /// What the channel shows at the beats of a reference: the median, which what coincides with a few
  /// of them does not move, where it stands out of what chance makes of it.
  private func lockedShape(
    _ beats: [Int], _ signal: CardiacBand
  ) -> (template: [Float], lag: Int)? {
    let room = samples(settings.referenceReach)
    let reach = room + signal.reach
    let whole = beats.filter { $0 >= reach && $0 + reach <= signal.band.count }
    guard whole.count >= settings.minimumBeats else { return nil }
    var column = [Float](repeating: 0, count: whole.count)
    let middle = (0..<(2 * reach)).map { i -> Float in
      for (n, beat) in whole.enumerated() { column[n] = signal.band[beat - reach + i] }
      column.sort()
      return column[column.count / 2]
    }
    // The deviation of a median of Gaussian values over that of one of them.
    let chance = Double(signal.deviation) * (Double.pi / 2 / Double(whole.count)).squareRoot()
    let near = (reach - room)...(reach + room)
    guard let top = near.max(by: { abs(middle[$0]) < abs(middle[$1]) }),
      Double(abs(middle[top])) >= settings.referenceLevel * chance
    else { return nil }
    let low = max(0, min(top - signal.reach, middle.count - 2 * signal.reach))
    return (Array(middle[low..<(low + 2 * signal.reach)]), low + signal.reach - reach)
  }

  /// Clear copies of the beat where the reference has none for more than two intervals: it may have
  /// been off.
  private func hidden(
    between due: [Int], _ signal: CardiacBand, _ count: Int
  ) -> [(position: Int, isClear: Bool)] {
    let pause = Int(2 * interval * rate)
    let edges = [0] + due + [count]
    guard zip(edges, edges.dropFirst()).contains(where: { $1 - $0 > pause }) else { return [] }
    let near = samples(settings.refractory)
    let own = beats(in: signal.band, alike: finder)
    return zip(own.marks, own.isClear).filter { mark, isClear in
      guard isClear else { return false }
      let next = due.first { $0 > mark } ?? count
      let last = due.last { $0 <= mark } ?? 0
      return next - last > pause && !due.contains { abs($0 - mark) < near }
    }.map { ($0.0, true) }
  }

  /// Whether beats that a channel has by itself follow those of a reference, whatever the distance;
  /// so do all where there is no reference, or where too few beats are known to tell.
  func follow(_ marks: [Int], _ reference: CardiacReference?) -> Bool {
    guard let reference, marks.count >= settings.minimumBeats else { return true }
    func areNear(_ distances: [Double]) -> Bool {
      // Where the reference was off it tells nothing.
      let known = distances.filter { $0 <= 2 * interval }
      guard known.count >= settings.minimumBeats else { return true }
      let middle = median(known)
      let near = known.count { abs($0 - middle) <= settings.referenceJitter }
      return Double(near) >= settings.span * Double(known.count)
    }
    // They stand at one distance after its beats, or before them.
    return areNear(
      marks.compactMap { mark in
        reference.marks.last { $0 <= mark }.map { Double(mark - $0) / rate }
      })
      || areNear(
        marks.compactMap { mark in
          reference.marks.first { $0 >= mark }.map { Double($0 - mark) / rate }
        })
  }
}
