public import EMGCore

/// One setting as a person and a program need it: key, unit, range, reason, and how to get at it.
///
/// The default is whatever the settings' own initialiser says; nothing is written twice.
public struct SettingDescription: Sendable {
  /// What a setting holds, and within which bounds.
  public enum Kind: Hashable, Sendable {
    /// A number within a range.
    case number(ClosedRange<Double>)
    /// A whole number within a range.
    case integer(ClosedRange<Int>)
    /// A list of numbers within a range, of at least so many.
    case numbers(ClosedRange<Double>, least: Int)
    /// Yes or no.
    case flag
  }

  /// The key path as written in JSON; its suffix is the unit.
  public var key: String
  /// The unit, empty for plain numbers.
  public var unit: String
  /// What values are allowed.
  public var kind: Kind
  /// What it does and why it is as it is.
  public var reason: String
  /// Reads it.
  public var get: @Sendable (AnalysisSettings) -> SettingValue.Value
  /// Writes a value that was checked.
  private var put: @Sendable (inout AnalysisSettings, SettingValue.Value) -> Void

  /// The unit as people write it.
  public var unitSymbol: String {
    switch unit.lowercased() {
    case "hz": "Hz"
    case "uv": "µV"
    case "deg": "°"
    default: unit
    }
  }

  /// The allowed values in words.
  public var range: String {
    func short(_ value: Double) -> String {
      let text = "\(value)"
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    func text(_ range: ClosedRange<Double>) -> String {
      "\(short(range.lowerBound)) to \(short(range.upperBound))"
    }
    switch kind {
    case .number(let range): return text(range)
    case .integer(let range): return "\(range.lowerBound) to \(range.upperBound)"
    case .flag: return "true or false"
    case .numbers(let range, let least):
      return (least > 0 ? "a list of at least \(least)" : "a list") + " of \(text(range))"
    }
  }

  private var expectation: String {
    switch kind {
    case .number: "a number from \(range)"
    case .integer: "a whole number from \(range)"
    case .numbers, .flag: range
    }
  }

  private func refusal(_ found: String) -> ConfigurationError {
    ConfigurationError(key: key, detail: "expected \(expectation), found \(found)")
  }

  /// Changes the setting.
  ///
  /// - Parameters:
  ///   - settings: The settings to change.
  ///   - value: The new value: a whole number is also taken for a number, nothing else for another.
  /// - Throws: `ConfigurationError` for a value of another type or out of range.
  public func set(
    _ settings: inout AnalysisSettings, value: SettingValue.Value
  ) throws(ConfigurationError) {
    var value = value
    if case .number = kind, case .integer(let whole) = value { value = .number(Double(whole)) }
    if case .integer = kind, case .number(let number) = value, let whole = Int(exactly: number) {
      value = .integer(whole)
    }
    let isAllowed =
      switch (kind, value) {
      case (.number(let range), .number(let number)): range.contains(number)
      case (.integer(let range), .integer(let number)): range.contains(number)
      case (.numbers(let range, let least), .numbers(let list)):
        list.count >= least && list.allSatisfy(range.contains)
      case (.flag, .flag): true
      default: false
      }
    guard isAllowed else { throw refusal(value.shownText) }
    put(&settings, value)
  }

  /// Changes the setting from text as typed on a command line; a list is separated by commas.
  ///
  /// - Parameters:
  ///   - settings: The settings to change.
  ///   - text: The new value.
  /// - Throws: `ConfigurationError` for a value of another type or out of range.
  public func set(
    _ settings: inout AnalysisSettings, _ text: String
  ) throws(ConfigurationError) {
    switch kind {
    case .number, .integer:
      guard let number = Double(text) else { throw refusal("'\(text)'") }
      try set(&settings, value: .number(number))
    case .flag:
      guard let flag = Bool(text) else { throw refusal("'\(text)'") }
      try set(&settings, value: .flag(flag))
    case .numbers:
      var list: [Double] = []
      for part in text.split(separator: ",") {
        guard let number = Double(part.filter { $0 != " " }) else { throw refusal("'\(text)'") }
        list.append(number)
      }
      try set(&settings, value: .numbers(list))
    }
  }

  static func number(
    _ key: String, _ path: any WritableKeyPath<AnalysisSettings, Double> & Sendable, unit: String,
    _ range: ClosedRange<Double>, _ reason: String
  ) -> SettingDescription {
    SettingDescription(
      key: key, unit: unit, kind: .number(range), reason: reason,
      get: { .number($0[keyPath: path]) },
      put: { if case .number(let number) = $1 { $0[keyPath: path] = number } })
  }

  static func flag(
    _ key: String, _ path: any WritableKeyPath<AnalysisSettings, Bool> & Sendable, _ reason: String
  ) -> SettingDescription {
    SettingDescription(
      key: key, unit: "", kind: .flag, reason: reason,
      get: { .flag($0[keyPath: path]) },
      put: { if case .flag(let flag) = $1 { $0[keyPath: path] = flag } })
  }

  static func integer(
    _ key: String, _ path: any WritableKeyPath<AnalysisSettings, Int> & Sendable, unit: String,
    _ range: ClosedRange<Int>, _ reason: String
  ) -> SettingDescription {
    SettingDescription(
      key: key, unit: unit, kind: .integer(range), reason: reason,
      get: { .integer($0[keyPath: path]) },
      put: { if case .integer(let number) = $1 { $0[keyPath: path] = number } })
  }

  static func numbers(
    _ key: String, _ path: any WritableKeyPath<AnalysisSettings, [Double]> & Sendable,
    unit: String, _ range: ClosedRange<Double>, least: Int = 0, _ reason: String
  ) -> SettingDescription {
    SettingDescription(
      key: key, unit: unit, kind: .numbers(range, least: least), reason: reason,
      get: { .numbers($0[keyPath: path]) },
      put: { if case .numbers(let list) = $1 { $0[keyPath: path] = list } })
  }
}
