#if HDF5
internal import EMGCore

/// The time series that a file of Neurodata Without Borders acquired.
///
/// Source: the NWB format specification 2.x (nwb-schema.readthedocs.io): `TimeSeries` and
/// `ElectricalSeries`: values are `data · conversion (· channel_conversion) + offset` in `unit`, time
/// is `starting_time` with its rate, or `timestamps`, both from the reference time.
enum NWBFile {
  /// One series of the file.
  private struct Series {
    var name: String
    var set: HDF5Object
    var rank: Int
    var samples: Int
    var count: Int
    var rate: SampleRate
    var begin: Double
    var unit: String
    var gains: [Double]
    var offset: Double
    var labels: [String]
  }

  private static let mostSeries = 1_024
  private static let mostStamps = 1 << 22

  static func open(
    _ file: SeekableFile, _ root: HDF5Object
  ) throws(FormatError) -> HDF5SeriesSource {
    guard let folder = root["acquisition"], folder.isGroup else {
      throw root.failure(.unsupported, "acquisition", "expected a group of series, found none")
    }
    var findings: [Finding] = []
    var all: [Series] = []
    for name in try folder.names(atMost: mostSeries) {
      guard let group = folder[name], group.isGroup, group["data"] != nil else { continue }
      if let series = try series(name, group, root, &findings) { all.append(series) }
    }
    guard let origin = all.map(\.begin).min() else {
      throw folder.failure(
        .unsupported, "series",
        "expected one with numbers and a rate, found none"
          + (findings.first.map { ": \($0.message)" } ?? ""))
    }
    var header = RecordingHeader(format: "nwb", channels: [], findings: findings)
    var channels: [HDF5Series] = []
    var facts: [(name: String, unit: String)] = []
    for series in all {
      for c in 0..<series.count {
        let label = series.labels.indices.contains(c) ? series.labels[c] : ""
        facts.append(
          (
            series.count == 1
              ? series.name : "\(series.name) \(label.isEmpty ? "\(c + 1)" : label)", series.unit
          ))
        channels.append(
          HDF5Series(
            set: series.set, rank: series.rank, column: c, count: series.samples,
            start: series.rate.samples(series.begin - origin), gain: series.gains[c],
            offset: series.offset))
      }
    }
    guard channels.count <= RawSource.mostChannels else {
      throw folder.failure(
        .unsupported, "channels",
        "expected at most \(RawSource.mostChannels), found \(channels.count)")
    }
    let kinds = ChannelNaming.kinds(facts)
    let rates = all.flatMap { Array(repeating: $0.rate, count: $0.count) }
    header.channels = facts.indices.map { c in
      Channel(
        name: facts[c].name, unit: PhysicalUnit(symbol: facts[c].unit), kind: kinds[c],
        rate: rates[c])
    }
    let reference = root["timestamps_reference_time"] ?? root["session_start_time"]
    let start = try reference?.texts(atMost: 1).first
    header.startTime = start.flatMap { startTime($0, later: origin) }
    header.patient = try root.find("general", "subject", "subject_id")?.texts(atMost: 1).first
    return HDF5SeriesSource(file, header, channels)
  }

