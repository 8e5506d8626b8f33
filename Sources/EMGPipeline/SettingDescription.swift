public import EMGCore

/// One setting as a person and a program need it: key, unit, range, reason, and how to get at it.
///
/// The default is whatever the settings' own initialiser says; nothing is written twice.
public struct SettingDescription: Sendable {
  /// The key path as written in JSON; its suffix is the unit.
  public var key: String
  /// The unit, empty for plain numbers.
  public var unit: String
  /// What values are allowed.
  public var range: String
  /// What it does and why it is as it is.
  public var reason: String
  /// Reads it.
  public var get: @Sendable (AnalysisSettings) -> SettingValue.Value
  /// Changes it from text.
  public var set: @Sendable (inout AnalysisSettings, String) throws(ConfigurationError) -> Void

  private static func refusal(_ key: String, _ expected: String, _ text: String)
    -> ConfigurationError
  {
    ConfigurationError(key: key, detail: "expected \(expected), found '\(text)'")
  }

  static func number(
    _ key: String, _ path: any WritableKeyPath<AnalysisSettings, Double> & Sendable, unit: String,
    _ range: ClosedRange<Double>, _ reason: String
  ) -> SettingDescription {
    let text = "\(range.lowerBound) to \(range.upperBound)"
    return SettingDescription(
      key: key, unit: unit, range: text, reason: reason,
      get: { .number($0[keyPath: path]) },
      set: { (settings, value) throws(ConfigurationError) in
        guard let number = Double(value), range.contains(number) else {
          throw refusal(key, "a number from \(text)", value)
        }
        settings[keyPath: path] = number
      })
  }

  static func integer(
    _ key: String, _ path: any WritableKeyPath<AnalysisSettings, Int> & Sendable, unit: String,
    _ range: ClosedRange<Int>, _ reason: String
  ) -> SettingDescription {
    let text = "\(range.lowerBound) to \(range.upperBound)"
    return SettingDescription(
      key: key, unit: unit, range: text, reason: reason,
      get: { .integer($0[keyPath: path]) },
      set: { (settings, value) throws(ConfigurationError) in
        guard let number = Double(value), let whole = Int(exactly: number), range.contains(whole)
        else { throw refusal(key, "a whole number from \(text)", value) }
        settings[keyPath: path] = whole
      })
  }

  static func numbers(
    _ key: String, _ path: any WritableKeyPath<AnalysisSettings, [Double]> & Sendable,
    unit: String, _ range: ClosedRange<Double>, _ reason: String
  ) -> SettingDescription {
    let text = "a list of \(range.lowerBound) to \(range.upperBound)"
    return SettingDescription(
      key: key, unit: unit, range: text, reason: reason,
      get: { .numbers($0[keyPath: path]) },
      set: { (settings, value) throws(ConfigurationError) in
        var list: [Double] = []
        for part in value.split(separator: ",") {
          guard let number = Double(part.filter { $0 != " " }), range.contains(number) else {
            throw refusal(key, text, value)
          }
          list.append(number)
        }
        settings[keyPath: path] = list
      })
  }
}
