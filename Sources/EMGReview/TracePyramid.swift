public import EMGCore
public import EMGReport
internal import EMGSinks
public import Foundation
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A recording's conditioned traces in every resolution, in a file without a name.
///
/// Level 0 holds every sample; each bin of a level above holds the smallest and largest value of
/// four bins below. It is built in one pass with a tile's memory a channel and level, and read a
/// tile at a time. The file goes when the program ends, however it ends.
public final class TracePyramid: Sendable {
  /// Bins of the level below in one bin.
  public static let factor = 4
  /// Values in a tile: samples of level 0, or half as many pairs of extremes.
  public static let tileValues = 4096

  /// How a channel's tiles lie in the file; -1 where there are no samples.
  private struct Level {
    var places: [Int64] = []
    var buffer: [Float] = []
  }

  private let descriptor: Int32
  private let places: [Int: [[Int64]]]

  /// Levels by channel.
  public var levels: [Int: Int] { places.mapValues(\.count) }

  deinit { _ = close(descriptor) }

  /// Reads a recording to its end.
  ///
  /// - Parameters:
  ///   - source: The recording.
  ///   - document: Its events, whose settings say how the gate's signal is made.
  ///   - folder: Where the file without a name lies; 7 bytes a sample.
  /// - Throws: What the source throws, or `DocumentError` where the file cannot be written.
  public init(
    _ source: any RecordingSource, of document: SessionDocument, folder: String
  ) throws {
    let conditioning = TraceCollector.Conditioning(document)
    let channels = source.header.channels
    let path = (folder as NSString).appendingPathComponent("myosift-\(UUID().uuidString).part")
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else {
      throw DocumentError(description: "\(path): cannot be made: \(Self.reason)")
    }
    _ = unsafe unlink(path)
    var builders: [Int: Builder] = [:]
    for channel in document.channels where channel.isAnalysed && channel.index < channels.count {
      builders[channel.index] = Builder(
        try ConditionedStream(channels[channel.index], conditioning),
        length: document.duration * channel.rate)
    }
    var end: Int64 = 0
    do {
      var block = SignalBlock(channelCount: channels.count)
      while try source.next(into: &block) {
        for index in builders.keys {
          try builders[index]?.add(
            block.samples[index], at: block.start[index], descriptor, &end)
        }
      }
      for index in builders.keys { try builders[index]?.finish(descriptor, &end) }
    } catch {
      _ = close(descriptor)
      throw error
    }
    places = builders.mapValues { $0.levels.map(\.places) }
  }

  private static var reason: String { unsafe String(cString: strerror(errno)) }

