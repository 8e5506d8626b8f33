#if HDF5
internal import EMGCore

/// The HDF5 form of OpenSignals: a group a device, named by its address, with its channels in `raw`.
enum OpenSignalsFile {
  /// Opens a file, or gives nil where it is of another kind.
  static func open(
    _ file: SeekableFile, _ root: HDF5Object, _ options: ReadingOptions
  ) throws(FormatError) -> HDF5SeriesSource? {
    let devices = try root.names(atMost: 64).compactMap { root[$0] }.filter { device in
      device.isGroup && device["raw"] != nil && device.attributes().numbers["sampling rate"] != nil
    }
    guard let first = devices.first else { return nil }
    var header = RecordingHeader(format: "opensignals", channels: [])
    var series: [HDF5Series] = []
    for device in devices {
      let facts = device.attributes()
      let hertz = facts.numbers["sampling rate"]?.first ?? .nan
      guard let rate = SampleRate(hertz: hertz), hertz <= 1e7 else {
        throw device.failure(
          .badField, "sampling rate", "expected a number above 0 to 1e7, found \(hertz)")
      }
      let numbers = facts.numbers["channels"] ?? []
      let bits = facts.numbers["resolution"] ?? []
      let lines = (facts.numbers["digital IO"] ?? []).isEmpty ? [] : ["digital"]
      for folder in ["raw"] + lines {
        guard let group = device[folder], group.isGroup else { continue }
        for name in try group.names(atMost: 4096) {
          guard let set = group[name], let shape = try set.shape(), shape.kind == .numbers,
            shape.columns == 1
          else { continue }
          let own = set.attributes()
          let label = own.texts["label"]?.trimmed ?? ""
          var column = TextColumn(name: label.isEmpty ? name : label, unit: nil, kind: .emg)
          if folder == "digital" {
            column.kind = .trigger
          } else if name == "nSeq" {
            column.kind = .time
          } else if let n = numbers.firstIndex(where: { name == "channel_\(Int($0))" }),
            bits.indices.contains(n), let count = Int(exactly: bits[n])
          {
            OpenSignalsHeader.describe(
              &column, sensor: own.texts["sensor"] ?? "", bits: count, isConverted: false,
              device: facts.texts["device"] ?? "")
          }
          if column.kind == .emg, column.unit == nil, let unit = options.unit {
            column.unit = unit
            column.scale = options.scale ?? 1
            column.offset = options.offset ?? 0
          }
          if devices.count > 1 { column.name = "\(device.name) \(column.name)" }
          header.channels.append(
            Channel(
              name: column.name, unit: PhysicalUnit(symbol: column.unit ?? ""), kind: column.kind,
              rate: rate, resolution: column.unit == nil ? nil : abs(column.scale)))
          series.append(
            HDF5Series(
              set: try set.cached(), rank: shape.rank, column: 0, count: shape.rows,
              gain: column.scale, offset: column.offset))
        }
      }
    }
    let facts = first.attributes().texts
    header.startTime = OpenSignalsHeader.startTime(facts["date"] ?? "", facts["time"] ?? "")
    guard series.contains(where: { $0.count > 0 }) else {
      throw root.failure(.truncated, "samples", "expected some in a channel, found none")
    }
    if devices.count > 1 {
      header.findings.append(
        Finding(
          code: "several_devices",
          message: "\(devices.count) devices: their first samples are taken to be of one time"))
    }
    return HDF5SeriesSource(file, header, series)
  }
}
#endif
