internal import CVectorLoops

/// What a moving mean takes for the samples beyond the ends.
public enum MeanEdge: Hashable, Sendable {
  /// Zeros: the sum is divided by the window's length everywhere.
  case zero
  /// Nothing: the sum is divided by the count of samples in it.
  case none
}

/// Which windows' means are asked for, and where among running sums they are found.
private struct MeanWindows {
  let count: Int
  let length: Int
  let edge: MeanEdge
  let first: Int
  let stride: Int
  /// How many means.
  let total: Int
  /// Those whose windows lie within the signal, by their number.
  let inner: Range<Int>

  init(count: Int, length: Int, edge: MeanEdge, first: Int, stride: Int) {
    precondition(length > 0 && first >= 0 && stride > 0, "a window and a stride have a length")
    (self.count, self.length, self.edge) = (count, length, edge)
    (self.first, self.stride) = (first, stride)
    total = max(0, (count - first + stride - 1) / stride)
    let before = length / 2
    let beyond = max(0, min(count, count - length + before + 1))
    let low = min(total, max(0, (before - first + stride - 1) / stride))
    inner = low..<max(low, min(total, (beyond - first + stride - 1) / stride))
  }

  var isPlain: Bool { length == 1 || count <= 1 }

  /// The window of a mean, as far as the signal goes.
  func window(_ n: Int) -> Range<Int> {
    let start = first + n * stride - length / 2
    return max(0, start)..<min(count, start + length)
  }

  /// How many means need no more than so many of the first sums.
  func complete(_ known: Int) -> Int {
    guard known < count else { return total }
    let last = known - length + length / 2 - first
    return last < 0 ? 0 : min(total, last / stride + 1)
  }

  /// Writes the means of some windows; `sums` begins with the sum of the first `base` values.
  func write(
    _ range: Range<Int>, _ sums: UnsafePointer<Double>, from base: Int,
    to means: UnsafeMutablePointer<Float>
  ) {
    let own = inner.clamped(to: range)
    for rim in [range.lowerBound..<own.lowerBound, own.upperBound..<range.upperBound] {
      for n in rim {
        let window = window(n)
        let divisor = edge == .zero ? length : window.count
        unsafe means[n] = Float(
          (sums[window.upperBound - base] - sums[window.lowerBound - base]) / Double(divisor))
      }
    }
    guard !own.isEmpty else { return }
    let running = unsafe sums + (window(own.lowerBound).lowerBound - base)
    // Many at a time.
    if stride == 1, first == 0 {
      unsafe emg_window_means(
        running, length, 1 / Double(length), means + own.lowerBound, own.count)
    } else {
      unsafe emg_strided_window_means(
        running, length, stride, means + own.lowerBound, own.count)
    }
  }

  /// The values themselves, where a window holds but one.
  func plain(_ values: [Float]) -> [Float] {
    Swift.stride(from: first, to: count, by: stride).map { values[$0] }
  }
}

/// The sums of a signal from its beginning on, in Double, of which moving means of any length are
/// made.
///
/// Whole signals only: the last bits depend on where the signal begins.
public struct RunningSums: Sendable {
  private let values: [Float]
  /// The sum of the first so many values.
  private let sums: [Double]

  /// - Parameter values: The signal.
  public init(of values: [Float]) {
    self.values = values
    sums = unsafe [Double](unsafeUninitializedCapacity: values.count + 1) { sums, written in
      unsafe values.withUnsafeBufferPointer { x in
        unsafe sums[0] = 0
        if let x = x.baseAddress, let sums = sums.baseAddress {
          unsafe emg_running_sums(x, sums, values.count)
        }
      }
      written = values.count + 1
    }
  }