  /// Bytes of a tile.
  ///
  /// - Parameters:
  ///   - channel: The channel's place in the recording.
  ///   - level: 0 for samples.
  ///   - index: The tile's place in its level.
  /// - Returns: Little-endian 32-bit floats, NaN where there is no sample; empty where the whole
  ///   tile has none, nil where there is no such tile.
  public func tile(channel: Int, level: Int, index: Int) -> Data? {
    guard let levels = places[channel], levels.indices.contains(level),
      levels[level].indices.contains(index)
    else { return nil }
    let place = levels[level][index]
    guard place >= 0 else { return Data() }
    let size = Self.tileValues * 4
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      unsafe count = max(0, pread(descriptor, buffer.baseAddress, size, off_t(place)))
    }
    return bytes.count == size ? Data(bytes) : nil
  }

  /// Gathers a channel's levels.
  private struct Builder {
    var stream: ConditionedStream
    var levels: [Level]
    /// Position of the next value of level 0.
    var position = 0

    init(_ stream: ConditionedStream, length: Double) {
      self.stream = stream
      var count = 1
      var bins = length
      while bins > Double(tileValues / 2) {
        bins /= Double(factor)
        count += 1
      }
      levels = Array(repeating: Level(), count: count)
    }

    mutating func add(
      _ samples: [Float], at start: Int, _ descriptor: Int32, _ end: inout Int64
    ) throws {
      try take(stream.add(samples, at: start), descriptor, &end)
    }

    mutating func finish(_ descriptor: Int32, _ end: inout Int64) throws {
      try take(stream.end(), descriptor, &end)
      for n in levels.indices where !levels[n].buffer.isEmpty { try flush(n, descriptor, &end) }
    }

    private mutating func take(
      _ parts: [ConditionedStream.Part], _ descriptor: Int32, _ end: inout Int64
    ) throws {
      for case .conditioned(let samples, let start) in parts {
        while position < start {
          if try passTile(start - position, descriptor, &end) { continue }
          let count = min(start - position, tileValues - levels[0].buffer.count)
          try append(repeatElement(.nan, count: count), descriptor, &end)
        }
        var from = max(0, position - start)
        while from < samples.count {
          let to = min(samples.count, from + tileValues - levels[0].buffer.count)
          try append(samples[from..<to], descriptor, &end)
          from = to
        }
      }
    }

    private mutating func append(
      _ values: some Collection<Float>, _ descriptor: Int32, _ end: inout Int64
    ) throws {
      levels[0].buffer += values
      position += values.count
      if levels[0].buffer.count >= tileValues { try flush(0, descriptor, &end) }
    }

    /// Passes over the largest tile without a sample that begins here; false where there is none.
    private mutating func passTile(
      _ missing: Int, _ descriptor: Int32, _ end: inout Int64
    ) throws -> Bool {
      // Samples under a tile of each level; that it begins here is told by the empty ones below it.
      var spans: [Int] = []
      for n in levels.indices {
        let span = n == 0 ? tileValues : n == 1 ? factor * tileValues / 2 : spans[n - 1] * factor
        guard levels[n].buffer.isEmpty, span <= missing else { break }
        spans.append(span)
      }
      guard let whole = spans.last else { return false }
      for (n, span) in spans.enumerated() {
        levels[n].places += repeatElement(-1, count: whole / span)
      }
      position += whole
      let above = spans.count
      guard above < levels.count else { return true }
      levels[above].buffer += repeatElement(
        .nan, count: (above == 1 ? 2 : 1) * tileValues / factor)
      if levels[above].buffer.count >= tileValues { try flush(above, descriptor, &end) }
      return true
    }

    /// Writes a level's tile and hands its extremes up.
    private mutating func flush(_ n: Int, _ descriptor: Int32, _ end: inout Int64) throws {
      var values = levels[n].buffer
      levels[n].buffer.removeAll(keepingCapacity: true)
      let width = n == 0 ? 1 : 2
      let count = values.count / width
      if values.allSatisfy(\.isNaN) {
        levels[n].places.append(-1)
      } else {
        values += repeatElement(.nan, count: tileValues - values.count)
        try write(values, descriptor, end)
        levels[n].places.append(end)
        end += Int64(tileValues * 4)
      }
      guard n + 1 < levels.count else { return }
      for k in stride(from: 0, to: count, by: factor) {
        var low = Float.nan
        var high = Float.nan
        for i in k..<min(count, k + factor) {
          let (a, b) = (values[i * width], values[i * width + width - 1])
          if !(low <= a), !a.isNaN { low = a }
          if !(high >= b), !b.isNaN { high = b }
        }
        levels[n + 1].buffer += [low, high]
        if levels[n + 1].buffer.count >= tileValues { try flush(n + 1, descriptor, &end) }
      }
    }

    private func write(_ values: [Float], _ descriptor: Int32, _ place: Int64) throws {
      let bytes = values.flatMap { value in
        let bits = value.bitPattern.littleEndian
        return [
          UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8),
          UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 24),
        ]
      }
      var done = 0
      while done < bytes.count {
        let count = unsafe bytes[done...].withUnsafeBytes {
          unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(place) + off_t(done))
        }
        guard count > 0 else {
          throw DocumentError(description: "the traces' file cannot be written: \(reason)")
        }
        done += count
      }
    }
  }
}
