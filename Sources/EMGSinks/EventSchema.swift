public import EMGCore

/// The contract's wire form of results: which keys, in which order, with which units.
public struct EventSchema: Sendable {
  /// The version of the form; raised with every breaking change.
  public static let version = "1.0.0"
  /// The program that writes it.
  public static let generatorName = "myosift"
  /// The program's version.
  public static let generatorVersion = "0.1.0"

  /// Decimals of times in seconds: a tenth of a microsecond, finer than any sample.
  static let timeDecimals = 7
  /// Decimals of amplitudes in microvolts and of measures.
  static let measureDecimals = 4

  let result: AnalysisResult

  /// Makes the wire form of a result.
  ///
  /// - Parameter result: What an analysis found, or the truth of a simulation.
  public init(_ result: AnalysisResult) { self.result = result }

  /// The whole document.
  public var document: JSONValue {
    .object(
      documentHead + [
        ("events", .list(result.events.enumerated().map { .object(event($1, id: $0)) })),
        ("summary", summary(EventTally(result.events))),
      ])
  }

  /// What stands before the events of a document.
  var documentHead: [(String, JSONValue)] {
    [
      ("schema", .text("myosift-events")), ("schema_version", .text(Self.version)),
      ("generator", generator), ("recording", .object(recording)), ("settings", settings),
    ]
  }

  /// The first line of JSON Lines: the recording.
  var firstLine: JSONValue {
    .object(
      [
        ("record", .text("recording")), ("schema", .text("myosift-events")),
        ("schema_version", .text(Self.version)), ("generator", generator),
      ] + recording + [("settings", settings)])
  }

  /// A line of JSON Lines: an event.
  func line(_ event: Event, id: Int) -> JSONValue {
    .object(
      [("record", .text("event")), ("source", .text(result.source))] + self.event(event, id: id))
  }

  /// The last line of JSON Lines: the summary.
  func lastLine(_ tally: EventTally) -> JSONValue {
    let head: [(String, JSONValue)] = [
      ("record", .text("summary")), ("source", .text(result.source)),
    ]
    guard case .object(let pairs) = summary(tally) else { return .object(head) }
    return .object(head + pairs)
  }

  /// The first line of a live run: what only the end knows is null.
  func liveFirstLine(delays: JSONValue) -> JSONValue {
    .object(
      [
        ("record", .text("recording")), ("schema", .text("myosift-events")),
        ("schema_version", .text(Self.version)), ("generator", generator),
      ] + recording(isOver: false) + [("settings", settings), ("live", delays)])
  }

  /// The last line of a live run: the summary, with the recording as it is known now.
  func liveLastLine(_ tally: EventTally) -> JSONValue {
    guard case .object(let pairs) = lastLine(tally) else { return .null }
    return .object(pairs + [("recording", .object(recording(isOver: true)))])
  }

  private var generator: JSONValue {
    .object([
      ("name", .text(Self.generatorName)), ("version", .text(Self.generatorVersion)),
      ("settings_sha256", .text(result.settingsSHA256)),
    ])
  }

  func time(_ position: Int, _ rate: SampleRate) -> JSONValue {
    .rounded(rate.seconds(position), Self.timeDecimals)
  }

  func measure(_ value: Double) -> JSONValue { .rounded(value, Self.measureDecimals) }

  private var recording: [(String, JSONValue)] { recording(isOver: true) }

  private func recording(isOver: Bool) -> [(String, JSONValue)] {
    [
      ("source", .text(result.source)), ("format", .text(result.header.format)),
      ("sha256", .optional(result.sha256)), ("start_time", .optional(result.header.startTime)),
      ("duration_s", isOver ? .rounded(result.duration, Self.timeDecimals) : .null),
      ("channels", .list(result.channels.map { channel($0, isOver: isOver) })),
      ("findings", .list(result.header.findings.map(finding))),
    ]
  }

  private func finding(_ finding: Finding) -> JSONValue {
    .object([
      ("code", .text(finding.code)), ("message", .text(finding.message)),
      ("channel", .optional(finding.channelIndex.map { result.channels[$0].channel.name })),
    ])
  }