  /// The centred moving mean, or every so many of its values.
  ///
  /// The mean at sample `i` is that of samples `i − length / 2 ..< i − length / 2 + length`.
  ///
  /// - Parameters:
  ///   - length: Samples a window; one leaves the values as they are, and so does a single value.
  ///   - edge: What counts beyond the ends.
  ///   - first: The sample of the first mean.
  ///   - stride: The distance of the means in samples.
  /// - Returns: One mean for each of the samples `first`, `first + stride`, … of the signal.
  /// - Complexity: O(*n*) whatever the length.
  public func means(
    length: Int, edge: MeanEdge, from first: Int = 0, stride: Int = 1
  ) -> [Float] {
    let windows = MeanWindows(
      count: values.count, length: length, edge: edge, first: first, stride: stride)
    if windows.isPlain { return windows.plain(values) }
    return unsafe [Float](unsafeUninitializedCapacity: windows.total) { means, written in
      unsafe sums.withUnsafeBufferPointer { sums in
        if let means = means.baseAddress, let sums = sums.baseAddress {
          unsafe windows.write(0..<windows.total, sums, from: 0, to: means)
        }
      }
      written = windows.total
    }
  }
}

/// The centred moving mean of a signal whose running sums nothing else needs: bit for bit
/// ``RunningSums/means(length:edge:from:stride:)``, but no more sums are kept than a cache holds.
///
/// - Parameters:
///   - values: The signal.
///   - length: Samples a window; one leaves the values as they are, and so does a single value.
///   - edge: What counts beyond the ends.
///   - first: The sample of the first mean.
///   - stride: The distance of the means in samples.
/// - Returns: One mean for each of the samples `first`, `first + stride`, … of the signal.
public func movingMeans(
  of values: [Float], length: Int, edge: MeanEdge, from first: Int = 0, stride: Int = 1
) -> [Float] {
  let windows = MeanWindows(
    count: values.count, length: length, edge: edge, first: first, stride: stride)
  if windows.isPlain { return windows.plain(values) }
  // Whole eights, as the sums are made.
  let piece = max(sumsAtATime, (length + 7) / 8 * 8)
  return unsafe [Float](unsafeUninitializedCapacity: windows.total) { means, written in
    unsafe values.withUnsafeBufferPointer { values in
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: length + piece + 1) { sums in
        if let x = values.baseAddress, let means = means.baseAddress, let sums = sums.baseAddress {
          unsafe writeMeans(windows, of: x, piece: piece, sums: sums, to: means)
        }
      }
    }
    written = windows.total
  }
}

/// Sums that are made at a time: they stay in the first cache.
private let sumsAtATime = 2048

private func writeMeans(
  _ windows: MeanWindows, of values: UnsafePointer<Float>, piece: Int,
  sums: UnsafeMutablePointer<Double>, to means: UnsafeMutablePointer<Float>
) {
  unsafe sums[0] = 0
  // `sums` holds those of the first `base` to `known` values; `done` means are written.
  var (base, known, done) = (0, 0, 0)
  while done < windows.total {
    let needed = min(known, windows.window(done).lowerBound)
    unsafe sums.update(from: sums + (needed - base), count: known - needed + 1)
    base = needed
    let more = min(piece, windows.count - known)
    unsafe emg_running_sums(values + known, sums + (known - base), more)
    known += more
    let complete = windows.complete(known)
    guard complete > done else { continue }
    unsafe windows.write(done..<complete, sums, from: base, to: means)
    done = complete
  }
}

/// The squares of values in units that go with them.
///
/// - Parameters:
///   - values: The values.
///   - units: As many, none zero.
/// - Returns: `(values[i] / units[i])²`.
public func relativePowers(of values: Span<Float>, over units: Span<Float>) -> [Float] {
  precondition(values.count == units.count, "each value has its unit")
  return unsafe [Float](unsafeUninitializedCapacity: values.count) { result, written in
    unsafe values.withUnsafeBufferPointer { x in
      unsafe units.withUnsafeBufferPointer { u in
        guard let x = x.baseAddress, let u = u.baseAddress, let y = result.baseAddress else {
          return
        }
        unsafe emg_relative_powers(x, u, y, values.count)
      }
    }
    written = values.count
  }
}
