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
    let date = (facts["date"] as? String ?? "").split(separator: "-").compactMap { Int($0) }
    let clock = (facts["time"] as? String ?? "").split(separator: ":")
    guard date.count == 3, clock.count == 3, let hour = Int(clock[0]), let minute = Int(clock[1]),
      let second = Double(clock[2]), (0..<60).contains(second)
    else { return }
    let whole = StartTime.text(
      year: date[0], month: date[1], day: date[2], hour: hour, minute: minute, second: Int(second))
    let fraction = ((second - second.rounded(.down)) * 1e6).rounded() / 1e6
    startTime = whole.map { StartTime.adding(fraction, to: $0) }
  }

  /// What the file says of a column, where it is one of its analog channels.
  func describe(_ column: inout TextColumn) {
    guard let n = names.firstIndex(of: column.name), sensors.indices.contains(n) else { return }
    let sensor = sensors[n].uppercased()
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
    guard bits.indices.contains(n), (1...32).contains(bits[n]) else { return }
    let isBITalino = device.contains("bitalino")
    guard isBITalino || device.contains("biosignalsplux") else { return }
    let range = isBITalino ? 3.3e3 / 1009 : 3.0
    column.unit = "mV"
    column.scale = range / Double(1 << bits[n])
    column.offset = -range / 2
  }
}
