/// Lines and fields of a text table, as ranges of bytes.
struct TextFields: Sendable {
  /// The delimiter's byte; a space stands for any run of blanks and tabs.
  var delimiter: UInt8

  /// The fields of a line.
  ///
  /// Delimiters within double quotes do not count; one trailing delimiter
  /// makes no field.
  func ranges(_ bytes: borrowing [UInt8], _ line: Range<Int>, into fields: inout [Range<Int>]) {
    fields.removeAll(keepingCapacity: true)
    var i = line.lowerBound
    let end = line.upperBound
    if delimiter == 32 {
      while i < end {
        while i < end, bytes[i] == 32 || bytes[i] == 9 { i += 1 }
        guard i < end else { break }
        let start = i
        var isQuoted = false
        while i < end, isQuoted || (bytes[i] != 32 && bytes[i] != 9) {
          if bytes[i] == 34 { isQuoted.toggle() }
          i += 1
        }
        fields.append(start..<i)
      }
      return
    }
    var start = i
    var isQuoted = false
    while i < end {
      if bytes[i] == 34 { isQuoted.toggle() }
      if bytes[i] == delimiter, !isQuoted {
        fields.append(start..<i)
        start = i + 1
      }
      i += 1
    }
    let last = start..<end
    let isBlank = last.allSatisfy { bytes[$0] == 32 || bytes[$0] == 13 || bytes[$0] == 9 }
    if !isBlank || fields.isEmpty { fields.append(last) }
  }

  /// Whether a line ends with a delimiter, behind which a last field may be empty.
  func endsOpen(_ bytes: borrowing [UInt8], _ line: Range<Int>) -> Bool {
    var end = line.upperBound
    while end > line.lowerBound, bytes[end - 1] == 32 || bytes[end - 1] == 13 { end -= 1 }
    return delimiter != 32 && end > line.lowerBound && bytes[end - 1] == delimiter
  }

  /// The text of a field without blanks and quotes around it.
  static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    var text = Substring(String(decoding: bytes[range], as: UTF8.self))
    while let c = text.first, c.isWhitespace || c == "\"" || c == "'" { text.removeFirst() }
    while let c = text.last, c.isWhitespace || c == "\"" || c == "'" { text.removeLast() }
    return String(text)
  }
}

/// The complete lines of a piece of text; CR, LF and CRLF end a line.
func lineRanges(_ bytes: [UInt8], from start: Int, isOver: Bool) -> [Range<Int>] {
  var lines: [Range<Int>] = []
  var first = start
  var i = start
  while i < bytes.count {
    if bytes[i] == 10 {
      lines.append(first..<i)
      first = i + 1
    } else if bytes[i] == 13 {
      guard i + 1 < bytes.count || isOver else { break }
      lines.append(first..<i)
      if i + 1 < bytes.count, bytes[i + 1] == 10 { i += 1 }
      first = i + 1
    }
    i += 1
  }
  if isOver, first < bytes.count { lines.append(first..<bytes.count) }
  return lines
}
