internal import EMGCore

/// A GDF recording: data records of all signals at their own rates, events behind them.
///
/// Source: Schlögl, "GDF: a general dataformat for biosignals" (arXiv:cs/0608052).
final class GDFSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let file: SeekableFile
  private let gdf: GDFHeader
  private let lanes: [Lane]
  private let records: Int
  private var record = 0
  private var isFinished = false

  private struct Lane {
    var firstByte: Int
    var samples: Int
    var type: NumberType
    var gain: Double
    var offset: Double
  }

  private static let samplesPerBlock = 16_384

  init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    let file = try SeekableFile(stream)
    self.file = file
    let gdf = try GDFHeader(file)
    self.gdf = gdf
    var findings: [Finding] = []
    let size = gdf.recordBytes
    let found = size > 0 ? (file.size - gdf.byteCount) / size : 0
    if let promised = gdf.recordCount {
      records = try DataRecords.present(
        promised, found, of: size, at: "\(file.name), byte \(gdf.byteCount)", &findings)
    } else {
      records = found
      findings.append(DataRecords.unfinished)
    }
    let used = gdf.signals.filter { $0.samples > 0 }
    let kinds = ChannelNaming.kinds(used.map { ($0.label, $0.unit) })
    var lanes: [Lane] = []
    var channels: [Channel] = []
    var place = 0
    for signal in gdf.signals {
      defer { place += signal.samples * signal.type.byteCount }
      guard
        let rate = SampleRate(hertz: Double(signal.samples) / gdf.recordDuration)
      else {
        findings.append(
          Finding(
            code: "empty_channel",
            message: "signal '\(signal.label)' has no samples in a data record; left out"))
        continue
      }
      let c = channels.count
      if signal.gain == nil {
        findings.append(
          Finding(
            code: "no_physical_range",
            message: "signal '\(signal.label)': physical range \(signal.physicalMinimum) to"
              + " \(signal.physicalMaximum), digital range \(signal.digitalMinimum) to"
              + " \(signal.digitalMaximum) give no unit; its stored numbers are read as they are",
            channelIndex: c))
      }
      var unit = PhysicalUnit(symbol: signal.gain == nil ? "" : signal.unit)
      var (scale, shift) = (1.0, 0.0)
      if kinds[c] == .emg, !unit.isVoltage, let given = options.unit {
        unit = PhysicalUnit(symbol: given)
        scale = options.scale ?? 1
        shift = options.offset ?? 0
      }
      let gain = (signal.gain ?? 1) * scale
      let zero = signal.gain.map { signal.physicalMinimum - signal.digitalMinimum * $0 } ?? 0
      lanes.append(
        Lane(
          firstByte: place, samples: signal.samples, type: signal.type, gain: gain,
          offset: zero * scale + shift))
      let ends = [signal.physicalMinimum, signal.physicalMaximum].map { $0 * scale + shift }
      let isRange = signal.gain != nil && ends.allSatisfy(\.isFinite) && signal.type.isInteger
      channels.append(
        Channel(
          name: signal.label, unit: unit, kind: kinds[c], rate: rate,
          sampleCount: records * signal.samples,
          resolution: signal.type.isInteger && gain != 0 && gain.isFinite ? abs(gain) : nil,
          limits: isRange ? min(ends[0], ends[1])...max(ends[0], ends[1]) : nil))
    }
    self.lanes = lanes
    header = RecordingHeader(
      format: "gdf", startTime: gdf.startTime, channels: channels,
      annotations: gdf.recordCount == nil
        ? [] : try GDFEvents.read(file, at: gdf.byteCount + records * size, gdf),
      findings: findings)
    header.patient = gdf.patient
  }

  var contentSHA256: String? { file.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in lanes.indices {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = record * lanes[c].samples
    }
    guard record < records, !lanes.isEmpty else {
      if !isFinished {
        isFinished = true
        try file.drain()
      }
      return false
    }
    let size = gdf.recordBytes
    let longest = lanes.map(\.samples).max() ?? 1
    let wanted = min(records - record, max(1, Self.samplesPerBlock / longest))
    var reader = FieldReader(file, at: gdf.byteCount + record * size)
    for _ in 0..<wanted {
      let bytes = try reader.bytes(size, "data record \(record + 1)")
      for c in lanes.indices {
        let lane = lanes[c]
        for k in 0..<lane.samples {
          let stored = lane.type.value(bytes, at: lane.firstByte + k * lane.type.byteCount)
          block.samples[c].append(sample(stored * lane.gain + lane.offset))
        }
      }
      record += 1
    }
    return true
  }
}
