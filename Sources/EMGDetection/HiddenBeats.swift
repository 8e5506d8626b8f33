internal import EMGKernels

/// Beats that the band of the QRS complex does not show, as a movement fills it or the recording ends
/// within them: where one is due, the waveform taken out elsewhere tells them.
extension CardiacTracker {
  /// Looks for beats in the holes of a rhythm and beyond its ends.
  ///
  /// - Parameters:
  ///   - marks: The known beats, ascending.
  ///   - episode: The stretch, from which those are gone.
  ///   - waveform: The beat.
  ///   - sigma: The noise, µV.
  /// - Returns: Marks, which may stand beside the stretch where a part of the beat is within it.
  func hidden(
    besides marks: [Int], in episode: Episode, _ waveform: RepeatingWaveform, sigma: Double
  ) -> [Int] {
    guard let first = marks.first, let last = marks.last, interval > 0 else { return [] }
    let intervals = zip(marks, marks.dropFirst()).map { Double($1 - $0) / rate }
    let period = median(intervals + [interval]) * rate
    let search = BeatSearch(waveform, sigma: sigma, room: Int(settings.dueShare * period))
    func match(_ due: Int) -> Int? {
      search.bestMatch(
        around: due, in: episode.signal, settings, shortest: samples(settings.compared))
    }
    var found = Self.dueInHoles(of: marks, period: period).compactMap(match)
    for (edge, step) in [(first, -Int(period)), (last, Int(period))] {
      var mark = edge
      while mark + step > -waveform.count, mark + step < episode.count + waveform.count,
        let next = match(mark + step), (next - mark).signum() == step.signum(), step != 0
      {
        found.append(next)
        mark = next
      }
    }
    return Set(found).sorted()
  }

  /// Where beats are due in the holes of a rhythm of up to some beats, samples.
  static func dueInHoles(of marks: [Int], period: Double) -> [Int] {
    zip(marks, marks.dropFirst()).flatMap { a, b -> [Int] in
      let cycles = (Double(b - a) / period).rounded()
      guard cycles >= 2, cycles <= Self.longestHole else { return [] }
      return (1..<Int(cycles)).map { a + Int(Double(b - a) * Double($0) / cycles) }
    }
  }

  /// The longest hole in which beats are due, periods.
  private static let longestHole = 8.0

  /// Silences beats that the recording's start or end cuts: the filter's answer there has another shape, so
  /// that nothing can be told from what the waveform leaves.
  func silence(
    _ beats: [Int], in episode: inout Episode, _ waveform: RepeatingWaveform, sigma: Double
  ) {
    let reach = waveform.extent(above: Float(sigma))
    for beat in beats {
      let own = (beat - reach.before)..<(beat + reach.after + 1)
      let isCut =
        episode.isFirst && own.lowerBound < 0 || episode.isLast && own.upperBound > episode.count
      guard isCut else { continue }
      for position in own.clamped(to: 0..<episode.count) { episode.signal[position] = 0 }
    }
  }
}

/// The part of a beat that stands out of the noise, in search of it.
private struct BeatSearch {
  private let core: [Double]
  private let squares: [Double]
  private let before: Int
  private let room: Int

  init(_ waveform: RepeatingWaveform, sigma: Double, room: Int) {
    let reach = waveform.extent(above: Float(sigma))
    let low = max(0, waveform.before - reach.before)
    let high = min(waveform.count, waveform.before + reach.after + 1)
    core = waveform.conditioned[low..<high].map(Double.init)
    squares = core.map { $0 * $0 }
    before = waveform.before - low
    self.room = room
  }

  /// Where near a position the beat fits best, or nil where it does nowhere.
  func bestMatch(
    around due: Int, in signal: [Float], _ settings: CardiacSettings, shortest: Int
  ) -> Int? {
    let start = due - room - before
    let count = core.count + 2 * room
    // Beside the stretch nothing is known.
    var values = [Double](repeating: 0, count: count)
    var isInside = values
    for position in max(0, start)..<max(0, start, min(signal.count, start + count)) {
      values[position - start] = Double(signal[position])
      isInside[position - start] = 1
    }
    let products = slidingSums(values, core)
    let ones = [Double](repeating: 1, count: core.count)
    let energies = slidingSums(values.map { $0 * $0 }, ones)
    let sizes = slidingSums(isInside, squares)
    let lengths = slidingSums(isInside, ones)
    var best: (position: Int, similarity: Double)?
    for n in products.indices where lengths[n] >= Double(min(shortest, core.count)) {
      guard sizes[n] > 0, energies[n] > 0 else { continue }
      let similarity = products[n] / (sizes[n] * energies[n]).squareRoot()
      let gain = products[n] / sizes[n]
      if similarity >= settings.trackedSimilarity, gain >= settings.gainLow,
        gain <= settings.gainHigh, similarity > best?.similarity ?? 0
      {
        best = (due - room + n, similarity)
      }
    }
    return best?.position
  }
}
