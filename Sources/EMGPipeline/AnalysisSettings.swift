public import EMGCore
public import EMGDetection
public import EMGFilters
public import Foundation

/// How samples are conditioned before detection.
public struct ConditioningSettings: Hashable, Sendable {
  /// Lower edge of the band in which events are detected, Hz.
  public var highPass = 20.0
  /// Upper edge of that band, Hz.
  public var lowPass = 450.0
  /// Share of the sampling rate that the band may reach.
  public var highestShare = 0.45
  /// Order of the Butterworth band-pass on each side; it is applied forwards and backwards.
  public var order = 4
  /// Rate that faster recordings are reduced to by a whole factor, Hz: never below it.
  public var analysisRate = 2000.0
  /// Longest run of missing samples that is bridged by a line (and masked), seconds; a longer one
  /// is a gap.
  public var bridge = 0.01
  /// Noise below which an amplitude is implausible, µV.
  public var implausiblyLow = 0.05
  /// Noise above which an amplitude is implausible, µV.
  public var implausiblyHigh = 1000.0
  /// Power of the line over the rest of the band from which a channel is flagged, dB.
  public var mainsWarning = -10.0
  /// Share of clipped samples from which a channel is flagged.
  public var clippedWarning = 0.0001
  /// Noise under which a channel is flagged as coarse, in its smallest steps.
  public var coarseSteps = 2.0

  /// The defaults.
  public init() {}
}

/// Sets of defaults for a kind of electrode.
public enum Preset: String, Hashable, Sendable, CaseIterable {
  /// Bipolar or monopolar surface electrodes.
  case surface
  /// Needle or wire electrodes.
  case needle
  /// An array of surface electrodes.
  case array
}

/// Every number that shapes a result.
public struct AnalysisSettings: Hashable, Sendable {
  /// The preset that these settings began as.
  public private(set) var preset: Preset
  /// Conditioning.
  public var conditioning = ConditioningSettings()
  /// The power line.
  public var mains = MainsSettings()
  /// Detection and classification.
  public var detection = DetectionSettings()
  /// Motor units that fire together, for `myosift units`.
  public var decomposition = DecompositionSettings()

  /// The settings of a preset.
  ///
  /// - Parameter preset: The kind of electrode.
  public init(preset: Preset = .surface) {
    self.preset = preset
    switch preset {
    case .surface: break
    case .needle: applyNeedle()
    case .array: applyArray()
    }
  }

  private mutating func applyNeedle() {
    // Potentials of a needle are short and sharp, and the silence between them is too.
    conditioning.lowPass = 5000
    conditioning.analysisRate = 10_000
    detection.noise.block = 0.005
    detection.noise.quantile = 0.1
    detection.gate.rmsWindow = 0.003
    detection.gate.waveletScales = [0.0003, 0.0006, 0.0012]
    detection.segmentation.envelopeWindow = 0.01
    detection.segmentation.mergeGap = 0.006
    detection.segmentation.edgeSearch = 0.01
    detection.segmentation.episodeMaximum = 20
    detection.units.window = 0.012
    detection.units.maximumShift = 0.001
    detection.classification.dischargeMinimum = 0.0005
    detection.classification.dischargeMaximum = 0.016
    detection.classification.coreMinimum = 0.0005
    detection.classification.knownCoreMinimum = 0.0005
    detection.stimulation.unevenRise = 0.0001
  }

  private mutating func applyArray() {
    // Contacts of a few millimetres, a few millimetres apart, see less of the tissue between: their
    // potentials are shorter and reach higher frequencies than those of a bipolar pair at 20 mm.
    conditioning.lowPass = 500
    detection.gate.rmsWindow = 0.006
    detection.gate.waveletScales = [0.0005, 0.0009, 0.0015, 0.0025]
    detection.units.window = 0.02
    detection.classification.coreMinimum = 0.002
    detection.classification.knownCoreMinimum = 0.0015
    detection.array.isArray = true
  }

  /// All settings in their order, ready for output.
  public var values: [SettingValue] {
    [SettingValue(key: "preset", value: .text(preset.rawValue))]
      + SettingDescription.all.map { SettingValue(key: $0.key, value: $0.get(self)) }
  }

  /// SHA-256 of the settings' canonical text, in lower-case hexadecimal.
  public var sha256: String {
    let text = values.map { "\($0.key)=\($0.value.canonicalText)" }.joined(separator: "\n")
    return ContentHash.sha256(Data(text.utf8))
  }

