internal import EMGCore

/// How much of each channel was delivered.
struct DeliveredSamples: Sendable {
  /// Samples that are not missing, of each channel.
  private(set) var counts: [Int]
  /// One past the last position of each channel.
  private(set) var ends: [Int]

  init(channelCount: Int) {
    counts = Array(repeating: 0, count: channelCount)
    ends = counts
  }

  mutating func add(_ block: SignalBlock) {
    for c in counts.indices {
      counts[c] += Self.known(block.samples[c])
      ends[c] = max(ends[c], block.start[c] + block.samples[c].count)
    }
  }

  private static func known(_ samples: [Float]) -> Int {
    let span = samples.span
    var count = 0
    for i in span.indices { count &+= span[i].isNaN ? 0 : 1 }
    return count
  }
}
