import ArgumentParser
import EMGCore
import EMGDetection
import EMGPipeline
import EMGSinks
import Foundation

/// `myosift units`.
struct UnitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "Motor units of a needle recording that fire together: when each discharged.",
    discussion: """
      For a contraction of a few units, of which analyze tells only that it is one. A minute at the
      most is looked at together: choose it by --from and --to.

        myosift units biceps.hea --from 10 --to 20 --json
      """)

  @Argument(help: "A file, or -.")
  var path: String
  @OptionGroup var stretch: StretchOptions
  @Flag(help: "JSON with every discharge instead of a table.")
  var json = false
  @OptionGroup(title: "Inputs that do not describe themselves") var input: InputOptions
  @OptionGroup(title: "Settings") var tuning: SettingsOptions

  func run() throws {
    let settings = try tuning.effective()
    let channels: [ChannelUnits]
    do {
      channels = try ChannelUnits.all(
        Inputs.open(path, try input.reading()), options: try stretch.options(), settings: settings)
    } catch let error as AnalysisError {
      throw Failure(error, input: path)
    } catch let error as FormatError { throw Failure(error, input: path) }
    if json {
      return try Terminal.output(document(channels, settings).indentedText)
    }
    var rows = [["channel", "unit", "discharges", "a second", "µV", "over noise", "CV", "LV"]]
    for channel in channels {
      for (n, unit) in channel.units.enumerated() {
        func text(_ value: Double?) -> String { value.map { HumanTable.short($0) } ?? "–" }
        rows.append([
          channel.channel.name, "\(n)", "\(unit.discharges.count)", text(unit.rate),
          text(unit.peakToPeak), text(unit.shapeOverNoise), text(unit.variation),
          text(unit.localVariation),
        ])
      }
    }
    try Terminal.output(Terminal.table(rows) + "\n")
  }

  private func document(_ channels: [ChannelUnits], _ settings: AnalysisSettings) -> JSONValue {
    .object([
      ("source", .text((path as NSString).lastPathComponent)),
      ("settings", SettingsCommand.document(settings, section: "decomposition")),
      (
        "channels",
        .list(
          channels.map { channel in
            .object([
              ("name", .text(channel.channel.name)),
              ("rate_hz", .number(channel.channel.rate.hertz)),
              ("start_s", .number(channel.start)), ("duration_s", .number(channel.duration)),
              ("units", .list(channel.units.enumerated().map { $1.json(number: $0) })),
            ])
          })
      ),
    ])
  }
}

extension DecomposedUnit {
  /// Discharges a second, by the mean interval.
  var rate: Double? { meanInterval.map { 1 / $0 } }

  /// The unit as JSON; times to the microsecond.
  func json(number: Int) -> JSONValue {
    func rounded(_ value: Double?) -> JSONValue { value.map { .rounded($0, 4) } ?? .null }
    return .object([
      ("motor_unit", .integer(number)), ("discharges", .integer(discharges.count)),
      ("peak_to_peak_uv", .rounded(peakToPeak, 4)),
      ("shape_over_noise", .rounded(shapeOverNoise, 4)),
      ("interval_mean_s", rounded(meanInterval)), ("interval_cv", rounded(variation)),
      ("interval_lv", rounded(localVariation)),
      ("discharges_s", .list(discharges.map { .rounded($0, 6) })),
    ])
  }
}
