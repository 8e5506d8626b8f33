internal import EMGKernels
internal import RealModule

/// The matched filter of a unit's waveform in noise of a known autocorrelation.
///
/// The taps solve R w = t, with R the noise's covariance and t the waveform; of all filters its answer
/// to the waveform stands highest above the noise. Source: Turin (1960), IRE Trans. Inf. Theory 6:311.
struct UnitFilter: Sendable {
  let unit: Int
  /// The taps, so that noise of variance one leaves them with variance one.
  private let taps: [Double]
  private let waveform: [Double]
  /// The answer to the waveform itself, µV of noise of one.
  let height: Double
  /// How often noise behind the filter crosses nought upwards, a sample.
  let crossings: Double

  /// Nil where the waveform is nought.
  ///
  /// - Parameters:
  ///   - unit: The unit.
  ///   - waveform: Its waveform, µV.
  ///   - correlation: The noise's autocorrelation, one at lag nought.
  ///   - ridge: What is added to that at lag nought.
  init?(unit: Int, waveform: [Float], correlation: [Double], ridge: Double) {
    let count = waveform.count
    func noise(_ lag: Int) -> Double { lag < correlation.count ? correlation[lag] : 0 }
    var matrix = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row { matrix[row * count + column] = noise(row - column) }
    }
    let signal = waveform.map(Double.init)
    var taps = signal
    guard solveSymmetric(&matrix, &taps, ridge: ridge) else { return nil }
    func covariance(_ shift: Int) -> Double {
      var sum = 0.0
      for (i, a) in taps.enumerated() {
        for (j, b) in taps.enumerated() { sum += a * b * noise(abs(i - j + shift)) }
      }
      return sum
    }
    let power = covariance(0)
    guard power > 0 else { return nil }
    let scale = 1 / power.squareRoot()
    self.unit = unit
    self.waveform = signal
    self.taps = taps.map { $0 * scale }
    height = zip(self.taps, signal).reduce(0) { $0 + $1.0 * $1.1 }
    // Rice's rate for sampled noise.
    crossings = Double.acos(max(-1, min(1, covariance(1) / power))) / (2 * Double.pi)
    guard height > 0 else { return nil }
  }

  /// How well the waveform matches what is at a place.
  struct Match: Sendable {
    /// The largest answer over shifts, in standard deviations of the noise.
    var size: Double
    /// Its shift.
    var shift: Int
    /// The size of the discharge over the unit's.
    var gain: Double
    /// What a copy of the waveform leaves, in variances of the noise a sample.
    var rest: Double
  }

  /// What the filter makes of samples at each shift, µV of noise of one.
  func answers(_ samples: [Double], into answers: inout [Double]) {
    slidingSums(samples, taps, into: &answers)
  }

  /// How well the waveform, and its mirror image in nought, match what is at a place.
  ///
  /// - Parameters:
  ///   - samples: The signal there, µV.
  ///   - sigma: The noise, µV.
  ///   - room: Samples on each side of the waveform's place.
  ///   - least: The size from which a match is told.
  ///   - answers: Room for what the filter makes of the samples.
  /// - Returns: Each match, or nil where it is smaller.
  func matches(
    _ samples: [Double], sigma: Double, room: Int, least: Double, _ answers: inout [Double]
  ) -> (upright: Match?, mirrored: Match?) {
    self.answers(samples, into: &answers)
    var (top, bottom) = (0, 0)
    for n in answers.indices {
      if answers[n] > answers[top] { top = n }
      if answers[n] < answers[bottom] { bottom = n }
    }
    func match(at place: Int, _ answer: Double, sign: Double) -> Match? {
      let size = sign * answer / sigma
      guard size >= least else { return nil }
      let gain = answer / height
      var sum = 0.0
      for (i, value) in waveform.enumerated() {
        let left = samples[place + i] - gain * value
        sum += left * left
      }
      return Match(
        size: size, shift: place - room, gain: sign * gain,
        rest: sum / Double(waveform.count) / (sigma * sigma))
    }
    return (
      match(at: top, answers[top], sign: 1), match(at: bottom, answers[bottom], sign: -1)
    )
  }
}
