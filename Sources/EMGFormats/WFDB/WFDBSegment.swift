internal import EMGCore

/// The samples of one WFDB record without segments, or of one segment.
final class WFDBSegment {
  let header: WFDBHeader
  /// Frames that all signal files hold.
  let frames: Int
  /// Files of samples in order.
  let files: [String]
  private(set) var findings: [Finding] = []
  private var groups: [Group] = []
  private var lanes: [Lane]
  private var frame = 0
  private var isFromStart = true

  /// Signals that share a file.
  private struct Group {
    var file: any WFDBSamples
    /// Indices of the signals.
    var signals: Range<Int>
    /// Samples of all signals in a frame.
    var perFrame: Int
    /// Samples from one of a signal to its next within a frame.
    var step: Int
    /// Stored samples that make no complete frame yet.
    var stored: [Int32] = []
    var isOver = false
  }

  private struct Lane {
    /// Samples that are ready.
    var ready: [Float] = []
    /// Samples still to be passed over because of the skew.
    var skip: Int
    var sum: Int32 = 0
    /// The last value of differences.
    var last: Int32
  }

  /// Opens the signal files.
  ///
  /// - Parameters:
  ///   - header: Of a record without segments.
  ///   - promised: Frames that the record of segments says, or nil.
  /// - Throws: `FormatError` where a file is missing or does not fit.
  init(_ header: WFDBHeader, promised: Int? = nil) throws(FormatError) {
    self.header = header
    var available = Int.max
    var files: [String] = []
    var first = 0
    let signals = header.signals
    lanes = signals.map { Lane(skip: $0.skew * $0.perFrame, last: Int32(clamping: $0.initial)) }
    while first < signals.count {
      let signal = signals[first]
      var end = first
      while end < signals.count, signals[end].file == signal.file { end += 1 }
      for other in signals[first..<end]
      where other.format != signal.format || other.byteOffset != signal.byteOffset {
        throw FormatError(
          .inconsistent, field: "format", location: header.path,
          detail:
            "expected one format and offset for the signals of '\(signal.file)', found several")
      }
      let path = try header.file(signal.file)
      guard !files.contains(path) else {
        throw FormatError(
          .inconsistent, field: "file name", location: header.path,
          detail: "expected the signals of '\(signal.file)' in consecutive lines")
      }
      files.append(path)
      let perFrame = signals[first..<end].reduce(0) { $0 + $1.perFrame }
      guard perFrame <= WFDBHeader.mostPerFrame else {
        throw FormatError(
          .unsupported, field: "samples a frame", location: header.path,
          detail: "expected at most \(WFDBHeader.mostPerFrame) in a file, found \(perFrame)")
      }
      let file = try Self.open(path, Array(signals[first..<end]))
      available = min(available, file.count / perFrame)
      groups.append(
        Group(
          file: file, signals: first..<end, perFrame: perFrame,
          step: signal.format.isFLAC ? end - first : 1))
      first = end
    }
    self.files = files
    if groups.isEmpty { available = 0 }
    if let wanted = header.frames ?? promised, !groups.isEmpty {
      if available < wanted {
        guard available > 0 else {
          throw FormatError(
            .truncated, field: "samples", location: files[0],
            detail: "expected \(wanted) frames, found none complete")
        }
        findings.append(
          Finding(
            code: "truncated",
            message: "\(header.path): expected \(wanted) frames of samples, found \(available)"))
      }
      frames = min(wanted, available)
    } else {
      frames = available
    }
  }

  /// Opens the file of some signals.
  private static func open(
    _ path: String, _ signals: [WFDBSignal]
  ) throws(FormatError) -> any WFDBSamples {
    let first = signals[0]
    #if FLAC
    if first.format.isFLAC { return try FLACSignalFile(path: path, signals) }
    #endif
    return try WFDBSignalFile(path: path, format: first.format, byteOffset: first.byteOffset)
  }

  /// Moves to a frame where the files allow it; what is read next begins there or, where they do not,
  /// where it would have begun.
  ///
  /// - Parameter target: A frame, from the segment's first.
  /// - Returns: The frame that comes next.
  /// - Throws: `FormatError` where a file cannot be read there.
  func seek(to target: Int) throws(FormatError) -> Int {
    let isPlain = !header.signals.contains { $0.format == .differences8 }
    guard frame == 0, target > 0, target < frames, isPlain else { return frame }
    for group in groups { try group.file.seek(to: target * group.perFrame) }
    frame = target
    isFromStart = false
    return frame
  }

