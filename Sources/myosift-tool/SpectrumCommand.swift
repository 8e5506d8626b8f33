import ArgumentParser
import EMGCore
import EMGFormats
import EMGPipeline
import EMGReport
import EMGSinks
import EMGSpectra
import Foundation

/// `myosift spectrum`.
struct SpectrumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum",
    abstract: "Power spectrum, mean and median frequency, mains lines, rhythm of the envelope.")

  @Argument(help: "A file, or -.")
  var path: String
  @Flag(help: "JSON with the whole density instead of a table.")
  var json = false
  @OptionGroup(title: "Figures") var figures: FigureOptions
  @Option(help: "Length of a segment, seconds.")
  var segment: Double = 1
  @OptionGroup(title: "Inputs that do not describe themselves") var input: InputOptions

  func run() throws {
    guard segment.isFinite, (0.05...60).contains(segment) else {
      throw Failure(.usage, "--segment: expected 0.05 to 60 s, found \(segment)")
    }
    let writer = try figures.writer()
    let source: any RecordingSource
    do {
      source = try Inputs.open(path, try input.reading())
    } catch let error as FormatError { throw Failure(error, input: path) }
    var spectra: [ChannelSpectrum]
    do {
      spectra = try ChannelSpectrum.all(source, segment: segment)
    } catch let error as FormatError {
      throw Failure(error, input: path)
    } catch let error as ConfigurationError {
      throw Failure(.usage, "\(path): \(error.description)")
    }
    spectra.removeAll { $0.channel.kind != .emg }
    try writer?.write(ReportPage.named(spectra.compactMap(\.figure)))
    if json {
      try Terminal.output(
        JSONValue.object([
          ("source", .text((path as NSString).lastPathComponent)),
          ("channels", .list(spectra.map(\.json))),
        ]).indentedText)
    } else {
      var rows = [["channel", "mean (Hz)", "median (Hz)", "lines (Hz)", "rhythm of the envelope"]]
      rows += spectra.map(\.row)
      try Terminal.output(Terminal.table(rows) + "\n")
    }
  }
}

extension ChannelSpectrum {
  /// The density with its band and the lines' fundamentals.
  var figure: Figure? {
    spectrum.flatMap { spectrum in
      SpectrumFigure.figure(
        spectrum, name: channel.name, rate: channel.rate.hertz,
        unit: channel.unit.symbol == "uV" ? "µV" : channel.unit.symbol,
        band: band, lines: lines.map(\.frequency).sorted())
    }
  }

  var json: JSONValue {
    let rhythmValue: JSONValue =
      rhythm.map {
        .object([
          ("frequency_hz", .rounded($0.frequency, 3)), ("height_db", .rounded($0.height, 2)),
          ("half_power_width_hz", .optional($0.halfPowerWidth)),
        ])
      } ?? .null
    return .object([
      ("name", .text(channel.name)), ("unit", .text(channel.unit.symbol)),
      ("rate_hz", .number(channel.rate.hertz)),
      ("band_hz", .list([.number(band.lowerBound), .number(band.upperBound)])),
      ("mean_frequency_hz", .optional(spectrum?.meanFrequency(in: band))),
      ("median_frequency_hz", .optional(spectrum?.medianFrequency(in: band))),
      (
        "lines",
        .list(
          lines.map {
            .object([
              ("frequency_hz", .rounded($0.frequency, 3)),
              ("prominence_db", .rounded($0.prominence, 2)),
            ])
          })
      ),
      ("envelope_rhythm", rhythmValue), ("segments", .integer(spectrum?.segmentCount ?? 0)),
      ("resolution_hz", .optional(spectrum?.resolution)),
      ("density", .list((spectrum?.density ?? []).map(JSONValue.number))),
    ])
  }

  var row: [String] {
    func text(_ value: Double?) -> String { value.map { HumanTable.short($0) } ?? "–" }
    let names = lines.map { HumanTable.short($0.frequency) }
    return [
      channel.name, text(spectrum?.meanFrequency(in: band)),
      text(spectrum?.medianFrequency(in: band)),
      names.isEmpty ? "none" : names.joined(separator: " "),
      rhythm.map { "\(HumanTable.short($0.frequency)) Hz, \(HumanTable.short($0.height)) dB" }
        ?? "–",
    ]
  }
}
