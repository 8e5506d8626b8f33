import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// Text exports that say what their numbers mean.
@Suite struct DeviceTextTests {
  private func read(_ text: String) throws -> (header: RecordingHeader, samples: [[Float]]) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    return try Compliance.check(try scratch.write("x.txt", Data(text.utf8)))
  }

  private func openSignals(
    _ sensor: String, device: String, bits: Int, converted: Int = 0
  ) -> String {
    """
    # OpenSignals Text File Format
    # {"00:07": {"sensor": ["\(sensor)"], "column": ["nSeq", "DI", "CH1"], "time": "15:1:32.73", \
    "convertedValues": \(converted), "date": "2018-7-4", "device": "\(device)", \
    "sampling rate": 1000, "label": ["CH1"], "resolution": [\(bits)]}}
    # EndOfHeader
    0\t0\t0\t
    1\t0\t32768\t
    2\t0\t65535\t

    """
  }

  @Test func countsOfAnEMGSensorBecomeMillivolts() throws {
    let (header, samples) = try read(openSignals("EMG", device: "biosignalsplux", bits: 16))
    #expect(header.startTime == "2018-07-04T15:01:32.73")
    let c = try #require(header.channels.firstIndex { $0.name == "CH1" })
    #expect(header.channels[c].unit.symbol == "mV")
    #expect(samples[c][0] == -1.5 && samples[c][1] == 0)
    #expect(abs(samples[c][2] - 1.5 * 32_767 / 32_768) < 1e-6)
    let other = try read(openSignals("EMGBITREV", device: "bitalino_rev", bits: 16))
    #expect(abs(other.samples[c][0] + 1.6353) < 1e-3)
    let converted = try read(openSignals("EMG", device: "x", bits: 16, converted: 1))
    #expect(converted.samples[c][1] == 32_768)
    #expect(converted.header.channels[c].unit.symbol == "mV")
  }

  @Test func otherSensorsAreListedAndUnknownDevicesAskForTheUnit() throws {
    #expect(throws: FormatError.self) { try read(openSignals("EMG", device: "new", bits: 16)) }
    #expect(throws: FormatError.self) { try read(openSignals("RAW", device: "x", bits: 16)) }
    let (header, _) = try read(openSignals("ECG", device: "biosignalsplux", bits: 16))
    #expect(header.channels.last?.kind == .ecg)
  }

  private let trigno = """
    Label: S1: EMG 1 Sampling frequency: 2.000000e+003 Number of points: 4 start: 0.0 Unit: V Domain Unit: s
    Label: S1: ACC.X 1 Sampling frequency: 1.000000e+003 Number of points: 2 start: 1.0 Unit: g Domain Unit: s
    Start Trigger Method: None

    X[s],"S1: EMG 1",X[s],"S1: ACC.X 1"
    0.0,1e-6,0.0,-1
    0.0005,2e-6,0.001,1
    0.001,x,,
    0.0015,4e-6,,

    """

  @Test func columnsOfSlowerChannelsEndEarlier() throws {
    let (header, samples) = try read(trigno)
    #expect(header.channels.map(\.rate.hertz) == [2000, 1000])
    #expect(samples[0].map { $0.isNaN ? 0 : $0 } == [1e-6, 2e-6, 0, 4e-6])
    #expect(samples[1].count == 1002 && samples[1].suffix(2) == [-1, 1])
    #expect(header.findings.map(\.code) == ["unreadable_cells"])
  }

  @Test func brokenExportsAreRefusedOrTold() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for (old, new) in [
      ("2.000000e+003", "nan"), ("2.000000e+003", "0"), ("start: 1.0", "start: -1"),
      ("Unit: V ", "V "), ("X[s],\"S1: EMG 1\",X[s],", "X[s],"), ("X[s]", "Y"),
      ("0.0005,2e-6,0.001,1", "0.0005"),
    ] {
      let text = trigno.replacing(old, with: new)
      let found = Compliance.survives(try scratch.write("x.csv", Data(text.utf8)))
      #expect(found != nil, "\(new)")
    }
    let bytes = Array(trigno.utf8)
    for count in 8..<bytes.count {
      Compliance.survives(try scratch.write("x.csv", Data(bytes.prefix(count))))
    }
  }
}
