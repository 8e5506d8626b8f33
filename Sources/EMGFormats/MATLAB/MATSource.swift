internal import EMGCore

/// A recording in the largest numeric array of a MATLAB level 5 file: time along its longer side.
///
/// The format says nothing of signals. Rate, names and units are taken from variables or fields that
/// bear one of the usual names, or are to be given.
final class MATSource: RecordingSource {
  private(set) var header: RecordingHeader
  private let file: SeekableFile
  private let array: MATArray
  private let samples: Int
  private let count: Int
  private let gains: [Double]
  private let offsets: [Double]
  private var position = 0
  private var isFinished = false

  private static let samplesPerBlock = 16_384
  private static let numbersPerBlock = 1 << 20
  private static let rateNames: Set<String> = [
    "fs", "fsamp", "fsample", "srate", "sr", "sf", "rate", "samplerate", "samplingrate",
    "samplefrequency", "samplingfrequency", "samplefreq", "samplingfreq", "freq", "frequency",
    "fsampling", "fsemg", "emgfs", "fsemg",
  ]
  private static let labelNames: Set<String> = [
    "labels", "label", "channels", "channelnames", "channellabels", "names", "chnames", "chlabels",
    "description", "descriptions", "muscles", "musclenames", "titles",
  ]
  private static let unitNames: Set<String> = ["unit", "units", "physicalunit", "dimension"]

  convenience init(stream: ByteStream, options: ReadingOptions) throws(FormatError) {
    let file = try SeekableFile(stream)
    try self.init(file, try MATContents(file), format: "mat", options)
  }

  /// Reads the largest of a file's arrays.
  init(
    _ file: SeekableFile, _ contents: any ArrayContents, format: String, _ options: ReadingOptions
  ) throws(FormatError) {
    self.file = file
    guard let array = contents.arrays.first, array.count > 1 else {
      throw FormatError(
        .unsupported, field: "variables", location: file.name,
        detail: "expected a numeric array of two dimensions, found none")
    }
    self.array = array
    samples = max(array.rows, array.columns)
    let count = min(array.rows, array.columns)
    self.count = count
    guard count <= RawSource.mostChannels else {
      throw FormatError(
        .unsupported, field: "size of '\(array.path)'", location: file.name,
        detail: "expected at most \(RawSource.mostChannels) channels, found \(array.rows) ×"
          + " \(array.columns)")
    }
    let rate = try Self.rate(contents, array.path, options, file.name)
    let units = Self.texts(contents, Self.unitNames, array.path)
    let labels = Self.texts(contents, Self.labelNames, array.path, count: count)
    let facts = (0..<count).map { c in
      let short = array.path.split(separator: "{").first.map(String.init) ?? array.path
      let (name, unit) = ColumnNames.split(
        labels.indices.contains(c) && !labels[c].isEmpty
          ? labels[c] : count == 1 ? short : "\(short) \(c + 1)")
      return (name: name, unit: unit ?? (units.count == count ? units[c] : units.first ?? ""))
    }
    var kinds = ChannelNaming.kinds(facts)
    // Beside channels in volts those in anything else are no muscle.
    if facts.contains(where: { PhysicalUnit(symbol: $0.unit).isVoltage }) {
      for (c, fact) in facts.enumerated()
      where kinds[c] == .emg && !PhysicalUnit(symbol: fact.unit).isVoltage {
        kinds[c] = .other
      }
    }
    var gains = [Double](repeating: 1, count: count)
    var offsets = [Double](repeating: 0, count: count)
    var channels: [Channel] = []
    for (c, fact) in facts.enumerated() {
      var unit = PhysicalUnit(symbol: fact.unit)
      if kinds[c] == .emg, !unit.isVoltage, let given = options.unit {
        unit = PhysicalUnit(symbol: given)
        gains[c] = options.scale ?? 1
        offsets[c] = options.offset ?? 0
      }
      channels.append(
        Channel(name: fact.name, unit: unit, kind: kinds[c], rate: rate, sampleCount: samples))
    }
    self.gains = gains
    self.offsets = offsets
    var findings = contents.findings
    let others = contents.arrays.dropFirst().filter { $0.count * 2 >= array.count }.map(\.path)
    if !others.isEmpty {
      findings.append(
        Finding(
          code: "other_variables",
          message: "read is '\(array.path)'; arrays of a like size left out:"
            + " \(others.prefix(8).joined(separator: ", "))"))
    }
    header = RecordingHeader(format: format, channels: channels, findings: findings)
  }

