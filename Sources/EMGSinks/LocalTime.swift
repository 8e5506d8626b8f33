internal import EMGCore

/// Arithmetic on ISO 8601 local times without a zone.
public enum LocalTime {
  /// A local time some seconds later, with microseconds; nil where the text is no date with time.
  ///
  /// A zone at the end of the text is kept.
  ///
  /// - Parameters:
  ///   - seconds: How much later.
  ///   - text: ISO 8601.
  /// - Returns: ISO 8601.
  public static func adding(_ seconds: Double, to text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      Int(String(decoding: bytes[range], as: UTF8.self))
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
    else { return nil }
    var fraction = 0.0
    var i = 19
    if i < bytes.count, bytes[i] == UInt8(ascii: ".") {
      var scale = 0.1
      i += 1
      while i < bytes.count, (48...57).contains(bytes[i]) {
        fraction += Double(bytes[i] - 48) * scale
        scale /= 10
        i += 1
      }
    }
    let zone = String(decoding: bytes[i...], as: UTF8.self)
    var micros = Int(((fraction + seconds) * 1e6).rounded())
    micros += ((hour * 60 + minute) * 60 + second) * 1_000_000
    let perDay = 86_400_000_000
    let shift = micros >= 0 ? micros / perDay : (micros - perDay + 1) / perDay
    micros -= shift * perDay
    let start = CivilDate(year: year, month: month, day: day)
    let date = CivilDate(daysSince1970: start.daysSince1970 + shift)
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = "\(value)"
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let clock = micros / 1_000_000
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
      + "\(padded(clock / 3600, 2)):\(padded(clock / 60 % 60, 2)):\(padded(clock % 60, 2))"
      + ".\(padded(micros % 1_000_000, 6))\(zone)"
  }
}
