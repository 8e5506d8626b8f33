internal import EMGCore

/// What the XML within an OT Bioelettronica archive says of its signals.
///
/// Sources: the maker's published MATLAB scripts for OTB+ (`OpenOTBfilesConvFact`) and OTB4.
struct OTBDescription {
  struct Signal {
    var name: String
    var unit: String
    /// What the archive says it is for; nil where it says nothing.
    var kind: ChannelKind?
    /// Millivolts of a stored step, or nil where the archive does not tell.
    var gain: Double?
  }

  var rate: Double
  var signals: [Signal] = []
  var startTime: String?
  var patient: String?
  var findings: [Finding] = []

  private static let mostChannels = 4_096

  private static func failure(
    _ code: FormatError.Code, _ field: String, _ location: String, _ detail: String
  ) -> FormatError {
    FormatError(code, field: field, location: location, detail: detail)
  }

  // MARK: OTB+

  /// Reads the description beside a signal of an OTB+ archive.
  ///
  /// - Parameters:
  ///   - device: The document whose outermost element is `Device`.
  ///   - subject: The document `patient.xml`, or nil.
  ///   - location: Where the first stands.
  /// - Throws: `FormatError` that names the attribute.
  init(device: XMLTree, subject: XMLTree?, location: String) throws(FormatError) {
    func number(_ element: XMLTree, _ key: String) throws(FormatError) -> Double {
      let text = element.attributes[key] ?? ""
      guard let value = FieldText.number(text) else {
        throw Self.failure(
          .badField, "\(key) of \(element.name)", location, "expected a number, found '\(text)'")
      }
      return value
    }
    rate = try number(device, "SampleFrequency")
    let total = try number(device, "DeviceTotalChannels")
    let bits = try number(device, "ad_bits")
    guard (1...Double(Self.mostChannels)).contains(total), total == total.rounded() else {
      throw Self.failure(
        .badField, "DeviceTotalChannels of Device", location,
        "expected 1 to \(Self.mostChannels), found \(total)")
    }
    guard bits == 16 else {
      throw Self.failure(
        .unsupported, "ad_bits of Device", location, "expected 16, found \(bits)")
    }
    signals = (1...Int(total)).map { Signal(name: "channel \($0)", unit: "") }
    let maker = device.attributes["Name"]?.uppercased() ?? ""
    var isKnown = true
    for adapter in device.all("Adapter") {
      let identifier = adapter.attributes["ID"] ?? ""
      let first = try number(adapter, "ChannelStartIndex")
      let conversion = Self.conversion(device: maker, adapter: identifier)
      for channel in adapter.all("Channel") {
        let place = first + (try number(channel, "Index"))
        guard place >= 0, place < total, place == place.rounded() else {
          throw Self.failure(
            .inconsistent, "Index of Channel", location,
            "expected a place below \(Int(total)), found \(place)")
        }
        let own = channel.attributes["Gain"].flatMap(FieldText.number) ?? 1
        signals[Int(place)] = Self.signal(channel, adapter: identifier, place: Int(place))
        // Ramps, buffers and other devices' inputs are not in volts.
        guard signals[Int(place)].kind == nil else { continue }
        if let conversion, own > 0 {
          signals[Int(place)].gain = conversion.range / 65_536 * 1000 / conversion.gain / own
        } else {
          isKnown = false
        }
      }
    }
    if !isKnown {
      findings.append(
        Finding(
          code: "no_physical_range",
          message: "the volts of a step of device '\(device.attributes["Name"] ?? "")' are not"
            + " known; its stored numbers are read as they are"))
    }
    startTime = subject?.text("time").flatMap { clockSeconds($0) == nil ? nil : $0 }
      .map { $0.replacing(" ", with: "T") }
    let names = ["first_name", "family_name"].compactMap { subject?.text($0) }
    patient = names.isEmpty ? nil : names.joined(separator: " ")
  }

