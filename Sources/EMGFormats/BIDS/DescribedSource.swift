internal import EMGCore
internal import Foundation

/// A recording that files of a BIDS dataset beside it describe.
///
/// The table of channels decides what a channel is for; units stand where the file states none;
/// events join the file's own annotations.
final class DescribedSource: RecordingSource {
  private let inner: any RecordingSource
  private let description: BIDSDescription

  private init(_ inner: any RecordingSource, _ description: BIDSDescription) {
    (self.inner, self.description) = (inner, description)
  }

  /// The recording with its description, where there is one.
  static func describing(
    _ inner: any RecordingSource, path: String
  ) throws(FormatError) -> any RecordingSource {
    guard let files = BIDSFiles(recording: path) else { return inner }
    let description = try BIDSDescription(of: path, files, inner.header)
    return description.isPresent ? DescribedSource(inner, description) : inner
  }

  var header: RecordingHeader {
    var header = inner.header
    for (c, facts) in description.channels.enumerated() {
      if let kind = facts.kind { header.channels[c].kind = kind }
      if let unit = facts.unit { header.channels[c].unit = unit }
      header.channels[c].targetMuscle = facts.targetMuscle
    }
    header.mainsHertz = description.mainsHertz
    header.startTime = header.startTime ?? description.startTime
    if !description.annotations.isEmpty {
      // A dataset may repeat what stands in the file.
      let own = Set(header.annotations)
      header.annotations += description.annotations.filter { !own.contains($0) }
      header.annotations.sort { $0.onset < $1.onset }
    }
    header.findings += description.findings
    return header
  }

  var contentSHA256: String? { inner.contentSHA256 }

  func next(into block: inout SignalBlock) throws(FormatError) -> Bool {
    try inner.next(into: &block)
  }

  func pass(to seconds: Double) throws(FormatError) { try inner.pass(to: seconds) }
}