  /// A name without case, blanks and underscores, and without what holds it.
  private static func key(_ path: String) -> String {
    let last = path.split(separator: ".").last.map(String.init) ?? path
    return last.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// How many leading parts two paths share: what stands beside the samples comes first.
  private static func nearness(_ path: String, _ other: String) -> Int {
    zip(path.split(separator: "."), other.split(separator: ".")).prefix { $0 == $1 }.count
  }

  private static func rate(
    _ contents: any ArrayContents, _ path: String, _ options: ReadingOptions, _ name: String
  ) throws(FormatError) -> SampleRate {
    let found = contents.scalars.filter { rateNames.contains(key($0.key)) && $0.value > 0 }
      .sorted { (-nearness($0.key, path), $0.key) < (-nearness($1.key, path), $1.key) }
    let stated = found.first
    if let stated, let given = options.rate, abs(stated.value - given) > 1e-9 * given {
      throw FormatError(
        .inconsistent, field: "sampling rate", location: name,
        detail: "expected what '\(stated.key)' says, \(stated.value) Hz, found \(given) Hz: leave"
          + " out --rate")
    }
    guard let hertz = stated?.value ?? options.rate else {
      throw FormatError(
        .missingFact, field: "sampling rate", location: name,
        detail: "no variable of the file says it (fs, SamplingFrequency, srate, …): pass --rate")
    }
    guard let rate = SampleRate(hertz: hertz), hertz <= 1e7 else {
      throw FormatError(
        .badField, field: "sampling rate", location: name,
        detail: "expected a number above 0 to 1e7, found \(hertz)")
    }
    return rate
  }

  private static func texts(
    _ contents: any ArrayContents, _ names: Set<String>, _ path: String, count: Int? = nil
  ) -> [String] {
    contents.texts.filter {
      names.contains(key($0.key)) && (count ?? $0.value.count) == $0.value.count
    }
    .sorted { (-nearness($0.key, path), $0.key) < (-nearness($1.key, path), $1.key) }
    .first?.value ?? []
  }

  var contentSHA256: String? { file.sha256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    for c in 0..<count {
      block.samples[c].removeAll(keepingCapacity: true)
      block.start[c] = position
    }
    let wanted = min(
      max(1, min(Self.samplesPerBlock, Self.numbersPerBlock / count)), samples - position)
    guard wanted > 0 else {
      if !isFinished {
        isFinished = true
        try file.drain()
      }
      return false
    }
    switch array.place {
    case .bytes(let file, let offset, let type, let isBig):
      var reader = FieldReader(file)
      reader.isBig = isBig
      try take(wanted, &reader, offset, type, into: &block)
    #if HDF5
    case .dataset(let set, let rank, let isReversed):
      try take(wanted, set, rank, isReversed, into: &block)
    #endif
    }
    position += wanted
    return true
  }

  /// Appends what stands in a file column by column.
  private func take(
    _ wanted: Int, _ reader: inout FieldReader, _ offset: Int, _ type: NumberType,
    into block: inout SignalBlock
  ) throws(FormatError) {
    let width = type.byteCount
    if array.rows >= array.columns {
      // Columns stand one after another.
      for c in 0..<count {
        reader.position = offset + (c * array.rows + position) * width
        let bytes = try reader.bytes(wanted * width, "numbers of '\(array.path)'")
        for k in 0..<wanted {
          put(type.value(bytes, at: k * width, isBig: reader.isBig), c, into: &block)
        }
      }
    } else {
      reader.position = offset + position * count * width
      let bytes = try reader.bytes(wanted * count * width, "numbers of '\(array.path)'")
      for c in 0..<count {
        for k in 0..<wanted {
          put(type.value(bytes, at: (k * count + c) * width, isBig: reader.isBig), c, into: &block)
        }
      }
    }
  }

  #if HDF5
  /// Appends what stands in a data set row by row.
  private func take(
    _ wanted: Int, _ set: HDF5Object, _ rank: Int, _ isReversed: Bool, into block: inout SignalBlock
  ) throws(FormatError) {
    let time = position..<position + wanted
    // Whether time runs along the rows of the data set, not of the array.
    let isByRow = (array.rows >= array.columns) != isReversed
    let values = try set.numbers(
      rank, rows: isByRow ? time : 0..<count, columns: isByRow ? 0..<count : time)
    for c in 0..<count {
      for k in 0..<wanted { put(values[isByRow ? k * count + c : c * wanted + k], c, into: &block) }
    }
  }
  #endif

  private func put(_ stored: Double, _ c: Int, into block: inout SignalBlock) {
    block.samples[c].append(sample(stored * gains[c] + offsets[c]))
  }
}