  private static func series(
    _ name: String, _ group: HDF5Object, _ root: HDF5Object, _ findings: inout [Finding]
  ) throws(FormatError) -> Series? {
    func leaveOut(_ reason: String) -> Series? {
      findings.append(
        Finding(code: "series_left_out", message: "series '\(name)' is left out: \(reason)"))
      return nil
    }
    guard let set = group["data"], let shape = try set.shape(), shape.kind == .numbers,
      (1...2).contains(shape.rank), shape.rows > 1, shape.columns > 0
    else { return leaveOut("expected numbers, a column a channel, found others") }
    guard shape.columns <= RawSource.mostChannels else {
      return leaveOut("expected at most \(RawSource.mostChannels) channels")
    }
    let facts = set.attributes()
    let gain = facts.numbers["conversion"]?.first ?? 1
    var gains = [Double](repeating: gain, count: shape.columns)
    if let own = try group["channel_conversion"]?.allNumbers(atMost: RawSource.mostChannels) {
      guard own.count == shape.columns else {
        return leaveOut("expected \(shape.columns) channel conversions, found \(own.count)")
      }
      for c in own.indices { gains[c] *= own[c] }
    }
    let offset = facts.numbers["offset"]?.first ?? 0
    guard gains.allSatisfy({ $0.isFinite && $0 != 0 }), offset.isFinite else {
      return leaveOut("expected conversions that are finite and not zero")
    }
    let time: (rate: Double, begin: Double)
    if let start = group["starting_time"], let begin = try start.allNumbers(atMost: 1).first {
      time = (start.attributes().numbers["rate"]?.first ?? .nan, begin)
    } else if let stamps = group["timestamps"] {
      guard let found = try regular(stamps, count: shape.rows) else {
        return leaveOut("expected \(shape.rows) even time stamps, found uneven ones")
      }
      time = found
    } else {
      return leaveOut("expected a starting time or time stamps, found neither")
    }
    guard let rate = SampleRate(hertz: time.rate), time.rate <= 1e7, abs(time.begin) < 1e9 else {
      return leaveOut("expected a rate above 0 to 1e7 Hz, found \(time.rate) Hz")
    }
    return Series(
      name: name, set: try set.cached(), rank: shape.rank, samples: shape.rows,
      count: shape.columns, rate: rate, begin: time.begin, unit: facts.texts["unit"] ?? "",
      gains: gains, offset: offset, labels: try labels(group, root))
  }

  /// Rate and begin of even time stamps; nil where one is off by half a sample.
  private static func regular(
    _ stamps: HDF5Object, count: Int
  ) throws(FormatError) -> (rate: Double, begin: Double)? {
    guard let shape = try stamps.shape(), shape.kind == .numbers, shape.rank == 1,
      shape.rows == count
    else { return nil }
    let set = try stamps.cached()
    let ends = try [0, count - 1].map { n throws(FormatError) in
      try set.numbers(1, rows: n..<n + 1, columns: 0..<1)[0]
    }
    let period = (ends[1] - ends[0]) / Double(count - 1)
    guard period > 0, period.isFinite else { return nil }
    var at = 0
    while at < count {
      let rows = at..<min(count, at + mostStamps)
      for (k, stamp) in try set.numbers(1, rows: rows, columns: 0..<1).enumerated()
      where !(abs(stamp - ends[0] - Double(at + k) * period) <= period / 2) {
        return nil
      }
      at = rows.upperBound
    }
    // Stamps are rounded: a rate is whole where that moves no stamp by half a sample.
    let rate = 1 / period
    let whole = rate.rounded()
    let isWhole = abs(rate - whole) * Double(count) < 0.5 * rate && whole >= 1
    return (isWhole ? whole : rate, ends[0])
  }

  /// Names of a series' electrodes, where the table of electrodes has them.
  private static func labels(
    _ group: HDF5Object, _ root: HDF5Object
  ) throws(FormatError) -> [String] {
    guard let region = try group["electrodes"]?.allNumbers(atMost: RawSource.mostChannels),
      let table = root.find("general", "extracellular_ephys", "electrodes"),
      let names = try (table["label"] ?? table["channel_name"])?.texts(atMost: 1 << 14)
    else { return [] }
    return region.map { number in
      guard let row = Int(exactly: number), names.indices.contains(row) else { return "" }
      return names[row]
    }
  }

  /// A time of ISO 8601 some seconds later, its zone kept.
  private static func startTime(_ text: String, later seconds: Double) -> String? {
    let plain = String(text.prefix(19))
    guard plain.count == 19, plain.contains("T") else { return nil }
    var rest = text.dropFirst(19)
    var fraction = 0.0
    if rest.first == "." {
      let digits = rest.dropFirst().prefix { $0.isNumber }
      fraction = FieldText.number("0.\(digits)") ?? 0
      rest = rest.dropFirst(1 + digits.count)
    }
    return StartTime.adding(fraction + seconds, to: plain) + rest
  }
}
#endif
