/// Consecutive samples of all channels of a recording, planar, in each channel's own unit.
///
/// The samples of channel `c` stand at positions `start[c] ..< start[c] + samples[c].count` of
/// that channel's timeline, which counts sample periods from the recording's first sample. A
/// missing sample inside a block is NaN. A jump in time is a later `start`: the positions left
/// out are a gap. Blocks may be cut anywhere; no result depends on where.
public struct SignalBlock: Sendable {
  /// The position of the first sample of each channel.
  public var start: [Int]
  /// The samples of each channel; channels of one rate have equal counts.
  public var samples: [[Float]]

  /// An empty block for a number of channels.
  ///
  /// - Parameter channelCount: The count of channels of the recording.
  public init(channelCount: Int) {
    self.start = Array(repeating: 0, count: channelCount)
    self.samples = Array(repeating: [], count: channelCount)
  }
}

/// A recording that is read once, from its first to its last sample, in bounded memory.
///
/// A source is used by one task at a time.
public protocol RecordingSource: AnyObject {
  /// What is known before the samples; may gain findings while reading.
  var header: RecordingHeader { get }

  /// SHA-256 of all the input's bytes in lower-case hexadecimal, known once the recording is over;
  /// nil where there are no bytes.
  var contentSHA256: String? { get }

  /// Reads the next samples.
  ///
  /// - Parameter block: Emptied (its storage kept) and filled with what follows.
  /// - Returns: false when the recording is over and the block is empty.
  /// - Throws: ``FormatError`` where the data are bad; what was delivered before stays valid.
  func next(into block: inout SignalBlock) throws(FormatError) -> Bool

  /// Passes over what lies before a time as far as the source need not read it: the next block begins
  /// at that time or before. For a source of which nothing was read yet.
  ///
  /// - Parameter seconds: From the first sample.
  /// - Throws: ``FormatError`` where the data cannot be read there.
  func pass(to seconds: Double) throws(FormatError)
}

extension RecordingSource {
  /// Everything is read.
  public func pass(to seconds: Double) throws(FormatError) {}

  /// No bytes, no hash.
  public var contentSHA256: String? { nil }
}

/// A source of samples that stand in memory, for tests, simulation and library users.
public final class MemorySource: RecordingSource {
  /// The header given.
  public let header: RecordingHeader
  private let samples: [[Float]]
  private let cuts: [Int]
  private var position = 0
  private var cut = 0

  /// Makes a source over whole channels of one rate.
  ///
  /// - Parameters:
  ///   - header: The recording's header.
  ///   - samples: One array a channel, of equal counts, in each channel's unit; NaN is a gap.
  ///   - blockLengths: The lengths of the blocks handed out, used in turn.
  public init(header: RecordingHeader, samples: [[Float]], blockLengths: [Int] = [65_536]) {
    precondition(header.channels.count == samples.count, "one array a channel")
    precondition(blockLengths.contains { $0 > 0 }, "some block length must be above zero")
    self.header = header
    self.samples = samples
    self.cuts = blockLengths
  }

  /// Hands out the next block.
  public func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    let total = samples.first?.count ?? 0
    guard position < total else {
      for c in samples.indices { block.samples[c].removeAll(keepingCapacity: true) }
      return false
    }
    let end = min(total, position + cuts[cut % cuts.count])
    cut += 1
    for c in samples.indices {
      block.start[c] = position
      block.samples[c].removeAll(keepingCapacity: true)
      block.samples[c].append(contentsOf: samples[c][position..<end])
    }
    position = end
    return true
  }
}
