internal import EMGCore

/// Data records of equal size, of which a file may hold fewer than its header promises.
enum DataRecords {
  /// How many records can be read.
  ///
  /// - Parameters:
  ///   - promised: What the header says.
  ///   - found: Complete ones that the file's size has room for.
  ///   - size: Bytes of one.
  ///   - place: Where the file ends, for the error.
  ///   - findings: Receives one where some are missing.
  /// - Returns: The lesser of both.
  /// - Throws: `FormatError` where not one is complete.
  static func present(
    _ promised: Int, _ found: Int, of size: Int, at place: String, _ findings: inout [Finding]
  ) throws(FormatError) -> Int {
    guard found < promised else { return promised }
    guard found > 0 else {
      throw FormatError(
        .truncated, field: "data records", location: place,
        detail: "expected \(promised) of \(size) bytes, found none complete")
    }
    findings.append(
      Finding(
        code: "truncated",
        message: "expected \(promised) data records, found \(found) that are complete"))
    return found
  }

  /// A recording whose header was never completed.
  static let unfinished = Finding(
    code: "unfinished_recording",
    message: "the recording was not closed: the header tells no number of data records")
}
