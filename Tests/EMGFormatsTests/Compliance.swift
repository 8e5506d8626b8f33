import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// Laws that hold for every reader on every file that it accepts.
enum Compliance {
  /// Checks the laws and gives what was read.
  ///
  /// - Parameters:
  ///   - path: A recording.
  ///   - isOneFile: Whether all its bytes stand in that file, so that it can come as a stream.
  ///   - change: Reading options.
  /// - Returns: The header after reading, and all samples with gaps as NaN.
  /// - Throws: What reading throws.
  @discardableResult static func check(
    _ path: String, isOneFile: Bool = true, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> (header: RecordingHeader, samples: [[Float]]) {
    var options = ReadingOptions()
    change(&options)
    let source = try Recordings.open(path: path, options: options)
    let before = source.header
    let count = before.channels.count
    var block = SignalBlock(channelCount: count)
    var delivered = [Int](repeating: 0, count: count)
    var samples = [[Float]](repeating: [], count: count)
    while try source.next(into: &block) {
      #expect(block.samples.contains { !$0.isEmpty }, "a block holds something")
      for c in 0..<count {
        delivered[c] += block.samples[c].count
        let gap = block.start[c] - samples[c].count
        #expect(gap >= 0, "positions never run backwards")
        samples[c] += [Float](repeating: .nan, count: max(0, gap)) + block.samples[c]
        #expect(!block.samples[c].contains { $0.isInfinite }, "no infinite sample")
        for d in 0..<c where before.channels[c].rate == before.channels[d].rate {
          #expect(block.samples[c].count == block.samples[d].count, "equal rates, equal counts")
          #expect(block.start[c] == block.start[d], "equal rates, equal positions")
        }
      }
    }
    let left = block.samples.reduce(0) { $0 + $1.count }
    #expect(left == 0, "the last block is empty")
    let goesOn = try source.next(into: &block)
    #expect(!goesOn, "over stays over")
    let after = source.header
    #expect(after.channels.map(\.name) == before.channels.map(\.name))
    for c in 0..<count {
      let channel = after.channels[c]
      #expect(channel.rate.hertz > 0 && channel.rate.hertz.isFinite)
      if let promised = before.channels[c].sampleCount {
        #expect(promised == delivered[c], "\(channel.name): the header promised \(promised)")
      }
      #expect(channel.sampleCount == delivered[c])
      if let step = channel.resolution { #expect(step > 0 && step.isFinite) }
    }
    #expect(
      after.findings.allSatisfy { $0.channelIndex.map { (0..<count).contains($0) } ?? true })
    try checkRanges(path, options, after, samples)
    if isOneFile {
      #expect(source.contentSHA256 != nil)
      try checkCuts(path, options, after, samples, source.contentSHA256)
    }
    return (after, samples)
  }

  /// Any range equals the same slice of the whole, also one that begins or ends in a gap.
  private static func checkRanges(
    _ path: String, _ options: ReadingOptions, _ header: RecordingHeader, _ samples: [[Float]]
  ) throws {
    var random = SplitMix64(seed: UInt64(samples.first?.count ?? 0) &+ 77)
    let seconds = zip(header.channels, samples).map { $0.rate.seconds($1.count) }.max() ?? 0
    guard seconds > 0 else { return }
    // Within, to the end, beyond it, and around the first sample that is missing.
    var ranges = (0..<3).map { _ in
      let ends = [random.uniform() * seconds, random.uniform() * seconds].sorted()
      return (ends[0], max(ends[1], ends[0] + 1e-6))
    }
    ranges += [(random.uniform() * seconds, .infinity), (seconds + 1, seconds + 2)]
    for c in samples.indices {
      guard let gap = samples[c].firstIndex(where: \.isNaN) else { continue }
      let rate = header.channels[c].rate
      ranges.append((0, rate.seconds(gap + 1)))
      ranges.append((rate.seconds(gap), rate.seconds(gap) + seconds / 3))
      break
    }
    for (from, to) in ranges {
      let source = try RangeSource(
        Recordings.open(path: path, options: options), from: from, to: to)
      let part = try readAll(source)
      for (c, channel) in header.channels.enumerated() {
        let low = min(channel.rate.samples(from), samples[c].count)
        let high =
          to.isFinite ? min(channel.rate.samples(to), samples[c].count) : samples[c].count
        let slice = samples[c][low..<max(low, high)]
        // A range that ends in a gap ends with the last sample before it.
        let missing = slice.count - part[c].count
        #expect(missing >= 0 && slice.suffix(max(0, missing)).allSatisfy { $0.isNaN })
        #expect(
          part[c].map { $0.isNaN ? 0 : $0.bitPattern }
            == slice.dropLast(max(0, missing)).map { $0.isNaN ? 0 : $0.bitPattern },
          "\(channel.name): \(from) to \(to) s is the same slice of the whole")
      }
    }
  }

  /// The same bytes from memory, and through a pipe cut into odd pieces, give the same recording.
  private static func checkCuts(
    _ path: String, _ options: ReadingOptions, _ header: RecordingHeader, _ samples: [[Float]],
    _ hash: String?
  ) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let scratch = try Scratch()
    defer { scratch.remove() }
    let name = (path as NSString).lastPathComponent
    let pipe = scratch.folder.appending(path: name).path
    guard unsafe mkfifo(pipe, 0o600) == 0 else { return }
    let lengths = bytes.count > 1 << 16 ? [4093, 1, 65_521, 257] : [1, 7, 256, 13]
    let writer = Thread {
      guard let file = FileHandle(forWritingAtPath: pipe) else { return }
      var place = 0
      var n = 0
      while place < bytes.count {
        let end = min(bytes.count, place + lengths[n % lengths.count])
        guard (try? file.write(contentsOf: Data(bytes[place..<end]))) != nil else { break }
        place = end
        n += 1
      }
      try? file.close()
    }
    writer.start()
    let sources = [
      try Recordings.open(path: pipe, options: options),
      try Recordings.open(bytes: bytes, name: name, options: options),
    ]
    for source in sources {
      let again = try readAll(source)
      #expect(again.count == samples.count)
      for (a, b) in zip(again, samples) {
        #expect(a.map(\.bitPattern) == b.map(\.bitPattern), "cuts change nothing")
      }
      #expect(source.header.annotations == header.annotations)
      #expect(source.header.startTime == header.startTime)
      #expect(source.contentSHA256 == hash)
    }
  }

  /// Reads to the end or to an error that says where and what; anything else is a defect.
  @discardableResult static func survives(
    _ path: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) -> FormatError? {
    var options = ReadingOptions()
    change(&options)
    do {
      let source = try Recordings.open(path: path, options: options)
      var block = SignalBlock(channelCount: source.header.channels.count)
      var blocks = 0
      while try source.next(into: &block) {
        blocks += 1
        #expect(block.samples.reduce(0) { $0 + $1.count } < 50_000_000)
        if blocks > 100_000 {
          Issue.record("a small file gives blocks without end")
          break
        }
      }
      return nil
    } catch {
      #expect(!error.field.isEmpty && !error.detail.isEmpty)
      return error
    }
  }
}
