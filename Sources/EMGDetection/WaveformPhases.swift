/// A waveform between the samples: where sampling is coarse for what the band holds, copies that stand
/// half a sample apart hardly look alike.
extension RepeatingWaveform {
  /// The waveform later by a part of a sample.
  struct Phase: Sendable {
    /// Samples by which it is later.
    var fraction: Double
    /// In the conditioned signal, µV.
    var conditioned: [Float]
    /// In the unfiltered signal, µV.
    var unfiltered: [Float]
  }

  /// Averages the copies again, each moved to where it stands between the samples.
  ///
  /// - Parameters:
  ///   - positions: The copies' marks, to the nearest sample.
  ///   - episode: The stretch that holds them.
  ///   - count: Parts of a sample that are told apart.
  mutating func resolve(_ positions: [Int], in episode: Episode, phases count: Int) {
    let margin = delayReach
    let inside = positions.filter {
      $0 - before - margin - 1 >= 0 && $0 - before + self.count + margin + 1 <= episode.count
    }
    guard inside.count >= 3 else { return }
    var places: [(start: Int, late: Double)] = []
    /// The copies in a signal, each moved to where the average stands.
    func moved(_ signal: [Float]) -> [ArraySlice<Float>] {
      places.map { place in
        let part = signal[(place.start - margin)..<(place.start + self.count + margin)]
        return ArraySlice(
          delayed(Array(part), by: -place.late)[margin..<(margin + self.count)].map(Float.init))
      }
    }
    // The first average is smeared, the second hardly.
    for _ in 0..<2 {
      setPhases(count)
      places = inside.map { position in
        let starts = (-1...1).map { position + $0 - before }
        let fits = starts.map { bestPhase(in: episode, from: $0) }
        let best = fits.indices.max { fits[$0].sum < fits[$1].sum } ?? 1
        return (starts[best], phases[fits[best].phase].fraction)
      }
      conditioned = Self.median(of: moved(episode.signal))
    }
    unfiltered = Self.median(of: moved(episode.raw).map { Self.withoutLevel($0) })
  }

  /// Keeps the waveform at evenly spaced places about a sample.
  mutating func setPhases(_ count: Int) {
    phases = (0..<count).map { n in
      let fraction = (Double(n) + 0.5) / Double(count) - 0.5
      return Phase(
        fraction: fraction, conditioned: delayed(conditioned, by: fraction).map(Float.init),
        unfiltered: delayed(unfiltered, by: fraction).map(Float.init))
    }
  }

  /// The phase that fits best what begins at a sample, and how well.
  func bestPhase(in episode: Episode, from start: Int) -> (phase: Int, sum: Float) {
    var best: (phase: Int, sum: Float) = (0, -.infinity)
    let low = max(0, -start)
    let high = min(count, episode.count - start)
    guard low < high else { return best }
    for (n, phase) in phases.enumerated() {
      var sum: Float = 0
      for i in low..<high { sum += episode.signal[start + i] * phase.conditioned[i] }
      if sum > best.sum { best = (n, sum) }
    }
    return best
  }

  /// The average in the conditioned signal at a phase.
  func average(at phase: Int) -> [Float] {
    phases.isEmpty ? conditioned : phases[phase].conditioned
  }

  /// The average in the unfiltered signal at a phase.
  func unfilteredAverage(at phase: Int) -> [Float] {
    phases.isEmpty ? unfiltered : phases[phase].unfiltered
  }
}
