internal import EMGCore

/// The annotation lists of an EDF+ or BDF+ file.
enum EDFNotes {
  /// Spreads annotations over the records so that all fit.
  ///
  /// Each stands in the record of its onset where there is room, and in another where not.
  static func pack(
    _ annotations: [Annotation], _ onsets: [Double], _ fraction: Double, _ width: Int
  ) -> (bytes: Int, notes: [[UInt8]]) {
    func stamp(_ seconds: Double) -> String {
      // Decimal times stay decimal: a nanosecond is finer than any recorder's clock.
      let value = fraction == 0 ? seconds : ((seconds + fraction) * 1e9).rounded() / 1e9
      return (value < 0 ? "" : "+") + DecimalText.shortest(value)
    }
    var notes = onsets.map { Array("\(stamp($0))\u{14}\u{14}\u{0}".utf8) }
    let lists = annotations.map { note -> [UInt8] in
      let text = note.text.unicodeScalars.map {
        $0.value == 0 || $0.value == 0x14 || $0.value == 0x15 ? " " : Character($0)
      }
      let duration = note.duration.map { "\u{15}" + DecimalText.shortest(max(0, $0)) } ?? ""
      return Array("\(stamp(note.onset))\(duration)\u{14}\(String(text))\u{14}\u{0}".utf8)
    }
    let clock = notes.map(\.count).max() ?? 0
    let longest = lists.map(\.count).max() ?? 0
    let total = lists.reduce(0) { $0 + $1.count }
    let wanted = clock + longest + (total + onsets.count - 1) / onsets.count
    let bytes = (wanted + width - 1) / width * width
    for (note, list) in zip(annotations, lists) {
      let own = max(0, onsets.partitioningIndex { $0 > note.onset } - 1)
      // One place has room, since no record's rest is shorter than the longest list while there
      // is still something to place.
      let place =
        (own..<notes.count).first { notes[$0].count + list.count <= bytes }
        ?? (0..<own).first { notes[$0].count + list.count <= bytes }
      if let place { notes[place] += list }
    }
    return (bytes, notes)
  }
}
