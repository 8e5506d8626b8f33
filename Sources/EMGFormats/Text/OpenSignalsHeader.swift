internal import EMGCore
internal import Foundation

/// The JSON line at the head of an OpenSignals text file, for its first device.
///
/// Source: the sensor data sheets of PLUX: an EMG sensor gives
/// `(stored / 2^bits − 1/2) · supply / gain`, with 3 V and 1000 for biosignalsplux, 3.3 V and 1009
/// for BITalino.
struct OpenSignalsHeader {
  private var names: [String] = []
  private var sensors: [String] = []
  private var bits: [Int] = []
  private var isConverted = false
  private var device = ""
  private(set) var startTime: String?

  /// Reads a comment line, or gives nil where it is another.
  init?(comment: String) {
    guard comment.contains("\"sensor\""), let open = comment.firstIndex(of: "{"),
      let object = try? JSONSerialization.jsonObject(with: Data(comment[open...].utf8)),
      let devices = object as? [String: [String: Any]], devices.count == 1,
      let facts = devices.values.first
    else { return nil }
    names = facts["label"] as? [String] ?? []
    sensors = facts["sensor"] as? [String] ?? []
    bits = facts["resolution"] as? [Int] ?? []
    isConverted = (facts["convertedValues"] as? Int ?? 0) != 0
    device = (facts["device"] as? String ?? "").lowercased()
    startTime = Self.startTime(
      facts["date"] as? String ?? "", facts["time"] as? String ?? "")
  }

  /// `2017-1-23` and `10:28:51.69` as ISO 8601, or nil.
  static func startTime(_ date: String, _ time: String) -> String? {
    let day = date.split(separator: "-").compactMap { Int($0) }
    let clock = time.split(separator: ":")
    guard day.count == 3, clock.count == 3, let hour = Int(clock[0]), let minute = Int(clock[1]),
      let second = Double(clock[2]), (0..<60).contains(second)
    else { return nil }
    let whole = StartTime.text(
      year: day[0], month: day[1], day: day[2], hour: hour, minute: minute, second: Int(second))
    let fraction = ((second - second.rounded(.down)) * 1e6).rounded() / 1e6
    return whole.map { StartTime.adding(fraction, to: $0) }
  }

  /// What the file says of a column, where it is one of its analog channels.
  func describe(_ column: inout TextColumn) {
    guard let n = names.firstIndex(of: column.name), sensors.indices.contains(n) else { return }
    Self.describe(
      &column, sensor: sensors[n], bits: bits.indices.contains(n) ? bits[n] : 0,
      isConverted: isConverted, device: device)
  }

  /// What a sensor measures, and how its steps become its unit.
  ///
  /// - Parameters:
  ///   - column: Receives kind, unit, scale and offset.
  ///   - sensor: The sensor's name.
  ///   - bits: Bits of a stored sample.
  ///   - isConverted: Whether the samples are in the sensor's unit already.
  ///   - device: The device's name.
  static func describe(
    _ column: inout TextColumn, sensor: String, bits: Int, isConverted: Bool, device: String
  ) {
    let sensor = sensor.uppercased()
    switch sensor {
    case "EMG", "EMGBITREV", "EMGBIT": column.kind = .emg
    case "ECG", "ECGBITREV", "ECGBIT": column.kind = .ecg
    case "XYZ", "ACC", "ACCBIT", "ACCBITREV": column.kind = .accelerometer
    case "RAW", "CUSTOM": break
    default: column.kind = .other
    }
    guard column.kind == .emg, sensor.hasPrefix("EMG"), column.unit == nil else { return }
    if isConverted {
      column.unit = "mV"
      return
    }
    let device = device.lowercased()
    let isBITalino = device.contains("bitalino")
    let isPLUX = device.contains("biosignalsplux") || pluxDevices.contains(device)
    guard (1...32).contains(bits), isBITalino || isPLUX else { return }
    let range = isBITalino ? 3.3e3 / 1009 : 3.0
    column.unit = "mV"
    column.scale = range / Double(1 << bits)
    column.offset = -range / 2
  }

  /// Names of recorders with the same EMG sensor, older ones of biosignalsplux among them: those of
  /// the conversion table of PLUX's own package biosignalsnotebooks.
  private static let pluxDevices: Set<String> = [
    "bioplux", "bioplux_exp", "rachimeter", "channeller", "swifter",
    "ddme_openbanplux",
  ]
}
