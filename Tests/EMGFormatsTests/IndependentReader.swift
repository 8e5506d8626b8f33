import EMGCore
import EMGTestSupport
import Foundation
import Testing

/// What another program's reader finds in a recording.
struct IndependentReading: Decodable {
  struct Channel: Decodable {
    var name: String
    var rate: Double
    var unit: String
    var count: Int
  }
  /// Onset, duration, text.
  struct Note: Decodable {
    var onset: Double
    var duration: Double
    var text: String

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      onset = try list.decode(Double.self)
      duration = try list.decode(Double.self)
      text = try list.decode(String.self)
    }
  }
  var channels: [Channel]
  var annotations: [Note]
  var start: String?

  private enum CodingKeys: CodingKey { case channels, annotations, start }
  var samples: [[Double]] = []

  /// Python with the readers, or nil.
  private static let python = interpreter(
    "pyedflib, wfdb, mne, pybv, pyxdf, neo, ezc3d, bioread, scipy")
  /// Python with what writes and reads HDF5, or nil.
  private static let writerOfHDF5 = interpreter("h5py, pynwb, hdf5storage")

  /// Python that has all of some modules: the one that `MYOSIFT_PYTHON` names, or of `make venv`.
  private static func interpreter(_ modules: String) -> String? {
    let path =
      ProcessInfo.processInfo.environment["MYOSIFT_PYTHON"]
      ?? Fixture.root.appending(path: ".venv/bin/python").path
    guard run(path, ["-c", "import \(modules)"])?.status == 0 else {
      print("skipped: python with \(modules) is not here (make venv)")
      return nil
    }
    return path
  }

  private static func run(_ path: String, _ arguments: [String]) -> (status: Int32, output: Data)? {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data)
  }

  /// Runs Python code; nil where Python is absent.
  static func python(_ code: String, _ arguments: String...) -> String? {
    guard let python, let result = run(python, ["-c", code] + arguments) else { return nil }
    #expect(result.status == 0, "the Python code failed")
    return String(decoding: result.output, as: UTF8.self)
  }

  /// Runs Python code that writes and reads HDF5; nil where Python is absent.
  static func pythonOfHDF5(_ code: String, _ arguments: String...) -> String? {
    guard let writerOfHDF5, let result = run(writerOfHDF5, ["-c", code] + arguments) else {
      return nil
    }
    #expect(result.status == 0, "the Python code failed")
    return String(decoding: result.output, as: UTF8.self)
  }

  /// Reads a file with another reader; nil where Python is absent.
  static func read(_ path: String, with reader: String) throws -> IndependentReading? {
    guard let python else { return nil }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let file = scratch.folder.appending(path: "samples").path
    let script = Fixture.root.appending(path: "Fixtures/Scripts/read_recording.py").path
    guard let result = run(python, [script, reader, path, file]), result.status == 0 else {
      Issue.record("\(reader) cannot read \(path)")
      return nil
    }
    var reading = try JSONDecoder().decode(Self.self, from: result.output)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
    var place = 0
    for channel in reading.channels {
      var values: [Double] = []
      values.reserveCapacity(channel.count)
      for _ in 0..<channel.count {
        var word: UInt64 = 0
        for k in 0..<8 { word |= UInt64(bytes[place + k]) << UInt64(8 * k) }
        values.append(Double(bitPattern: word))
        place += 8
      }
      reading.samples.append(values)
    }
    return reading
  }

  /// Expects a recording to hold what the other reader found, sample for sample.
  ///
  /// - Parameters:
  ///   - header: The header after reading.
  ///   - samples: All samples.
  ///   - isVolts: Whether the other reader gives volts where the unit is a voltage.
  ///   - indices: Which channels to compare; all where nil.
  ///   - names: Whether the names are to be equal.
  func check(
    _ header: RecordingHeader, _ samples: [[Float]], isVolts: Bool = false,
    indices: [Int]? = nil, names: Bool = true
  ) {
    #expect(header.channels.count == channels.count)
    guard header.channels.count == channels.count else { return }
    for c in indices ?? Array(channels.indices) {
      let mine = header.channels[c]
      let theirs = channels[c]
      if names { #expect(mine.name == theirs.name) }
      #expect(abs(mine.rate.hertz - theirs.rate) <= 1e-9 * theirs.rate, "\(mine.name)")
      #expect(samples[c].count == theirs.count, "\(mine.name)")
      let factor = isVolts ? (mine.unit.microvolts ?? 1e6) / 1e6 : 1
      let span = self.samples[c].reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
      var worst = 0.0
      var mismatched = 0
      for (a, b) in zip(samples[c], self.samples[c]) {
        if a.isNaN || b.isNaN {
          if a.isNaN != b.isNaN { mismatched += 1 }
        } else {
          worst = max(worst, abs(Double(a) * factor - b))
        }
      }
      #expect(mismatched == 0, "\(mine.name): gaps differ")
      // Two roundings of single precision.
      #expect(worst <= 1.3e-7 * span, "\(mine.name): \(worst) of \(span)")
    }
  }
}