  private static func signal(_ channel: XMLTree, adapter: String, place: Int) -> Signal {
    let parts = ["Muscle", "ID"].compactMap { key -> String? in
      let text = channel.attributes[key]?.trimmed ?? ""
      return text.isEmpty || text == "Not defined" ? nil : text
    }
    let name = (parts + ["\(place + 1)"]).joined(separator: " ")
    let lower = "\(adapter) \(channel.attributes["ID"] ?? "")".lowercased()
    let isControl = ["control", "ramp", "buffer", "quaternion", "load", "aux", "direct"]
      .contains { lower.contains($0) }
    let kind: ChannelKind? =
      lower.contains("sync") || lower.contains("trigger") ? .trigger : isControl ? .other : nil
    return Signal(name: name, unit: kind == nil ? "mV" : "", kind: kind)
  }

  /// The converter's range in volts and the gain before it, by the maker's table; nil for others.
  private static func conversion(device: String, adapter: String) -> (range: Double, gain: Double)?
  {
    if adapter.hasPrefix("Direct connection") { return (5, 0.5) }
    switch device {
    case "QUATTRO", "QUATTROCENTO": return (5, 150)
    case "DUE": return (5, 200)
    case "DUE+", "QUATTRO+": return (3.3, 202)
    case "SYNCSTATION":
      return ["Due+", "Quattro+"].contains(adapter) ? (3.3, 202) : (4.8, 256)
    default: return nil
    }
  }

  // MARK: OTB4

  /// Reads `Tracks_000.xml` of an OTB4 archive.
  ///
  /// - Parameters:
  ///   - tracks: The document.
  ///   - location: Where it stands.
  /// - Throws: `FormatError` that names the element.
  init(tracks: XMLTree, location: String) throws(FormatError) {
    let infos = tracks.all("TrackInfo")
    var rate: Double?
    func number(_ info: XMLTree, _ key: String) throws(FormatError) -> Double {
      guard let value = info.number(key) else {
        throw Self.failure(
          .badField, "\(key) of TrackInfo", location,
          "expected a number, found '\(info.text(key) ?? "")'")
      }
      return value
    }
    for (n, info) in infos.enumerated() {
      if let device = info.text("Device"), device.hasPrefix("Novecento") {
        throw Self.failure(
          .unsupported, "Device of TrackInfo", location,
          "expected a recorder of one signal of 16 bits, found '\(device)'")
      }
      let own = try number(info, "SamplingFrequency")
      guard rate == nil || rate == own else {
        throw Self.failure(
          .unsupported, "SamplingFrequency of TrackInfo", location,
          "expected \(rate ?? 0) Hz for all tracks, found \(own)")
      }
      rate = own
      let count = try number(info, "NumberOfChannels")
      let bits = try number(info, "ADC_Nbits")
      let gain = try number(info, "Gain")
      let range = try number(info, "ADC_Range")
      guard count >= 0, signals.count + Int(min(count, 1e9)) <= Self.mostChannels,
        count == count.rounded(), (1...32).contains(bits), gain != 0, range > 0
      else {
        throw Self.failure(
          .badField, "TrackInfo \(n + 1)", location,
          "expected channels, bits, gain and range above 0, found \(count), \(bits), \(gain),"
            + " \(range)")
      }
      let title = info.text("SubTitle") ?? "track \(n + 1)"
      let lower = title.lowercased()
      let isControl = ["quaternion", "buffer", "ramp", "control", "load", "aux"]
        .contains { lower.contains($0) }
      for c in 0..<Int(count) {
        signals.append(
          Signal(
            name: count == 1 ? title : "\(title) \(c + 1)", unit: isControl ? "" : "mV",
            kind: isControl ? .other : nil,
            gain: isControl ? nil : range / Self.steps(bits) * 1000 / gain))
      }
    }
    guard let rate, !signals.isEmpty else {
      throw Self.failure(
        .badField, "TrackInfo", location, "expected one with channels, found none")
    }
    self.rate = rate
    startTime = infos.lazy.compactMap { $0["StringsDescriptions"]?.text("StartDate") }.first
      .flatMap { clockSeconds($0) == nil ? nil : $0 }
  }

  private static func steps(_ bits: Double) -> Double { Double(1 << Int(bits)) }
}
