internal import EMGCore

/// The header of an Intan RHD or RHS file (traditional format: one file for all).
///
/// Source: Intan Technologies, "RHD2000/RHS2000 data file formats".
struct IntanHeader {
  /// What a channel records.
  enum Signal: Int {
    case amplifier = 0
    case auxiliary = 1
    case supply = 2
    case analogIn = 3
    /// RHS: analogue output. RHD: digital input.
    case four = 4
    /// RHS: digital input. RHD: digital output.
    case five = 5
    /// RHS: digital output.
    case six = 6
  }

  struct Channel {
    var name: String
    var signal: Signal
    /// The channel's bit in the word of the digital port.
    var bit: Int
  }

  let isRHS: Bool
  let version: (major: Int, minor: Int)
  let rate: SampleRate
  /// Amperes a step of the stimulation, RHS.
  var stimulationStep = 0.0
  var hasDirectCurrent = false
  var boardMode = 0
  var temperatureSensors = 0
  private(set) var channels: [Channel] = []
  /// Bytes before the first block.
  let byteCount: Int

  static let markRHD: [UInt8] = [0x02, 0x27, 0x91, 0xC6]
  static let markRHS: [UInt8] = [0xAC, 0x27, 0x91, 0xD6]
  private static let longestText = 1 << 20
  private static let mostChannels = 8_192

  /// Sample periods in a block.
  var blockPeriods: Int { isRHS || version.major >= 2 ? 128 : 60 }

  func isAtLeast(_ major: Int, _ minor: Int) -> Bool { version >= (major, minor) }

  /// Channels of a kind in file order.
  func channels(_ signal: Signal) -> [Channel] { channels.filter { $0.signal == signal } }

  init(_ file: SeekableFile) throws(FormatError) {
    var reader = FieldReader(file)
    let isRHS = try reader.bytes(4, "mark") == Self.markRHS
    self.isRHS = isRHS
    version = (
      try reader.integer(Int16.self, "major version"),
      try reader.integer(Int16.self, "minor version")
    )
    guard version.major >= 1, version.major <= 9 else {
      throw reader.failure("major version", "expected 1 to 9, found \(version.major)", at: 4)
    }
    let hertz = try reader.float("sampling rate")
    guard let rate = SampleRate(hertz: hertz), hertz <= 1e6 else {
      throw reader.failure("sampling rate", "expected above 0 to 1e6 Hz, found \(hertz)", at: 8)
    }
    self.rate = rate
    // Cut-off frequencies, notch, impedance test: the numbers stand as they were recorded.
    try reader.skip(isRHS ? 2 + 4 * 8 + 2 + 8 + 4 : 2 + 4 * 6 + 2 + 8, "filter settings")
    if isRHS {
      stimulationStep = try reader.float("stimulation step size")
      try reader.skip(8, "charge recovery settings")
      guard stimulationStep.isFinite else {
        throw reader.failure("stimulation step size", "expected a number, found none")
      }
    }
    for n in 1...3 { _ = try Self.text(&reader, "note \(n)") }
    if isRHS {
      hasDirectCurrent = try reader.integer(Int16.self, "DC amplifier data saved") != 0
      boardMode = try reader.integer(Int16.self, "board mode")
      _ = try Self.text(&reader, "reference channel")
    } else {
      if version >= (1, 1) {
        temperatureSensors = try reader.integer(Int16.self, "number of temperature sensors")
      }
      if version >= (1, 3) { boardMode = try reader.integer(Int16.self, "board mode") }
      if version >= (2, 0) { _ = try Self.text(&reader, "reference channel") }
    }
    guard (0...Self.mostChannels).contains(temperatureSensors) else {
      throw reader.failure(
        "number of temperature sensors", "expected 0 or more, found \(temperatureSensors)")
    }
    let groups = try reader.integer(Int16.self, "number of signal groups")
    guard groups >= 0 else {
      throw reader.failure("number of signal groups", "expected 0 or more, found \(groups)")
    }
    for _ in 0..<groups {
      let group = try Self.text(&reader, "name of a signal group")
      _ = try Self.text(&reader, "prefix of a signal group")
      let isEnabled = try reader.integer(Int16.self, "group enabled") != 0
      let count = try reader.integer(Int16.self, "channels of group '\(group)'")
      _ = try reader.integer(Int16.self, "amplifier channels of group '\(group)'")
      guard isEnabled, count > 0 else { continue }
      for _ in 0..<count {
        if let channel = try Self.channel(&reader, isRHS: isRHS) { channels.append(channel) }
      }
      guard channels.count <= Self.mostChannels else {
        throw reader.failure(
          "number of channels", "expected at most \(Self.mostChannels), found more")
      }
    }
    byteCount = reader.position
  }

  private static func channel(
    _ reader: inout FieldReader, isRHS: Bool
  ) throws(FormatError) -> Channel? {
    let native = try text(&reader, "native name of a channel")
    let custom = try text(&reader, "custom name of a channel")
    let order = try reader.integer(Int16.self, "native order of '\(native)'")
    _ = try reader.integer(Int16.self, "custom order of '\(native)'")
    let at = reader.position
    let type = try reader.integer(Int16.self, "signal type of '\(native)'")
    let isEnabled = try reader.integer(Int16.self, "whether '\(native)' is enabled") != 0
    try reader.skip((isRHS ? 7 : 6) * 2 + 8, "trigger settings of '\(native)'")
    guard isEnabled else { return nil }
    guard let signal = Signal(rawValue: type), isRHS ? type != 1 && type != 2 : type != 6 else {
      throw reader.failure(
        "signal type of '\(native)'", "expected one of the format's, found \(type)", at: at)
    }
    return Channel(name: custom.isEmpty ? native : custom, signal: signal, bit: order)
  }

  /// A text as Qt writes it: bytes of UTF-16, or no text at all.
  private static func text(
    _ reader: inout FieldReader, _ field: String
  ) throws(FormatError) -> String {
    let at = reader.position
    let length = try reader.integer(UInt32.self, "length of \(field)")
    guard length != 0xFFFF_FFFF, length > 0 else { return "" }
    guard length % 2 == 0, length <= longestText else {
      throw reader.failure(
        "length of \(field)", "expected an even number up to \(longestText), found \(length)",
        at: at)
    }
    let bytes = try reader.bytes(length, field)
    let units = stride(from: 0, to: length, by: 2).map { UInt16(bytes, at: $0) }
    return String(decoding: units, as: UTF16.self).trimmed
  }
}
