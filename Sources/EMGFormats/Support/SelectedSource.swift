public import EMGCore

/// Some channels of a recording, in the order asked for.
public final class SelectedSource: RecordingSource {
  private let whole: any RecordingSource
  private let indices: [Int]
  private var block: SignalBlock

  /// Chooses channels by name.
  ///
  /// - Parameters:
  ///   - whole: The recording.
  ///   - names: Names of channels.
  /// - Throws: `FormatError` where a name is none of the recording's.
  public init(_ whole: any RecordingSource, names: [String]) throws(FormatError) {
    self.whole = whole
    let all = whole.header.channels.map(\.name)
    var indices: [Int] = []
    for name in names {
      guard let index = all.firstIndex(of: name) else {
        throw FormatError(
          .missingFact, field: "channels",
          detail: "expected names among \(all.joined(separator: ", ")), found '\(name)'")
      }
      indices.append(index)
    }
    self.indices = indices
    block = SignalBlock(channelCount: all.count)
  }

  /// The header with the chosen channels; findings on others name no channel.
  public var header: RecordingHeader {
    var header = whole.header
    header.channels = indices.map { header.channels[$0] }
    for n in header.findings.indices {
      header.findings[n].channelIndex = header.findings[n].channelIndex.flatMap {
        indices.firstIndex(of: $0)
      }
    }
    return header
  }

  /// The hash of the whole input.
  public var contentSHA256: String? { whole.contentSHA256 }

  /// Hands out the next block that has samples of a chosen channel.
  public func next(into chosen: inout SignalBlock) throws(FormatError) -> Bool {
    while try whole.next(into: &block) {
      for (n, index) in indices.enumerated() {
        chosen.start[n] = block.start[index]
        chosen.samples[n].removeAll(keepingCapacity: true)
        chosen.samples[n].append(contentsOf: block.samples[index])
      }
      if chosen.samples.contains(where: { !$0.isEmpty }) { return true }
    }
    for n in indices.indices { chosen.samples[n].removeAll(keepingCapacity: true) }
    return false
  }
}
