import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// The real recordings that are text; each test skips where the folder is absent.
@Suite struct RealTextTests {
  private func read(
    _ path: String, _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> (header: RecordingHeader, samples: [[Float]])? {
    guard let url = Fixture.realRecording(path) else {
      print("skipped: \(path) is not here")
      return nil
    }
    var options = ReadingOptions()
    change(&options)
    let source = try Recordings.open(path: url.path, options: options)
    let samples = try readAll(source)
    return (source.header, samples)
  }

  @Test(arguments: ["healthy", "myopathy", "neuropathy"])
  func emgdbTextEqualsItsBinary(name: String) throws {
    guard let read = try read("physionet-emgdb/emg_\(name).txt", { $0.unit = "mV" }),
      let url = Fixture.realRecording("physionet-emgdb/emg_\(name).dat")
    else { return }
    let data = [UInt8](try Data(contentsOf: url))
    #expect(read.header.channels[0].rate.hertz == 4000)
    // The times of two of the records jump, which makes gaps; the rows are as many as the samples.
    #expect(abs((read.header.channels[0].sampleCount ?? 0) - data.count / 2) <= 2)
    var worst: Float = 0
    for i in 0..<5000 {
      let raw = Int16(bitPattern: UInt16(data[2 * i]) | UInt16(data[2 * i + 1]) << 8)
      let value = read.samples[0][i]
      // The binary export wraps beyond 3.2767 mV, the text does not.
      let difference = abs(value - Float(raw) / 10_000)
      if value.isFinite { worst = max(worst, min(difference, abs(difference - 6.5536))) }
    }
    // The text is rounded to four decimals.
    #expect(worst < 0.00006)
  }

  @Test(arguments: [(1, 100), (2, 4), (3, 300), (4, 0)]) func emgflowGapsAreGaps(
    number: Int, missing: Int
  ) throws {
    guard let read = try read("emgflow/sample_data_0\(number).csv", { $0.unit = "mV" }) else {
      return
    }
    #expect(read.header.channels.map(\.name) == ["EMG_zyg", "EMG_cor"])
    #expect(read.header.channels[0].rate.hertz == 2000)
    #expect(read.samples[0].count == 20_000)
    let gaps = read.samples[0].filter(\.isNaN)
    #expect(gaps.count == missing)
  }

  @Test func biosppyRateStandsInTheComments() throws {
    guard let read = try read("biosppy/emg_1.txt", { $0.unit = "uV" }) else { return }
    #expect(read.header.channels[0].rate.hertz == 1000)
    #expect(read.header.channels[0].name == "EMG")
    #expect(read.samples[0].prefix(3) == [2034, 2011, 2004])
  }

  @Test func openBCIChannelsHaveTheirUnitsAndKinds() throws {
    guard let read = try read("openbci/OpenBCI_GUI-v6-blinks-jawClench-alpha.txt") else { return }
    let emg = read.header.channels.filter { $0.kind == .emg }
    #expect(emg.count == 8)
    #expect(emg[0].unit.microvolts == 1)
    #expect(emg[0].rate.hertz == 250)
    #expect(read.samples[0].count == 22_490)
  }

  @Test func openSignalsNeedsAUnitForCounts() throws {
    let path = "biosignalsnotebooks/signal_sample_single_hub_RAW_2018_7_4.txt"
    guard Fixture.realRecording(path) != nil else { return }
    #expect(throws: FormatError.self) { try read(path) }
    let table = try read(path) { $0.unit = "uV" }
    #expect(table?.header.channels.filter { $0.kind == .emg }.map(\.name) == ["CH1", "CH2", "CH3"])
    #expect(table?.samples.last?.first == 38_252)
  }

  @Test func tablesOnTheirSideAreRefused() throws {
    let path = "biosignalsnotebooks/emg.txt"
    guard Fixture.realRecording(path) != nil else { return }
    #expect(throws: FormatError.self) { try read(path) { $0.unit = "uV" } }
  }

  @Test func aTrignoExportKeepsTheRateOfEachChannel() throws {
    guard let url = Fixture.realRecording("delsys-trigno-emgio/truncated_trigno_sample.csv") else {
      return
    }
    let (header, samples) = try Compliance.check(url.path)
    #expect(header.format == "delsys")
    #expect(header.channels.count == 14)
    #expect(header.channels.count { $0.kind == .emg } == 2)
    #expect(header.channels[0].name == "Mini sensor 10: EMG 10")
    #expect(header.channels[0].unit.microvolts == 1e6)
    #expect(abs(header.channels[0].rate.hertz - 34 / 0.027) < 1e-9)
    #expect(abs(header.channels[1].rate.hertz - 4 / 0.027) < 1e-9)
    #expect(samples[0].count == 2519)
    #expect(samples[0].last == 0.0002955825)
    // The time column says where the last sample stands.
    #expect(abs(header.channels[0].rate.seconds(2518) - 1.999588) < 1e-6)
    #expect(header.findings.count { $0.code == "truncated" } == 14)
  }
}
