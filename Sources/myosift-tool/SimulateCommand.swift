import ArgumentParser
import EMGCore
import EMGSinks
import EMGSynthesis
import Foundation

/// `myosift simulate`.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Makes a recording with exact truth beside it.",
    discussion: """
      The ending of the output chooses its form: .csv is text, .raw and .bin are \
      interleaved float32 with a sidecar. The truth goes to FILE.truth.json in the form \
      of an analysis. Samples are written while they are made: a day needs no day's memory.

      Scenarios:
      \(Scenario.catalogue.map(line).joined(separator: "\n"))
      """)

  @Argument(help: "The scenario's name.")
  var scenario: String
  @Option(help: "Equal seeds give equal recordings.")
  var seed: UInt64 = 1
  @Option(name: .shortAndLong, help: "The file to write.")
  var output: String
  @Option(help: "Seconds.")
  var duration: Double?
  @Option(help: "Samples a second, 500 to 30000.")
  var rate: Double?
  @Option(help: "Channels, 1 to 128.")
  var channels: Int?
  @Option(help: "Standard deviation of the noise, µV.")
  var noise: Double?
  @Flag(help: "A needle instead of surface electrodes.")
  var needle = false
  @Option(help: "Electrodes over one muscle, ROWSxCOLUMNS, rows along the fibres.")
  var array: String?
  @Option(help: "Distance of an array's electrodes, mm.")
  var spacing: Double?
  @Option(help: "The samples' unit: uV, mV or V.")
  var unit: String?
  @Option(help: "The recorder's smallest step, µV.")
  var resolution: Double?
  @Option(help: "The recorder's largest value either way, µV.")
  var limit: Double?

  func run() throws {
    let plan = try plan()
    let source = SimulatedSource(scenario: plan, seed: seed)
    let ending = (output as NSString).pathExtension.lowercased()
    switch ending {
    case "csv": try write(source, heading: heading(source), line: rows)
    case "raw", "bin":
      try write(source, heading: Data(), line: frames)
      try OutputFile.write(sidecar(source).indentedText, to: output + ".json")
    default:
      throw Failure(
        .usage, "--output: expected a name ending in .csv, .raw or .bin, found '\(output)'")
    }
    let truth = source.truthResult(name: (output as NSString).lastPathComponent)
    try OutputFile.write(ResultFormat.json.text(of: truth), to: output + ".truth.json")
  }

  private static func line(_ entry: ScenarioEntry) -> String {
    "  " + entry.name.padding(toLength: 21, withPad: " ", startingAt: 0) + entry.summary
  }

  private func plan() throws -> Scenario {
    guard var plan = Scenario.named(scenario) else {
      throw Failure(
        .usage,
        "scenario: expected one of \(Scenario.names.joined(separator: ", ")), found '\(scenario)'")
    }
    if let duration {
      guard duration.isFinite, (1...86_400).contains(duration) else {
        throw Failure(.usage, "--duration: expected 1 to 86400 s, found \(duration)")
      }
      plan.duration = duration
    }
    if let rate {
      guard (500...30_000).contains(rate) else {
        throw Failure(.usage, "--rate: expected 500 to 30000 Hz, found \(rate)")
      }
      plan.rate = SampleRate(checked: rate)
    }
    if let channels {
      guard (1...128).contains(channels) else {
        throw Failure(.usage, "--channels: expected 1 to 128, found \(channels)")
      }
      plan.channelCount = channels
      if let array = plan.array {
        plan.array?.rows = (channels + array.columns - 1) / array.columns
      }
    }
    try place(&plan)
    plan.noise = try positive(noise, "--noise") ?? plan.noise
    plan.resolution = try positive(resolution, "--resolution") ?? plan.resolution
    plan.limit = try positive(limit, "--limit") ?? plan.limit
    if needle { plan.electrode = .needle }
    if let unit {
      plan.unit = PhysicalUnit(symbol: unit)
      guard plan.unit.isVoltage else {
        throw Failure(.usage, "--unit: expected a voltage (uV, mV, V), found '\(unit)'")
      }
    }
    return plan
  }

  /// Places the electrodes of an array.
  private func place(_ plan: inout Scenario) throws {
    if let array {
      let sizes = array.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard sizes.count == 2, let rows = sizes[0], let columns = sizes[1], rows > 0, columns > 0,
        rows <= 128, columns <= 128, rows * columns <= 128
      else {
        throw Failure(
          .usage, "--array: expected ROWSxCOLUMNS of 1 to 128 electrodes, found '\(array)'")
      }
      guard channels == nil || channels == rows * columns else {
        throw Failure(
          .usage, "--channels: expected \(rows * columns), as --array has, or none given")
      }
      plan.array = ElectrodeArray(rows: rows, columns: columns, spacing: 8)
      plan.channelCount = rows * columns
    }
    if let spacing = try positive(spacing, "--spacing") {
      guard plan.array != nil else {
        throw Failure(.usage, "--spacing: expected with --array or the scenario 'array'")
      }
      plan.array?.spacing = spacing
    }
  }

  private func positive(_ value: Double?, _ name: String) throws -> Double? {
    guard let value else { return nil }
    guard value.isFinite, value > 0 else {
      throw Failure(.usage, "\(name): expected a number above 0, found \(value)")
    }
    return value
  }

  /// Writes block after block.
  private func write(
    _ source: SimulatedSource, heading: Data, line: (SignalBlock, SimulatedSource) -> Data
  ) throws {
    let file = try OutputFile(output)
    try file.write(heading)
    var block = SignalBlock(channelCount: source.header.channels.count)
    while try source.next(into: &block) { try file.write(line(block, source)) }
    try file.finish()
  }

  private func heading(_ source: SimulatedSource) -> Data {
    let channels = source.header.channels
    let names = channels.map { "\($0.name) (\($0.unit.symbol))" }
    return Data("time_s,\(names.joined(separator: ","))\n".utf8)
  }

  private func rows(_ block: SignalBlock, _ source: SimulatedSource) -> Data {
    let rate = source.scenario.rate
    // Hundredths of a microvolt, as a good recorder resolves.
    var decimals = 2
    var step = source.scenario.unit.microvolts ?? 1
    while step >= 10 {
      decimals += 1
      step /= 10
    }
    func short(_ value: Double, _ decimals: Int) -> String {
      JSONValue.rounded(value, decimals).compactText
    }
    var text = ""
    for i in block.samples[0].indices {
      text += short(rate.seconds(block.start[0] + i), 7)
      for samples in block.samples {
        text += "," + (samples[i].isNaN ? "" : short(Double(samples[i]), decimals))
      }
      text += "\n"
    }
    return Data(text.utf8)
  }

  private func frames(_ block: SignalBlock, _ source: SimulatedSource) -> Data {
    let count = block.samples[0].count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(block.samples.count * count * 4)
    for i in 0..<count {
      for samples in block.samples {
        var bits = samples[i].bitPattern
        for _ in 0..<4 {
          bytes.append(UInt8(truncatingIfNeeded: bits))
          bits >>= 8
        }
      }
    }
    return Data(bytes)
  }

  private func sidecar(_ source: SimulatedSource) -> JSONValue {
    .object([
      ("rate", .number(source.scenario.rate.hertz)),
      ("channel_count", .integer(source.header.channels.count)),
      ("sample_type", .text("float32le")), ("layout", .text("interleaved")),
      ("unit", .text(source.scenario.unit.symbol)),
      ("channel_names", .list(source.header.channels.map { .text($0.name) })),
    ])
  }
}
