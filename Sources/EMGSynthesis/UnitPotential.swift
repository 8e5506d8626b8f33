/// One discharge of a motor unit: when its largest deflection passes its reference electrode, and
/// how it differs from the unit's other discharges.
struct Discharge: Hashable, Sendable {
  /// Seconds.
  var time: Double
  /// The unit's number in its muscle.
  var unit: Int
  /// Peak-to-peak at the reference electrode, µV.
  var amplitude: Double
  /// Factors of the two groups of fibres.
  var gains: SIMD2<Float> = [1, 1]
  /// Factor of duration: slowed conduction of tired fibres.
  var stretch: Double = 1
}

/// A unit's waveform at one electrode, finer than the recording is sampled, so that a discharge may
/// stand between two samples.
struct UnitPotential: Sendable {
  /// Waveforms of the two groups of fibres, interleaved.
  private let table: [SIMD2<Float>]
  let oversampling: Int
  /// Position of the table's first entry from the discharge, samples of the recording.
  private let origin: Double
  /// Position of the largest deflection from the discharge, samples of the recording.
  let peak: Double
  /// In the detection band, relative to the reference electrode's.
  let peakToPeak: Double

  /// What lies below this share of the largest value at both ends is left out.
  private static let negligible: Float = 0.002

  /// Stores a waveform.
  ///
  /// - Parameters:
  ///   - parts: The two groups' waveforms, `oversampling` values a sample.
  ///   - oversampling: Values a sample.
  ///   - origin: Position of the first value from the discharge, samples.
  ///   - peakToPeak: In the detection band.
  init(parts: [[Double]], oversampling: Int, origin: Double, peakToPeak: Double) {
    let whole = zip(parts[0], parts[1]).map { SIMD2(Float($0), Float($1)) }
    let top = whole.map { abs($0.sum()) }.max() ?? 0
    let isLoud = { (value: SIMD2<Float>) in abs(value.sum()) > Self.negligible * top }
    let first = max(0, (whole.firstIndex(where: isLoud) ?? 0) - oversampling)
    let last = min(whole.count - 1, (whole.lastIndex(where: isLoud) ?? 0) + oversampling)
    table = whole.isEmpty ? [] : Array(whole[first...max(first, last)])
    self.oversampling = oversampling
    self.origin = origin + Double(first) / Double(oversampling)
    self.peakToPeak = peakToPeak
    var best = 0
    for k in table.indices where abs(table[k].sum()) > abs(table[best].sum()) { best = k }
    peak = self.origin + Double(best) / Double(oversampling)
  }

  /// Positions that a discharge touches, relative to it, samples.
  var reach: ClosedRange<Double> {
    origin...(origin + Double(table.count) / Double(oversampling))
  }

  /// Adds a discharge to samples.
  ///
  /// - Parameters:
  ///   - samples: Where to add.
  ///   - start: The position of the first of them.
  ///   - position: The discharge's position, which may lie between samples.
  ///   - gains: Factors of the two groups of fibres.
  ///   - stretch: Factor of duration.
  func add(
    to samples: inout [Float], from start: Int, at position: Double, gains: SIMD2<Float>,
    stretch: Double
  ) {
    guard table.count > 1 else { return }
    let fine = Double(oversampling) / stretch
    let base = position + origin * stretch
    let first = max(start, Int(base.rounded(.up)))
    let end = min(
      start + samples.count,
      Int((base + Double(table.count - 1) / fine).rounded(.up)))
    guard first < end else { return }
    for i in first..<end {
      // From the sample's own position, so that it is the same wherever a page begins.
      let place = (Double(i) - base) * fine
      let index = min(Int(place), table.count - 2)
      let part = Float(place - Double(index))
      let value = table[index] + (table[index + 1] - table[index]) * part
      samples[i - start] += (value * gains).sum()
    }
  }
}
