internal import EMGCore
internal import EMGKernels

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
      let samples = block.samples[c]
      counts[c] += knownCount(of: samples.span)
      ends[c] = max(ends[c], block.start[c] + block.samples[c].count)
    }
  }
}
