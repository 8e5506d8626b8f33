internal import EMGCore
internal import Foundation

/// A recording whose channels a BIDS `…_channels.tsv` beside it describes.
///
/// Source: Brain Imaging Data Structure, EMG: the table's `type` decides what a channel is for, and
/// its `units` stand where the file states none.
final class DescribedSource: RecordingSource {
  private let inner: any RecordingSource
  private let kinds: [ChannelKind?]
  private let units: [PhysicalUnit?]
  private let findings: [Finding]

  private init(
    _ inner: any RecordingSource, _ kinds: [ChannelKind?], _ units: [PhysicalUnit?],
    _ findings: [Finding]
  ) {
    (self.inner, self.kinds, self.units, self.findings) = (inner, kinds, units, findings)
  }

  /// The recording with its description, where there is one.
  static func describing(
    _ inner: any RecordingSource, path: String
  ) throws(FormatError) -> any RecordingSource {
    let stem = (path as NSString).deletingPathExtension
    guard stem.hasSuffix("_emg") || stem.hasSuffix("_eeg") || stem.hasSuffix("_ieeg") else {
      return inner
    }
    let head = stem[..<(stem.lastIndex(of: "_") ?? stem.endIndex)]
    let file = head + "_channels.tsv"
    guard FileManager.default.fileExists(atPath: String(file)) else { return inner }
    let bytes = try ByteStream.wholeFile(String(file))
    let rows = lineRanges(
      bytes, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, isOver: true
    )
    .map { range in
      FieldText.decoded(bytes[range]).split(separator: "\t", omittingEmptySubsequences: false)
        .map { String($0).trimmed }
    }
    guard let columns = rows.first, let name = columns.firstIndex(of: "name") else {
      throw FormatError(
        .badField, field: "columns", location: "\(file), line 1",
        detail: "expected name, type and units between tabs, found none called name")
    }
    let type = columns.firstIndex(of: "type")
    let unit = columns.firstIndex(of: "units")
    let status = columns.firstIndex(of: "status")
    let channels = inner.header.channels
    var kinds = [ChannelKind?](repeating: nil, count: channels.count)
    var units = [PhysicalUnit?](repeating: nil, count: channels.count)
    var findings: [Finding] = []
    for row in rows.dropFirst() where row.count > name {
      func cell(_ column: Int?) -> String? {
        column.flatMap { row.indices.contains($0) && row[$0] != "n/a" ? row[$0] : nil }
      }
      for c in channels.indices where channels[c].name == row[name] {
        kinds[c] = cell(type).map(kind)
        if let text = cell(unit), !text.isEmpty {
          let stated = PhysicalUnit(symbol: text)
          if channels[c].unit.symbol.isEmpty {
            units[c] = stated
          } else if stated.microvolts != channels[c].unit.microvolts {
            findings.append(
              Finding(
                code: "units_disagree",
                message: "channel '\(row[name])': the table of channels says '\(text)', the file"
                  + " '\(channels[c].unit.symbol)'; the file's is used", channelIndex: c))
          }
        }
        if cell(status) == "bad" {
          findings.append(
            Finding(
              code: "bad_channel",
              message: "channel '\(row[name])' is marked as bad in the table of channels",
              channelIndex: c))
        }
      }
    }
    return DescribedSource(inner, kinds, units, findings)
  }

  private static func kind(_ type: String) -> ChannelKind {
    switch type.uppercased() {
    case "EMG": .emg
    case "ECG": .ecg
    case "TRIG": .trigger
    case "ACCEL", "GYRO", "MAGN": .accelerometer
    default: .other
    }
  }

  var header: RecordingHeader {
    var header = inner.header
    for c in header.channels.indices {
      if let kind = kinds[c] { header.channels[c].kind = kind }
      if let unit = units[c] { header.channels[c].unit = unit }
    }
    header.findings += findings
    return header
  }

  var contentSHA256: String? { inner.contentSHA256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    try inner.next(into: &block)
  }
}
