import EMGCore
import EMGPipeline
import Foundation
import Testing

@Suite struct SettingRelationTests {
  @Test(arguments: Preset.allCases) func everyPresetIsSound(preset: Preset) throws {
    try AnalysisSettings(preset: preset).validate()
  }

  @Test(arguments: [
    ("conditioning.high_pass_hz", "300", "conditioning.low_pass_hz"),
    ("noise.block_s", "0.5", "noise.quiet_run_s"),
    ("rhythm.lowest_hz", "20", "rhythm.highest_hz"),
    ("rhythm.lowest_hz", "0.3", "segmentation.episode_gap_s"),
    ("classification.silence_minimum_s", "1", "classification.silence_maximum_s"),
    ("mains.piece_s", "0.1", "mains.window_s"),
  ])
  func settingsThatContradictAreBothNamed(key: String, value: String, other: String) throws {
    var settings = AnalysisSettings()
    if key == "mains.piece_s" { try settings.set("mains.window_s", to: "0.5") }
    try settings.set(key, to: value)
    do {
      try settings.validate()
      Issue.record("expected an error")
    } catch {
      #expect(error.description.contains(key) && error.description.contains(other), "\(error)")
    }
  }

  @Test func anEmptyListOfWaveletsWasAccepted() {
    var settings = AnalysisSettings()
    #expect(throws: ConfigurationError.self) { try settings.set("gate.wavelet_scales_s", to: "") }
  }

  @Test func aLineOfNoughtHertzTrapped() {
    var settings = AnalysisSettings()
    #expect(throws: ConfigurationError.self) { try settings.set("mains.nominal_hz", to: "0") }
  }

  @Test(arguments: [
    #"{"conditioning": {"order": true}}"#, #"{"conditioning": {"high_pass_hz": "20"}}"#,
    #"{"conditioning": {"high_pass_hz": [20]}}"#, #"{"gate": {"wavelet_scales_s": 0.001}}"#,
    #"{"gate": {"wavelet_scales_s": ["0.001"]}}"#, #"{"gate": {"wavelet_scales_s": [true]}}"#,
    #"{"conditioning": {"order": null}}"#, #"{"preset": 1}"#, #"{"preset": null}"#,
    #"{"conditioning": 4}"#, #"{"conditioning": {"order": 2.5}}"#,
    #"{"conditioning": {"order": {"a": 1}}}"#,
  ])
  func aValueOfAnotherTypeWasTakenForANumber(json: String) {
    var settings = AnalysisSettings()
    #expect(throws: ConfigurationError.self) { try settings.merge(json: Data(json.utf8)) }
  }

  @Test func theArrayPresetWasTheSurfacePreset() {
    var array = AnalysisSettings(preset: .array).values
    var surface = AnalysisSettings(preset: .surface).values
    array.removeFirst()
    surface.removeFirst()
    #expect(array != surface)
  }

  @Test func anAnalysisRefusesSettingsThatContradict() async {
    var settings = AnalysisSettings()
    settings.conditioning.highPass = 400
    let channel = Channel(name: "a", unit: .microvolt, rate: SampleRate(checked: 1000))
    let source = MemorySource(
      header: RecordingHeader(format: "memory", channels: [channel]), samples: [[0, 1, 2]])
    await #expect(throws: AnalysisError.self) {
      try await Analysis(settings: settings).run(source, name: "x")
    }
  }
}
