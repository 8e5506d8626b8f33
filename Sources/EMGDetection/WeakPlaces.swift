internal import EMGKernels

/// Places of a channel at which something stands out of the noise by less than the gate asks for.
///
/// A recording's stretch is looked at in blocks of one waveform's length that count from its first
/// sample; the largest score of each is a place where it reaches a share of the gate, and of two that
/// are nearer than a waveform the larger.
struct WeakPlaces: Sendable {
  /// A place, on the channel's timeline.
  struct Place: Sendable {
    var position: Int
    /// Noise there, µV.
    var sigma: Float
    /// Its score, before the gate was raised.
    var score: Float
    /// Samples that were looked at up to here.
    var seen: Int
  }

  private let settings: UnitSearchSettings
  private let window: Int
  /// Samples on each side of a place in which a waveform is tried.
  let room: Int
  private var places: [Place] = []
  /// The signal around them, one after the other: a waveform's length and a shift on both sides, µV;
  /// each place is in the middle of its own.
  private var samples: [Float] = []
  /// Samples that were looked at so far.
  private var seen = 0
  /// The same when places were taken last.
  private var taken = 0
  /// The noise's autocorrelation, summed over frames.
  private var correlations: [Double] = []
  /// The last place of the stretch, in its samples.
  private var last = Int.min / 2

  init(settings: UnitSearchSettings, window: Int, rate: Double) {
    self.settings = settings
    self.window = window
    room = sampleCount(settings.shift, at: rate)
  }

  var isOn: Bool { settings.mostPlaces > 0 }
  /// Whether the older half is due.
  var isFull: Bool { places.count >= settings.mostPlaces }
  /// Samples that must be known on both sides of a place.
  var margin: Int { window / 2 + room }

  /// Begins a stretch without gaps.
  mutating func beginSegment() { last = Int.min / 2 }

  /// Learns how the noise of a frame hangs together.
  mutating func learn(_ noise: NoiseState) {
    if correlations.count < noise.correlation.count {
      correlations += repeatElement(0, count: noise.correlation.count - correlations.count)
    }
    for (lag, value) in noise.correlation.enumerated() { correlations[lag] += value }
  }

  /// The mean autocorrelation of the noise, one at lag nought.
  var correlation: [Double] { correlations.map { $0 / correlations[0] } }

  /// Looks for places in a range.
  ///
  /// - Parameters:
  ///   - range: Samples of the stretch.
  ///   - scores: Their scores.
  ///   - gate: The score at which the gate opens.
  ///   - place: The position on the timeline of a sample of the stretch.
  ///   - isTaken: Whether a sample of the stretch is something else already.
  ///   - around: Appends what lies around a sample of the stretch: a waveform's length and a shift on both
  ///     sides, and tells the noise there. Asked for only where there is a place.
  mutating func look(
    in range: Range<Int>, scores: Span<Float>, gate: Double, place: (Int) -> Int,
    isTaken: (Int) -> Bool, around: (Int, inout [Float]) -> Float
  ) {
    guard isOn else { return }
    precondition(scores.count == range.count, "each sample has its score")
    let least = Float(settings.share * gate)
    var next = firstIndex(reaching: least, in: scores, from: 0)
    while next < scores.count {
      // The block that it is in, as blocks count from the beginning of the stretch.
      let end = (range.lowerBound + next) / window * window + window - range.lowerBound
      var top = next
      for i in next..<min(scores.count, end) where scores[i] > scores[top] { top = i }
      let found = range.lowerBound + top
      let isNear = found - last < window
      let size = scores[top] / Float(gate)
      if !isTaken(found), !isNear || size > (places.last?.score ?? 0) {
        if isNear, !places.isEmpty {
          places.removeLast()
          samples.removeLast(length)
        }
        let sigma = around(found, &samples)
        places.append(
          Place(position: place(found), sigma: sigma, score: size, seen: seen + top))
        last = found
      }
      guard end < scores.count else { break }
      next = firstIndex(reaching: least, in: scores, from: end)
    }
    seen += range.count
  }

  /// The samples of which something is kept around a place.
  func surroundings(_ place: Int) -> Range<Int> {
    let start = place - margin
    return start..<(start + length)
  }

  /// Samples around each place.
  private var length: Int { window + 2 * room }

  /// The older half of the places, or all, which are forgotten here.
  ///
  /// - Returns: The places with the signal around them, and the samples that were looked at for them.
  mutating func take(all: Bool) -> (places: [(place: Place, around: Snippet)], seen: Int) {
    let count = all ? places.count : (places.count + 1) / 2
    let older = (0..<count).map { n in
      let around = Snippet(
        samples: Array(samples[(n * length)..<((n + 1) * length)]),
        sigma: Double(places[n].sigma), room: room)
      return (place: places[n], around: around)
    }
    places.removeFirst(count)
    samples.removeFirst(count * length)
    let border = all ? seen : places.first?.seen ?? seen
    defer { taken = border }
    return (older, border - taken)
  }
}
