/// What a channel's numbers measure, with its factor to the base unit of its kind.
///
/// Voltages convert to microvolts by a checked table. Parsing is case-sensitive: `m` is milli,
/// `M` is mega. The micro sign (U+00B5), the Greek letter mu (U+03BC) and `u` are the same.
public struct PhysicalUnit: Hashable, Sendable {
  /// The unit as the file or the user wrote it, trimmed.
  public let symbol: String
  /// Microvolts in one of this unit; nil where it is no voltage.
  public let microvolts: Double?

  /// A unit by its symbol; one that is not in the table is kept by name and converts to nothing.
  ///
  /// - Parameter symbol: For example `uV`, `µV`, `mV`, `V`, `nV`, `g`, `adu`.
  public init(symbol: String) {
    var text = Substring(symbol)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    self.symbol = String(text)
    self.microvolts = Self.voltages[Self.normalized(self.symbol)]
  }

  /// The microvolt, which all analysis is in.
  public static let microvolt = PhysicalUnit(symbol: "uV")

  /// The largest sample that can be a measurement, µV: a gigavolt.
  ///
  /// Larger ones are what bytes that are no numbers look like, and their powers leave single
  /// precision; analysis and pictures take them for missing.
  public static let largestMicrovolts: Float = 1e15

  /// Whether the unit is a voltage.
  public var isVoltage: Bool { microvolts != nil }

  /// Symbols and names of the voltages that are recognised, after `normalized`.
  private static let voltages: [String: Double] = [
    "nV": 1e-3, "uV": 1, "mV": 1e3, "cV": 1e4, "dV": 1e5, "V": 1e6, "kV": 1e9,
    "nanovolt": 1e-3, "microvolt": 1, "millivolt": 1e3, "volt": 1e6,
    "nanovolts": 1e-3, "microvolts": 1, "millivolts": 1e3, "volts": 1e6,
    "Volt": 1e6, "Volts": 1e6, "Microvolts": 1, "Millivolts": 1e3, "Microvolt": 1,
    "Millivolt": 1e3,
    // Both spellings stand in the headers of the PhysioNet EMG database and of older recorders:
    // an upper-case V after an unambiguous prefix cannot be read otherwise.
    "mv": 1e3, "uv": 1, "nv": 1e-3,
  ]

  private static func normalized(_ symbol: String) -> String {
    String(symbol.map { $0 == "\u{00B5}" || $0 == "\u{03BC}" ? "u" : $0 })
  }
}
