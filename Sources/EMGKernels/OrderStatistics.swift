internal import CVectorLoops

/// Puts the value of a rank at its place: smaller ones before it, larger ones behind.
///
/// Hoare's selection with the median of three as pivot and a three-way partition, so that many
/// equal values (quantised signals, silence) cost no more.
///
/// - Parameters:
///   - values: A scratch copy; reordered. No NaN.
///   - rank: 0 for the smallest; below the count.
/// - Returns: The value of that rank.
/// - Complexity: O(*n*) on average.
@discardableResult
public func select(_ values: inout MutableSpan<Float>, rank: Int) -> Float {
  precondition(rank >= 0 && rank < values.count, "the rank is below the count of values")
  return unsafe values.withUnsafeMutableBufferPointer { unsafe selectValue($0, rank: rank) }
}

private func selectValue<Value: FloatingPoint>(
  _ v: UnsafeMutableBufferPointer<Value>, rank: Int
) -> Value {
  var low = 0
  var high = v.count - 1
  while low < high {
    let middle = low + (high - low) / 2
    let (a, b, c) = unsafe (v[low], v[middle], v[high])
    let pivot = max(min(a, b), min(max(a, b), c))
    // v[low..<below] < pivot, v[below..<i] == pivot, v[above+1...high] > pivot.
    var below = low
    var above = high
    var i = low
    while i <= above {
      let x = unsafe v[i]
      if x < pivot {
        unsafe v.swapAt(i, below)
        below += 1
        i += 1
      } else if x > pivot {
        unsafe v.swapAt(i, above)
        above -= 1
      } else {
        i += 1
      }
    }
    if rank < below {
      high = below - 1
    } else if rank > above {
      low = above + 1
    } else {
      return pivot
    }
  }
  return unsafe v[low]
}

/// The value of a rank, found fast where it is known about where it lies.
///
/// One pass gathers the values near the guess and counts those below; only where the rank is not
/// among them are all values searched. Without a guess one is made from a few of many values. The
/// result does not depend on the guess.
///
/// - Parameters:
///   - rank: 0 for the smallest; below the count.
///   - values: Any order; no NaN.
///   - guess: About the value, above zero; zero where nothing is known.
///   - scratch: Kept by the caller so that nothing is allocated once it has grown.
/// - Returns: The value of that rank.
public func value(
  ofRank rank: Int, in values: Span<Float>, near guess: Float, scratch: inout [Float]
) -> Float {
  if scratch.count < values.count { scratch = [Float](repeating: 0, count: values.count) }
  var span = scratch.mutableSpan
  return unsafe span.withUnsafeMutableBufferPointer {
    unsafe value(ofRank: rank, in: values, near: guess, work: $0)
  }
}

private func value(
  ofRank rank: Int, in values: Span<Float>, near guess: Float,
  work: UnsafeMutableBufferPointer<Float>
) -> Float {
  precondition(rank >= 0 && rank < values.count, "the rank is below the count of values")
  guard let kept = work.baseAddress else { return .nan }
  let total = values.count
  if let (low, high) = surroundings(ofRank: rank, in: values, near: guess) {
    var (below, count) = (0, 0)
    unsafe values.withUnsafeBufferPointer { source in
      guard let v = source.baseAddress else { return }
      count = unsafe emg_gather_between(v, total, low, high, kept, &below)
    }
    if rank >= below, rank - below < count, count < total {
      return unsafe rankedValue(.init(rebasing: work[..<count]), rank: rank - below)
    }
  }
  unsafe values.withUnsafeBufferPointer { source in
    if let v = source.baseAddress { unsafe kept.update(from: v, count: total) }
  }
  return unsafe rankedValue(.init(rebasing: work[..<total]), rank: rank)
}

/// The value of a rank among values that nothing is known of; nothing is kept for a next time.
///
/// - Parameters:
///   - rank: 0 for the smallest; below the count.
///   - values: Any order; no NaN.
/// - Returns: The value of that rank.
public func value(ofRank rank: Int, in values: Span<Float>) -> Float {
  unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: values.count) {
    unsafe value(ofRank: rank, in: values, near: 0, work: $0)
  }
}

