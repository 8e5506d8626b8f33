internal import EMGCore

/// An AcqKnowledge recording: channels at whole parts of one clock's rate, packed or not, with markers.
///
/// Samples that are not packed stand in the order of the clock: at each tick those channels whose divider
/// divides it and that have samples left, in the order of their headers.
final class AcqSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let file: SeekableFile
  private let acq: AcqHeader
  private let packed: AcqPackedChannels?
  private let segments: AcqSegments
  /// The next byte of samples that are not packed.
  private var position: Int
  /// The tick at which the next block begins.
  private var tick = 0
  /// Samples of each channel that were read, and places delivered: more where others of its rate have more.
  private var done: [Int]
  private var delivered: [Int]
  private let ticksPerBlock: Int
  private let isShort: Bool
  private var isOver = false
  private var bytes: [UInt8] = []

  private static let samplesPerBlock = 65_536

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    let file = try SeekableFile(stream)
    self.file = file
    let acq = try AcqHeader(file)
    self.acq = acq
    var findings: [Finding] = []
    let channels = acq.channels
    let total = channels.reduce(0) { $0 + $1.count * $1.type.byteCount }
    position = acq.end
    isShort = !acq.isCompressed && total > file.size - acq.end
    guard channels.contains(where: { $0.count > 0 }), !isShort || file.size > acq.end else {
      throw FormatError(
        .truncated, field: "samples", location: "\(file.name), byte \(acq.end)",
        detail: "expected \(total) bytes of samples, found \(max(0, file.size - acq.end))")
    }
    if isShort {
      findings.append(
        Finding(
          code: "truncated",
          message: "expected \(total) bytes of samples, found \(file.size - acq.end)"))
    }
    var notes =
      isShort ? nil : try? AcqMarkers(file, at: acq.isCompressed ? acq.end : acq.end + total, acq)
    if acq.isCompressed {
      // Without the markers the samples are not found.
      let markers = try AcqMarkers(file, at: acq.end, acq)
      notes = markers
      packed = try AcqPackedChannels(file, at: markers.endOfJournal(file, acq), acq)
    } else {
      packed = nil
    }
    if notes == nil, !isShort {
      findings.append(
        Finding(code: "no_markers", message: "the markers behind the samples cannot be read"))
    }
    // The first marker begins the first segment; one program wrote it before the first sample.
    let shift = min(0, notes?.markers.first?.tick ?? 0)
    if shift < 0 {
      findings.append(
        Finding(
          code: "markers_shifted",
          message: "the first marker stands \(-shift) ticks before the first sample: all were moved"
            + " by as many"))
    }
    let segments = AcqSegments(
      notes?.markers ?? [], shift: shift, ticksPerSecond: acq.ticksPerSecond)
    self.segments = segments
    if let finding = segments.finding { findings.append(finding) }
    let shortest = channels.map(\.divider).min() ?? 1
    ticksPerBlock = shortest * max(1, Self.samplesPerBlock / channels.count)
    done = Array(repeating: 0, count: channels.count)
    delivered = done
    header = RecordingHeader(
      format: "acqknowledge", startTime: notes.flatMap { Self.startTime($0.markers) },
      channels: try Self.channels(acq, file.name, isShort: isShort, options),
      annotations: notes.map { Self.annotations($0.markers, acq, shift, segments) } ?? [],
      findings: findings)
  }

  private static func channels(
    _ acq: AcqHeader, _ name: String, isShort: Bool, _ options: ReadingOptions
  ) throws(FormatError) -> [Channel] {
    let kinds = ChannelNaming.kinds(acq.channels.map { ($0.name, $0.unit) })
    var result: [Channel] = []
    for (c, channel) in acq.channels.enumerated() {
      guard let rate = SampleRate(hertz: acq.ticksPerSecond / Double(channel.divider)) else {
        throw FormatError(
          .badField, field: "time a sample", location: "\(name), byte 16",
          detail: "expected a number above 0, found \(1000 / acq.ticksPerSecond) ms")
      }
      var unit = PhysicalUnit(symbol: channel.unit)
      if kinds[c] == .emg, !unit.isVoltage, let given = options.unit {
        unit = PhysicalUnit(symbol: given)
      }
      let isInteger = channel.type == .int16
      let longest = acq.channels.filter { $0.divider == channel.divider }.map(\.count).max()
      let ends = [-32_768, 32_767].map { $0 * channel.scale + channel.offset }
      result.append(
        Channel(
          name: channel.name.isEmpty ? "CH\(c + 1)" : channel.name, unit: unit, kind: kinds[c],
          rate: rate, sampleCount: isShort ? nil : longest,
          resolution: isInteger ? abs(channel.scale) : nil,
          limits: isInteger && ends.allSatisfy(\.isFinite)
            ? min(ends[0], ends[1])...max(ends[0], ends[1]) : nil))
    }
    return result
  }

  /// When the first segment was begun, where its marker tells: milliseconds of UTC.
  private static func startTime(_ markers: [AcqMarkers.Marker]) -> String? {
    guard let first = markers.first, first.style == AcqMarkers.append,
      let date = first.milliseconds, date > 0, date < 253_402_300_800_000
    else { return nil }
    let seconds = Double(date % 1000) / 1000 + Double(date / 1000 % 86_400)
    let day = CivilDate(daysSince1970: date / 86_400_000)
    return StartTime.text(
      year: day.year, month: day.month, day: day.day, hour: 0, minute: 0, second: 0
    ).map { StartTime.adding(seconds, to: $0) + "Z" }
  }

  private static func annotations(
    _ markers: [AcqMarkers.Marker], _ acq: AcqHeader, _ shift: Int, _ segments: AcqSegments
  ) -> [Annotation] {
    markers.map { marker in
      let tick = marker.tick - shift
      let seconds = Double(tick) / acq.ticksPerSecond + segments.missing(before: tick)
      return Annotation(
        onset: (seconds * 1e9).rounded() / 1e9, duration: nil,
        text: marker.text.isEmpty ? "marker" : marker.text)
    }
  }

  var contentSHA256: String? { file.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    while true {
      for c in acq.channels.indices {
        block.samples[c].removeAll(keepingCapacity: true)
        let missing = segments.missing(before: tick) * header.channels[c].rate.hertz
        block.start[c] = delivered[c] + Int(missing.rounded())
      }
      guard !isOver, zip(done, acq.channels).contains(where: { $0 < $1.count }) else { break }
      let end = min(tick + ticksPerBlock, segments.next(after: tick) ?? .max)
      // Samples of each channel that are due within the block.
      let due = acq.channels.enumerated().map { c, channel in
        min(channel.count - done[c], Self.count(before: end, channel) - delivered[c])
      }
      if let packed {
        try unpack(due, packed, into: &block)
      } else {
        try read(due, into: &block)
      }
      tick = end
      fill(&block)
      if block.samples.contains(where: { !$0.isEmpty }) { return true }
    }
    if !isOver || header.channels.contains(where: { $0.sampleCount == nil }) {
      isOver = true
      try file.drain()
      for c in delivered.indices { header.channels[c].sampleCount = delivered[c] }
    }
    return false
  }

  /// Places of a channel before a tick.
  private static func count(before tick: Int, _ channel: AcqHeader.Channel) -> Int {
    (tick + channel.divider - 1) / channel.divider
  }

  private func unpack(
    _ due: [Int], _ packed: AcqPackedChannels, into block: inout SignalBlock
  ) throws(FormatError) {
    for (c, channel) in acq.channels.enumerated() where due[c] > 0 {
      bytes.removeAll(keepingCapacity: true)
      let size = channel.type.byteCount
      try packed.read(due[c] * size, of: c, into: &bytes)
      for k in 0..<due[c] {
        block.samples[c].append(value(channel.type.value(bytes, at: k * size), channel))
      }
      done[c] += due[c]
    }
  }

  private func read(_ due: [Int], into block: inout SignalBlock) throws(FormatError) {
    let channels = acq.channels
    let wanted = zip(due, channels).reduce(0) { $0 + $1.0 * $1.1.type.byteCount }
    bytes.removeAll(keepingCapacity: true)
    let isWhole = try file.read(min(wanted, file.size - position), at: position, into: &bytes)
    if !isWhole || bytes.count < wanted { isOver = true }
    position += bytes.count
    var left = due
    /// The tick of each channel's next sample.
    var ticks = channels.enumerated().map { c, channel in delivered[c] * channel.divider }
    var place = 0
    while true {
      var next = Int.max
      for c in channels.indices where left[c] > 0 { next = min(next, ticks[c]) }
      guard next < .max else { return }
      for c in channels.indices where left[c] > 0 && ticks[c] == next {
        let type = channels[c].type
        guard place + type.byteCount <= bytes.count else { return }
        block.samples[c].append(
          value(type.value(bytes, at: place, isBig: acq.isBig), channels[c]))
        place += type.byteCount
        left[c] -= 1
        done[c] += 1
        ticks[c] += channels[c].divider
      }
    }
  }

  private func value(_ stored: Double, _ channel: AcqHeader.Channel) -> Float {
    sample(channel.type == .int16 ? stored * channel.scale + channel.offset : stored)
  }

  /// Gives channels of one rate equally many places: what the others have not is missing.
  private func fill(_ block: inout SignalBlock) {
    for divider in Set(acq.channels.map(\.divider)) {
      let own = acq.channels.indices.filter { acq.channels[$0].divider == divider }
      let most = own.map { block.samples[$0].count }.max() ?? 0
      for c in own {
        let missing = most - block.samples[c].count
        block.samples[c].append(contentsOf: repeatElement(.nan, count: missing))
        delivered[c] += most
      }
    }
  }
}
