/// The mean rectified signal of an event on a grid of time that all channels of a recording share,
/// whatever their rates.
struct EnvelopeTrace: Hashable, Sendable {
  /// Value `k` covers `k + first` to `k + first + 1` over the rate, seconds from the recording's
  /// first sample.
  private(set) var first: Int
  /// µV.
  private(set) var values: [Float]

  /// The envelope of samples.
  ///
  /// - Parameters:
  ///   - samples: The conditioned signal, µV.
  ///   - time: When the first of them stands, seconds.
  ///   - rate: Samples a second.
  ///   - traceRate: Values a second.
  init(of samples: ArraySlice<Float>, from time: Double, rate: Double, traceRate: Double) {
    // A sample that stands on a line of the grid but for rounding stands on it.
    func ceiling(_ x: Double) -> Int { Int((x - 1e-6).rounded(.up)) }
    first = ceiling(time * traceRate)
    values = []
    func index(_ k: Int) -> Int {
      samples.startIndex + ceiling((Double(k) / traceRate - time) * rate)
    }
    var k = first
    var low = max(samples.startIndex, index(k))
    while true {
      let high = index(k + 1)
      guard high > low, high <= samples.endIndex else { return }
      var sum: Float = 0
      for i in low..<high { sum += abs(samples[i]) }
      values.append(sum / Float(high - low))
      (k, low) = (k + 1, high)
    }
  }

  var end: Int { first + values.count }

  /// Keeps no more than so many values.
  mutating func cut(to count: Int) {
    if values.count > count { values.removeLast(values.count - max(0, count)) }
  }

  /// Takes what follows, up to a length; time between the two is filled with a level.
  ///
  /// Nothing is taken once the trace was cut short, so that it has no hole that is not rest.
  mutating func append(_ other: EnvelopeTrace, limit: Int, level: Float) {
    guard values.count < limit, other.first >= end else { return }
    values += Array(repeating: level, count: min(other.first - end, limit - values.count))
    values += other.values.prefix(limit - values.count)
  }

  /// The values of a range of the grid.
  func values(in range: Range<Int>) -> ArraySlice<Float> {
    let own = range.clamped(to: first..<end)
    return values[(own.lowerBound - first)..<(own.upperBound - first)]
  }

  /// Moving means of a length, one for each place where it fits.
  static func means(_ values: ArraySlice<Float>, _ length: Int) -> [Float] {
    let length = max(1, length)
    guard values.count >= length else { return [] }
    var sum = values.prefix(length).reduce(0.0) { $0 + Double($1) }
    var result = [Float(sum / Double(length))]
    for (entering, leaving) in zip(values.dropFirst(length), values) {
      sum += Double(entering) - Double(leaving)
      result.append(Float(max(0, sum) / Double(length)))
    }
    return result
  }
}