  private func channel(_ summary: ChannelSummary, isOver: Bool) -> JSONValue {
    let channel = summary.channel
    let quality = summary.quality
    let head: [(String, JSONValue)] = [
      ("index", .integer(summary.index)), ("name", .text(channel.name)),
      ("unit", .text(channel.unit.symbol)), ("kind", .text(channel.kind.rawValue)),
      ("rate_hz", .number(channel.rate.hertz)),
    ]
    guard isOver else {
      let unknown = ["noise_uv", "analysable_s", "masks", "quality"]
      return .object(
        head + [("samples", .null), ("analysed", .flag(summary.isAnalysed))]
          + unknown.map { ($0, .null) })
    }
    return .object(
      head + [
        ("samples", .integer(summary.sampleCount)), ("analysed", .flag(summary.isAnalysed)),
        ("noise_uv", summary.noise.map { measure($0) } ?? .null),
        ("analysable_s", .rounded(summary.analysable, Self.timeDecimals)),
        (
          "masks",
          .list(
            summary.masks.map {
              .object([
                ("onset_s", time($0.onset, channel.rate)),
                ("duration_s", time($0.end - $0.onset, channel.rate)),
                ("cause", .text($0.cause.rawValue)),
              ])
            })
        ),
        (
          "quality",
          .object([
            ("clipped_fraction", .rounded(quality.clippedFraction, 8)),
            ("mains_hz", quality.mainsHz.map { .rounded($0, 3) } ?? .null),
            ("mains_ratio_db", quality.mainsRatioDecibels.map { .rounded($0, 2) } ?? .null),
            ("flags", .list(quality.flags.map(JSONValue.text))),
          ])
        ),
      ])
  }

  private var settings: JSONValue {
    var sections: [(String, [(String, JSONValue)])] = []
    var top: [(String, JSONValue)] = []
    for setting in result.settings {
      let value: JSONValue =
        switch setting.value {
        case .number(let number): .number(number)
        case .integer(let number): .integer(number)
        case .flag(let flag): .flag(flag)
        case .text(let text): .text(text)
        case .numbers(let numbers): .list(numbers.map(JSONValue.number))
        }
      let parts = setting.key.split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        top.append((setting.key, value))
        continue
      }
      if let n = sections.firstIndex(where: { $0.0 == parts[0] }) {
        sections[n].1.append((parts[1], value))
      } else {
        sections.append((parts[0], [(parts[1], value)]))
      }
    }
    return .object(top + sections.map { ($0.0, .object($0.1)) })
  }

  private func unit(_ train: UnitTrain) -> JSONValue {
    func optional(_ value: Double?, _ decimals: Int) -> JSONValue {
      value.map { .rounded($0, decimals) } ?? .null
    }
    return .object([
      ("motor_unit", .integer(train.unit)), ("fasciculations", .integer(train.discharges)),
      ("intervals", .integer(train.intervals)),
      ("interval_mean_s", optional(train.meanInterval, Self.timeDecimals)),
      ("interval_cv", optional(train.variation, Self.measureDecimals)),
      ("interval_cv2", optional(train.variation2, Self.measureDecimals)),
      ("interval_lv", optional(train.localVariation, Self.measureDecimals)),
      ("interval_lvr", optional(train.revisedLocalVariation, Self.measureDecimals)),
    ])
  }

  /// Rates a minute with their exact 95 % intervals, and counts by type.
  func summary(_ tally: EventTally) -> JSONValue {
    let channels = result.channels.filter(\.isAnalysed).map { summary -> JSONValue in
      let rate = FasciculationRate(summary, count: tally.fasciculations[summary.index] ?? 0)
      var pairs: [(String, JSONValue)] = [
        ("channel", .text(summary.channel.name)), ("fasciculations", .integer(rate.count)),
        ("per_min", rate.perMinute.map { .rounded($0, 4) } ?? .null),
        (
          "per_min_ci95",
          rate.interval.map { .list([.rounded($0.lower, 4), .rounded($0.upper, 4)]) } ?? .null
        ),
      ]
      if !summary.units.isEmpty { pairs.append(("motor_units", .list(summary.units.map(unit)))) }
      return .object(pairs)
    }
    let classes = EventType.allCases.compactMap { type -> (String, JSONValue)? in
      let count = tally.types[type] ?? 0
      return count > 0 ? (type.rawValue, .integer(count)) : nil
    }
    return .object([("channels", .list(channels)), ("classes", .object(classes))])
  }
}
