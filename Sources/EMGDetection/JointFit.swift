internal import EMGKernels
internal import RealModule

/// The least-squares fit of several waveforms to a signal at once: their gains, and their times to a
/// fraction of a sample.
///
/// Gauss and Newton's steps on gain and time of every copy. At the lowest rates the energy that half
/// a sample leaves is as large as that of a further discharge.
struct JointFit: Sendable {
  /// The copies with their gains and lags as fitted.
  private(set) var copies: [SuperposedDischarge]
  /// The signal without them.
  private(set) var rest: [Double]

  /// Rounds of gains and times; the last is of gains alone.
  private static let rounds = 4
  /// Half of the step of the difference that stands for the derivative, samples.
  private static let step = 0.25
  /// Samples that a copy may move from where it was found.
  private static let reach = 1.0

  /// - Parameters:
  ///   - copies: Where copies are; `position` is that of the waveform's first sample.
  ///   - waveforms: The units' waveforms by number, µV.
  ///   - x: The signal, µV.
  init(of copies: [SuperposedDischarge], _ waveforms: [[Float]], to x: [Double]) {
    self.copies = copies
    rest = x
    for round in 0..<Self.rounds {
      let isLast = round == Self.rounds - 1
      var columns: [(start: Int, values: [Double])] = []
      for copy in self.copies {
        let waveform = waveforms[copy.unit]
        columns.append((copy.position, delayed(waveform, by: copy.lag)))
        guard !isLast else { continue }
        let early = delayed(waveform, by: copy.lag - Self.step)
        let late = delayed(waveform, by: copy.lag + Self.step)
        columns.append(
          (copy.position, zip(early, late).map { ($1 - $0) / (2 * Self.step) }))
      }
      guard let solution = Self.solution(columns, x) else { break }
      for n in self.copies.indices {
        if isLast {
          self.copies[n].gain = solution[n]
          continue
        }
        let gain = solution[2 * n]
        self.copies[n].gain = gain
        guard abs(gain) > 1e-6 else { continue }
        let move = max(-0.5, min(0.5, solution[2 * n + 1] / gain))
        self.copies[n].lag = max(-Self.reach, min(Self.reach, self.copies[n].lag + move))
      }
      guard isLast else { continue }
      for (n, column) in columns.enumerated() {
        for (i, value) in column.values.enumerated() {
          rest[column.start + i] -= solution[n] * value
        }
      }
    }
  }

  /// The least-squares factors of columns that each cover a part of the signal.
  private static func solution(
    _ columns: [(start: Int, values: [Double])], _ x: [Double]
  ) -> [Double]? {
    let n = columns.count
    var matrix = [Double](repeating: 0, count: n * n)
    var right = [Double](repeating: 0, count: n)
    for (a, (start, values)) in columns.enumerated() {
      for (i, value) in values.enumerated() { right[a] += value * x[start + i] }
      for (b, other) in columns.enumerated().prefix(a + 1) {
        let low = max(start, other.start)
        let high = min(start + values.count, other.start + other.values.count)
        var sum = 0.0
        for i in low..<max(low, high) { sum += values[i - start] * other.values[i - other.start] }
        matrix[a * n + b] = a == b ? sum * (1 + 1e-9) : sum
      }
    }
    return solveSymmetric(&matrix, &right) ? right : nil
  }
}

/// Samples on each side of which a waveform between two samples is made.
let delayReach = 8

/// A waveform later by a part of a sample, by a sinc under a Hann window; zero outside of it.
///
/// - Parameters:
///   - waveform: Its samples.
///   - lag: Samples by which it is later, -2...2.
/// - Returns: As many samples.
func delayed(_ waveform: [Float], by lag: Double) -> [Double] {
  guard lag != 0, !waveform.isEmpty else { return waveform.map(Double.init) }
  let whole = Int(lag.rounded(.down))
  let part = lag - Double(whole)
  // The sine of π (k − part) but for its sign, and the cosine of an eighth of that angle.
  let sine = Double.sin(.pi * part)
  let near = Double.pi * part / Double(delayReach)
  let (c, s) = (Double.cos(near), Double.sin(near))
  func tap(_ k: Int) -> Double {
    let t = Double(k) - part
    guard abs(t) > 1e-9 else { return 1 }
    guard abs(t) < Double(delayReach) else { return 0 }
    let sinc = (k % 2 == 0 ? -sine : sine) / (.pi * t)
    let (cosine, sine) = windowAngles[k + delayReach]
    return sinc * (0.5 + 0.5 * (cosine * c + sine * s))
  }
  // The waveform backwards between zeros, so that sums begin with its last sample.
  let (count, tapCount) = (waveform.count, 2 * delayReach + 1)
  var result = [Double](repeating: 0, count: count)
  var target = result.mutableSpan
  unsafe withUnsafeTemporaryAllocation(
    of: Double.self, capacity: tapCount + count + 2 * delayReach
  ) { work in
    for n in 0..<tapCount { unsafe work[n] = tap(n - delayReach) }
    unsafe work[tapCount...].update(repeating: 0)
    for (i, value) in waveform.enumerated() {
      let place = tapCount + delayReach - whole + count - 1 - i
      if place >= tapCount, place < work.count { unsafe work[place] = Double(value) }
    }
    let all = unsafe work.span
    slidingDotProduct(
      all.extracting(tapCount...), taps: all.extracting(..<tapCount), into: &target)
  }
  result.reverse()
  return result
}

/// Cosines and sines of `π k / delayReach`.
private let windowAngles = (-delayReach...delayReach).map { k in
  let angle = Double.pi * Double(k) / Double(delayReach)
  return (cosine: Double.cos(angle), sine: Double.sin(angle))
}
