import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// Archives in the layouts of OTB+ and OTB4, packed by Python's tarfile, an independent writer.
@Suite struct OTBSourceTests {
  private func make(
    _ scratch: Scratch, _ name: String, device: String = "QUATTROCENTO", isFourth: Bool = false
  ) -> String? {
    let path = scratch.folder.appending(path: name).path
    let code = """
      import io, sys, tarfile
      import numpy as np
      path, device, fourth = sys.argv[1], sys.argv[2], sys.argv[3] == '1'
      data = (np.arange(500)[:, None] * np.array([1, -1, 3]) % 4000 - 1000).astype('<i2')
      plus = f'''<Device Name="{device}" ad_bits="16" SampleFrequency="2048" DeviceTotalChannels="3">
      <Channels><Adapter ID="GR08MM1305" Gain="150" ChannelStartIndex="0">
      <Channel Index="0" ID="GR08" Gain="1" Muscle="Vastus"/>
      <Channel Index="1" ID="GR08" Gain="2" Muscle="Vastus"/></Adapter>
      <Adapter ID="AdapterControl" Gain="1" ChannelStartIndex="2">
      <Channel Index="0" ID="Ramp" Gain="1"/></Adapter></Channels></Device>'''
      four = '''<ArrayOfTrackInfo><TrackInfo><Device>Quattro</Device><Gain>500</Gain>
      <ADC_Nbits>16</ADC_Nbits><ADC_Range>5</ADC_Range><SamplingFrequency>2048</SamplingFrequency>
      <NumberOfChannels>2</NumberOfChannels><SubTitle>GR08</SubTitle></TrackInfo>
      <TrackInfo><Device>Quattro</Device><Gain>1</Gain><ADC_Nbits>16</ADC_Nbits>
      <ADC_Range>5</ADC_Range><SamplingFrequency>2048</SamplingFrequency>
      <NumberOfChannels>1</NumberOfChannels><SubTitle>Ramp</SubTitle></TrackInfo></ArrayOfTrackInfo>'''
      members = {'../rec.sig': data.tobytes()}
      if fourth:
          members['Tracks_000.xml'] = four.encode()
      else:
          members['rec.xml'] = plus.encode()
          members['patient.xml'] = b'<p><family_name>N</family_name><time>2023-05-10T14:49:19</time></p>'
      with tarfile.open(path, 'w', format=tarfile.USTAR_FORMAT) as tar:
          for name, content in members.items():
              info = tarfile.TarInfo(name)
              info.size = len(content)
              tar.addfile(info, io.BytesIO(content))
      """
    let made = IndependentReading.python(code, path, device, isFourth ? "1" : "0")
    return made == nil ? nil : path
  }

  private func stored(_ n: Int, _ c: Int) -> Double {
    let product = n * [1, -1, 3][c]
    return Double((product % 4000 + 4000) % 4000 - 1000)
  }

  @Test func plusHasTheGainOfItsDevice() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    guard let path = make(scratch, "x.otb+") else { return }
    let (header, samples) = try Compliance.check(path)
    #expect(header.format == "otb")
    #expect(header.channels.map(\.name) == ["Vastus GR08 1", "Vastus GR08 2", "Ramp 3"])
    #expect(header.channels.map(\.kind) == [.emg, .emg, .other])
    #expect(header.channels[0].unit.symbol == "mV" && header.channels[0].rate.hertz == 2048)
    #expect(header.startTime == "2023-05-10T14:49:19" && header.patient == "N")
    let step = 5.0 / 65_536 * 1000 / 150
    for n in [0, 1, 250, 499] {
      #expect(abs(Double(samples[0][n]) - stored(n, 0) * step) < 1e-6)
      #expect(abs(Double(samples[1][n]) - stored(n, 1) * step / 2) < 1e-6)
      #expect(Double(samples[2][n]) == stored(n, 2))
    }
  }

  @Test func fourthVersionStatesRangeAndGain() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    guard let path = make(scratch, "x.otb4", isFourth: true) else { return }
    let (header, samples) = try Compliance.check(path)
    #expect(header.channels.map(\.name) == ["GR08 1", "GR08 2", "Ramp"])
    #expect(abs(Double(samples[1][7]) - stored(7, 1) * 5 / 65_536 * 1000 / 500) < 1e-6)
  }

  @Test func unknownDeviceGivesNoVolts() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    guard let path = make(scratch, "x.otb+", device: "FUTURE") else { return }
    let plain = try Compliance.check(path)
    #expect(plain.header.channels[0].unit.symbol.isEmpty)
    #expect(plain.header.findings.map(\.code) == ["no_physical_range"])
    let (header, samples) = try Compliance.check(path) {
      $0.unit = "uV"
      $0.scale = 0.25
    }
    #expect(header.channels[0].unit.microvolts == 1)
    #expect(Double(samples[0][3]) == stored(3, 0) / 4)
  }

  @Test func damagedArchivesSayWhere() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    guard let path = make(scratch, "x.otb+") else { return }
    let good = [UInt8](try Data(contentsOf: URL(filePath: path)))
    var bytes = good
    bytes[100] ^= 1
    let found = Compliance.survives(try scratch.write("y.otb+", Data(bytes)))
    #expect(found?.field == "head of a member" && found?.location.contains("byte 0") == true)
    // The description stands behind the samples and is gone.
    let short = Compliance.survives(try scratch.write("z.otb+", Data(good.prefix(2000))))
    #expect(short?.code == .missingFact)
  }
}