  /// Appends the next frames to a block.
  ///
  /// - Parameters:
  ///   - count: Frames wanted.
  ///   - targets: The channel of each signal.
  ///   - factors: What each signal's values are multiplied by to be in its channel's unit.
  ///   - block: The block that gains samples.
  /// - Returns: Frames given.
  /// - Throws: `FormatError` where reading fails.
  func read(
    _ count: Int, targets: [Int], factors: [Double], into block: inout SignalBlock
  ) throws(FormatError) -> Int {
    let wanted = min(count, frames - frame)
    guard wanted > 0 else { return 0 }
    for g in groups.indices { try fill(g, wanted) }
    for (n, signal) in header.signals.enumerated() {
      let samples = wanted * signal.perFrame
      let ready = min(samples, lanes[n].ready.count)
      let c = targets[n]
      if factors[n] == 1 {
        block.samples[c].append(contentsOf: lanes[n].ready[..<ready])
      } else {
        block.samples[c].append(
          contentsOf: lanes[n].ready[..<ready].map { Float(Double($0) * factors[n]) })
      }
      // A skewed signal ends before the others.
      block.samples[c].append(contentsOf: repeatElement(.nan, count: samples - ready))
      lanes[n].ready.removeFirst(ready)
    }
    frame += wanted
    return wanted
  }

  /// Decodes until every signal of a group has samples for a count of frames.
  private func fill(_ g: Int, _ wanted: Int) throws(FormatError) {
    while !groups[g].isOver,
      groups[g].signals.contains(where: {
        lanes[$0].ready.count < wanted * header.signals[$0].perFrame
      })
    {
      if try !groups[g].file.read(into: &groups[g].stored) { groups[g].isOver = true }
      let perFrame = groups[g].perFrame
      let whole = groups[g].stored.count / perFrame
      var offset = 0
      for n in groups[g].signals {
        let signal = header.signals[n]
        decode(groups[g].stored, offset, perFrame, groups[g].step, whole, signal, &lanes[n])
        offset += groups[g].step == 1 ? signal.perFrame : 1
      }
      groups[g].stored.removeFirst(whole * perFrame)
    }
  }

  private func decode(
    _ stored: [Int32], _ offset: Int, _ stride: Int, _ step: Int, _ frames: Int,
    _ signal: WFDBSignal, _ lane: inout Lane
  ) {
    let missing = signal.format.missing
    for f in 0..<frames {
      for k in 0..<signal.perFrame {
        var value = stored[f * stride + offset + k * step]
        if signal.format == .differences8 {
          lane.last &+= value
          value = lane.last
        }
        lane.sum &+= value
        if lane.skip > 0 {
          lane.skip -= 1
          continue
        }
        lane.ready.append(
          value == missing ? .nan : Float((Double(value) - signal.baseline) / signal.gain))
      }
    }
  }

  /// What the checksums say, once all frames were read.
  func checksumFindings(targets: [Int]) throws(FormatError) -> [Finding] {
    guard isFromStart, let stated = header.frames, frame == stated, frames == stated else {
      return []
    }
    // A skewed record may hold samples beyond its last frame, which count.
    var found: [Finding] = []
    for (n, signal) in header.signals.enumerated() {
      guard let sum = signal.checksum, Int(lanes[n].sum) & 0xFFFF != sum else { continue }
      let group = groups.first { $0.signals.contains(n) }
      guard group?.stored.isEmpty ?? true, isExact(n) else { continue }
      found.append(
        Finding(
          code: "checksum",
          message: "\(header.path): signal \(n + 1): expected the checksum \(sum), found"
            + " \(Int(lanes[n].sum) & 0xFFFF)",
          channelIndex: targets[n]))
    }
    return found
  }

  /// Whether exactly the stated frames were decoded, so that the sum is of these.
  private func isExact(_ n: Int) -> Bool { lanes[n].ready.isEmpty && lanes[n].skip == 0 }
}
