#if HDF5
internal import EMGCore

/// One channel of a recording in an HDF5 file: a column of a data set, or a row of it.
struct HDF5Series {
  var set: HDF5Object
  var rank: Int
  /// Which column holds the channel; time runs along the rows.
  var column: Int
  var count: Int
  /// The place of its first sample on the recording's timeline.
  var start = 0
  var gain = 1.0
  var offset = 0.0
}

/// A recording whose channels stand in data sets of an HDF5 file, each with its own rate and begin.
final class HDF5SeriesSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let file: SeekableFile
  private let series: [HDF5Series]
  /// Channels of one rate, their data sets in order, and the places that they cover together.
  private let groups: [(rate: Double, channels: [Int], range: Range<Int>)]
  private let windowSeconds: Double
  private var window: Int
  private let lastWindow: Int
  private var isFinished = false

  private static let numbersPerBlock = 1 << 19

  /// - Parameters:
  ///   - file: The file, for its hash.
  ///   - header: The header; its channels gain their counts of samples.
  ///   - series: One for each channel, in order.
  init(_ file: SeekableFile, _ header: RecordingHeader, _ series: [HDF5Series]) {
    self.file = file
    self.series = series
    var header = header
    var groups: [(rate: Double, channels: [Int], range: Range<Int>)] = []
    for c in series.indices {
      let rate = header.channels[c].rate.hertz
      let own = series[c].start..<series[c].start + series[c].count
      if let n = groups.firstIndex(where: { $0.rate == rate }) {
        groups[n].channels.append(c)
        let range = groups[n].range
        groups[n].range =
          min(range.lowerBound, own.lowerBound)..<max(range.upperBound, own.upperBound)
      } else {
        groups.append((rate, [c], own))
      }
    }
    for group in groups {
      for c in group.channels { header.channels[c].sampleCount = group.range.count }
    }
    self.header = header
    self.groups = groups
    let perSecond = groups.reduce(0.0) { $0 + $1.rate * Double($1.channels.count) }
    // At least one sample of the slowest channel.
    let slowest = groups.map(\.rate).min() ?? 1
    let seconds = max(Double(Self.numbersPerBlock) / max(perSecond, 1e-9), 1 / slowest)
    windowSeconds = seconds
    func place(_ position: Int, _ rate: Double) -> Int {
      Int(min(1e15, (Double(position) / rate / seconds).rounded(.down)))
    }
    window = groups.map { place($0.range.lowerBound, $0.rate) }.min() ?? 0
    lastWindow = groups.map { place($0.range.upperBound, $0.rate) }.max() ?? -1
  }

  var contentSHA256: String? { file.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in series.indices { block.samples[c].removeAll(keepingCapacity: true) }
    while window <= lastWindow {
      var isEmpty = true
      for group in groups {
        let edges = [window, window + 1].map {
          Int(min(9e18, (Double($0) * windowSeconds * group.rate).rounded(.up)))
        }
        let range = (edges[0]..<edges[1]).clamped(to: group.range)
        for c in group.channels { block.start[c] = range.lowerBound }
        guard !range.isEmpty else { continue }
        isEmpty = false
        try fill(group.channels, range, into: &block)
      }
      window += 1
      if !isEmpty { return true }
    }
    if !isFinished {
      isFinished = true
      try file.drain()
    }
    return false
  }

  /// Appends a range of places of channels; where one has no sample, it is missing.
  private func fill(
    _ channels: [Int], _ range: Range<Int>, into block: inout SignalBlock
  ) throws(FormatError) {
    // Neighbouring columns of one data set come with one reading.
    var n = 0
    while n < channels.count {
      let first = series[channels[n]]
      var end = n + 1
      while end < channels.count, series[channels[end]].set === first.set,
        series[channels[end]].column == first.column + (end - n)
      {
        end += 1
      }
      let own = range.clamped(to: first.start..<first.start + first.count)
      let width = end - n
      let values = try first.set.numbers(
        first.rank, rows: own.lowerBound - first.start..<own.upperBound - first.start,
        columns: first.column..<first.column + width)
      for k in 0..<width {
        let c = channels[n + k]
        let (gain, offset) = (series[c].gain, series[c].offset)
        let before = own.isEmpty ? range.count : own.lowerBound - range.lowerBound
        block.samples[c].append(contentsOf: repeatElement(.nan, count: before))
        for row in 0..<own.count {
          block.samples[c].append(sample(values[row * width + k] * gain + offset))
        }
        block.samples[c].append(
          contentsOf: repeatElement(.nan, count: range.count - block.samples[c].count))
      }
      n = end
    }
  }
}
#endif
