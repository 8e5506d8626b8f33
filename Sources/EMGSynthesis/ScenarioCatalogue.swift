internal import EMGCore

/// A scenario that comes with the program, in words.
public struct ScenarioEntry: Hashable, Sendable {
  /// The name by which it is asked for.
  public let name: String
  /// One line on what it holds.
  public let summary: String
}

extension Scenario {
  /// The scenarios that come with the program, with a line on each.
  public static let catalogue: [ScenarioEntry] = [
    ScenarioEntry(name: "quiet", summary: "noise alone"),
    ScenarioEntry(name: "fasciculations", summary: "irregular discharges of several units"),
    ScenarioEntry(name: "doublets", summary: "fasciculations, many of them doublets (2-80 ms)"),
    ScenarioEntry(name: "tremor", summary: "two muscles, 4-9 Hz, alternating or synchronous"),
    ScenarioEntry(name: "parkinsonian_tremor", summary: "two muscles, 4-7 Hz, alternating"),
    ScenarioEntry(name: "essential_tremor", summary: "two muscles, 4-12 Hz over background tone"),
    ScenarioEntry(name: "physiological_tremor", summary: "contraction modulated at 8-12 Hz"),
    ScenarioEntry(name: "orthostatic_tremor", summary: "four muscles, 13-18 Hz, synchronous"),
    ScenarioEntry(name: "clonus", summary: "5 to 60 beats that decay and slow"),
    ScenarioEntry(name: "tapping", summary: "two muscles, voluntary rhythm of 1-4 Hz"),
    ScenarioEntry(name: "contraction", summary: "voluntary contractions, size-ordered recruitment"),
    ScenarioEntry(name: "weak_contraction", summary: "1 to 40 units at low rates"),
    ScenarioEntry(name: "tonic_firing", summary: "steady single units"),
    ScenarioEntry(name: "cramp", summary: "fast units recruited over seconds, patchy end"),
    ScenarioEntry(name: "grouped_discharge", summary: "multiplets that recur"),
    ScenarioEntry(name: "myoclonus", summary: "two muscles, brief multi-unit bursts together"),
    ScenarioEntry(name: "negative_myoclonus", summary: "contractions with brief silences"),
    ScenarioEntry(name: "evoked", summary: "stimuli, each with its M-wave"),
    ScenarioEntry(name: "stimulation", summary: "stimuli without responses"),
    ScenarioEntry(name: "ecg", summary: "fasciculations under a heart with variability"),
    ScenarioEntry(name: "mains", summary: "fasciculations under a drifting power line"),
    ScenarioEntry(name: "artifacts", summary: "fasciculations with pops and movement"),
    ScenarioEntry(name: "pops", summary: "fasciculations with electrode pops"),
    ScenarioEntry(name: "motion", summary: "fasciculations with movement"),
    ScenarioEntry(name: "dropouts", summary: "fasciculations with missing samples"),
    ScenarioEntry(name: "flatline", summary: "fasciculations with stretches of a constant value"),
    ScenarioEntry(name: "saturation", summary: "contractions beyond the recorder's range"),
    ScenarioEntry(name: "quantised", summary: "fasciculations on a 1 µV grid"),
    ScenarioEntry(
      name: "heavy_tails", summary: "fasciculations in noise with Student's t, 6 degrees"),
    ScenarioEntry(name: "noise_steps", summary: "fasciculations in noise of changing level"),
    ScenarioEntry(name: "needle", summary: "fasciculations at a needle, 20 kHz"),
    ScenarioEntry(name: "needle_contraction", summary: "weak contraction at a needle, 20 kHz"),
    ScenarioEntry(name: "array", summary: "fasciculations under 8 by 4 electrodes"),
    ScenarioEntry(name: "mixture", summary: "several of the above one after another"),
  ]

  /// The names of the scenarios that come with the program.
  public static let names = catalogue.map(\.name)

  /// A scenario by its name, or nil.
  ///
  /// - Parameter name: One of `names`.
  /// - Returns: The scenario with its defaults.
  public static func named(_ name: String) -> Scenario? {
    if let component = Component(rawValue: name) { return of(component) }
    var scenario = Scenario(name: name, components: [.fasciculations])
    switch name {
    case "mixture":
      scenario.components = [
        .fasciculations, .tremor, .contraction, .fasciculations, .clonus, .tonicFiring,
      ]
      scenario.duration = 120
    case "quantised":
      scenario.resolution = 1
    case "heavy_tails":
      scenario.noiseModel.tailFreedom = 6
    case "noise_steps":
      scenario.noiseModel.drift = 0.15
      scenario.noiseModel.stepsPerMinute = 2
    case "needle", "needle_contraction":
      scenario.components = [name == "needle" ? .fasciculations : .weakContraction]
      scenario.electrode = .needle
      scenario.rate = SampleRate(checked: 20_000)
      scenario.duration = 30
    case "array":
      scenario.array = ElectrodeArray(rows: 8, columns: 4, spacing: 8)
      scenario.channelCount = 32
      scenario.electrode = .monopolarSurface
    default: return nil
    }
    return scenario
  }

  private static func of(_ component: Component) -> Scenario {
    var components = component.isOverlay ? [.fasciculations, component] : [component]
    if component == .saturation { components = [.contraction, .motion, .saturation] }
    var scenario = Scenario(name: component.rawValue, components: components)
    switch component {
    case .tremor, .parkinsonianTremor, .essentialTremor, .tapping, .myoclonus:
      scenario.channelCount = 2
    case .orthostaticTremor: scenario.channelCount = 4
    // A tenth of what a contraction reaches.
    case .saturation: scenario.limit = 150
    default: break
    }
    return scenario
  }
}
