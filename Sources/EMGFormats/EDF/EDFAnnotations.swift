internal import EMGCore

/// The time-stamped annotation lists (TALs) of one annotation signal in one data record.
///
/// Source: Kemp & Olivan 2003, section 2.2: `onset [21 duration] 20 text 20 … 20 0`.
struct EDFAnnotationList: Sendable {
  /// When the data record begins: seconds after the header's start time, or nil without timekeeping.
  var recordOnset: Double?
  /// Annotations with onsets in seconds after the header's start time.
  var annotations: [Annotation] = []
  /// Lists that could not be read.
  var badCount = 0

  private static let durationMark: UInt8 = 0x15
  private static let textMark: UInt8 = 0x14

  /// Reads the lists in the bytes of an annotation signal.
  init(_ bytes: ArraySlice<UInt8>) {
    var isFirst = true
    for list in bytes.split(separator: 0) {
      defer { isFirst = false }
      guard let head = list.firstIndex(of: Self.textMark),
        let stamp = Self.stamp(list[list.startIndex..<head])
      else {
        badCount += 1
        continue
      }
      let texts = list[(head + 1)...].split(
        separator: Self.textMark, omittingEmptySubsequences: false)
      if isFirst, texts.first?.isEmpty ?? true { recordOnset = stamp.onset }
      for text in texts where !text.isEmpty {
        annotations.append(
          Annotation(
            onset: stamp.onset, duration: stamp.duration, text: FieldText.decoded(text)))
      }
    }
  }

  private static func stamp(_ bytes: ArraySlice<UInt8>) -> (onset: Double, duration: Double?)? {
    guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    let parts = bytes.split(separator: durationMark, omittingEmptySubsequences: false)
    guard parts.count <= 2, let onset = FieldText.number(FieldText.text(parts[0])) else {
      return nil
    }
    guard parts.count == 2 else { return (onset, nil) }
    let text = FieldText.text(parts[1])
    if text.isEmpty { return (onset, nil) }
    guard let duration = FieldText.number(text), duration >= 0 else { return nil }
    return (onset, duration)
  }
}
