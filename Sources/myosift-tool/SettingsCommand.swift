import ArgumentParser
import EMGCore
import EMGPipeline
import EMGSinks

/// `myosift settings`.
struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "Prints every effective setting.",
    discussion: """
      The JSON can be edited and passed back with --settings; parts of it suffice. --explain prints \
      value, default, range, unit and reason of each setting instead; a value that is not the \
      preset's default is marked with *.
      """)

  @Flag(help: "Value, default, range, unit and reason of each setting.")
  var explain = false
  @OptionGroup var tuning: SettingsOptions

  func run() throws {
    let settings = try tuning.effective()
    guard explain else {
      return try Terminal.output(Self.document(settings).indentedText)
    }
    let defaults = AnalysisSettings(preset: settings.preset)
    var text = "preset = \(settings.preset.rawValue)\n"
    for description in SettingDescription.all {
      let value = description.get(settings).canonicalText
      let standard = description.get(defaults).canonicalText
      let unit = description.unitSymbol.isEmpty ? "" : " \(description.unitSymbol)"
      text += "\(description.key) = \(value)\(unit)\(value == standard ? "" : " *")\n"
      text += "    default \(standard)\(unit), range \(description.range)\(unit)\n"
      text += "    \(description.reason)\n"
    }
    try Terminal.output(text)
  }

  /// Settings as nested JSON.
  static func document(_ settings: AnalysisSettings) -> JSONValue {
    let result = AnalysisResult(
      source: "", sha256: nil, header: RecordingHeader(format: "", channels: []), duration: 0,
      channels: [], events: [], settings: settings.values, settingsSHA256: "")
    guard case .object(let pairs) = EventSchema(result).document,
      let value = pairs.first(where: { $0.0 == "settings" })?.1
    else { return .null }
    return value
  }

  /// One section of the settings as JSON.
  static func document(_ settings: AnalysisSettings, section: String) -> JSONValue {
    guard case .object(let sections) = document(settings) else { return .null }
    return sections.first { $0.0 == section }?.1 ?? .null
  }
}
