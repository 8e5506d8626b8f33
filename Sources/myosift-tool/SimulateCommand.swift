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
      Scenarios: \(Scenario.names.joined(separator: ", ")).
      The ending of the output chooses its form: .csv is text, .raw and .bin are interleaved float32
      with a sidecar. The truth goes to FILE.truth.json in the form of an analysis.
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

  func run() throws {
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
    }
    if let noise {
      guard noise.isFinite, noise > 0 else {
        throw Failure(.usage, "--noise: expected a number above 0, found \(noise)")
      }
      plan.noise = noise
    }
    if needle { plan.electrode = .needle }
    let simulation = Simulation(scenario: plan, seed: seed)
    let ending = (output as NSString).pathExtension.lowercased()
    switch ending {
    case "csv": try OutputFile.write(table(simulation), to: output)
    case "raw", "bin":
      try OutputFile.write(frames(simulation), to: output)
      try OutputFile.write(sidecar(simulation).indentedText, to: output + ".json")
    default:
      throw Failure(
        .usage, "--output: expected a name ending in .csv, .raw or .bin, found '\(output)'")
    }
    let truth = simulation.truthResult(
      name: (output as NSString).lastPathComponent, scenario: plan, seed: seed)
    try OutputFile.write(ResultFormat.json.text(of: truth), to: output + ".truth.json")
  }

  private func table(_ simulation: Simulation) -> String {
    let names = simulation.header.channels.map { "\($0.name) (uV)" }
    var text = "time_s,\(names.joined(separator: ","))\n"
    let rate = simulation.header.channels[0].rate
    // Hundredths of a microvolt, as a good recorder resolves.
    func short(_ value: Double, _ decimals: Int) -> String {
      JSONValue.rounded(value, decimals).compactText
    }
    for i in simulation.samples[0].indices {
      text += short(rate.seconds(i), 7)
      for samples in simulation.samples {
        text += "," + (samples[i].isNaN ? "" : short(Double(samples[i]), 2))
      }
      text += "\n"
    }
    return text
  }

  private func frames(_ simulation: Simulation) -> Data {
    var data = Data(capacity: simulation.samples.count * simulation.samples[0].count * 4)
    for i in simulation.samples[0].indices {
      for samples in simulation.samples {
        var bits = samples[i].bitPattern.littleEndian
        for _ in 0..<4 {
          data.append(UInt8(truncatingIfNeeded: bits))
          bits >>= 8
        }
      }
    }
    return data
  }

  private func sidecar(_ simulation: Simulation) -> JSONValue {
    .object([
      ("rate", .number(simulation.header.channels[0].rate.hertz)),
      ("channel_count", .integer(simulation.samples.count)), ("sample_type", .text("float32le")),
      ("layout", .text("interleaved")), ("unit", .text("uV")),
      ("channel_names", .list(simulation.header.channels.map { .text($0.name) })),
    ])
  }
}
