/// A cut-out of the signal around a discharge.
struct Snippet: Sendable {
  /// Samples, µV; its energy's centre, or what was asked for, stands in the middle, with room for
  /// shifts on both sides.
  var samples: [Float]
  /// Noise, µV.
  var sigma: Double
  /// Samples of room on each side.
  var room: Int

  /// The waveform without the room.
  var core: ArraySlice<Float> { samples[room..<(samples.count - room)] }

  /// Energy of the core.
  var energy: Double { core.reduce(0.0) { $0 + Double($1) * Double($1) } }

  init(samples: [Float], sigma: Double, room: Int) {
    (self.samples, self.sigma, self.room) = (samples, sigma, room)
  }

  init(of burst: Burst, in episode: Episode, window: Int, room: Int, around middle: Int? = nil) {
    self.init(
      around: middle ?? burst.center, of: episode.signal, sigma: burst.sigma, window: window,
      room: room)
  }

  /// What lies around a sample of a signal; beyond its ends there is nought.
  init(around middle: Int, of signal: [Float], sigma: Double, window: Int, room: Int) {
    self.sigma = sigma
    self.room = room
    samples = []
    samples.reserveCapacity(window + 2 * room)
    Self.append(around: middle, of: signal, window: window, room: room, to: &samples)
  }

  /// Appends what lies around a sample of a signal; beyond its ends there is nought.
  static func append(
    around middle: Int, of signal: [Float], window: Int, room: Int, to samples: inout [Float]
  ) {
    let start = middle - window / 2 - room
    let range = start..<(start + window + 2 * room)
    let known = range.clamped(to: 0..<signal.count)
    samples.append(
      contentsOf: repeatElement(
        0, count: (known.isEmpty ? range.upperBound : known.lowerBound) - range.lowerBound))
    guard !known.isEmpty else { return }
    samples.append(contentsOf: signal[known])
    samples.append(contentsOf: repeatElement(0, count: range.upperBound - known.upperBound))
  }
}

extension Snippet {
  /// The correlation with a waveform where that fits best; negative where its mirror image in nought does.
  func likeness(to waveform: [Float]) -> Double {
    let result = fit(waveform, to: self)
    let start = room + result.shift
    let total = samples[start..<(start + waveform.count)].reduce(0.0) {
      $0 + Double($1) * Double($1)
    }
    guard total > 0 else { return 0 }
    let share = max(0, total - result.residual) / total
    return result.gain > 0 ? share.squareRoot() : -share.squareRoot()
  }
}
