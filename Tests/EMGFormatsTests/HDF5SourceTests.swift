import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// HDF5 files, with the trait of that name and without.
@Suite struct HDF5SourceTests {
  #if !HDF5
  @Test(arguments: [[0x89] + Array("HDF\r\n\u{1A}\n".utf8), Array("MATLAB 7.3 MAT-file".utf8)])
  func withoutTheTraitTheErrorNamesIt(start: [UInt8]) {
    let bytes = start + [UInt8](repeating: 0, count: 1000)
    let error = #expect(throws: FormatError.self) {
      try Recordings.open(bytes: bytes, name: "x.mat")
    }
    #expect(error?.code == .unsupported)
    #expect(error?.detail.contains("swift build --traits HDF5") == true)
  }
  #else

  /// Makes a file by Python that may use `np`, `h5py` and `path`, and looks at it; not where Python is absent.
  private func withFile(
    _ name: String, _ code: String, _ look: (_ path: String) throws -> Void
  ) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = scratch.folder.appending(path: name).path
    let made = IndependentReading.pythonOfHDF5(
      """
      import sys
      import h5py
      import numpy as np
      path = sys.argv[1]
      n = np.arange(30000)
      data = np.stack([np.sin(n / 50 + c) * 100 for c in range(3)], axis=1)
      \(code)
      """, path)
    if made != nil { try look(path) }
  }

  /// The wave that `data` holds for a channel.
  private func wave(_ c: Int, _ count: Int = 30_000) -> [Float] {
    (0..<count).map { Float(sin(Double($0) / 50 + Double(c)) * 100) }
  }

  private func expectEqual(_ a: [Float], _ b: [Float], within limit: Float = 2e-5) {
    #expect(a.count == b.count)
    let worst = zip(a, b).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
    #expect(worst <= limit)
  }

  @Test(arguments: ["data", "data.T", "data.astype('float32')"])
  func matlab73OfEitherOrientation(data: String) throws {
    try withFile(
      "x.mat",
      """
      import hdf5storage
      labels = np.empty((1, 3), dtype=object)
      for k, name in enumerate(['TA_R', 'Gastroc', 'ECG']): labels[0, k] = name
      hdf5storage.savemat(path, {'emg': \(data), 'fs': 2000.0, 'units': 'uV', 'labels': labels,
        'n': np.arange(7.0)}, format='7.3')
      """
    ) { path in
      let (header, samples) = try Compliance.check(path)
      #expect(header.format == "mat")
      #expect(header.channels.map(\.name) == ["TA_R", "Gastroc", "ECG"])
      #expect(header.channels.map(\.kind) == [.emg, .emg, .ecg])
      #expect(header.channels.allSatisfy { $0.unit.symbol == "uV" && $0.rate.hertz == 2000 })
      for c in 0..<3 { expectEqual(samples[c], wave(c)) }
    }
  }

  @Test func matlab73StructuresNameTheirParts() throws {
    try withFile(
      "x.mat",
      """
      import hdf5storage
      hdf5storage.savemat(path, {'EMG': {'data': data, 'srate': 1000.0, 'unit': 'mV'}},
        format='7.3')
      """
    ) { path in
      let (header, samples) = try Compliance.check(path)
      #expect(header.channels.map(\.name) == ["EMG.data 1", "EMG.data 2", "EMG.data 3"])
      #expect(header.channels[0].unit.symbol == "mV")
      #expect(header.channels[0].rate.hertz == 1000)
      expectEqual(samples[2], wave(2))
    }
  }

  @Test func plainArraysTakeTheirFactsFromAttributes() throws {
    try withFile(
      "x.h5",
      """
      with h5py.File(path, 'w') as f:
          set = f.create_dataset('emg', data=(data * 10).astype('i2'), chunks=(1000, 3),
            compression='gzip', shuffle=True)
          set.attrs['sampling_rate'] = 2048
          set.attrs['units'] = 'uV'
      """
    ) { path in
      let (header, samples) = try Compliance.check(path)
      #expect(header.format == "hdf5")
      #expect(header.channels.map(\.rate.hertz) == [2048, 2048, 2048])
      expectEqual(samples[1], wave(1).map { ($0 * 10).rounded(.towardZero) }, within: 1)
    }
  }

  @Test func nwbSeriesOfSeveralRatesAndBegins() throws {
    try withFile(
      "x.nwb",
      """
      from datetime import datetime, timezone, timedelta
      from pynwb import NWBFile, NWBHDF5IO, TimeSeries
      from pynwb.ecephys import ElectricalSeries
      zone = timezone(timedelta(hours=2))
      nwb = NWBFile('s', 'id', datetime(2021, 3, 4, 5, 6, 7, 250000, tzinfo=zone))
      device = nwb.create_device('d')
      group = nwb.create_electrode_group('g', 'x', 'TA', device)
      nwb.add_electrode_column('label', 'name')
      for name in ('TA_R', 'TA_L', 'SOL'):
          nwb.add_electrode(group=group, location='leg', label=name)
      region = nwb.create_electrode_table_region([2, 0, 1], 'all')
      nwb.add_acquisition(ElectricalSeries('EMG', data, region, starting_time=0.5, rate=2000.0,
        conversion=1e-6, channel_conversion=[1.0, 2.0, 0.5]))
      nwb.add_acquisition(TimeSeries('ECG', data=data[:3000, 0], unit='mV', offset=3.0,
        conversion=2.0, timestamps=0.25 + np.arange(3000) / 250))
      nwb.add_acquisition(TimeSeries('odd', data=data[:10, 0], unit='V',
        timestamps=np.arange(10.0) ** 2))
      with NWBHDF5IO(path, 'w') as io: io.write(nwb)
      with NWBHDF5IO(path, 'r') as io:
          series = io.read().acquisition['EMG']
          values = series.data[:] * series.conversion * np.array(series.channel_conversion[:])
          values.T.astype('<f8').tofile(path + '.raw')
      """
    ) { path in
      let (header, samples) = try Compliance.check(path)
      #expect(header.format == "nwb")
      #expect(header.startTime == "2021-03-04T05:06:07.5+02:00")
      #expect(header.channels.map(\.name) == ["ECG", "EMG SOL", "EMG TA_R", "EMG TA_L"])
      #expect(header.channels.map(\.kind) == [.ecg, .emg, .emg, .emg])
      #expect(header.channels.map(\.rate.hertz) == [250, 2000, 2000, 2000])
      #expect(header.findings.map(\.code) == ["series_left_out"])
      expectEqual(samples[0], wave(0, 3000).map { $0 * 2 + 3 })
      let raw = [UInt8](try Data(contentsOf: URL(filePath: path + ".raw")))
      for c in 0..<3 {
        // The series begins a quarter of a second after the other one.
        #expect(samples[c + 1].prefix(500).allSatisfy { $0.isNaN })
        let theirs = (0..<30_000).map { k in
          let word = raw[(c * 30_000 + k) * 8..<(c * 30_000 + k) * 8 + 8]
          return Float(
            Double(bitPattern: word.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))
        }
        #expect(Array(samples[c + 1].dropFirst(500)) == theirs)
      }
    }
  }

  @Test(arguments: [
    "emg_bursts", "emg_fatigue", "emg_1000_hz_16_bits", "emg_1000_hz_16_bits_solo",
    "emg_1000_hz_8_16_bits", "emg_10_hz_16_bits",
  ])
  func realOpenSignalsFilesEqualTheirFormula(name: String) throws {
    guard let url = Fixture.realRecording("biosignalsnotebooks/\(name).h5") else { return }
    let (header, samples) = try Compliance.check(url.path)
    #expect(header.format == "opensignals")
    #expect(header.startTime != nil)
    let emg = header.channels.indices.filter { header.channels[$0].kind == .emg }
    #expect(!emg.isEmpty)
    for c in emg { #expect(header.channels[c].unit.symbol == "mV") }
    let printed = IndependentReading.pythonOfHDF5(
      """
      import sys, h5py, numpy as np
      for device in h5py.File(sys.argv[1]).values():
          bits = dict(zip(device.attrs['channels'], device.attrs['resolution']))
          for name, set in sorted(device['raw'].items()):
              if name == 'nSeq': continue
              mv = set[:, 0] * 3.0 / 2.0 ** bits[int(name[8:])] - 1.5
              print(len(mv), repr(float(mv.sum())), repr(float((mv ** 2).sum())))
      """, url.path)
    guard let printed else { return }
    let lines = printed.split(separator: "\n")
    #expect(lines.count == emg.count)
    for (line, c) in zip(lines, emg) {
      let wanted = line.split(separator: " ").compactMap { Double($0) }
      let mine = samples[c].filter { !$0.isNaN }.map(Double.init)
      #expect(Double(mine.count) == wanted[0])
      #expect(abs(mine.reduce(0, +) - wanted[1]) < 1e-6 * wanted[0])
      #expect(abs(mine.reduce(0) { $0 + $1 * $1 } - wanted[2]) < 1e-6 * wanted[0])
    }
  }

  @Test func whatLeadsOutOfTheFileIsNotFollowed() throws {
    try withFile(
      "x.h5",
      """
      with h5py.File(path + '.other.h5', 'w') as f: f['emg'] = data
      with open(path + '.raw', 'wb') as f: f.write(data.tobytes())
      with h5py.File(path, 'w') as f:
          f['link'] = h5py.ExternalLink(path + '.other.h5', '/emg')
          f.create_dataset('external', shape=(30000, 3), dtype='f8',
            external=[(path + '.raw', 0, data.nbytes)])
          layout = h5py.VirtualLayout(shape=(30000, 3), dtype='f8')
          layout[:] = h5py.VirtualSource(path + '.other.h5', 'emg', shape=(30000, 3))
          f.create_virtual_dataset('virtual', layout)
          f['self'] = h5py.SoftLink('/')
          f['again'] = f['/']
      """
    ) { path in
      let error = Compliance.survives(path) { $0.rate = 1000 }
      #expect(error?.code == .unsupported)
    }
  }

  @Test func promisesThatTheFileCannotHoldAreRefused() throws {
    try withFile(
      "x.h5",
      """
      with h5py.File(path, 'w') as f:
          set = f.create_dataset('emg', shape=(1 << 37, 4), dtype='f8', chunks=(1024, 4))
          set[:10] = 1
          f['fs'] = 1000.0
      """
    ) { path in
      #expect(Compliance.survives(path)?.code == .inconsistent)
    }
  }

  @Test func filesCutAnywhereAreRefused() throws {
    try withFile(
      "x.h5",
      """
      with h5py.File(path, 'w') as f:
          f['emg'] = data[:200]
          f['fs'] = 1000.0
      """
    ) { path in
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      for count in stride(from: 8, to: bytes.count, by: 97) {
        let cut = path + ".cut.h5"
        try Data(bytes.prefix(count)).write(to: URL(filePath: cut))
        #expect(Compliance.survives(cut) != nil)
      }
    }
  }
  #endif
}