/// The value of a rank; the values are lost.
///
/// Each round counts what is below the pivot, and keeps the side where the rank is: both without a
/// branch that the values decide, which a partition by swaps has at every value.
private func rankedValue(_ values: UnsafeMutableBufferPointer<Float>, rank: Int) -> Float {
  guard let v = values.baseAddress else { return .nan }
  var (count, rank) = (values.count, rank)
  while count > Int(EMG_FEW_COUNT) {
    let (a, b, c) = unsafe (v[0], v[count / 2], v[count - 1])
    let pivot = max(min(a, b), min(max(a, b), c))
    var (below, equal, none) = (0, 0, 0)
    unsafe emg_count_below(v, count, pivot, &below, &equal)
    if rank < below {
      count = unsafe emg_gather_between(v, count, -.infinity, pivot.nextDown, v, &none)
    } else if rank < below + equal {
      return pivot
    } else {
      rank -= below + equal
      count = unsafe emg_gather_between(v, count, pivot.nextUp, .infinity, v, &none)
    }
  }
  return unsafe emg_few_rank(v, count, rank)
}

/// The value of a rank.
///
/// - Parameters:
///   - rank: 0 for the smallest; below the count.
///   - values: Any order; no NaN.
/// - Returns: The value of that rank.
/// - Complexity: O(*n*) on average.
public func value(ofRank rank: Int, of values: [Double]) -> Double {
  precondition(rank >= 0 && rank < values.count, "the rank is below the count of values")
  if values.count <= Int(EMG_SMALL_COUNT) {
    return unsafe values.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return .nan }
      return unsafe emg_small_rank(first, buffer.count, rank)
    }
  }
  var copy = values
  var span = copy.mutableSpan
  return unsafe span.withUnsafeMutableBufferPointer { unsafe selectValue($0, rank: rank) }
}

/// Where the value of a rank may lie.
private func surroundings(
  ofRank rank: Int, in values: Span<Float>, near guess: Float
) -> (low: Float, high: Float)? {
  if guess > 0 { return (guess * 0.98, guess * 1.02) }
  let (count, drawn) = (values.count, 128)
  guard count >= 8 * drawn else { return nil }
  // Drawn over the whole at steps that differ, so that no rhythm of the signal is met.
  // Two standard deviations of a sample's rank to each side.
  let place = rank * drawn / count
  let (first, last) = (place - 12, place + 12)
  return unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * drawn) { sample in
    for n in 0..<drawn {
      let value = values[(n * count + n * n % drawn * (count / drawn)) / drawn]
      unsafe sample[n] = value
      unsafe sample[drawn + n] = value
    }
    let low =
      first < 0
      ? -.infinity : unsafe rankedValue(.init(rebasing: sample[..<drawn]), rank: first)
    let high =
      last >= drawn
      ? .infinity : unsafe rankedValue(.init(rebasing: sample[drawn...]), rank: last)
    return (low, high)
  }
}

/// A quantile, interpolated linearly between ranks (type 7 of Hyndman, Fan 1996, as NumPy).
///
/// - Parameters:
///   - values: A scratch copy; reordered. No NaN.
///   - share: 0 for the minimum, 0.5 for the median, 1 for the maximum.
/// - Returns: nil where there are no values.
public func quantile(_ values: inout MutableSpan<Float>, _ share: Double) -> Double? {
  guard values.count > 0 else { return nil }
  precondition(share >= 0 && share <= 1, "a quantile's share is from 0 to 1")
  let exact = share * Double(values.count - 1)
  let rank = Int(exact)
  let lower = Double(select(&values, rank: rank))
  let rest = exact - Double(rank)
  guard rest > 0, rank + 1 < values.count else { return lower }
  // After selection all values behind the rank are at least as large.
  var upper = values[rank + 1]
  for i in (rank + 1)..<values.count { upper = min(upper, values[i]) }
  return lower + rest * (Double(upper) - lower)
}

/// The median: the middle value, or the mean of the two middle ones.
///
/// - Parameter values: A scratch copy; reordered. No NaN.
/// - Returns: nil where there are no values.
public func median(_ values: inout MutableSpan<Float>) -> Double? { quantile(&values, 0.5) }

/// The median: the middle value, or the mean of the two middle ones.
///
/// - Parameter values: Any order; no NaN.
/// - Returns: nil where there are no values.
public func median(of values: [Double]) -> Double? {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  guard middle < sorted.count else { return nil }
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// The median and the median absolute deviation from it.
///
/// For a normal distribution the standard deviation is the deviation over 0.67449.
///
/// - Parameter values: A scratch copy; its content is lost. No NaN.
/// - Returns: nil where there are no values.
public func medianAndDeviation(
  _ values: inout MutableSpan<Float>
) -> (median: Double, deviation: Double)? {
  guard let center = median(&values) else { return nil }
  for i in values.indices { values[i] = Float(abs(Double(values[i]) - center)) }
  guard let deviation = median(&values) else { return nil }
  return (center, deviation)
}
