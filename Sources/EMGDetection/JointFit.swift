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
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: n + 1), count: n)
    for a in 0..<n {
      let (start, values) = columns[a]
      for (i, value) in values.enumerated() { matrix[a][n] += value * x[start + i] }
      for b in a..<n {
        let low = max(start, columns[b].start)
        let high = min(start + values.count, columns[b].start + columns[b].values.count)
        var sum = 0.0
        for i in low..<max(low, high) {
          sum += values[i - start] * columns[b].values[i - columns[b].start]
        }
        matrix[a][b] = sum
        matrix[b][a] = sum
      }
    }
    for a in 0..<n { matrix[a][a] *= 1 + 1e-9 }
    for a in 0..<n {
      let pivot = matrix[a][a]
      guard pivot > 0 else { return nil }
      for b in (a + 1)..<max(a + 1, n) {
        let factor = matrix[b][a] / pivot
        for c in a...n { matrix[b][c] -= factor * matrix[a][c] }
      }
    }
    var result = [Double](repeating: 0, count: n)
    for a in (0..<n).reversed() {
      var sum = matrix[a][n]
      for c in (a + 1)..<max(a + 1, n) { sum -= matrix[a][c] * result[c] }
      result[a] = sum / matrix[a][a]
    }
    return result
  }
}

/// Samples on each side of which a waveform between two samples is made.
private let delayReach = 8

/// A waveform later by a part of a sample, by a sinc under a Hann window; zero outside of it.
///
/// - Parameters:
///   - waveform: Its samples.
///   - lag: Samples by which it is later, -2...2.
/// - Returns: As many samples.
func delayed(_ waveform: [Float], by lag: Double) -> [Double] {
  guard lag != 0 else { return waveform.map(Double.init) }
  let whole = Int(lag.rounded(.down))
  let taps = (-delayReach...delayReach).map { k -> Double in
    let t = Double(k) - (lag - Double(whole))
    guard abs(t) > 1e-9 else { return 1 }
    guard abs(t) < Double(delayReach) else { return 0 }
    let sinc = Double.sin(.pi * t) / (.pi * t)
    return sinc * (0.5 + 0.5 * Double.cos(.pi * t / Double(delayReach)))
  }
  return waveform.indices.map { i in
    var sum = 0.0
    for k in -delayReach...delayReach {
      let source = i - whole - k
      guard source >= 0, source < waveform.count else { continue }
      sum += taps[k + delayReach] * Double(waveform[source])
    }
    return sum
  }
}
