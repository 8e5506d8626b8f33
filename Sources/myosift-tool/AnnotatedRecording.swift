import EMGCore
import EMGFormats
import EMGSinks
import Foundation

/// A recording written anew with its events as annotations.
enum AnnotatedRecording {
  /// Formats that have a place for annotations.
  static let formats: [RecordingFormat] = [.edf, .bdf, .wfdb]

  /// The name of a result; a WFDB record's has no dot.
  static func name(_ stem: String, _ format: RecordingFormat) -> String {
    guard format == .wfdb else { return "\(stem).events.\(format.rawValue)" }
    // Foundation's last path component traps on an empty folder.
    let start = stem.lastIndex(of: "/").map { stem.index(after: $0) } ?? stem.startIndex
    return stem[..<start] + stem[start...].map(plain).joined() + "_events.hea"
  }

  private static func plain(_ character: Character) -> String {
    character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
      ? String(character) : "_"
  }

  /// The annotation of an event: its type, and its channel after `@@` as EDF+ has it.
  static func annotation(_ type: EventType, channel: String, onset: Double, end: Double)
    -> Annotation
  {
    Annotation(
      onset: onset, duration: max(0, ((end - onset) * 1e9).rounded() / 1e9),
      text: "\(type.rawValue)@@\(channel)")
  }

  /// Writes a recording with what was found in it; what the file says of the patient is left out.
  ///
  /// - Parameters:
  ///   - result: What was found.
  ///   - format: The format to write.
  ///   - path: The output.
  ///   - open: Opens the recording anew.
  /// - Throws: ``Failure``.
  static func write(
    _ result: AnalysisResult, _ format: RecordingFormat, to path: String,
    open: () throws(FormatError) -> any RecordingSource
  ) throws {
    guard RecordingFormat(path: path) == format else {
      let ending = format == .wfdb ? "hea" : format.rawValue
      throw Failure(.usage, "--output: expected an ending of .\(ending), found '\(path)'")
    }
    var writer = RecordingWriter(format)
    writer.annotations = result.events.map { event in
      let channel = result.header.channels[event.channelIndex]
      return annotation(
        event.type, channel: channel.name, onset: channel.rate.seconds(event.onset),
        end: channel.rate.seconds(event.end))
    }
    try run(writer, to: path, input: result.source, open: open)
  }

  /// Runs a writer; what the format could not hold is returned.
  @discardableResult static func run(
    _ writer: RecordingWriter, to path: String, input: String,
    open: () throws(FormatError) -> any RecordingSource
  ) throws -> [Finding] {
    do {
      return try writer.write(to: path, open: open)
    } catch RecordingWriter.Failure.reading(let error) {
      throw Failure(error, input: input)
    } catch RecordingWriter.Failure.writing(let error) {
      throw Failure(error)
    }
  }
}
