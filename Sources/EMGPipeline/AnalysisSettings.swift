internal import Crypto
public import EMGCore
public import EMGDetection
public import EMGFilters
public import Foundation

/// How samples are conditioned before detection.
public struct ConditioningSettings: Hashable, Sendable {
  /// Lower edge of the band in which events are detected, Hz.
  public var highPass = 20.0
  /// Upper edge of that band, Hz; at most 0.45 of the sampling rate is used.
  public var lowPass = 450.0
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

  /// The settings of a preset.
  ///
  /// - Parameter preset: The kind of electrode.
  public init(preset: Preset = .surface) {
    self.preset = preset
    guard preset == .needle else { return }
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
    detection.classification.dischargeMaximum = 0.016
  }

  /// All settings in their order, ready for output.
  public var values: [SettingValue] {
    [SettingValue(key: "preset", value: .text(preset.rawValue))]
      + SettingDescription.all.map { SettingValue(key: $0.key, value: $0.get(self)) }
  }

  /// SHA-256 of the settings' canonical text, in lower-case hexadecimal.
  public var sha256: String {
    let text = values.map { "\($0.key)=\($0.value.canonicalText)" }.joined(separator: "\n")
    return SHA256.hash(data: Data(text.utf8)).map { byte in
      let hex = String(byte, radix: 16)
      return hex.count == 1 ? "0" + hex : hex
    }.joined()
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
    guard let description = SettingDescription.all.first(where: { $0.key == key }) else {
      let near = SettingDescription.all.map(\.key).min { distance($0, key) < distance($1, key) }
      throw ConfigurationError(
        key: key, detail: "no such setting" + (near.map { "; did you mean \($0)?" } ?? ""))
    }
    try description.set(&self, text)
  }

  /// Takes settings from a JSON object, nested or with dotted keys.
  ///
  /// - Parameter json: As written by `myosift settings`.
  /// - Throws: `ConfigurationError` for anything unknown or out of range.
  public mutating func merge(json: Data) throws(ConfigurationError) {
    guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else {
      throw ConfigurationError(key: "", detail: "expected a JSON object of settings")
    }
    if let name = object["preset"] as? String, name != preset.rawValue {
      guard let other = Preset(rawValue: name) else {
        throw ConfigurationError(
          key: "preset",
          detail: "expected \(Preset.allCases.map(\.rawValue).joined(separator: ", ")),"
            + " found '\(name)'")
      }
      self = AnalysisSettings(preset: other)
    }
    try merge(object, prefix: "")
  }

  private mutating func merge(
    _ object: [String: Any], prefix: String
  ) throws(ConfigurationError) {
    for key in object.keys.sorted() {
      let path = prefix + key
      switch object[key] {
      case let nested as [String: Any]: try merge(nested, prefix: path + ".")
      case let list as [Any]:
        try set(path, to: list.map { String(describing: $0) }.joined(separator: ","))
      case let value?: try set(path, to: String(describing: value))
      case nil: break
      }
    }
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
}
