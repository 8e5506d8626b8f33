import EMGCore
import EMGFormats
import Foundation

/// Opens inputs as the user describes them.
enum Inputs {
  /// Opens a recording; a unit that the user gives comes before the one in a text's headings.
  ///
  /// - Parameters:
  ///   - path: A file, or `-`.
  ///   - options: What the user says of it.
  ///   - ending: Who may end the recording from outside.
  /// - Returns: A source whose header is read.
  /// - Throws: `FormatError`.
  static func open(
    _ path: String, _ options: ReadingOptions, ending: StreamEnd? = nil
  ) throws(FormatError) -> any RecordingSource {
    let source = try Recordings.open(path: path, options: options, ending: ending)
    guard source.header.format == "csv", let symbol = options.unit else { return source }
    let unit = PhysicalUnit(symbol: symbol)
    let forced = source.header.channels.indices.filter { c in
      let channel = source.header.channels[c]
      return channel.kind == .emg && channel.unit.isVoltage && channel.unit != unit
    }
    guard !forced.isEmpty else { return source }
    return ForcedUnitSource(
      source, channels: forced, unit: unit, scale: Float(options.scale ?? 1),
      offset: Float(options.offset ?? 0))
  }
}

/// A recording whose channels are taken to be in another unit than its file says.
private final class ForcedUnitSource: RecordingSource {
  private let base: any RecordingSource
  private let channels: [Int]
  private let unit: PhysicalUnit
  private let scale: Float
  private let offset: Float

  init(
    _ base: any RecordingSource, channels: [Int], unit: PhysicalUnit, scale: Float, offset: Float
  ) {
    self.base = base
    self.channels = channels
    self.unit = unit
    self.scale = scale
    self.offset = offset
  }

  var header: RecordingHeader {
    var header = base.header
    for c in channels {
      header.findings.append(
        Finding(
          code: "unit_forced",
          message: "channel '\(header.channels[c].name)': the heading says"
            + " \(header.channels[c].unit.symbol), used is \(unit.symbol) as given",
          channelIndex: c))
      header.channels[c].unit = unit
    }
    return header
  }

  var contentSHA256: String? { base.contentSHA256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    guard try base.next(into: &block) else { return false }
    guard scale != 1 || offset != 0 else { return true }
    for c in channels {
      for i in block.samples[c].indices {
        block.samples[c][i] = block.samples[c][i] * scale + offset
      }
    }
    return true
  }
}

/// What this program writes, told by its first bytes, so that it is never taken for a recording.
enum OwnOutput {
  private static let heads = [
    "id,type,channel,channel_index,onset_s,", "onset\tduration\ttrial_type\tchannel\tsample\t",
    BatchSummary.heads.joined(separator: ",") + ",",
  ]

  /// Whether a file is a result of ours.
  ///
  /// - Parameter path: The file.
  /// - Returns: Whether its first bytes are those of a result.
  static func isOwn(_ path: String) -> Bool {
    // A pipe would wait for its writer.
    guard FileFacts(path)?.kind == .regular, let handle = FileHandle(forReadingAtPath: path) else {
      return false
    }
    defer { try? handle.close() }
    guard let bytes = try? handle.read(upToCount: 256) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    return heads.contains(where: text.hasPrefix)
      || (text.hasPrefix("{") && text.contains("\"myosift-events\""))
  }
}
