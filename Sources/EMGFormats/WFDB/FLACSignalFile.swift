#if FLAC
internal import EMGCore

/// The samples of a WFDB signal file that is a FLAC stream: the signals of a moment together.
///
/// Its byte offset counts samples of a signal instead, as the WFDB library reads it.
final class FLACSignalFile: WFDBSamples {
  let count: Int
  private let stream: FLACStream
  /// Samples of each signal before the record's first.
  private let first: Int

  /// Most signals of a stream.
  private static let mostSignals = 8

  /// - Parameters:
  ///   - path: The file.
  ///   - signals: Its signals, of one format and offset.
  /// - Throws: `FormatError` where the stream does not fit them.
  init(path: String, _ signals: [WFDBSignal]) throws(FormatError) {
    let (format, perFrame) = (signals[0].format, signals[0].perFrame)
    guard signals.count <= Self.mostSignals, signals.allSatisfy({ $0.perFrame == perFrame }) else {
      throw FormatError(
        .inconsistent, field: "samples a frame", location: path,
        detail: "expected at most \(Self.mostSignals) signals of one rate in a FLAC stream, found"
          + " \(signals.count) of \(signals.map { "\($0.perFrame)" }.joined(separator: ", "))")
    }
    stream = try FLACStream(path: path)
    guard stream.channels == signals.count else {
      throw FormatError(
        .inconsistent, field: "FLAC channels", location: path,
        detail: "expected \(signals.count) as the header has signals, found \(stream.channels)")
    }
    guard stream.bits <= format.bits else {
      throw FormatError(
        .inconsistent, field: "FLAC bits", location: path,
        detail: "expected at most \(format.bits) by format \(format.rawValue), found \(stream.bits)"
      )
    }
    first = signals[0].byteOffset
    let all = if let stated = stream.count { stated } else { try Self.counted(path) }
    count = max(0, all - first) * signals.count
    if first > 0, count > 0 { try stream.seek(to: first) }
  }

  /// Samples of each channel in a stream that does not say, by decoding it.
  private static func counted(_ path: String) throws(FormatError) -> Int {
    let stream = try FLACStream(path: path)
    var (samples, count) = ([Int32](), 0)
    while try stream.read(into: &samples) {
      count += samples.count / stream.channels
      samples.removeAll(keepingCapacity: true)
    }
    return count
  }

  func read(into samples: inout [Int32]) throws(FormatError) -> Bool {
    try stream.read(into: &samples)
  }

  func seek(to sample: Int) throws(FormatError) {
    try stream.seek(to: first + sample / stream.channels)
  }
}
#endif
