import EMGCore
import EMGFormats
import EMGTestSupport
import Foundation
import Testing

/// MATLAB level 5 files as SciPy, an independent writer, makes them.
@Suite struct MATSourceTests {
  /// Runs Python that may use `np`, `savemat` and `path`; nil where Python is absent.
  private func file(_ scratch: Scratch, _ code: String) -> String? {
    let path = scratch.folder.appending(path: "x.mat").path
    let made = IndependentReading.python(
      """
      import sys
      import numpy as np
      from scipy.io import savemat
      path = sys.argv[1]
      n = np.arange(30000)
      data = np.stack([np.sin(n / 50 + c) * 100 for c in range(3)], axis=1)
      \(code)
      """, path)
    return made == nil ? nil : path
  }

  @Test(
    arguments: ["data", "data.T", "data.astype('float32')", "(data * 10).astype('int16')"],
    [false, true])
  func matrixOfEitherOrientationEqualsSciPy(data: String, isPacked: Bool) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    guard
      let path = file(
        scratch,
        """
        savemat(path, {'emg': \(data), 'fs': 2000, 'units': 'uV', 'n': np.arange(7.0),
          'labels': np.array(['TA_R', 'Gastroc', 'ECG'], dtype=object)},
          do_compression=\(isPacked ? "True" : "False"))
        """)
    else { return }
    let (header, samples) = try Compliance.check(path)
    #expect(header.format == "mat")
    #expect(header.channels.map(\.name) == ["TA_R", "Gastroc", "ECG"])
    #expect(header.channels.map(\.kind) == [.emg, .emg, .ecg])
    #expect(header.channels.allSatisfy { $0.unit.microvolts == 1 && $0.rate.hertz == 2000 })
    #expect(header.findings.isEmpty)
    guard let other = try IndependentReading.read(path, with: "scipy-mat") else { return }
    #expect(other.samples.count == 3)
    for c in 0..<3 { #expect(samples[c] == other.samples[c].map { Float($0) }) }
  }

  @Test func structuresAreLookedIntoAndWhatIsMissingIsAskedFor() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    guard
      let path = file(
        scratch,
        """
        savemat(path, {'fs': 5.0, 'rec': {'data': data, 'srate': 1000.0, 'other': data[:, :2],
          'chan': np.array([{'x': 1.0}], dtype=object)}})
        """)
    else { return }
    let (header, _) = try Compliance.check(path) { $0.unit = "mV" }
    // The rate that stands beside the samples comes before one elsewhere.
    #expect(header.channels.map(\.rate.hertz) == [1000, 1000, 1000])
    #expect(header.channels.map(\.name) == ["rec.data 1", "rec.data 2", "rec.data 3"])
    #expect(header.findings.map(\.code) == ["other_variables"])
    _ = file(scratch, "savemat(path, {'x': data})")
    let found = Compliance.survives(path)
    #expect(found?.code == .missingFact && found?.field == "sampling rate")
    let given = try Compliance.check(path) { $0.rate = 500 }
    #expect(given.header.channels[0].rate.hertz == 500)
    _ = file(scratch, "savemat(path, {'x': 'text', 'fs': 100})")
    #expect(Compliance.survives(path)?.code == .unsupported)
  }

  @Test func bytesOfTheOtherOrderAreRead() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var bytes = Bytes()
    bytes.add("MATLAB 5.0 MAT-file, big end first", 124, padding: 32)
    bytes.all += [1, 0] + Array("MI".utf8)
    func element(_ type: UInt32, _ data: [UInt8], _ bytes: inout Bytes) {
      bytes.add(type, big: true)
      bytes.add(UInt32(data.count), big: true)
      bytes.all += data
      bytes.pad(to: (bytes.all.count + 7) / 8 * 8)
    }
    func matrix(_ name: String, _ rows: Int32, _ values: [Double]) {
      var inner = Bytes()
      var part = Bytes()
      part.add(UInt32(6), big: true)
      part.add(UInt32(0), big: true)
      element(6, part.all, &inner)
      part = Bytes()
      part.add(rows, big: true)
      part.add(Int32(values.count) / rows, big: true)
      element(5, part.all, &inner)
      element(1, Array(name.utf8), &inner)
      part = Bytes()
      for value in values { part.add(value, big: true) }
      element(9, part.all, &inner)
      element(14, inner.all, &bytes)
    }
    matrix("fs", 1, [100])
    matrix("emg_uV", 4, [1, 2, 3, 4, 5, 6, 7, 8])
    let (header, samples) = try Compliance.check(try scratch.write("x.mat", Data(bytes.all)))
    #expect(samples == [[1, 2, 3, 4], [5, 6, 7, 8]])
    #expect(header.channels[0].rate.hertz == 100)
  }

  @Test func realExportEqualsSciPy() throws {
    guard let path = Fixture.realRecording("openhdemg/otb_testfile.mat")?.path else {
      print("skipped: openhdemg is not here")
      return
    }
    let (header, samples) = try Compliance.check(path)
    #expect(header.channels.count == 75)
    #expect(header.channels.allSatisfy { $0.rate.hertz == 2048 })
    #expect(header.channels[0].unit.microvolts == 1)
    #expect(header.channels.filter { $0.kind == .emg }.count == 64)
    guard let other = try IndependentReading.read(path, with: "scipy-mat") else { return }
    for c in samples.indices { #expect(samples[c] == other.samples[c].map { Float($0) }) }
  }

  @Test func cutAndDamagedFilesAreRefused() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    guard
      let path = file(scratch, "savemat(path, {'fs': 100.0, 'd': data}, do_compression=True)")
    else { return }
    let good = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let short = try scratch.write("y.mat", Data(good.prefix(good.count / 2)))
    #expect(Compliance.survives(short) != nil)
    var bytes = good
    for k in 0..<40 { bytes[bytes.count / 2 + k] ^= 0x5A }
    #expect(Compliance.survives(try scratch.write("y.mat", Data(bytes))) != nil)
  }
}
