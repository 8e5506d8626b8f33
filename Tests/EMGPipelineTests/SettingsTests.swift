import EMGCore
import EMGPipeline
import Foundation
import Testing

@Suite struct SettingsTests {
  @Test(arguments: Preset.allCases) func everySettingHasItsWordsAndAValueInRange(
    preset: Preset
  ) throws {
    let settings = AnalysisSettings(preset: preset)
    for description in SettingDescription.all {
      #expect(!description.reason.isEmpty && !description.range.isEmpty)
      // Setting a value to itself is allowed only if it lies in its own range.
      var copy = settings
      try copy.set(description.key, to: description.get(settings).canonicalText)
      #expect(copy == settings, "\(description.key)")
    }
    let keys = SettingDescription.all.map(\.key)
    #expect(Set(keys).count == keys.count)
  }

  @Test func settingsReadBackAsTheyWereWritten() throws {
    var settings = AnalysisSettings(preset: .needle)
    try settings.set("noise.block_s", to: "0.0123")
    try settings.set("mains.nominal_hz", to: "50")
    var nested: [String: Any] = ["preset": "needle"]
    for value in settings.values where value.key.contains(".") {
      let parts = value.key.split(separator: ".").map(String.init)
      var section = nested[parts[0]] as? [String: Any] ?? [:]
      switch value.value {
      case .number(let number): section[parts[1]] = number
      case .integer(let number): section[parts[1]] = number
      case .flag(let flag): section[parts[1]] = flag
      case .text(let text): section[parts[1]] = text
      case .numbers(let numbers): section[parts[1]] = numbers
      }
      nested[parts[0]] = section
    }
    var other = AnalysisSettings()
    try other.merge(json: JSONSerialization.data(withJSONObject: nested))
    #expect(other == settings)
    #expect(other.sha256 == settings.sha256)
    #expect(other.sha256 != AnalysisSettings().sha256)
  }

  @Test(arguments: [
    ("noise.blok_s", "1", "noise.block_s"), ("noise.block_s", "fast", "number"),
    ("noise.block_s", "-1", "number"), ("conditioning.order", "2.5", "whole"),
    ("noise.block_s", "nan", "number"),
  ])
  func wrongSettingsSayWhatIsWrong(key: String, value: String, word: String) {
    var settings = AnalysisSettings()
    do {
      try settings.set(key, to: value)
      Issue.record("expected an error")
    } catch { #expect(error.description.contains(word)) }
  }

  @Test(arguments: ["[]", "{", #"{"noise": {"blok_s": 1}}"#, #"{"preset": "ultra"}"#])
  func wrongFilesAreRefused(json: String) {
    var settings = AnalysisSettings()
    #expect(throws: ConfigurationError.self) { try settings.merge(json: Data(json.utf8)) }
  }
}
