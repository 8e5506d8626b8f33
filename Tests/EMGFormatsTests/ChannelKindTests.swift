import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// Muscle is analysed; everything else is listed and left alone.
@Suite struct ChannelKindTests {
  private func kinds(_ channels: [(name: String, unit: String)]) throws -> [ChannelKind] {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var file = EDFBytes()
    file.signals = channels.map {
      .init(label: $0.name, dimension: $0.unit, samples: 1, records: [[0]])
    }
    let path = try scratch.write("x.edf", Data(file.bytes))
    return try Recordings.open(path: path).header.channels.map(\.kind)
  }

  @Test func namesAndUnitsTell() throws {
    let found = try kinds([
      ("EMG BB_R", "uV"), ("BB_L", "mV"), ("ECG", "mV"), ("Status", ""), ("ACC X", "g"),
      ("Resp nasal", "uV"), ("Force", "N"), ("TA", ""), ("Temp rectal", "degC"), ("EMG env", "N"),
    ])
    #expect(
      found == [
        .emg, .emg, .ecg, .trigger, .accelerometer, .other, .other, .emg, .other, .other,
      ])
  }

  @Test func chestLeadsAreHeartBesideALimbLead() throws {
    #expect(try kinds([("MLII", "mV"), ("V5", "mV")]) == [.ecg, .ecg])
    #expect(try kinds([("V5", "mV"), ("V6", "mV")]) == [.emg, .emg])
  }

  @Test func scalpElectrodesAreNoMuscleBesideACapOrNamedMuscle() throws {
    let cap = try kinds([("Fz", "uV"), ("Cz", "uV"), ("Pz", "uV"), ("C3", "uV"), ("TA", "uV")])
    #expect(cap == [.other, .other, .other, .other, .emg])
    #expect(try kinds([("EMG chin", "uV"), ("C3", "uV"), ("A1", "uV")]) == [.emg, .other, .other])
    // The rows of an array bear such names too.
    #expect(try kinds([("A1", "uV"), ("C3", "uV")]) == [.emg, .emg])
  }
}
