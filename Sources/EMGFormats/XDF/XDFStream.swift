internal import EMGCore

/// One stream of an XDF file as its header describes it.
struct XDFStream {
  /// How the values of a stream are stored.
  enum Values: Sendable {
    case number(NumberType)
    case text
  }

  let identifier: Int
  let name: String
  /// What the stream holds, such as `EMG` or `Markers`.
  let type: String
  let channelCount: Int
  /// Samples a second; zero where they come irregularly.
  let nominalRate: Double
  let values: Values
  /// Label, unit and type of each channel; empty texts where the header names none.
  let channels: [(label: String, unit: String, type: String)]

  /// Most channels of a stream.
  static let mostChannels = 4_096

  /// Whether the samples lie on a grid of a rate and are numbers.
  var isSignal: Bool {
    if case .number = values { nominalRate > 0 } else { false }
  }

  /// Bytes of the values of a sample; nil for text.
  var sampleBytes: Int? {
    if case .number(let type) = values { type.byteCount * channelCount } else { nil }
  }

  /// Reads a stream header.
  ///
  /// - Parameters:
  ///   - identifier: The stream's number.
  ///   - xml: The header's document.
  ///   - location: Where it stands.
  /// - Throws: `FormatError` that names the element.
  init(identifier: Int, xml: XMLTree, location: String) throws(FormatError) {
    self.identifier = identifier
    let name = xml.text("name") ?? "stream \(identifier)"
    self.name = name
    type = xml.text("type") ?? ""
    func failure(_ field: String, _ detail: String) -> FormatError {
      FormatError(
        .badField, field: "\(field) of stream '\(name)'", location: location, detail: detail)
    }
    let count = xml.number("channel_count") ?? .nan
    guard count >= 1, count <= Double(Self.mostChannels), count == count.rounded() else {
      throw failure(
        "channel_count",
        "expected 1 to \(Self.mostChannels), found '\(xml.text("channel_count") ?? "")'")
    }
    channelCount = Int(count)
    let rate = xml.text("nominal_srate").map { FieldText.number($0) ?? .nan } ?? 0
    guard rate == 0 || (1e-3...1e7).contains(rate) else {
      throw failure(
        "nominal_srate", "expected 0 or 0.001 to 1e7 Hz, found '\(xml.text("nominal_srate") ?? "")'"
      )
    }
    nominalRate = rate
    switch xml.text("channel_format") {
    case "int8": values = .number(.int8)
    case "int16": values = .number(.int16)
    case "int32": values = .number(.int32)
    case "int64": values = .number(.int64)
    case "float32": values = .number(.float32)
    case "double64": values = .number(.float64)
    case "string": values = .text
    default:
      throw failure(
        "channel_format",
        "expected int8, int16, int32, int64, float32, double64 or string, found"
          + " '\(xml.text("channel_format") ?? "")'")
    }
    let described = xml["desc"]?["channels"]?.children.filter { $0.name == "channel" } ?? []
    channels = (0..<Int(count)).map { c in
      guard described.indices.contains(c) else { return ("", "", "") }
      let channel = described[c]
      return (
        channel.text("label") ?? channel.text("name") ?? "", channel.text("unit") ?? "",
        channel.text("type") ?? ""
      )
    }
  }

  /// Names and units for a recording, with what the stream says its channels are for.
  var facts: [(name: String, unit: String, kind: ChannelKind?)] {
    channels.enumerated().map { c, channel in
      let label =
        channel.label.isEmpty
        ? channelCount == 1 ? name : "\(name) \(c + 1)" : channel.label
      let kind = Self.kind(channel.type.isEmpty ? type : channel.type)
      // The names that LSL's list of stream contents recommends for units.
      let unit = channel.unit.lowercased()
      return (label, unit.hasSuffix("volts") ? unit : channel.unit, kind)
    }
  }

  /// Content types that LSL's metadata guide names; nil where the type says nothing.
  private static func kind(_ type: String) -> ChannelKind? {
    switch type.lowercased() {
    case "emg": .emg
    case "ecg", "ekg": .ecg
    case "markers", "trigger", "stim", "button": .trigger
    case "accelerometer", "acc", "gyroscope", "gyro", "mocap": .accelerometer
    case "eeg", "eog", "gaze", "audio", "videoraw", "videocompressed", "gsr", "eda", "ppg", "nirs",
      "force", "respiration", "temperature", "control":
      .other
    default: nil
    }
  }
}