  /// Changes one setting.
  ///
  /// - Parameters:
  ///   - key: Its key path, for example `noise.look_back_s`.
  ///   - text: The new value; a list is separated by commas.
  /// - Throws: `ConfigurationError` for an unknown key or a value out of range.
  public mutating func set(_ key: String, to text: String) throws(ConfigurationError) {
    if key == "preset" {
      guard text == preset.rawValue else {
        throw ConfigurationError(
          key: key, detail: "expected '\(preset.rawValue)' as chosen by --preset, found '\(text)'")
      }
      return
    }
    try description(of: key).set(&self, text)
  }

  /// Takes settings from a JSON object, nested or with dotted keys.
  ///
  /// - Parameter json: As written by `myosift settings`.
  /// - Throws: `ConfigurationError` for anything unknown, of another type or out of range.
  public mutating func merge(json: Data) throws(ConfigurationError) {
    let object: [String: SettingTree]
    do {
      object = try JSONDecoder().decode([String: SettingTree].self, from: json)
    } catch {
      throw ConfigurationError(key: "", detail: "expected a JSON object of settings")
    }
    if let value = object["preset"] {
      guard case .leaf(.text(let name)) = value, let other = Preset(rawValue: name) else {
        throw ConfigurationError(
          key: "preset",
          detail: "expected \(Preset.allCases.map(\.rawValue).joined(separator: ", ")),"
            + " found \(value.shownText)")
      }
      if other != preset { self = AnalysisSettings(preset: other) }
    }
    try merge(object, prefix: "")
  }

  private mutating func merge(
    _ object: [String: SettingTree], prefix: String
  ) throws(ConfigurationError) {
    for (key, value) in object.sorted(by: { $0.key < $1.key }) {
      let path = prefix + key
      if path == "preset" { continue }
      switch value {
      case .section(let nested): try merge(nested, prefix: path + ".")
      case .leaf(let leaf): try description(of: path).set(&self, value: leaf)
      case .null: throw try refusal(of: path, found: "null")
      case .mixed: throw try refusal(of: path, found: "a list of other things than numbers")
      }
    }
  }

  private func refusal(
    of key: String, found: String
  ) throws(ConfigurationError) -> ConfigurationError {
    let description = try description(of: key)
    return ConfigurationError(key: key, detail: "expected \(description.range), found \(found)")
  }

  private func description(of key: String) throws(ConfigurationError) -> SettingDescription {
    if let description = SettingDescription.all.first(where: { $0.key == key }) {
      return description
    }
    let near = SettingDescription.all.map(\.key).min { distance($0, key) < distance($1, key) }
    throw ConfigurationError(
      key: key, detail: "no such setting" + (near.map { "; did you mean \($0)?" } ?? ""))
  }

  private func distance(_ a: String, _ b: String) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var previous = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, previous + (x == y ? 0 : 1))
        previous = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
}

extension SettingValue.Value {
  /// One text for one value: the shortest decimal that reads back the same.
  public var canonicalText: String {
    switch self {
    case .number(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .text(let value): value
    case .numbers(let values): values.map { "\($0)" }.joined(separator: ",")
    }
  }

  /// The value as a message shows it: text in quotes, lists in brackets.
  var shownText: String {
    switch self {
    case .text(let value): "'\(value)'"
    case .numbers: "[\(canonicalText)]"
    default: canonicalText
    }
  }
}

/// A JSON value in a file of settings, its type kept: `true` is no number.
private enum SettingTree: Decodable {
  case section([String: SettingTree])
  case leaf(SettingValue.Value)
  /// A list of anything but numbers.
  case mixed
  case null

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .leaf(.flag(flag))
    } else if let number = try? container.decode(Double.self) {
      self = .leaf(.number(number))
    } else if let text = try? container.decode(String.self) {
      self = .leaf(.text(text))
    } else if let list = try? container.decode([Double].self) {
      self = .leaf(.numbers(list))
    } else if let section = try? container.decode([String: SettingTree].self) {
      self = .section(section)
    } else {
      self = .mixed
    }
  }

  var shownText: String {
    switch self {
    case .section: "an object"
    case .leaf(let value): value.shownText
    case .mixed: "a list"
    case .null: "null"
    }
  }
}
