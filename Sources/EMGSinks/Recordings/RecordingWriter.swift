public import EMGCore
internal import Foundation

/// A format in which recordings are written.
public enum RecordingFormat: String, Hashable, Sendable, CaseIterable {
  /// A table of text.
  case csv
  /// EDF+ with 16 bits a sample.
  case edf
  /// BDF+ with 24 bits a sample.
  case bdf
  /// A WFDB record: header, samples and annotations.
  case wfdb
  /// Raw 32-bit floats with a description beside them.
  case raw

  /// The format that a file name asks for.
  ///
  /// Nil where the ending is none of a format.
  ///
  /// - Parameter path: The output's name.
  public init?(path: String) {
    switch (path as NSString).pathExtension.lowercased() {
    case "csv": self = .csv
    case "edf": self = .edf
    case "bdf": self = .bdf
    case "hea": self = .wfdb
    case "raw", "bin": self = .raw
    default: return nil
    }
  }

  /// The files that an output of this format consists of.
  ///
  /// - Parameter path: The output's name.
  /// - Returns: All paths.
  public func files(_ path: String) -> [String] {
    let stem = (path as NSString).deletingPathExtension
    return switch self {
    case .wfdb: [path, stem + ".dat", stem + ".atr"]
    case .raw: [path, path + ".json"]
    default: [path]
    }
  }
}

/// Writes recordings in other formats; nothing appears under its name until it is complete.
public struct RecordingWriter: Sendable {
  /// The format to write.
  public var format: RecordingFormat
  /// Annotations beside those of the recording, with onsets in seconds from the first sample.
  public var annotations: [Annotation] = []

  /// Whether what the file says of the patient is written, where the format has a place for it.
  public var keepsIdentity = false

  /// Makes a writer.
  ///
  /// - Parameter format: The format to write.
  public init(_ format: RecordingFormat) { self.format = format }

  /// A failure of reading or of writing.
  public enum Failure: Error {
    /// The recording's data are bad.
    case reading(FormatError)
    /// The output cannot be made.
    case writing(WritingError)
  }

  /// Reads a recording twice, once to know its ranges and once to write it.
  ///
  /// - Parameters:
  ///   - path: The output.
  ///   - open: Opens the recording anew.
  /// - Returns: What the format could not hold or changed.
  /// - Throws: ``Failure``.
  public func write(
    to path: String, open: () throws(FormatError) -> any RecordingSource
  ) throws(Failure) -> [Finding] {
    var survey: RecordingSurvey
    let source: any RecordingSource
    do {
      survey = try RecordingSurvey(try open())
      source = try open()
    } catch { throw .reading(error) }
    if !keepsIdentity { survey.header.patient = nil }
    let notes = (survey.header.annotations + annotations).sorted { $0.onset < $1.onset }
    do {
      switch format {
      case .edf, .bdf:
        let writer = try EDFWriter(survey, notes, isBDF: format == .bdf, path)
        try feed(source) { block throws(WritingError) in try writer.append(block) }
        return try writer.finish()
      case .wfdb:
        let writer = try WFDBWriter(survey, notes, path)
        try feed(source) { block throws(WritingError) in try writer.append(block) }
        return try writer.finish()
      case .csv, .raw:
        let writer = try TableWriter(survey, isText: format == .csv, path)
        try feed(source) { block throws(WritingError) in try writer.append(block) }
        var findings = try writer.finish()
        if !notes.isEmpty {
          findings.append(
            Finding(
              code: "annotations_left_out",
              message: "\(notes.count) annotations have no place in \(format.rawValue)"))
        }
        return findings
      }
    } catch let error as WritingError {
      throw .writing(error)
    } catch let error as FormatError {
      throw .reading(error)
    } catch { throw .writing(WritingError(.cannotCreate, "\(path): \(error)")) }
  }

  private func feed(
    _ source: any RecordingSource, _ take: (SignalBlock) throws(WritingError) -> Void
  ) throws {
    var block = SignalBlock(channelCount: source.header.channels.count)
    while try source.next(into: &block) { try take(block) }
  }
}
