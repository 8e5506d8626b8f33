internal import CVectorLoops

/// Scores that ``appendPairResponses(to:count:of:center:taps:reaches:)`` makes at a time; fewer than that
/// are made one by one.
public let pairResponsesAtATime = Int(EMG_PAIR_BLOCK)

/// Appends scores: the largest responses of pairs of an odd and an even wavelet of equal reach.
///
/// `score[i] = max(|Σ odd[j] · (x[c+i+j] − x[c+i−j])|,
/// |even[0] · x[c+i] + Σ even[j] · (x[c+i+j] + x[c+i−j])|)` over the pairs, the sums over
/// `j = 1 … reach` in Float: symmetry halves the products, and all wavelets share what is fetched. Many
/// samples at a time; the bits of a sample depend neither on its place nor on the count.
///
/// - Parameters:
///   - scores: Gains the scores.
///   - count: How many.
///   - signal: Holds `center − reach ..< center + count + reach` of the longest reach.
///   - center: The index in the signal of the first score.
///   - taps: Of each pair those of the odd wavelet from zero (which is not used) to the reach, then
///     those of the even one.
///   - reaches: The reach of each pair, ascending; zeros are appended where there is none.
public func appendPairResponses(
  to scores: inout [Float], count: Int, of signal: Span<Float>, center: Int, taps: [Float],
  reaches: [Int]
) {
  precondition(reaches.allSatisfy { $0 >= 0 }, "reaches are not negative")
  precondition(zip(reaches, reaches.dropFirst()).allSatisfy { $0 <= $1 }, "reaches ascend")
  precondition(
    taps.count == reaches.reduce(0) { $0 + 2 * ($1 + 1) }, "both wavelets have one reach")
  let longest = reaches.last ?? 0
  precondition(
    center >= longest && center + count + longest <= signal.count, "the signal holds all taps")
  guard count >= EMG_PAIR_BLOCK, !reaches.isEmpty else {
    for i in 0..<count {
      scores.append(largestResponse(signal, at: center + i, taps: taps, reaches: reaches))
    }
    return
  }
  unsafe signal.withUnsafeBufferPointer { x in
    unsafe taps.withUnsafeBufferPointer { taps in
      unsafe reaches.withUnsafeBufferPointer { sizes in
        guard let first = x.baseAddress, let taps = taps.baseAddress,
          let reaches = sizes.baseAddress
        else { return }
        unsafe appendWritten(count: count, to: &scores) {
          unsafe emg_pair_responses($0, first + center, count, taps, reaches, sizes.count)
        }
      }
    }
  }
}

/// The same of one sample.
private func largestResponse(
  _ signal: Span<Float>, at place: Int, taps: [Float], reaches: [Int]
) -> Float {
  var largest: Float = 0
  var first = 0
  for reach in reaches {
    let (odd, even) = (first, first + reach + 1)
    var oddSum: Float = 0
    var evenSum = signal[place] * taps[even]
    for j in stride(from: 1, through: reach, by: 1) {
      oddSum += (signal[place + j] - signal[place - j]) * taps[odd + j]
      evenSum += (signal[place + j] + signal[place - j]) * taps[even + j]
    }
    largest = max(largest, max(abs(oddSum), abs(evenSum)))
    first = even + reach + 1
  }
  return largest
}

/// Raises scores to the moving RMS times a factor.
///
/// `score[i] = max(score[i], factor · √(Σ x[start+i+k]² / length))`, `k = 0 ..< length`. The sums
/// are built from those of half the length, in Float: all terms are positive, so that no error
/// grows, and nothing is carried from sample to sample.
///
/// - Parameters:
///   - score: Raised where the RMS is larger, from an index on.
///   - first: That index.
///   - signal: Holds `start ..< start + count + length − 1` for so many scores.
///   - start: The first sample of the first window.
///   - length: The window's length, above zero.
///   - factor: The factor, not negative.
///   - scratch: Kept by the caller so that nothing is allocated once it has grown.
public func raiseToMovingRMS(
  _ score: inout MutableSpan<Float>, from first: Int = 0, of signal: Span<Float>, start: Int,
  length: Int, factor: Float, scratch: inout [Float]
) {
  precondition(length > 0 && start >= 0 && first >= 0, "a window has a length")
  let count = score.count - first
  let needed = count + length - 1
  precondition(start + needed <= signal.count, "the signal holds all windows")
  guard count > 0 else { return }
  if scratch.count < 2 * needed {
    scratch = [Float](repeating: 0, count: 2 * needed)
  }
  // The first half holds sums of a power of two of squares, the second what is complete so far.
  var span = scratch.mutableSpan
  unsafe signal.withUnsafeBufferPointer { x in
    unsafe span.withUnsafeMutableBufferPointer { work in
      unsafe score.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let power = work.baseAddress, let scores = y.baseAddress
        else { return }
        let target = unsafe scores + first
        let total = unsafe power + needed
        unsafe emg_squares(x + start, power, needed)
        // `width` squares are in each value of `power`, `done` in each of `total`.
        var (width, done) = (1, 0)
        var valid = needed
        while true {
          if length & width != 0 {
            if done == 0 {
              unsafe total.update(from: power, count: count)
            } else {
              // Windows grow to the right: what follows the part that is complete.
              unsafe emg_add_ahead(power + done, total, count)
            }
            done += width
          }
          if done == length { break }
          valid -= width
          unsafe emg_add_ahead(power + width, power, valid)
          width *= 2
        }
        let share = factor * factor / Float(length)
        unsafe emg_raise_to_roots(target, total, share, count)
      }
    }
  }
}
